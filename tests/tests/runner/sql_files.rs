//! Migrations that are SQL in files: how they run, what is true when one fails, and what is said then.

use migratory::{DatabaseState, ErrorKind, Migrator};
use migratory_tests::sql_folder::SqlFolder;

use crate::world::{World, done, failed, migrator, raw, rows, step, table};

on_each_database!(
    all_layouts_go_up_down_and_up_among_migrations_in_rust,
    a_statement_that_fails_is_named_with_its_line,
    a_long_file_that_fails_names_the_statement_among_thousands,
    a_failed_file_leaves_as_much_as_it_says,
    outside_of_a_transaction_what_is_done_stays_done,
    what_a_file_sets_is_gone_after_it,
    a_file_without_a_way_down_stays,
    the_ledger_keeps_what_a_file_says,
    a_file_of_nothing_is_applied_and_rolled_back,
    what_is_wrong_with_a_folder_is_said_at_once,
);

fn of(folder: &SqlFolder) -> Migrator {
    done(Migrator::new().add_sql_folder(folder.path()))
}

/// The line that an error shows: `3_c.sql:2:1`.
fn place(error: &migratory::Error) -> String {
    let failed = error.failed_statement().unwrap();
    let at = failed.at.unwrap().to_string();
    at.rsplit_once('/').unwrap().1.to_owned()
}

fn all_layouts_go_up_down_and_up_among_migrations_in_rust(world: &World) {
    let folder = SqlFolder::of(&[
        (
            "1_a.sql",
            "-- UP\nCREATE TABLE a (n int);\n-- DOWN\nDROP TABLE a;\n",
        ),
        (
            "3_c.up.sql",
            "CREATE TABLE c (n int); CREATE TABLE d (n int)",
        ),
        ("3_c.down.sql", "DROP TABLE d; DROP TABLE c"),
        (
            "4 d/up.sql",
            "INSERT INTO c VALUES (1); INSERT INTO d VALUES (2); INSERT INTO b (label) VALUES ('x');",
        ),
        (
            "4 d/down.sql",
            "DELETE FROM c; DELETE FROM d; DELETE FROM b;",
        ),
    ]);
    let all = done(migrator(&[table("2_b", "b")]).add_sql_folder(folder.path()));
    let names = ["1_a", "2_b", "3_c", "4_d"];
    assert_eq!(world.migrate(&all).names(), names);
    let up = world.snapshot();
    assert_eq!(world.tables(), ["_migrations", "a", "b", "c", "d"]);
    assert_eq!(
        (world.count("c"), world.count("d"), world.count("b")),
        (1, 1, 1)
    );

    assert_eq!(world.rollback(&all).names(), ["4_d", "3_c", "2_b", "1_a"]);
    assert_eq!(world.tables(), ["_migrations"]);
    world.migrate(&all);
    world.snapshot().assert_same_schema(&up, "the second time");
    assert_eq!(world.applied(), names);
    assert_eq!(world.migrate(&all).names(), [""; 0]);
}

fn a_statement_that_fails_is_named_with_its_line(world: &World) {
    let folder = SqlFolder::of(&[(
        "1_a.sql",
        "-- a comment; with 'a quote\nCREATE TABLE a (n int NOT NULL);\nINSERT INTO a VALUES (1);\n\n  INSERT INTO a VALUES\n    \
         (NULL);\nINSERT INTO a VALUES (3);\n",
    )]);
    let error = world.migrate_fails(&of(&folder));
    let statement = error.failed_statement().unwrap();
    assert_eq!((statement.number, statement.of), (3, 4));
    assert_eq!(statement.sql, "INSERT INTO a VALUES\n    (NULL)");
    assert_eq!(place(&error), "1_a.sql:5:3");
    assert_eq!(error.migration(), Some("1_a"));
    assert!(
        error
            .to_string()
            .contains("1_a.sql:5:3 (migration 1_a)\n  run SQL, statement 3 of 4:"),
        "{error}"
    );
}

fn a_long_file_that_fails_names_the_statement_among_thousands(world: &World) {
    let mut text = "CREATE TABLE a (n int NOT NULL, t text);\n".to_owned();
    let row = |n: usize, value: &str| format!("INSERT INTO a VALUES ({value}, 'row; {n} -- é');\n");
    for n in 2..=20_000 {
        text.push_str(&row(n, if n == 15_000 { "NULL" } else { "1" }));
    }
    let folder = SqlFolder::of(&[("1_a.sql", &text)]);
    let error = world.migrate_fails(&of(&folder));
    let statement = error.failed_statement().unwrap();
    assert_eq!((statement.number, statement.of), (15_000, 20_000));
    assert_eq!(
        statement.sql,
        row(15_000, "NULL").trim_end().trim_end_matches(';')
    );
    assert_eq!(place(&error), "1_a.sql:15000:1");
    if world.rolls_back() {
        assert_eq!(error.database_state(), Some(&DatabaseState::RolledBack));
        assert_eq!(world.tables(), ["_migrations"]);
    }
    assert_eq!(world.applied(), [""; 0]);

    // What the server does not understand is found by where it says it is.
    folder.write(
        "1_a.sql",
        text.replace("INSERT INTO a VALUES (NULL", "INSERT INTO a VALEUS (1"),
    );
    if !world.rolls_back() {
        world.sql("DROP TABLE a");
    }
    let error = world.migrate_fails(&of(&folder));
    assert_eq!(error.failed_statement().unwrap().number, 15_000);
    let column = world.pick(15, 1, 1);
    assert_eq!(place(&error), format!("1_a.sql:15000:{column}"));

    folder.write("1_a.sql", text.replace("(NULL", "(1"));
    if !world.rolls_back() {
        world.sql("DROP TABLE a");
    }
    world.migrate(&of(&folder));
    assert_eq!(world.count("a"), 19_999);
}

fn a_failed_file_leaves_as_much_as_it_says(world: &World) {
    let folder = SqlFolder::of(&[(
        "2_b.sql",
        "INSERT INTO a (label) VALUES ('one');\nINSERT INTO a (label) VALUES ('two');\nINSERT INTO nowhere VALUES (1);",
    )]);
    let all = done(migrator(&[table("1_a", "a")]).add_sql_folder(folder.path()));
    let error = world.migrate_fails(&all);
    // No statement of it changes the schema, so MySQL can roll it back as well.
    assert_eq!(error.database_state(), Some(&DatabaseState::RolledBack));
    assert_eq!(error.finished_before(), ["1_a"]);
    assert_eq!(world.count("a"), 0);
    assert_eq!(world.ledger(), rows(&[("1_a", 1)]));

    folder.write("2_b.sql", "INSERT INTO a (label) VALUES ('one');\nCREATE TABLE b (n int);\nINSERT INTO nowhere VALUES (1);");
    let error = world.migrate_fails(&done(
        migrator(&[table("1_a", "a")]).add_sql_folder(folder.path()),
    ));
    match error.database_state() {
        Some(DatabaseState::RolledBack) => {
            assert!(world.rolls_back());
            assert_eq!(world.count("a"), 0);
        }
        Some(DatabaseState::PartlyApplied { in_ledger, .. }) => {
            assert!(!world.rolls_back() && !in_ledger);
            assert_eq!(world.count("a"), 1);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(world.ledger(), rows(&[("1_a", 1)]));
}

fn outside_of_a_transaction_what_is_done_stays_done(world: &World) {
    let head = "-- migratory: transaction=false\n";
    let text = format!(
        "{head}CREATE TABLE a (n int);\nINSERT INTO a VALUES (1);\nINSERT INTO nowhere VALUES (1);\nINSERT INTO a VALUES (2);"
    );
    let folder = SqlFolder::of(&[("1_a.sql", &text)]);
    let error = world.migrate_fails(&of(&folder));
    assert_eq!(place(&error).split(':').nth(1), Some("4"));
    let Some(DatabaseState::PartlyApplied {
        done: said,
        in_ledger,
    }) = error.database_state()
    else {
        panic!("{error}");
    };
    assert_eq!(said, "statements 1 to 2 of 4 are applied and not undone");
    assert!(!in_ledger);
    assert_eq!(world.count("a"), 1);
    assert_eq!(world.applied(), [""; 0]);

    folder.write(
        "1_a.sql",
        format!("{head}-- nothing before it\nINSERT INTO nowhere VALUES (1);"),
    );
    let error = world.migrate_fails(&of(&folder));
    assert_eq!(error.database_state(), Some(&DatabaseState::RolledBack));

    // A transaction of its own is rolled back.
    let begin = world.pick("BEGIN", "START TRANSACTION", "BEGIN");
    folder.write(
        "1_a.sql",
        format!("{head}INSERT INTO a VALUES (5);\n{begin};\nINSERT INTO a VALUES (6);\nINSERT INTO nowhere VALUES (1);\nCOMMIT;"),
    );
    let error = world.migrate_fails(&of(&folder));
    let Some(DatabaseState::PartlyApplied { done: said, .. }) = error.database_state() else {
        panic!("{error}");
    };
    assert_eq!(said, "statement 1 of 5 is applied and not undone");
    assert_eq!(world.count("a"), 2);

    // What runs only outside of a transaction.
    folder.write(
        "1_a.sql",
        format!(
            "{head}{}",
            world.pick("VACUUM a", "OPTIMIZE TABLE a", "VACUUM")
        ),
    );
    world.migrate(&of(&folder));
    assert_eq!(world.applied(), ["1_a"]);
}

fn what_a_file_sets_is_gone_after_it(world: &World) {
    for (head, name) in [
        ("", "1_a.sql"),
        ("-- migratory: transaction=false\n", "1_b.sql"),
    ] {
        let text = world.pick(
            "SELECT pg_catalog.set_config('search_path', '', false); SET statement_timeout = 60000; CREATE TABLE public.NAME (n int);",
            "SET sql_mode = 'ANSI_QUOTES'; SET foreign_key_checks = 0; CREATE TABLE NAME (n int); LOCK TABLES NAME WRITE;",
            "PRAGMA recursive_triggers = ON; CREATE TABLE NAME (n int);",
        );
        let text = text.replace("NAME", &name[2..3]);
        let text = match head {
            "" => text,
            _ => format!(
                "{head}{}{text}",
                world.pick("", "", "PRAGMA foreign_keys = OFF;")
            ),
        };
        let folder = SqlFolder::of(&[(name, &text)]);
        let later = step("2_later", |schema| {
            schema.create_table("later", |t| {
                t.id();
            });
            schema.create_table("latest", |t| {
                t.id();
                t.references("later_id", "later");
            });
        });
        let all = done(migrator(std::slice::from_ref(&later)).add_sql_folder(folder.path()));
        world.migrate(&all.allow_existing(true));
        assert_eq!(world.applied(), [&name[..3], "2_later"]);
        // Foreign keys are kept again.
        let refused = raw("3_refused", "INSERT INTO latest (later_id) VALUES (99)");
        let all = done(migrator(&[later, refused]).add_sql_folder(folder.path()));
        let error = world.migrate_fails(&all.allow_existing(true));
        assert!(
            error.message().to_lowercase().contains("foreign key"),
            "{error}"
        );
        for name in ["latest", "later", "_migrations"] {
            world.sql(&format!("DROP TABLE {name}"));
        }
    }
}

fn a_file_without_a_way_down_stays(world: &World) {
    let folder = SqlFolder::of(&[("1_a.sql", "CREATE TABLE a (n int)")]);
    let all = of(&folder);
    world.migrate(&all);
    let error = world.rollback_fails(&all);
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert_eq!(error.database_state(), Some(&DatabaseState::Untouched));
    let text = error.to_string();
    assert!(
        text.contains("its SQL file has no way down") && text.contains("1_a.sql:1:1"),
        "{text}"
    );
    assert_eq!(world.tables(), ["_migrations", "a"]);
}

fn the_ledger_keeps_what_a_file_says(world: &World) {
    let folder = SqlFolder::of(&[
        ("1_a.up.sql", "CREATE TABLE a (n int); -- it's"),
        ("1_a.down.sql", "DROP TABLE a"),
    ]);
    world.migrate(&of(&folder));
    let up = world.value("SELECT up_sql FROM _migrations");
    assert!(up.starts_with("CREATE TABLE a (n int)"), "{up}");
    assert_eq!(
        world.value("SELECT down_sql FROM _migrations"),
        "DROP TABLE a"
    );
    assert_eq!(
        world
            .value("SELECT CAST(duration_ms IS NOT NULL AS CHAR(5)) FROM _migrations")
            .trim(),
        world.pick("true", "1", "1")
    );
}

fn a_file_of_nothing_is_applied_and_rolled_back(world: &World) {
    let folder = SqlFolder::of(&[
        ("1_a.sql", ""),
        ("2_b.sql", "-- UP\n-- DOWN"),
        (
            "3_c.sql",
            "-- migratory: transaction=false\n-- UP\n;;\n-- DOWN\n/* nothing */",
        ),
    ]);
    let all = of(&folder);
    assert_eq!(world.migrate(&all).names(), ["1_a", "2_b", "3_c"]);
    let back = done(world.block(all.rollback_steps(&world.database, 2)));
    assert_eq!(back.names(), ["3_c", "2_b"]);
    assert_eq!(world.applied(), ["1_a"]);
}

fn what_is_wrong_with_a_folder_is_said_at_once(_world: &World) {
    let folder = SqlFolder::of(&[
        ("1_a.down.sql", ""),
        ("2_b.sql", "-- migratory: phase=later\n"),
        ("3_c.sql", ""),
        ("3_c.up.sql", ""),
    ]);
    let error = failed(Migrator::new().add_sql_folder(folder.path()));
    assert_eq!(error.kind(), ErrorKind::History);
    let text = error.to_string();
    for expected in [
        "this way down has no way up: there is no 1_a.up.sql",
        "there is no phase \"later\"",
        "2_b.sql:1:1",
        "two migrations are called \"3_c\"",
    ] {
        assert!(text.contains(expected), "{text}");
    }
    let error = failed(Migrator::new().add_sql_folder(folder.path().join("nowhere")));
    assert!(
        error.to_string().contains("there is no such folder"),
        "{error}"
    );
}
