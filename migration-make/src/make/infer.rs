//! What a name and its fields make: the statements of `up`.

mod change;
mod create;

use super::columns::{column_name, reference_column, referred};
use super::default;
use super::field::Field;
use super::intent::Intent;
use super::known::Known;
use super::name::is_identifier;
use super::tree::{Said, Statement, Value};
use super::types;
use crate::mistake::Mistake;

/// The statements, and what is worth saying of them.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Inferred {
    pub(crate) statements: Vec<Statement>,
    pub(crate) notes: Vec<String>,
}

/// What stands in a migration that its author writes.
const EXAMPLE: &str =
    "For example: schema.alter_table(\"users\", |t| t.rename_column(\"login\", \"name\"));";

/// What stands above a backfill whose values are not said.
const VALUE: &str =
    "What each row is given is a value, or SQL over the row, as expr(\"lower(email)\").";

/// Makes statements of what was typed.
pub(crate) fn infer(intent: &Intent, fields: &[Field], known: &Known) -> Result<Inferred, Mistake> {
    let statements = match intent {
        Intent::CreateTable(table) => create::table(table, fields, known)?,
        Intent::CreateJoin(two, joined) => create::join(two.as_ref(), joined, fields, known)?,
        Intent::DropTable(table) => {
            no_fields(fields, "a table that is dropped")?;
            let name = name(table)?;
            vec![Statement::DropTable { name }]
        }
        Intent::RenameTable { from, to } => {
            no_fields(fields, "a table that is renamed")?;
            let (from, to) = (name(from)?, name(to)?);
            vec![Statement::RenameTable { from, to }]
        }
        Intent::AddColumns { columns, table } => {
            let fields = named(columns, fields)?;
            return change::add(&name(table)?, &fields, known);
        }
        Intent::AddReference { name: word, table } => {
            let fields = match fields {
                [] => named(&[format!("{word}:references")], &[])?,
                fields => fields.to_vec(),
            };
            return change::add(&name(table)?, &fields, known);
        }
        Intent::RemoveColumns { columns, table } => {
            let fields = named(columns, fields)?;
            change::remove(&name(table)?, &fields)
        }
        Intent::RenameColumn { from, to, table } => {
            no_fields(fields, "a column that is renamed")?;
            change::rename(&name(table)?, &name(from)?, &name(to)?)
        }
        Intent::ChangeColumns { columns, table } => change::change(&name(table)?, columns, fields)?,
        Intent::AddForeignKeys { columns, table } => {
            foreign_keys(&name(table)?, &named(columns, fields)?, known)?
        }
        Intent::RemoveForeignKeys { columns, table } => {
            let table = name(table)?;
            let columns = referring(&named(columns, fields)?)?;
            let drop = |column: &String| Statement::DropForeignKey {
                table: table.clone(),
                name: known.foreign_key(&table, column),
            };
            columns.iter().map(drop).collect()
        }
        Intent::RemoveUnique { columns, table } => {
            let table = name(table)?;
            let columns = over(columns, fields, "the unique constraint")?;
            let name = known.unique(&table, &columns);
            vec![Statement::DropUnique { table, name }]
        }
        Intent::AddIndex {
            columns,
            table,
            unique,
        } => {
            let (table, unique) = (name(table)?, *unique);
            let columns = over(columns, fields, "the index")?;
            vec![Statement::CreateIndex {
                table,
                columns,
                unique,
            }]
        }
        Intent::RemoveIndex { columns, table } => {
            let table = name(table)?;
            let columns = over(columns, fields, "the index")?;
            let name = known.index(&table, &columns);
            vec![Statement::DropIndex { table, name }]
        }
        Intent::AddUnique { columns, table } => {
            let table = name(table)?;
            let columns = over(columns, fields, "the unique constraint")?;
            vec![Statement::AddUnique { table, columns }]
        }
        Intent::Backfill(table) => backfill(&name(table)?, fields)?,
        Intent::Unknown => {
            let what = "the name does not say what is to be done with fields";
            if let [first, ..] = fields {
                let what = format!("{}: {what}", first.typed);
                let next = "call it create_x, add_x_to_y, remove_x_from_y, change_x_in_y, add_index_to_x, create_join_x_y or \
                            backfill_x";
                return Err(Mistake::new(what, next));
            }
            vec![Statement::Comment(EXAMPLE.to_owned())]
        }
    };
    Ok(Inferred {
        statements,
        notes: Vec::new(),
    })
}

/// A name that a table or column can have.
fn name(typed: &str) -> Result<String, Mistake> {
    match is_identifier(typed) {
        true => Ok(typed.to_owned()),
        false => {
            let what = format!("{typed:?} names no table or column");
            Err(Mistake::new(
                what,
                "begin it with a letter, and make it no longer than 63",
            ))
        }
    }
}

/// The fields that were typed, or else the columns of the migration's name.
fn named(columns: &[String], fields: &[Field]) -> Result<Vec<Field>, Mistake> {
    match fields {
        [] => super::field::read_all(columns),
        fields => Ok(fields.to_vec()),
    }
}

fn no_fields(fields: &[Field], what: &str) -> Result<(), Mistake> {
    match fields {
        [] => Ok(()),
        [first, ..] => {
            let what = format!("{}: {what} takes no fields", first.typed);
            Err(Mistake::new(what, "leave them out"))
        }
    }
}

/// The columns that fields name, or else those of the migration's name.
fn over(columns: &[String], fields: &[Field], of: &str) -> Result<Vec<String>, Mistake> {
    let columns: Vec<String> = match fields {
        [] => columns.to_vec(),
        fields => fields.iter().map(column_name).collect(),
    };
    if columns.is_empty() {
        let what = format!("{of} is over no column");
        return Err(Mistake::new(
            what,
            "name them: add_index_to_posts author_id created_at",
        ));
    }
    columns.iter().map(|column| name(column)).collect()
}

/// The columns of foreign keys.
fn referring(fields: &[Field]) -> Result<Vec<String>, Mistake> {
    if fields.is_empty() {
        let what = "the foreign key is on no column";
        let next = "name it: add_foreign_key_to_posts author:references{users}";
        return Err(Mistake::new(what, next));
    }
    let columns = fields.iter().map(|field| reference_column(&field.name));
    Ok(columns.collect())
}

fn foreign_keys(table: &str, fields: &[Field], known: &Known) -> Result<Vec<Statement>, Mistake> {
    let columns = referring(fields)?;
    let keys = fields.iter().zip(columns).map(|(field, column)| {
        let to = match &field.kind {
            Some(types::FieldType::References(to)) => to.as_deref(),
            _ => None,
        };
        let key = known.key(referred(&field.name), to);
        let modifiers = &field.modifiers;
        let on_delete = modifiers.on_delete.map(Said::OnDelete);
        Statement::AddForeignKey {
            table: table.to_owned(),
            column,
            to: (key.table, key.column),
            said: on_delete
                .into_iter()
                .chain(modifiers.on_update.map(Said::OnUpdate))
                .collect(),
        }
    });
    Ok(keys.collect())
}

fn backfill(table: &str, fields: &[Field]) -> Result<Vec<Statement>, Mistake> {
    if fields.is_empty() {
        let call = format!("schema.backfill({table:?}).set(\"column\", expr(\"lower(email)\"));");
        return Ok(vec![Statement::Comment(format!("For example: {call}"))]);
    }
    let mut set = Vec::new();
    let mut open = false;
    for field in fields {
        let value = match &field.modifiers.default {
            Some(text) => {
                let kind = field.kind.clone().unwrap_or_else(types::default_type);
                default::value(&field.typed, &kind, text)?
            }
            None => {
                open = true;
                Value::Sql("NULL".to_owned())
            }
        };
        set.push((column_name(field), value));
    }
    let table = table.to_owned();
    let comment = open.then(|| Statement::Comment(VALUE.to_owned()));
    let backfill = Statement::Backfill { table, set };
    Ok(comment.into_iter().chain([backfill]).collect())
}
