//! Rows: <https://www.postgresql.org/docs/current/sql-insert.html>, `sql-update.html`, `sql-delete.html`.

use super::{Lowered, PG, text};
use crate::Value;
use crate::dialect::rows::{self, Writer};
use crate::dialect::{Dialect, LockLevel, Statement, Target, Unsupported};
use crate::operation::{DeleteRows, InsertRows, UpdateRows};
use crate::schema::{Column, ColumnType, Expression, ObjectName, SchemaState, Table};

pub(super) fn insert(op: &InsertRows, before: &SchemaState, target: &Target) -> Lowered {
    let w = Postgres::of(&op.table, before, target);
    let mut statements = rows::insert(&w, op)?;
    let columns = w.table().into_iter().flat_map(|table| &table.columns);
    let given = columns.filter(|column| counts(column) && is_given(op, &column.name));
    statements.extend(given.map(|column| go_on(&w, &op.table, &column.name)));
    Ok(statements)
}

/// Whether a sequence counts the column up.
fn counts(column: &Column) -> bool {
    column.is_identity()
        || matches!(&column.column_type, ColumnType::Custom(name)
            if name.to_ascii_lowercase().contains("serial"))
}

fn is_given(op: &InsertRows, column: &str) -> bool {
    op.rows.iter().any(|row| row.value(column).is_some())
}

/// Explicit values do not move a column's sequence, so that the next generated one might be taken already. It goes on
/// behind the highest value, and never back. <https://www.postgresql.org/docs/current/functions-sequence.html>
fn go_on(w: &Postgres<'_>, table: &ObjectName, column: &str) -> Statement {
    let name = PG.quote_name(table);
    let (of_table, of_column) = (PG.string_literal(&name), PG.string_literal(column));
    let column = PG.quote(column);
    let sql = format!(
        "SELECT setval(seqrelid, highest) FROM pg_sequence, (SELECT max({column}) AS highest FROM {name}) AS given \
         WHERE seqrelid = pg_get_serial_sequence({of_table}, {of_column})::regclass AND seqincrement > 0 \
         AND highest >= coalesce(pg_sequence_last_value(seqrelid), seqstart)"
    );
    w.writes(table, sql)
}

pub(super) fn update(op: &UpdateRows, before: &SchemaState, target: &Target) -> Lowered {
    rows::update(&Postgres::of(&op.table, before, target), op)
}

pub(super) fn delete(op: &DeleteRows, before: &SchemaState, target: &Target) -> Lowered {
    rows::delete(&Postgres::of(&op.table, before, target), op)
}

/// See [`Writer`].
struct Postgres<'a> {
    name: &'a ObjectName,
    table: Option<&'a Table>,
    target: &'a Target,
}

impl<'a> Postgres<'a> {
    fn of(name: &'a ObjectName, before: &'a SchemaState, target: &'a Target) -> Self {
        let table = before.table(name);
        Self {
            name,
            table,
            target,
        }
    }
}

impl Writer for Postgres<'_> {
    const DIALECT: Dialect = PG;
    const LOCK: LockLevel = LockLevel::RowExclusive;

    fn name(&self) -> Result<String, Unsupported> {
        Ok(PG.quote_name(self.name))
    }

    fn table(&self) -> Option<&Table> {
        self.table
    }

    /// The server gives a bare string the type that it is needed as.
    fn literal(
        &self,
        _column: &str,
        _of: Option<&ColumnType>,
        value: &Value,
    ) -> Result<String, Unsupported> {
        Ok(PG.literal(value))
    }

    fn now(&self, _of: Option<&ColumnType>) -> String {
        "CURRENT_TIMESTAMP".to_owned()
    }

    fn text<'e>(&self, expression: &'e Expression) -> Result<&'e str, Unsupported> {
        text(expression, self.target)
    }
}
