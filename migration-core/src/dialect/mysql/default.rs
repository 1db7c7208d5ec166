//! Defaults of columns.
//!
//! <https://dev.mysql.com/doc/refman/8.4/en/data-type-defaults.html>: text, blob, JSON and geometry columns take
//! expressions only, in parentheses; any other expression than the current time stands in parentheses as well.
//!
//! What the catalog shows of a default is in `default/constant.rs`.

mod constant;

use self::constant::{converted, read};
use super::column_type::is_large;
use super::context::{Answer, Context};
use super::expression;
use crate::Value;
use crate::dialect::Dialect;
use crate::schema::{ColumnType, DefaultValue, Table};

/// What stands after `DEFAULT`.
pub(super) fn sql(
    cx: &Context<'_>,
    column_type: &ColumnType,
    default: &DefaultValue,
) -> Answer<String> {
    match default {
        DefaultValue::Value(value) => constant(cx, column_type, value),
        DefaultValue::CurrentTimestamp => Ok(now(column_type)),
        DefaultValue::Expression(expression) => Ok(format!("({})", cx.sql(expression)?)),
    }
}

fn constant(cx: &Context<'_>, column_type: &ColumnType, value: &Value) -> Answer<String> {
    match (column_type, value) {
        (_, Value::Null) => Ok("NULL".to_owned()),
        (_, Value::Float(number)) if !number.is_finite() => {
            cx.refuse(format!("number {number}"), "use a finite default, or none")
        }
        (ColumnType::Uuid, Value::Text(text)) => match constant::uuid(text) {
            Some(bytes) => Ok(unhex(&bytes)),
            None => cx.refuse(
                format!("UUID {text:?}"),
                "write 32 hexadecimal digits, with or without hyphens",
            ),
        },
        (_, Value::Uuid(bytes)) => Ok(unhex(bytes)),
        (_, Value::Bytes(bytes)) => Ok(unhex(bytes)),
        (ColumnType::Bit(_), Value::Text(bits))
            if bits.bytes().all(|b| matches!(b, b'0' | b'1')) =>
        {
            Ok(format!("b{}", Dialect::Mysql.string_literal(bits)))
        }
        _ if is_large(column_type) => Ok(format!("({})", Dialect::Mysql.literal(value))),
        _ => Ok(Dialect::Mysql.literal(value)),
    }
}

/// Bytes as an expression of ASCII only: the catalog shows a plain binary default with `?` for every byte above 127.
fn unhex(bytes: &[u8]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("(unhex({}))", Dialect::Mysql.string_literal(&hex))
}

/// The current time with the precision of the column, which must be the same:
/// <https://dev.mysql.com/doc/refman/8.4/en/timestamp-initialization.html>.
pub(super) fn now(column_type: &ColumnType) -> String {
    match column_type {
        ColumnType::Timestamp | ColumnType::LocalTimestamp => "CURRENT_TIMESTAMP(6)".to_owned(),
        ColumnType::Date => "(CURRENT_DATE)".to_owned(),
        ColumnType::Time => "(CURRENT_TIME(6))".to_owned(),
        ColumnType::Custom(text) => {
            let digits = text
                .split_once('(')
                .and_then(|(_, rest)| rest.split(')').next())
                .map(str::trim)
                .filter(|digits| matches!(digits.as_bytes(), [b'1'..=b'6']));
            match digits {
                Some(digits) => format!("CURRENT_TIMESTAMP({digits})"),
                None => "CURRENT_TIMESTAMP".to_owned(),
            }
        }
        _ => "(CURRENT_TIMESTAMP(6))".to_owned(),
    }
}

/// The default as it reads back: constants are of the column's own kind, and NULL is none.
pub(super) fn canonical(
    default: &DefaultValue,
    of: &ColumnType,
    table: &Table,
) -> Option<DefaultValue> {
    let constant = match default {
        DefaultValue::Value(value) => value.clone(),
        DefaultValue::CurrentTimestamp => return Some(DefaultValue::CurrentTimestamp),
        DefaultValue::Expression(found) => {
            let found = expression::canonical(found, table);
            if is_now(found.any_text(), of) {
                return Some(DefaultValue::CurrentTimestamp);
            }
            match read(found.any_text(), of) {
                Some(value) => value,
                None => return Some(DefaultValue::Expression(found)),
            }
        }
    };
    match constant {
        Value::Null => None,
        // The catalog shows a string.
        Value::Json(text) => Some(DefaultValue::Value(Value::Text(text))),
        Value::Array(_) => Some(DefaultValue::Value(Value::Text(constant.to_json()))),
        value => Some(DefaultValue::Value(converted(value, of))),
    }
}

/// Whether an expression is what the current time is written as for such a column.
fn is_now(text: &str, of: &ColumnType) -> bool {
    let now = expression::rewritten(&now(of), |_| None);
    text.trim_end_matches("()") == now
}
