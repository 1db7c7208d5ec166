//! A small shop: products, orders, and code that works with them through sqlx. Its tests are in `tests/`.
//!
//! ```text
//! cargo test                                             # SQLite in memory
//! MIGRATORY_TEST_URL=postgres: cargo test --features postgres   # a throwaway server, from the programs that are installed
//! cargo nextest run                                      # a process for each test
//! ```

#[cfg(feature = "sqlite")]
pub mod orders;

mod migrations;
mod seeds;

use migratory::{Migrator, Result};

/// All migrations and seeders of this crate.
///
/// # Errors
///
/// None are registered.
pub fn migrator() -> Result<Migrator> {
    Migrator::registered()
}

// A test for each migration: it goes up, down, and up again.
#[cfg(test)]
migratory::history_tests!();
