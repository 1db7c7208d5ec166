//! A column as `CREATE TABLE` and `ADD COLUMN` have it.
//!
//! All that a column has of its own stands on it, so that `DROP COLUMN` takes it along:
//! <https://www.sqlite.org/lang_createtable.html#the_column_definition>.

use super::context::quote;
use super::expression::parenthesised;
use super::{Context, column_type, default, enum_type};
use crate::dialect::Unsupported;
use crate::schema::{Column, Generation, Table};

/// The name, the type and all clauses.
pub(super) fn definition(
    table: &Table,
    column: &Column,
    context: &Context<'_>,
) -> Result<String, Unsupported> {
    if column.compression.is_some() || column.statistics.is_some() {
        return Err(no_tuning(&column.name, context));
    }
    let mut parts = vec![quote(&column.name)];
    if column.is_identity() {
        parts.push(identity(table, column, context)?);
    } else {
        parts.push(column_type::declared(&column.column_type, context)?);
    }
    // A primary key holds NULLs on SQLite unless each column says no: https://www.sqlite.org/quirks.html
    if !column.nullable || is_key(table, &column.name) {
        parts.push("NOT NULL".to_owned());
    }
    parts.extend(default::clause(column, context)?);
    parts.extend(column_type::collation(column));
    if let Some(expression) = column.generation.as_ref().and_then(Generation::expression) {
        let stored = matches!(column.generation, Some(Generation::Stored(_)));
        parts.push(format!(
            "GENERATED ALWAYS AS {} {}",
            parenthesised(context.expression(expression)?),
            if stored { "STORED" } else { "VIRTUAL" }
        ));
    }
    parts.extend(enum_type::check(table, column, context)?);
    Ok(parts.join(" "))
}

/// `AUTOINCREMENT` is for one column: an `INTEGER` that is the whole primary key
/// (<https://www.sqlite.org/autoinc.html>).
fn identity(table: &Table, column: &Column, context: &Context<'_>) -> Result<String, Unsupported> {
    let name = &column.name;
    if column.generation == Some(Generation::IdentityAlways) {
        return Err(context.unsupported(
            format!("identity columns that refuse explicit values, which \"{name}\" asks to"),
            "use an identity that takes them",
        ));
    }
    let key = (table.primary_key.as_ref()).filter(|key| key.columns == [name.as_str()]);
    match key {
        Some(key) if column_type::canonical(&column.column_type).is_integer() => Ok(format!(
            "INTEGER CONSTRAINT {} PRIMARY KEY AUTOINCREMENT",
            quote(&key.name)
        )),
        _ => Err(context.unsupported(
            format!(
                "identity columns other than an integer that is the whole primary key, which \"{name}\" of \"{}\" is \
                 not",
                table.name
            ),
            "make it the only column of the primary key when the table is created, or leave the identity out and \
             insert the values",
        )),
    }
}

pub(super) fn is_key(table: &Table, column: &str) -> bool {
    (table.primary_key.as_ref()).is_some_and(|key| key.columns.iter().any(|name| name == column))
}

pub(super) fn no_tuning(name: &str, context: &Context<'_>) -> Unsupported {
    context.unsupported(
        format!("compression or statistics targets of columns, of which \"{name}\" asks for one"),
        "leave them out: ANALYZE samples all indexes alike, and nothing is compressed",
    )
}
