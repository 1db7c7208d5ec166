//! Rows: <https://dev.mysql.com/doc/refman/8.4/en/insert.html>, `update.html`, `delete.html`.
//!
//! `INSERT IGNORE` would pass over every other error as well, so it is not used. `ON DUPLICATE KEY UPDATE` cannot say
//! which key it means. Where the rows say the values of another key too, they go one by one: an update of the row that
//! has the key, and an insert if there is none, so that a clash with the other key is an error, as it is elsewhere.

use super::context::{Answer, Context};
use super::default;
use crate::dialect::rows::{self, Chunk, Writer, chunks};
use crate::dialect::{Dialect, LockLevel, Statement};
use crate::operation::{Assignment, DeleteRows, InsertRows, OnConflict, UpdateRows};
use crate::schema::{ColumnType, DefaultValue, Expression, Index, ObjectName, Table};
use crate::{Row, Value};

pub(super) fn insert(cx: &Context<'_>, op: &InsertRows) -> Answer<Vec<Statement>> {
    let w = Mysql::of(cx, &op.table);
    let mut statements = Vec::new();
    for chunk in chunks(&w, op)? {
        match &op.on_conflict {
            Some(on) if chunk.rows.iter().any(|row| w.may_clash(row, on)) => {
                for row in chunk.rows {
                    statements.extend(w.one_by_one(op, &chunk, row, on)?);
                }
            }
            on => statements.push(w.at_once(op, &chunk, on.as_ref())?),
        }
    }
    Ok(statements)
}

pub(super) fn update(cx: &Context<'_>, op: &UpdateRows) -> Answer<Vec<Statement>> {
    let set = in_order(cx, &op.set)?;
    rows::update(&Mysql::of(cx, &op.table), &UpdateRows { set, ..op.clone() })
}

/// Assignments are made from left to right, and each sees those before it: one that mentions a column must come before
/// the one that sets it, so that it sees the row as it was (<https://dev.mysql.com/doc/refman/8.4/en/update.html>).
fn in_order(cx: &Context<'_>, set: &[Assignment]) -> Answer<Vec<Assignment>> {
    let mentions = |a: &Assignment, column: &str| match &a.to {
        DefaultValue::Expression(expression) => expression.mentions(column),
        DefaultValue::Value(_) | DefaultValue::CurrentTimestamp => false,
    };
    let mut left: Vec<&Assignment> = set.iter().collect();
    let mut ordered = Vec::with_capacity(set.len());
    while !left.is_empty() {
        let is_free = |a: &&Assignment| {
            let mut others = left.iter().filter(|other| other.column != a.column);
            !others.any(|other| mentions(other, &a.column))
        };
        let Some(at) = left.iter().position(is_free) else {
            let columns: Vec<&str> = left.iter().map(|a| a.column.as_str()).collect();
            return cx.refuse(
                format!(
                    "update that sets columns from each other (\"{}\")",
                    columns.join("\", \"")
                ),
                "keep one of the old values in another column first, by an update of its own",
            );
        };
        ordered.push(left.remove(at).clone());
    }
    Ok(ordered)
}

pub(super) fn delete(cx: &Context<'_>, op: &DeleteRows) -> Answer<Vec<Statement>> {
    rows::delete(&Mysql::of(cx, &op.table), op)
}

/// See [`Writer`].
struct Mysql<'a> {
    name: &'a ObjectName,
    table: Option<&'a Table>,
    cx: &'a Context<'a>,
}

impl<'a> Mysql<'a> {
    fn of(cx: &'a Context<'a>, name: &'a ObjectName) -> Self {
        let table = cx.known(name);
        Self { name, table, cx }
    }

    /// Whether a row may be equal to another one in a key besides the one that is meant. The keys of a table that no
    /// migration made are not known.
    fn may_clash(&self, row: &Row, on: &OnConflict) -> bool {
        let Some(table) = self.table else { return true };
        let has_value = |column: &&str| match (row.value(column), table.column(column)) {
            (Some(value), _) => *value != Value::Null,
            (None, Some(column)) => {
                !matches!(
                    column.default,
                    None | Some(DefaultValue::Value(Value::Null))
                ) || (column.generation.as_ref())
                    .is_some_and(|generation| generation.expression().is_some())
            }
            (None, None) => true,
        };
        let is_meant = |key: &Vec<&str>| {
            key.len() == on.columns.len()
                && (on.columns.iter()).all(|column| key.contains(&column.as_str()))
        };
        let mut others = table.keys().into_iter().filter(|key| !is_meant(key));
        others.any(|key| key.iter().all(has_value))
            || (table.indexes.values()).any(|index| index.unique && !is_of_whole_columns(index))
    }

    fn at_once(
        &self,
        op: &InsertRows,
        chunk: &Chunk<'_>,
        on: Option<&OnConflict>,
    ) -> Answer<Statement> {
        let mut sql = format!(
            "INSERT INTO {} {}",
            self.name()?,
            chunk.values(Dialect::Mysql)
        );
        let Some(on) = on else {
            return Ok(self.writes(&op.table, sql));
        };
        let updated = chunk.updated(on);
        let set: Vec<String> = match updated.as_slice() {
            [] => (on.columns.iter().take(1))
                .map(|column| Dialect::Mysql.quote(column))
                .map(|column| format!("{column} = {column}"))
                .collect(),
            updated => (updated.iter().map(|column| Dialect::Mysql.quote(column)))
                .map(|column| format!("{column} = VALUES({column})"))
                .collect(),
        };
        sql += &format!(" ON DUPLICATE KEY UPDATE {}", set.join(", "));
        let statement = self.writes(&op.table, sql);
        Ok(if updated.is_empty() {
            statement
        } else {
            statement.loses_data()
        })
    }

    fn one_by_one(
        &self,
        op: &InsertRows,
        chunk: &Chunk<'_>,
        row: &Row,
        on: &OnConflict,
    ) -> Answer<Vec<Statement>> {
        let name = self.name()?;
        let value = |column: &str| self.value(column, row.value(column).unwrap_or(&Value::Null));
        let equal = |column: &str| {
            Ok(format!(
                "{} = {}",
                Dialect::Mysql.quote(column),
                value(column)?
            ))
        };
        let key: Answer<Vec<String>> = on.columns.iter().map(|column| equal(column)).collect();
        let key = key?.join(" AND ");
        let set: Answer<Vec<String>> = chunk.updated(on).into_iter().map(equal).collect();
        let set = set?.join(", ");
        let mut statements = Vec::new();
        if !set.is_empty() {
            let update = format!("UPDATE {name} SET {set} WHERE {key}");
            statements.push(self.writes(&op.table, update).loses_data());
        }
        let values: Answer<Vec<String>> =
            chunk.columns.iter().map(|column| value(column)).collect();
        let insert = format!(
            "INSERT INTO {name} ({}) SELECT {} FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM {name} WHERE {key})",
            self.cx.quote_list(chunk.columns)?,
            values?.join(", "),
        );
        statements.push(self.writes(&op.table, insert));
        Ok(statements)
    }
}

/// Whether the rows of an index are known by their columns: no expression, no column's beginning.
fn is_of_whole_columns(index: &Index) -> bool {
    index.columns().count() == index.parts.len()
        && index.parts.iter().all(|part| part.prefix.is_none())
}

impl Writer for Mysql<'_> {
    const DIALECT: Dialect = Dialect::Mysql;
    const LOCK: LockLevel = LockLevel::RowExclusive;

    fn name(&self) -> Answer<String> {
        self.cx.quote_name(self.name)
    }

    fn table(&self) -> Option<&Table> {
        self.table
    }

    fn literal(&self, column: &str, of: Option<&ColumnType>, value: &Value) -> Answer<String> {
        match (of, value) {
            (_, Value::Float(number)) if !number.is_finite() => self.cx.refuse(
                format!("number {number} (column \"{column}\")"),
                "use NULL or a finite number",
            ),
            (Some(of), Value::Int(0)) if of.is_integer() && self.counts(column) => self.cx.refuse(
                format!(
                    "0 in an AUTO_INCREMENT column (\"{column}\"), where it means the next number"
                ),
                "begin with 1",
            ),
            (Some(ColumnType::Bit(_)), Value::Text(bits))
                if bits.bytes().all(|b| matches!(b, b'0' | b'1')) =>
            {
                Ok(format!("b{}", Dialect::Mysql.string_literal(bits)))
            }
            (Some(ColumnType::Geometry), Value::Text(text)) => {
                let text = Dialect::Mysql.string_literal(text);
                Ok(format!("ST_GeomFromText({text})"))
            }
            _ => Ok(Dialect::Mysql.literal(value)),
        }
    }

    fn now(&self, of: Option<&ColumnType>) -> String {
        default::now(of.unwrap_or(&ColumnType::Timestamp))
    }

    fn text<'e>(&self, expression: &'e Expression) -> Answer<&'e str> {
        self.cx.sql(expression)
    }
}

impl Mysql<'_> {
    fn counts(&self, column: &str) -> bool {
        let column = self.table.and_then(|table| table.column(column));
        column.is_some_and(|column| column.is_identity())
    }
}
