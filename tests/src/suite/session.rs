//! A session of a plain driver on the database of a case: it knows nothing of migratory, and reads everything as text.

use migration_core::dialect::{Capabilities, Dialect, Target};
use sqlx::{
    AssertSqlSafe, Connection as _, Executor as _, MySqlConnection, PgConnection, Row as _,
    SqliteConnection,
};
use tokio::runtime::Runtime;

/// A session. What is asked of it and fails is a failed test.
pub struct Session {
    runtime: Runtime,
    connection: Connection,
    target: Target,
}

enum Connection {
    Postgres(PgConnection),
    Mysql(MySqlConnection),
    Sqlite(SqliteConnection),
}

/// A row as text.
pub type Texts = Vec<Option<String>>;

impl Session {
    /// A session on the database of this URL.
    pub fn open(url: &str, target: Target) -> Self {
        let runtime = super::run::runtime();
        let connection = runtime.block_on(async {
            match target.dialect {
                Dialect::Postgres => PgConnection::connect(url).await.map(Connection::Postgres),
                Dialect::Mysql => MySqlConnection::connect(url).await.map(Connection::Mysql),
                Dialect::Sqlite => SqliteConnection::connect(url).await.map(Connection::Sqlite),
            }
        });
        Self {
            runtime,
            connection: connection.expect("the throwaway database takes connections"),
            target,
        }
    }

    /// Which family of databases it is on.
    pub fn dialect(&self) -> Dialect {
        self.target.dialect
    }

    /// What the database can do.
    pub fn can(&self) -> &Capabilities {
        &self.target.capabilities
    }

    /// Runs a statement, or says why the database refuses it.
    pub fn attempt(&mut self, sql: &str) -> Result<Vec<Texts>, String> {
        let Self {
            runtime,
            connection,
            ..
        } = self;
        let query = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        let texts = runtime.block_on(async {
            Ok(match connection {
                Connection::Postgres(it) => {
                    let rows = it.fetch_all(query).await?;
                    let text = |row: &sqlx::postgres::PgRow, at| row.try_get_unchecked(at);
                    rows.iter()
                        .map(|row| (0..row.len()).map(|at| text(row, at)).collect())
                        .collect::<sqlx::Result<Vec<Texts>>>()?
                }
                Connection::Mysql(it) => {
                    let rows = it.fetch_all(query).await?;
                    let text = |row: &sqlx::mysql::MySqlRow, at| {
                        let bytes = row.try_get_unchecked::<Option<Vec<u8>>, _>(at)?;
                        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
                    };
                    rows.iter()
                        .map(|row| (0..row.len()).map(|at| text(row, at)).collect())
                        .collect::<sqlx::Result<Vec<Texts>>>()?
                }
                Connection::Sqlite(it) => {
                    let rows = it.fetch_all(query).await?;
                    let text = |row: &sqlx::sqlite::SqliteRow, at| row.try_get_unchecked(at);
                    rows.iter()
                        .map(|row| (0..row.len()).map(|at| text(row, at)).collect())
                        .collect::<sqlx::Result<Vec<Texts>>>()?
                }
            })
        });
        texts.map_err(|error: sqlx::Error| error.to_string())
    }

    /// The rows of a query.
    #[track_caller]
    pub fn rows(&mut self, sql: &str) -> Vec<Texts> {
        match self.attempt(sql) {
            Ok(rows) => rows,
            Err(error) => panic!("`{sql}` failed: {error}"),
        }
    }

    /// The first column of each row; what is NULL is `"NULL"`.
    #[track_caller]
    pub fn column(&mut self, sql: &str) -> Vec<String> {
        let rows = self.rows(sql).into_iter();
        rows.filter_map(|row| row.into_iter().next())
            .map(|value| value.unwrap_or_else(|| "NULL".to_owned()))
            .collect()
    }

    /// The one value of a query; what is NULL is `"NULL"`.
    #[track_caller]
    pub fn value(&mut self, sql: &str) -> String {
        let column = self.column(sql);
        match <[String; 1]>::try_from(column) {
            Ok([value]) => value,
            Err(column) => panic!("`{sql}` found {} rows, not one", column.len()),
        }
    }

    /// A statement that the database must take.
    #[track_caller]
    pub fn accepts(&mut self, sql: &str) {
        drop(self.rows(sql));
    }

    /// A statement that the database must refuse; what was done before it in the transaction stays.
    #[track_caller]
    pub fn refuses(&mut self, sql: &str) -> String {
        self.accepts("SAVEPOINT before_refusal");
        match self.attempt(sql) {
            Ok(_) => panic!("`{sql}` was accepted"),
            Err(error) => {
                self.accepts("ROLLBACK TO SAVEPOINT before_refusal");
                error
            }
        }
    }

    /// Commits the transaction, and begins another one.
    ///
    /// # Errors
    ///
    /// The database refuses to commit what was done, and undoes it.
    pub fn commit(&mut self) -> Result<(), String> {
        let result = self.attempt("COMMIT").map(drop);
        if result.is_err() {
            // SQLite leaves the transaction open.
            drop(self.attempt("ROLLBACK"));
        }
        self.accepts("BEGIN");
        result
    }
}
