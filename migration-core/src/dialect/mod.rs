//! Lowering: operation x state before it x dialect -> statements with facts, or why not.
//!
//! A dialect is a closed enum and a folder; the same thing has a file of the same name in each, so two can be
//! read side by side. Nothing here sees a connection.

mod batches;
mod capabilities;
mod in_the_way;
mod lacks;
mod mysql;
mod postgres;
mod rows;
mod sqlite;
mod statement;
#[cfg(test)]
mod tests;
pub mod writer;

use std::fmt;
use std::sync::Arc;

pub use batches::{Batches, Key, KeyColumn, KeyForm};
pub use capabilities::{Capabilities, Target};
pub use in_the_way::InTheWay;
pub use statement::{Facts, LockLevel, Probe, ProbeObject, Rebuild, Statement};

use crate::operation::Operation;
use crate::schema::{ColumnType, SchemaState};

/// A family of databases that share one way of writing DDL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub enum Dialect {
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB; what differs between the two is in [`Capabilities`].
    Mysql,
    /// SQLite.
    Sqlite,
}

impl Dialect {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Postgres, Self::Mysql, Self::Sqlite];
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Postgres => "PostgreSQL",
            Self::Mysql => "MySQL",
            Self::Sqlite => "SQLite",
        })
    }
}

/// Why an operation cannot be done on a database, and what to do instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsupported {
    /// What was asked for: "an index with included columns".
    pub what: String,
    /// The database, by the name its users know it by.
    pub database: &'static str,
    /// What to do instead.
    pub alternative: String,
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} has no {}", self.database, self.what)
    }
}

/// The statements that make an operation happen on a database that looks like `before`.
///
/// The operation must be one that [`apply`](SchemaState::apply) accepts on `before`.
pub fn lower(
    operation: &Operation,
    before: &SchemaState,
    target: &Target,
) -> Result<Vec<Statement>, Unsupported> {
    let operation = &*operation.resolved(before);
    if operation.renames_to_itself() {
        return Ok(Vec::new());
    }
    if let Operation::CreateTable(op) = operation
        && let Some(like) = &op.like
    {
        return Err(target.unsupported(
            format!("way to know what \"{like}\" is like, which no migration creates"),
            "name its columns here",
        ));
    }
    let mut statements = match target.dialect {
        Dialect::Postgres => postgres::lower(operation, before, target),
        Dialect::Mysql => mysql::lower(operation, before, target),
        Dialect::Sqlite => sqlite::lower(operation, before, target),
    }?;
    if let Some(found) = in_the_way::of(operation, before, target.dialect) {
        let found = Arc::new(found);
        for statement in &mut statements {
            statement.facts.in_the_way = Some(found.clone());
        }
    }
    Ok(statements)
}

/// The type as the database is told it in a column's definition, or why it has none.
pub(crate) fn type_sql(
    column_type: &ColumnType,
    before: &SchemaState,
    target: &Target,
) -> Result<String, Unsupported> {
    match target.dialect {
        Dialect::Postgres => postgres::type_sql(column_type, before, target),
        Dialect::Mysql => mysql::type_sql(column_type, before, target),
        Dialect::Sqlite => sqlite::type_sql(column_type, before, target),
    }
}

/// The state as the database can keep it: what introspection reads back after `state` was built there. Type names
/// become the nearest type, enum types become inline enums, and so on; a canonical state is a fixed point.
pub fn canonical(state: &SchemaState, target: &Target) -> SchemaState {
    match target.dialect {
        Dialect::Postgres => postgres::canonical(state, target),
        Dialect::Mysql => mysql::canonical(state, target),
        Dialect::Sqlite => sqlite::canonical(state, target),
    }
}
