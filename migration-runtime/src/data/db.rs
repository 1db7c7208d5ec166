//! `Db`: the database as a data migration sees it.

use std::collections::BTreeMap;
use std::sync::Arc;

use migration_core::builder::{IntoColumns, IntoName, Schema};
use migration_core::dialect::{Dialect, Target};
use migration_core::plan::{PlannedStatement, lower_recorded};
use migration_core::schema::{ObjectName, SchemaState};
use migration_core::{IntoRow, Location, Row, Value};

use super::condition::condition;
use super::query::Query;
use super::rows::Rows;
use super::table::{self, Table};
use super::{insert, upsert};
use crate::database::{Connection, describe};
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
    tables: BTreeMap<ObjectName, Arc<Table>>,
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
        with: impl IntoRow,
    ) -> impl Future<Output = Result<bool>> {
        let (table, at) = (table.into_name(), Location::caller());
        let with = with.into_row();
        async move {
            let with = with.map_err(|error| Error::from(error).or_at(Some(at)))?;
            self.find_row(&table, with)
                .await
                .map_err(|error| error.or_at(Some(at)))
        }
    }

    async fn find_row(&mut self, table: &ObjectName, with: Row) -> Result<bool> {
        self.flush().await?;
        let table = self.table(table).await?;
        let (condition, values) = condition(self.dialect(), &table, with, 0)?;
        let sql = format!(
            "SELECT count(*) > 0 FROM (SELECT 1 FROM {} WHERE {condition} LIMIT 1) found",
            table.quoted()
        );
        let rows = self
            .rows(&sql, &values, &format!("exists in \"{}\"", table.name))
            .await?;
        rows.first().map_or(Ok(false), |row| Ok(row.at(0)?))
    }

    /// Inserts a row.
    ///
    /// # Errors
    ///
    /// There is no such table or column, a value is not of the column's type, or the database refuses the row.
    #[track_caller]
    pub fn insert<'b>(
        &'b mut self,
        table: impl IntoName,
        row: impl IntoRow + Send + 'b,
    ) -> impl Future<Output = Result<()>> {
        let inserted = self.insert_many(table, [row]);
        async move { inserted.await.map(drop) }
    }

    /// Inserts any number of rows, as fast as the database takes them, one after the other as they come: they need not
    /// fit into memory. Rows may have different columns. Says how many rows went in.
    ///
    /// # Errors
    ///
    /// As [`insert`](Self::insert).
    #[track_caller]
    pub fn insert_many<'b, I>(
        &'b mut self,
        table: impl IntoName,
        rows: I,
    ) -> impl Future<Output = Result<u64>>
    where
        I: IntoIterator<Item: IntoRow>,
        I::IntoIter: Send + 'b,
    {
        let (table, at) = (table.into_name(), Location::caller());
        let rows = Rows::new(rows);
        async move {
            let inserted = async {
                self.flush().await?;
                let table = self.table(&table).await?;
                insert::insert(self, &table, rows).await
            };
            inserted.await.map_err(|error| error.or_at(Some(at)))
        }
    }

    /// Inserts rows, or changes those that are already there: a row is the same as one of the table when both have the
    /// same values in the columns `key`, which must be a primary key, a unique constraint or a unique index. Says how many
    /// rows were inserted or changed.
    ///
    /// Only the columns that a row names are changed, and a row that already is as it should be is left alone: it is not
    /// written, so no trigger runs and no `updated_at` moves, and it is not counted. Of two rows with the same key the
    /// later one has the last word. A row that has NULL in its key is refused, because it is the same as no other. So is
    /// one that is equal to another row by another unique key, on all databases.
    ///
    /// | database | SQL |
    /// | --- | --- |
    /// | PostgreSQL | `INSERT INTO "users" AS "old" ("email", "name") VALUES (...) ON CONFLICT ("email") DO UPDATE SET "name" = excluded."name" WHERE ROW("old"."name")::record OPERATOR(pg_catalog.*<>) ROW(excluded."name")::record` |
    /// | SQLite | `INSERT INTO "users" AS "old" ("email", "name") VALUES (?, ?) ON CONFLICT ("email") DO UPDATE SET "name" = excluded."name" WHERE "old"."name" IS NOT excluded."name" COLLATE BINARY` |
    /// | MySQL, MariaDB | ``INSERT INTO `users` (`email`, `name`) VALUES (?, ?) ON DUPLICATE KEY UPDATE `email` = IF(`email` <=> VALUES(`email`), `email`, (SELECT `email` UNION ALL SELECT `email`)), `name` = VALUES(`name`)``: the subquery fails where the row is another one's double by another key |
    ///
    /// ```
    /// # use async_trait::async_trait;
    /// # use migration_core::builder::Schema;
    /// # use migration_core::migration::{Meta, Migration};
    /// # use migration_core::Location;
    /// # use migration_runtime::{DataMigration, Database, Db, Migrator, Result, row};
    /// # struct Users;
    /// # impl Migration for Users {
    /// #     fn up(&self, schema: &mut Schema) {
    /// #         schema.create_table("users", |t| {
    /// #             t.id();
    /// #             t.string("email", 200).unique();
    /// #             t.string("name", 200);
    /// #         });
    /// #     }
    /// #     fn meta(&self) -> Meta { Meta::new("", Some("1_users"), Location::caller()) }
    /// # }
    /// # struct Example;
    /// # #[async_trait]
    /// # impl DataMigration for Example {
    /// #     fn meta(&self) -> Meta { Meta::new("", Some("2_example"), Location::caller()) }
    /// # async fn up(&self, db: &mut Db<'_>) -> Result<()> {
    /// let rows = [
    ///     row! { "email" => "ada@example.com", "name" => "Ada" },
    ///     row! { "email" => "bob@example.com", "name" => "Bob" },
    /// ];
    /// assert_eq!(db.upsert("users", ["email"], &rows).await?, 2);
    /// assert_eq!(db.upsert("users", ["email"], &rows).await?, 0, "they are there");
    ///
    /// let bob = row! { "email" => "bob@example.com", "name" => "Robert" };
    /// assert_eq!(db.upsert("users", ["email"], [bob]).await?, 1);
    /// # Ok(()) } }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<()> {
    /// # let database = Database::connect("sqlite::memory:").await?;
    /// # Migrator::new().add(Users).add_data(Example).migrate(&database).await.map(drop)
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`insert`](Self::insert), and what is said above.
    #[track_caller]
    pub fn upsert<'b, K, I>(
        &'b mut self,
        table: impl IntoName,
        key: impl IntoColumns<K>,
        rows: I,
    ) -> impl Future<Output = Result<u64>>
    where
        I: IntoIterator<Item: IntoRow>,
        I::IntoIter: Send + 'b,
    {
        let (table, key, at) = (table.into_name(), key.into_columns(), Location::caller());
        let rows = Rows::new(rows);
        async move {
            let written = async {
                self.flush().await?;
                let table = self.table(&table).await?;
                upsert::upsert(self, &table, &key, rows).await
            };
            written.await.map_err(|error| error.or_at(Some(at)))
        }
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
            self.tables.clear();
            result.map_err(|error| self.query_error(error, &sql, "execute", Some(at)))
        }
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
