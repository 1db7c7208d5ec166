//! Backfills: rows that are changed in batches, whatever stops them and whoever else runs them.

mod ends;
mod keys;
mod killed;
mod progress;
mod refused;
mod several;

use std::sync::{Arc, Mutex};

use migratory::prelude::Schema;
use migratory::{BackfillProgress, Migrator, Observer};

use crate::world::{Step, World, migrator, step};

/// Keeps what is told of a backfill.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<BackfillProgress>>>);

impl Observer for Told {
    fn backfill(&self, progress: &BackfillProgress) {
        self.0.lock().unwrap().push(progress.clone());
    }
}

impl Told {
    fn all(&self) -> Vec<BackfillProgress> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// A table `counters` of so many rows, whose keys are 3, 6, 9 and so on, each with `n` 0.
fn counters(rows: u32) -> Step {
    step("1_counters", move |schema| {
        schema.create_table("counters", |t| {
            t.integer("id").primary_key();
            t.integer("n").default(0);
        });
        if rows > 0 {
            let rows = (1..=rows).map(|n| format!("({})", 3 * n));
            let rows = rows.collect::<Vec<_>>().join(", ");
            schema
                .sql(format!("INSERT INTO counters (id) VALUES {rows}"))
                .down("");
        }
    })
}

/// A migration that counts all rows up, in batches of so many.
fn counts(batch_size: u64) -> Step {
    step("2_count", move |schema| count(schema, batch_size))
}

fn count(schema: &mut Schema, batch_size: u64) {
    schema
        .backfill("counters")
        .set("n", migratory::prelude::expr("n + 1"))
        .batch_size(batch_size)
        .keep_on_rollback();
}

fn both(rows: u32, batch_size: u64) -> Migrator {
    migrator(&[counters(rows), counts(batch_size)])
}

/// Each row was counted up once.
#[track_caller]
fn all_counted_once(world: &World, rows: u64) {
    assert_eq!(world.count("counters"), rows);
    let wrong =
        world.rows("SELECT CAST(id AS CHAR(20)), CAST(n AS CHAR(20)) FROM counters WHERE n <> 1");
    assert!(wrong.is_empty(), "not counted once: {wrong:?}");
}

/// What the journal says of the step that is the backfill: state, rows done, rows changed, batches.
#[track_caller]
fn journal(world: &World, step: u32) -> Vec<String> {
    let rows = world.rows(&format!(
        "SELECT state, CAST(rows_done AS CHAR(20)), CAST(rows_changed AS CHAR(20)), CAST(batches AS CHAR(20)) \
         FROM _migrations_steps WHERE step = {step}"
    ));
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows[0]
        .iter()
        .map(|cell| cell.clone().unwrap().trim().to_owned())
        .collect()
}
