//! Enum types: <https://www.postgresql.org/docs/current/sql-altertype.html>. None of this locks a table, but that a value
//! leaves a type.

mod dependents;
mod rebuild;

pub(super) use rebuild::drop_value;

use super::{PG, comment_literal, relocate, word};
use crate::dialect::{ProbeObject, Statement};
use crate::operation::{
    AddEnumValue, CommentOnEnum, CreateEnum, DropEnum, RenameEnum, RenameEnumValue, ValuePosition,
};
use crate::schema::SchemaState;

pub(super) fn create(op: &CreateEnum) -> Statement {
    let values: Vec<String> = (op.values.iter())
        .map(|value| PG.string_literal(value))
        .collect();
    Statement::new(format!(
        "CREATE TYPE {} AS ENUM ({})",
        PG.quote_name(&op.name),
        values.join(", ")
    ))
    .creates(ProbeObject::Enum(op.name.clone()))
}

pub(super) fn drop(op: &DropEnum) -> Statement {
    let if_exists = word(op.if_exists, "IF EXISTS ");
    Statement::new(format!("DROP TYPE {if_exists}{}", PG.quote_name(&op.name)))
        .removes(ProbeObject::Enum(op.name.clone()))
}

pub(super) fn comment(op: &CommentOnEnum) -> Statement {
    Statement::new(format!(
        "COMMENT ON TYPE {} IS {}",
        PG.quote_name(&op.name),
        comment_literal(op.comment.as_deref())
    ))
}

pub(super) fn rename(op: &RenameEnum, before: &SchemaState) -> Vec<Statement> {
    relocate("TYPE", &op.from, &op.to, |name| {
        before.enums.contains_key(name) || before.tables.contains_key(name)
    })
    .into_iter()
    .map(|(sql, now)| Statement::new(sql).creates(ProbeObject::Enum(now)))
    .collect()
}

/// The new value cannot be used before the transaction that adds it is committed.
pub(super) fn add_value(op: &AddEnumValue) -> Statement {
    let position = match &op.position {
        ValuePosition::Last => String::new(),
        ValuePosition::Before(other) => format!(" BEFORE {}", PG.string_literal(other)),
        ValuePosition::After(other) => format!(" AFTER {}", PG.string_literal(other)),
    };
    let mut statement = Statement::new(format!(
        "ALTER TYPE {} ADD VALUE {}{}{position}",
        PG.quote_name(&op.name),
        word(op.if_not_exists, "IF NOT EXISTS "),
        PG.string_literal(&op.value),
    ))
    .creates(ProbeObject::EnumValue(op.name.clone(), op.value.clone()));
    statement.facts.commit_before_use = true;
    statement
}

pub(super) fn rename_value(op: &RenameEnumValue) -> Statement {
    Statement::new(format!(
        "ALTER TYPE {} RENAME VALUE {} TO {}",
        PG.quote_name(&op.name),
        PG.string_literal(&op.from),
        PG.string_literal(&op.to),
    ))
    .creates(ProbeObject::EnumValue(op.name.clone(), op.to.clone()))
}
