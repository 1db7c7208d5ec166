//! Constraints.

use std::collections::BTreeSet;

use super::Unwritable;
use super::column::actions;
use super::literal::{name, parts, plain, sql};
use super::part::Part;
use super::rust::{Argument, Call, text, texts};
use super::table::{named, of_table, perhaps};
use crate::operation::{
    AddConstraint, AlterConstraint, CommentOnPart, ConstraintChange, DropConstraint,
    RenameConstraint, TablePart, ValidateConstraint,
};
use crate::schema::{
    Check, Constraint, ConstraintKind, Deferrable, Exclusion, ForeignKey, ObjectName, PrimaryKey,
    Table, Unique, naming,
};

/// Whether two constraints of a table have one name.
pub(super) fn is_named_twice(table: &Table) -> bool {
    let constraints = table.constraints();
    let names: BTreeSet<&str> = constraints.iter().map(Constraint::name).collect();
    names.len() < constraints.len()
}

pub(super) fn primary_key(call: Call, key: &PrimaryKey, table: &ObjectName) -> Vec<Call> {
    let PrimaryKey {
        name,
        columns: _,
        without_overlaps,
    } = key;
    let mut calls = vec![call];
    calls.extend(named(name, &naming::primary_key(table)));
    calls.extend(without_overlaps.then(|| Call::bare("without_overlaps")));
    calls
}

pub(super) fn unique(call: Call, unique: &Unique, table: &ObjectName) -> Vec<Call> {
    let Unique {
        name,
        columns,
        nulls_not_distinct,
        deferrable,
        without_overlaps,
    } = unique;
    let mut calls = vec![call];
    calls.extend(named(name, &naming::unique(table, columns)));
    calls.extend(nulls_not_distinct.then(|| Call::bare("nulls_not_distinct")));
    calls.extend(without_overlaps.then(|| Call::bare("without_overlaps")));
    calls.extend(deferred(*deferrable));
    calls
}

fn deferred(deferrable: Deferrable) -> Option<Call> {
    match deferrable {
        Deferrable::No => None,
        Deferrable::InitiallyImmediate => Some(Call::bare("deferrable")),
        Deferrable::InitiallyDeferred => Some(Call::bare("initially_deferred")),
    }
}

pub(super) fn foreign_key(call: Call, key: &ForeignKey, table: &ObjectName) -> Vec<Call> {
    let ForeignKey {
        name: called,
        columns,
        references,
        referenced_columns,
        on_delete: _,
        on_update: _,
        on_delete_columns,
        match_full,
        deferrable,
        not_valid,
        period,
    } = key;
    let to = vec![name(references), texts(referenced_columns)];
    let mut calls = vec![call, Call::new("references", to)];
    calls.extend(named(called, &naming::foreign_key(table, columns)));
    calls.extend(actions(key));
    if !on_delete_columns.is_empty() {
        calls.push(Call::new(
            "on_delete_columns",
            vec![texts(on_delete_columns)],
        ));
    }
    calls.extend(match_full.then(|| Call::bare("match_full")));
    calls.extend(period.then(|| Call::bare("period")));
    calls.extend(deferred(*deferrable));
    calls.extend(not_valid.then(|| Call::bare("not_valid")));
    calls
}

/// A check, by a method that may be handed the table first.
pub(super) fn check(
    method: &str,
    first: Vec<Argument>,
    check: &Check,
) -> Result<Vec<Call>, Unwritable> {
    let Check {
        name,
        expression,
        not_valid,
        not_enforced,
    } = check;
    let arguments = [first, vec![text(name), sql(expression)?]].concat();
    let mut calls = vec![Call::new(method, arguments)];
    calls.extend(not_valid.then(|| Call::bare("not_valid")));
    calls.extend(not_enforced.then(|| Call::bare("not_enforced")));
    Ok(calls)
}

pub(super) fn exclusion(
    call: Call,
    exclusion: &Exclusion,
    table: &ObjectName,
) -> Result<Vec<Call>, Unwritable> {
    let Exclusion {
        name,
        method,
        elements,
        filter,
        deferrable,
    } = exclusion;
    let mut calls = vec![call];
    for element in elements {
        let part = parts(std::slice::from_ref(&element.part))?;
        calls.push(Call::new("with", vec![part, text(&element.operator)]));
    }
    let keys = elements.iter();
    let keys: Vec<&str> = keys
        .map(|element| element.part.column_name().unwrap_or("expr"))
        .collect();
    calls.extend(named(name, &naming::exclusion(table, &keys)));
    if method != "gist" {
        calls.push(Call::new("using", vec![text(method)]));
    }
    if let Some(filter) = filter {
        calls.push(Call::new("filter", vec![sql(filter)?]));
    }
    calls.extend(deferred(*deferrable));
    Ok(calls)
}

pub(super) fn add(op: &AddConstraint) -> Result<Part<'_>, Unwritable> {
    let AddConstraint {
        table,
        constraint,
        using_index,
    } = op;
    let using = using_index.iter();
    let using = using.map(|index| Call::new("using_index", vec![text(index)]));
    let using: Vec<Call> = using.collect();
    let both = |method: &str, columns: &[String], refine: &dyn Fn(Call) -> Vec<Call>| {
        let inside = refine(Call::new(method, vec![texts(columns)]));
        let alone = refine(Call::new(method, vec![name(table), texts(columns)]));
        (inside, alone)
    };
    let (inside, alone) = match constraint {
        Constraint::PrimaryKey(key) => {
            let arguments = vec![name(table), texts(&key.columns)];
            let calls = primary_key(Call::new("add_primary_key", arguments), key, table);
            return Ok(Part::Schema([calls, using].concat()));
        }
        Constraint::Unique(it) => {
            let refine = |call| [unique(call, it, table), using.clone()].concat();
            both("add_unique", &it.columns, &refine)
        }
        _ if !using.is_empty() => {
            let reason = "only keys and unique constraints are made of an index";
            return Err(Unwritable::because(reason));
        }
        Constraint::ForeignKey(key) => {
            let refine = |call| foreign_key(call, key, table);
            both("add_foreign_key", &key.columns, &refine)
        }
        Constraint::Check(it) => (
            check("add_check", Vec::new(), it)?,
            check("add_check", vec![name(table)], it)?,
        ),
        Constraint::Exclusion(it) => (
            exclusion(Call::bare("add_exclusion"), it, table)?,
            exclusion(Call::new("add_exclusion", vec![name(table)]), it, table)?,
        ),
    };
    Ok(Part::Either(table, inside, alone))
}

pub(super) fn drop(op: &DropConstraint) -> Part<'static> {
    let DropConstraint {
        table,
        name: called,
        kind,
        if_exists,
    } = op;
    let method = match kind {
        None => "drop_constraint",
        Some(ConstraintKind::PrimaryKey) => "drop_primary_key",
        Some(ConstraintKind::Unique) => "drop_unique",
        Some(ConstraintKind::ForeignKey) => "drop_foreign_key",
        Some(ConstraintKind::Check) => "drop_check",
        Some(ConstraintKind::Exclusion) => "drop_exclusion",
    };
    let mut calls = match kind {
        Some(ConstraintKind::PrimaryKey) => {
            let name_of_key = named(called, &naming::primary_key(table));
            let drop = Call::new(method, vec![name(table)]);
            std::iter::once(drop).chain(name_of_key).collect()
        }
        _ => vec![Call::new(method, of_table(table, called))],
    };
    calls.extend(if_exists.then(|| Call::bare("if_exists")));
    Part::Schema(calls)
}

pub(super) fn rename(op: &RenameConstraint) -> Part<'static> {
    let arguments = vec![name(&op.table), text(&op.from), text(&op.to)];
    Part::call("rename_constraint", arguments)
}

pub(super) fn validate(op: &ValidateConstraint) -> Part<'static> {
    Part::call("validate_constraint", of_table(&op.table, &op.name))
}

pub(super) fn alter(op: &AlterConstraint) -> Part<'static> {
    let mut arguments = of_table(&op.table, &op.name);
    let method = match op.change {
        ConstraintChange::Deferrable(to) => {
            arguments.push(plain(format!("Deferrable::{to:?}")));
            "set_deferrable"
        }
        ConstraintChange::Enforced(is) => {
            arguments.push(plain(is));
            "set_enforced"
        }
    };
    Part::call(method, arguments)
}

pub(super) fn comment(op: &CommentOnPart) -> Part<'static> {
    let (method, part) = match &op.part {
        TablePart::Constraint(name) => ("comment_on_constraint", name),
        TablePart::Index(name) => ("comment_on_index", name),
    };
    let mut arguments = of_table(&op.table, part);
    arguments.push(perhaps(op.comment.as_ref()));
    Part::call(method, arguments)
}
