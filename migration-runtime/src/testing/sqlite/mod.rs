//! Databases of tests on SQLite: in memory, or files in the folder for temporary files.

pub(super) mod baseline;
pub(super) mod collect;
pub(super) mod copy;
pub(super) mod template;
pub(super) mod worker;

use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use super::names;
use super::pool::Pool;

/// What databases of tests are called after.
pub(in crate::testing) struct Server {
    pub(in crate::testing) base: String,
}

impl Server {
    pub(in crate::testing) fn of(package: &str) -> Self {
        Self {
            base: names::of_package(package),
        }
    }
}

/// A pool with one connection open.
async fn pool(options: SqliteConnectOptions, connections: u32) -> sqlx::Result<Pool> {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .acquire_timeout(super::ACQUIRE)
        .connect_with(options.disable_statement_logging())
        .await
        .map(Pool::Sqlite)
}
