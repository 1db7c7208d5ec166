//! What was called otherwise before: what tells a rename from a drop and an addition.

use std::collections::BTreeMap;

use super::ObjectName;
use crate::Location;

/// Renames that somebody has said, by the new name. A diff of two states asks them; they are no part of a state.
///
/// A rename that has been done already stays here for as long as it is said: where the old name is not there any more, it
/// means nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Renames {
    /// Tables.
    pub tables: BTreeMap<ObjectName, Was<ObjectName>>,
    /// Columns, by their table's new name and their own.
    pub columns: BTreeMap<(ObjectName, String), Was<String>>,
    /// Constraints, by their table's new name and their own.
    pub constraints: BTreeMap<(ObjectName, String), Was<String>>,
    /// Indexes, by their table's new name and their own.
    pub indexes: BTreeMap<(ObjectName, String), Was<String>>,
    /// Enum types.
    pub enums: BTreeMap<ObjectName, Was<ObjectName>>,
    /// Values of enum types, by their type's new name and themselves.
    pub enum_values: BTreeMap<(ObjectName, String), Was<String>>,
}

/// A name from before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Was<N> {
    /// The name.
    pub name: N,
    /// Where the user's source says so.
    pub at: Location,
}

impl<N> Was<N> {
    /// A name from before.
    pub fn new(name: N, at: Location) -> Self {
        Self { name, at }
    }
}

impl Renames {
    /// Whether nothing was renamed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
