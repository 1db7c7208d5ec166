//! The migrations that everyone runs: number n makes a table of 8 columns with a foreign key, two indexes and a check.

use migration_core::Location;
use migration_core::migration::Meta;
use migratory::prelude::*;

use crate::Result;

/// One migration as SQL, for the tools that take it.
pub struct Sql {
    /// Sorts the migrations: digits only.
    pub version: i64,
    /// What the migration does, in one word.
    pub description: String,
    pub up: String,
    pub down: String,
}

impl Sql {
    /// The version and the description, as most tools name their files.
    pub fn name(&self) -> String {
        format!("{}_{}", self.version, self.description)
    }
}

/// The migration as migratory takes it.
pub struct CreateTable {
    table: String,
    name: &'static str,
}

impl CreateTable {
    pub fn number(n: usize) -> Self {
        Self {
            table: table(n),
            name: Box::leak(format!("{}_create_{}", version(n), table(n)).into_boxed_str()),
        }
    }
}

impl Migration for CreateTable {
    fn up(&self, schema: &mut Schema) {
        let table = &self.table;
        schema.create_table(table.clone(), |t| {
            t.id();
            t.string("name", 200);
            t.text("description").optional();
            t.decimal("price", 10, 2).default(0);
            t.boolean("active").default(true);
            t.big_integer("parent_id").optional();
            t.integer("amount").default(1);
            t.created_at();
            t.foreign_key("parent_id")
                .references(table.clone(), "id")
                .on_delete(Cascade);
            t.check(format!("{table}_price_positive"), "price >= 0");
            t.index("name");
            t.index(["active", "created_at"]);
        });
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some(self.name), Location::caller())
    }
}

/// The table that migration number n makes.
pub fn table(n: usize) -> String {
    format!("table_{n}")
}

fn version(n: usize) -> i64 {
    20_260_101_000_000_000 + i64::try_from(n).unwrap_or(i64::MAX)
}

/// A migrator with the first `count` migrations.
pub fn migrator(count: usize) -> Migrator {
    (0..count).fold(Migrator::new(), |migrator, n| {
        migrator.add(CreateTable::number(n))
    })
}

/// The SQL that migratory would run on the database at `url`, which is empty: what the tools are given that take SQL.
pub async fn sql(count: usize, url: &str) -> Result<Vec<Sql>> {
    let database = Database::connect(url).await?;
    let preview = migrator(count).plan(&database).await?;
    let planned = preview.plan().migrations.iter().enumerate();
    planned
        .map(|(n, planned)| {
            let up = planned.sql(usize::MAX).ok_or("a migration has no SQL")?;
            let down = planned.down_sql.as_deref();
            Ok(Sql {
                version: version(n),
                description: format!("create_{}", table(n)),
                up: ended(&up),
                down: ended(down.ok_or("a migration has no way back")?),
            })
        })
        .collect()
}

/// With one end: an empty statement would be a round trip of psql's.
fn ended(sql: &str) -> String {
    format!("{};\n", sql.trim_end().trim_end_matches(';'))
}

/// All migrations as one script, each in a transaction of its own.
pub fn script<'a>(each: impl Iterator<Item = &'a str>) -> String {
    each.map(|sql| format!("BEGIN;\n{sql}COMMIT;\n")).collect()
}
