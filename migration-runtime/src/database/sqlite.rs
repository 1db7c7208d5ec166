//! SQLite through sqlx.

mod wire;

use std::path::Path;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use migration_core::Value;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{
    Sqlite, SqliteConnectOptions, SqliteConnection, SqlitePoolOptions, SqliteQueryResult,
};
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, Row as _, SqlitePool,
};

use super::{Access, BUSY_TIMEOUT, Connection, Reply, replies};
use migration_core::Row;

/// After how many steps of SQLite's machine a running statement looks whether it should stop.
const STEPS_BETWEEN_LOOKS: i32 = 10_000;

/// Where connections come from.
pub(crate) enum Source {
    File {
        options: Box<SqliteConnectOptions>,
        /// Whether a file that is not there is made.
        creates: bool,
        first: Mutex<Option<Conn>>,
    },
    /// A pool of the user's, or ours with the only connection to a database in memory, which lives as long as that.
    Pool(SqlitePool),
}

impl Source {
    pub(super) fn from_url(url: &str) -> sqlx::Result<Self> {
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let mode = query.split('&').find_map(|pair| pair.strip_prefix("mode="));
        let mut options = SqliteConnectOptions::from_str(url)?
            .busy_timeout(BUSY_TIMEOUT)
            .disable_statement_logging();
        if mode.is_none() {
            options = options.create_if_missing(true);
        }
        let name = options.get_filename().to_string_lossy();
        if mode == Some("memory") || name.is_empty() || name.starts_with("file:sqlx-in-memory") {
            let pool = SqlitePoolOptions::new()
                .max_connections(1)
                .idle_timeout(None)
                .max_lifetime(None)
                .connect_lazy_with(options);
            return Ok(Self::Pool(pool));
        }
        Ok(Self::File {
            options: Box::new(options),
            creates: mode.is_none() || mode == Some("rwc"),
            first: Mutex::new(None),
        })
    }

    pub(super) fn pool(pool: SqlitePool) -> Self {
        Self::Pool(pool)
    }

    /// A file that is not there is as empty as a database in memory, and that is what looking at it opens.
    fn is_yet_to_be_made(&self) -> bool {
        let Self::File {
            options, creates, ..
        } = self
        else {
            return false;
        };
        let file = options.get_filename();
        let folder = file
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        // Where the folder is missing too, opening fails, and says so.
        *creates && !file.exists() && folder.is_none_or(Path::is_dir)
    }

    pub(super) async fn open(&self, access: Access) -> sqlx::Result<Connection> {
        let inner = match self {
            Self::File { .. } if access == Access::Read && self.is_yet_to_be_made() => Inner::Own(
                SqliteConnectOptions::new()
                    .in_memory(true)
                    .connect()
                    .await?,
            ),
            Self::File { options, first, .. } => {
                let kept = first.lock().unwrap_or_else(PoisonError::into_inner).take();
                if let Some(conn) = kept {
                    return Ok(Connection::Sqlite(conn));
                }
                Inner::Own(options.connect().await?)
            }
            Self::Pool(pool) => {
                let mut connection = pool.acquire().await?;
                if in_memory(&mut connection).await? {
                    Inner::Pooled(connection)
                } else {
                    // Detached, so that what migrations do to the session never reaches the pool.
                    Inner::Own(connection.detach())
                }
            }
        };
        Ok(Connection::Sqlite(Conn {
            inner: Some(inner),
            dropped: Arc::default(),
        }))
    }

    pub(super) async fn keep(&self, connection: Connection) {
        match (self, connection) {
            (Self::File { first, .. }, Connection::Sqlite(conn)) if !self.is_yet_to_be_made() => {
                *first.lock().unwrap_or_else(PoisonError::into_inner) = Some(conn);
            }
            (_, other) => other.close().await,
        }
    }
}

/// Whether the database has no file: a second connection would see another one, or none once the first is closed.
async fn in_memory(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    let rows = connection.fetch_all("PRAGMA database_list").await?;
    let main = rows
        .iter()
        .find(|row| row.try_get(1).is_ok_and(|name: String| name == "main"));
    let file: Option<String> = main.map(|row| row.try_get(2)).transpose()?.flatten();
    Ok(file.is_none_or(|file| file.is_empty()))
}

/// A connection.
pub(crate) struct Conn {
    /// Taken when it is closed.
    inner: Option<Inner>,
    /// Set when the run was dropped: what still runs is to stop.
    dropped: Arc<AtomicBool>,
}

enum Inner {
    Own(SqliteConnection),
    Pooled(PoolConnection<Sqlite>),
}

impl Conn {
    fn inner(&mut self) -> sqlx::Result<&mut SqliteConnection> {
        match &mut self.inner {
            Some(Inner::Own(connection)) => Ok(connection),
            Some(Inner::Pooled(connection)) => Ok(connection),
            None => Err(sqlx::Error::PoolClosed),
        }
    }

    pub(super) async fn stream(
        &mut self,
        sql: &str,
        on_reply: &mut (dyn FnMut(Reply) + Send),
    ) -> sqlx::Result<()> {
        let script = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        replies::stream::<Sqlite>(self.inner()?.fetch_many(script), wire::read, on_reply).await
    }

    pub(super) async fn query(
        &mut self,
        sql: &str,
        values: &[Value],
    ) -> sqlx::Result<(Vec<Row>, u64)> {
        let statement = AssertSqlSafe(sql.to_owned());
        let replies = if values.is_empty() {
            self.inner()?.fetch_many(sqlx::raw_sql(statement))
        } else {
            let query = sqlx::query_with(statement, wire::arguments(values)?).persistent(false);
            self.inner()?.fetch_many(query)
        };
        replies::collect::<Sqlite>(replies, wire::read, SqliteQueryResult::rows_affected).await
    }

    pub(super) async fn stop_when(&mut self, flag: Arc<AtomicBool>) -> sqlx::Result<()> {
        let dropped = self.dropped.clone();
        let go_on = move || !flag.load(Ordering::Relaxed) && !dropped.load(Ordering::Relaxed);
        let mut handle = self.inner()?.lock_handle().await?;
        handle.set_progress_handler(STEPS_BETWEEN_LOOKS, go_on);
        Ok(())
    }

    pub(super) async fn close(mut self) -> sqlx::Result<()> {
        match self.inner.take() {
            Some(Inner::Own(connection)) => connection.close().await,
            Some(Inner::Pooled(mut connection)) => {
                connection.lock_handle().await?.remove_progress_handler();
                // A script that failed in the middle may have left its transaction open; where none is, this fails.
                let _ = connection.execute("ROLLBACK").await;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

/// A run that was dropped in the middle must not leave its transaction in the user's pool, nor its statement running.
impl Drop for Conn {
    fn drop(&mut self) {
        self.dropped.store(true, Ordering::Relaxed);
        let (Some(Inner::Pooled(mut connection)), Ok(runtime)) =
            (self.inner.take(), tokio::runtime::Handle::try_current())
        else {
            return;
        };
        runtime.spawn(async move {
            if let Ok(mut handle) = connection.lock_handle().await {
                handle.remove_progress_handler();
            }
            // Fails where no transaction is open, which is as good.
            let _ = connection.execute("ROLLBACK").await;
            let _ = connection
                .execute("PRAGMA legacy_alter_table = OFF; PRAGMA foreign_keys = ON")
                .await;
        });
    }
}
