//! Payloads about enum types.

use super::reverse::{Reversed, perhaps_there, unknown};
use super::{AlterColumn, ColumnChange, Operation};
use crate::schema::{ObjectName, SchemaState};

/// See [`Operation::CreateEnum`](super::Operation::CreateEnum).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CreateEnum {
    /// The type.
    pub name: ObjectName,
    /// Its values, in order.
    pub values: Vec<String>,
}

/// See [`Operation::DropEnum`](super::Operation::DropEnum).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DropEnum {
    /// The type.
    pub name: ObjectName,
    /// Do nothing when there is none.
    pub if_exists: bool,
}

/// See [`Operation::CommentOnEnum`](super::Operation::CommentOnEnum).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CommentOnEnum {
    /// The type.
    pub name: ObjectName,
    /// The comment, or none.
    pub comment: Option<String>,
}

impl SchemaState {
    pub(super) fn comment_on_enum(&mut self, op: &CommentOnEnum) {
        if let Some(enum_type) = self.enums.get_mut(&op.name) {
            enum_type.comment.clone_from(&op.comment);
        }
    }
}

/// The type with its values and its comment.
pub(super) fn reverse_drop(op: &DropEnum, before: &SchemaState) -> Reversed {
    match before.enum_type(&op.name) {
        Some(enum_type) => {
            let create = CreateEnum {
                name: op.name.clone(),
                values: enum_type.values.clone(),
            };
            let comment = enum_type.comment.clone().map(|comment| CommentOnEnum {
                name: op.name.clone(),
                comment: Some(comment),
            });
            let comment = comment.map(Operation::from);
            Ok(std::iter::once(create.into()).chain(comment).collect())
        }
        None if op.if_exists && !before.is_named_by_raw_sql(&op.name.name) => Ok(Vec::new()),
        None => unknown("type", &op.name),
    }
}

pub(super) fn reverse_comment(op: &CommentOnEnum, before: &SchemaState) -> Reversed {
    match before.enum_type(&op.name) {
        Some(enum_type) => Ok(vec![
            CommentOnEnum {
                name: op.name.clone(),
                comment: enum_type.comment.clone(),
            }
            .into(),
        ]),
        None => unknown("type", &op.name),
    }
}

/// See [`Operation::RenameEnum`](super::Operation::RenameEnum).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RenameEnum {
    /// The name before.
    pub from: ObjectName,
    /// The name after.
    pub to: ObjectName,
}

/// See [`Operation::AddEnumValue`](super::Operation::AddEnumValue).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AddEnumValue {
    /// The type.
    pub name: ObjectName,
    /// The new value.
    pub value: String,
    /// Where it goes.
    pub position: ValuePosition,
    /// Do nothing when there is one.
    pub if_not_exists: bool,
}

/// Where a new enum value goes.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub enum ValuePosition {
    /// After all others.
    Last,
    /// Just before another value.
    Before(String),
    /// Just after another value.
    After(String),
}

/// See [`Operation::RenameEnumValue`](super::Operation::RenameEnumValue).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RenameEnumValue {
    /// The type.
    pub name: ObjectName,
    /// The value before.
    pub from: String,
    /// The value after.
    pub to: String,
}

/// See [`Operation::DropEnumValue`](super::Operation::DropEnumValue).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DropEnumValue {
    /// The type.
    pub name: ObjectName,
    /// The value that goes.
    pub value: String,
    /// What rows and defaults that hold it become. Without one, a row that holds it makes the change fail.
    pub to: Option<String>,
}

/// The value again, at its place; and the defaults that held it, also those that were not, but are set with them.
pub(super) fn reverse_drop_value(op: &DropEnumValue, before: &SchemaState) -> Reversed {
    let Some(enum_type) = before.enum_type(&op.name) else {
        return unknown("type", &op.name);
    };
    let mut values = enum_type.values.iter().skip_while(|it| **it != op.value);
    let position = match values.nth(1) {
        Some(next) => ValuePosition::Before(next.clone()),
        None => ValuePosition::Last,
    };
    let add = AddEnumValue {
        name: op.name.clone(),
        value: op.value.clone(),
        position,
        if_not_exists: false,
    };
    let mut undo: Vec<Operation> = vec![add.into()];
    let mut after = before.clone();
    after.apply_anyway(&op.clone().into());
    after.apply_anyway(&undo[0]);
    // A default of a table is set on its partitions too: each is looked at after what it is a part of.
    let roots = before.tables.values();
    let roots = roots.filter(|table| table.partition_of.is_none());
    for root in roots {
        let mut tables = vec![root.name.clone()];
        tables.extend(before.all_partitions_of(&root.name));
        for table in tables.iter().filter_map(|name| before.table(name)) {
            for column in &table.columns {
                let now = after
                    .table(&table.name)
                    .and_then(|now| now.column(&column.name));
                if now.is_some_and(|now| now.default != column.default) {
                    let change = ColumnChange::Default(column.default.clone());
                    let alter: Operation = AlterColumn {
                        table: table.name.clone(),
                        column: column.name.clone(),
                        change,
                    }
                    .into();
                    after.apply_anyway(&alter);
                    undo.push(alter);
                }
            }
        }
    }
    Ok(undo)
}

/// The value goes again: rows that hold it by then make that fail, and stay.
pub(super) fn reverse_add_value(op: &AddEnumValue, before: &SchemaState) -> Reversed {
    match before.enum_type(&op.name) {
        None => unknown("type", &op.name),
        Some(enum_type) if op.if_not_exists && enum_type.values.contains(&op.value) => {
            Ok(Vec::new())
        }
        Some(_) if op.if_not_exists && before.is_named_by_raw_sql(&op.name.name) => {
            perhaps_there("value", &op.value)
        }
        Some(_) => Ok(vec![
            DropEnumValue {
                name: op.name.clone(),
                value: op.value.clone(),
                to: None,
            }
            .into(),
        ]),
    }
}
