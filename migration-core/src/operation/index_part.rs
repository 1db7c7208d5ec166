//! Indexes of partitions as parts of their table's: what each function over operations says of attaching one.

use super::apply::ConflictKind;
use super::check::Checker;
use super::reverse::{Reversed, irreversible, unknown};
use super::{AttachIndex, CreateIndex, DropIndex, Operation};
use crate::schema::{Index, ObjectName, SchemaState, is_same_index};

/// The partitions that there are do not have the new index.
pub(super) fn leave_without(state: &mut SchemaState, table: &ObjectName, index: &str) {
    for name in state.tables.names_linked_to(table) {
        let mut partition = state.tables.get_mut(&name);
        let of = (partition.as_mut()).and_then(|partition| partition.partition_of.as_mut());
        if let Some(of) = of.filter(|of| of.parent == *table) {
            of.without.insert(index.to_owned());
        }
    }
}

pub(super) fn attach_index(state: &mut SchemaState, op: &AttachIndex) {
    if let Some(mut partition) = state.tables.get_mut(&op.partition) {
        partition.indexes.remove(&op.part);
        if let Some(of) = &mut partition.partition_of {
            of.without.remove(&op.index);
            of.names.insert(op.index.clone(), op.part.clone());
        }
    }
}

/// Nothing takes a part out of an index again, so that the whole is made anew and its other parts are attached to it.
pub(super) fn reverse_attach_index(op: &AttachIndex, before: &SchemaState) -> Reversed {
    let found = before.table(&op.partition);
    let Some(part) = found.and_then(|table| table.indexes.get(&op.part)) else {
        return unknown("index", &op.part);
    };
    let drop = DropIndex {
        table: op.table.clone(),
        name: op.index.clone(),
        concurrently: false,
        if_exists: false,
    };
    let mut undo: Vec<Operation> = vec![drop.into()];
    undo.extend(index_again(&op.table, &op.index, before));
    undo.push(new_index(&op.partition, part.clone(), false));
    let mut after = before.clone();
    after.apply_anyway(&op.clone().into());
    for operation in &undo {
        after.apply_anyway(operation);
    }
    match after == *before {
        true => Ok(undo),
        false => irreversible("partitions of partitions have parts of the index"),
    }
}

/// Whether a partition of the table, or the table as a partition, has no part of some index. Made again, it would have.
pub(super) fn lacks_parts(name: &ObjectName, before: &SchemaState) -> bool {
    let partitions = before.all_partitions_of(name);
    let mut tables = partitions.iter().chain([name]);
    tables.any(|name| {
        let of = before
            .table(name)
            .and_then(|table| table.partition_of.as_ref());
        of.is_some_and(|of| !of.without.is_empty())
    })
}

/// An index of a table and the parts of it, as they were attached.
pub(super) fn index_again(table: &ObjectName, index: &str, before: &SchemaState) -> Vec<Operation> {
    let found = before.table(table);
    let Some(whole) = found.and_then(|table| table.indexes.get(index)) else {
        return Vec::new();
    };
    let partitions = before.partitions_of(table);
    let parts: Vec<_> = partitions
        .filter_map(|partition| Some((&partition.name, partition.partition_of.as_ref()?)))
        .collect();
    let only = parts.iter().any(|(_, of)| of.without.contains(index));
    let mut again = vec![new_index(table, whole.clone(), only)];
    let attached = (parts.iter()).filter(|(_, of)| only && !of.without.contains(index));
    for (partition, of) in attached {
        let Some(name) = of.names.get(index) else {
            continue;
        };
        let part = Index {
            name: name.clone(),
            comment: None,
            ..whole.clone()
        };
        again.push(new_index(partition, part, false));
        let attach = AttachIndex {
            table: table.clone(),
            index: index.to_owned(),
            partition: (*partition).clone(),
            part: name.clone(),
        };
        again.push(attach.into());
    }
    again
}

pub(super) fn new_index(table: &ObjectName, index: Index, only: bool) -> Operation {
    CreateIndex {
        table: table.clone(),
        index,
        concurrently: false,
        if_not_exists: false,
        only,
    }
    .into()
}

impl Checker<'_> {
    pub(super) fn attach_index(&mut self, op: &AttachIndex) {
        self.part(&op.table, Some(&op.index));
        self.part(&op.partition, Some(&op.part));
        let (table, partition) = (self.state.table(&op.table), self.state.table(&op.partition));
        let (Some(table), Some(partition)) = (table, partition) else {
            return;
        };
        let (whole, part) = (
            table.indexes.get(&op.index),
            partition.indexes.get(&op.part),
        );
        let (Some(whole), Some(part)) = (whole, part) else {
            return;
        };
        let of = partition.partition_of.as_ref();
        let of = of.filter(|of| of.parent == op.table);
        let message = match of {
            None => format!(
                "table \"{}\" is no partition of \"{}\"",
                op.partition, op.table
            ),
            Some(of) if !of.without.contains(&op.index) => format!(
                "table \"{}\" has a part of index \"{}\" already",
                op.partition, op.index
            ),
            Some(_) if !is_same_index(part, whole) => format!(
                "index \"{}\" of table \"{}\" is not the same over its rows as index \"{}\"",
                op.part, op.partition, op.index
            ),
            Some(_) => return,
        };
        self.report(ConflictKind::Invalid, message, None);
    }
}
