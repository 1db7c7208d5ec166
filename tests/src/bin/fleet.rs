//! A user's program for the tests of many processes at once, and of processes that are stopped. Each migration leaves a
//! row in `runs`, so that one that ran twice is seen. Where it pauses, and how, is said by the environment.

use migratory::prelude::*;

/// SQL that a test gives, or nothing.
fn given(variable: &str) -> Option<String> {
    std::env::var(variable).ok()
}

fn count(schema: &mut Schema, migration: &str) {
    schema
        .sql(format!(
            "INSERT INTO runs (migration) VALUES ('{migration}')"
        ))
        .down(format!("DELETE FROM runs WHERE migration = '{migration}'"));
}

struct CreateRuns;

#[migration(name = "20260101000001_create_runs")]
impl Migration for CreateRuns {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("runs", |t| {
            t.id();
            t.string("migration", 100);
        });
        count(schema, "create_runs");
    }
}

struct Half;

#[migration(name = "20260101000002_half")]
impl Migration for Half {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("half", |t| {
            t.id();
        });
        if let Some(raw) = given("FLEET_RAW") {
            let raw = schema.sql(raw).down("SELECT 1");
            if let Some(probe) = given("FLEET_PROBE") {
                raw.probe(probe);
            }
        }
        if let Some(pause) = given("FLEET_HALF") {
            schema.sql(pause).down("SELECT 1");
        }
        count(schema, "half");
    }
}

struct Pause;

#[migration(name = "20260101000003_pause")]
impl Migration for Pause {
    fn up(&self, schema: &mut Schema) {
        if let Some(pause) = given("FLEET_PAUSE") {
            schema.sql(pause).down("SELECT 1");
        }
        count(schema, "pause");
    }
}

struct Index;

#[migration(name = "20260101000004_index")]
impl Migration for Index {
    fn up(&self, schema: &mut Schema) {
        if given("FLEET_CONCURRENTLY").is_some() {
            schema.create_index("runs", "migration").concurrently();
        } else {
            schema.create_index("runs", "migration");
        }
        count(schema, "index");
    }
}

struct Data;

#[migration(name = "20260101000005_data")]
#[async_trait]
impl DataMigration for Data {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        db.insert("runs", row! { "migration" => "data" }).await?;
        if let Some(pause) = given("FLEET_DATA") {
            db.query(pause).fetch_all().await?;
        }
        Ok(())
    }

    async fn down(&self, db: &mut Db<'_>) -> Result<()> {
        db.execute("DELETE FROM runs WHERE migration = 'data'")
            .await?;
        Ok(())
    }
}

struct Last;

#[migration(name = "20260101000006_last")]
impl Migration for Last {
    fn up(&self, schema: &mut Schema) {
        count(schema, "last");
    }
}

migratory::main!();
