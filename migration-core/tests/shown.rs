//! A plan as SQL, as JSON and in words, and what tells it from another.

use std::sync::Arc;
use std::time::Duration;

use migration_core::Location;
use migration_core::builder::{Schema, expr, integer, text};
use migration_core::dialect::Target;
use migration_core::migration::{Meta, OpaqueMigration};
use migration_core::plan::{Applied, Plan, Selection, compile};
use migration_core::registry::{Body, History};
use migration_core::sql_file::{Script, SqlFile};

mod common;
use common::{history, up};

#[path = "shown/fingerprint.rs"]
mod fingerprint;
#[path = "shown/json.rs"]
mod json;
#[path = "shown/json_sqlite.rs"]
mod json_sqlite;
#[path = "shown/sql.rs"]
mod sql;
#[path = "shown/words.rs"]
mod words;

struct Data;

impl OpaqueMigration for Data {
    fn effect(&self, _: &mut Schema) {}
    fn has_down(&self) -> bool {
        true
    }
    fn as_any(&self) -> &(dyn std::any::Any + Send + Sync) {
        self
    }
}

fn data(name: &'static str) -> (Meta, Body) {
    let meta = Meta::new("", Some(name), Location::caller());
    (meta, Body::Data(Arc::new(Data)))
}

fn file(name: &'static str, in_transaction: bool, sql: &'static str) -> (Meta, Body) {
    let up = Arc::new(Script::new("sql/4_d.sql", 2, in_transaction, sql));
    let meta = Meta::new("", Some(name), up.begin());
    (meta, Body::Sql(SqlFile { up, down: None }))
}

/// Something of each kind.
fn everything() -> History {
    history(vec![
        up("1_a", |schema| {
            schema.create_table("posts", |t| {
                t.id();
                t.string("title", 80).optional();
                t.integer("rank").optional();
            });
            schema.create_index("posts", "title").concurrently();
        }),
        up("2_b", |schema| {
            let pause = Duration::from_millis(50);
            let titles = schema.backfill("posts").set("title", expr("'it''s'"));
            titles
                .filter("title IS NULL")
                .batch_size(500)
                .pause(pause)
                .keep_on_rollback();
            schema.alter_table("posts", |t| {
                t.set_not_null("title");
                t.add_column("body", text()).optional();
                t.drop_column("rank");
                t.add_column("rank", integer()).default(0);
            });
            schema.sql("UPDATE posts SET rank = 1 -- first").down("");
        }),
        data("3_c"),
        file("4_d", false, "SELECT 1;\nSELECT ';' -- two\n;\n"),
    ])
}

fn plan(history: &History, target: &Target) -> Plan {
    let applied = [Applied::new(1, "9_z", 3)];
    compile(history, &applied, &Selection::Pending, target).expect("it can be planned")
}

/// Without the lines of this file, which change with it.
fn placed(text: &str) -> String {
    let mut out = String::new();
    let mut parts = text.split("migration-core/tests/shown.rs:");
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        out.push_str("shown.rs:_");
        out.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':'));
    }
    out
}
