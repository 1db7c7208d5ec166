//! The migrations of `examples/chinook` against the original scripts of the Chinook database: what both have is the same,
//! in the words of each database's own catalog, and so are all rows.
//!
//! The data is read from `$MIGRATORY_SHARED_DATA`, or from `../shared/data` beside the workspace.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod catalog;
mod example;
mod history;
#[path = "../../../examples/chinook/migrations/mod.rs"]
mod migrations;
mod original;
mod rows;
