//! What a run does to a database and its ledger, under attack: what fails, what is killed, who else runs, what is in the way.
//!
//! Each behaviour is one function over a [`World`](world::World); `on_each_database!` makes a test of it on SQLite,
//! PostgreSQL and MySQL or MariaDB.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

#[macro_use]
mod world;

mod backfill;
mod batches;
mod concurrency;
mod connect;
mod enum_values;
mod failures;
mod history;
mod interrupt;
mod ledger;
mod names;
mod process;
mod rebuild;
mod rows;
mod seeds;
mod session;
mod sql_files;
mod squash;
mod tenants;
mod verify;
