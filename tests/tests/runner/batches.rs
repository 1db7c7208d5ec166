//! Batches: what one run applies, and what a rollback takes back.

use migratory::{ErrorKind, Migrator};

use crate::world::{Step, World, done, failed, migrator, rows, states, step, table};

on_each_database!(
    all_that_is_pending_is_one_batch,
    the_next_migrate_is_the_next_batch,
    nothing_pending_is_no_batch_and_writes_nothing,
    rollback_undoes_the_last_batch_newest_first,
    what_ran_last_is_undone_first_whatever_it_is_called,
    a_batch_whose_number_was_given_back_takes_it_again,
    rollback_steps_count_migrations_across_batches,
    more_steps_than_there_are_undo_all,
    a_batch_is_undone_and_the_others_stay,
    a_batch_that_does_not_exist_is_an_error_that_lists_those_that_do,
    rollback_to_keeps_the_named_one,
    rollback_to_what_is_not_applied_undoes_nothing,
    reset_undoes_everything_and_keeps_the_ledger,
    rolling_back_nothing_is_nothing,
    refresh_undoes_everything_and_applies_it_as_batch_one,
    refresh_touches_nothing_when_one_cannot_be_undone,
    fresh_drops_what_no_migration_made,
    fresh_works_on_an_empty_database,
    fresh_with_a_broken_history_drops_nothing,
    status_lists_applied_and_pending,
    require_current_lists_what_is_pending,
);

/// Tables that refer to each other, so that a wrong order cannot work.
fn chain() -> [Step; 3] {
    let referring = |name, table: &'static str, to: &'static str| {
        step(name, move |schema| {
            schema.create_table(table, |t| {
                t.id();
                t.references("parent_id", to).optional();
            });
        })
    };
    [
        table("1_a", "a"),
        referring("2_b", "b", "a"),
        referring("3_c", "c", "b"),
    ]
}

/// One after the other, as batches 1, 2 and 3.
fn three_batches(world: &World) -> Migrator {
    let chain = chain();
    for upto in 1..=chain.len() {
        world.migrate(&migrator(&chain[..upto]));
    }
    assert_eq!(world.ledger(), rows(&[("1_a", 1), ("2_b", 2), ("3_c", 3)]));
    migrator(&chain)
}

fn all_that_is_pending_is_one_batch(world: &World) {
    let report = world.migrate(&migrator(&chain()));
    assert_eq!(report.batch, Some(1));
    assert_eq!(report.names(), ["1_a", "2_b", "3_c"]);
    assert!(
        report.by_others.is_empty() && report.notices.is_empty(),
        "{report:?}"
    );
    assert_eq!(world.ledger(), rows(&[("1_a", 1), ("2_b", 1), ("3_c", 1)]));
    assert_eq!(world.tables(), ["_migrations", "a", "b", "c"]);
}

fn the_next_migrate_is_the_next_batch(world: &World) {
    let chain = chain();
    world.migrate(&migrator(&chain[..1]));
    let report = world.migrate(&migrator(&chain));
    assert_eq!(report.batch, Some(2));
    assert_eq!(report.names(), ["2_b", "3_c"]);
    assert_eq!(world.ledger(), rows(&[("1_a", 1), ("2_b", 2), ("3_c", 2)]));
}

fn nothing_pending_is_no_batch_and_writes_nothing(world: &World) {
    let migrator = migrator(&chain());
    world.migrate(&migrator);
    let ledger = world.rows("SELECT id, name, batch, applied_at FROM _migrations ORDER BY id");
    let report = world.migrate(&migrator);
    assert_eq!((report.batch, report.is_empty()), (None, true));
    assert_eq!(report.to_string(), "nothing to do");
    assert_eq!(
        world.rows("SELECT id, name, batch, applied_at FROM _migrations ORDER BY id"),
        ledger
    );
}

fn rollback_undoes_the_last_batch_newest_first(world: &World) {
    let chain = chain();
    world.migrate(&migrator(&chain[..1]));
    world.migrate(&migrator(&chain));
    let report = world.rollback(&migrator(&chain));
    assert_eq!(report.names(), ["3_c", "2_b"]);
    assert_eq!(report.batch, None);
    assert_eq!(world.ledger(), rows(&[("1_a", 1)]));
    assert_eq!(world.tables(), ["_migrations", "a"]);
}

fn what_ran_last_is_undone_first_whatever_it_is_called(world: &World) {
    let newer = table("2_newer", "parents");
    let older = step("1_older", |schema| {
        schema.create_table("children", |t| {
            t.id();
            t.references("parent_id", "parents");
        });
    });
    world.migrate(&migrator(std::slice::from_ref(&newer)));
    let both = migrator(&[older, newer]);
    let report = world.migrate(&both);
    assert_eq!(report.names(), ["1_older"]);
    assert_eq!(world.applied(), ["2_newer", "1_older"]);
    let report = done(world.block(both.rollback_steps(&world.database, 2)));
    assert_eq!(report.names(), ["1_older", "2_newer"]);
    assert_eq!(world.tables(), ["_migrations"]);
}

fn a_batch_whose_number_was_given_back_takes_it_again(world: &World) {
    let migrator = three_batches(world);
    world.rollback(&migrator);
    assert_eq!(world.migrate(&migrator).batch, Some(3));
    done(world.block(migrator.rollback_steps(&world.database, 2)));
    assert_eq!(world.migrate(&migrator).batch, Some(2));
    assert_eq!(world.ledger(), rows(&[("1_a", 1), ("2_b", 2), ("3_c", 2)]));
}

fn rollback_steps_count_migrations_across_batches(world: &World) {
    let migrator = three_batches(world);
    let none = done(world.block(migrator.rollback_steps(&world.database, 0)));
    assert!(none.is_empty());
    let report = done(world.block(migrator.rollback_steps(&world.database, 2)));
    assert_eq!(report.names(), ["3_c", "2_b"]);
    assert_eq!(world.applied(), ["1_a"]);
}

fn more_steps_than_there_are_undo_all(world: &World) {
    let migrator = three_batches(world);
    let report = done(world.block(migrator.rollback_steps(&world.database, usize::MAX)));
    assert_eq!(report.names(), ["3_c", "2_b", "1_a"]);
    assert_eq!(world.tables(), ["_migrations"]);
}

fn a_batch_is_undone_and_the_others_stay(world: &World) {
    let [a, b, c] = [table("1_a", "a"), table("2_b", "b"), table("3_c", "c")];
    world.migrate(&migrator(&[a.clone(), b.clone()]));
    let all = migrator(&[a, b, c]);
    world.migrate(&all);
    let report = done(world.block(all.rollback_batch(&world.database, 1)));
    assert_eq!(report.names(), ["2_b", "1_a"]);
    assert_eq!(world.ledger(), rows(&[("3_c", 2)]));
    assert_eq!(world.tables(), ["_migrations", "c"]);
    let report = world.migrate(&all);
    assert_eq!(
        (report.batch, report.names()),
        (Some(3), vec!["1_a", "2_b"])
    );
    assert_eq!(world.ledger(), rows(&[("3_c", 2), ("1_a", 3), ("2_b", 3)]));
}

fn a_batch_that_does_not_exist_is_an_error_that_lists_those_that_do(world: &World) {
    let migrator = three_batches(world);
    let error = failed(world.block(migrator.rollback_batch(&world.database, 7)));
    assert_eq!(error.kind(), ErrorKind::Selection);
    assert!(error.to_string().contains("there is no batch 7"), "{error}");
    assert!(error.to_string().contains("1, 2, 3"), "{error}");
    assert_eq!(world.ledger().len(), 3);
}

fn rollback_to_keeps_the_named_one(world: &World) {
    let migrator = three_batches(world);
    let report = done(world.block(migrator.rollback_to(&world.database, "1_a")));
    assert_eq!(report.names(), ["3_c", "2_b"]);
    assert_eq!(world.applied(), ["1_a"]);
    let report = done(world.block(migrator.rollback_to(&world.database, "1_a")));
    assert!(report.is_empty());
}

fn rollback_to_what_is_not_applied_undoes_nothing(world: &World) {
    let chain = chain();
    world.migrate(&migrator(&chain[..2]));
    for name in ["3_c", "no such one", ""] {
        let to = migrator(&chain);
        let error = failed(world.block(to.rollback_to(&world.database, name)));
        assert_eq!(error.kind(), ErrorKind::Selection, "{error}");
        assert!(
            error.to_string().contains(&format!("\"{name}\"")),
            "{error}"
        );
    }
    assert_eq!(world.applied(), ["1_a", "2_b"]);
}

fn reset_undoes_everything_and_keeps_the_ledger(world: &World) {
    let migrator = three_batches(world);
    let report = done(world.block(migrator.reset(&world.database)));
    assert_eq!(report.names(), ["3_c", "2_b", "1_a"]);
    assert_eq!(world.tables(), ["_migrations"]);
    assert!(world.ledger().is_empty());
    assert_eq!(world.migrate(&migrator).batch, Some(1));
}

fn rolling_back_nothing_is_nothing(world: &World) {
    let migrator = migrator(&chain());
    for report in [
        world.rollback(&migrator),
        done(world.block(migrator.reset(&world.database))),
        done(world.block(migrator.rollback_steps(&world.database, 3))),
    ] {
        assert!(report.is_empty());
    }
    assert!(world.tables().is_empty(), "not even a ledger");
}

fn refresh_undoes_everything_and_applies_it_as_batch_one(world: &World) {
    let migrator = three_batches(world);
    world.sql("INSERT INTO a (label) VALUES ('x')");
    let report = done(world.block(migrator.refresh(&world.database)));
    let undone: Vec<&str> = report.undone.iter().map(|ran| ran.name.as_str()).collect();
    assert_eq!(undone, ["3_c", "2_b", "1_a"]);
    assert_eq!(report.names(), ["1_a", "2_b", "3_c"]);
    assert_eq!(world.ledger(), rows(&[("1_a", 1), ("2_b", 1), ("3_c", 1)]));
    assert_eq!(world.count("a"), 0);
}

fn refresh_touches_nothing_when_one_cannot_be_undone(world: &World) {
    let one_way = step("2_one_way", |schema| {
        schema.sql("UPDATE a SET label = 'y'");
    });
    let migrator = migrator(&[table("1_a", "a"), one_way, table("3_c", "c")]);
    world.migrate(&migrator);
    world.sql("INSERT INTO a (label) VALUES ('x')");
    let error = failed(world.block(migrator.refresh(&world.database)));
    assert_eq!(error.kind(), ErrorKind::Refused, "{error}");
    assert_eq!(world.applied().len(), 3);
    assert_eq!(world.count("a"), 1);
}

fn fresh_drops_what_no_migration_made(world: &World) {
    let migrator = migrator(&chain());
    world.migrate(&migrator);
    world.sql("INSERT INTO a (label) VALUES ('x')");
    world.sql("CREATE TABLE stray (id integer PRIMARY KEY)");
    world.sql("CREATE VIEW odd AS SELECT a.id, stray.id AS other FROM a, stray");
    match world.pick(0, 1, 2) {
        0 => {
            world.sql("CREATE TYPE mood AS ENUM ('good')");
            world.sql("CREATE DOMAIN small AS integer CHECK (VALUE < 9)");
            world.sql("CREATE SEQUENCE counter");
            world.sql("CREATE MATERIALIZED VIEW seen AS SELECT * FROM odd");
            world.sql("CREATE FUNCTION one(x mood) RETURNS integer LANGUAGE sql AS 'SELECT 1'");
            world.sql("CREATE SCHEMA other; CREATE TABLE other.kept (id integer)");
        }
        1 => {
            world.sql("CREATE TABLE `or``phan` (id bigint, FOREIGN KEY (id) REFERENCES a (id))");
            world.sql("CREATE FUNCTION one() RETURNS integer RETURN 1");
            world.sql("CREATE PROCEDURE two() SELECT 2");
        }
        _ => {
            world.sql("CREATE TRIGGER t AFTER INSERT ON stray BEGIN DELETE FROM stray; END");
            world.sql("CREATE VIRTUAL TABLE texts USING fts5(content)");
            world.sql("CREATE TABLE \"quo\"\"ted\" (id integer REFERENCES a)");
        }
    }
    let report = done(world.block(migrator.fresh(&world.database)));
    assert_eq!(
        (report.batch, report.names()),
        (Some(1), vec!["1_a", "2_b", "3_c"])
    );
    assert!(report.dropped >= 6, "{report:?}");
    assert_eq!(world.tables(), ["_migrations", "a", "b", "c"]);
    assert_eq!(world.ledger(), rows(&[("1_a", 1), ("2_b", 1), ("3_c", 1)]));
    assert_eq!(world.count("a"), 0);
    let clean = world.another();
    clean.migrate(&migrator);
    world
        .snapshot()
        .assert_same_schema(&clean_catalog(&clean, world), "after fresh");
    match world.pick(0, 1, 2) {
        0 => {
            let left = "SELECT count(*)::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace";
            assert_eq!(world.value(left), "0");
            assert_eq!(world.value("SELECT count(*)::text FROM other.kept"), "0");
        }
        1 => {
            let left = "SELECT CAST(count(*) AS CHAR) FROM information_schema.routines WHERE routine_schema = DATABASE()";
            assert_eq!(world.value(left), "0");
        }
        _ => {
            world.sql("INSERT INTO a (label) VALUES ('first')");
            assert_eq!(
                world.value("SELECT CAST(id AS TEXT) FROM a"),
                "1",
                "counters begin again"
            );
        }
    }
}

/// What a database looks like that was never anything else, with what `fresh` must leave alone.
fn clean_catalog(clean: &World, world: &World) -> migratory_tests::suite::oracle::Snapshot {
    if world.pick(true, false, false) {
        clean.sql("CREATE SCHEMA other; CREATE TABLE other.kept (id integer)");
    }
    clean.snapshot()
}

fn fresh_works_on_an_empty_database(world: &World) {
    let report = done(world.block(migrator(&chain()).fresh(&world.database)));
    assert_eq!((report.batch, report.dropped), (Some(1), 0));
    assert_eq!(world.applied().len(), 3);
}

fn fresh_with_a_broken_history_drops_nothing(world: &World) {
    world.sql("CREATE TABLE precious (id integer)");
    let broken = migrator(&[table("1_a", "a"), table("2_again", "a")]);
    let error = failed(world.block(broken.fresh(&world.database)));
    assert_eq!(error.kind(), ErrorKind::Plan, "{error}");
    assert_eq!(world.tables(), ["precious"]);
}

fn status_lists_applied_and_pending(world: &World) {
    let chain = chain();
    let all = migrator(&chain);
    assert_eq!(
        world.status(&all),
        states(&[("1_a", "pending"), ("2_b", "pending"), ("3_c", "pending")])
    );
    world.migrate(&migrator(&chain[..1]));
    world.migrate(&migrator(&chain[..2]));
    assert_eq!(
        world.status(&all),
        states(&[("1_a", "1"), ("2_b", "2"), ("3_c", "pending")])
    );
    assert_eq!(world.pending(&all), ["3_c"]);
    world.migrate(&all);
    assert!(world.pending(&all).is_empty());
}

fn require_current_lists_what_is_pending(world: &World) {
    let chain = chain();
    let all = migrator(&chain);
    world.migrate(&migrator(&chain[..1]));
    let error = failed(world.block(all.require_current(&world.database)));
    assert_eq!(error.kind(), ErrorKind::Pending);
    assert!(error.message().contains("2_b, 3_c"), "{error}");
    assert_eq!(world.applied(), ["1_a"], "it only looks");
    world.migrate(&all);
    done(world.block(all.require_current(&world.database)));
}
