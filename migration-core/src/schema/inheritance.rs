//! Tables that have the columns and checks of others, and whose rows are seen through them (PostgreSQL).
//!
//! A state has the inherited columns in the table for whoever looks, before its own, and its checks only where they are its
//! own. Two parents never have a column or a check of one name, so that each is inherited from one table.

use std::collections::BTreeMap;

use super::{Check, Column, ObjectName, SchemaState, Table};

impl SchemaState {
    /// The tables that inherit from a table, directly.
    pub fn heirs_of<'a>(&'a self, parent: &'a ObjectName) -> impl Iterator<Item = &'a Table> {
        (self.tables.linked_to(parent)).filter(move |table| table.inherits.contains(parent))
    }

    /// The tables that inherit from a table or from such a table, each after those that it inherits from.
    pub fn all_heirs_of(&self, parent: &ObjectName) -> Vec<ObjectName> {
        let mut found: Vec<ObjectName> = Vec::new();
        let mut open = vec![parent.clone()];
        while let Some(name) = open.pop() {
            for table in self.heirs_of(&name) {
                if !found.contains(&table.name) && table.name != *parent {
                    found.push(table.name.clone());
                    open.push(table.name.clone());
                }
            }
        }
        found
    }

    /// The partitions of a table or its heirs: no table has both.
    pub(crate) fn all_below(&self, parent: &ObjectName) -> Vec<ObjectName> {
        let mut below = self.all_partitions_of(parent);
        below.extend(self.all_heirs_of(parent));
        below
    }

    /// The columns that a table has from its parents, as they are there.
    pub fn inherited_columns(&self, table: &Table) -> Vec<Column> {
        let mut found: Vec<Column> = Vec::new();
        let parents = table.inherits.iter().filter_map(|name| self.table(name));
        for column in parents.flat_map(Table::columns_of_partitions) {
            if found.iter().all(|other| other.name != column.name) {
                found.push(column);
            }
        }
        found
    }

    /// Whether a table has a column from its parents.
    pub(crate) fn inherits_column(&self, table: &Table, column: &str) -> bool {
        self.origin_of_column(table, column).is_some()
    }

    /// The parent that a column of a table comes from.
    pub(crate) fn origin_of_column(&self, table: &Table, column: &str) -> Option<ObjectName> {
        let has_it = |name: &&ObjectName| {
            let parent = self.table(name);
            parent.is_some_and(|parent| parent.column(column).is_some())
        };
        table.inherits.iter().find(has_it).cloned()
    }

    /// The checks that a table has from its parents and theirs, by name.
    pub(crate) fn inherited_checks(&self, table: &Table) -> BTreeMap<String, Check> {
        let mut found = BTreeMap::new();
        for parent in table.inherits.iter().filter_map(|name| self.table(name)) {
            found.extend(parent.checks.clone());
            found.extend(self.inherited_checks(parent));
        }
        found
    }

    /// The parent that a check of a table comes from.
    pub(crate) fn origin_of_check(&self, table: &Table, check: &str) -> Option<ObjectName> {
        let has_it = |name: &&ObjectName| {
            let parent = self.table(name);
            parent.is_some_and(|parent| {
                parent.checks.contains_key(check)
                    || self.inherited_checks(parent).contains_key(check)
            })
        };
        table.inherits.iter().find(has_it).cloned()
    }
}
