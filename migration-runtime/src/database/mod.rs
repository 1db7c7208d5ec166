//! A database: a URL or an existing sqlx pool. Each run gets one connection of its own.

mod connect_error;
mod connection;
mod create;
mod fence;
#[cfg(feature = "mysql")]
pub(crate) mod mysql;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
mod replies;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;
pub(crate) mod url;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use migration_core::dialect::Dialect;

pub(crate) use connect_error::{Failure, copy_line, describe, failure, position};
pub(crate) use connection::{Connection, Reply};
pub(crate) use fence::{Fence, holder_of_lease};

use crate::error::{DatabaseState, Error, ErrorKind, Result};
use migration_core::Row;

/// What a connection is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// To look: a database that is only a file, and is not there yet, is not made by that.
    Read,
    /// To change something.
    Write,
}

/// How long to wait for a server to answer.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// How long to wait for another process that writes (SQLite).
const BUSY_TIMEOUT: Duration = Duration::from_secs(60);

/// A database to migrate. Cheap to clone.
///
/// ```no_run
/// # async fn example() -> migration_runtime::Result<()> {
/// use migration_runtime::Database;
///
/// let database = Database::connect("sqlite:shop.db").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Database {
    source: Arc<Source>,
    shown: Arc<str>,
    /// The schema (PostgreSQL) or database (MySQL) that connections are put into.
    place: Option<Arc<str>>,
}

enum Source {
    #[cfg(feature = "postgres")]
    Postgres(postgres::Source),
    #[cfg(feature = "mysql")]
    Mysql(mysql::Source),
    #[cfg(feature = "sqlite")]
    Sqlite(sqlite::Source),
    #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
    None(std::convert::Infallible),
}

/// One body for whichever database the source is for.
macro_rules! with_source {
    ($source:expr, $inner:ident => $body:expr) => {
        match $source {
            #[cfg(feature = "postgres")]
            Source::Postgres($inner) => $body,
            #[cfg(feature = "mysql")]
            Source::Mysql($inner) => $body,
            #[cfg(feature = "sqlite")]
            Source::Sqlite($inner) => $body,
            #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
            Source::None(never) => match *never {},
        }
    };
}

impl Database {
    /// Connects to a database: `postgres://user:password@host:5432/name`, `mysql://user:password@host:3306/name`,
    /// `sqlite:path/to/file.db` (created by the first run that writes) or `sqlite::memory:`.
    ///
    /// # Errors
    ///
    /// The URL cannot be read, its database's feature is off, nothing answers, the server refuses the user, there is no
    /// such database. No message shows the password.
    pub async fn connect(url: impl AsRef<str>) -> Result<Self> {
        Self::connect_within(url, Duration::ZERO).await
    }

    /// As [`connect`](Self::connect), but a server that is not there yet, is starting, or takes no more connections is asked
    /// again until this time is over. A wrong password or a database that does not exist is an error at once.
    ///
    /// # Errors
    ///
    /// As of [`connect`](Self::connect).
    pub async fn connect_within(url: impl AsRef<str>, wait: Duration) -> Result<Self> {
        let url = url.as_ref().trim();
        let shown: Arc<str> = url::redacted(url).into();
        let source: sqlx::Result<Source> = match url::dialect_of(url)? {
            #[cfg(feature = "postgres")]
            Dialect::Postgres => postgres::Source::from_url(url).map(Source::Postgres),
            #[cfg(not(feature = "postgres"))]
            Dialect::Postgres => return Err(feature_off("PostgreSQL", "postgres")),
            #[cfg(feature = "mysql")]
            Dialect::Mysql => mysql::Source::from_url(url).map(Source::Mysql),
            #[cfg(not(feature = "mysql"))]
            Dialect::Mysql => return Err(feature_off("MySQL or MariaDB", "mysql")),
            #[cfg(feature = "sqlite")]
            Dialect::Sqlite => sqlite::Source::from_url(url).map(Source::Sqlite),
            #[cfg(not(feature = "sqlite"))]
            Dialect::Sqlite => return Err(feature_off("SQLite", "sqlite")),
        };
        let source = source.map_err(|error| connect_error::of_url(error, &shown))?;
        let database = Self {
            source: Arc::new(source),
            shown,
            place: None,
        };
        let first = database.open_within(Access::Read, wait).await?;
        with_source!(&*database.source, source => source.keep(first).await);
        Ok(database)
    }

    /// Which family of databases it is of.
    pub fn dialect(&self) -> Dialect {
        match &*self.source {
            #[cfg(feature = "postgres")]
            Source::Postgres(_) => Dialect::Postgres,
            #[cfg(feature = "mysql")]
            Source::Mysql(_) => Dialect::Mysql,
            #[cfg(feature = "sqlite")]
            Source::Sqlite(_) => Dialect::Sqlite,
            #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
            Source::None(never) => match *never {},
        }
    }

    /// The file's name without its folders, of SQLite; of others the URL.
    pub(crate) fn file_name(&self) -> String {
        let file = self.shown.split('?').next().unwrap_or_default();
        let file = file.trim_start_matches("sqlite:").trim_start_matches("//");
        file.rsplit('/').next().unwrap_or(file).to_owned()
    }

    /// The rows of one query, on a connection of its own: for a look at what migrations left behind. A program that
    /// does more with the database has its own pool.
    ///
    /// # Errors
    ///
    /// Those of connecting, and those of the query.
    pub async fn query(&self, sql: &str) -> Result<Vec<Row>> {
        let mut connection = self.open(Access::Write).await?;
        let rows = connection.query(sql, &[]).await;
        connection.close().await;
        Ok(rows?)
    }

    /// Runs statements one after the other, on a connection of their own: in one transaction, but on MySQL, whose DDL has
    /// none.
    ///
    /// # Errors
    ///
    /// Those of connecting, and the first statement that fails; the transaction is rolled back then.
    pub async fn run_all(&self, statements: &[String]) -> Result<()> {
        let mut connection = self.open(Access::Write).await?;
        let is_one = self.dialect() != Dialect::Mysql;
        let begin = is_one.then(|| "BEGIN".to_owned());
        let commit = is_one.then(|| "COMMIT".to_owned());
        for statement in begin.iter().chain(statements).chain(&commit) {
            // A connection that is dropped with an open transaction takes it along.
            connection.script(statement).await.map_err(|error| {
                let error = Error::from(error);
                match is_one {
                    true => error.or_leaving(DatabaseState::RolledBack),
                    false => error.help(
                        "what ran before it is there; drop it, and run the same command again",
                    ),
                }
            })?;
        }
        connection.close().await;
        Ok(())
    }

    /// A connection that is the caller's alone.
    #[cfg_attr(
        not(any(feature = "postgres", feature = "mysql", feature = "sqlite")),
        expect(unused_variables)
    )]
    pub(crate) async fn open(&self, access: Access) -> Result<Connection> {
        let opened: Result<sqlx::Result<Connection>, tokio::time::error::Elapsed> = with_source!(&*self.source, source => {
            tokio::time::timeout(CONNECT_TIMEOUT, source.open(access)).await
        });
        match opened {
            Ok(Ok(connection)) => self.placed(connection).await,
            Ok(Err(error)) => Err(connect_error::of_connect(error, &self.shown)),
            Err(_) => Err(connect_error::no_answer(&self.shown, CONNECT_TIMEOUT)),
        }
    }

    /// The same database, whose connections are put into this schema: `search_path` on PostgreSQL, the default database on
    /// MySQL. SQLite has none.
    #[must_use]
    pub fn in_schema(&self, name: &str) -> Self {
        Self {
            source: self.source.clone(),
            shown: format!("{}, schema {name}", self.shown).into(),
            place: Some(name.into()),
        }
    }

    async fn placed(&self, mut connection: Connection) -> Result<Connection> {
        let Some(place) = &self.place else {
            return Ok(connection);
        };
        let script = match connection.dialect() {
            Dialect::Postgres => {
                format!("SET search_path TO {}", Dialect::Postgres.quote(place))
            }
            Dialect::Mysql => format!("USE {}", Dialect::Mysql.quote(place)),
            Dialect::Sqlite => {
                let message = "SQLite has no schemas to put a connection into";
                return Err(Error::new(ErrorKind::Url, message)
                    .help("use a file for each: Tenants::of(...)"));
            }
        };
        match connection.script(&script).await {
            Ok(()) => Ok(connection),
            Err(error) => Err(connect_error::of_connect(error, &self.shown)),
        }
    }

    /// As [`open`](Self::open), again and again until this time is over, as long as the server is not to be reached.
    pub(crate) async fn open_within(&self, access: Access, wait: Duration) -> Result<Connection> {
        let began = Instant::now();
        let mut pause = Duration::from_millis(50);
        loop {
            match self.open(access).await {
                Err(error)
                    if error.kind() == ErrorKind::Unreachable && began.elapsed() + pause < wait =>
                {
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_secs(1));
                }
                opened => return opened,
            }
        }
    }

    /// Whether connections are put into a schema that was named.
    pub(crate) fn is_placed(&self) -> bool {
        self.place.is_some()
    }

    /// Takes in what a session says of itself: whether it is the server's own, or a pooler's (PostgreSQL).
    pub(crate) fn learn(&self, is_direct: bool) {
        match &*self.source {
            #[cfg(feature = "postgres")]
            Source::Postgres(source) => source.learn(is_direct),
            #[cfg(feature = "mysql")]
            Source::Mysql(_) => {}
            #[cfg(feature = "sqlite")]
            Source::Sqlite(_) => {}
            #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
            Source::None(never) => match *never {},
        }
        let _ = is_direct;
    }

    /// Whether a connection pooler is known to be in between: each transaction may have another session then, and nothing
    /// that belongs to a session (locks, settings, its number) means anything after its end.
    pub(crate) fn is_pooled(&self) -> bool {
        match &*self.source {
            #[cfg(feature = "postgres")]
            Source::Postgres(source) => source.is_pooled(),
            #[cfg(feature = "mysql")]
            Source::Mysql(_) => false,
            #[cfg(feature = "sqlite")]
            Source::Sqlite(_) => false,
            #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
            Source::None(never) => match *never {},
        }
    }

    /// Finds out whether a connection pooler is in between, if that is not known.
    #[cfg_attr(not(feature = "postgres"), expect(clippy::unused_async))]
    pub(crate) async fn look_for_a_pooler(&self) -> bool {
        #[cfg(feature = "postgres")]
        if let Source::Postgres(source) = &*self.source {
            source.look_for_a_pooler().await;
        }
        self.is_pooled()
    }

    /// Stops what another session is doing, from a second connection. The session goes on with the error that its
    /// statement was cancelled.
    #[cfg_attr(not(feature = "mysql"), expect(unused_variables))]
    pub(crate) async fn cancel_session(&self, session: i64, start: Option<&str>) -> Result<()> {
        match &*self.source {
            #[cfg(feature = "postgres")]
            Source::Postgres(source) => source.cancel(session).await.map_err(Error::from),
            #[cfg(feature = "mysql")]
            Source::Mysql(source) => source.cancel(session, start).await.map_err(Error::from),
            // A flag that the running statement looks at; see `Connection::stop_when`.
            #[cfg(feature = "sqlite")]
            Source::Sqlite(_) => Ok(()),
            #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
            Source::None(never) => match *never {},
        }
    }
}

#[cfg(feature = "postgres")]
impl From<sqlx::PgPool> for Database {
    fn from(pool: sqlx::PgPool) -> Self {
        use sqlx::ConnectOptions as _;
        let shown = url::redacted(pool.connect_options().to_url_lossy().as_str()).into();
        Self {
            source: Arc::new(Source::Postgres(postgres::Source::from_pool(pool))),
            shown,
            place: None,
        }
    }
}

#[cfg(feature = "mysql")]
impl From<sqlx::MySqlPool> for Database {
    fn from(pool: sqlx::MySqlPool) -> Self {
        use sqlx::ConnectOptions as _;
        let shown = url::redacted(pool.connect_options().to_url_lossy().as_str()).into();
        Self {
            source: Arc::new(Source::Mysql(mysql::Source::Pool(pool))),
            shown,
            place: None,
        }
    }
}

#[cfg(feature = "sqlite")]
impl From<sqlx::SqlitePool> for Database {
    fn from(pool: sqlx::SqlitePool) -> Self {
        let options = pool.connect_options();
        let file = options.get_filename().to_string_lossy();
        let shown = match file.as_ref() {
            // What the driver calls a database in memory.
            name if name.starts_with("file:sqlx-in-memory") => "sqlite::memory:".into(),
            name => format!("sqlite:{name}").into(),
        };
        Self {
            source: Arc::new(Source::Sqlite(sqlite::Source::pool(pool))),
            shown,
            place: None,
        }
    }
}

/// The URL without its password.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Database({})", self.shown)
    }
}

#[cfg(not(all(feature = "postgres", feature = "mysql", feature = "sqlite")))]
fn feature_off(database: &str, feature: &str) -> Error {
    Error::new(
        ErrorKind::Url,
        format!("the URL is for {database}, but this program was built without it"),
    )
    .leaving(DatabaseState::Untouched)
    .help(format!(
        "turn the feature on in Cargo.toml: migratory = {{ version = \"...\", features = [\"{feature}\"] }}"
    ))
}
