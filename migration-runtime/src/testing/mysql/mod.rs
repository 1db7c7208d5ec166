//! Databases of tests on MySQL and MariaDB.

pub(super) mod baseline;
pub(super) mod collect;
pub(super) mod copy;
pub(super) mod template;
pub(super) mod worker;

use std::str::FromStr as _;
use std::time::{Duration, Instant};

use migration_core::dialect::Dialect;
use sqlx::mysql::{MySqlConnectOptions, MySqlPoolOptions};
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
    options: MySqlConnectOptions,
    pub(in crate::testing) url: String,
    pub(in crate::testing) base: String,
}

impl Server {
    pub(in crate::testing) fn of(url: &str, package: &str) -> Result<Self> {
        let options = MySqlConnectOptions::from_str(url)
            .map_err(|error| refuse::bad_url(url, &error))?
            .disable_statement_logging();
        let named = options.get_database().unwrap_or_default();
        let base = match named {
            "" | "mysql" => names::of_package(package),
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
    ) -> sqlx::Result<Pool> {
        let options = self.options.clone().database(database);
        let began = Instant::now();
        let pool = MySqlPoolOptions::new()
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
                    return Ok(Pool::Mysql(pool));
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

    /// A connection from which databases are made.
    pub(in crate::testing) async fn admin(&self) -> Result<Held> {
        let pool = self
            .pool("information_schema", 1, 1, &Opened::default())
            .await;
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

/// The name of a lock, of at most 64 characters.
fn key(name: &str) -> String {
    literal(name)
}

fn quote(name: &str) -> String {
    Dialect::Mysql.quote(name)
}

fn literal(text: &str) -> String {
    Dialect::Mysql.string_literal(text)
}
