//! Payloads about indexes.

use std::collections::BTreeMap;

use crate::schema::{Index, ObjectName};

/// See [`Operation::CreateIndex`](super::Operation::CreateIndex).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CreateIndex {
    /// The table.
    pub table: ObjectName,
    /// The index.
    pub index: Index,
    /// Build it without blocking writes (PostgreSQL); outside of the migration's transaction.
    pub concurrently: bool,
    /// Do nothing when there is one of this name.
    pub if_not_exists: bool,
    /// Leave its partitions without it, until theirs are attached (PostgreSQL).
    pub only: bool,
}

/// See [`Operation::AttachIndex`](super::Operation::AttachIndex).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AttachIndex {
    /// The table that is cut into partitions.
    pub table: ObjectName,
    /// Its index.
    pub index: String,
    /// The partition.
    pub partition: ObjectName,
    /// The index of the partition that becomes a part of the other.
    pub part: String,
}

/// See [`Operation::DropIndex`](super::Operation::DropIndex).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RenameIndex {
    /// The table.
    pub table: ObjectName,
    /// The name before.
    pub from: String,
    /// The name after.
    pub to: String,
}

/// See [`Operation::Reindex`](super::Operation::Reindex).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Reindex {
    /// The table.
    pub table: ObjectName,
    /// The one index, or all of the table.
    pub index: Option<String>,
    /// Without blocking writes (PostgreSQL); outside of the migration's transaction.
    pub concurrently: bool,
}

/// See [`Operation::SetStorage`](super::Operation::SetStorage).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SetStorage {
    /// The table.
    pub table: ObjectName,
    /// The index of the table, if it is about one.
    pub index: Option<String>,
    /// The parameters by name: a value, or none for the default.
    pub parameters: BTreeMap<String, Option<String>>,
}

/// See [`Operation::SetTablespace`](super::Operation::SetTablespace).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SetTablespace {
    /// The table.
    pub table: ObjectName,
    /// The index of the table, if it is about one.
    pub index: Option<String>,
    /// The tablespace, or none for the database's own.
    pub tablespace: Option<String>,
}
