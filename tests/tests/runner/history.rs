//! What is wrong before anything runs: the history, the plan, the ledger against the code.

use migratory::prelude::{Cascade, Db, array, async_trait, integer};
use migratory::{DataMigration, ErrorKind, Migrator, Result};

use crate::world::{World, done, failed, migrator, raw, rows, states, step, table};

on_each_database!(
    all_mistakes_of_a_history_are_said_at_once_and_nothing_runs,
    what_the_database_cannot_do_is_said_before_anything_runs,
    what_cannot_be_undone_is_said_before_anything_is_undone,
    a_data_migration_without_a_way_back_is_refused_when_the_rollback_is_planned,
    a_migration_that_panics_is_named_and_nothing_runs,
    a_way_back_that_panics_does_not_stop_the_way_up,
    a_migrator_without_migrations_says_so,
    two_migrations_of_one_name_are_refused,
    names_that_cannot_be_names_are_refused,
    names_that_differ_in_case_are_different,
    a_name_of_255_characters_is_kept,
    a_migration_that_is_missing_in_the_code_is_refused,
    migrations_of_newer_code_are_a_notice,
    a_migration_that_comes_late_runs_and_is_a_notice,
    a_migration_that_does_nothing_is_applied,
    a_plan_is_what_runs,
    a_plan_of_a_rollback_is_what_runs,
    a_hundred_migrations_are_one_batch,
);

fn all_mistakes_of_a_history_are_said_at_once_and_nothing_runs(world: &World) {
    let first = line!() + 2;
    let wrong = step("2_wrong", |schema| {
        schema.drop_table("no_such_table");
        schema.create_table("a", |t| {
            t.id();
        });
    });
    let also = step("3_also", |schema| {
        schema.create_index("a", "no_such_column");
    });
    let error = world.migrate_fails(&migrator(&[table("1_a", "a"), wrong, also]));
    assert_eq!(error.kind(), ErrorKind::Plan);
    let text = error.to_string();
    for part in [
        "no_such_table",
        "no_such_column",
        "2_wrong",
        "3_also",
        &format!("{}:{first}:", file!()),
        &format!("{}:{}:", file!(), first + 1),
    ] {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
    assert!(world.tables().is_empty(), "not even a ledger");
}

fn what_the_database_cannot_do_is_said_before_anything_runs(world: &World) {
    let line = line!() + 4;
    // Each of the three lacks at least one of these.
    let cannot = step("2_cannot", move |schema| {
        schema.alter_table("a", |t| {
            t.add_column("twice", integer()).generated_virtual("1 + 1");
            t.add_column("many", array(integer())).optional();
        });
    });
    let error = world.migrate_fails(&migrator(&[table("1_a", "a"), cannot]));
    assert_eq!(error.kind(), ErrorKind::Plan, "{error}");
    let text = error.to_string();
    let at = format!("{}:{}:", file!(), line + world.pick(0, 1, 1));
    for part in ["2_cannot", "help: ", "nothing was run", &at] {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
    assert!(world.tables().is_empty(), "not even a ledger");
}

fn what_cannot_be_undone_is_said_before_anything_is_undone(world: &World) {
    let line = line!() + 2;
    let one_way = step("2_one_way", |schema| {
        schema.sql("UPDATE a SET label = 'x'");
    });
    let migrator = migrator(&[table("1_a", "a"), one_way, table("3_c", "c")]);
    world.migrate(&migrator);
    let error = world.rollback_fails(&migrator);
    assert_eq!(error.kind(), ErrorKind::Refused, "{error}");
    let text = error.to_string();
    assert!(text.contains("2_one_way"), "{text}");
    assert!(text.contains(&format!("{}:{line}:", file!())), "{text}");
    assert!(text.contains("write a `down`"), "{text}");
    assert_eq!(world.applied().len(), 3);
    assert_eq!(world.tables(), ["_migrations", "a", "c"]);
    let one = done(world.block(migrator.rollback_steps(&world.database, 1)));
    assert_eq!(one.names(), ["3_c"], "what is not in the way can be undone");
}

/// Does nothing, and does not say how to undo that.
struct OneWay;

#[async_trait]
impl DataMigration for OneWay {
    async fn up(&self, _db: &mut Db<'_>) -> Result<()> {
        Ok(())
    }

    named!("2_data");
}

fn a_data_migration_without_a_way_back_is_refused_when_the_rollback_is_planned(world: &World) {
    let migrator = migrator(&[table("1_a", "a"), table("3_c", "c")]).add_data(OneWay);
    world.migrate(&migrator);
    let error = world.rollback_fails(&migrator);
    assert_eq!(error.kind(), ErrorKind::Refused, "{error}");
    assert!(error.to_string().contains("2_data"), "{error}");
    assert_eq!(world.applied().len(), 3);
}

fn a_migration_that_panics_is_named_and_nothing_runs(world: &World) {
    let panics = step("2_panics", |_| panic!("no such file: names.txt"));
    let error = world.migrate_fails(&migrator(&[table("1_a", "a"), panics]));
    assert_eq!(error.kind(), ErrorKind::Plan);
    let text = error.to_string();
    assert!(
        text.contains("2_panics") && text.contains("no such file: names.txt"),
        "{text}"
    );
    assert!(world.tables().is_empty());
}

fn a_way_back_that_panics_does_not_stop_the_way_up(world: &World) {
    let panics = table("1_a", "a").down(|_| panic!("not written yet"));
    let migrator = migrator(&[panics]);
    world.migrate(&migrator);
    let error = world.rollback_fails(&migrator);
    assert!(error.to_string().contains("not written yet"), "{error}");
    assert!(error.to_string().contains("1_a"), "{error}");
    assert_eq!(world.applied(), ["1_a"]);
    assert_eq!(world.tables(), ["_migrations", "a"]);
}

fn a_migrator_without_migrations_says_so(world: &World) {
    let none = Migrator::new();
    for error in [
        world.migrate_fails(&none),
        world.rollback_fails(&none),
        failed(world.block(none.status(&world.database))),
        failed(world.block(none.fresh(&world.database))),
    ] {
        assert_eq!(error.kind(), ErrorKind::History, "{error}");
        assert!(
            error.to_string().contains("Migrator::registered()"),
            "{error}"
        );
    }
    assert!(world.tables().is_empty());
}

fn two_migrations_of_one_name_are_refused(world: &World) {
    let error = world.migrate_fails(&migrator(&[table("1_a", "a"), table("1_a", "b")]));
    assert_eq!(error.kind(), ErrorKind::History);
    let text = error.to_string();
    assert!(text.contains("two migrations are called \"1_a\""), "{text}");
    assert_eq!(
        text.matches(file!()).count(),
        3,
        "both places, and the culprit: {text}"
    );
}

fn names_that_cannot_be_names_are_refused(world: &World) {
    for name in [
        "",
        "a b",
        "a'b",
        "a\0",
        "über",
        "a/b",
        "x".repeat(256).leak(),
    ] {
        let error = world.migrate_fails(&migrator(&[table(name, "a")]));
        assert_eq!(error.kind(), ErrorKind::History, "{name:?}: {error}");
    }
    assert!(world.tables().is_empty());
}

fn names_that_differ_in_case_are_different(world: &World) {
    let migrator = migrator(&[table("1_a", "a"), table("1_A", "b"), table("1_a.", "c")]);
    assert_eq!(world.migrate(&migrator).names(), ["1_A", "1_a", "1_a."]);
    assert!(world.pending(&migrator).is_empty());
    let report = done(world.block(migrator.rollback_to(&world.database, "1_a")));
    assert_eq!(report.names(), ["1_a."]);
    assert_eq!(world.applied(), ["1_A", "1_a"]);
}

fn a_name_of_255_characters_is_kept(world: &World) {
    let name: &'static str = "9".repeat(255).leak();
    let migrator = migrator(&[table(name, "a")]);
    world.migrate(&migrator);
    assert_eq!(world.applied(), [name]);
    assert!(world.pending(&migrator).is_empty());
    assert_eq!(world.rollback(&migrator).names(), [name]);
}

fn a_migration_that_is_missing_in_the_code_is_refused(world: &World) {
    let [a, b, c] = [table("1_a", "a"), table("2_b", "b"), table("3_c", "c")];
    world.migrate(&migrator(&[a.clone(), b]));
    let without = migrator(&[a, c]);
    let error = world.migrate_fails(&without);
    assert_eq!(error.kind(), ErrorKind::Ledger, "{error}");
    let text = error.to_string();
    assert!(text.contains("\"2_b\" was applied (batch 1)"), "{text}");
    assert!(text.contains("help: bring its file back"), "{text}");
    assert_eq!(
        world.status(&without),
        states(&[("1_a", "1"), ("2_b", "missing"), ("3_c", "pending")])
    );
    assert_eq!(world.applied(), ["1_a", "2_b"]);
    assert_eq!(world.tables(), ["_migrations", "a", "b"]);
    // The ledger has its way back.
    assert_eq!(world.rollback(&without).names(), ["2_b", "1_a"]);
    assert_eq!(world.tables(), ["_migrations"]);
}

fn migrations_of_newer_code_are_a_notice(world: &World) {
    let [a, b, c] = [table("1_a", "a"), table("2_b", "b"), table("3_c", "c")];
    world.migrate(&migrator(&[a.clone(), b.clone(), c]));
    let older = migrator(&[a, b]);
    let report = world.migrate(&older);
    assert!(report.is_empty());
    assert_eq!(report.notices.len(), 1, "{report:?}");
    assert!(report.notices[0].contains("\"3_c\""), "{report:?}");
    assert_eq!(world.rollback(&older).names(), ["3_c", "2_b", "1_a"]);
    assert_eq!(world.tables(), ["_migrations"]);
}

fn a_migration_that_comes_late_runs_and_is_a_notice(world: &World) {
    let [a, b, c] = [table("1_a", "a"), table("2_b", "b"), table("3_c", "c")];
    world.migrate(&migrator(&[a.clone(), c.clone()]));
    let report = world.migrate(&migrator(&[a, b, c]));
    assert_eq!(report.names(), ["2_b"]);
    assert_eq!(
        report.notices,
        ["\"2_b\" runs out of order: \"3_c\" was applied before it"]
    );
    assert_eq!(world.ledger(), rows(&[("1_a", 1), ("3_c", 1), ("2_b", 2)]));
}

fn a_migration_that_does_nothing_is_applied(world: &World) {
    let comment = raw("2_comment", "-- nothing").down(|_| {});
    let migrator = migrator(&[step("1_nothing", |_| {}), comment]);
    assert_eq!(world.migrate(&migrator).names(), ["1_nothing", "2_comment"]);
    assert_eq!(world.applied(), ["1_nothing", "2_comment"]);
    assert_eq!(
        world.rollback(&migrator).names(),
        ["2_comment", "1_nothing"]
    );
}

/// What grows over some migrations: tables, keys, indexes, a type, data, and changes that SQLite rebuilds tables for.
fn grown() -> Migrator {
    migrator(&[
        step("1_create", |schema| {
            schema.create_type("mood", ["good", "so 'so'", "bad"]);
            schema.create_table("authors", |t| {
                t.id();
                t.string("name", 100).unique();
                t.enumeration("mood", "mood").default("good");
            });
            schema.create_table("books", |t| {
                t.id();
                t.references("author_id", "authors").on_delete(Cascade);
                t.string("title", 80).default("it's; a -- 'title'");
                t.decimal("price", 10, 2).optional();
                t.check("price_positive", "price > 0");
            });
        }),
        raw(
            "2_rows",
            "INSERT INTO authors (name) VALUES ('Ada; -- x'), ('Ben')",
        )
        .down(|schema| {
            schema.sql("DELETE FROM authors -- all");
        }),
        step("3_change", |schema| {
            schema.alter_table("books", |t| {
                t.add_column("pages", integer()).default(1);
                t.rename_column("title", "name");
                t.add_index(["author_id", "name"])
                    .name("by_author")
                    .unique();
            });
            schema.alter_table("authors", |t| {
                t.set_nullable("name");
            });
        }),
    ])
}

fn a_plan_is_what_runs(world: &World) {
    let migrator = grown();
    let plan = done(world.block(migrator.plan(&world.database)));
    assert!(world.tables().is_empty(), "a plan writes nothing");
    let hand = world.another();
    hand.sql(&plan.to_sql());
    let report = world.migrate(&migrator);
    assert_eq!(plan.names(), report.names());
    let (ran, typed) = (world.snapshot(), hand.snapshot());
    ran.assert_same_schema(&typed, "against the plan typed by hand");
    assert_eq!(ran.rows, typed.rows);
    assert!(done(world.block(migrator.plan(&world.database))).is_empty());
}

fn a_plan_of_a_rollback_is_what_runs(world: &World) {
    let migrator = grown();
    world.migrate(&migrator);
    let hand = world.another();
    hand.migrate(&migrator);
    let plan = done(world.block(migrator.plan_rollback(&world.database)));
    hand.sql(&plan.to_sql());
    let report = world.rollback(&migrator);
    assert_eq!(plan.names(), report.names());
    let (ran, typed) = (world.snapshot(), hand.snapshot());
    ran.assert_same_schema(&typed, "against the plan typed by hand");
    assert!(ran.catalog.is_empty(), "{ran:?}");
}

fn a_hundred_migrations_are_one_batch(world: &World) {
    let steps: Vec<_> = (0..100)
        .map(|n| {
            let name: &'static str = format!("{n:04}_t").leak();
            table(name, format!("t{n}").leak())
        })
        .collect();
    let migrator = migrator(&steps);
    let report = world.migrate(&migrator);
    assert_eq!((report.batch, report.ran.len()), (Some(1), 100));
    assert_eq!(world.tables().len(), 101);
    assert_eq!(world.rollback(&migrator).ran.len(), 100);
    assert_eq!(world.tables(), ["_migrations"]);
}
