//! Where tables end: empty ones, one row, a batch that is larger, or exactly as large.

use super::{all_counted_once, both, counters, journal};
use crate::world::{World, migrator, step};

on_each_database!(
    an_empty_table_is_done_at_once,
    one_row_is_a_batch,
    a_batch_may_be_larger_than_the_table,
    batches_of_one_row_reach_every_row,
    the_last_batch_may_be_full,
    only_rows_of_the_filter_change,
    rows_that_come_above_are_visited_and_those_below_are_left,
    a_value_may_be_null_or_a_constant,
    statements_stand_before_and_after,
    it_is_undone_and_done_again,
);

fn an_empty_table_is_done_at_once(world: &World) {
    world.migrate(&both(0, 10));
    assert_eq!(world.applied(), ["1_counters", "2_count"]);
    assert_eq!(journal(world, 1), ["recorded", "0", "0", "0"]);
}

fn one_row_is_a_batch(world: &World) {
    world.migrate(&both(1, 10));
    all_counted_once(world, 1);
    assert_eq!(journal(world, 1), ["recorded", "1", "1", "1"]);
}

fn a_batch_may_be_larger_than_the_table(world: &World) {
    world.migrate(&both(7, 1_000_000));
    all_counted_once(world, 7);
    assert_eq!(journal(world, 1), ["recorded", "7", "7", "1"]);
}

fn batches_of_one_row_reach_every_row(world: &World) {
    world.migrate(&both(9, 1));
    all_counted_once(world, 9);
    assert_eq!(journal(world, 1), ["recorded", "9", "9", "9"]);
}

fn the_last_batch_may_be_full(world: &World) {
    world.migrate(&both(30, 10));
    all_counted_once(world, 30);
    assert_eq!(journal(world, 1), ["recorded", "30", "30", "3"]);
}

fn only_rows_of_the_filter_change(world: &World) {
    let filtered = step("2_count", |schema| {
        schema
            .backfill("counters")
            .set("n", 1)
            .filter("n IS NULL OR id % 2 = 0 -- even ones")
            .batch_size(4);
    });
    world.migrate(&migrator(&[counters(20), filtered]));
    assert_eq!(
        world
            .value("SELECT CAST(count(*) AS CHAR(20)) FROM counters WHERE n = 1 AND id % 2 = 0")
            .trim(),
        "10"
    );
    assert_eq!(
        world
            .value("SELECT CAST(count(*) AS CHAR(20)) FROM counters WHERE n = 0 AND id % 2 = 1")
            .trim(),
        "10"
    );
    assert_eq!(journal(world, 1), ["recorded", "20", "10", "5"]);
}

/// A trigger puts a row above and one below for the first rows that change.
fn rows_that_come_above_are_visited_and_those_below_are_left(world: &World) {
    let trigger = world.pick(
        "CREATE FUNCTION more() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
         INSERT INTO counters (id) VALUES (100000 + NEW.id), (-NEW.id); RETURN NEW; END $$; \
         CREATE TRIGGER more AFTER UPDATE ON counters FOR EACH ROW WHEN (NEW.id BETWEEN 30 AND 35) EXECUTE FUNCTION more()",
        // MySQL forbids a trigger to write to its own table; another row comes by the journal's.
        "CREATE TRIGGER more AFTER UPDATE ON _migrations_steps FOR EACH ROW \
         INSERT IGNORE INTO counters (id) VALUES (100030), (100033), (-30), (-33)",
        "CREATE TRIGGER more AFTER UPDATE ON counters WHEN NEW.id BETWEEN 30 AND 35 BEGIN \
         INSERT INTO counters (id) VALUES (100000 + NEW.id), (-NEW.id); END",
    );
    world.migrate(&migrator(&[counters(20)]));
    if world.pick(false, true, false) {
        // The journal is there once something was backfilled.
        let first = step("1_others", |schema| {
            schema.create_table("others", |t| {
                t.integer("id").primary_key();
                t.integer("n").optional();
            });
            schema.backfill("others").set("n", 1);
        });
        world.migrate(&migrator(&[counters(20), first]));
    }
    world.sql(trigger);
    let count = step("2_count", |schema| super::count(schema, 4));
    let migrator = migrator(&[counters(20), count]).allow_existing(true);
    if world.pick(false, true, false) {
        world.sql("DELETE FROM _migrations WHERE name = '1_others'");
    }
    world.migrate(&migrator);
    let of = |condition: &str| {
        let sql = format!(
            "SELECT CAST(id AS CHAR(20)), CAST(n AS CHAR(20)) FROM counters WHERE {condition}"
        );
        let text = |cell: Option<String>| cell.unwrap().trim().to_owned();
        let rows = world.rows(&sql).into_iter();
        let mut rows: Vec<_> = rows
            .map(|row| row.into_iter().map(text).collect::<Vec<_>>().join(" "))
            .collect();
        rows.sort();
        rows
    };
    assert_eq!(of("id > 1000"), ["100030 1", "100033 1"]);
    assert_eq!(of("id < 0"), ["-30 0", "-33 0"]);
    assert!(of("id BETWEEN 0 AND 1000 AND n <> 1").is_empty());
}

fn a_value_may_be_null_or_a_constant(world: &World) {
    let sets = step("2_set", |schema| {
        schema.alter_table("counters", |t| {
            t.add_column("word", migratory::prelude::text())
                .default("x");
            t.add_column("gone", migratory::prelude::text())
                .optional()
                .default("y");
            t.add_column("at", migratory::prelude::timestamp())
                .optional();
        });
        schema
            .backfill("counters")
            .set("n", migratory::prelude::expr("7 -- seven"))
            .set("word", "it's \\ 'fine' -- or so")
            .set("gone", None::<String>)
            .set("at", migratory::prelude::expr("now()"));
    });
    world.migrate(&migrator(&[counters(3), sets]));
    let row = world
        .rows("SELECT word, gone, CAST(n AS CHAR(20)) FROM counters WHERE id = 3")
        .remove(0);
    assert_eq!(row[0].as_deref(), Some("it's \\ 'fine' -- or so"));
    assert_eq!(row[1], None);
    assert_eq!(row[2].as_deref().map(str::trim), Some("7"));
    assert_eq!(
        world
            .value("SELECT CAST(count(*) AS CHAR(20)) FROM counters WHERE at IS NULL")
            .trim(),
        "0"
    );
}

fn statements_stand_before_and_after(world: &World) {
    let all = step("2_all", |schema| {
        schema.alter_table("counters", |t| {
            t.add_column("m", migratory::prelude::integer()).optional();
        });
        schema
            .backfill("counters")
            .set("m", migratory::prelude::expr("id + 1"))
            .batch_size(3);
        schema.alter_table("counters", |t| t.set_not_null("m"));
        schema
            .backfill("counters")
            .set("n", migratory::prelude::expr("m + n"))
            .batch_size(3)
            .keep_on_rollback();
        schema.create_index("counters", "m");
    });
    let migrator = migrator(&[counters(10), all]);
    world.migrate(&migrator);
    assert_eq!(
        world
            .value(
                "SELECT CAST(count(*) AS CHAR(20)) FROM counters WHERE m = id + 1 AND n = id + 1"
            )
            .trim(),
        "10"
    );
    world.refuses("UPDATE counters SET m = NULL");
    // The columns that were filled go, so that there is nothing to undo.
    world.rollback(&migrator);
    world.refuses("SELECT m FROM counters");
}

fn it_is_undone_and_done_again(world: &World) {
    let first = migrator(&[counters(10)]);
    world.migrate(&first);
    let migrator = both(10, 3);
    world.migrate(&migrator);
    world.rollback(&migrator);
    assert_eq!(world.applied(), ["1_counters"]);
    world.migrate(&migrator);
    assert_eq!(
        world
            .value("SELECT CAST(count(*) AS CHAR(20)) FROM counters WHERE n = 2")
            .trim(),
        "10"
    );
}
