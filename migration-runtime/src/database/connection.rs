//! One connection: an enum of the three drivers with the few methods that the rest of the crate needs.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use migration_core::Value;
use migration_core::dialect::Dialect;

use super::BUSY_TIMEOUT;
#[cfg(feature = "mysql")]
use super::mysql;
#[cfg(feature = "postgres")]
use super::postgres;
#[cfg(feature = "sqlite")]
use super::sqlite;
use migration_core::Row;

/// A connection that belongs to one run.
pub(crate) enum Connection {
    #[cfg(feature = "postgres")]
    Postgres(postgres::Conn),
    #[cfg(feature = "mysql")]
    Mysql(mysql::Conn),
    #[cfg(feature = "sqlite")]
    Sqlite(sqlite::Conn),
    #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
    None(std::convert::Infallible),
}

/// What comes back while a script runs.
#[derive(Debug)]
pub(crate) enum Reply {
    /// A row of the statement that runs.
    Row(Row),
    /// A statement is done.
    Done,
}

macro_rules! with_connection {
    ($connection:expr, $inner:ident => $body:expr) => {
        match $connection {
            #[cfg(feature = "postgres")]
            Connection::Postgres($inner) => $body,
            #[cfg(feature = "mysql")]
            Connection::Mysql($inner) => $body,
            #[cfg(feature = "sqlite")]
            Connection::Sqlite($inner) => $body,
            #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
            Connection::None(never) => match *never {},
        }
    };
}

impl Connection {
    /// Which family of databases it is of.
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Dialect::Postgres,
            #[cfg(feature = "mysql")]
            Self::Mysql(_) => Dialect::Mysql,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => Dialect::Sqlite,
            #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
            Self::None(never) => match *never {},
        }
    }

    /// Runs one or more statements without values and without preparing them: one round trip.
    pub(crate) async fn script(&mut self, sql: &str) -> sqlx::Result<()> {
        self.stream(sql, &mut |_| ()).await
    }

    /// Like [`script`](Self::script); says what comes back as it comes.
    pub(crate) async fn stream(
        &mut self,
        sql: &str,
        on_reply: &mut (dyn FnMut(Reply) + Send),
    ) -> sqlx::Result<()> {
        with_connection!(self, conn => conn.stream(sql, on_reply).await)
    }

    /// The rows of a query. Placeholders are the database's own: `$1` on PostgreSQL and SQLite, `?` on MySQL.
    pub(crate) async fn query(&mut self, sql: &str, values: &[Value]) -> sqlx::Result<Vec<Row>> {
        self.run(sql, values).await.map(|(rows, _)| rows)
    }

    /// Like [`query`](Self::query); says as well how many rows it touched.
    pub(crate) async fn run(
        &mut self,
        sql: &str,
        values: &[Value],
    ) -> sqlx::Result<(Vec<Row>, u64)> {
        with_connection!(self, conn => conn.query(sql, values).await)
    }

    /// The rows of a query, each value with all its digits: what users read. MySQL needs one more round trip for it.
    pub(crate) async fn fetch(
        &mut self,
        sql: &str,
        values: &[Value],
    ) -> sqlx::Result<(Vec<Row>, u64)> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(conn) => conn.query(sql, values).await,
            #[cfg(feature = "mysql")]
            Self::Mysql(conn) => conn.fetch(sql, values).await,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(conn) => conn.query(sql, values).await,
            #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
            Self::None(never) => match *never {},
        }
    }

    /// Runs a statement and says how many rows it touched.
    pub(crate) async fn execute(&mut self, sql: &str, values: &[Value]) -> sqlx::Result<u64> {
        self.run(sql, values).await.map(|(_, touched)| touched)
    }

    /// Runs a statement of ours whose values are sent as they are; on PostgreSQL all of them are text, which the statement
    /// makes something of, so that nothing has to be asked about them before.
    pub(crate) async fn write(
        &mut self,
        sql: &str,
        values: &[Value],
    ) -> sqlx::Result<(Vec<Row>, u64)> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(conn) => conn.query_of_texts(sql, values).await,
            #[cfg(feature = "mysql")]
            Self::Mysql(conn) => conn.fetch(sql, values).await,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(conn) => conn.query(sql, values).await,
            #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
            Self::None(never) => match *never {},
        }
    }

    /// Stops the running statement when the flag is set (SQLite; elsewhere a second connection does it).
    #[cfg_attr(
        not(feature = "sqlite"),
        expect(unused_variables, clippy::unused_async)
    )]
    pub(crate) async fn stop_when(&mut self, flag: Arc<AtomicBool>) -> sqlx::Result<()> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(conn) => conn.stop_when(flag).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Ok(()),
            #[cfg(feature = "mysql")]
            Self::Mysql(_) => Ok(()),
            #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
            Self::None(never) => match *never {},
        }
    }

    /// Waits no longer than this for other processes that write (SQLite, which has no lock to ask for).
    pub(crate) async fn wait_for_writers(&mut self, wait: Duration) -> sqlx::Result<()> {
        match self.dialect() {
            Dialect::Sqlite if wait < BUSY_TIMEOUT => {
                let set = format!("PRAGMA busy_timeout = {}", wait.as_millis());
                self.script(&set).await
            }
            Dialect::Sqlite | Dialect::Postgres | Dialect::Mysql => Ok(()),
        }
    }

    /// Sends rows to PostgreSQL's `COPY ... FROM stdin` as they are read.
    #[cfg_attr(
        not(feature = "postgres"),
        expect(unused_variables, clippy::unused_async)
    )]
    pub(crate) async fn copy_from(
        &mut self,
        sql: &str,
        next: &mut (dyn FnMut() -> io::Result<Option<Vec<u8>>> + Send),
    ) -> sqlx::Result<()> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(conn) => conn.copy_from(sql, next).await.map(drop),
            // There is no such statement on the others, and scripts are not read for one.
            #[cfg(feature = "mysql")]
            Self::Mysql(_) => Ok(()),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => Ok(()),
            #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
            Self::None(never) => match *never {},
        }
    }

    /// Says goodbye to the server, or gives the connection back to where it must stay alive.
    pub(crate) async fn close(self) {
        // There is nothing left to do for the user if saying goodbye fails: everything is committed or rolled back.
        let _ = match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(conn) => conn.close().await,
            #[cfg(feature = "mysql")]
            Self::Mysql(conn) => conn.close().await,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(conn) => conn.close().await,
            #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
            Self::None(never) => match never {},
        };
    }
}
