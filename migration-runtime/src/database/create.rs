//! Making a database that is not there.

#[cfg(any(feature = "postgres", feature = "mysql"))]
use std::str::FromStr as _;
use std::time::Duration;

use migration_core::dialect::Dialect;
#[cfg(any(feature = "postgres", feature = "mysql"))]
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _};

use super::{Database, describe, url};
use crate::error::{DatabaseState, Error, ErrorKind, Result};

impl Database {
    /// As [`connect_within`](Self::connect_within), and makes the database if the server has none of this name. Answers with
    /// whether it was made. A file of SQLite is made by the first run that writes.
    ///
    /// `CREATE DATABASE "shop"`, from the server's database `postgres` (PostgreSQL) or `information_schema` (MySQL).
    ///
    /// # Errors
    ///
    /// As of [`connect`](Self::connect); the user may not make databases.
    pub async fn connect_or_create(url: impl AsRef<str>, wait: Duration) -> Result<(Self, bool)> {
        let url = url.as_ref().trim();
        match Self::connect_within(url, wait).await {
            Err(error) if error.kind() == ErrorKind::NoDatabase => {}
            connected => return connected.map(|database| (database, false)),
        }
        let made = match url::dialect_of(url)? {
            #[cfg(feature = "postgres")]
            Dialect::Postgres => create_postgres(url).await,
            #[cfg(feature = "mysql")]
            Dialect::Mysql => create_mysql(url).await,
            _ => Ok(()),
        };
        made.map_err(|error| {
            let message = format!(
                "the database of {} cannot be made: {}",
                url::redacted(url),
                describe(&error)
            );
            Error::new(ErrorKind::Access, message)
                .caused_by(error)
                .leaving(DatabaseState::Untouched)
                .help(
                    "make it as a user who may (CREATE DATABASE), then run the same command again",
                )
        })?;
        let database = Self::connect_within(url, wait).await?;
        Ok((database, true))
    }
}

impl Database {
    /// Drops the database of a URL, which [`Scratch`](crate::Scratch) has made.
    pub(crate) async fn drop_scratch(url: &str) -> Result<()> {
        let dropped = match url::dialect_of(url)? {
            #[cfg(feature = "postgres")]
            Dialect::Postgres => drop_postgres(url).await,
            #[cfg(feature = "mysql")]
            Dialect::Mysql => drop_mysql(url).await,
            _ => Ok(()),
        };
        dropped.map_err(|error| {
            let message = format!(
                "the scratch database of {} cannot be dropped: {}",
                url::redacted(url),
                describe(&error)
            );
            Error::new(ErrorKind::Access, message)
                .caused_by(error)
                .leaving(DatabaseState::Untouched)
                .help("drop it by hand: nothing uses it")
        })
    }
}

#[cfg(feature = "postgres")]
async fn drop_postgres(url: &str) -> sqlx::Result<()> {
    let options = sqlx::postgres::PgConnectOptions::from_str(url)?.disable_statement_logging();
    let name = options.get_database().unwrap_or_default().to_owned();
    let mut connection = options.database("postgres").connect().await?;
    // Its own sessions may still be ending.
    let sql = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}",
        Dialect::Postgres.string_literal(&name)
    );
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(sql)))
        .await?;
    let sql = format!("DROP DATABASE IF EXISTS {}", Dialect::Postgres.quote(&name));
    let dropped = connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await;
    connection.close().await?;
    dropped.map(drop)
}

#[cfg(feature = "mysql")]
async fn drop_mysql(url: &str) -> sqlx::Result<()> {
    let options = sqlx::mysql::MySqlConnectOptions::from_str(url)?.disable_statement_logging();
    let name = options.get_database().unwrap_or_default().to_owned();
    let mut connection = options.database("information_schema").connect().await?;
    let sql = format!("DROP DATABASE IF EXISTS {}", Dialect::Mysql.quote(&name));
    let dropped = connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await;
    connection.close().await?;
    dropped.map(drop)
}

/// Two that make it at once both succeed.
#[cfg(feature = "postgres")]
async fn create_postgres(url: &str) -> sqlx::Result<()> {
    let options = sqlx::postgres::PgConnectOptions::from_str(url)?.disable_statement_logging();
    let name = options.get_database().unwrap_or_default().to_owned();
    let mut connection = options.database("postgres").connect().await?;
    let sql = format!("CREATE DATABASE {}", Dialect::Postgres.quote(&name));
    let made = connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await;
    connection.close().await?;
    match made {
        // duplicate_database, or the unique key of pg_database: another was faster.
        Err(sqlx::Error::Database(error))
            if matches!(error.code().as_deref(), Some("42P04" | "23505")) =>
        {
            Ok(())
        }
        made => made.map(drop),
    }
}

#[cfg(feature = "mysql")]
async fn create_mysql(url: &str) -> sqlx::Result<()> {
    let options = sqlx::mysql::MySqlConnectOptions::from_str(url)?.disable_statement_logging();
    let name = options.get_database().unwrap_or_default().to_owned();
    let mut connection = options.database("information_schema").connect().await?;
    let sql = format!(
        "CREATE DATABASE IF NOT EXISTS {} CHARACTER SET utf8mb4",
        Dialect::Mysql.quote(&name)
    );
    let made = connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await;
    connection.close().await?;
    made.map(drop)
}
