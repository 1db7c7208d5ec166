//! The whole: what a database looks like.

use std::collections::{BTreeMap, BTreeSet};

use super::{EnumType, ForeignKey, GrantTarget, Object, ObjectId, ObjectName, Privileges, Table};

/// What a database looks like: pure data, ordered, comparable.
///
/// A state comes from replaying operations, from a live database, or from models. Two states are equal when they
/// describe the same objects.
#[derive(Debug, Clone, Default)]
pub struct SchemaState {
    /// Tables, by name.
    pub tables: BTreeMap<ObjectName, Table>,
    /// Enum types, by name.
    pub enums: BTreeMap<ObjectName, EnumType>,
    /// All other objects.
    pub objects: BTreeMap<ObjectId, Object>,
    /// The comments on those.
    pub object_comments: BTreeMap<ObjectId, String>,
    /// What was granted: on what, to which role, which privileges.
    pub grants: BTreeMap<(GrantTarget, String), Privileges>,
    /// Words of raw SQL that ran: objects with these names may exist or be gone without this state knowing. Lower case.
    /// Not part of the comparison.
    pub named_by_raw_sql: BTreeSet<String>,
}

impl PartialEq for SchemaState {
    fn eq(&self, other: &Self) -> bool {
        self.tables == other.tables
            && self.enums == other.enums
            && self.objects == other.objects
            && self.object_comments == other.object_comments
            && self.grants == other.grants
    }
}

impl SchemaState {
    /// A database with nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// A table by name.
    pub fn table(&self, name: &ObjectName) -> Option<&Table> {
        self.tables.get(name)
    }

    /// An enum type by name.
    pub fn enum_type(&self, name: &ObjectName) -> Option<&EnumType> {
        self.enums.get(name)
    }

    /// Another object.
    pub fn object(&self, id: &ObjectId) -> Option<&Object> {
        self.objects.get(id)
    }

    /// The domain or other object that has a name which types share, if one has.
    pub fn type_object(&self, name: &ObjectName) -> Option<&ObjectId> {
        let mut ids = self.objects.keys();
        ids.find(|id| id.kind.is_type() && id.name == *name)
    }

    /// The view or other object that has a name which tables share, if one has.
    pub fn relation(&self, name: &ObjectName) -> Option<&ObjectId> {
        let mut ids = self.objects.keys();
        ids.find(|id| id.kind.is_relation() && id.name == *name)
    }

    /// Whether raw SQL named this word, so that what this state says of an object of this name may be untrue.
    pub fn is_named_by_raw_sql(&self, name: &str) -> bool {
        !self.named_by_raw_sql.is_empty() && self.named_by_raw_sql.contains(&name.to_lowercase())
    }

    /// Foreign keys of *other* tables that refer to this one, with the table that has each.
    pub fn references_to<'a>(
        &'a self,
        table: &'a ObjectName,
    ) -> impl Iterator<Item = (&'a ObjectName, &'a ForeignKey)> {
        self.tables
            .values()
            .filter(move |other| other.name != *table)
            .flat_map(move |other| {
                other
                    .foreign_keys
                    .values()
                    .filter(move |key| key.references == *table)
                    .map(|key| (&other.name, key))
            })
    }

    /// Columns of an enum type: table and column.
    pub fn columns_of_enum<'a>(
        &'a self,
        name: &'a ObjectName,
    ) -> impl Iterator<Item = (&'a ObjectName, &'a str)> {
        self.tables.values().flat_map(move |table| {
            (table.columns.iter())
                .filter(move |column| column.column_type.enumeration() == Some(name))
                .map(|column| (&table.name, column.name.as_str()))
        })
    }
}
