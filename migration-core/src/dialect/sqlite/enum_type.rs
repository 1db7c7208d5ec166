//! Enum types, which SQLite does not have.
//!
//! A column of an enum type is a text column with a check of its own, written on the column so that `DROP COLUMN` takes
//! it along: `"status" TEXT CONSTRAINT "posts_status_enum" CHECK ("status" IN ('draft', 'live'))`. Making, renaming or
//! dropping the type is nothing in the database; a change of its values rebuilds each table that uses it. Renaming the
//! table or the column keeps the check's name, so that the form and the ending `_enum` are what tells it from others.

use std::collections::BTreeMap;

use super::Context;
use super::context::quote;
use super::rebuild::Rebuild;
use crate::Value;
use crate::dialect::{Dialect, Statement, Unsupported};
use crate::operation::{AddEnumValue, DropEnumValue, RenameEnumValue, ValuePosition};
use crate::schema::{
    Column, ColumnType, DefaultValue, EnumType, ObjectName, SchemaState, Table, naming,
};

/// The type itself leaves no trace.
pub(super) fn nothing() -> Vec<Statement> {
    Vec::new()
}

pub(super) fn add_value(
    op: &AddEnumValue,
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    let mut values = known(&op.name, context)?.values.clone();
    if values.contains(&op.value) {
        return Ok(Vec::new());
    }
    let place = |value: &String| values.iter().position(|other| other == value);
    let at = match &op.position {
        ValuePosition::Last => None,
        ValuePosition::Before(value) => place(value),
        ValuePosition::After(value) => place(value).map(|at| at + 1),
    };
    values.insert(at.unwrap_or(values.len()), op.value.clone());
    rebuild_users(&op.name, &values, None, false, context)
}

pub(super) fn rename_value(
    op: &RenameEnumValue,
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    let mut values = known(&op.name, context)?.values.clone();
    for value in values.iter_mut().filter(|value| **value == op.from) {
        value.clone_from(&op.to);
    }
    rebuild_users(&op.name, &values, Some((&op.from, &op.to)), false, context)
}

/// The check of the new table refuses rows that still hold the value.
pub(super) fn drop_value(
    op: &DropEnumValue,
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    let mut values = known(&op.name, context)?.values.clone();
    values.retain(|value| *value != op.value);
    let merged = op.to.as_ref().map(|to| (&op.value, to));
    rebuild_users(&op.name, &values, merged, merged.is_some(), context)
}

/// Rebuilds each table with a column of the type; `renamed` are the value before and after, `merged` whether there are
/// others of the latter already.
fn rebuild_users(
    name: &ObjectName,
    values: &[String],
    renamed: Option<(&String, &String)>,
    merged: bool,
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    let mut users: BTreeMap<&ObjectName, Vec<&str>> = BTreeMap::new();
    for (table, column) in context.before.columns_of_enum(name) {
        users.entry(table).or_default().push(column);
    }
    let mut statements = Vec::new();
    for (table, columns) in users {
        let mut rebuild = Rebuild::of(context.table(table, "change an enum type")?);
        rebuild.loses_data = merged;
        for name in columns {
            if let Some((from, to)) = renamed {
                let copied = copy_renamed(&rebuild.source(name), from, to);
                rebuild.values.insert(name.to_owned(), copied);
            }
            if let Some(column) = rebuild.after.column_mut(name) {
                column.column_type = ColumnType::InlineEnum(values.to_vec());
                rename_default(column, renamed);
            }
        }
        statements.extend(rebuild.statements(context)?);
    }
    Ok(statements)
}

/// PostgreSQL keeps a default by the value's identity, so that it follows a rename; here it must be told.
fn rename_default(column: &mut Column, renamed: Option<(&String, &String)>) {
    if let (Some(DefaultValue::Value(Value::Text(value))), Some((from, to))) =
        (&mut column.default, renamed)
        && value == from
    {
        value.clone_from(to);
    }
}

fn copy_renamed(column: &str, from: &str, to: &str) -> String {
    let [from, to] = [from, to].map(|value| Dialect::Sqlite.string_literal(value));
    format!("CASE {column} WHEN {from} THEN {to} ELSE {column} END")
}

/// The check that stands for the enum type of a column, if it is of one.
pub(super) fn check(
    table: &Table,
    column: &Column,
    context: &Context<'_>,
) -> Result<Option<String>, Unsupported> {
    let values = match &column.column_type {
        ColumnType::Enumeration(name) => &known(name, context)?.values,
        ColumnType::InlineEnum(values) => values,
        _ => return Ok(None),
    };
    let name = format!("{}_{}_enum", table.name.name, column.name);
    let values: Vec<String> = values
        .iter()
        .map(|value| Dialect::Sqlite.string_literal(value))
        .collect();
    Ok(Some(format!(
        "CONSTRAINT {} CHECK ({} IN ({}))",
        quote(&naming::shorten(&name, "enum")),
        quote(&column.name),
        values.join(", ")
    )))
}

/// The type that introspection finds: the values on the column itself.
pub(super) fn inline(column_type: &ColumnType, state: &SchemaState) -> Option<ColumnType> {
    let ColumnType::Enumeration(name) = column_type else {
        return None;
    };
    let values = state.enum_type(name)?.values.clone();
    Some(ColumnType::InlineEnum(values))
}

fn known<'a>(name: &ObjectName, context: &Context<'a>) -> Result<&'a EnumType, Unsupported> {
    context.before.enum_type(name).ok_or_else(|| {
        context.unsupported(
            format!("enum types, and no migration says which values \"{name}\" has"),
            "create the type in an earlier migration, so that its values can become a check",
        )
    })
}
