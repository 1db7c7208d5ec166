//! Payloads about keys and checks.

use crate::schema::{Constraint, ConstraintKind, Deferrable, ObjectName};

/// See [`Operation::AddConstraint`](super::Operation::AddConstraint).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AddConstraint {
    /// The table.
    pub table: ObjectName,
    /// The constraint.
    pub constraint: Constraint,
    /// The unique index that becomes it, if one does: it is then no index of its own any more.
    pub using_index: Option<String>,
}

impl AddConstraint {
    /// A constraint that makes its own index, if it needs one.
    pub fn new(table: ObjectName, constraint: Constraint) -> Self {
        Self {
            table,
            constraint,
            using_index: None,
        }
    }
}

/// See [`Operation::AlterConstraint`](super::Operation::AlterConstraint).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AlterConstraint {
    /// The table.
    pub table: ObjectName,
    /// The constraint's name.
    pub name: String,
    /// What changes.
    pub change: ConstraintChange,
}

/// One thing that changes about a constraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum ConstraintChange {
    /// When it is checked: of a foreign key, unique or exclusion constraint.
    Deferrable(Deferrable),
    /// Whether rows are checked at all: of a check (MySQL).
    Enforced(bool),
}

/// See [`Operation::DropConstraint`](super::Operation::DropConstraint).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DropConstraint {
    /// The table.
    pub table: ObjectName,
    /// The constraint's name.
    pub name: String,
    /// What it is, when the user said so; a constraint of another kind is then an error.
    pub kind: Option<ConstraintKind>,
    /// Do nothing when there is none.
    pub if_exists: bool,
}

/// See [`Operation::RenameConstraint`](super::Operation::RenameConstraint).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RenameConstraint {
    /// The table.
    pub table: ObjectName,
    /// The name before.
    pub from: String,
    /// The name after.
    pub to: String,
}

/// See [`Operation::ValidateConstraint`](super::Operation::ValidateConstraint).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ValidateConstraint {
    /// The table.
    pub table: ObjectName,
    /// The constraint's name.
    pub name: String,
}
