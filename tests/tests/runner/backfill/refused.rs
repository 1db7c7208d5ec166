//! What is refused: a definition that changed halfway, a batch that the database does not take, a journal that is wrong.

use migratory::prelude::*;
use migratory::{DatabaseState, ErrorKind, Migrator};

use super::{all_counted_once, counters, counts, journal};
use crate::world::{Step, World, migrator, step};

on_each_database!(
    a_batch_that_fails_leaves_those_before_it_and_says_where_it_stands,
    what_is_checked_at_the_end_of_a_batch_is_about_that_batch,
    a_definition_that_changed_halfway_is_refused,
    a_definition_may_change_while_no_row_is_done,
    size_and_pause_may_change_halfway,
    statements_before_it_that_changed_are_refused,
    what_is_half_done_can_be_forgotten,
    a_row_of_the_ledger_that_was_taken_out_makes_it_run_again,
    a_key_that_is_none_is_refused,
    a_data_migration_is_no_place_for_it,
    fresh_forgets_what_was_half_done,
);

/// Rows of which the one with id 45, the 15th, may not be counted up.
fn guarded() -> Step {
    step("1_counters", |schema| {
        schema.create_table("counters", |t| {
            t.integer("id").primary_key();
            t.integer("n").default(0);
            t.integer("held").default(0);
            t.check("not_while_held", "held = 0 OR n = 0");
        });
        let rows = (1..=20).map(|n| format!("({})", 3 * n));
        let rows = rows.collect::<Vec<_>>().join(", ");
        schema
            .sql(format!("INSERT INTO counters (id) VALUES {rows}; UPDATE counters SET held = 1 WHERE id = 45"))
            .down("");
    })
}

/// Runs it as far as it goes: 12 of 20 rows, in batches of 4.
fn halfway(world: &World) -> Migrator {
    let migrator = migrator(&[guarded(), counts(4)]);
    world.migrate_fails(&migrator);
    migrator
}

/// Takes what is in the way out of it.
fn set_free(world: &World) {
    world.sql("UPDATE counters SET held = 0");
}

fn counted(world: &World) -> String {
    let sql = "SELECT CAST(count(*) AS CHAR(20)) FROM counters WHERE n = 1";
    world.value(sql).trim().to_owned()
}

fn a_batch_that_fails_leaves_those_before_it_and_says_where_it_stands(world: &World) {
    let migrator = migrator(&[guarded(), counts(4)]);
    let error = world.migrate_fails(&migrator);
    assert_eq!(error.kind(), ErrorKind::Failed, "{error}");
    assert_eq!(error.migration(), Some("2_count"));
    let id = world.quote("id");
    let up_to = world.pick("'36'", "36", "36");
    assert_eq!(
        error.database_state(),
        Some(&DatabaseState::Resumable {
            done: format!("12 rows of table \"counters\" are done, those up to {id} = {up_to}")
        })
    );
    let statement = error.failed_statement().unwrap();
    assert!(
        statement.operation.ends_with("batch 4"),
        "{}",
        statement.operation
    );
    assert!(
        statement
            .sql
            .contains(&format!("{id} > {up_to} AND {id} <= ")),
        "{}",
        statement.sql
    );
    assert!(
        error.to_string().contains("goes on with this batch"),
        "{error}"
    );
    assert!(
        error.to_string().contains("refused.rs") || error.to_string().contains("backfill/mod.rs"),
        "{error}"
    );
    assert_eq!(counted(world), "12");
    assert_eq!(world.applied(), ["1_counters"]);
    assert_eq!(journal(world, 1), ["running", "12", "12", "3"]);
    // Again, it stands where it stood.
    world.migrate_fails(&migrator);
    assert_eq!(counted(world), "12");
    set_free(world);
    world.migrate(&migrator);
    all_counted_once(world, 20);
    assert_eq!(journal(world, 1), ["recorded", "20", "20", "5"]);
}

fn what_is_checked_at_the_end_of_a_batch_is_about_that_batch(world: &World) {
    // MySQL checks nothing at the end.
    if world.pick(false, true, false) {
        return;
    }
    let first = step("1_counters", |schema| {
        schema.create_table("others", |t| {
            t.integer("id").primary_key();
        });
        schema.create_table("counters", |t| {
            t.integer("id").primary_key();
            t.integer("n").optional();
            t.foreign_key("n")
                .references("others", "id")
                .initially_deferred();
        });
        schema
            .sql("INSERT INTO others VALUES (1), (2), (3)")
            .down("");
        schema
            .sql("INSERT INTO counters (id) VALUES (1), (2), (3), (4), (5)")
            .down("");
    });
    let fill = step("2_fill", |schema| {
        schema
            .backfill("counters")
            .set("n", expr("id"))
            .batch_size(2);
    });
    let migrator = migrator(&[first, fill]);
    let error = world.migrate_fails(&migrator);
    assert!(
        error
            .failed_statement()
            .unwrap()
            .operation
            .ends_with("batch 2"),
        "{error}"
    );
    world.sql("INSERT INTO others VALUES (4), (5)");
    world.migrate(&migrator);
    assert_eq!(journal(world, 1), ["recorded", "5", "5", "3"]);
}

fn a_definition_that_changed_halfway_is_refused(world: &World) {
    let migrator_before = halfway(world);
    let others: [fn(&mut Schema); 3] = [
        |schema| {
            schema
                .backfill("counters")
                .set("n", expr("n + 2"))
                .batch_size(4);
        },
        |schema| {
            schema
                .backfill("counters")
                .set("n", expr("n + 1"))
                .filter("n = 0")
                .batch_size(4);
        },
        |schema| {
            schema.create_index("counters", "n");
            schema
                .backfill("counters")
                .set("n", expr("n + 1"))
                .batch_size(4);
        },
    ];
    for other in others {
        let changed = migrator(&[guarded(), step("2_count", other)]);
        let error = world.migrate_fails(&changed);
        assert_eq!(error.kind(), ErrorKind::Edited, "{error}");
        let text = error.to_string();
        for said in [
            "step 1 was changed after it had done 12 rows",
            "n + 1",
            "write it as it was",
            "DELETE FROM",
        ] {
            assert!(text.contains(said), "{said:?} in:\n{text}");
        }
        assert_eq!(counted(world), "12");
    }
    set_free(world);
    world.migrate(&migrator_before);
    all_counted_once(world, 20);
}

fn a_definition_may_change_while_no_row_is_done(world: &World) {
    let wrong = step("2_count", |schema| {
        schema
            .backfill("counters")
            .set("n", expr("no_such_function(n)"));
    });
    let error = world.migrate_fails(&migrator(&[counters(10), wrong]));
    assert_eq!(
        error.database_state(),
        Some(&DatabaseState::RolledBack),
        "{error}"
    );
    assert_eq!(journal(world, 1), ["running", "0", "0", "0"]);
    world.migrate(&migrator(&[counters(10), counts(3)]));
    all_counted_once(world, 10);
}

fn size_and_pause_may_change_halfway(world: &World) {
    halfway(world);
    set_free(world);
    let other = step("2_count", |schema| {
        schema
            .backfill("counters")
            .set("n", expr("n + 1"))
            .batch_size(3)
            .pause(std::time::Duration::from_millis(1))
            .target_duration(std::time::Duration::from_secs(1));
    });
    world.migrate(&migrator(&[guarded(), other]));
    all_counted_once(world, 20);
}

fn statements_before_it_that_changed_are_refused(world: &World) {
    let with = |length: u32| {
        step("2_count", move |schema| {
            schema.alter_table("counters", |t| {
                t.add_column("word", string(length)).optional();
            });
            super::count(schema, 4);
        })
    };
    let error = world.migrate_fails(&migrator(&[guarded(), with(10)]));
    let DatabaseState::Resumable { done } = error.database_state().unwrap() else {
        panic!("{error}");
    };
    assert!(
        done.starts_with("step 1 of 2 is done (") && done.contains("; 12 rows"),
        "{done}"
    );
    let error = world.migrate_fails(&migrator(&[guarded(), with(20)]));
    assert_eq!(error.kind(), ErrorKind::Edited, "{error}");
    assert!(
        error
            .to_string()
            .contains("step 1 was changed after it was done"),
        "{error}"
    );
    set_free(world);
    world.migrate(&migrator(&[guarded(), with(10)]));
    all_counted_once(world, 20);
}

fn what_is_half_done_can_be_forgotten(world: &World) {
    halfway(world);
    let other = step("2_count", |schema| {
        schema.backfill("counters").set("n", 0).batch_size(4);
    });
    let migrator = migrator(&[guarded(), other]);
    let error = world.migrate_fails(&migrator);
    let hint = error.hint().unwrap();
    let at = hint.find("DELETE FROM").unwrap();
    world.sql(&hint[at..]);
    world.migrate(&migrator);
    assert_eq!(counted(world), "0");
    assert_eq!(journal(world, 1), ["recorded", "20", "20", "5"]);
}

fn a_row_of_the_ledger_that_was_taken_out_makes_it_run_again(world: &World) {
    let migrator = super::both(10, 3);
    world.migrate(&migrator);
    world.sql("DELETE FROM _migrations WHERE name = '2_count'");
    world.migrate(&migrator);
    let twice = world.value("SELECT CAST(count(*) AS CHAR(20)) FROM counters WHERE n = 2");
    assert_eq!(twice.trim(), "10");
}

fn a_key_that_is_none_is_refused(world: &World) {
    let migrator = halfway(world);
    for reached in ["[\"1\", \"2\"]", "[]", "nonsense", "{}"] {
        world.sql(&format!(
            "UPDATE _migrations_steps SET reached = '{reached}'"
        ));
        let error = world.migrate_fails(&migrator);
        assert_eq!(error.kind(), ErrorKind::Ledger, "{error}");
        assert!(
            error.hint().is_some_and(|hint| hint.contains("`reached`")),
            "{error}"
        );
        assert_eq!(counted(world), "12");
    }
}

struct Backfills;

#[async_trait]
impl DataMigration for Backfills {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        db.schema().backfill("counters").set("n", 1);
        Ok(())
    }

    named!("2_data");
}

fn a_data_migration_is_no_place_for_it(world: &World) {
    let error = world.migrate_fails(&migrator(&[counters(3)]).add_data(Backfills));
    assert!(
        error.to_string().contains("migration of its own"),
        "{error}"
    );
    assert_eq!(counted(world), "0");
}

fn fresh_forgets_what_was_half_done(world: &World) {
    halfway(world);
    let free = migrator(&[counters(20), counts(4)]);
    world.block(free.fresh(&world.database)).unwrap();
    all_counted_once(world, 20);
}
