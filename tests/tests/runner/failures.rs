//! Migrations that fail: what stays, what does not, and what the error says.

use migratory::prelude::{Db, async_trait, row};
use migratory::{DataMigration, DatabaseState, Error, ErrorKind, Result};

use crate::world::{Step, World, migrator, raw, rows, step, table};

on_each_database!(
    a_failing_migration_leaves_the_earlier_ones_and_undoes_itself,
    the_corrected_migration_goes_on_as_the_next_batch,
    the_error_says_all_that_a_user_needs,
    sql_that_is_no_sql_stops_at_the_same_place,
    the_statement_that_failed_is_the_one_that_is_shown,
    a_script_that_fails_in_its_middle,
    a_failing_rollback_leaves_the_migration_applied,
    a_data_migration_that_fails_leaves_nothing,
    a_data_migration_that_panics_leaves_nothing,
    a_data_migration_that_changes_the_schema_and_fails,
    a_data_migration_whose_query_fails_names_the_place,
    a_violated_key_is_the_database_s_own_words,
);

/// One that works, one that does two things and fails at a third, and one that never gets its turn.
fn good_bad_never() -> [Step; 3] {
    let bad = step("2_bad", |schema| {
        schema.create_table("half", |t| {
            t.id();
        });
        schema.sql("INSERT INTO good (label) VALUES ('from bad')");
        schema.sql("INSERT INTO nowhere (label) VALUES ('x')");
    });
    [table("1_good", "good"), bad, table("3_never", "never")]
}

fn a_failing_migration_leaves_the_earlier_ones_and_undoes_itself(world: &World) {
    let error = world.migrate_fails(&migrator(&good_bad_never()));
    assert_eq!(error.kind(), ErrorKind::Failed, "{error}");
    assert_eq!(error.migration(), Some("2_bad"));
    assert_eq!(error.finished_before(), ["1_good"]);
    assert_eq!(world.ledger(), rows(&[("1_good", 1)]));
    if world.rolls_back() {
        assert_eq!(error.database_state(), Some(&DatabaseState::RolledBack));
        assert_eq!(world.tables(), ["_migrations", "good"]);
        assert_eq!(world.count("good"), 0);
    } else {
        let Some(DatabaseState::Resumable { done }) = error.database_state() else {
            panic!("{error}");
        };
        assert_eq!(done, "step 1 of 2 is done (create table \"half\")");
        assert_eq!(world.count("good"), 0);
        assert_eq!(world.tables(), ["_migrations", "good", "half"]);
    }
}

fn the_corrected_migration_goes_on_as_the_next_batch(world: &World) {
    let [good, bad, never] = good_bad_never();
    world.migrate_fails(&migrator(&[good.clone(), bad, never.clone()]));
    // Where its first statement is done, that must stay what it was.
    let corrected = step("2_bad", |schema| {
        schema.create_table("half", |t| {
            t.id();
        });
        schema.sql("INSERT INTO good (label) VALUES ('from bad')");
    });
    let report = world.migrate(&migrator(&[good, corrected, never]));
    assert_eq!(report.names(), ["2_bad", "3_never"]);
    assert_eq!(world.count("good"), 1);
    assert_eq!(
        world.ledger(),
        rows(&[("1_good", 1), ("2_bad", 2), ("3_never", 2)])
    );
}

fn the_error_says_all_that_a_user_needs(world: &World) {
    let line = line!() + 3;
    let bad = step("2_bad", |schema| {
        // The next line is the one that the error must show.
        schema.sql("INSERT INTO nowhere (label) VALUES ('x')");
    });
    let error = world.migrate_fails(&migrator(&[table("1_good", "good"), bad]));
    let failed = error.failed_statement().expect("a statement");
    let at = failed.at.expect("a place");
    assert_eq!((at.file, at.line), (file!(), line));
    let text = error.to_string();
    for part in [
        "nowhere",
        "2_bad",
        &format!("{}:{line}:", file!()),
        "INSERT INTO nowhere (label) VALUES ('x')",
        "database: unchanged by this migration",
        "1_good",
        "next: correct the migration",
    ] {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
    assert!(
        std::error::Error::source(&error).is_some(),
        "the driver's error"
    );
}

fn sql_that_is_no_sql_stops_at_the_same_place(world: &World) {
    let steps = [
        table("1_good", "good"),
        table("2_good", "better"),
        raw("3_bad", "CREATE TBLE typo (é text); -- ö"),
        table("4_never", "never"),
    ];
    let error = world.migrate_fails(&migrator(&steps));
    assert_eq!(error.migration(), Some("3_bad"), "{error}");
    assert_eq!(error.finished_before(), ["1_good", "2_good"]);
    assert_eq!(
        error.database_state(),
        Some(&DatabaseState::RolledBack),
        "{error}"
    );
    assert!(error.to_string().contains("CREATE TBLE typo"), "{error}");
    assert_eq!(world.applied(), ["1_good", "2_good"]);
    assert_eq!(world.tables(), ["_migrations", "better", "good"]);
}

fn the_statement_that_failed_is_the_one_that_is_shown(world: &World) {
    let bad = step("1_bad", |schema| {
        schema.create_table("a", |t| {
            t.id();
            t.integer("n").unique();
        });
        schema.sql("INSERT INTO a (n) VALUES (1); -- one; two\nINSERT INTO a (n) VALUES (2)");
        schema.sql("INSERT INTO a (n) VALUES (3) /* ; */");
        schema.sql("INSERT INTO a (n) SELECT n FROM a -- again");
        schema.sql("INSERT INTO a (n) VALUES (4)");
    });
    let error = world.migrate_fails(&migrator(&[bad]));
    let failed = error.failed_statement().expect("a statement");
    assert_eq!((failed.number, failed.of), (4, 5), "{error}");
    assert!(failed.sql.contains("SELECT n FROM a"), "{error}");
}

fn a_script_that_fails_in_its_middle(world: &World) {
    let script = "INSERT INTO good (label) VALUES ('1');\nINSERT INTO good (label) VALUES ('2');\n\
                  INSERT INTO nowhere VALUES (1);\nINSERT INTO good (label) VALUES ('4')";
    let steps = [table("1_good", "good"), raw("2_bad", script)];
    let error = world.migrate_fails(&migrator(&steps));
    assert_eq!(world.applied(), ["1_good"]);
    if world.rolls_back() {
        assert_eq!(error.database_state(), Some(&DatabaseState::RolledBack));
        assert_eq!(world.count("good"), 0);
    } else {
        let text = error.to_string();
        assert_eq!(error.kind(), ErrorKind::Undecided, "{text}");
        assert!(
            text.contains("the first 2 parts of the statement"),
            "{text}"
        );
        assert!(text.contains("`resolve 2_bad --done`"), "{text}");
        assert_eq!(world.count("good"), 2);
    }
}

fn a_failing_rollback_leaves_the_migration_applied(world: &World) {
    let bad = table("2_bad", "b").down(|schema| {
        schema.sql("DELETE FROM a");
        schema.sql("DELETE FROM nowhere");
    });
    let migrator = migrator(&[table("1_a", "a"), bad, table("3_c", "c")]);
    world.migrate(&migrator);
    world.sql("INSERT INTO a (label) VALUES ('x')");
    let error = world.rollback_fails(&migrator);
    assert_eq!(error.migration(), Some("2_bad"), "{error}");
    assert_eq!(error.finished_before(), ["3_c"]);
    assert_eq!(world.applied(), ["1_a", "2_bad"]);
    assert_eq!(world.tables(), ["_migrations", "a", "b"]);
    assert_eq!(world.count("a"), 1);
}

/// Inserts a row, then ends badly.
struct Ends(fn() -> Result<()>);

#[async_trait]
impl DataMigration for Ends {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        db.insert("good", row! { "label" => "never seen" }).await?;
        let rows = (0..50).map(|n| row! { "label" => format!("{n}") });
        assert_eq!(db.insert_many("good", rows).await?, 50);
        (self.0)()
    }

    named!("2_data");
}

fn a_data_migration_that_fails_leaves_nothing(world: &World) {
    let bad = Ends(|| Err(Error::custom("the supplier does not answer")));
    let migrator = migrator(&[table("1_good", "good"), table("3_never", "never")]).add_data(bad);
    let error = world.migrate_fails(&migrator);
    assert_eq!(error.kind(), ErrorKind::Failed);
    assert_eq!(error.message(), "the supplier does not answer");
    assert_eq!(error.migration(), Some("2_data"));
    assert_eq!(error.database_state(), Some(&DatabaseState::RolledBack));
    assert_eq!(error.finished_before(), ["1_good"]);
    assert_eq!(world.count("good"), 0);
    assert_eq!(world.ledger(), rows(&[("1_good", 1)]));
    assert_eq!(world.tables(), ["_migrations", "good"]);
}

fn a_data_migration_that_panics_leaves_nothing(world: &World) {
    let bad = Ends(|| panic!("index out of bounds: {}", 7));
    let migrator = migrator(&[table("1_good", "good")]).add_data(bad);
    let error = world.migrate_fails(&migrator);
    assert_eq!(error.kind(), ErrorKind::Failed);
    assert_eq!(error.migration(), Some("2_data"));
    assert!(
        error.message().contains("panicked: index out of bounds: 7"),
        "{error}"
    );
    assert_eq!(error.database_state(), Some(&DatabaseState::RolledBack));
    assert_eq!(world.count("good"), 0);
    assert_eq!(world.applied(), ["1_good"]);
    let well = Ends(|| Ok(()));
    let migrator = crate::world::migrator(&[table("1_good", "good")]).add_data(well);
    assert_eq!(world.migrate(&migrator).names(), ["2_data"]);
    assert_eq!(world.count("good"), 51);
}

/// Changes rows and the schema, then ends badly.
struct Changes;

#[async_trait]
impl DataMigration for Changes {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        db.insert("good", row! { "label" => "x" }).await?;
        db.schema().create_table("half", |t| {
            t.id();
        });
        db.flush().await?;
        db.insert("good", row! { "label" => "y" }).await?;
        Err(Error::custom("no"))
    }

    named!("2_data");
}

fn a_data_migration_that_changes_the_schema_and_fails(world: &World) {
    let migrator = migrator(&[table("1_good", "good")]).add_data(Changes);
    let error = world.migrate_fails(&migrator);
    assert_eq!(world.applied(), ["1_good"]);
    if world.rolls_back() {
        assert_eq!(error.database_state(), Some(&DatabaseState::RolledBack));
        assert_eq!(world.tables(), ["_migrations", "good"]);
        assert_eq!(world.count("good"), 0);
    } else {
        assert!(error.to_string().contains("PARTLY CHANGED"), "{error}");
        assert_eq!(
            world.count("good"),
            1,
            "what came after the change is rolled back"
        );
    }
}

/// Asks for what is not there.
struct Asks;

#[async_trait]
impl DataMigration for Asks {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        db.query("SELECT * FROM nowhere WHERE id = $1")
            .bind(7)
            .fetch_all()
            .await?;
        Ok(())
    }

    named!("2_data");
}

fn a_data_migration_whose_query_fails_names_the_place(world: &World) {
    let migrator = migrator(&[table("1_good", "good")]).add_data(Asks);
    let error = world.migrate_fails(&migrator);
    assert_eq!(error.kind(), ErrorKind::Failed);
    let text = error.to_string();
    for part in [
        "nowhere",
        file!(),
        "2_data",
        "SELECT * FROM nowhere",
        "next: ",
    ] {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
    assert_eq!(world.applied(), ["1_good"]);
}

fn a_violated_key_is_the_database_s_own_words(world: &World) {
    let create = step("1_a", |schema| {
        schema.create_table("a", |t| {
            t.id();
            t.string("code", 10).unique();
        });
    });
    let bad = raw("2_bad", "INSERT INTO a (code) VALUES ('ABC'), ('ABC')");
    let error = world.migrate_fails(&migrator(&[create, bad]));
    let said = world.pick(
        "Key (code)=(ABC) already exists",
        "Duplicate entry 'ABC'",
        "UNIQUE constraint failed: a.code",
    );
    assert!(error.message().contains(said), "{error}");
    assert_eq!(world.count("a"), 0);
}

mod on_postgres {
    use super::*;
    use migratory_tests::throwaway::Server;

    fn world() -> Option<World> {
        Server::postgres().map(World::on)
    }

    #[test]
    fn a_constraint_that_is_checked_at_the_end_fails_there_and_nothing_stays() {
        let Some(world) = world() else { return };
        let bad = raw(
            "2_bad",
            "CREATE TABLE b (id bigint PRIMARY KEY, a_id bigint REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED); \
             INSERT INTO b VALUES (1, 42)",
        );
        let steps = [table("1_a", "a"), bad, table("3_c", "c")];
        let error = world.migrate_fails(&migrator(&steps));
        assert_eq!(error.migration(), Some("2_bad"), "{error}");
        assert!(error.message().contains("(a_id)=(42)"), "{error}");
        assert_eq!(error.database_state(), Some(&DatabaseState::RolledBack));
        assert_eq!(world.tables(), ["_migrations", "a"]);
        assert_eq!(world.applied(), ["1_a"]);
    }

    #[test]
    fn sql_that_commits_by_itself_is_told_from_what_is_rolled_back() {
        let Some(world) = world() else { return };
        let bad = raw(
            "2_bad",
            "CREATE TABLE b (id bigint); COMMIT; INSERT INTO nowhere VALUES (1)",
        );
        let error = world.migrate_fails(&migrator(&[table("1_a", "a"), bad]));
        assert!(error.to_string().contains("PARTLY CHANGED"), "{error}");
        assert_eq!(world.tables(), ["_migrations", "a", "b"]);
    }

    #[test]
    fn sql_that_rolls_back_by_itself_does_not_pass_for_applied() {
        let Some(world) = world() else { return };
        let bad = raw("2_bad", "CREATE TABLE b (id bigint); ROLLBACK");
        let result = world.block(migrator(&[table("1_a", "a"), bad]).migrate(&world.database));
        let recorded = world.applied().contains(&"2_bad".to_owned());
        assert_eq!(world.tables(), ["_migrations", "a"]);
        assert!(
            !recorded && result.is_err(),
            "recorded: {recorded}, {result:?}"
        );
    }

    #[test]
    fn an_index_that_cannot_be_built_concurrently_says_what_is_done() {
        let Some(world) = world() else { return };
        let bad = step("2_bad", |schema| {
            schema.alter_table("a", |t| {
                t.add_column("n", migratory::prelude::integer()).default(1);
            });
            schema.create_index("a", "n").unique().concurrently();
        });
        let steps = [table("1_a", "a"), bad];
        world.migrate(&migrator(&steps[..1]));
        world.sql("INSERT INTO a (label) VALUES ('x'), ('y')");
        let error = world.migrate_fails(&migrator(&steps));
        let text = error.to_string();
        let done = "step 1 of 2 is done (add column \"n\" to table \"a\")";
        assert!(text.contains(done), "{text}");
        assert_eq!(world.applied(), ["1_a"]);
        let invalid = "SELECT count(*)::text FROM pg_index WHERE NOT indisvalid";
        assert_eq!(
            world.value(invalid),
            "0",
            "the rest of the index is dropped"
        );
        world.sql("DELETE FROM a WHERE label = 'y'");
        world.migrate(&migrator(&steps));
        assert_eq!(world.applied(), ["1_a", "2_bad"]);
        let built = "SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'a_n_idx'::regclass";
        assert_eq!(world.value(built), "true");
    }
}

mod on_sqlite {
    use super::*;
    use migratory_tests::throwaway::Server;

    #[test]
    fn sql_that_ends_its_transaction_is_an_error_that_says_what_the_ledger_has() {
        for (sql, recorded) in [
            ("CREATE TABLE b (id integer); ROLLBACK", false),
            ("CREATE TABLE b (id integer); COMMIT", true),
        ] {
            let world = World::on(Server::Sqlite);
            let steps = [table("1_a", "a"), raw("2_bad", sql)];
            let error = world.migrate_fails(&migrator(&steps));
            let Some(DatabaseState::PartlyApplied { in_ledger, .. }) = error.database_state()
            else {
                panic!("{error}");
            };
            assert_eq!(*in_ledger, recorded, "{sql}: {error}");
            assert_eq!(
                world.applied().contains(&"2_bad".to_owned()),
                recorded,
                "{sql}"
            );
            assert_eq!(world.tables().contains(&"b".to_owned()), recorded, "{sql}");
        }
    }
}
