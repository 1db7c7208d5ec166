//! What the program says of itself.

use insta::{allow_duplicates, assert_snapshot};
use migratory_tests::throwaway::Server;

use crate::shop::{Shop, program, run};

#[test]
fn the_commands_are_listed_with_an_example() {
    let ran = run(program().arg("--help"));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_snapshot!(ran.stdout, @r#"
    Applies and undoes the migrations of this program

    Usage: shop [OPTIONS] [COMMAND]

    Commands:
      migrate   Apply all that is pending, as one batch [aliases: up, run]
      status    List all migrations: applied (batch, when) or pending
      pending   List the migrations that are not applied
      rollback  Undo the last batch, or what is chosen [alias: down]
      reset     Undo everything
      refresh   Undo everything, then apply everything [alias: redo]
      fresh     Drop every table, type and function of the current schema, rows and all, then apply everything
      seed      Run the seeders that are new or changed
      check     Replay the whole history without a database, up and down, and say all that is wrong
      repair    Make the ledger say what the code says: accept edited migrations, know renamed ones by their new name
      resolve   Decide what became of a statement that a run was broken off at
      sql       Print what `migrate` would run [alias: plan]

    Options:
      -u, --url <URL>                The database: postgres://user:password@host:5432/name, mysql://user:password@host:3306/name, sqlite:file.db [env: DATABASE_URL]
          --table <NAME>             The table that keeps what was applied [default: _migrations]
          --schema <NAME>            The schema of that table; the current one unless said
          --env <NAME>               The environment that seeders are for; development unless said [env: MIGRATORY_ENV]
          --seeds-table <NAME>       The table that keeps which seeders have run, beside the other [default: _seeds]
          --lock-wait <SECONDS>      How many seconds to wait for another runner [default: 300]
          --lock-timeout <SECONDS>   How many seconds a statement may wait for locks of others, before the migration is rolled back and tried again [default: 3]
          --wait[=<SECONDS>]         How many seconds to wait for a server that is not there yet
          --phase <PHASE>            Only migrations of this phase: pre-deploy or post-deploy
          --order <ORDER>            What to do about migrations that are to run after one that comes later by name: run those that touch nothing that it touches, run any, or none [default: independent] [possible values: independent, any, strict]
          --on-edited <ON_EDITED>    What to do when a migration was edited after it was applied [default: refuse] [possible values: allow, refuse]
          --on-missing <ON_MISSING>  What to do when a migration was applied and is not in the code, which has later ones [default: refuse] [possible values: allow, refuse]
          --on-newer <ON_NEWER>      What to do when migrations were applied by newer code [default: allow] [possible values: allow, refuse]
          --forward-only             Refuse whatever undoes a migration
          --allow-existing           Migrate a database that has tables but was never migrated by this program
      -h, --help                     Print help
      -V, --version                  Print version

    Example: shop --url sqlite:shop.db
    "#);
}

#[test]
fn each_command_explains_itself() {
    let ran = run(program().args(["rollback", "--help"]));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_snapshot!(ran.stdout, @r#"
    Undo the last batch, or what is chosen

    Usage: shop rollback [OPTIONS]

    Options:
      -n, --step <N>                 The last N migrations
          --batch <BATCH>            The migrations of one batch
          --to <NAME>                All that were applied after this one; the begin of its name will do
      -u, --url <URL>                The database: postgres://user:password@host:5432/name, mysql://user:password@host:3306/name, sqlite:file.db [env: DATABASE_URL]
          --table <NAME>             The table that keeps what was applied [default: _migrations]
          --schema <NAME>            The schema of that table; the current one unless said
          --env <NAME>               The environment that seeders are for; development unless said [env: MIGRATORY_ENV]
          --seeds-table <NAME>       The table that keeps which seeders have run, beside the other [default: _seeds]
          --lock-wait <SECONDS>      How many seconds to wait for another runner [default: 300]
          --lock-timeout <SECONDS>   How many seconds a statement may wait for locks of others, before the migration is rolled back and tried again [default: 3]
          --wait[=<SECONDS>]         How many seconds to wait for a server that is not there yet
          --phase <PHASE>            Only migrations of this phase: pre-deploy or post-deploy
          --order <ORDER>            What to do about migrations that are to run after one that comes later by name: run those that touch nothing that it touches, run any, or none [default: independent] [possible values: independent, any, strict]
          --on-edited <ON_EDITED>    What to do when a migration was edited after it was applied [default: refuse] [possible values: allow, refuse]
          --on-missing <ON_MISSING>  What to do when a migration was applied and is not in the code, which has later ones [default: refuse] [possible values: allow, refuse]
          --on-newer <ON_NEWER>      What to do when migrations were applied by newer code [default: allow] [possible values: allow, refuse]
          --forward-only             Refuse whatever undoes a migration
          --allow-existing           Migrate a database that has tables but was never migrated by this program
      -h, --help                     Print help

    Example: shop rollback --step 2
    "#);
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
        allow_duplicates!(assert_snapshot!(ran.stderr, @r#"
        error: no database is named
          database: unchanged, nothing was run
          next: shop --url sqlite:shop.db, or set DATABASE_URL
        "#));
    }
}

#[test]
fn a_database_in_the_wrong_place_is_an_error_with_the_right_place() {
    let ran = run(program().arg("sqlite://shop.db"));
    assert_eq!(ran.code, 2);
    assert_snapshot!(ran.stderr, @r#"
    error: unrecognized subcommand 'sqlite://shop.db'

    Usage: shop [OPTIONS] [COMMAND]

    For more information, try '--help'.
    A database is named with --url, or in DATABASE_URL.
    "#);
}

#[test]
fn a_program_without_migrations_says_where_they_may_be() {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_no_migrations"));
    let ran = run(command.env_remove("DATABASE_URL"));
    assert_eq!(ran.code, 7);
    assert_snapshot!(ran.stderr, @r#"
    error: no migration is registered in this program
      help: migrations in a library crate that nothing refers to are dropped by the linker; write `use my_migrations as _;` (with your crate's name) in the program that runs them. Check also that each file has its `mod` line and each `impl Migration` its #[migration]
      database: unchanged, nothing was run
      next: correct this, then run the same command again
    "#);
}
