//! Lowering for PostgreSQL 12 and later. <https://www.postgresql.org/docs/current/sql-commands.html>
//!
//! Lock levels and rewrites are those of <https://www.postgresql.org/docs/current/sql-altertable.html>. Facts have room
//! for one table: a statement that locks two names the one that the operation is about, but for a new table, where it
//! is the first table that a foreign key refers to.

mod backfill;
mod canonical;
mod cast;
mod column;
mod column_change;
mod column_type;
mod composite;
mod constraint;
mod data;
mod default;
mod domain;
mod enum_type;
mod extension;
mod grant;
mod index;
mod namespace;
mod object;
mod partition;
mod policy;
mod publication;
mod raw;
mod role;
mod routine;
mod rule;
mod sequence;
mod storage;
mod table;
#[cfg(test)]
mod tests;
mod trigger;
mod type_change;
mod view;

use super::{Dialect, Statement, Target, Unsupported};
use crate::operation::Operation;
use crate::schema::{ColumnType, Expression, ObjectName, SchemaState};

pub(super) use canonical::canonical;

/// This dialect, for its quotes and literals.
const PG: Dialect = Dialect::Postgres;

/// Statements, or why there are none.
type Lowered = Result<Vec<Statement>, Unsupported>;

pub(super) fn type_sql(
    column_type: &ColumnType,
    _before: &SchemaState,
    target: &Target,
) -> Result<String, Unsupported> {
    column_type::name(column_type, target)
}

pub(super) fn lower(operation: &Operation, before: &SchemaState, target: &Target) -> Lowered {
    match operation {
        Operation::CreateTable(op) => table::create(op, before, target),
        Operation::DropTable(op) => Ok(vec![table::drop(op, before)]),
        Operation::RenameTable(op) => Ok(table::rename(op, before)),
        Operation::CommentOnTable(op) => Ok(vec![table::comment(op)]),
        Operation::AttachPartition(op) => Ok(vec![partition::attach(op, target)?]),
        Operation::DetachPartition(op) => Ok(partition::detach(op, before)),
        Operation::AddColumn(op) => column::add(op, before, target),
        Operation::DropColumn(op) => Ok(vec![column::drop(op)]),
        Operation::RenameColumn(op) => Ok(vec![column::rename(op)]),
        Operation::AlterColumn(op) => column_change::alter(op, before, target),
        Operation::AddConstraint(op) => Ok(vec![constraint::add(op, before, target)?]),
        Operation::DropConstraint(op) => Ok(vec![constraint::drop(op, before)]),
        Operation::RenameConstraint(op) => Ok(vec![constraint::rename(op)]),
        Operation::ValidateConstraint(op) => Ok(vec![constraint::validate(op)]),
        Operation::AlterConstraint(op) => constraint::alter(op, before, target),
        Operation::CreateIndex(op) => index::create(op, before, target),
        Operation::AttachIndex(op) => Ok(vec![index::attach(op)]),
        Operation::DropIndex(op) => Ok(vec![index::drop(op, before, target)?]),
        Operation::RenameIndex(op) => Ok(vec![index::rename(op)]),
        Operation::Reindex(op) => Ok(vec![storage::reindex(op, before)]),
        Operation::SetStorage(op) => Ok(vec![storage::set(op, before, target)?]),
        Operation::SetLogged(op) => Ok(vec![storage::set_logged(op)]),
        Operation::SetTablespace(op) => Ok(vec![storage::set_tablespace(op)]),
        Operation::CreateEnum(op) => Ok(vec![enum_type::create(op)]),
        Operation::DropEnum(op) => Ok(vec![enum_type::drop(op)]),
        Operation::CommentOnEnum(op) => Ok(vec![enum_type::comment(op)]),
        Operation::RenameEnum(op) => Ok(enum_type::rename(op, before)),
        Operation::AddEnumValue(op) => Ok(vec![enum_type::add_value(op)]),
        Operation::RenameEnumValue(op) => Ok(vec![enum_type::rename_value(op)]),
        Operation::DropEnumValue(op) => enum_type::drop_value(op, before, target),
        Operation::CreateObject(op) => object::create(op, before, target),
        Operation::AlterObject(op) => object::alter(op, before, target),
        Operation::ChangeObject(op) => object::change(op, before, target),
        Operation::DropObject(op) => Ok(object::drop(op, before)),
        Operation::RenameObject(op) => object::rename(op, before),
        Operation::CommentOnObject(op) => Ok(object::comment(op, before)),
        Operation::CommentOnPart(op) => Ok(vec![table::comment_on_part(op)]),
        Operation::SetRowSecurity(op) => {
            let from = before.table(&op.table).map(|table| table.row_security);
            let statement = grant::row_security(&op.table, from.unwrap_or_default(), op.to);
            Ok(statement.into_iter().collect())
        }
        Operation::Grant(op) => grant::grant(op, target),
        Operation::Revoke(op) => grant::revoke(op, target),
        Operation::RawSql(op) => Ok(raw::run(op)),
        Operation::InsertRows(op) => data::insert(op, before, target),
        Operation::UpdateRows(op) => data::update(op, before, target),
        Operation::DeleteRows(op) => data::delete(op, before, target),
        Operation::Backfill(op) => backfill::lower(op, before, target),
    }
}

/// The user's SQL in parentheses. A line comment at its end must not swallow the closing one.
fn parenthesised(expression: &Expression, target: &Target) -> Result<String, Unsupported> {
    let text = text(expression, target)?;
    let end = if text.contains("--") { "\n)" } else { ")" };
    Ok(format!("({text}{end}"))
}

/// The text of an expression on this database.
fn text<'a>(expression: &'a Expression, target: &Target) -> Result<&'a str, Unsupported> {
    expression.text(PG).map_err(|reason| {
        let shown = match expression.any_text() {
            "" => "this expression".to_owned(),
            text => format!("the expression `{text}`"),
        };
        target.unsupported(
            format!("text for {shown} ({reason})"),
            "write the expression as SQL text for this database",
        )
    })
}

/// A comment as a literal. No comment is `NULL`, which removes it.
fn comment_literal(comment: Option<&str>) -> String {
    comment.map_or_else(|| "NULL".to_owned(), |comment| PG.string_literal(comment))
}

/// `IF EXISTS `, `CONCURRENTLY ` and the like: the word and a blank, or nothing.
fn word(wanted: bool, word: &'static str) -> &'static str {
    if wanted { word } else { "" }
}

/// The SQL that renames a table or type, moves it to another schema, or both, and the name after each.
///
/// Both at once take two statements. The name in between must be free, so the order depends on what is `taken`.
fn relocate(
    kind: &str,
    from: &ObjectName,
    to: &ObjectName,
    taken: impl Fn(&ObjectName) -> bool,
) -> Vec<(String, ObjectName)> {
    relocate_one_of((kind, ""), from, to, taken)
}

/// As [`relocate`], for what is told from its namesakes by what follows its name, `(integer)` say.
fn relocate_one_of(
    kind: (&str, &str),
    from: &ObjectName,
    to: &ObjectName,
    taken: impl Fn(&ObjectName) -> bool,
) -> Vec<(String, ObjectName)> {
    let renamed = from.sibling(&to.name);
    let moved = to.sibling(&from.name);
    if from.schema == to.schema {
        vec![(rename_sql(kind, from, to), to.clone())]
    } else if from.name == to.name {
        vec![(move_sql(kind, from, to), to.clone())]
    } else if taken(&renamed) {
        vec![
            (move_sql(kind, from, to), moved.clone()),
            (rename_sql(kind, &moved, to), to.clone()),
        ]
    } else {
        vec![
            (rename_sql(kind, from, to), renamed.clone()),
            (move_sql(kind, &renamed, to), to.clone()),
        ]
    }
}

fn rename_sql((kind, which): (&str, &str), from: &ObjectName, to: &ObjectName) -> String {
    let (from, to) = (PG.quote_name(from), PG.quote(&to.name));
    format!("ALTER {kind} {from}{which} RENAME TO {to}")
}

fn move_sql((kind, which): (&str, &str), from: &ObjectName, to: &ObjectName) -> String {
    let alter = format!("ALTER {kind} {}{which} SET SCHEMA ", PG.quote_name(from));
    match &to.schema {
        Some(schema) => alter + &PG.quote(schema),
        // A name without a schema is in the first one of search_path, which only the server knows.
        None => {
            let alter = PG.string_literal(&alter);
            let body = format!("BEGIN EXECUTE {alter} || quote_ident(current_schema()); END");
            format!("DO {}", PG.string_literal(&body))
        }
    }
}
