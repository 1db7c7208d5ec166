//! Payloads about tables.

use crate::schema::{ObjectName, RowSecurity, Table};

/// See [`Operation::CreateTable`](super::Operation::CreateTable).
#[derive(Debug, Clone, PartialEq)]
pub struct CreateTable {
    /// The table, whole.
    pub table: Table,
    /// Do nothing when a table of this name exists.
    pub if_not_exists: bool,
}

/// See [`Operation::DropTable`](super::Operation::DropTable).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DropTable {
    /// The table.
    pub table: ObjectName,
    /// Do nothing when there is none.
    pub if_exists: bool,
    /// Drop the foreign keys of other tables that refer to it as well.
    pub cascade: bool,
}

/// See [`Operation::RenameTable`](super::Operation::RenameTable).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenameTable {
    /// The table as it is called before.
    pub from: ObjectName,
    /// The table as it is called after; another schema moves it there.
    pub to: ObjectName,
}

/// See [`Operation::CommentOnTable`](super::Operation::CommentOnTable).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentOnTable {
    /// The table.
    pub table: ObjectName,
    /// The comment, or none.
    pub comment: Option<String>,
}

/// See [`Operation::SetRowSecurity`](super::Operation::SetRowSecurity).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetRowSecurity {
    /// The table.
    pub table: ObjectName,
    /// What holds afterwards.
    pub to: RowSecurity,
}

/// See [`Operation::CommentOnPart`](super::Operation::CommentOnPart).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentOnPart {
    /// The table.
    pub table: ObjectName,
    /// The part of it.
    pub part: TablePart,
    /// The comment, or none.
    pub comment: Option<String>,
}

/// A part of a table that has a name and is no column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TablePart {
    /// A constraint.
    Constraint(String),
    /// An index.
    Index(String),
}
