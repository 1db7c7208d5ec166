//! The throwaway servers of tests, for who wants one without a test.

use std::path::PathBuf;

use migration_core::dialect::Dialect;
use migration_servers::shared::{self, Kind, Shared};

use super::server::no_server;
use crate::error::{DatabaseState, Error, ErrorKind, Result};

/// A throwaway server that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TestServer {
    /// Which database it is of.
    pub dialect: Dialect,
    /// Its URL, with its user and a database that is for tests.
    pub url: String,
    /// "PostgreSQL 15.18".
    pub name: String,
    /// Its folder, with `log` in it.
    pub folder: PathBuf,
}

/// Starts the throwaway server of a database, if none runs; it stays until [`stop_test_server`].
///
/// # Errors
///
/// Its programs are not installed; it does not start. SQLite has none.
pub fn start_test_server(dialect: Dialect) -> Result<TestServer> {
    let server = shared::keep(kind(dialect)?).map_err(no_server)?;
    Ok(of(dialect, server))
}

/// Stops the throwaway server of a database, whoever uses it. Answers with the one that ran.
///
/// # Errors
///
/// It does not stop. SQLite has none.
pub fn stop_test_server(dialect: Dialect) -> Result<Option<TestServer>> {
    let stopped = shared::stop(kind(dialect)?).map_err(|message| {
        Error::new(ErrorKind::Unreachable, message).help("look at its log, and end it by hand")
    })?;
    Ok(stopped.map(|server| of(dialect, server)))
}

/// The throwaway servers that run.
pub fn test_servers() -> Vec<TestServer> {
    let all = [Dialect::Postgres, Dialect::Mysql].into_iter();
    let running = all.filter_map(|dialect| {
        let server = shared::running(kind(dialect).ok()?).ok()??;
        Some(of(dialect, server))
    });
    running.collect()
}

fn kind(dialect: Dialect) -> Result<Kind> {
    match dialect {
        Dialect::Postgres => Ok(Kind::Postgres),
        Dialect::Mysql => Ok(Kind::Mysql),
        Dialect::Sqlite => Err(Error::new(ErrorKind::Refused, "SQLite has no server")
            .leaving(DatabaseState::Untouched)
            .help("say postgres or mysql; tests on SQLite need none")),
    }
}

fn of(dialect: Dialect, server: Shared) -> TestServer {
    TestServer {
        dialect,
        url: server.url,
        name: server.name,
        folder: server.folder,
    }
}
