//! What the program says of itself.

use insta::{allow_duplicates, assert_snapshot};
use migratory_tests::throwaway::Server;

use crate::shop::{Shop, program, run};

#[test]
fn the_commands_are_listed_with_an_example() {
    let ran = run(program().arg("--help"));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_snapshot!(ran.stdout, @"
    Applies and undoes the migrations of this program

    Usage: shop [OPTIONS] [COMMAND]

    Commands:
      migrate      Apply all that is pending, as one batch [aliases: up, run]
      status       List all migrations: applied (batch, when) or pending [alias: info]
      pending      List the migrations that are not applied
      history      List what was applied, the last first [alias: log]
      show         Show one migration in full: where it stands, its SQL up and down, what was edited
                   since
      rollback     Undo the last batch, or what is chosen [alias: down]
      reset        Undo everything
      refresh      Undo everything, then apply everything
      fresh        Drop every table, type and function of the current schema, rows and all, then apply
                   everything
      prepare      Make the database if there is none, migrate it, and run the seeders
      seed         Run the seeders that are new or changed
      backfill     List backfills, and how far they are; pause one, or let it go on
      check        Replay the whole history without a database, up and down, and say all that is wrong
      sql          Print what `migrate` would run, or the SQL of one migration [aliases: plan, dry-run]
      baseline     Mark migrations as applied without running them: all, or those up to a name [alias:
                   fake]
      adopt        Mark as applied what sqlx, diesel, refinery or sea-orm has applied, by its own
                   ledger; or write migrations of what is in the database
      repair       Make the ledger say what the code says: accept edited migrations, know renamed ones
                   by their new name
      resolve      Decide what became of a statement that a run was broken off at
      unlock       Say who holds the lock of the migrations
      doctor       Look for what makes trouble: rights, poolers, invalid indexes, half-done migrations,
                   clocks
      wait         Wait until the database takes connections, 60 s unless --wait says otherwise
      config       Show each option, its value, and where that comes from
      explain      Explain an error by its code
      completions  Print a script that completes commands and flags
      man          Write the manual pages
      diff         Say what differs: between the history and the database, or any two of the history,
                   the models, databases and snapshots
      sync         Make the database what the models say, without a migration: for development
      snapshot     Keep the schema that the migrations make in one file of SQL: write it, look whether
                   it is as they say, make a new database of it
      make         Write a migration that its name and fields describe [aliases: new, generate]
      squash       Write one migration for many, proven by replay to leave the same schema
      init         Write the crate of migrations, and the alias `cargo migrate`
      test-db      Start a throwaway server for tests; list what tests have left, and drop it

    Options:
      -h, --help
              Print help (see a summary with '-h')

      -V, --version
              Print version

    Options of every command:
      -u, --url <URL>
              The database: postgres://user:password@host:5432/name,
              mysql://user:password@host:3306/name, sqlite:file.db [env: DATABASE_URL]

          --env <NAME>
              The environment: which seeders run, which options of migratory.toml hold, what the
              database is stamped with

          --config <FILE>
              Read options from this file instead of the nearest migratory.toml

          --no-dotenv
              Do not read the nearest .env

          --dir <DIR>
              The folder that migrations are written to

          --format <FORMAT>
              How to answer: human, json, ndjson, markdown, github; of `sql` also sql and text

          --color <WHEN>
              When to use colours
              
              [default: auto]
              [possible values: auto, always, never]

      -q, --quiet[=<QUIET>]
              Say nothing but errors and what was asked for

          --timing[=<TIMING>]
              Say how long connecting and the rest took

          --no-input[=<NO_INPUT>]
              Never ask; what would be asked is an error that names the flag

          --table <NAME>
              The table that keeps what was applied
              
              [default: _migrations]

          --schema <NAME>
              The schema of that table; the current one unless said

          --seeds-table <NAME>
              The table that keeps which seeders have run, beside the other
              
              [default: _seeds]

          --lock-wait <TIME>
              How long to wait for another runner: 90, 90s, 5m
              
              [default: 5m]

          --lock-timeout <TIME>
              How long a statement may wait for locks of others, before the migration is rolled back and
              tried again; 0 is for ever
              
              [default: 3s]

          --retries <N>
              How often a migration that did not get its locks is tried again
              
              [default: 10]

          --wait[=<TIME>]
              How long to wait for a server that is not there yet; 60s when no time is said

          --phase <PHASE>
              Only migrations of this phase: pre-deploy or post-deploy

          --order <ORDER>
              What to do about migrations that are to run after one that comes later by name: run those
              that touch nothing that it touches, run any, or none
              
              [default: independent]
              [possible values: independent, any, strict]

          --on-edited <VERDICT>
              What to do when a migration was edited after it was applied
              
              [default: refuse]
              [possible values: allow, refuse]

          --on-missing <VERDICT>
              What to do when a migration was applied and is not in the code, which has later ones
              
              [default: refuse]
              [possible values: allow, refuse]

          --on-newer <VERDICT>
              What to do when migrations were applied by newer code
              
              [default: allow]
              [possible values: allow, refuse]

          --forward-only[=<FORWARD_ONLY>]
              Refuse whatever undoes a migration

          --allow-existing[=<ALLOW_EXISTING>]
              Migrate a database that has tables but was never migrated by this program

          --allow-env <NAME>
              Undo migrations although the database is stamped with this environment, which is
              production

    Exit codes:
      0         done, or nothing to do
      1         a migration failed; the database is as it was
      2         the command line, an option or the URL is wrong; or an answer is needed and nobody can
      be asked
      3         --check, doctor: something is pending, or not as it should be
      5         another runner holds the lock; worth another try
      6         refused by a guard
      7         code and ledger do not fit
      8         the database is not to be reached, only to be read, or its tables are locked; worth
      another try
      9         half done: `migrate` goes on, or somebody must decide
      101       a bug
      130, 143  stopped by Ctrl-C or SIGTERM, after a clean rollback

    Example: shop --url sqlite:shop.db
    ");
}

#[test]
fn each_command_explains_itself() {
    let ran = run(program().args(["rollback", "--help"]));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let own = ran.stdout.split("Options of every command:").next();
    assert!(
        ran.stdout.contains("--lock-timeout <TIME>"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("Example: shop rollback --step 2"),
        "{}",
        ran.stdout
    );
    assert_snapshot!(own.unwrap_or_default(), @"
    Undo the last batch, or what is chosen

    Usage: shop rollback [OPTIONS]

    Options:
      -n, --step <N>
              The last N migrations

          --batch <BATCH>
              The migrations of one batch

          --to <NAME>
              All that were applied after this one; the begin of its name will do

          --dry-run
              Print what would run, and run nothing

      -h, --help
              Print help (see a summary with '-h')
    ");
    for command in [
        "migrate", "status", "pending", "reset", "refresh", "fresh", "sql",
    ] {
        let ran = run(program().args([command, "--help"]));
        let example = format!("Example: shop {command}");
        assert!(ran.stdout.contains(&example), "{}", ran.stdout);
    }
}

#[test]
fn the_version_is_that_of_migratory() {
    let ran = run(program().arg("--version"));
    let version = format!("shop (migratory {})\n", env!("CARGO_PKG_VERSION"));
    assert_eq!((ran.code, ran.stdout), (0, version));
}

#[tokio::test]
async fn the_database_is_named_by_a_flag_or_else_by_the_environment() {
    let shop = Shop::on(&Server::Sqlite).await;
    let ran = shop.must("migrate");
    assert!(
        ran.stderr
            .contains(shop.url().split('?').next().unwrap_or_default())
    );
    let other = Shop::on(&Server::Sqlite).await;
    let line = format!("--url {} pending", other.url());
    assert_eq!(shop.must(&line).stdout.lines().count(), 4);
    assert_eq!(shop.must("pending").stdout, "");
}

#[test]
fn without_a_database_it_says_what_to_type() {
    for url in [None, Some(""), Some("  ")] {
        let mut command = program();
        if let Some(url) = url {
            command.env("DATABASE_URL", url);
        }
        let ran = run(&mut command);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        allow_duplicates!(assert_snapshot!(ran.stderr, @"
        error[MIG-0801]: no database is named
          database: unchanged, nothing was run
          next: shop --url sqlite:shop.db, or set DATABASE_URL
        "));
    }
}

#[test]
fn a_database_in_the_wrong_place_is_an_error_with_the_right_place() {
    let ran = run(program().arg("sqlite://shop.db"));
    assert_eq!(ran.code, 2);
    assert_snapshot!(ran.stderr, @"
    error: unrecognized subcommand 'sqlite://shop.db'


    Usage: shop [OPTIONS] [COMMAND]

    For more information, try '--help'.
    A database is named with --url, or in DATABASE_URL.
    ");
}

#[test]
fn a_program_without_migrations_says_where_they_may_be() {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_no_migrations"));
    let ran = run(command.env_remove("DATABASE_URL"));
    assert_eq!(ran.code, 7);
    assert_snapshot!(ran.stderr, @"
    error[MIG-0201]: no migration is registered in this program
      help: migrations in a library crate that nothing refers to are dropped by the linker; write `use my_migrations as _;` (with your crate's name) in the program that runs them. Check also that each file has its `mod` line and each `impl Migration` its #[migration]
      database: unchanged, nothing was run
      next: correct this, then run the same command again
    ");
}
