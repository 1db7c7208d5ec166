//! Partitions: tables that hold a part of another table's rows (PostgreSQL).
//!
//! A partition has the columns of its parent, and all keys, checks and indexes of it under names of its own; a state has
//! the columns there for whoever looks, and keys, checks and indexes only where they are the partition's alone.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Column, Constraint, Expression, ForeignKey, Generation, Index, ObjectName, PrimaryKey,
    SchemaState, Table, Unique, naming,
};
use crate::Value;

/// What a partition is a part of, and which part.
#[derive(Debug, Clone, serde::Serialize)]
pub struct PartitionOf {
    /// The table that is cut.
    pub parent: ObjectName,
    /// The rows that the partition holds.
    pub bound: PartitionBound,
    /// What the parent's keys and indexes are called on the partition, by their names there. Not part of the comparison:
    /// no catalog tells them from names that the server made up.
    pub names: BTreeMap<String, String>,
    /// The parent's indexes, by their names there, that the partition does not have: made for the parent only, and not
    /// attached yet.
    pub without: BTreeSet<String>,
}

impl PartialEq for PartitionOf {
    fn eq(&self, other: &Self) -> bool {
        self.parent == other.parent && self.bound == other.bound && self.without == other.without
    }
}

/// The rows that a partition holds.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub enum PartitionBound {
    /// Those from the one up to, and without, the other; a value for each key.
    Range {
        /// The first.
        from: Vec<BoundValue>,
        /// The first that it does not hold.
        to: Vec<BoundValue>,
    },
    /// Those with one of these values.
    List(Vec<BoundValue>),
    /// Those whose hash, divided by the modulus, leaves this remainder.
    Hash {
        /// The modulus.
        modulus: u32,
        /// The remainder.
        remainder: u32,
    },
    /// Those that no other partition holds.
    Default,
}

/// A value of a bound.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub enum BoundValue {
    /// A constant.
    Value(#[serde(serialize_with = "crate::value::serialize::value")] Value),
    /// An expression, which is evaluated once.
    Expression(Expression),
    /// Below all values.
    Minimum,
    /// Above all values.
    Maximum,
}

impl<T: Into<Value>> From<T> for BoundValue {
    fn from(value: T) -> Self {
        Self::Value(value.into())
    }
}

impl From<Expression> for BoundValue {
    fn from(expression: Expression) -> Self {
        Self::Expression(expression)
    }
}

impl PartitionOf {
    /// A partition whose keys and indexes have the usual names.
    pub fn new(parent: ObjectName, bound: PartitionBound) -> Self {
        Self {
            parent,
            bound,
            names: BTreeMap::new(),
            without: BTreeSet::new(),
        }
    }
}

impl SchemaState {
    /// The partitions of a table, directly.
    pub fn partitions_of<'a>(&'a self, parent: &'a ObjectName) -> impl Iterator<Item = &'a Table> {
        self.tables.linked_to(parent).filter(move |table| {
            let of = table.partition_of.as_ref();
            of.is_some_and(|of| of.parent == *parent)
        })
    }

    /// The partitions of a table and of its partitions, each after what it is a part of.
    pub fn all_partitions_of(&self, parent: &ObjectName) -> Vec<ObjectName> {
        let mut found: Vec<ObjectName> = Vec::new();
        let mut open = vec![parent.clone()];
        while let Some(name) = open.pop() {
            for table in self.partitions_of(&name) {
                if !found.contains(&table.name) && table.name != *parent {
                    found.push(table.name.clone());
                    open.push(table.name.clone());
                }
            }
        }
        found
    }

    /// A table with all of its keys, checks and indexes, those that it has as a partition too.
    pub(crate) fn whole(&self, name: &ObjectName) -> Option<Table> {
        let table = self.tables.get(name)?;
        let of = table.partition_of.as_ref();
        match of.and_then(|of| self.whole(&of.parent)) {
            Some(parent) => {
                let of = table.partition_of.clone();
                Some(Table {
                    partition_of: of,
                    ..table.detached(&parent)
                })
            }
            None => {
                let mut whole = table.clone();
                whole.checks.extend(self.inherited_checks(table));
                Some(whole)
            }
        }
    }

    /// Gives each partition the columns of its parent, and takes from it what it has in common with it.
    pub(crate) fn follow_parents(&mut self) {
        if !self.tables.has_partitions() {
            return;
        }
        let roots: Vec<ObjectName> = (self.tables.values())
            .filter(|table| table.partitioning.is_some() && table.partition_of.is_none())
            .map(|table| table.name.clone())
            .collect();
        for root in roots {
            for name in self.all_partitions_of(&root) {
                let of = self.tables.get(&name);
                let of = of.and_then(|table| table.partition_of.as_ref());
                let parent = of.and_then(|of| self.whole(&of.parent));
                if let (Some(parent), Some(mut partition)) = (parent, self.tables.get_mut(&name)) {
                    partition.follow(&parent);
                }
            }
        }
    }
}

impl Table {
    /// The columns that a partition of this table has, or a table that inherits from it.
    pub fn columns_of_partitions(&self) -> Vec<Column> {
        let column = |column: &Column| Column {
            comment: None,
            statistics: None,
            generation: (column.generation.clone())
                .filter(|it: &Generation| it.expression().is_some()),
            nullable: column.nullable && !self.is_in_key(&column.name),
            ..column.clone()
        };
        self.columns.iter().map(column).collect()
    }

    fn is_in_key(&self, column: &str) -> bool {
        let key = self.primary_key.as_ref();
        key.is_some_and(|key| key.columns.iter().any(|name| name == column))
    }

    /// Becomes like the parent: its columns, and what both have is the parent's. Comments and defaults of columns are the
    /// partition's own, how they are compressed and sampled too, and so is that one refuses NULL which the parent takes.
    fn follow(&mut self, parent: &Self) {
        let own = std::mem::replace(&mut self.columns, parent.columns_of_partitions());
        for own in own {
            if let Some(column) = self.column_mut(&own.name) {
                column.comment = own.comment;
                column.default = own.default;
                column.compression = own.compression;
                column.statistics = own.statistics;
                column.nullable &= own.nullable;
            }
        }
        let mut names = BTreeMap::new();
        let known = match &mut self.partition_of {
            Some(of) => {
                of.without.retain(|name| parent.indexes.contains_key(name));
                std::mem::take(&mut of.names)
            }
            None => BTreeMap::new(),
        };
        // What has a name here is there already; only what is new takes over one that is like it.
        if let Some(key) = &parent.primary_key {
            let name = known.get(&key.name).cloned().or_else(|| {
                let own = self.primary_key.take_if(|own| own.columns == key.columns);
                own.map(|own| own.name)
            });
            let name = name.unwrap_or_else(|| naming::primary_key(&self.name));
            names.insert(key.name.clone(), name);
        }
        for unique in parent.uniques.values() {
            let name = known.get(&unique.name).cloned().or_else(|| {
                let own = self
                    .uniques
                    .values()
                    .find(|own| is_same_unique(own, unique));
                let own = own.map(|own| own.name.clone())?;
                self.uniques.remove(&own).map(|own| own.name)
            });
            let name = name.unwrap_or_else(|| naming::unique(&self.name, &unique.columns));
            names.insert(unique.name.clone(), name);
        }
        for index in parent.indexes.values() {
            if self.is_without(&index.name) {
                continue;
            }
            let name = known.get(&index.name).cloned().or_else(|| {
                let usual = self.index_name(index);
                let same = self
                    .indexes
                    .values()
                    .filter(|own| is_same_index(own, index));
                let own = same.min_by_key(|own| own.name != usual);
                let own = own.map(|own| own.name.clone())?;
                self.indexes.remove(&own).map(|own| own.name)
            });
            let name = name.unwrap_or_else(|| self.index_name(index));
            names.insert(index.name.clone(), name);
        }
        for key in parent.foreign_keys.values() {
            let name = known.get(&key.name).cloned().or_else(|| {
                let own = self.foreign_keys.values().find(|own| is_same_key(own, key));
                let own = own.map(|own| own.name.clone())?;
                self.foreign_keys.remove(&own).map(|own| own.name)
            });
            names.insert(key.name.clone(), name.unwrap_or_else(|| key.name.clone()));
        }
        for check in parent.checks.values() {
            if !known.contains_key(&check.name) {
                self.checks.remove(&check.name);
            }
            names.insert(check.name.clone(), check.name.clone());
        }
        if let Some(of) = &mut self.partition_of {
            of.names = names;
        }
    }

    fn is_without(&self, index: &str) -> bool {
        let of = self.partition_of.as_ref();
        of.is_some_and(|of| of.without.contains(index))
    }

    /// What the server calls the index that it makes on a partition.
    pub(crate) fn index_name(&self, index: &Index) -> String {
        let keys: Vec<&str> = (index.parts.iter())
            .map(|part| part.column_name().unwrap_or("expr"))
            .collect();
        naming::index(&self.name, &keys)
    }

    /// The partition as it is once it is one no more: all that was the parent's is its own.
    pub(crate) fn detached(&self, parent: &Self) -> Self {
        let mut table = self.clone();
        let names = (table.partition_of.take()).map_or_else(BTreeMap::new, |of| of.names);
        let name = |of: &String| names.get(of).cloned().unwrap_or_else(|| of.clone());
        if let Some(key) = &parent.primary_key {
            table.primary_key = Some(PrimaryKey {
                name: name(&key.name),
                ..key.clone()
            });
        }
        for unique in parent.uniques.values() {
            table.put_constraint(Constraint::Unique(Unique {
                name: name(&unique.name),
                ..unique.clone()
            }));
        }
        for key in parent.foreign_keys.values() {
            table.put_constraint(Constraint::ForeignKey(ForeignKey {
                name: name(&key.name),
                ..key.clone()
            }));
        }
        for check in parent.checks.values() {
            table.put_constraint(Constraint::Check(check.clone()));
        }
        for index in parent.indexes.values() {
            if self.is_without(&index.name) {
                continue;
            }
            let index = Index {
                name: name(&index.name),
                comment: None,
                ..index.clone()
            };
            table.indexes.insert(index.name.clone(), index);
        }
        table
    }
}

fn is_same_unique(a: &Unique, b: &Unique) -> bool {
    a.columns == b.columns
        && a.nulls_not_distinct == b.nulls_not_distinct
        && a.deferrable == b.deferrable
}

pub(crate) fn is_same_index(a: &Index, b: &Index) -> bool {
    a.parts == b.parts
        && a.unique == b.unique
        && a.method == b.method
        && a.filter == b.filter
        && a.include == b.include
        && a.nulls_not_distinct == b.nulls_not_distinct
}

fn is_same_key(a: &ForeignKey, b: &ForeignKey) -> bool {
    let named = ForeignKey {
        name: b.name.clone(),
        ..a.clone()
    };
    named == *b
}
