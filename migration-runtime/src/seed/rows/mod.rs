//! Rows that are in a CSV or JSON file, and how they come into a table.
//!
//! source -> records (with the place of each value) -> rows by the types of the table's columns -> upsert.

mod columns;
mod csv;
mod json;
mod place;
mod values;
mod write;

use std::borrow::Cow;

use migration_core::builder::IntoName;
use migration_core::schema::ObjectName;

use place::Source;

use crate::data::Db;
use crate::error::Result;

/// Rows that are in a CSV or JSON file: what `#[seeder(file = "...", table = "...", key = [...])]` is made of.
///
/// Each row is found by its key. The row of the table that has the same key gets the other values of the file; where there is
/// none, a row is inserted. Rows that are in the table and not in the file stay as they are. The table needs a unique key of
/// these columns.
///
/// In a CSV file (<https://www.rfc-editor.org/rfc/rfc4180>, UTF-8, commas) the first line names the columns. An empty field is
/// NULL; `""` is an empty text:
///
/// ```csv
/// code,name,eu,population,note
/// AT,Austria,true,9159000,
/// NO,"Norway, kingdom of",false,5600000,""
/// ```
///
/// In a JSON file each row is an object of a list. A key that is left out is not written; a list or an object goes into a JSON
/// column as it is, a list into an array column as an array:
///
/// ```json
/// [
///   { "code": "AT", "name": "Austria", "eu": true, "population": 9159000, "note": null },
///   { "code": "NO", "name": "Norway", "eu": false }
/// ]
/// ```
///
/// Values are read by the types of the table's columns, the same on every database: `true`, `t`, `yes` or `1` for a boolean,
/// `2026-01-31` for a date, `2026-01-31 13:45:00` (UTC) or with a zone for a point in time, `\x00ff` for bytes. What is wrong is
/// told with file, line and column. A column of the table that the file does not name gets its default.
///
/// In a seeder of your own, `SeedRows` is a part of what it does:
///
/// ```
/// # use async_trait::async_trait;
/// # use migration_runtime::{Db, Result, SeedRows, Seeder};
/// # struct Countries;
/// # #[async_trait]
/// # impl Seeder for Countries {
/// async fn run(&self, db: &mut Db<'_>) -> Result<()> {
///     let csv = "code,name\nAT,Austria\nNO,Norway\n"; // or include_str!("countries.csv")
///     SeedRows::new("countries", ["code"], "countries.csv", csv.as_bytes()).apply(db).await?;
///     db.execute("UPDATE countries SET region = 'Europe' WHERE code IN ('AT', 'NO')").await?;
///     Ok(())
/// }
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct SeedRows {
    table: ObjectName,
    key: Vec<String>,
    file: String,
    content: Cow<'static, [u8]>,
}

impl SeedRows {
    /// Rows for a table, told apart by the columns of a key. The file's name says whether it is CSV or JSON, and where what
    /// is wrong stands; nothing is read from it.
    pub fn new<S: Into<String>>(
        table: impl IntoName,
        key: impl IntoIterator<Item = S>,
        file: impl Into<String>,
        content: impl Into<Cow<'static, [u8]>>,
    ) -> Self {
        Self {
            table: table.into_name(),
            key: key.into_iter().map(Into::into).collect(),
            file: file.into(),
            content: content.into(),
        }
    }

    /// Puts them into the table, and says how many the file has.
    ///
    /// # Errors
    ///
    /// The file cannot be read, a value is not of its column's type, or the database refuses a row: told with file, line and
    /// column. There is no such table, column or unique key.
    pub async fn apply(&self, db: &mut Db<'_>) -> Result<u64> {
        let source = Source::new(&self.file, &self.content)?;
        let records = match source.is_json() {
            true => json::read(&source)?,
            false => csv::read(&source)?,
        };
        let columns = columns::of(db, &self.table).await?;
        let rows = values::rows(&source, &records, &columns, self)?;
        write::upsert(db, &source, self, &columns, &rows).await?;
        Ok(rows.len() as u64)
    }
}

/// What a file says, free of its form.
struct Records {
    /// The columns that it names, and where each is named first.
    columns: Vec<(String, usize)>,
    /// The rows.
    rows: Vec<Record>,
}

/// A row of a file.
struct Record {
    /// Where it begins.
    at: usize,
    cells: Vec<Cell>,
}

/// A value of a file.
struct Cell {
    /// Which of the file's columns it is for.
    column: usize,
    /// Where it begins.
    at: usize,
    said: Said,
}

/// What a value is before its column's type is known.
#[derive(Debug, PartialEq)]
enum Said {
    Null,
    /// A field of CSV, or a text, number or boolean of JSON. The second is its JSON, where it is of one.
    Text(String, Option<String>),
    /// A list or an object of JSON.
    Nested(String),
}
