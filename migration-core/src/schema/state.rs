//! The whole: what a database looks like.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    EnumType, ForeignKey, GrantTarget, Index, Object, ObjectId, ObjectKind, ObjectName, Privileges,
    Rule, Sequence, Table, Tables, Trigger, View,
};

/// What a database looks like: pure data, ordered, comparable.
///
/// A state comes from replaying operations, from a live database, or from models. Two states are equal when they
/// describe the same objects.
#[derive(Debug, Clone, Default)]
pub struct SchemaState {
    /// Tables, by name.
    pub tables: Tables,
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
        self.resolve(id).and_then(|id| self.objects.get(id))
    }

    /// The object that is meant: one of several arguments may be named without them, where there is one alone.
    pub fn resolve<'a>(&'a self, id: &'a ObjectId) -> Option<&'a ObjectId> {
        if let Some((known, _)) = self.objects.get_key_value(id) {
            return Some(known);
        }
        if id.arguments.is_some() {
            return None;
        }
        let mut overloads = self.overloads(id);
        overloads.next().filter(|_| overloads.next().is_none())
    }

    /// All objects of a kind and name, whatever they are on and whatever they take.
    pub fn overloads<'a>(&'a self, id: &'a ObjectId) -> impl Iterator<Item = &'a ObjectId> {
        let named = self.namesakes(id.kind, &id.name);
        named.filter(move |other| other.on == id.on)
    }

    /// All objects of a kind and name, on whatever table.
    pub fn namesakes<'a>(
        &'a self,
        kind: ObjectKind,
        name: &'a ObjectName,
    ) -> impl Iterator<Item = &'a ObjectId> {
        let from = ObjectId::new(kind, name.clone());
        let named = self.objects.range(from..).map(|(id, _)| id);
        named.take_while(move |id| id.kind == kind && id.name == *name)
    }

    /// The domain or other object that has a name which types share, if one has.
    pub fn type_object(&self, name: &ObjectName) -> Option<&ObjectId> {
        self.of_kinds(&ObjectKind::TYPES, name)
    }

    /// The view or sequence that has a name which tables share, if one has.
    pub fn relation(&self, name: &ObjectName) -> Option<&ObjectId> {
        self.of_kinds(&ObjectKind::RELATIONS, name)
    }

    fn of_kinds(&self, kinds: &[ObjectKind], name: &ObjectName) -> Option<&ObjectId> {
        kinds.iter().find_map(|kind| {
            let id = ObjectId::new(*kind, name.clone());
            self.objects.get_key_value(&id).map(|(known, _)| known)
        })
    }

    /// What is on a table or view, and goes with it: its triggers, policies, statistics and the like.
    pub fn objects_on<'a>(
        &'a self,
        table: &'a ObjectName,
    ) -> impl Iterator<Item = (&'a ObjectId, &'a Object)> {
        (self.objects.iter()).filter(move |(_, object)| object.is_on(table))
    }

    /// The views whose query reads a table or view, as far as its words show.
    pub fn views_of<'a>(&'a self, name: &'a ObjectName) -> impl Iterator<Item = &'a View> {
        self.views()
            .filter(move |view| view.name != *name && view.query.reads(name))
    }

    /// All views.
    pub fn views(&self) -> impl Iterator<Item = &View> {
        self.objects.values().filter_map(|object| match object {
            Object::View(view) => Some(view),
            _ => None,
        })
    }

    /// All triggers.
    pub fn triggers(&self) -> impl Iterator<Item = &Trigger> {
        self.objects.values().filter_map(|object| match object {
            Object::Trigger(trigger) => Some(&**trigger),
            _ => None,
        })
    }

    /// All rules.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.objects.values().filter_map(|object| match object {
            Object::Rule(rule) => Some(rule),
            _ => None,
        })
    }

    /// The sequences that go with a table, or with one of its columns.
    pub fn sequences_of<'a>(
        &'a self,
        table: &'a ObjectName,
        column: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Sequence> {
        self.objects
            .values()
            .filter_map(move |object| match object {
                Object::Sequence(sequence) => {
                    let (owner, of) = sequence.owned_by.as_ref()?;
                    let is_of = column.is_none_or(|column| column == of);
                    (owner == table && is_of).then_some(sequence)
                }
                _ => None,
            })
    }

    /// A materialized view, which has indexes as a table has.
    pub fn materialized_view(&self, name: &ObjectName) -> Option<&View> {
        match self
            .objects
            .get(&ObjectId::new(ObjectKind::MaterializedView, name.clone()))?
        {
            Object::View(view) => Some(view),
            _ => None,
        }
    }

    /// The indexes of a table or materialized view.
    pub fn indexes(&self, name: &ObjectName) -> Option<&BTreeMap<String, Index>> {
        let of_table = self.table(name).map(|table| &table.indexes);
        of_table.or_else(|| self.materialized_view(name).map(|view| &view.indexes))
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
        (self.tables.linked_to(table))
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
