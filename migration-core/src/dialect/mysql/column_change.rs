//! What changes about a column.
//!
//! `MODIFY COLUMN` replaces the whole definition (<https://dev.mysql.com/doc/refman/8.4/en/alter-table.html>), so it is
//! written from the state. Only a default can be changed alone, and is, where the server keeps its form.

use super::alter::{Alter, Work};
use super::column;
use super::column_type::is_large;
use super::context::{Answer, Context};
use super::{default, foreign_key, identity, type_change};
use crate::Value;
use crate::dialect::Statement;
use crate::operation::{AlterColumn, ColumnChange};
use crate::schema::{Column, ColumnType, DefaultValue, Generation, Table};

pub(super) fn alter(cx: &Context<'_>, op: &AlterColumn) -> Answer<Vec<Statement>> {
    match &op.change {
        ColumnChange::Type { to, using } => type_change::retype(cx, op, to, using.as_ref()),
        ColumnChange::Nullable(nullable) => set_nullable(cx, op, *nullable),
        ColumnChange::Default(default) => set_default(cx, op, default.as_ref()),
        ColumnChange::Generation(generation) => set_generation(cx, op, generation.as_ref()),
        ColumnChange::Collation(collation) => {
            let (table, column) = cx.column(&op.table, &op.column)?;
            let mut after = column.clone();
            after.collation.clone_from(collation);
            type_change::replace(cx, table, column, &after)
        }
        ColumnChange::Comment(comment) => {
            let (table, column) = cx.column(&op.table, &op.column)?;
            let mut after = column.clone();
            after.comment.clone_from(comment);
            modify(cx, table, &after, Work::Metadata)
        }
        ColumnChange::Compression(_) | ColumnChange::Statistics(_) => {
            column::refuse_tuning(cx, &op.column).map(|()| Vec::new())
        }
    }
}

pub(super) fn modify(
    cx: &Context<'_>,
    table: &Table,
    column: &Column,
    work: Work,
) -> Answer<Vec<Statement>> {
    let mut alter = Alter::new(&table.name);
    alter.add(work, column::modify(cx, table, column)?);
    Ok(vec![alter.statement(cx)?])
}

fn set_nullable(cx: &Context<'_>, op: &AlterColumn, nullable: bool) -> Answer<Vec<Statement>> {
    let (table, column) = cx.column(&op.table, &op.column)?;
    let mut after = column.clone();
    after.nullable = nullable;
    let mut changed = table.clone();
    if let Some(old) = changed.column_mut(&column.name) {
        *old = after.clone();
    }
    for key in table
        .foreign_keys
        .values()
        .filter(|key| key.columns.contains(&column.name))
    {
        foreign_key::clause(cx, key, Some(&changed))?;
    }
    modify(cx, table, &after, Work::Rebuild)
}

/// `SET DEFAULT` and `DROP DEFAULT` leave all else of the column alone, also what the state does not know. Not so:
/// the current time, which MySQL would take in parentheses only and then report as another expression; and taking a
/// default from a column that may be NULL, which on MySQL would then refuse inserts that leave it out (error 1364).
fn set_default(
    cx: &Context<'_>,
    op: &AlterColumn,
    new: Option<&DefaultValue>,
) -> Answer<Vec<Statement>> {
    let known = cx.column(&op.table, &op.column);
    let new = new.filter(|default| **default != DefaultValue::Value(Value::Null));
    let clause = match (new, &known) {
        (None, Ok((_, column))) if !column.nullable => "DROP DEFAULT".to_owned(),
        (Some(DefaultValue::Value(value)), Ok((_, column))) if !is_custom(column) => {
            let value = DefaultValue::Value(value.clone());
            format!(
                "SET DEFAULT {}",
                default::sql(cx, &column.column_type, &value)?
            )
        }
        (Some(DefaultValue::Expression(expression)), _) => {
            format!("SET DEFAULT ({})", cx.sql(expression)?)
        }
        _ => {
            let (table, column) = known?;
            let mut after = column.clone();
            after.default = new.cloned();
            return modify(cx, table, &after, Work::Metadata);
        }
    };
    let mut alter = Alter::new(&op.table);
    alter.add(
        Work::Metadata,
        format!("ALTER COLUMN {} {clause}", cx.quote(&op.column)?),
    );
    Ok(vec![alter.statement(cx)?])
}

fn is_custom(column: &Column) -> bool {
    matches!(&column.column_type, ColumnType::Custom(_)) && !is_large(&column.column_type)
}

fn set_generation(
    cx: &Context<'_>,
    op: &AlterColumn,
    new: Option<&Generation>,
) -> Answer<Vec<Statement>> {
    let (table, column) = cx.column(&op.table, &op.column)?;
    let mut after = column.clone();
    after.generation = new.cloned();
    if matches!(&column.generation, Some(Generation::Virtual(_))) {
        return cx.refuse(
            format!("way to keep the values of a virtual column (\"{}\")", column.name),
            "add a new column, fill it by an UPDATE, then drop the virtual one and rename the new one",
        );
    }
    match new {
        Some(Generation::Stored(_) | Generation::Virtual(_)) => cx.refuse(
            format!(
                "way to turn a column into a generated one (\"{}\")",
                column.name
            ),
            "drop the column, and add it again as a generated one",
        ),
        Some(Generation::Identity | Generation::IdentityAlways) => {
            after.default = None;
            let mut changed = table.clone();
            if let Some(old) = changed.column_mut(&column.name) {
                *old = after.clone();
            }
            identity::check(cx, &changed)?;
            modify(cx, table, &after, Work::Copy)
        }
        None => modify(cx, table, &after, Work::Copy),
    }
}
