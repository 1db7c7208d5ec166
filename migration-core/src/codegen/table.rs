//! Tables as a whole, and their partitions.

use super::Unwritable;
use super::column::{
    Own, created, is_own_check, is_own_index, is_own_key, is_own_reference, is_own_unique, is_plain,
};
use super::constraint::{self, foreign_key, is_named_twice};
use super::index;
use super::literal::{self, expression, name, plain};
use super::part::Part;
use super::rust::{Argument, Call, Line, text, texts};
use crate::Value;
use crate::dialect::Dialect;
use crate::operation::{AttachPartition, CreateTable, DetachPartition, DropTable, RenameTable};
use crate::schema::{
    BoundValue, Expression, ObjectName, PartitionBound, PartitionOf, Partitioning, RowSecurity,
    Table,
};

pub(super) fn create(op: &CreateTable) -> Result<Part<'static>, Unwritable> {
    let table = &op.table;
    if let Some(of) = &table.partition_of
        && is_partition_alone(op)
    {
        let arguments = vec![name(&table.name), name(&of.parent)];
        let calls = vec![Call::new("create_partition", arguments), bound(&of.bound)?];
        return Ok(Part::Schema(calls));
    }
    let inside = inside(op)?;
    let lines = inside.into_iter().map(|calls| Line::Calls("t", calls));
    let arguments = vec![name(&table.name), Argument::Block("t", lines.collect())];
    Ok(Part::call("create_table", arguments))
}

/// Whether a table is a partition, and nothing else is said of it.
fn is_partition_alone(op: &CreateTable) -> bool {
    let mut alone = Table::new(op.table.name.clone());
    alone.partition_of.clone_from(&op.table.partition_of);
    op.table == alone && !op.if_not_exists && op.like.is_none()
}

/// The statements within the block of a table.
fn inside(op: &CreateTable) -> Result<Vec<Vec<Call>>, Unwritable> {
    let CreateTable {
        table,
        if_not_exists,
        like,
    } = op;
    let Table {
        name: _,
        columns: _,
        primary_key: _,
        uniques: _,
        foreign_keys: _,
        checks: _,
        exclusions: _,
        indexes: _,
        comment,
        temporary,
        unlogged,
        partitioning,
        partition_of,
        inherits,
        row_security,
        constraint_comments,
        storage,
        tablespace,
    } = table;
    if is_named_twice(table) {
        return Err(Unwritable::because("two constraints have the same name"));
    }
    let bare = |said: bool, method| said.then(|| vec![Call::bare(method)]);
    let mut out = Vec::new();
    out.extend(bare(*if_not_exists, "if_not_exists"));
    out.extend(bare(*temporary, "temporary"));
    out.extend(bare(*unlogged, "unlogged"));
    out.extend(
        like.as_ref()
            .map(|it| vec![Call::new("like", vec![name(it)])]),
    );
    let heirs = inherits.iter();
    out.extend(heirs.map(|it| vec![Call::new("inherits", vec![name(it)])]));
    if let Some(of) = partition_of {
        out.push(partition(of)?);
    }
    columns_and_keys(table, &mut out)?;
    if let Some(partitioning) = partitioning {
        out.push(vec![cut(partitioning)?]);
    }
    for (parameter, value) in storage {
        out.push(vec![Call::new("with", vec![text(parameter), text(value)])]);
    }
    if let Some(tablespace) = tablespace {
        out.push(vec![Call::new("tablespace", vec![text(tablespace)])]);
    }
    if let Some(comment) = comment {
        let comment = Argument::Text(comment.clone());
        out.push(vec![Call::new("comment", vec![comment])]);
    }
    for (constraint, comment) in constraint_comments {
        let arguments = vec![text(constraint), Argument::Text(comment.clone())];
        out.push(vec![Call::new("comment_on_constraint", arguments)]);
    }
    let RowSecurity { enabled, forced } = row_security;
    out.extend(bare(*enabled, "row_security"));
    out.extend(bare(*forced, "force_row_security"));
    Ok(out)
}

/// The columns, each with what can stand on it, and the keys, checks and indexes that are left.
fn columns_and_keys(table: &Table, out: &mut Vec<Vec<Call>>) -> Result<(), Unwritable> {
    let of = &table.name;
    let mut taken: Vec<&str> = Vec::new();
    let mut indexes: Vec<&str> = Vec::new();
    let mut columns: Vec<Vec<Call>> = Vec::new();
    for column in &table.columns {
        let at = column.name.as_str();
        let mut own = Own::default();
        if let Some(key) = (table.primary_key.as_ref()).filter(|it| is_own_key(it, of, at)) {
            own.primary_key = true;
            taken.push(&key.name);
        }
        if let Some(it) = (table.uniques.values()).find(|it| is_own_unique(it, of, at)) {
            own.unique = true;
            taken.push(&it.name);
        }
        let mut keys = table.foreign_keys.values();
        if let Some(it) = keys.find(|it| is_own_reference(it, of, at)) {
            own.references = Some(it);
            taken.push(&it.name);
        }
        // Another column's check may be called like this one's.
        let checks = table
            .checks
            .values()
            .filter(|it| !taken.contains(&it.name.as_str()));
        if let Some(it) = checks
            .into_iter()
            .find(|it| is_own_check(it, of, at) && it.expression.mentions(at))
        {
            own.check = Some(it);
            taken.push(&it.name);
        }
        if let Some(it) = (table.indexes.values()).find(|it| is_own_index(it, of, at)) {
            own.index = true;
            indexes.push(&it.name);
        }
        let calls = created(column, &own)?;
        match columns.last_mut() {
            Some(last) if is_plain(last, "created_at") && is_plain(&calls, "updated_at") => {
                *last = vec![Call::bare("timestamps")];
            }
            Some(_) | None => columns.push(calls),
        }
    }
    out.append(&mut columns);
    let is_left = |name: &str| !taken.contains(&name);
    if let Some(key) = (table.primary_key.as_ref()).filter(|key| is_left(&key.name)) {
        let call = Call::new("primary_key", vec![texts(&key.columns)]);
        out.push(constraint::primary_key(call, key, of));
    }
    for unique in table.uniques.values().filter(|it| is_left(&it.name)) {
        let call = Call::new("unique", vec![texts(&unique.columns)]);
        out.push(constraint::unique(call, unique, of));
    }
    for key in table.foreign_keys.values().filter(|it| is_left(&it.name)) {
        let call = Call::new("foreign_key", vec![texts(&key.columns)]);
        out.push(foreign_key(call, key, of));
    }
    for check in table.checks.values().filter(|it| is_left(&it.name)) {
        out.push(constraint::check("check", Vec::new(), check)?);
    }
    for exclusion in table.exclusions.values() {
        out.push(constraint::exclusion(
            Call::bare("exclusion"),
            exclusion,
            of,
        )?);
    }
    let left = table.indexes.values();
    for it in left.filter(|it| !indexes.contains(&it.name.as_str())) {
        let call = Call::new("index", vec![literal::parts(&it.parts)?]);
        out.push(index::refined(call, it, of)?);
    }
    Ok(())
}

/// How a table is cut into partitions.
fn cut(partitioning: &Partitioning) -> Result<Call, Unwritable> {
    let Partitioning { strategy, keys } = partitioning;
    let strategy = plain(format!("PartitionStrategy::{strategy:?}"));
    let columns: Option<Vec<String>> = keys.iter().map(quoted_column).collect();
    if let Some(columns) = columns {
        return Ok(Call::new("partition_by", vec![strategy, texts(&columns)]));
    }
    let keys: Result<_, _> = keys.iter().map(expression).collect();
    let arguments = vec![strategy, Argument::List(keys?)];
    Ok(Call::new("partition_by_expressions", arguments))
}

/// The column that a key of a partitioned table is, in its quotes.
fn quoted_column(key: &Expression) -> Option<String> {
    let text = key.any_text();
    let column = match text.strip_prefix('"').and_then(|it| it.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => text.to_owned(),
    };
    (Expression::new(Dialect::Postgres.quote(&column)) == *key).then_some(column)
}

/// What a table is a partition of. What its keys and indexes are called there is the server's matter.
fn partition(of: &PartitionOf) -> Result<Vec<Call>, Unwritable> {
    let PartitionOf {
        parent,
        bound: rows,
        names: _,
        without,
    } = of;
    if let Some(index) = without.first() {
        let reason = format!("it has not the index \"{index}\" of its table");
        return Err(Unwritable::because(reason));
    }
    let of = Call::new("partition_of", vec![name(parent)]);
    Ok(vec![of, bound(rows)?])
}

fn bound(bound: &PartitionBound) -> Result<Call, Unwritable> {
    Ok(match bound {
        PartitionBound::Range { from, to } => {
            let all: Vec<&BoundValue> = from.iter().chain(to).collect();
            let values = bound_values(&all)?;
            let (first, last) = values.split_at(from.len());
            let arguments = vec![
                Argument::List(first.to_vec()),
                Argument::List(last.to_vec()),
            ];
            Call::new("for_values_from_to", arguments)
        }
        PartitionBound::List(values) => {
            let values = bound_values(&values.iter().collect::<Vec<_>>())?;
            Call::new("for_values_in", vec![Argument::List(values)])
        }
        PartitionBound::Hash { modulus, remainder } => {
            Call::new("for_values_with", vec![plain(modulus), plain(remainder)])
        }
        PartitionBound::Default => Call::bare("default"),
    })
}

/// Values of one type of Rust.
fn bound_values(values: &[&BoundValue]) -> Result<Vec<Argument>, Unwritable> {
    if values.is_empty() {
        return Err(Unwritable::because("a bound has no values"));
    }
    let alike = |a: &Value, b: &Value| std::mem::discriminant(a) == std::mem::discriminant(b);
    let first = match values.first() {
        Some(BoundValue::Value(value)) => Some(value),
        _ => None,
    };
    let is_like_first = |it: &&BoundValue| match it {
        BoundValue::Value(value) => first.is_some_and(|first| alike(first, value)),
        BoundValue::Expression(_) | BoundValue::Minimum | BoundValue::Maximum => false,
    };
    let are_values = values.iter().all(is_like_first);
    let are_expressions = values
        .iter()
        .all(|it| matches!(it, BoundValue::Expression(_)));
    let has_limit =
        (values.iter()).any(|it| matches!(it, BoundValue::Minimum | BoundValue::Maximum));
    let are_any_values = values.iter().all(|it| matches!(it, BoundValue::Value(_)));
    if !(are_expressions || has_limit || are_any_values) {
        return Err(Unwritable::because("a bound mixes values and expressions"));
    }
    let of_one = |it: &&BoundValue| {
        let written = match it {
            BoundValue::Minimum => return Ok(plain("min_value()")),
            BoundValue::Maximum => return Ok(plain("max_value()")),
            BoundValue::Value(it) => literal::value(it)?,
            BoundValue::Expression(it) => expression(it)?,
        };
        if are_values || are_expressions {
            return Ok(written);
        }
        let source = match written {
            Argument::Chain(head, mut calls) => {
                calls.push(Call::bare("into"));
                return Ok(Argument::Chain(head, calls));
            }
            Argument::Text(text) => super::rust::literal(&text),
            Argument::Plain(source) => source,
            Argument::List(_) | Argument::Row(_) | Argument::Block(..) => {
                return Err(Unwritable::because("a bound is a value of many parts"));
            }
        };
        Ok(plain(match has_limit {
            true => format!("{source}.into()"),
            false => literal::as_value(source),
        }))
    };
    values.iter().map(of_one).collect()
}

pub(super) fn drop(op: &DropTable) -> Part<'static> {
    let mut calls = vec![Call::new("drop_table", vec![name(&op.table)])];
    calls.extend(op.if_exists.then(|| Call::bare("if_exists")));
    calls.extend(op.cascade.then(|| Call::bare("cascade")));
    Part::Schema(calls)
}

pub(super) fn rename(op: &RenameTable) -> Part<'static> {
    Part::call("rename_table", vec![name(&op.from), name(&op.to)])
}

pub(super) fn attach(op: &AttachPartition) -> Result<Part<'static>, Unwritable> {
    let arguments = vec![name(&op.parent), name(&op.partition)];
    let calls = vec![Call::new("attach_partition", arguments), bound(&op.bound)?];
    Ok(Part::Schema(calls))
}

pub(super) fn detach(op: &DetachPartition) -> Part<'static> {
    let arguments = vec![name(&op.parent), name(&op.partition)];
    let mut calls = vec![Call::new("detach_partition", arguments)];
    calls.extend(op.concurrently.then(|| Call::bare("concurrently")));
    Part::Schema(calls)
}

/// A name that may differ from the usual one.
pub(super) fn named(name: &str, usual: &str) -> Option<Call> {
    (name != usual).then(|| Call::new("name", vec![text(name)]))
}

/// A comment that is set, or removed: `None`.
pub(super) fn perhaps(comment: Option<&String>) -> Argument {
    match comment {
        Some(comment) => plain(format!("{}.to_owned()", super::rust::literal(comment))),
        None => plain("None"),
    }
}

/// The table and one name, as arguments.
pub(super) fn of_table(table: &ObjectName, part: &str) -> Vec<Argument> {
    vec![name(table), text(part)]
}
