//! Payloads about columns.

use crate::schema::{Column, ColumnType, DefaultValue, Expression, Generation, ObjectName, Table};

/// See [`Operation::AddColumn`](super::Operation::AddColumn).
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct AddColumn {
    /// The table.
    pub table: ObjectName,
    /// The new column.
    pub column: Column,
    /// Do nothing when there is one of this name.
    pub if_not_exists: bool,
    /// Where it goes, if not after all others (MySQL, SQLite).
    pub position: Option<ColumnPosition>,
}

impl AddColumn {
    /// Puts the column where it goes.
    pub(crate) fn put(&self, columns: &mut Vec<Column>) {
        let at = match &self.position {
            None => None,
            Some(ColumnPosition::First) => Some(0),
            Some(ColumnPosition::After(other)) => (columns.iter())
                .position(|column| column.name == *other)
                .map(|at| at + 1),
        };
        columns.insert(at.unwrap_or(columns.len()), self.column.clone());
    }
}

/// Where a new column goes.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub enum ColumnPosition {
    /// Before all others.
    First,
    /// Just after another column.
    After(String),
}

/// See [`Operation::DropColumn`](super::Operation::DropColumn).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DropColumn {
    /// The table.
    pub table: ObjectName,
    /// The column.
    pub column: String,
    /// Do nothing when there is none.
    pub if_exists: bool,
    /// Drop the indexes, keys and checks that use it as well.
    pub cascade: bool,
}

/// See [`Operation::RenameColumn`](super::Operation::RenameColumn).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RenameColumn {
    /// The table.
    pub table: ObjectName,
    /// The column as it is called before.
    pub from: String,
    /// The column as it is called after.
    pub to: String,
}

/// See [`Operation::AlterColumn`](super::Operation::AlterColumn).
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct AlterColumn {
    /// The table.
    pub table: ObjectName,
    /// The column.
    pub column: String,
    /// What changes.
    pub change: ColumnChange,
}

/// One thing that changes about a column.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub enum ColumnChange {
    /// The type.
    Type {
        /// The new type.
        to: ColumnType,
        /// How old values become new ones, if not by the database's own cast.
        using: Option<Expression>,
    },
    /// Whether it may hold NULL.
    Nullable(bool),
    /// The default, or none.
    Default(Option<DefaultValue>),
    /// How the database makes its values, or that it does not. Only identities can be added.
    Generation(Option<Generation>),
    /// The collation, or the default one.
    Collation(Option<String>),
    /// The comment, or none.
    Comment(Option<String>),
    /// The method of compression, or the server's own (PostgreSQL).
    Compression(Option<String>),
    /// The statistics target, or that of the server (PostgreSQL).
    Statistics(Option<u16>),
}

pub(super) fn alter_column(table: &mut Table, column: &str, change: &ColumnChange) {
    let Some(column) = table.column_mut(column) else {
        return;
    };
    match change {
        ColumnChange::Type { to, using: _ } => column.column_type = to.clone(),
        ColumnChange::Nullable(nullable) => column.nullable = *nullable,
        ColumnChange::Default(default) => column.default.clone_from(default),
        ColumnChange::Generation(generation) => column.generation.clone_from(generation),
        ColumnChange::Collation(collation) => column.collation.clone_from(collation),
        ColumnChange::Comment(comment) => column.comment.clone_from(comment),
        ColumnChange::Compression(method) => column.compression.clone_from(method),
        ColumnChange::Statistics(target) => column.statistics = *target,
    }
}
