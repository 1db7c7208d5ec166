//! Rows: <https://www.sqlite.org/lang_insert.html>, `lang_update.html`, `lang_delete.html`.

use super::context::Context;
use super::default;
use super::expression::parenthesised;
use crate::Value;
use crate::dialect::rows::{self, Writer};
use crate::dialect::{Dialect, LockLevel, Statement, Unsupported};
use crate::operation::{DeleteRows, InsertRows, UpdateRows};
use crate::schema::{ColumnType, Expression, ObjectName, Table};

pub(super) fn insert(
    op: &InsertRows,
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    rows::insert(&Sqlite::of(&op.table, context), op)
}

pub(super) fn update(
    op: &UpdateRows,
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    rows::update(&Sqlite::of(&op.table, context), op)
}

pub(super) fn delete(
    op: &DeleteRows,
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    rows::delete(&Sqlite::of(&op.table, context), op)
}

/// See [`Writer`].
struct Sqlite<'a> {
    name: &'a ObjectName,
    table: Option<&'a Table>,
    context: &'a Context<'a>,
}

impl<'a> Sqlite<'a> {
    fn of(name: &'a ObjectName, context: &'a Context<'a>) -> Self {
        let table = context.before.table(name);
        Self {
            name,
            table,
            context,
        }
    }
}

impl Writer for Sqlite<'_> {
    const DIALECT: Dialect = Dialect::Sqlite;
    /// One writes at a time, into the whole file.
    const LOCK: LockLevel = LockLevel::ShareRowExclusive;

    fn name(&self) -> Result<String, Unsupported> {
        self.context.name(self.name)
    }

    fn table(&self) -> Option<&Table> {
        self.table
    }

    fn literal(
        &self,
        _column: &str,
        _of: Option<&ColumnType>,
        value: &Value,
    ) -> Result<String, Unsupported> {
        Ok(Dialect::Sqlite.literal(value))
    }

    fn now(&self, of: Option<&ColumnType>) -> String {
        parenthesised(default::now(of.unwrap_or(&ColumnType::Timestamp)))
    }

    fn text<'e>(&self, expression: &'e Expression) -> Result<&'e str, Unsupported> {
        self.context.expression(expression)
    }
}
