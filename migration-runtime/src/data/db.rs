//! `Db`: the database as a data migration sees it.

use std::collections::BTreeMap;

use migration_core::builder::{IntoName, Schema};
use migration_core::dialect::{Dialect, Target};
use migration_core::plan::{PlannedStatement, lower_recorded};
use migration_core::schema::{ObjectName, SchemaState};
use migration_core::{Location, Value};

use super::insert::{self, Column};
use super::query::Query;
use crate::database::{Connection, describe};
use crate::error::{Error, ErrorKind, FailedStatement, Result};
use migration_core::Row;

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
    /// The columns of tables that were asked for.
    columns: BTreeMap<ObjectName, BTreeMap<String, Column>>,
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
            columns: BTreeMap::new(),
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
        self.columns.clear();
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
        #[cfg(feature = "sqlite")]
        if self.dialect() == Dialect::Sqlite {
            return self.run_with_rebuilds(statements).await;
        }
        for (n, planned) in statements.iter().enumerate() {
            let result = self.connection.script(&planned.statement.sql).await;
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
            Stopped::Taken => Error::new(ErrorKind::Failed, "another process ran this migration"),
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

    /// Whether there is a table (or view) of this name.
    ///
    /// # Errors
    ///
    /// The query fails.
    #[track_caller]
    pub fn has_table(&mut self, table: impl IntoName) -> impl Future<Output = Result<bool>> {
        let (table, at) = (table.into_name(), Location::caller());
        async move {
            self.find_table(&table)
                .await
                .map_err(|error| error.or_at(Some(at)))
        }
    }

    async fn find_table(&mut self, table: &ObjectName) -> Result<bool> {
        self.flush().await?;
        let name = self.dialect().string_literal(&table.name);
        let sql = match (self.dialect(), &table.schema) {
            (dialect @ Dialect::Postgres, _) => format!(
                "SELECT to_regclass({}) IS NOT NULL",
                dialect.string_literal(&dialect.quote_name(table))
            ),
            (dialect @ Dialect::Mysql, schema) => format!(
                "SELECT count(*) > 0 FROM information_schema.tables WHERE table_schema = {} AND table_name = {name}",
                match schema {
                    Some(schema) => dialect.string_literal(schema),
                    None => "DATABASE()".to_owned(),
                }
            ),
            (dialect @ Dialect::Sqlite, schema) => format!(
                "SELECT count(*) > 0 FROM {}sqlite_schema WHERE type IN ('table', 'view') \
                 AND lower(name) = lower({name})",
                match schema {
                    Some(schema) => format!("{}.", dialect.quote(schema)),
                    None => String::new(),
                }
            ),
        };
        let rows = self.rows(&sql, &[], "has_table").await?;
        rows.first().map_or(Ok(false), |row| Ok(row.at(0)?))
    }

    /// Whether a table has a row with these values.
    ///
    /// # Errors
    ///
    /// There is no such table or column, a value is not of the column's type, or the query fails.
    #[track_caller]
    pub fn exists(
        &mut self,
        table: impl IntoName,
        with: Row,
    ) -> impl Future<Output = Result<bool>> {
        let (table, at) = (table.into_name(), Location::caller());
        async move {
            self.find_row(&table, &with)
                .await
                .map_err(|error| error.or_at(Some(at)))
        }
    }

    async fn find_row(&mut self, table: &ObjectName, with: &Row) -> Result<bool> {
        self.flush().await?;
        let columns = self.columns_of(table).await?;
        let (condition, values) = insert::condition(self.dialect(), table, &columns, with)?;
        let name = self.dialect().quote_name(table);
        let sql = format!(
            "SELECT count(*) > 0 FROM (SELECT 1 FROM {name} WHERE {condition} LIMIT 1) found"
        );
        let rows = self
            .rows(&sql, &values, &format!("exists in \"{table}\""))
            .await?;
        rows.first().map_or(Ok(false), |row| Ok(row.at(0)?))
    }

    /// Inserts a row.
    ///
    /// # Errors
    ///
    /// There is no such table or column, a value is not of the column's type, or the database refuses the row.
    #[track_caller]
    pub fn insert(&mut self, table: impl IntoName, row: Row) -> impl Future<Output = Result<()>> {
        let inserted = self.insert_many(table, [row]);
        async move { inserted.await.map(drop) }
    }

    /// Inserts any number of rows, as fast as the database takes them. Rows may have different columns. Says how many
    /// rows went in.
    ///
    /// # Errors
    ///
    /// As [`insert`](Self::insert).
    #[track_caller]
    pub fn insert_many(
        &mut self,
        table: impl IntoName,
        rows: impl IntoIterator<Item = Row>,
    ) -> impl Future<Output = Result<u64>> {
        let (table, at) = (table.into_name(), Location::caller());
        let rows: Vec<Row> = rows.into_iter().collect();
        async move {
            self.insert_rows(&table, &rows)
                .await
                .map_err(|error| error.or_at(Some(at)))
        }
    }

    async fn insert_rows(&mut self, table: &ObjectName, rows: &[Row]) -> Result<u64> {
        self.flush().await?;
        if rows.is_empty() {
            return Ok(0);
        }
        let columns = self.columns_of(table).await?;
        let mut inserted = 0;
        for chunk in rows.chunk_by(|a, b| a.columns() == b.columns()) {
            inserted += insert::rows(self, table, &columns, chunk).await?;
        }
        Ok(inserted)
    }

    /// A query of your own. Placeholders are `$1`, `$2`... on every database.
    #[track_caller]
    pub fn query(&mut self, sql: impl Into<String>) -> Query<'_, 'a> {
        let at = Location::caller();
        Query::new(self, sql.into(), at)
    }

    /// Runs SQL of your own without values; says how many rows it touched.
    ///
    /// # Errors
    ///
    /// A statement fails.
    #[track_caller]
    pub fn execute(&mut self, sql: impl AsRef<str>) -> impl Future<Output = Result<u64>> {
        let (sql, at) = (sql.as_ref().to_owned(), Location::caller());
        async move {
            self.flush().await?;
            let result = self.connection.execute(&sql, &[]).await;
            self.columns.clear();
            result.map_err(|error| self.query_error(error, &sql, "execute", Some(at)))
        }
    }

    pub(super) async fn rows(
        &mut self,
        sql: &str,
        values: &[Value],
        operation: &str,
    ) -> Result<Vec<Row>> {
        let result = self.connection.query(sql, values).await;
        result.map_err(|error| self.query_error(error, sql, operation, None))
    }

    /// The columns of a table, as the live database has them.
    async fn columns_of(&mut self, table: &ObjectName) -> Result<BTreeMap<String, Column>> {
        if let Some(columns) = self.columns.get(table) {
            return Ok(columns.clone());
        }
        let sql = insert::columns_query(self.dialect(), table);
        let mut columns = BTreeMap::new();
        for row in self
            .rows(&sql, &[], &format!("columns of \"{table}\""))
            .await?
        {
            let column = Column {
                sql_type: row.get("type")?,
                sequence: row.get("sequence")?,
                copied: row.get("copied")?,
            };
            columns.insert(row.get("name")?, column);
        }
        if columns.is_empty() {
            return Err(Error::new(
                ErrorKind::Query,
                format!("there is no table \"{table}\""),
            ));
        }
        self.columns.insert(table.clone(), columns.clone());
        Ok(columns)
    }

    pub(super) fn query_error(
        &self,
        error: sqlx::Error,
        sql: &str,
        operation: &str,
        at: Option<Location>,
    ) -> Error {
        Error::new(ErrorKind::Query, describe(&error))
            .caused_by(error)
            .failed_at(FailedStatement {
                number: 1,
                of: 1,
                sql: sql.to_owned(),
                operation: operation.to_owned(),
                at,
            })
    }
}

fn statement_error(
    error: sqlx::Error,
    planned: &PlannedStatement,
    number: usize,
    of: usize,
) -> Error {
    Error::new(ErrorKind::Query, describe(&error))
        .caused_by(error)
        .failed_at(FailedStatement {
            number,
            of,
            sql: planned.statement.sql.clone(),
            operation: planned.operation.to_string(),
            at: Some(planned.at),
        })
}
