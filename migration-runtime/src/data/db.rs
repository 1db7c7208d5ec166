//! `Db`: the database as a data migration sees it.

use std::collections::BTreeMap;
use std::sync::Arc;

use migration_core::builder::Schema;
use migration_core::dialect::{Dialect, Target};
use migration_core::plan::{PlannedStatement, lower_recorded};
use migration_core::schema::{ObjectName, SchemaState};
use migration_core::{Location, Row, Value};

use super::query::Query;
use super::table::{self, Table};
use crate::database::{Connection, Failure, describe, failure};
use crate::error::{Error, ErrorKind, FailedStatement, Result};

/// The database, inside the transaction of a [`DataMigration`](super::DataMigration).
///
/// Table and column names are quoted; values are bound, never pasted into SQL.
pub struct Db<'a> {
    pub(super) connection: &'a mut Connection,
    target: &'a Target,
    migration: String,
    /// The schema as the history says it is now.
    state: SchemaState,
    recorder: Schema,
    /// The tables that were asked for.
    pub(super) tables: BTreeMap<ObjectName, Arc<Table>>,
}

impl<'a> Db<'a> {
    pub(crate) fn new(
        connection: &'a mut Connection,
        target: &'a Target,
        migration: &str,
        state: SchemaState,
    ) -> Self {
        Self {
            connection,
            target,
            migration: migration.to_owned(),
            state,
            recorder: Schema::new(),
            tables: BTreeMap::new(),
        }
    }

    /// Which family of databases this is.
    pub fn dialect(&self) -> Dialect {
        self.target.dialect
    }

    /// What this database is and can do.
    pub fn target(&self) -> &Target {
        self.target
    }

    /// Records changes of the schema. They are done before the next read or write, and at the end.
    pub fn schema(&mut self) -> &mut Schema {
        &mut self.recorder
    }

    /// Does what was recorded on [`schema`](Self::schema).
    ///
    /// # Errors
    ///
    /// The schema cannot be changed so, the database cannot do it, or a statement fails.
    pub async fn flush(&mut self) -> Result<()> {
        if self.recorder.is_empty() {
            return Ok(());
        }
        let recorded = std::mem::take(&mut self.recorder).finish();
        let statements = lower_recorded(&self.migration, &recorded, &mut self.state, self.target)?;
        self.tables.clear();
        self.run_all(&statements).await
    }

    async fn run_all(&mut self, statements: &[PlannedStatement]) -> Result<()> {
        if let Some(planned) = (statements.iter()).find(|planned| {
            !planned.statement.facts.transactional && self.target.capabilities.transactional_ddl
        }) {
            return Err(Error::new(
                ErrorKind::Failed,
                format!("{} cannot run inside a transaction", planned.operation),
            )
            .help("put it into a migration of its own"));
        }
        if let Some(planned) =
            (statements.iter()).find(|planned| planned.statement.facts.backfill.is_some())
        {
            return Err(Error::new(
                ErrorKind::Failed,
                format!(
                    "cannot {}: its batches are transactions of their own, and a data migration is one transaction",
                    planned.operation
                ),
            )
            .or_at(Some(planned.at))
            .help("put it into a migration of its own, or use one UPDATE: db.execute(...)"));
        }
        #[cfg(feature = "sqlite")]
        if self.dialect() == Dialect::Sqlite {
            return self.run_with_rebuilds(statements).await;
        }
        for (n, planned) in statements.iter().enumerate() {
            let sql = self.connection.fenced_change(&planned.statement.sql);
            let result = self.connection.script(&sql).await;
            result.map_err(|error| statement_error(error, planned, n + 1, statements.len()))?;
        }
        Ok(())
    }

    #[cfg(feature = "sqlite")]
    async fn run_with_rebuilds(&mut self, statements: &[PlannedStatement]) -> Result<()> {
        use crate::execute::Stopped;
        use crate::execute::rebuild::Rebuilds;
        let explain = |stopped: Stopped| match stopped {
            Stopped::Refused(error) => error,
            Stopped::Failed(_, error) => Error::from(error),
            Stopped::Taken | Stopped::Changed => {
                Error::new(ErrorKind::Failed, "another process ran this migration")
            }
        };
        let mut rebuilds = Rebuilds::inside(statements);
        rebuilds.prepare(self.connection).await?;
        rebuilds.begin(self.connection).await?;
        for (n, planned) in statements.iter().enumerate() {
            let statement = &planned.statement;
            let before = rebuilds.before(self.connection, statement).await;
            before.map_err(explain)?;
            let result = self.connection.script(&statement.sql).await;
            result.map_err(|error| statement_error(error, planned, n + 1, statements.len()))?;
            let after = rebuilds.after(self.connection, statement).await;
            after.map_err(explain)?;
        }
        let checked = rebuilds.check(self.connection).await;
        rebuilds.restore(self.connection).await?;
        checked.map_err(explain)
    }

    /// A query of your own. Placeholders are `$1`, `$2`... on every database; on MySQL and MariaDB they become `?`.
    ///
    /// ```
    #[doc = include_str!("example_before.txt")]
    /// db.insert("users", row! { "name" => "Ada", "age" => 36 }).await?;
    ///
    /// let query = db.query("SELECT count(*) FROM users WHERE name = $1 AND age > $2");
    /// assert_eq!(query.bind("Ada").bind(30).fetch_one().await?.at::<i64>(0)?, 1);
    ///
    /// let error = db.query("DELETE FROM users WHERE name = $1").execute().await.unwrap_err();
    /// assert!(error.message().starts_with("the query has $1, but no value is bound"));
    #[doc = include_str!("example_after.txt")]
    /// ```
    #[track_caller]
    pub fn query(&mut self, sql: impl Into<String>) -> Query<'_, 'a> {
        let at = Location::caller();
        Query::new(self, sql.into(), at)
    }

    /// Runs SQL of your own without values, one statement or several; says how many rows it touched.
    ///
    /// # Errors
    ///
    /// A statement fails.
    #[track_caller]
    pub fn execute(&mut self, sql: impl Into<String>) -> impl Future<Output = Result<u64>> {
        self.query(sql).execute()
    }

    pub(super) async fn rows(
        &mut self,
        sql: &str,
        values: &[Value],
        operation: &str,
    ) -> Result<Vec<Row>> {
        let result = self.connection.write(sql, values).await;
        let rows = result.map(|(rows, _)| rows);
        rows.map_err(|error| self.query_error(error, sql, operation, None))
    }

    /// How many rows a statement of ours touches.
    pub(super) async fn touch(
        &mut self,
        sql: &str,
        values: &[Value],
        operation: &str,
    ) -> Result<u64> {
        let result = self.connection.write(sql, values).await;
        let touched = result.map(|(_, touched)| touched);
        touched.map_err(|error| self.query_error(error, sql, operation, None))
    }

    /// A table, as the live database has it.
    pub(super) async fn table(&mut self, name: &ObjectName) -> Result<Arc<Table>> {
        if let Some(table) = self.tables.get(name) {
            return Ok(table.clone());
        }
        let sql = table::columns_query(self.dialect(), name);
        let rows = self
            .rows(&sql, &[], &format!("columns of \"{name}\""))
            .await?;
        let Some(table) = Table::read(self.dialect(), name, &rows)? else {
            return Err(Error::new(
                ErrorKind::Query,
                format!("there is no table \"{name}\""),
            ));
        };
        let table = Arc::new(table);
        self.tables.insert(name.clone(), table.clone());
        Ok(table)
    }

    /// The unique keys of a table, the primary key first.
    pub(super) async fn keys_of(&mut self, name: &ObjectName) -> Result<Vec<Vec<String>>> {
        let sql = table::keys_query(self.dialect(), name);
        let rows = self.rows(&sql, &[], &format!("keys of \"{name}\"")).await?;
        table::keys(&rows)
    }

    pub(super) fn query_error(
        &self,
        error: sqlx::Error,
        sql: &str,
        operation: &str,
        at: Option<Location>,
    ) -> Error {
        refused_or_lost(error).failed_at(FailedStatement {
            number: 1,
            of: 1,
            sql: sql.to_owned(),
            operation: operation.to_owned(),
            at,
        })
    }
}

/// What the database says to a statement, or that it says nothing any more.
fn refused_or_lost(error: sqlx::Error) -> Error {
    let kind = match failure(&error) {
        Failure::Lost => ErrorKind::Unreachable,
        _ => ErrorKind::Query,
    };
    Error::new(kind, describe(&error)).caused_by(error)
}

fn statement_error(
    error: sqlx::Error,
    planned: &PlannedStatement,
    number: usize,
    of: usize,
) -> Error {
    refused_or_lost(error).failed_at(FailedStatement {
        number,
        of,
        sql: planned.statement.sql.clone(),
        operation: planned.operation.to_string(),
        at: Some(planned.at),
    })
}
