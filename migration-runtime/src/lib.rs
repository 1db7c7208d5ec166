//! The part of migratory that talks to databases.

pub(crate) mod database;
mod error;
mod row;

pub use database::Database;
pub use error::{DatabaseState, Error, ErrorKind, FailedStatement, Result};
pub use migration_core::Value;
pub use row::{FromValue, Row};
