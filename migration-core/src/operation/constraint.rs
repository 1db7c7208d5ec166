//! Payloads about keys and checks.

use crate::schema::{Constraint, ConstraintKind, ObjectName};

/// See [`Operation::AddConstraint`](super::Operation::AddConstraint).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddConstraint {
    /// The table.
    pub table: ObjectName,
    /// The constraint.
    pub constraint: Constraint,
}

/// See [`Operation::DropConstraint`](super::Operation::DropConstraint).
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenameConstraint {
    /// The table.
    pub table: ObjectName,
    /// The name before.
    pub from: String,
    /// The name after.
    pub to: String,
}

/// See [`Operation::ValidateConstraint`](super::Operation::ValidateConstraint).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidateConstraint {
    /// The table.
    pub table: ObjectName,
    /// The constraint's name.
    pub name: String,
}
