//! A clean database for every test.
//!
//! [`TestDb`] is the database of one test: migrated, seeded if asked for, and as clean for the next one, whatever the test does.
//! The attribute `#[migratory::test]` makes one for each test function.
//!
//! | [`Isolation`] | what it is | |
//! | --- | --- | --- |
//! | `tx` (unless said) | a transaction that is rolled back | one connection; what commits is noticed, and fails the test |
//! | `reset` | a database for one test after the other; what changed is undone | any number of connections |
//! | `db` | a database of its own, copied from a template ahead of time | for what changes the schema, or a whole server's state |
//! | `schema` | as `reset`, in a schema (PostgreSQL) | for users who may not make databases |
//! | `memory` | a copy in memory (SQLite) | |
//!
//! # Which server
//!
//! The first of these: the URL that [`TestOptions::url`] says; `MIGRATORY_TEST_POSTGRES_URL` or `MIGRATORY_TEST_MYSQL_URL`, for a test
//! on that database; `MIGRATORY_TEST_URL`; `DATABASE_URL`; a throwaway server of this machine's own programs, which is started by
//! the first test, shared by all, and ends when nobody has used it for ten minutes (`MIGRATORY_TEST_SERVER_IDLE`, in seconds).
//! A test that says no database runs on SQLite where that is a feature. `MIGRATORY_TEST_URL=postgres:` is a throwaway server of
//! PostgreSQL.
//!
//! The database of a URL is not touched, and need not exist; those of tests are made beside it, called after it: `shop_test`,
//! `shop_test_4f1c0a9b22_w0`. One that is neither called `*_test` nor stamped `test` is refused, and one that is stamped
//! production whatever it is called.
//!
//! # What is made once
//!
//! The template, for each fingerprint of migrations and seeders; it stays for other processes and other runs. Migrations that are
//! code ([`DataMigration`](crate::DataMigration)) have no fingerprint but that of the program that they are in, so that a template
//! with one is made for each build of each program. What processes have left that were killed goes with the next; what nobody has
//! needed for a day, too.

pub(crate) mod base;
mod claim;
mod collect;
mod history;
#[cfg(feature = "mysql")]
mod mysql;
mod names;
mod options;
mod pool;
#[cfg(feature = "postgres")]
mod postgres;
mod recipe;
mod refuse;
mod run;
mod server;
#[cfg(feature = "sqlite")]
mod sqlite;
mod test_db;
mod throwaway;
mod worker;

use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::error::Result;

pub use collect::{TestDatabase, collect_test_databases, test_databases};
pub use history::{HistoryOptions, every_migration_has_a_test, leads_back, replays};
pub use options::{Isolation, TestOptions};
pub use run::{Expects, FromTestDb, Outcome, argument, run};
pub use test_db::TestDb;
pub use throwaway::{TestServer, start_test_server, stop_test_server, test_servers};

/// How long code waits for a connection of a test's pool.
const ACQUIRE: Duration = Duration::from_secs(15);

/// How soon a server answers, unless it has no connection left or is not there.
const SOON: Duration = Duration::from_secs(2);

/// What the comment of a kept database begins with.
const KEPT: &str = "kept of a test that failed";

/// The folder of this user for what tests have in files.
fn folder() -> Result<PathBuf> {
    let user = migration_servers::user_number().unwrap_or_default();
    let folder = std::env::temp_dir().join(format!("migratory-test-{user}"));
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// A word with the time, in seconds of the epoch, before it.
fn said_now(word: &str) -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    format!("{}, {word}", now.as_secs())
}
