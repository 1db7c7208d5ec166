//! sqlx's pools as one type, and a connection that was taken out of one. Tests get the pools themselves.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;

use migration_core::dialect::Dialect;
use sqlx::pool::PoolConnectionMetadata;
#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Row as _};

use crate::database::Database;

/// A pool of a database's own driver.
#[derive(Clone)]
pub(super) enum Pool {
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgPool),
    #[cfg(feature = "mysql")]
    Mysql(sqlx::MySqlPool),
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::SqlitePool),
    #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
    None(std::convert::Infallible),
}

/// Counts the connections that a pool opens. One that is opened while a test runs lives on the runtime of the test, and is dead
/// after it, though it may look alive for a while.
#[derive(Clone, Default)]
pub(super) struct Opened(Arc<AtomicUsize>);

impl Opened {
    pub(super) fn count(&self) -> usize {
        self.0.load(Ordering::Acquire)
    }

    /// What a pool is to do with each.
    pub(super) fn counting<C>(
        &self,
    ) -> impl for<'c> Fn(&'c mut C, PoolConnectionMetadata) -> BoxFuture<'c, sqlx::Result<()>>
    + Send
    + Sync
    + 'static {
        let opened = self.0.clone();
        move |_: &mut C, _| {
            opened.fetch_add(1, Ordering::AcqRel);
            Box::pin(std::future::ready(Ok(())))
        }
    }
}

/// A connection, out of its pool until it is dropped.
pub(super) enum Held {
    #[cfg(feature = "postgres")]
    Postgres(sqlx::pool::PoolConnection<sqlx::Postgres>),
    #[cfg(feature = "mysql")]
    Mysql(sqlx::pool::PoolConnection<sqlx::MySql>),
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::pool::PoolConnection<sqlx::Sqlite>),
    #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
    None(std::convert::Infallible),
}

/// One body for whichever database it is of.
macro_rules! each {
    ($kind:ident, $it:expr, $inner:ident => $body:expr) => {
        match $it {
            #[cfg(feature = "postgres")]
            $kind::Postgres($inner) => $body,
            #[cfg(feature = "mysql")]
            $kind::Mysql($inner) => $body,
            #[cfg(feature = "sqlite")]
            $kind::Sqlite($inner) => $body,
            #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
            $kind::None(never) => match never {},
        }
    };
}

impl Pool {
    /// Which database it is of.
    pub(super) fn dialect(&self) -> Dialect {
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

    /// A connection out of it.
    pub(super) async fn hold(&self) -> sqlx::Result<Held> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => pool.acquire().await.map(Held::Postgres),
            #[cfg(feature = "mysql")]
            Self::Mysql(pool) => pool.acquire().await.map(Held::Mysql),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(pool) => pool.acquire().await.map(Held::Sqlite),
            #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
            Self::None(never) => match *never {},
        }
    }

    /// Says goodbye to the server; waits for what is still out of it.
    pub(super) async fn close(&self) {
        each!(Self, self, pool => pool.close().await);
    }

    /// Whether nobody has a connection of it, and it is open.
    pub(super) fn is_at_rest(&self) -> bool {
        each!(Self, self, pool => !pool.is_closed() && pool.size() as usize == pool.num_idle())
    }

    /// Whether all connections are back within this time. One that a test has dropped comes back after a round trip: the timer of
    /// tokio is too coarse for it, and who never sleeps takes the processor from whoever answers.
    pub(super) async fn rest(&self, within: Duration) -> bool {
        let began = Instant::now();
        for n in 0.. {
            if self.is_at_rest() {
                return true;
            }
            if self.is_closed() || began.elapsed() >= within {
                return false;
            }
            match n {
                0..200 => tokio::task::yield_now().await,
                200..240 => {
                    let nap = || std::thread::sleep(Duration::from_micros(50));
                    let _ = tokio::task::spawn_blocking(nap).await;
                }
                _ => tokio::time::sleep(Duration::from_millis(1)).await,
            }
        }
        false
    }

    /// Whether somebody has closed it.
    pub(super) fn is_closed(&self) -> bool {
        each!(Self, self, pool => pool.is_closed())
    }

    /// Whether it has no connection at all.
    pub(super) fn is_empty(&self) -> bool {
        self.size() == 0
    }

    /// How many connections it has.
    pub(super) fn size(&self) -> u32 {
        each!(Self, self, pool => pool.size())
    }

    /// How many connections wait in it.
    pub(super) fn idle(&self) -> usize {
        each!(Self, self, pool => pool.num_idle())
    }

    /// The same for the migrator.
    pub(super) fn database(&self) -> Database {
        each!(Self, self, pool => Database::from(pool.clone()))
    }
}

impl Held {
    /// Runs statements, as one message.
    pub(super) async fn script(&mut self, sql: &str) -> sqlx::Result<()> {
        let script = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        each!(Self, self, connection => connection.execute(script).await.map(drop))
    }

    /// Runs statements: as one message where there are messages.
    async fn scripts(&mut self, statements: &[&str]) -> sqlx::Result<()> {
        #[cfg(feature = "sqlite")]
        if let Self::Sqlite(connection) = self {
            // One after the other: the driver steps once more into one that has ended the transaction of those after it.
            for statement in statements {
                let statement = AssertSqlSafe((*statement).to_owned());
                connection.execute(sqlx::query(statement)).await?;
            }
            return Ok(());
        }
        self.script(&statements.join("; ")).await
    }

    /// The texts of a query's first column, as a prepared statement that is kept. NULL is no text.
    pub(super) async fn texts(&mut self, sql: &str) -> sqlx::Result<Vec<String>> {
        let query = AssertSqlSafe(sql.to_owned());
        each!(Self, self, connection => {
            let rows = connection.fetch_all(sqlx::query(query)).await?;
            let texts = rows.iter().map(|row| row.try_get::<Option<String>, _>(0));
            texts.filter_map(Result::transpose).collect()
        })
    }

    /// The rows of a query, each a list of texts, by a message of its own (MySQL, whose numbers are texts then).
    #[cfg(feature = "mysql")]
    pub(super) async fn table(&mut self, sql: &str) -> sqlx::Result<Vec<Vec<String>>> {
        let script = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        let Self::Mysql(connection) = self else {
            return Ok(Vec::new());
        };
        let rows = connection.fetch_all(script).await?;
        let texts = rows.iter().map(|row| {
            let text = |n| {
                let text = row.try_get_unchecked::<Option<Vec<u8>>, _>(n)?;
                Ok(String::from_utf8_lossy(&text.unwrap_or_default()).into_owned())
            };
            (0..row.len()).map(text).collect()
        });
        texts.collect()
    }

    /// Begins a transaction, in which what the test begins is a savepoint. `is_first` on a connection that has had none: the
    /// driver counts transactions, and is to count one from there on, whatever becomes of it on the server.
    pub(super) async fn begin(&mut self, is_first: bool) -> sqlx::Result<()> {
        if !is_first {
            return self.scripts(&BEGIN).await;
        }
        // Nobody ends it: that would take one off the count.
        each!(Self, self, connection => std::mem::forget(connection.begin().await?));
        self.script(MARK).await
    }

    /// Undoes all that was done since [`begin`](Self::begin). Answers with whether the transaction was still that one: not
    /// where somebody has ended it in between.
    pub(super) async fn undo(&mut self) -> sqlx::Result<bool> {
        match self.scripts(&UNDO).await {
            Ok(()) => Ok(true),
            Err(sqlx::Error::Database(_)) => {
                // There may be another one; where there is none, SQLite says so.
                let _ = self.script("ROLLBACK").await;
                Ok(false)
            }
            Err(lost) => Err(lost),
        }
    }

    /// Keeps all that was done since [`begin`](Self::begin).
    pub(super) async fn keep(&mut self) -> sqlx::Result<()> {
        self.script("COMMIT").await
    }

    /// Gives it back, and waits until the next one can have it.
    pub(super) async fn give_back(mut self) {
        each!(Self, &mut self, connection => connection.return_to_pool().await);
    }

    /// Closes it, and waits for that.
    pub(super) async fn close(self) {
        // There is nothing left to do if saying goodbye fails.
        let _ = each!(Self, self, connection => connection.close().await);
    }
}

/// What is there as long as the transaction is the one that we began, on all three databases.
const MARK: &str = "SAVEPOINT migratory_test";
const BEGIN: [&str; 2] = ["BEGIN", MARK];
const UNDO: [&str; 2] = ["ROLLBACK TO SAVEPOINT migratory_test", "ROLLBACK"];
