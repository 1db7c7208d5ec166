//! The user's own SQL, with bound values.

use migration_core::dialect::Dialect;
use migration_core::{Location, Row, Value, ValueError};
use serde::de::DeserializeOwned;

use super::db::Db;
use super::placeholders::Placeholders;
use crate::error::{Error, ErrorKind, Result};

/// A query that values are bound to. Placeholders are `$1`, `$2`... on every database. A placeholder without a value is
/// an error, and so is a value without a placeholder.
#[must_use = "a query does nothing until it is fetched or executed"]
pub struct Query<'q, 'c> {
    db: &'q mut Db<'c>,
    sql: String,
    values: Vec<Value>,
    at: Location,
}

impl<'q, 'c> Query<'q, 'c> {
    pub(super) fn new(db: &'q mut Db<'c>, sql: String, at: Location) -> Self {
        Self {
            db,
            sql,
            values: Vec::new(),
            at,
        }
    }

    /// Binds the next value.
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// All rows.
    ///
    /// # Errors
    ///
    /// The query fails, or a value comes in a type that is not read here.
    pub async fn fetch_all(self) -> Result<Vec<Row>> {
        self.run(true).await.map(|(rows, _)| rows)
    }

    /// All rows as structs: see [`Row::into_row`].
    ///
    /// # Errors
    ///
    /// As [`fetch_all`](Self::fetch_all), and those of a row that is not such a struct.
    pub async fn fetch_all_as<T: DeserializeOwned>(self) -> Result<Vec<T>> {
        let at = self.at;
        let rows = self.fetch_all().await?.into_iter().map(Row::into_row);
        let typed: Result<Vec<T>, ValueError> = rows.collect();
        typed.map_err(|error| Error::from(error).or_at(Some(at)))
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    ///
    /// As [`fetch_all`](Self::fetch_all).
    pub async fn fetch_optional(self) -> Result<Option<Row>> {
        Ok(self.fetch_all().await?.into_iter().next())
    }

    /// The first row.
    ///
    /// # Errors
    ///
    /// As [`fetch_all`](Self::fetch_all), and when there is no row.
    pub async fn fetch_one(self) -> Result<Row> {
        let (sql, at) = (self.sql.clone(), self.at);
        self.fetch_optional().await?.ok_or_else(|| {
            Error::new(
                ErrorKind::NoRow,
                format!("the query returned no row: {sql}"),
            )
            .or_at(Some(at))
        })
    }

    /// Runs it, and says how many rows it touched.
    ///
    /// # Errors
    ///
    /// The query fails.
    pub async fn execute(self) -> Result<u64> {
        self.run(false).await.map(|(_, touched)| touched)
    }

    async fn run(self, for_rows: bool) -> Result<(Vec<Row>, u64)> {
        let Self {
            db,
            sql,
            values,
            at,
        } = self;
        db.flush().await?;
        let (sent, values) = for_database(db.dialect(), &sql, values)
            .map_err(|message| Error::new(ErrorKind::Query, message).or_at(Some(at)))?;
        let result = match for_rows {
            true => db.connection.fetch(&sent, &values).await,
            false => db.connection.run(&sent, &values).await,
        };
        // It may have changed a table.
        db.tables.clear();
        result.map_err(|error| db.query_error(error, &sql, "query", Some(at)))
    }
}

/// The SQL and values as the database takes them. The error is what is wrong with them.
fn for_database(
    dialect: Dialect,
    sql: &str,
    values: Vec<Value>,
) -> Result<(String, Vec<Value>), String> {
    let refuse = |placeholders: &Placeholders| match placeholders.wrong_with(values.len()) {
        Some(wrong) => Err(format!("{wrong}: {sql}")),
        None => Ok(()),
    };
    match dialect {
        // The server says how many placeholders there are; in a function's body `$1` is none.
        Dialect::Postgres => Ok((sql.to_owned(), values)),
        // The database takes what is not bound for NULL.
        Dialect::Sqlite => {
            refuse(&Placeholders::of(sql, dialect))?;
            Ok((sql.to_owned(), values))
        }
        // Without values the server gets the query as it is, and knows no placeholders.
        Dialect::Mysql if values.is_empty() => Ok((sql.to_owned(), values)),
        Dialect::Mysql => {
            let placeholders = Placeholders::of(sql, dialect);
            refuse(&placeholders)?;
            if placeholders.order.is_empty() {
                return Ok((sql.to_owned(), values));
            }
            let order = placeholders.order.iter();
            let values = order.filter_map(|at| values.get(*at).cloned()).collect();
            Ok((placeholders.question_marks, values))
        }
    }
}
