//! Seeders on the command line: the same on every database.

use insta::{allow_duplicates, assert_snapshot};
use migratory_tests::throwaway::Server;

use crate::shop::Shop;

#[tokio::test]
async fn seeds_are_sown_looked_at_and_sown_again() {
    for server in Server::all() {
        let garden = Shop::garden(&server).await;
        let shown = garden.session(&[
            "seed",
            "migrate",
            "status",
            "migrate --seed",
            "seed",
            "seed --env production",
            "seed --force --only DemoUsers",
            "seed --status",
            "seed --status --env production",
            "status --env production",
        ]);
        allow_duplicates!(assert_snapshot!(shown, @"
        $ garden seed
          <database>  <server>
        error[MIG-0206]: 2 migrations are pending, and seeders need the schema that all of them make: 20260101000001_create_tables, 20260101000002_add_notes
          database: unchanged, nothing was run
          next: run `migrate --seed`, or `migrate` and then `seed`; in code .migrate(...) before .seed(...)
        [exit code 3]

        $ garden migrate
          <database>  <server>
          20260101000001_create_tables ... <time>  DONE
          20260101000002_add_notes ... <time>  DONE

          2 applied, <time>  undo: garden rollback --batch 1

        $ garden status
        batch  state  migration  applied (UTC)  ms  by
        1  applied  20260101000001_create_tables  <when>  <ms>  clerk@till
        1  applied  20260101000002_add_notes  <when>  <ms>  clerk@till
        seeds: 1 for other environments, BaseRoles pending, Countries pending, DemoUsers pending

        $ garden migrate --seed
          <database>  <server>
          nothing to do
          BaseRoles ... <time>  SEEDED
          Countries ... <time>  SEEDED
          DemoUsers ... <time>  SEEDED

          3 seeded for development, 1 for other environments, <time>

        $ garden seed
          <database>  <server>
          nothing to seed for development (3 unchanged, 1 for other environments)

        $ garden seed --env production
          <database>  <server>
          Plans ... <time>  SEEDED

          1 seeded for production, 2 unchanged, 1 for other environments, <time>

        $ garden seed --force --only DemoUsers
          <database>  <server>
          DemoUsers ... <time>  SEEDED

          1 seeded for development, 1 unchanged, <time>

        $ garden seed --status
        state  seeder  environments  seeded (UTC)  ms  runs  by
        done  BaseRoles  all  <when>  <ms>  1  clerk@till
        done  Countries  all  <when>  <ms>  1  clerk@till
        done  DemoUsers  development, test  <when>  <ms>  2  clerk@till
        not here  Plans  production, test  <when>  <ms>  1  clerk@till

        $ garden seed --status --env production
        state  seeder  environments  seeded (UTC)  ms  runs  by
        done  BaseRoles  all  <when>  <ms>  1  clerk@till
        done  Countries  all  <when>  <ms>  1  clerk@till
        not here  DemoUsers  development, test  <when>  <ms>  2  clerk@till
        done  Plans  production, test  <when>  <ms>  1  clerk@till

        $ garden status --env production
        batch  state  migration  applied (UTC)  ms  by
        1  applied  20260101000001_create_tables  <when>  <ms>  clerk@till
        1  applied  20260101000002_add_notes  <when>  <ms>  clerk@till
        seeds: 3 done, 1 for other environments
        "));
    }
}

#[tokio::test]
async fn a_fresh_start_and_a_second_run_of_all_sow_again() {
    for server in Server::all() {
        let garden = Shop::garden(&server).await;
        garden.must("migrate --seed --env test");
        let shown = garden.session(&["fresh --yes --seed --env test", "refresh --seed --env test"]);
        allow_duplicates!(assert_snapshot!(shown, @"
        $ garden fresh --yes --seed --env test
          <database>  <server>  env test
          note: 8 objects dropped
          20260101000001_create_tables ... <time>  DONE
          20260101000002_add_notes ... <time>  DONE

          2 applied, <time>  undo: garden rollback --batch 1
          BaseRoles ... <time>  SEEDED
          Countries ... <time>  SEEDED
          DemoUsers ... <time>  SEEDED
          Plans ... <time>  SEEDED

          4 seeded for test, <time>

        $ garden refresh --seed --env test
          <database>  <server>  env test
          20260101000002_add_notes ... <time>  UNDONE
          20260101000001_create_tables ... <time>  UNDONE
          20260101000001_create_tables ... <time>  DONE
          20260101000002_add_notes ... <time>  DONE

          2 applied, <time>  undo: garden rollback --batch 1
          BaseRoles ... <time>  SEEDED
          Countries ... <time>  SEEDED
          DemoUsers ... <time>  SEEDED
          Plans ... <time>  SEEDED

          4 seeded for test, <time>
        "));
        assert_eq!(
            garden.column("SELECT name FROM roles ORDER BY id").await,
            ["admin", "editor"]
        );
        assert_eq!(
            garden.column("SELECT seeder FROM runs ORDER BY id").await,
            ["BaseRoles", "DemoUsers"]
        );
    }
}

#[tokio::test]
async fn a_seeder_that_fails_says_what_is_done_and_what_to_type() {
    for server in Server::all() {
        let mut garden = Shop::garden(&server).await;
        garden.must("migrate");
        let shown = garden.wrong("no users").session(&["seed"]);
        allow_duplicates!(assert_snapshot!(shown, @r#"
        $ garden seed
          <database>  <server>
          BaseRoles ... <time>  SEEDED
          Countries ... <time>  SEEDED
          DemoUsers ...  FAIL
        error[MIG-0301]: the directory of users does not answer
          --> tests/src/bin/garden.rs:62:24
           |
        62 | ...n Err(Error::custom("the directory of users does not answer"));
           |  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          in seeder DemoUsers
          database: unchanged by this seeder (rolled back). Done before, and stays so: BaseRoles, Countries
          next: correct the seeder or the data, then run `seed` again: it passes over those that are done
        [exit code 1]
        "#));
        let shown = garden.wrong("").session(&["seed"]);
        allow_duplicates!(assert_snapshot!(shown, @"
        $ garden seed
          <database>  <server>
          DemoUsers ... <time>  SEEDED

          1 seeded for development, 2 unchanged, 1 for other environments, <time>
        "));
        let shown = garden.wrong("other roles").session(&["seed"]);
        allow_duplicates!(assert_snapshot!(shown, @"
        $ garden seed
          <database>  <server>
          BaseRoles ... <time>  SEEDED

          1 seeded for development, 2 unchanged, 1 for other environments, <time>
        "));
    }
}

#[tokio::test]
async fn the_environment_is_named_by_a_flag_or_else_by_a_variable() {
    let garden = Shop::garden(&Server::Sqlite).await;
    garden.must("migrate");
    let seeded = |flags: &str, variable: Option<&str>| {
        let mut command = garden.command(&format!("seed --force {flags}"));
        if let Some(variable) = variable {
            command.env("MIGRATORY_ENV", variable);
        }
        let ran = crate::shop::run(&mut command);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let last = ran.stderr.lines().last().unwrap_or_default().to_owned();
        last.split(',').next().unwrap_or_default().trim().to_owned()
    };
    assert_eq!(seeded("", None), "3 seeded for development");
    assert_eq!(seeded("", Some("test")), "4 seeded for test");
    assert_eq!(
        seeded("--env staging", Some("test")),
        "2 seeded for staging"
    );
    assert_eq!(seeded("", Some("")), "3 seeded for development");
}

#[tokio::test]
async fn what_cannot_be_sown_is_a_mistake_on_the_command_line() {
    let garden = Shop::garden(&Server::Sqlite).await;
    garden.must("migrate");
    let shown = garden.session(&[
        "seed --only Roles",
        "seed --only Plans",
        "seed --status --force",
    ]);
    assert_snapshot!(shown, @r#"
    $ garden seed --only Roles
      <database>  <server>
    error[MIG-0205]: there is no seeder "Roles"
      database: unchanged, nothing was run
      next: choose one of these: BaseRoles, Countries, DemoUsers, Plans
    [exit code 2]

    $ garden seed --only Plans
      <database>  <server>
    error[MIG-0205]: the seeder "Plans" is for the environments production, test, and this is development
      database: unchanged, nothing was run
      next: name another environment: --env NAME, in code .environment("..."), or set MIGRATORY_ENV
    [exit code 2]

    $ garden seed --status --force
    error: the argument '--status' cannot be used with '--force'

    Usage: garden seed --status

    For more information, try '--help'.
    [exit code 2]
    "#);
}

#[tokio::test]
async fn a_program_without_seeders_says_so() {
    let shop = Shop::new().await;
    shop.must("migrate");
    assert_snapshot!(shop.session(&["seed"]), @"
    $ shop seed
    error[MIG-0201]: there is no seeder in this program
      database: unchanged, nothing was run
      next: write one: #[seeder] above an `impl Seeder for ...`. Seeders in a library crate that nothing refers to are dropped by the linker; write `use my_seeds as _;` (with your crate's name) in the program that runs them
    [exit code 7]
    ");
}
