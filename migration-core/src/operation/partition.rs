//! Attaching and detaching partitions: the payloads, and what each function over operations says of them.

use super::Operation;
use super::apply::ConflictKind;
use super::check::Checker;
use super::index_part::{lacks_parts, new_index};
use super::reverse::{Reversed, irreversible, unknown};
use super::{AddConstraint, AlterColumn, ColumnChange, DropConstraint, DropIndex};
use crate::schema::{
    Column, Constraint, ObjectName, PartitionBound, PartitionOf, PartitionStrategy, SchemaState,
    Table,
};

/// See [`Operation::AttachPartition`].
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct AttachPartition {
    /// The table that is cut into partitions.
    pub parent: ObjectName,
    /// The table that becomes one of them.
    pub partition: ObjectName,
    /// The rows that it holds.
    pub bound: PartitionBound,
}

/// See [`Operation::DetachPartition`].
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DetachPartition {
    /// The table that is cut into partitions.
    pub parent: ObjectName,
    /// The partition that becomes a table of its own.
    pub partition: ObjectName,
    /// Without blocking reads and writes of the others (PostgreSQL 14); outside of the migration's transaction.
    pub concurrently: bool,
}

pub(super) fn attach(state: &mut SchemaState, op: &AttachPartition) {
    if let Some(mut table) = state.tables.get_mut(&op.partition) {
        table.partition_of = Some(PartitionOf::new(op.parent.clone(), op.bound.clone()));
    }
}

pub(super) fn detach(state: &mut SchemaState, op: &DetachPartition) {
    let (parent, partition) = (state.whole(&op.parent), state.table(&op.partition));
    if let (Some(parent), Some(partition)) = (parent, partition) {
        let detached = partition.detached(&parent);
        state.tables.insert(op.partition.clone(), detached);
    }
}

impl Checker<'_> {
    /// What is in the way of a bound for a partition of this table.
    pub(super) fn bound(&mut self, parent: &Table, partition: &ObjectName, bound: &PartitionBound) {
        let Some(partitioning) = &parent.partitioning else {
            let message = format!("table \"{}\" is not cut into partitions", parent.name);
            let help = "create it with partition_by(...)".to_owned();
            self.report(ConflictKind::Invalid, message, Some(help));
            return;
        };
        let keys = partitioning.keys.len();
        let problem = match (partitioning.strategy, bound) {
            (PartitionStrategy::Range, PartitionBound::Range { from, to })
                if from.len() != keys || to.len() != keys =>
            {
                format!("a bound of table \"{}\" has {keys} values", parent.name)
            }
            (PartitionStrategy::List, PartitionBound::List(values)) if values.is_empty() => {
                "a list of values is empty".to_owned()
            }
            (PartitionStrategy::Hash, PartitionBound::Hash { modulus, remainder })
                if remainder >= modulus =>
            {
                format!("the remainder {remainder} is not below the modulus {modulus}")
            }
            (PartitionStrategy::Range, PartitionBound::Range { .. })
            | (PartitionStrategy::List, PartitionBound::List(_))
            | (PartitionStrategy::Hash, PartitionBound::Hash { .. }) => String::new(),
            (PartitionStrategy::Range | PartitionStrategy::List, PartitionBound::Default) => {
                let is_default = |other: &&Table| {
                    let of = other.partition_of.as_ref();
                    other.name != *partition
                        && of.is_some_and(|of| of.bound == PartitionBound::Default)
                };
                match self.state.partitions_of(&parent.name).find(is_default) {
                    Some(other) => {
                        format!(
                            "table \"{}\" has the default partition \"{}\"",
                            parent.name, other.name
                        )
                    }
                    None => String::new(),
                }
            }
            (strategy, _) => format!(
                "table \"{}\" is cut by {}, and the bound is of another kind",
                parent.name,
                strategy.term()
            ),
        };
        if !problem.is_empty() {
            self.report(ConflictKind::Invalid, problem, None);
        }
    }

    /// A new partition has nothing of its own that is the parent's to say.
    pub(super) fn new_partition(&mut self, table: &Table, of: &PartitionOf) -> Option<Table> {
        let known = self.objects.len();
        let parent = self.table(&of.parent, false);
        self.objects.truncate(known);
        let parent = parent?;
        self.bound(parent, &table.name, &of.bound);
        let mut whole = table.clone();
        whole.columns = parent.columns_of_partitions();
        let other = |own: &Column| {
            let column = whole.column(&own.name);
            column.is_none_or(|column| {
                let like = Column {
                    comment: own.comment.clone(),
                    default: own.default.clone(),
                    nullable: column.nullable && own.nullable,
                    compression: own.compression.clone(),
                    statistics: own.statistics,
                    ..column.clone()
                };
                like != *own
            })
        };
        if table.columns.iter().any(other) {
            let message = format!("a partition has the columns of \"{}\"", parent.name);
            let help = "leave the columns out".to_owned();
            self.report(ConflictKind::Invalid, message, Some(help));
        }
        Some(whole)
    }

    pub(super) fn attach(&mut self, op: &AttachPartition) {
        let (Some(parent), Some(partition)) = (
            self.table(&op.parent, false),
            self.table(&op.partition, false),
        ) else {
            return;
        };
        if let Some(of) = &partition.partition_of {
            let message = format!(
                "table \"{}\" is a partition of \"{}\" already",
                op.partition, of.parent
            );
            self.report(
                ConflictKind::Invalid,
                message,
                Some("detach it first".to_owned()),
            );
            return;
        }
        if op.partition == op.parent
            || self
                .state
                .all_partitions_of(&op.partition)
                .contains(&op.parent)
        {
            let message = format!("table \"{}\" cannot be a part of itself", op.partition);
            self.report(ConflictKind::Invalid, message, None);
            return;
        }
        let heirs = self.state.heirs_of(&op.partition).next().is_some();
        if heirs || !partition.inherits.is_empty() {
            let message = format!("table \"{}\" is part of an inheritance", op.partition);
            let help = "create a table like(...) it, and attach that".to_owned();
            self.report(ConflictKind::Invalid, message, Some(help));
            return;
        }
        self.bound(parent, &op.partition, &op.bound);
        self.same_columns(parent, partition);
        if let Some(parent) = self.state.whole(&op.parent) {
            for (columns, kind) in unique_keys(&parent) {
                self.key_of_one_kind(&columns, kind, partition);
            }
        }
        for check in parent.checks.values() {
            let own = partition.checks.get(&check.name);
            if own.is_none_or(|own| own.expression != check.expression) {
                let message = format!(
                    "table \"{}\" lacks the check \"{}\" of \"{}\"",
                    op.partition, check.name, op.parent
                );
                self.report(
                    ConflictKind::Invalid,
                    message,
                    Some("add it first".to_owned()),
                );
            }
        }
    }

    fn same_columns(&mut self, parent: &Table, partition: &Table) {
        for column in parent.columns_of_partitions() {
            let Some(own) = partition.column(&column.name) else {
                let message = format!(
                    "table \"{}\" lacks the column \"{}\" of \"{}\"",
                    partition.name, column.name, parent.name
                );
                self.report(ConflictKind::UnknownColumn, message, None);
                continue;
            };
            let in_key = partition.primary_key.as_ref();
            let in_key = in_key.is_some_and(|key| key.columns.contains(&own.name));
            let problem =
                if own.column_type != column.column_type || own.collation != column.collation {
                    "is of another type"
                } else if !column.nullable && own.nullable && !in_key {
                    "may be NULL"
                } else if own.generation.as_ref().and_then(|it| it.expression())
                    != column.generation.as_ref().and_then(|it| it.expression())
                {
                    "is computed otherwise"
                } else {
                    continue;
                };
            let message = format!(
                "column \"{}\" of table \"{}\" {problem} there, unlike in \"{}\"",
                own.name, partition.name, parent.name
            );
            self.report(ConflictKind::TypeMismatch, message, None);
        }
        for own in &partition.columns {
            if parent.column(&own.name).is_none() {
                let message = format!(
                    "table \"{}\" has a column \"{}\" that \"{}\" has not",
                    partition.name, own.name, parent.name
                );
                self.report(
                    ConflictKind::Invalid,
                    message,
                    Some("drop it first".to_owned()),
                );
            }
        }
    }

    pub(super) fn detach(&mut self, op: &DetachPartition) {
        let (Some(_), Some(partition)) = (
            self.table(&op.parent, false),
            self.table(&op.partition, false),
        ) else {
            return;
        };
        let of = partition.partition_of.as_ref();
        if of.is_none_or(|of| of.parent != op.parent) {
            let message = format!(
                "table \"{}\" is no partition of \"{}\"",
                op.partition, op.parent
            );
            self.report(ConflictKind::Invalid, message, None);
        }
    }

    /// A constraint of a table and one of its partition that have one name would become one.
    pub(super) fn free_in_partitions(&mut self, table: &Table, name: &str) {
        let of = table.partition_of.as_ref();
        let above = of.and_then(|of| self.state.table(&of.parent));
        let below = self.state.all_partitions_of(&table.name);
        let below = below.iter().filter_map(|name| self.state.table(name));
        let taken = above
            .into_iter()
            .chain(below)
            .find(|other| other.constraint(name).is_some());
        if let Some(other) = taken {
            let message = format!(
                "table \"{}\" already has the constraint \"{name}\"",
                other.name
            );
            self.report(ConflictKind::Duplicate, message, None);
        }
    }

    /// The server takes any key of a partition over the same columns for the part of a key, whatever its kind, and which one
    /// of several is its own choice.
    fn key_of_one_kind(&mut self, columns: &[String], kind: &str, partition: &Table) {
        let keys = unique_keys(partition).into_iter();
        let other = keys
            .into_iter()
            .find(|(key, other)| key == columns && *other != kind);
        if let Some((_, other)) = other {
            let message = format!(
                "table \"{}\" has a {other} over \"{}\", of which its parent has or gets a {kind}",
                partition.name,
                columns.join("\", \"")
            );
            let help = "drop it before, and add it again after".to_owned();
            self.report(ConflictKind::Invalid, message, Some(help));
        }
    }

    /// As in attaching, for a key that all partitions get.
    pub(super) fn key_for_partitions(&mut self, table: &Table, constraint: &Constraint) {
        let (columns, kind) = match constraint {
            Constraint::PrimaryKey(key) => (&key.columns, "primary key"),
            Constraint::Unique(unique) => (&unique.columns, "unique constraint"),
            Constraint::ForeignKey(_) | Constraint::Check(_) | Constraint::Exclusion(_) => return,
        };
        for name in self.state.all_partitions_of(&table.name) {
            if let Some(partition) = self.state.table(&name) {
                self.key_of_one_kind(columns, kind, partition);
            }
        }
    }

    /// Whether a change of a column is one that a partition may have for itself.
    pub(super) fn is_of_the_partition(&self, op: &AlterColumn) -> bool {
        match &op.change {
            ColumnChange::Default(_)
            | ColumnChange::Comment(_)
            | ColumnChange::Compression(_)
            | ColumnChange::Statistics(_)
            | ColumnChange::Nullable(false) => true,
            ColumnChange::Nullable(true) => {
                let of = self.state.table(&op.table);
                if let Some(table) = of.filter(|table| !table.inherits.is_empty()) {
                    let inherited = self.state.inherited_columns(table).into_iter();
                    let mut inherited = inherited.filter(|column| column.name == op.column);
                    return inherited.next().is_none_or(|column| column.nullable);
                }
                let of = of.and_then(|table| table.partition_of.as_ref());
                let parent = of.and_then(|of| self.state.table(&of.parent));
                let column = parent.and_then(|parent| parent.column(&op.column));
                column.is_some_and(|column| column.nullable)
            }
            ColumnChange::Type { .. }
            | ColumnChange::Generation(_)
            | ColumnChange::Collation(_) => false,
        }
    }

    /// A column of a partition is its parent's.
    pub(super) fn own_columns(&mut self, name: &ObjectName) {
        let of = self
            .state
            .table(name)
            .and_then(|table| table.partition_of.as_ref());
        if let Some(of) = of {
            let message = format!(
                "it is a partition of \"{}\", and has its columns",
                of.parent
            );
            let help = format!("change \"{}\"", of.parent);
            self.report(ConflictKind::Invalid, message, Some(help));
        }
    }

    /// A key of a table that is cut must say where a row is, or the partitions could hold equal rows.
    pub(super) fn key_says_partition(&mut self, table: &Table, columns: &[&str], what: &str) {
        let Some(partitioning) = &table.partitioning else {
            return;
        };
        let names = |column: &&str, key: &str| {
            key == *column || key == crate::dialect::Dialect::Postgres.quote(column)
        };
        let lacks = |key: &str| !columns.iter().any(|column| names(column, key));
        if let Some(key) = partitioning
            .keys
            .iter()
            .map(|key| key.any_text())
            .find(|key| lacks(key))
        {
            let message = format!(
                "{what} of table \"{}\" does not have {key}, by which the table is cut",
                table.name
            );
            let help = "a key over all partitions has all columns that decide".to_owned();
            self.report(ConflictKind::Invalid, message, Some(help));
        }
    }
}

/// The columns of what keeps rows apart, and which kind of thing does.
fn unique_keys(table: &Table) -> Vec<(Vec<String>, &'static str)> {
    let primary = table.primary_key.iter();
    let primary = primary.map(|key| (key.columns.clone(), "primary key"));
    let uniques = table.uniques.values();
    let uniques = uniques.map(|unique| (unique.columns.clone(), "unique constraint"));
    let indexes = table.indexes.values().filter(|index| index.unique);
    let indexes = indexes.map(|index| {
        let columns = index.columns().map(str::to_owned).collect();
        (columns, "unique index")
    });
    primary.chain(uniques).chain(indexes).collect()
}

/// Detaching leaves behind what the server made when it was attached; that goes, and what it changed is changed back.
pub(super) fn reverse_attach(op: &AttachPartition, before: &SchemaState) -> Reversed {
    let Some(was) = before.table(&op.partition) else {
        return unknown("table", &op.partition);
    };
    let detach = DetachPartition {
        parent: op.parent.clone(),
        partition: op.partition.clone(),
        concurrently: false,
    };
    let mut after = before.clone();
    after.apply_anyway(&op.clone().into());
    after.apply_anyway(&detach.clone().into());
    let mut undo: Vec<Operation> = vec![detach.into()];
    let table = &op.partition;
    let is = after.table(table).cloned().unwrap_or_else(|| was.clone());
    for constraint in is.constraints() {
        if was.constraint(constraint.name()).as_ref() != Some(&constraint) {
            undo.push(
                DropConstraint {
                    table: table.clone(),
                    name: constraint.name().to_owned(),
                    kind: Some(constraint.kind()),
                    if_exists: false,
                }
                .into(),
            );
        }
    }
    for index in is.indexes.values() {
        if !was.indexes.contains_key(&index.name) {
            undo.push(
                DropIndex {
                    table: table.clone(),
                    name: index.name.clone(),
                    concurrently: false,
                    if_exists: false,
                }
                .into(),
            );
        }
    }
    for column in &was.columns {
        let Some(now) = is.column(&column.name) else {
            continue;
        };
        undo.extend(own_changes(table, now, column));
    }
    undo.extend(own_again(&op.clone().into(), table, before));
    for operation in &undo[1..] {
        after.apply_anyway(operation);
    }
    match after.table(table) == Some(was) {
        true => Ok(undo),
        false => irreversible(format!(
            "table \"{table}\" is another one once it was a partition (an identity, or an index of another name)"
        )),
    }
}

pub(super) fn reverse_detach(op: &DetachPartition, before: &SchemaState) -> Reversed {
    let of = before
        .table(&op.partition)
        .and_then(|table| table.partition_of.clone());
    if lacks_parts(&op.partition, before) {
        return irreversible(
            "an index has no part on the partition: attach one, or drop the index, first",
        );
    }
    let Some(of) = of else {
        return unknown("partition", &op.partition);
    };
    let attach = Operation::from(AttachPartition {
        parent: op.parent.clone(),
        partition: op.partition.clone(),
        bound: of.bound,
    });
    let mut after = before.clone();
    after.apply_anyway(&op.clone().into());
    match after.apply(&attach) {
        Ok(()) => Ok(vec![attach]),
        Err(_) => irreversible("it has keys of its own that are over the columns of its parent's"),
    }
}

/// The way back of a change of a table's columns, and of what columns of its partitions or heirs have of their own, which
/// both the change and its way back took from them.
pub(super) fn with_own_columns(
    op: &Operation,
    name: &ObjectName,
    before: &SchemaState,
    mut undo: Vec<Operation>,
) -> Reversed {
    let below = before.all_below(name);
    if below.is_empty() {
        return Ok(undo);
    }
    let mut after = before.clone();
    for operation in std::iter::once(op).chain(&undo) {
        after.apply_anyway(operation);
    }
    // What is set on a partition is set on those that it is cut into as well: each is looked at after the one above it.
    for name in below {
        let (Some(was), Some(is)) = (before.table(&name), after.table(&name).cloned()) else {
            continue;
        };
        for column in &was.columns {
            let now = is.column(&column.name);
            for change in now
                .into_iter()
                .flat_map(|now| own_changes(&name, now, column))
            {
                after.apply_anyway(&change);
                undo.push(change);
            }
        }
    }
    Ok(undo)
}

/// The changes that give a column what it had of its own.
fn own_changes(table: &ObjectName, now: &Column, was: &Column) -> Vec<Operation> {
    let changes = [
        (now.default != was.default).then(|| ColumnChange::Default(was.default.clone())),
        (now.comment != was.comment).then(|| ColumnChange::Comment(was.comment.clone())),
        (now.nullable != was.nullable).then_some(ColumnChange::Nullable(was.nullable)),
        (now.compression != was.compression)
            .then(|| ColumnChange::Compression(was.compression.clone())),
        (now.statistics != was.statistics).then_some(ColumnChange::Statistics(was.statistics)),
    ];
    let alter = |change| AlterColumn {
        table: table.clone(),
        column: was.name.clone(),
        change,
    };
    let changes = changes.into_iter().flatten();
    changes.map(|change| alter(change).into()).collect()
}

/// Keys and indexes of partitions that became part of the parent's, and go with it.
pub(super) fn own_again(op: &Operation, name: &ObjectName, before: &SchemaState) -> Vec<Operation> {
    let partitions = before.all_partitions_of(name);
    if partitions.is_empty() {
        return Vec::new();
    }
    let mut after = before.clone();
    after.apply_anyway(op);
    let mut again = Vec::new();
    for name in partitions {
        let (Some(was), Some(is)) = (before.table(&name), after.table(&name)) else {
            continue;
        };
        let lost = was.constraints().into_iter();
        let lost =
            lost.filter(|constraint: &Constraint| is.constraint(constraint.name()).is_none());
        again.extend(lost.map(|constraint| AddConstraint::new(name.clone(), constraint).into()));
        let lost = was
            .indexes
            .values()
            .filter(|index| !is.indexes.contains_key(&index.name));
        again.extend(lost.map(|index| new_index(&name, index.clone(), false)));
    }
    again
}
