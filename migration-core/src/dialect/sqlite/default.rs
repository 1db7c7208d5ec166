//! Defaults of columns.

use super::Context;
use super::expression::{self, parenthesised};
use crate::Value;
use crate::dialect::{Dialect, Unsupported};
use crate::schema::{Column, ColumnType, DefaultValue, Table};

/// `DEFAULT` and what stands after it, if anything does.
pub(super) fn clause(
    column: &Column,
    context: &Context<'_>,
) -> Result<Option<String>, Unsupported> {
    let sql = match &column.default {
        None => return Ok(None),
        Some(DefaultValue::Value(value)) => Dialect::Sqlite.literal(value),
        Some(DefaultValue::CurrentTimestamp) => parenthesised(now(&column.column_type)),
        Some(DefaultValue::Expression(expression)) => {
            parenthesised(context.expression(expression)?)
        }
    };
    Ok((sql != "NULL").then(|| format!("DEFAULT {sql}")))
}

/// The current time as a column of this type holds it.
///
/// `CURRENT_TIMESTAMP` has whole seconds (<https://www.sqlite.org/lang_datefunc.html>), so that rows of one second
/// could not be told apart by age; `%f` has milliseconds.
pub(super) fn now(column_type: &ColumnType) -> &'static str {
    match column_type {
        ColumnType::Date => "strftime('%Y-%m-%d', 'now')",
        ColumnType::Time => "strftime('%H:%M:%f', 'now')",
        _ => "strftime('%Y-%m-%d %H:%M:%f', 'now')",
    }
}

/// The default as it reads from the catalog.
pub(super) fn canonical(
    default: &DefaultValue,
    column_type: &ColumnType,
    table: &Table,
) -> Option<DefaultValue> {
    match default {
        DefaultValue::Value(value) => constant(value, column_type).map(DefaultValue::Value),
        DefaultValue::CurrentTimestamp => Some(DefaultValue::CurrentTimestamp),
        DefaultValue::Expression(expression) => {
            let canonical = expression::canonical(expression, table);
            if canonical.any_text() == now(column_type) {
                Some(DefaultValue::CurrentTimestamp)
            } else {
                Some(canonical.into())
            }
        }
    }
}

/// A constant as its literal reads on a column of this type: SQLite knows numbers, text and bytes. NULL is no default.
fn constant(value: &Value, column_type: &ColumnType) -> Option<Value> {
    let number = match value {
        Value::Null => return None,
        Value::Float(v) if v.is_nan() => return None,
        Value::Text(_) | Value::Bytes(_) => return Some(value.clone()),
        Value::Uuid(_)
        | Value::Date(_)
        | Value::Time(_)
        | Value::Timestamp(_)
        | Value::LocalTimestamp(_) => {
            let literal = Dialect::Sqlite.literal(value);
            return Some(Value::Text(literal.trim_matches('\'').to_owned()));
        }
        Value::Json(text) => return Some(Value::Text(text.clone())),
        Value::Array(_) => return Some(Value::Text(value.to_json())),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => Dialect::Sqlite.literal(value),
        Value::Decimal(text) => {
            // The writer alone knows what it takes for a number; anything else it writes as text.
            let literal = Dialect::Sqlite.literal(value);
            if literal != *text {
                return Some(Value::Text(text.clone()));
            }
            literal
        }
    };
    Some(read_number(&number, column_type))
}

fn read_number(text: &str, column_type: &ColumnType) -> Value {
    let float = || text.parse().map(Value::Float).ok();
    let exact = || {
        let short = match text.split_once('.') {
            Some((whole, zeros)) if zeros.bytes().all(|b| b == b'0') => whole,
            Some(_) => text.trim_end_matches('0'),
            None => text,
        };
        let is_plain = short
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
        is_plain.then(|| Value::Decimal(short.to_owned()))
    };
    let integer = || text.parse().map(Value::Int).ok();
    let read = match (column_type, text) {
        (ColumnType::Boolean, "0" | "1") => Some(Value::Bool(text == "1")),
        (ColumnType::Decimal(_), _) => exact().or_else(float),
        (ColumnType::Float | ColumnType::Double, _) => float(),
        _ => integer().or_else(float),
    };
    read.unwrap_or_else(|| Value::Decimal(text.to_owned()))
}
