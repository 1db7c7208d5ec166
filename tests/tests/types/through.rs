//! A column of a type, and values that go through it.

use std::collections::BTreeSet;

use migration_core::builder::Schema;
use migration_core::dialect::Dialect;
use migration_core::migration::{Meta, Migration};
use migration_core::schema::ColumnType;
use migratory::prelude::{DataMigration, Db, Row, async_trait, row};
use migratory::{Location, Result, Value};

/// One value: as sqlx has it, as `Db` is given it, and as `Db` reads it.
#[derive(Clone)]
pub struct Sample<T> {
    pub rust: T,
    pub written: Value,
    pub read: Value,
}

/// A value that `Db` reads as it was written.
pub fn same<T: Clone + Into<Value>>(rust: T) -> Sample<T> {
    let value: Value = rust.clone().into();
    of(rust, value)
}

/// A value that has no kind of its own in `Db`.
pub fn of<T>(rust: T, value: impl Into<Value>) -> Sample<T> {
    let value = value.into();
    Sample {
        rust,
        written: value.clone(),
        read: value,
    }
}

/// A value that `Db` reads in another kind than it is written.
pub fn reads<T>(rust: T, written: impl Into<Value>, read: impl Into<Value>) -> Sample<T> {
    Sample {
        rust,
        written: written.into(),
        read: read.into(),
    }
}

/// The kinds of values that are read: `Int`, `Decimal`.
pub fn kinds<T>(samples: &[Sample<T>]) -> BTreeSet<String> {
    let names = samples.iter().map(|sample| {
        let text = format!("{:?}", sample.read);
        let end = text.find(['(', ' ']).unwrap_or(text.len());
        text[..end].to_owned()
    });
    names.filter(|name| name != "Null").collect()
}

/// The kinds that the page of column types says are read of a column are those that were.
pub fn assert_documented(column: &str, kinds: &BTreeSet<String>, dialect: Dialect) {
    let page = include_str!("../../../migration-core/src/builder/column_types.md");
    let name = |column: &str| column.split('(').next().unwrap_or_default().to_owned();
    if name(column) == "custom" {
        return;
    }
    let mut rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
    let row = rows.find(|row| name(row) == name(column));
    let row = row.unwrap_or_else(|| panic!("{column} is not on the page"));
    let cell = row
        .trim_end_matches(" |")
        .rsplit(" | ")
        .next()
        .expect("a cell");
    let others = match dialect {
        Dialect::Postgres => "PostgreSQL: ",
        Dialect::Mysql => "MySQL: ",
        Dialect::Sqlite => "SQLite: ",
    };
    let mut parts = cell.split("; ");
    let usual = parts.next().expect("a part");
    let part = parts
        .find_map(|part| part.strip_prefix(others))
        .unwrap_or(usual);
    let documented: BTreeSet<String> = part
        .split(" or ")
        .map(|kind| kind.trim_matches('`').to_owned())
        .collect();
    assert!(
        kinds.is_subset(&documented),
        "{column} on {dialect}: {kinds:?} are read, {documented:?} documented"
    );
}

/// A table of one column.
pub struct Creates {
    pub table: String,
    pub column: ColumnType,
    pub before: fn(&mut Schema),
}

impl Migration for Creates {
    fn up(&self, schema: &mut Schema) {
        (self.before)(schema);
        let column = self.column.clone();
        schema.create_table(self.table.clone(), |t| {
            t.id();
            t.column("value", column).optional();
        });
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some("1_creates"), Location::caller())
    }
}

/// Reads what sqlx wrote, and puts the same values there itself: one by one and many at once.
pub struct Through {
    pub table: String,
    /// Written and read.
    pub values: Vec<(Value, Value)>,
}

/// How often `Db` writes each value.
pub const TIMES: usize = 13;

impl Through {
    async fn assert_reads(&self, db: &mut Db<'_>, times: usize, who: &str) -> Result<()> {
        let sql = format!("SELECT value FROM {} ORDER BY id", self.table);
        let by_text = db.query(sql).fetch_all().await?;
        let sql = format!("SELECT value FROM {} WHERE id > $1 ORDER BY id", self.table);
        let by_binary = db.query(sql).bind(0).fetch_all().await?;
        for (rows, how) in [(by_text, "without values"), (by_binary, "with values")] {
            assert_eq!(rows.len(), times * self.values.len());
            for (n, (_, read)) in rows.iter().zip(self.values.iter().cycle()) {
                let found = n.value("value").expect("the column");
                assert!(
                    found == read,
                    "{} written by {who}, read {how}: {} instead of {}",
                    self.table,
                    short(found),
                    short(read)
                );
            }
        }
        Ok(())
    }
}

/// For a message.
pub fn short(value: impl std::fmt::Debug) -> String {
    let text = format!("{value:?}");
    match text.char_indices().nth(300) {
        Some((end, _)) => format!("{}... ({} bytes)", &text[..end], text.len()),
        None => text,
    }
}

#[async_trait]
impl DataMigration for Through {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        self.assert_reads(db, 1, "sqlx").await?;
        db.execute(format!("DELETE FROM {}", self.table)).await?;
        let rows = |_| -> Vec<Row> {
            let values = self.values.iter();
            values
                .map(|(written, _)| row! { "value" => written.clone() })
                .collect()
        };
        for row in rows(0) {
            db.insert(self.table.clone(), row).await?;
        }
        let many: Vec<Row> = (1..TIMES).flat_map(rows).collect();
        db.insert_many(self.table.clone(), many).await?;
        self.assert_reads(db, TIMES, "Db").await
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some("2_through"), Location::caller())
    }
}

/// A value that the database must refuse, from `Db` too.
pub struct Refused {
    pub table: String,
    pub value: Value,
}

#[async_trait]
impl DataMigration for Refused {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        let row = row! { "value" => self.value.clone() };
        db.insert(self.table.clone(), row).await.map(drop)
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some("2_refused"), Location::caller())
    }
}

/// Only reads what is there.
pub struct ReadsOnly {
    pub table: String,
    pub values: Vec<Value>,
}

#[async_trait]
impl DataMigration for ReadsOnly {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        let values = self
            .values
            .iter()
            .map(|value| (value.clone(), value.clone()));
        let through = Through {
            table: self.table.clone(),
            values: values.collect(),
        };
        through.assert_reads(db, 1, "sqlx").await
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some("2_reads"), Location::caller())
    }
}

pub fn parse<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a value")
}

/// Digits of a `decimal(38, 10)`.
pub const EXACT: [&str; 6] = [
    "1234567890123456789012345678.1234567890",
    "-9999999999999999999999999999.9999999999",
    "0.0000000001",
    "0.0000000000",
    "10000.0000000000",
    "-0.5000000000",
];

pub fn floats() -> Vec<Sample<f32>> {
    let floats = [
        f32::MIN,
        f32::MAX,
        f32::MIN_POSITIVE,
        1e-45,
        0.1,
        16_777_216.0,
    ];
    floats.map(same).into()
}

pub fn doubles() -> Vec<Sample<f64>> {
    let doubles = [
        f64::MIN,
        f64::MAX,
        f64::MIN_POSITIVE,
        5e-324,
        0.1,
        9_007_199_254_740_993.0,
    ];
    doubles.map(same).into()
}

/// Times of the day.
pub const TIMES_OF_DAY: [&str; 3] = ["00:00:00", "23:59:59.999999", "12:34:56.000001"];

/// Texts of up to 40 characters.
pub fn short_texts() -> Vec<Sample<String>> {
    let texts = [
        "",
        " ",
        "a",
        "na\u{ef}ve \u{1F600} 'quoted' \"too\" \\ % $1 ?",
        "line\nbreak\ttab\r",
        "NULL",
        "\u{4e2d}\u{6587} \u{0639}\u{0631}",
    ];
    texts.map(|text| same(text.to_owned())).into()
}

/// A text of 1 MB, with what has to be escaped here and there.
pub fn megabyte() -> String {
    "0123456789 '\\ \t\u{1F600}\n".repeat(1_000_000 / 20 + 1)
}

pub fn bytes() -> Vec<Sample<Vec<u8>>> {
    let all: Vec<u8> = (0..=255).collect();
    vec![same(vec![]), same(all.clone()), same(all.repeat(4096))]
}

/// Documents whose text every database keeps as it is written, but for PostgreSQL's `jsonb`.
pub fn documents() -> Vec<Sample<serde_json::Value>> {
    use serde_json::json;
    let documents = [
        json!({ "a": [1, -1.5, null, true, {}], "": "" }),
        json!("\u{e9}\u{1F600} \" \\ \n \u{7f}"),
        json!(null),
        json!([]),
        json!(u64::MAX),
        json!(i64::MIN),
        json!({ "long": "x".repeat(100_000) }),
    ];
    documents.map(same).into()
}

/// Documents that are read as text.
pub fn documents_as_text() -> Vec<Sample<serde_json::Value>> {
    let nul = same(serde_json::json!({ "a": "\0" }));
    let all = documents().into_iter().chain([nul]);
    let as_text = all.map(|sample| {
        let text = sample.rust.to_string();
        reads(sample.rust, sample.written, text)
    });
    as_text.collect()
}

/// A world for one database: `World`, with `check` and `refuses`.
macro_rules! world {
    ($db:ty, $connection:ty, $placeholder:literal) => {
        use std::collections::{BTreeMap, BTreeSet};

        use migration_core::builder::*;
        use migration_core::dialect::Dialect;
        use migration_core::schema::ColumnType;
        use migratory::{Database, Migrator, Value};
        use migratory_tests::throwaway::{Server, Throwaway};
        use sqlx::{AssertSqlSafe, Connection as _, Decode, Encode, Row as _, Type};

        use crate::through::*;

        struct World {
            connection: $connection,
            database: Database,
            made: u32,
            before: fn(&mut Schema),
            /// What was read of a column of each type.
            kinds: BTreeMap<String, BTreeSet<String>>,
            _place: Throwaway,
        }

        impl World {
            async fn on(server: Server) -> Self {
                let place = server.create("types").await;
                let database = Database::connect(place.url()).await.expect("a database");
                let connection = <$connection>::connect(place.url())
                    .await
                    .expect("a connection");
                Self {
                    connection,
                    database,
                    made: 0,
                    before: |_| (),
                    kinds: BTreeMap::new(),
                    _place: place,
                }
            }

            /// A table with a column of this type, and a migrator that made it. Introspection must read the type back.
            async fn table(&mut self, column: &ColumnType) -> String {
                self.made += 1;
                let table = format!("t{}", self.made);
                self.migrator(&table, column)
                    .migrate(&self.database)
                    .await
                    .expect("a table");
                table
            }

            fn migrator(&self, table: &str, column: &ColumnType) -> Migrator {
                let creates = Creates {
                    table: table.to_owned(),
                    column: column.clone(),
                    before: self.before,
                };
                Migrator::new()
                    .allow_existing(true)
                    .table(format!("_migrations_{table}"))
                    .add(creates)
            }

            /// Values through a column: by sqlx alone, from sqlx to `Db`, from `Db` to sqlx.
            async fn check<T>(&mut self, column: ColumnType, samples: Vec<Sample<T>>)
            where
                T: Clone
                    + PartialEq
                    + std::fmt::Debug
                    + Send
                    + Sync
                    + Unpin
                    + 'static
                    + Type<$db>
                    + for<'q> Encode<'q, $db>
                    + for<'r> Decode<'r, $db>,
            {
                let sql = (
                    format!("INSERT INTO {{}} (value) VALUES ({})", $placeholder),
                    "SELECT value FROM {} ORDER BY id".to_owned(),
                );
                self.check_by(column, samples, sql).await;
            }

            /// The same where sqlx has to be helped by SQL.
            async fn check_by<T>(
                &mut self,
                column: ColumnType,
                samples: Vec<Sample<T>>,
                (insert, select): (String, String),
            ) where
                T: Clone
                    + PartialEq
                    + std::fmt::Debug
                    + Send
                    + Sync
                    + Unpin
                    + 'static
                    + Type<$db>
                    + for<'q> Encode<'q, $db>
                    + for<'r> Decode<'r, $db>,
            {
                let table = self.table(&column).await;
                let (insert, select) = (insert.replace("{}", &table), select.replace("{}", &table));
                let expected: Vec<Option<T>> = samples
                    .iter()
                    .map(|s| Some(s.rust.clone()))
                    .chain([None])
                    .collect();
                for value in &expected {
                    let query = sqlx::query(AssertSqlSafe(insert.clone())).bind(value.clone());
                    if let Err(error) = query.execute(&mut self.connection).await {
                        panic!("{column}: sqlx cannot write {}: {error}", short(value));
                    }
                }
                self.assert_reads(&column, &select, &expected, 1, "sqlx")
                    .await;
                let mut values: Vec<(Value, Value)> = samples
                    .iter()
                    .map(|s| (s.written.clone(), s.read.clone()))
                    .collect();
                values.push((Value::Null, Value::Null));
                let through = Through {
                    table: table.clone(),
                    values,
                };
                let migrated = self
                    .migrator(&table, &column)
                    .add_data(through)
                    .migrate(&self.database)
                    .await;
                migrated.unwrap_or_else(|error| panic!("{column}: {}", short(error.to_string())));
                self.assert_reads(&column, &select, &expected, TIMES, "Db")
                    .await;
                self.kinds
                    .entry(column.to_string())
                    .or_default()
                    .extend(kinds(&samples));
            }

            async fn assert_reads<T>(
                &mut self,
                column: &ColumnType,
                select: &str,
                expected: &[Option<T>],
                times: usize,
                who: &str,
            ) where
                T: PartialEq + std::fmt::Debug + Send + Unpin + Type<$db> + for<'r> Decode<'r, $db>,
            {
                let rows = sqlx::query(AssertSqlSafe(select.to_owned()))
                    .fetch_all(&mut self.connection)
                    .await;
                let rows = rows.expect("rows");
                assert_eq!(rows.len(), times * expected.len());
                for (row, expected) in rows.iter().zip(expected.iter().cycle()) {
                    let found: Option<T> = row
                        .try_get(0)
                        .unwrap_or_else(|error| panic!("{column}: {error}"));
                    assert!(
                        found == *expected,
                        "{column} written by {who}, read by sqlx: {} instead of {}",
                        short(&found),
                        short(expected)
                    );
                }
            }

            /// What was read is what the documentation says.
            fn assert_documented(&self, dialect: Dialect) {
                for (column, kinds) in &self.kinds {
                    assert_documented(column, kinds, dialect);
                }
            }

            /// A value that the database refuses, in these words.
            async fn refuses(&mut self, column: ColumnType, value: impl Into<Value>, words: &str) {
                let table = self.table(&column).await;
                let written = value.into();
                let refused = Refused {
                    table: table.clone(),
                    value: written.clone(),
                };
                let error = self
                    .migrator(&table, &column)
                    .add_data(refused)
                    .migrate(&self.database)
                    .await;
                let Err(error) = error else {
                    panic!("{column} takes {}", short(&written))
                };
                let error = error.to_string();
                assert!(error.contains(words), "{column}: {error}");
                let count = AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
                let rows: i64 = sqlx::query_scalar(count)
                    .fetch_one(&mut self.connection)
                    .await
                    .expect("a count");
                assert_eq!(rows, 0);
            }
        }
    };
}
