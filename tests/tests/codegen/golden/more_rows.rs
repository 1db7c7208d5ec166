//! What is written for "more_rows".

use migratory::prelude::*;

pub struct Rows;

#[migration(name = "20260301000000000_more_rows")]
impl Migration for Rows {
    fn up(&self, schema: &mut Schema) {
        schema.copy_from_csv(
            "users",
            r#"name,age
Ada,36

"a ""b""
c",
"",x
"#,
        );
        schema.insert(
            "users",
            row! { "name" => "it's \"me\"", "at" => Value::timestamp("2026-01-02T03:04:05.678Z") },
        );
        schema.insert_many("users", []);
        schema
            .insert_many(
                "events",
                [
                    row! {
                        "time" => Value::time("03:04:05"),
                        "local" => Value::local_timestamp("2026-01-02T03:04:05"),
                        "ids" => vec![1, 2, 3],
                    },
                    row! {
                        "time" => Value::Null,
                        "local" => f64::INFINITY,
                        "ids" => 0xffffffffffffffffffffffffffffffff_u128.to_be_bytes(),
                    },
                ],
            )
            .on_conflict(["time", "local"])
            .do_nothing();

        schema
            .update("users")
            .set("name", expr("now()"))
            .down(|schema| {
                schema.delete("users");
                schema.sql("SELECT 1");
            });

        schema
            .sql("CREATE VIEW v AS SELECT 1")
            .probe("SELECT 1")
            .effect(|schema| {
                schema.create_view("v", "SELECT 1");
            });

        schema
            .backfill("users")
            .set("name", "x")
            .pause(std::time::Duration::from_millis(150))
            .target_duration(std::time::Duration::from_secs(2))
            .keep_on_rollback();
    }

    // No `down`: not all of this can be undone.
    // insert 3 rows into table "users": which key the rows of "users" have is not known, since no migration says what it looks like (add .down(|schema| ...))
    // insert a row into table "users": which key the rows of "users" have is not known, since no migration says what it looks like (add .down(|schema| ...))
    // insert 2 rows into table "events": which of the rows were there before, and what was in them, is not known (add .down(|schema| ...))
    // run SQL: CREATE VIEW v AS SELECT 1: the SQL does not say what undoes it (add .down("..."))
}
