//! Columns, with what stands on them of the keys, checks and indexes of their table.

use super::Unwritable;
use super::literal::{default, name, plain, sql, type_call, type_source};
use super::rust::{Argument, Call, text};
use crate::schema::{
    Check, Column, ColumnType, Constraint, DefaultValue, Deferrable, ForeignKey, Generation, Index,
    IndexPart, ObjectName, PrimaryKey, ReferentialAction, Unique, naming,
};

/// What stands on a column.
#[derive(Debug, Default)]
pub(super) struct Own<'a> {
    pub(super) primary_key: bool,
    pub(super) unique: bool,
    pub(super) references: Option<&'a ForeignKey>,
    /// Whether the method that makes the column has said what it refers to.
    refers: bool,
    pub(super) check: Option<&'a Check>,
    pub(super) index: bool,
}

/// Whether a primary key is what `.primary_key()` on its column makes.
pub(super) fn is_own_key(key: &PrimaryKey, table: &ObjectName, column: &str) -> bool {
    *key == PrimaryKey {
        name: naming::primary_key(table),
        columns: vec![column.to_owned()],
        without_overlaps: false,
    }
}

/// Whether a constraint is what `.unique()` on its column makes.
pub(super) fn is_own_unique(unique: &Unique, table: &ObjectName, column: &str) -> bool {
    *unique
        == Unique {
            name: naming::unique(table, &[column]),
            columns: vec![column.to_owned()],
            nulls_not_distinct: false,
            deferrable: Deferrable::No,
            without_overlaps: false,
        }
}

/// Whether a key is what `.references(...)` on its column makes, with actions or without.
pub(super) fn is_own_reference(key: &ForeignKey, table: &ObjectName, column: &str) -> bool {
    let [referenced] = key.referenced_columns.as_slice() else {
        return false;
    };
    *key == ForeignKey {
        name: naming::foreign_key(table, &[column]),
        columns: vec![column.to_owned()],
        references: key.references.clone(),
        referenced_columns: vec![referenced.clone()],
        on_delete: key.on_delete,
        on_update: key.on_update,
        on_delete_columns: Vec::new(),
        match_full: false,
        deferrable: Deferrable::No,
        not_valid: false,
        period: false,
    }
}

/// Whether a check is what the first `.check(...)` on a column makes.
pub(super) fn is_own_check(check: &Check, table: &ObjectName, column: &str) -> bool {
    check.name == naming::check(table, &[column]) && !check.not_valid && !check.not_enforced
}

/// Whether an index is what `.index()` on its column makes.
pub(super) fn is_own_index(index: &Index, table: &ObjectName, column: &str) -> bool {
    let parts = vec![IndexPart::column(column)];
    *index == Index::new(naming::index(table, &[column]), parts)
}

impl<'a> Own<'a> {
    /// Takes a constraint, if it can stand on the column.
    pub(super) fn take(
        &mut self,
        constraint: &'a Constraint,
        table: &ObjectName,
        column: &str,
    ) -> bool {
        match constraint {
            Constraint::PrimaryKey(key) if !self.primary_key => {
                self.primary_key = is_own_key(key, table, column);
                self.primary_key
            }
            Constraint::Unique(unique) if !self.unique => {
                self.unique = is_own_unique(unique, table, column);
                self.unique
            }
            Constraint::ForeignKey(key) if self.references.is_none() => {
                self.references = Some(key).filter(|key| is_own_reference(key, table, column));
                self.references.is_some()
            }
            Constraint::Check(check) if self.check.is_none() => {
                self.check = Some(check).filter(|check| is_own_check(check, table, column));
                self.check.is_some()
            }
            Constraint::PrimaryKey(_)
            | Constraint::Unique(_)
            | Constraint::ForeignKey(_)
            | Constraint::Check(_)
            | Constraint::Exclusion(_) => false,
        }
    }
}

/// A column of a new table.
pub(super) fn created(column: &Column, own: &Own<'_>) -> Result<Vec<Call>, Unwritable> {
    match short(column, own) {
        Some((call, rest, own)) => refined(call, &rest, &own),
        None => {
            let (method, arguments) = type_call(&column.column_type)?;
            let arguments = [vec![text(&column.name)], arguments].concat();
            refined(Call::new(method, arguments), column, own)
        }
    }
}

/// A column that is added to a table.
pub(super) fn added(column: &Column, own: &Own<'_>) -> Result<Vec<Call>, Unwritable> {
    let arguments = vec![text(&column.name), type_source(&column.column_type)?];
    refined(Call::new("add_column", arguments), column, own)
}

/// Whether a column is what this method makes, and nothing more.
pub(super) fn is_plain(calls: &[Call], method: &str) -> bool {
    matches!(calls, [only] if only.name == method && only.arguments.is_empty())
}

/// The method that makes most of a column, and what is left to be said.
fn short<'a>(column: &Column, own: &Own<'a>) -> Option<(Call, Column, Own<'a>)> {
    let mut rest = column.clone();
    let mut left = Own { ..*own };
    let is_current = column.default == Some(DefaultValue::CurrentTimestamp);
    let call = match (column.name.as_str(), &column.column_type) {
        ("id", ColumnType::BigInteger)
            if own.primary_key && column.generation == Some(Generation::Identity) =>
        {
            (rest.generation, left.primary_key) = (None, false);
            Call::bare("id")
        }
        ("created_at" | "updated_at", ColumnType::Timestamp) if is_current => {
            rest.default = None;
            Call::bare(&column.name)
        }
        ("deleted_at", ColumnType::Timestamp) if column.nullable => {
            rest.nullable = false;
            Call::bare("soft_delete")
        }
        (column, ColumnType::BigInteger) if own.index => {
            let key = (own.references).filter(|key| key.referenced_columns == ["id"])?;
            (left.index, left.refers) = (false, true);
            Call::new("references", vec![text(column), name(&key.references)])
        }
        _ => return None,
    };
    Some((call, rest, left))
}

/// What happens to rows when those that they refer to change.
pub(super) fn actions(key: &ForeignKey) -> Vec<Call> {
    let mut calls = Vec::new();
    for (method, action) in [("on_delete", key.on_delete), ("on_update", key.on_update)] {
        if action != ReferentialAction::NoAction {
            calls.push(Call::new(method, vec![plain(format!("{action:?}"))]));
        }
    }
    calls
}

fn refined(call: Call, column: &Column, own: &Own<'_>) -> Result<Vec<Call>, Unwritable> {
    let Column {
        name: _,
        column_type: _,
        nullable,
        default: value,
        generation,
        collation,
        comment,
        compression,
        statistics,
    } = column;
    let mut calls = vec![call];
    if own.primary_key {
        calls.push(Call::bare("primary_key"));
    }
    calls.extend(match generation {
        None => None,
        Some(Generation::Identity) => Some(Call::bare("auto_increment")),
        Some(Generation::IdentityAlways) => Some(Call::bare("identity_always")),
        Some(Generation::Stored(it)) => Some(Call::new("generated_stored", vec![sql(it)?])),
        Some(Generation::Virtual(it)) => Some(Call::new("generated_virtual", vec![sql(it)?])),
    });
    if *nullable {
        calls.push(Call::bare("optional"));
    }
    if let Some(value) = value {
        calls.push(Call::new("default", vec![default(value)?]));
    }
    if own.unique {
        calls.push(Call::bare("unique"));
    }
    if let Some(key) = own.references {
        if !own.refers {
            let mut arguments = vec![name(&key.references)];
            arguments.extend(key.referenced_columns.iter().map(|it| text(it)));
            calls.push(Call::new("references", arguments));
        }
        calls.extend(actions(key));
    }
    if own.index {
        calls.push(Call::bare("index"));
    }
    if let Some(check) = own.check {
        calls.push(Call::new("check", vec![sql(&check.expression)?]));
    }
    if let Some(collation) = collation {
        calls.push(Call::new("collate", vec![text(collation)]));
    }
    if let Some(method) = compression {
        calls.push(Call::new("compression", vec![text(method)]));
    }
    if let Some(target) = statistics {
        calls.push(Call::new("statistics", vec![plain(target)]));
    }
    if let Some(comment) = comment {
        let comment = Argument::Text(comment.clone());
        calls.push(Call::new("comment", vec![comment]));
    }
    Ok(calls)
}
