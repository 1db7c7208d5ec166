//! The user's own SQL, with bound values.

use migration_core::dialect::Dialect;
use migration_core::{Location, Value};

use super::db::Db;
use super::placeholders::to_question_marks;
use crate::error::{Error, ErrorKind, Result};
use migration_core::Row;

/// A query that values are bound to. Placeholders are `$1`, `$2`... on every database.
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
        self.db.flush().await?;
        let (sql, values) = self.for_database()?;
        let result = self.db.connection.query(&sql, &values).await;
        result.map_err(|error| {
            self.db
                .query_error(error, &self.sql, "query", Some(self.at))
        })
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
                ErrorKind::Query,
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
        self.db.flush().await?;
        let (sql, values) = self.for_database()?;
        let result = self.db.connection.execute(&sql, &values).await;
        result.map_err(|error| {
            self.db
                .query_error(error, &self.sql, "query", Some(self.at))
        })
    }

    fn for_database(&self) -> Result<(String, Vec<Value>)> {
        if self.values.is_empty() {
            return Ok((self.sql.clone(), Vec::new()));
        }
        match self.db.dialect() {
            Dialect::Postgres | Dialect::Sqlite => Ok((self.sql.clone(), self.values.clone())),
            Dialect::Mysql => {
                let (sql, order) = to_question_marks(&self.sql);
                if order.is_empty() {
                    return Ok((sql, self.values.clone()));
                }
                let values = order.iter().map(|at| self.values.get(*at).cloned());
                match values.collect::<Option<Vec<_>>>() {
                    Some(values) => Ok((sql, values)),
                    None => Err(Error::new(
                        ErrorKind::Query,
                        format!(
                            "only {} values are bound to the query {sql}",
                            self.values.len()
                        ),
                    )
                    .or_at(Some(self.at))),
                }
            }
        }
    }
}
