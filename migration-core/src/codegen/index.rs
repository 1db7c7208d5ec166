//! Indexes.

use super::Unwritable;
use super::literal::{name, parts, sql};
use super::part::Part;
use super::rust::{Argument, Call, text, texts};
use super::table::{named, of_table};
use crate::operation::{AttachIndex, CreateIndex, DropIndex, Reindex, RenameIndex};
use crate::schema::{Index, IndexPart, ObjectName, naming};

/// What is said of an index besides its keys.
pub(super) fn refined(
    call: Call,
    index: &Index,
    table: &ObjectName,
) -> Result<Vec<Call>, Unwritable> {
    let Index {
        name,
        parts,
        unique,
        method,
        include,
        filter,
        nulls_not_distinct,
        storage,
        tablespace,
        comment,
    } = index;
    let keys = parts.iter();
    let keys: Vec<&str> = keys
        .map(|part: &IndexPart| part.column_name().unwrap_or("expr"))
        .collect();
    let mut calls = vec![call];
    calls.extend(named(name, &naming::index(table, &keys)));
    calls.extend(unique.then(|| Call::bare("unique")));
    calls.extend(method.as_ref().map(|method| match method.as_str() {
        "fulltext" | "spatial" => Call::bare(method),
        method => Call::new("using", vec![text(method)]),
    }));
    if !include.is_empty() {
        calls.push(Call::new("include", vec![texts(include)]));
    }
    if let Some(filter) = filter {
        calls.push(Call::new("filter", vec![sql(filter)?]));
    }
    calls.extend(nulls_not_distinct.then(|| Call::bare("nulls_not_distinct")));
    for (parameter, value) in storage {
        calls.push(Call::new("with", vec![text(parameter), text(value)]));
    }
    if let Some(tablespace) = tablespace {
        calls.push(Call::new("tablespace", vec![text(tablespace)]));
    }
    if let Some(comment) = comment {
        let comment = Argument::Text(comment.clone());
        calls.push(Call::new("comment", vec![comment]));
    }
    Ok(calls)
}

pub(super) fn create(op: &CreateIndex) -> Result<Part<'_>, Unwritable> {
    let CreateIndex {
        table,
        index,
        concurrently,
        if_not_exists,
        only,
    } = op;
    let keys = parts(&index.parts)?;
    let refine = |call| {
        let mut calls = refined(call, index, table)?;
        calls.extend(if_not_exists.then(|| Call::bare("if_not_exists")));
        calls.extend(only.then(|| Call::bare("only")));
        calls.extend(concurrently.then(|| Call::bare("concurrently")));
        Ok(calls)
    };
    let inside = refine(Call::new("add_index", vec![keys.clone()]))?;
    let alone = refine(Call::new("create_index", vec![name(table), keys]))?;
    Ok(Part::Either(table, inside, alone))
}

pub(super) fn attach(op: &AttachIndex) -> Part<'static> {
    let mut arguments = of_table(&op.table, &op.index);
    arguments.extend(of_table(&op.partition, &op.part));
    Part::call("attach_index", arguments)
}

pub(super) fn drop(op: &DropIndex) -> Part<'static> {
    let mut calls = vec![Call::new("drop_index", of_table(&op.table, &op.name))];
    calls.extend(op.if_exists.then(|| Call::bare("if_exists")));
    calls.extend(op.concurrently.then(|| Call::bare("concurrently")));
    Part::Schema(calls)
}

pub(super) fn rename(op: &RenameIndex) -> Part<'static> {
    let arguments = vec![name(&op.table), text(&op.from), text(&op.to)];
    Part::call("rename_index", arguments)
}

pub(super) fn reindex(op: &Reindex) -> Part<'static> {
    let mut calls = vec![match &op.index {
        Some(index) => Call::new("reindex", of_table(&op.table, index)),
        None => Call::new("reindex_table", vec![name(&op.table)]),
    }];
    calls.extend(op.concurrently.then(|| Call::bare("concurrently")));
    Part::Schema(calls)
}
