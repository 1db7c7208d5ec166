//! A user's program for the tests of a backfill that is killed: it counts each row up by one, so that a row that was
//! left out, or done twice, is seen. How large and how quick its batches are is said by the environment.

use std::time::Duration;

use migratory::prelude::*;

/// A number that a test gives.
fn given(variable: &str, otherwise: u64) -> u64 {
    let value = std::env::var(variable).ok();
    value
        .and_then(|value| value.parse().ok())
        .unwrap_or(otherwise)
}

struct CreateCounters;

#[migration(name = "20260101000001_create_counters")]
impl Migration for CreateCounters {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("counters", |t| {
            t.integer("id").primary_key();
        });
        let rows = (1..=given("COUNTER_ROWS", 100)).map(|n| format!("({})", 3 * n));
        let rows = rows.collect::<Vec<_>>().join(", ");
        schema
            .sql(format!("INSERT INTO counters (id) VALUES {rows}"))
            .down("");
    }
}

struct Count;

#[migration(name = "20260101000002_count")]
impl Migration for Count {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("counters", |t| {
            t.add_column("n", integer()).default(0);
        });
        if let Ok(sql) = std::env::var("COUNTER_BEFORE") {
            schema.sql(sql).down("");
        }
        let by = std::env::var("COUNTER_SET").unwrap_or_else(|_| "n + 1".to_owned());
        schema
            .backfill("counters")
            .set("n", expr(by))
            .batch_size(given("COUNTER_BATCH", 20))
            .pause(Duration::from_millis(given("COUNTER_PAUSE", 0)));
        if std::env::var("COUNTER_ALONE").is_err() {
            schema.create_index("counters", "n");
        }
    }
}

migratory::main!();
