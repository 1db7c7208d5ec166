//! Fields as columns: their types, and what is said of them, in the order in which it is written.

use migration_core::schema::naming::singular;
use migration_core::schema::{ColumnType, ObjectName, ReferentialAction};

use super::default;
use super::field::Field;
use super::known::{Key, Known};
use super::tree::{Change, Column, Part, Said, Statement, Value};
use super::types::{self, FieldType};
use crate::mistake::Mistake;

/// The column that a field is.
pub(crate) struct Made {
    /// The enum type that it wants first, if any.
    pub(crate) enum_type: Option<Statement>,
    pub(crate) column: Column,
    /// What it refers to. A foreign key is in `column` too, as it is said without the short form for one.
    key: Option<Key>,
}

/// Makes a column of a field.
pub(crate) fn column(table: &str, field: &Field, known: &Known) -> Result<Made, Mistake> {
    let kind = field.kind.clone().unwrap_or_else(types::default_type);
    let key = match &kind {
        FieldType::References(to) => Some(known.key(referred(&field.name), to.as_deref())),
        _ => None,
    };
    let (column_type, enum_type) = match &key {
        Some(key) => (key.column_type.clone(), None),
        None => column_type(table, field, &kind),
    };
    let said = said(field, &kind, key.as_ref())?;
    Ok(Made {
        enum_type,
        column: Column {
            name: column_name(field),
            column_type,
            said,
        },
        key,
    })
}

impl Made {
    /// As a part of a new table.
    pub(crate) fn part(self) -> Part {
        let Column {
            name,
            column_type,
            mut said,
        } = self.column;
        match self.key {
            // The short form says the type, the key and the index.
            Some(key) if key.is_usual() => {
                said.retain(|word| !matches!(word, Said::References(..) | Said::Index));
                let table = key.table;
                Part::References { name, table, said }
            }
            _ => Part::Column(Column {
                name,
                column_type,
                said,
            }),
        }
    }

    /// As a change of a table that is there.
    pub(crate) fn change(self) -> Change {
        Change::AddColumn(self.column)
    }
}

/// The name of the column: a reference to an author is in `author_id`.
pub(crate) fn column_name(field: &Field) -> String {
    match field.kind {
        Some(FieldType::References(_)) => reference_column(&field.name),
        _ => field.name.clone(),
    }
}

/// `author`, or `author_id`, as the column `author_id`.
pub(crate) fn reference_column(name: &str) -> String {
    format!("{}_id", referred(name))
}

/// What a column of a foreign key is named after.
pub(crate) fn referred(column: &str) -> &str {
    column.strip_suffix("_id").unwrap_or(column)
}

/// The type, and the enum type that it needs.
pub(crate) fn column_type(
    table: &str,
    field: &Field,
    kind: &FieldType,
) -> (ColumnType, Option<Statement>) {
    match kind {
        FieldType::Plain(plain) => (plain.clone(), None),
        // Made by `column`, which knows the key.
        FieldType::References(_) => (ColumnType::BigInteger, None),
        FieldType::Enum(values) => match values.as_slice() {
            [name] => (ColumnType::Enumeration(ObjectName::new(name)), None),
            _ => {
                let name = format!("{}_{}", singular(table), field.name);
                let enumeration = ColumnType::Enumeration(ObjectName::new(&name));
                let values = values.clone();
                (enumeration, Some(Statement::CreateType { name, values }))
            }
        },
        FieldType::Array(element) => {
            let (element, enum_type) = column_type(table, field, element);
            (ColumnType::Array(Box::new(element)), enum_type)
        }
    }
}

fn said(field: &Field, kind: &FieldType, key: Option<&Key>) -> Result<Vec<Said>, Mistake> {
    let modifiers = &field.modifiers;
    // As in Rails: a column may be NULL unless it has a `!`, and what belongs to something does.
    let optional = field.nullable.unwrap_or(key.is_none());
    let say = |what: &str, next: &str| Mistake::new(format!("{}: {what}", field.typed), next);
    let mut said = Vec::new();
    if modifiers.primary_key {
        said.push(Said::PrimaryKey);
        if field.nullable == Some(true) {
            return Err(say("a primary key is never NULL", "leave out the `?`"));
        }
    } else if modifiers.auto_increment {
        if field.nullable == Some(true) {
            return Err(say("what counts up is never NULL", "leave out the `?`"));
        }
    } else if optional {
        said.push(Said::Optional);
    }
    if modifiers.auto_increment {
        said.push(Said::AutoIncrement);
    }
    if let Some(text) = &modifiers.default {
        said.push(Said::Default(default::value(&field.typed, kind, text)?));
    }
    let actions = [modifiers.on_delete, modifiers.on_update];
    match key {
        Some(key) => {
            said.push(Said::References(key.table.clone(), key.column.clone()));
            if !optional && actions.contains(&Some(ReferentialAction::SetNull)) {
                let what = "it would be set to NULL, which it must not be";
                return Err(say(what, "add a `?` after the type"));
            }
            said.extend(modifiers.on_delete.map(Said::OnDelete));
            said.extend(modifiers.on_update.map(Said::OnUpdate));
        }
        None if actions != [None, None] => {
            let what = "only a reference says what becomes of referring rows";
            return Err(say(what, "say author:references:cascade"));
        }
        None => {}
    }
    said.extend(modifiers.check.clone().map(Said::Check));
    if modifiers.unique {
        said.push(Said::Unique);
    }
    // A unique key has an index of its own.
    if (modifiers.index || key.is_some()) && !modifiers.unique && !modifiers.primary_key {
        said.push(Said::Index);
    }
    said.extend(modifiers.comment.clone().map(Said::Comment));
    Ok(said)
}

/// What a name alone stands for in a new table: `timestamps`.
pub(crate) fn short_part(field: &Field) -> Option<Part> {
    let part = match field.name.as_str() {
        "id" => Part::Id,
        "created_at" => Part::CreatedAt,
        "updated_at" => Part::UpdatedAt,
        "timestamps" => Part::Timestamps,
        "deleted_at" | "soft_delete" => Part::SoftDelete,
        _ => return None,
    };
    is_bare(field).then_some(part)
}

/// The same in a table that is there.
pub(crate) fn short_changes(field: &Field) -> Option<Vec<Change>> {
    let add = |name: &str, said: Said| {
        Change::AddColumn(Column {
            name: name.to_owned(),
            column_type: ColumnType::Timestamp,
            said: vec![said],
        })
    };
    let now = || Said::Default(Value::Sql("now()".to_owned()));
    let changes = match field.name.as_str() {
        "created_at" | "updated_at" => vec![add(&field.name, now())],
        "timestamps" => vec![add("created_at", now()), add("updated_at", now())],
        "deleted_at" | "soft_delete" => vec![add("deleted_at", Said::Optional)],
        _ => return None,
    };
    is_bare(field).then_some(changes)
}

/// Whether nothing but the name was said.
pub(crate) fn is_bare(field: &Field) -> bool {
    field.kind.is_none() && field.nullable.is_none()
}
