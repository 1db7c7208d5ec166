//! Payloads about indexes.

use crate::schema::{Index, ObjectName};

/// See [`Operation::CreateIndex`](super::Operation::CreateIndex).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateIndex {
    /// The table.
    pub table: ObjectName,
    /// The index.
    pub index: Index,
    /// Build it without blocking writes (PostgreSQL); outside of the migration's transaction.
    pub concurrently: bool,
    /// Do nothing when there is one of this name.
    pub if_not_exists: bool,
}

/// See [`Operation::DropIndex`](super::Operation::DropIndex).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DropIndex {
    /// The table.
    pub table: ObjectName,
    /// The index's name.
    pub name: String,
    /// Drop it without blocking (PostgreSQL); outside of the migration's transaction.
    pub concurrently: bool,
    /// Do nothing when there is none.
    pub if_exists: bool,
}

/// See [`Operation::RenameIndex`](super::Operation::RenameIndex).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenameIndex {
    /// The table.
    pub table: ObjectName,
    /// The name before.
    pub from: String,
    /// The name after.
    pub to: String,
}
