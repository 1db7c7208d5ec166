//! Databases of tests on PostgreSQL.

pub(super) mod baseline;
pub(super) mod collect;
pub(super) mod copy;
pub(super) mod template;
pub(super) mod worker;

use std::str::FromStr as _;
use std::time::{Duration, Instant};

use migration_core::dialect::Dialect;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _};

use super::names;
use super::pool::{Held, Opened, Pool};
use super::refuse;
use crate::database::{Database, Failure, failure};
use crate::error::Result;

/// How long a server may have no connection left.
const FULL: Duration = Duration::from_secs(120);

/// A server, and the database on it after which those of tests are called.
pub(in crate::testing) struct Server {
    options: PgConnectOptions,
    pub(in crate::testing) url: String,
    pub(in crate::testing) base: String,
}

impl Server {
    pub(in crate::testing) fn of(url: &str, package: &str) -> Result<Self> {
        let options = PgConnectOptions::from_str(url)
            .map_err(|error| refuse::bad_url(url, &error))?
            .disable_statement_logging();
        let named = options.get_database().unwrap_or_default();
        let base = match named {
            "" | "postgres" => names::of_package(package),
            named => named.to_owned(),
        };
        Ok(Self {
            options,
            url: url.to_owned(),
            base,
        })
    }

    /// A pool of one of its databases, with so many of its connections open: one that a test opens lives on the runtime of that
    /// test, and is dead in the next. A server that has none left is waited for.
    pub(in crate::testing) async fn pool(
        &self,
        database: &str,
        connections: u32,
        open: u32,
        opened: &Opened,
        schema: Option<&str>,
    ) -> sqlx::Result<Pool> {
        let mut options = self.options.clone().database(database);
        if let Some(schema) = schema {
            options = options.options([("search_path", Dialect::Postgres.quote(schema))]);
        }
        let began = Instant::now();
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .acquire_timeout(super::ACQUIRE)
            .after_connect(opened.counting())
            .connect_lazy_with(options.clone());
        let mut held = Vec::new();
        loop {
            // The pool tries again and again, and says nothing of why.
            let acquired = tokio::time::timeout(super::SOON, pool.acquire()).await;
            let error = match acquired {
                Ok(Ok(connection)) => {
                    held.push(connection);
                    if held.len() < open as usize {
                        continue;
                    }
                    for mut connection in held {
                        connection.return_to_pool().await;
                    }
                    return Ok(Pool::Postgres(pool));
                }
                Ok(Err(error)) => error,
                Err(_) => match options.connect().await {
                    Ok(connection) => {
                        connection.close().await?;
                        continue;
                    }
                    Err(error) => error,
                },
            };
            if failure(&error) != Failure::Full || began.elapsed() > FULL {
                return Err(error);
            }
        }
    }

    /// A connection from which databases are made: to the base if it is there, else to the server's own.
    pub(in crate::testing) async fn admin(&self) -> Result<Held> {
        let mut pool = self.pool(&self.base, 1, 1, &Opened::default(), None).await;
        if let Err(error) = &pool
            && failure(error) == Failure::NoDatabase
        {
            pool = self.pool("postgres", 1, 1, &Opened::default(), None).await;
        }
        let pool = pool.map_err(|error| self.unreachable(error))?;
        pool.hold().await.map_err(|error| self.unreachable(error))
    }

    /// What the migrator runs on.
    async fn database(&self, name: &str) -> Result<Database> {
        Database::connect(self.url_of(name)).await
    }

    /// The URL of one of its databases.
    pub(in crate::testing) fn url_of(&self, name: &str) -> String {
        crate::database::url::with_database(&self.url, name)
    }

    fn unreachable(&self, error: sqlx::Error) -> crate::Error {
        refuse::unreachable(&self.url, error)
    }
}

/// A number for `pg_advisory_lock`, of what is locked.
fn key(name: &str) -> String {
    format!(
        "hashtextextended({}, 7251)",
        Dialect::Postgres.string_literal(name)
    )
}

fn quote(name: &str) -> String {
    Dialect::Postgres.quote(name)
}

fn literal(text: &str) -> String {
    Dialect::Postgres.string_literal(text)
}
