//! The tables of a state, with what leads from one to another: so that who refers to a table is found without looking
//! through all of them.

use std::collections::BTreeSet;
use std::collections::btree_map::{self, BTreeMap};
use std::ops::{Deref, DerefMut};

use super::{ObjectName, Table};

/// Tables by name: a map that also knows which tables refer to which.
///
/// It reads as the [`BTreeMap`] that it holds; what changes a table goes through the methods here, and the links follow.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    map: BTreeMap<ObjectName, Table>,
    links: Links,
}

/// What leads from table to table.
#[derive(Debug, Clone, Default)]
struct Links {
    /// For each table, those that have a foreign key to it, inherit from it, or are its partitions.
    to: BTreeMap<ObjectName, BTreeSet<ObjectName>>,
    /// How many tables are partitions.
    partitions: usize,
    temporary: BTreeSet<ObjectName>,
}

impl Links {
    fn add(&mut self, name: &ObjectName, table: &Table) {
        for target in targets(table) {
            match self.to.get_mut(target) {
                Some(from) => drop(from.insert(name.clone())),
                None => drop(
                    self.to
                        .insert(target.clone(), BTreeSet::from([name.clone()])),
                ),
            }
        }
        self.partitions += usize::from(table.partition_of.is_some());
        if table.temporary {
            self.temporary.insert(name.clone());
        }
    }

    fn remove(&mut self, name: &ObjectName, table: &Table) {
        for target in targets(table) {
            if let Some(from) = self.to.get_mut(target) {
                from.remove(name);
                if from.is_empty() {
                    self.to.remove(target);
                }
            }
        }
        self.partitions -= usize::from(table.partition_of.is_some());
        if table.temporary {
            self.temporary.remove(name);
        }
    }
}

/// The tables that a table refers to.
fn targets(table: &Table) -> impl Iterator<Item = &ObjectName> {
    let parent = table.partition_of.as_ref().map(|of| &of.parent);
    let keys = table.foreign_keys.values().map(|key| &key.references);
    table.inherits.iter().chain(parent).chain(keys)
}

impl Tables {
    /// Puts a table under a name; answers with the one that was there.
    pub fn insert(&mut self, name: ObjectName, table: Table) -> Option<Table> {
        let was = self.remove(&name);
        self.links.add(&name, &table);
        self.map.insert(name, table);
        was
    }

    /// Takes a table out.
    pub fn remove(&mut self, name: &ObjectName) -> Option<Table> {
        let table = self.map.remove(name)?;
        self.links.remove(name, &table);
        Some(table)
    }

    /// A table, to change it.
    pub fn get_mut(&mut self, name: &ObjectName) -> Option<TableMut<'_>> {
        let (name, table) = self.map.get_key_value(name)?;
        self.links.remove(name, table);
        let name = name.clone();
        let table = self.map.get_mut(&name)?;
        Some(TableMut {
            links: &mut self.links,
            name,
            table,
        })
    }

    /// All tables, to change them.
    pub fn all_mut(&mut self) -> AllMut<'_> {
        AllMut { tables: self }
    }

    /// Keeps the tables that are to be kept.
    pub fn retain(&mut self, keep: impl FnMut(&ObjectName, &mut Table) -> bool) {
        let all = self.all_mut();
        all.tables.map.retain(keep);
    }

    /// The tables that refer to one, by a key, as its partition or by inheriting from it; itself too if it does.
    pub(crate) fn linked_to(&self, name: &ObjectName) -> impl Iterator<Item = &Table> {
        let names = self.links.to.get(name).into_iter().flatten();
        names.filter_map(|name| self.map.get(name))
    }

    /// The names of those.
    pub(crate) fn names_linked_to(&self, name: &ObjectName) -> Vec<ObjectName> {
        let names = self.links.to.get(name).into_iter().flatten();
        names.cloned().collect()
    }

    /// Whether any table is the partition of another.
    pub(crate) fn has_partitions(&self) -> bool {
        self.links.partitions > 0
    }

    /// The tables that live as long as a session.
    pub(crate) fn temporary(&self) -> impl Iterator<Item = &ObjectName> {
        self.links.temporary.iter()
    }

    fn link_again(&mut self) {
        self.links = Links::default();
        for (name, table) in &self.map {
            self.links.add(name, table);
        }
    }
}

/// A table that is being changed. Its links follow when this goes.
#[derive(Debug)]
pub struct TableMut<'a> {
    links: &'a mut Links,
    name: ObjectName,
    table: &'a mut Table,
}

impl Deref for TableMut<'_> {
    type Target = Table;

    fn deref(&self) -> &Table {
        self.table
    }
}

impl DerefMut for TableMut<'_> {
    fn deref_mut(&mut self) -> &mut Table {
        self.table
    }
}

impl Drop for TableMut<'_> {
    fn drop(&mut self) {
        self.links.add(&self.name, self.table);
    }
}

/// All tables, being changed. Their links follow when this goes.
#[derive(Debug)]
pub struct AllMut<'a> {
    tables: &'a mut Tables,
}

impl<'a> IntoIterator for &'a mut AllMut<'_> {
    type Item = &'a mut Table;
    type IntoIter = btree_map::ValuesMut<'a, ObjectName, Table>;

    fn into_iter(self) -> Self::IntoIter {
        self.tables.map.values_mut()
    }
}

impl AllMut<'_> {
    /// Each of them.
    pub fn iter_mut(&mut self) -> btree_map::ValuesMut<'_, ObjectName, Table> {
        self.into_iter()
    }
}

impl Drop for AllMut<'_> {
    fn drop(&mut self) {
        self.tables.link_again();
    }
}

impl Deref for Tables {
    type Target = BTreeMap<ObjectName, Table>;

    fn deref(&self) -> &Self::Target {
        &self.map
    }
}

impl PartialEq for Tables {
    fn eq(&self, other: &Self) -> bool {
        self.map == other.map
    }
}

impl<'a> IntoIterator for &'a Tables {
    type Item = (&'a ObjectName, &'a Table);
    type IntoIter = btree_map::Iter<'a, ObjectName, Table>;

    fn into_iter(self) -> Self::IntoIter {
        self.map.iter()
    }
}

impl IntoIterator for Tables {
    type Item = (ObjectName, Table);
    type IntoIter = btree_map::IntoIter<ObjectName, Table>;

    fn into_iter(self) -> Self::IntoIter {
        self.map.into_iter()
    }
}

impl FromIterator<(ObjectName, Table)> for Tables {
    fn from_iter<T: IntoIterator<Item = (ObjectName, Table)>>(tables: T) -> Self {
        let mut found = Self {
            map: tables.into_iter().collect(),
            links: Links::default(),
        };
        found.link_again();
        found
    }
}
