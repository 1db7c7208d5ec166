//! Range types.

use crate::schema::{ColumnType, ObjectName};

/// A range type of the user's own (PostgreSQL). A column is of it by `custom("name")`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RangeType {
    /// Its name.
    pub name: ObjectName,
    /// The type of its two ends.
    pub subtype: ColumnType,
    /// The operator class that orders them, if not the type's own.
    pub operator_class: Option<String>,
    /// The function that says how far two ends are apart, by its name.
    pub difference: Option<String>,
}
