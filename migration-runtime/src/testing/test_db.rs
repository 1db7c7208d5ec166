//! `TestDb`: the database of one test.

use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use migration_core::dialect::Dialect;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::base::{Base, RUNTIME, is_process_per_test};
use super::claim::{self, Claim, claim};
use super::collect;
use super::options::{Isolation, TestOptions};
use super::refuse;
use crate::database::Database;
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::report::Report;

/// How many connections all tests of a process have at most: what is left for others of those that a server takes (100 on
/// PostgreSQL, 151 on MySQL, unless it says otherwise).
const CONNECTIONS: usize = 60;

/// How long a test waits for its turn; after that the server may say whether it has a connection.
const TURN: Duration = Duration::from_secs(60);

static PERMITS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(CONNECTIONS)));

/// The database of one test: migrated, with seeds if asked for, and like that again for the next test, whatever this one does.
/// `#[migratory::test]` makes one for each test; [`start`](Self::start) is for any other harness.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> migration_runtime::Result<()> {
/// # use migration_core::{builder::Schema, migration::{Meta, Migration}, Location};
/// # struct CreatePosts;
/// # impl Migration for CreatePosts {
/// #     fn up(&self, schema: &mut Schema) {
/// #         schema.create_table("posts", |t| { t.id(); t.string("title", 200); });
/// #     }
/// #     fn meta(&self) -> Meta { Meta::new("", Some("1_create_posts"), Location::caller()) }
/// # }
/// use migration_runtime::Migrator;
/// use migration_runtime::testing::{TestDb, TestOptions};
///
/// let options = TestOptions::new("posts_have_titles")
///     .url("sqlite:")
///     .migrations(|| Ok(Migrator::new().add(CreatePosts)));
/// let db = TestDb::start(options).await?;
/// sqlx::query("INSERT INTO posts (title) VALUES ('Hello')").execute(&db.sqlite()).await.unwrap();
/// db.finish().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct TestDb(Arc<Inner>);

struct Inner {
    base: Arc<Base>,
    isolation: Isolation,
    connections: u32,
    name: String,
    url: String,
    pool: super::pool::Pool,
    /// How many connections that has opened.
    opened: usize,
    /// Taken when the test is over.
    claim: Mutex<Option<(Claim, Option<OwnedSemaphorePermit>)>>,
}

/// How a test ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    Passed,
    Failed,
}

impl TestDb {
    /// A database for a test.
    ///
    /// # Errors
    ///
    /// No server, or one whose database is not for tests; the migrations or seeders fail; the database has no such isolation.
    pub async fn start(options: TestOptions) -> Result<Self> {
        // It may start a server; and connections outlive the runtime of the test.
        let base = {
            let options = options.clone();
            let found = RUNTIME.spawn_blocking(move || Base::of(&options)).await;
            found.map_err(Error::other)??
        };
        let started = RUNTIME.spawn(Self::start_on(base, options));
        started.await.map_err(Error::other)?
    }

    /// The same, for code that is not async.
    pub(super) fn start_blocking(options: TestOptions) -> Result<Self> {
        let base = Base::of(&options)?;
        RUNTIME.block_on(Self::start_on(base, options))
    }

    async fn start_on(base: Arc<Base>, options: TestOptions) -> Result<Self> {
        let dialect = base.server.dialect();
        let isolation = match (options.isolation, &options.at, dialect) {
            (Some(isolation), ..) => isolation,
            (None, None, _) => Isolation::Tx,
            (None, Some(_), Dialect::Sqlite) => Isolation::Memory,
            (None, Some(_), Dialect::Postgres | Dialect::Mysql) => Isolation::Db,
        };
        let connections = match isolation {
            Isolation::Tx | Isolation::Memory => 1,
            Isolation::Reset | Isolation::Db | Isolation::Schema => options.connections,
        };
        let permit = match dialect {
            Dialect::Sqlite => None,
            Dialect::Postgres | Dialect::Mysql => {
                let beside = u32::from(isolation != Isolation::Tx);
                let wanted = (connections + beside).min(CONNECTIONS as u32);
                let permit = PERMITS.clone().acquire_many_owned(wanted);
                // A test may have several databases: then each may have what another waits for.
                tokio::time::timeout(TURN, permit)
                    .await
                    .ok()
                    .and_then(std::result::Result::ok)
            }
        };
        let claim = claim(&base, isolation, connections).await?;
        collect::leftovers(&base);
        Ok(Self(Arc::new(Inner {
            isolation,
            connections,
            name: options.name,
            url: claim.url().to_owned(),
            pool: claim.pool().clone(),
            opened: claim.opened(),
            claim: Mutex::new(Some((claim, permit))),
            base,
        })))
    }

    /// Which database it is of.
    pub fn dialect(&self) -> Dialect {
        self.0.base.server.dialect()
    }

    /// How it is kept apart from others.
    pub fn isolation(&self) -> Isolation {
        self.0.isolation
    }

    /// Its URL, for code that connects by itself. With [`Isolation::Tx`] such code sees nothing of what the test does, and what
    /// it does stays; a database in memory has no URL that another connection could use.
    pub fn url(&self) -> &str {
        &self.0.url
    }

    /// Its pool, of sqlx. With [`Isolation::Tx`] its one connection is in a transaction, so that what `begin` begins is a
    /// savepoint.
    ///
    /// # Panics
    ///
    /// It is a database of another kind.
    #[cfg(feature = "postgres")]
    #[track_caller]
    pub fn postgres(&self) -> sqlx::PgPool {
        match &self.0.pool {
            super::pool::Pool::Postgres(pool) => pool.clone(),
            #[cfg(any(feature = "mysql", feature = "sqlite"))]
            other => panic!("{}", wrong_pool(other.dialect(), "PostgreSQL")),
        }
    }

    /// Its pool, of sqlx; as [`postgres`](Self::postgres).
    ///
    /// # Panics
    ///
    /// It is a database of another kind.
    #[cfg(feature = "mysql")]
    #[track_caller]
    pub fn mysql(&self) -> sqlx::MySqlPool {
        match &self.0.pool {
            super::pool::Pool::Mysql(pool) => pool.clone(),
            #[cfg(any(feature = "postgres", feature = "sqlite"))]
            other => panic!("{}", wrong_pool(other.dialect(), "MySQL or MariaDB")),
        }
    }

    /// Its pool, of sqlx; as [`postgres`](Self::postgres).
    ///
    /// # Panics
    ///
    /// It is a database of another kind.
    #[cfg(feature = "sqlite")]
    #[track_caller]
    pub fn sqlite(&self) -> sqlx::SqlitePool {
        match &self.0.pool {
            super::pool::Pool::Sqlite(pool) => pool.clone(),
            #[cfg(any(feature = "postgres", feature = "mysql"))]
            other => panic!("{}", wrong_pool(other.dialect(), "SQLite")),
        }
    }

    /// The same for a [`Migrator`](crate::Migrator).
    ///
    /// # Errors
    ///
    /// The test is in a transaction: a run of migrations has transactions of its own.
    pub fn database(&self) -> Result<Database> {
        match self.0.isolation {
            Isolation::Tx => Err(refuse::no_such_isolation(
                "migrations cannot run inside of the transaction of a test",
                "use isolation = \"db\" (\"memory\" on SQLite) for it",
            )),
            Isolation::Schema => Ok(self.0.pool.database().in_schema(
                lock(&self.0.claim)
                    .as_ref()
                    .map_or("", |(claim, _)| claim.name()),
            )),
            _ => Ok(self.0.pool.database()),
        }
    }

    /// Runs statements, one or several; the rows of a query go nowhere.
    ///
    /// # Errors
    ///
    /// The first that fails.
    pub async fn execute(&self, sql: &str) -> Result<()> {
        let mut held = self.0.pool.hold().await?;
        let done = held.script(sql).await;
        held.give_back().await;
        Ok(done?)
    }

    /// The first column of a query, each value as text: `SELECT count(*)::text FROM posts`. NULL is left out. A test with more
    /// questions has the pool.
    ///
    /// # Errors
    ///
    /// Those of the query; a column of another type.
    pub async fn texts(&self, sql: &str) -> Result<Vec<String>> {
        let mut held = self.0.pool.hold().await?;
        let texts = held.texts(sql).await;
        held.give_back().await;
        Ok(texts?)
    }

    /// Applies what is pending, after [`at`](TestOptions::at).
    ///
    /// # Errors
    ///
    /// As of [`Migrator::migrate`](crate::Migrator::migrate) and [`database`](Self::database).
    pub async fn migrate(&self) -> Result<Report> {
        let database = self.database()?;
        self.0.base.recipe.migrator.migrate(&database).await
    }

    /// Applies what is pending up to a migration, and with it; the begin of its name will do.
    ///
    /// # Errors
    ///
    /// As of [`Migrator::migrate_to`](crate::Migrator::migrate_to) and [`database`](Self::database).
    pub async fn migrate_to(&self, name: &str) -> Result<Report> {
        let database = self.database()?;
        self.0
            .base
            .recipe
            .migrator
            .migrate_to(&database, name)
            .await
    }

    /// Undoes the last batch.
    ///
    /// # Errors
    ///
    /// As of [`Migrator::rollback`](crate::Migrator::rollback) and [`database`](Self::database).
    pub async fn rollback(&self) -> Result<Report> {
        let database = self.database()?;
        self.0.base.recipe.migrator.rollback(&database).await
    }

    /// Ends a test that has passed: undoes what it did, for the next one. Whoever drops the last `TestDb` without it has it done
    /// beside the next tests, and hears nothing of errors.
    ///
    /// # Errors
    ///
    /// The test has ended the transaction in which it ran ([`Isolation::Tx`]): what it did after that was undone in another way.
    pub async fn finish(self) -> Result<()> {
        let inner = self.0.clone();
        let ended = RUNTIME.spawn(async move { inner.end(Ended::Passed).await });
        ended.await.map_err(Error::other)?.map(drop)
    }

    /// Waits for a moment until all connections are back in the pool. That is work of the runtime in which they were used: where it
    /// ends before, they are lost.
    pub(super) async fn rest(&self) {
        // What is still out after that is seen at the end of the test.
        let _ = self.0.pool.rest(Duration::from_millis(200)).await;
    }

    /// The same, for code that is not async. Answers with where the database is kept, if it is.
    pub(super) fn end_blocking(&self, ended: Ended) -> Result<Option<String>> {
        RUNTIME.block_on(self.0.end(ended))
    }
}

impl Inner {
    async fn end(&self, ended: Ended) -> Result<Option<String>> {
        let Some((claim, permit)) = lock(&self.claim).take() else {
            return Ok(None);
        };
        let done = self.end_claim(claim, ended).await;
        drop(permit);
        if is_process_per_test() {
            self.base.settle().await;
        }
        done
    }

    async fn end_claim(&self, claim: Claim, ended: Ended) -> Result<Option<String>> {
        let (base, isolation) = (&self.base, self.isolation);
        if ended == Ended::Failed {
            return claim::keep(base, claim, isolation, &self.name).await;
        }
        match claim {
            Claim::Copy {
                name, pool, owner, ..
            } => {
                claim::drop_copy(base, name, pool, owner);
                Ok(None)
            }
            Claim::Worker(worker) if isolation == Isolation::Tx => {
                self.undo(worker).await.map(|()| None)
            }
            // A new one is as fast as an image that is loaded again, and has no settings of a test.
            Claim::Worker(worker) if base.is_sqlite() => {
                base.spawn(worker.close());
                Ok(None)
            }
            Claim::Worker(worker) => {
                let number = worker.number;
                match worker.is_at_rest().await && worker.opened.count() == self.opened {
                    true => base.give_back(isolation, self.connections, worker),
                    // Somebody still has a connection of it, or has closed the pool; or one is dead.
                    false => {
                        worker.close().await;
                        base.release(number);
                    }
                }
                Ok(None)
            }
        }
    }

    /// Rolls the transaction of a test back, or what the test has made of it.
    async fn undo(&self, mut worker: super::worker::Worker) -> Result<()> {
        let (base, isolation, number) = (&self.base, self.isolation, worker.number);
        // Its one connection went with a task of the test; another one would know nothing of the transaction.
        let is_lost = worker.pool.is_empty() || worker.opened.count() != self.opened;
        let held = tokio::time::timeout(Duration::from_secs(2), worker.pool.hold()).await;
        let undone = match held {
            Ok(Ok(mut held)) if !is_lost => {
                let undone = held.undo().await;
                if matches!(undone, Ok(true)) && is_process_per_test() {
                    claim::say_clean(base, &mut held).await;
                }
                held.give_back().await;
                undone.ok()
            }
            // A task that goes on has it, or the test has closed the pool.
            _ => None,
        };
        match undone {
            Some(true) => {
                base.give_back(isolation, 1, worker);
                Ok(())
            }
            // The server rolls back what is left of a transaction whose connection goes.
            None => {
                worker.close().await;
                base.release(number);
                Ok(())
            }
            Some(false) => {
                match claim::restore(base, &mut worker, isolation).await {
                    Ok(true) => base.give_back(isolation, 1, worker),
                    // What cannot be put back, or not by this connection, is made anew.
                    Ok(false) | Err(_) => {
                        claim::discard(base, worker, isolation).await?;
                        base.release(number);
                    }
                }
                let message = format!(
                    "{} has ended the transaction in which it ran: by COMMIT, ROLLBACK, or a statement that commits",
                    self.name
                );
                Err(Error::new(ErrorKind::Refused, message)
                    .leaving(DatabaseState::RolledBack)
                    .help("give it another isolation, in which it may: isolation = \"reset\""))
            }
        }
    }
}

/// Ends it as far as that is possible here: beside the next tests.
impl Drop for Inner {
    fn drop(&mut self) {
        let Some((claim, permit)) = lock(&self.claim).take() else {
            return;
        };
        let ended = match std::thread::panicking() {
            true => Ended::Failed,
            false => Ended::Passed,
        };
        let this = Self {
            base: self.base.clone(),
            isolation: self.isolation,
            connections: self.connections,
            name: self.name.clone(),
            url: self.url.clone(),
            pool: self.pool.clone(),
            opened: self.opened,
            claim: Mutex::new(None),
        };
        self.base.spawn(async move {
            let _ = this.end_claim(claim, ended).await;
            drop(permit);
        });
    }
}

impl fmt::Debug for TestDb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestDb")
            .field("test", &self.0.name)
            .field("isolation", &self.0.isolation)
            .field("url", &crate::redacted(&self.0.url))
            .finish()
    }
}

fn wrong_pool(is: Dialect, wanted: &str) -> String {
    format!(
        "this test runs on {is:?}, and asks for a pool of {wanted}; say databases = [...] in #[migratory::test]"
    )
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
