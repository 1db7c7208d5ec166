//! Migrations with rows that fail, or that another runner runs at the same time.

use std::time::Duration;

use migratory::prelude::{Cascade, integer, row};
use migratory::{Database, DatabaseState, ErrorKind};
use migratory_tests::throwaway::Server;

use crate::world::{Step, World, migrator, rows, step};

on_each_database!(
    rows_that_fail_after_a_change_of_the_schema_leave_no_row,
    a_migration_of_rows_alone_is_done_or_undone_as_a_whole,
    rows_before_a_change_of_the_schema_that_fails,
    a_rollback_of_rows_that_fails_keeps_the_rows,
);

fn labels() -> Step {
    step("1_labels", |schema| {
        schema.create_table("labels", |t| {
            t.integer("id").primary_key();
            t.string("label", 20);
        });
    })
}

fn label(id: i32) -> migratory::Row {
    row! { "id" => id, "label" => format!("label {id}") }
}

fn rows_that_fail_after_a_change_of_the_schema_leave_no_row(world: &World) {
    let both = step("1_labels", |schema| {
        schema.create_table("labels", |t| {
            t.integer("id").primary_key();
            t.string("label", 20);
        });
        schema.insert("labels", label(1));
        schema.insert("labels", label(2));
        schema.insert("labels", label(1));
    });
    let error = world.migrate_fails(&migrator(&[both]));
    assert_eq!(error.kind(), ErrorKind::Failed, "{error}");
    let text = error.to_string();
    assert!(
        text.contains("insert a row into table \"labels\""),
        "{error}"
    );
    assert!(text.contains("rows.rs:"), "{error}");
    assert_eq!(world.ledger(), rows(&[]));
    if world.rolls_back() {
        assert_eq!(error.database_state(), Some(&DatabaseState::RolledBack));
        assert_eq!(world.tables(), ["_migrations"]);
    } else {
        let Some(DatabaseState::Resumable { done }) = error.database_state() else {
            panic!("{error}");
        };
        assert_eq!(done, "step 1 of 2 is done (create table \"labels\")");
        assert_eq!(world.count("labels"), 0);
    }
}

fn a_migration_of_rows_alone_is_done_or_undone_as_a_whole(world: &World) {
    let bad = step("2_rows", |schema| {
        schema.insert_many("labels", (0..1_500).map(label));
        schema.update("labels").set("label", "x");
        schema.insert("labels", label(7));
    });
    let error = world.migrate_fails(&migrator(&[labels(), bad]));
    assert_eq!(
        error.database_state(),
        Some(&DatabaseState::RolledBack),
        "{error}"
    );
    assert_eq!(world.ledger(), rows(&[("1_labels", 1)]));
    assert_eq!(world.count("labels"), 0);

    let good = step("2_rows", |schema| {
        schema.insert_many("labels", (0..1_500).map(label));
    });
    let migrator = migrator(&[labels(), good]);
    assert_eq!(world.migrate(&migrator).names(), ["2_rows"]);
    assert_eq!(world.count("labels"), 1_500);
    let known = "SELECT CASE WHEN duration_ms IS NULL THEN 'unknown' ELSE 'known' END \
                 FROM _migrations WHERE name = '2_rows'";
    assert_eq!(world.value(known), "known");
    world.rollback(&migrator);
    assert_eq!(world.count("labels"), 0);
}

fn rows_before_a_change_of_the_schema_that_fails(world: &World) {
    let bad = step("2_rows", |schema| {
        schema.insert_many(
            "labels",
            [label(1), row! { "id" => 2, "label" => "label 1" }],
        );
        schema.add_unique("labels", "label");
    });
    let error = world.migrate_fails(&migrator(&[labels(), bad]));
    if world.rolls_back() {
        assert_eq!(error.database_state(), Some(&DatabaseState::RolledBack));
        assert_eq!(world.count("labels"), 0);
    } else {
        let Some(DatabaseState::Resumable { done }) = error.database_state() else {
            panic!("{error}");
        };
        assert!(
            done.contains("insert 2 rows into table \"labels\""),
            "{error}"
        );
        assert_eq!(world.count("labels"), 2);
    }
}

fn a_rollback_of_rows_that_fails_keeps_the_rows(world: &World) {
    let children = step("2_children", |schema| {
        schema.create_table("children", |t| {
            t.integer("id").primary_key();
            t.references("label_id", "labels");
        });
        schema.insert_many("labels", [label(1), label(2)]);
    });
    let parents = step("1_labels", |schema| {
        schema.create_table("labels", |t| {
            t.big_integer("id").primary_key();
            t.string("label", 20);
        });
    });
    let more = step("3_more", |schema| {
        schema.insert_many("labels", [label(3), label(4)]);
    });
    let migrator = migrator(&[parents, children, more]);
    world.migrate(&migrator);
    world.sql("INSERT INTO children VALUES (1, 3)");
    let error = world.rollback_fails(&migrator);
    assert_eq!(error.migration(), Some("3_more"), "{error}");
    assert_eq!(
        error.database_state(),
        Some(&DatabaseState::RolledBack),
        "{error}"
    );
    assert_eq!(world.count("labels"), 4);
    assert_eq!(world.applied(), ["1_labels", "2_children", "3_more"]);
}

/// The lock need not hold for this: the ledger's row decides.
#[test]
fn rows_that_another_runner_inserts_at_the_same_time_are_not_inserted_twice() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let world = World::on(server);
    let steps = || {
        let rows = step("2_rows", |schema| {
            schema.insert("log", row! { "line" => "once" });
        });
        let log = step("1_log", |schema| {
            schema.create_table("log", |t| {
                t.string("line", 20);
            });
        });
        [log, rows]
    };
    world.migrate(&migrator(&steps()[..1]));
    world.sql("START TRANSACTION");
    world.sql("INSERT INTO _migrations (name, batch) VALUES ('2_rows', 2)");
    world.sql("INSERT INTO log VALUES ('once')");
    let url = world.url().to_owned();
    let other = std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let database = Database::connect(&url).await.unwrap();
            migrator(&steps()).migrate(&database).await
        })
    });
    std::thread::sleep(Duration::from_millis(700));
    assert!(!other.is_finished(), "it waits for the row");
    world.sql("COMMIT");
    let report = other.join().unwrap().unwrap();
    assert_eq!(report.names(), [""; 0]);
    assert_eq!(world.count("log"), 1);
}

/// A rebuild needs foreign keys to be off, and then no row is deleted along with another: that is refused, not lost.
#[test]
fn a_delete_beside_a_rebuild_that_would_leave_rows_without_their_parent_is_refused() {
    let world = World::on(Server::Sqlite);
    let family = step("1_family", |schema| {
        schema.create_table("parents", |t| {
            t.id();
            t.integer("age").optional();
        });
        schema.create_table("children", |t| {
            t.id();
            t.references("parent_id", "parents").on_delete(Cascade);
        });
    });
    world.migrate(&migrator(std::slice::from_ref(&family)));
    world.sql("INSERT INTO parents VALUES (1, 30), (2, 40); INSERT INTO children VALUES (1, 1)");
    let before = world.snapshot();
    let both = |age: i32| {
        step("2_both", move |schema| {
            schema.delete("parents").filter(format!("age = {age}"));
            schema.alter_table("parents", |t| {
                t.set_not_null("age");
                t.add_column("height", integer()).default(1);
            });
        })
    };
    let error = world.migrate_fails(&migrator(&[family.clone(), both(30)]));
    assert!(error.to_string().contains("children"), "{error}");
    assert_eq!(
        error.database_state(),
        Some(&DatabaseState::RolledBack),
        "{error}"
    );
    assert_eq!(world.snapshot(), before);
    world.migrate(&migrator(&[family, both(40)]));
    assert_eq!(world.count("parents"), 1);
}
