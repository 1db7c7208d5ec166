//! Backfills.

use super::column_type;
use super::context::{Answer, Context};
use super::type_text;
use crate::dialect::batches::{Batches, KeyColumn, KeyForm};
use crate::dialect::{Dialect, LockLevel, Statement};
use crate::operation::Backfill;
use crate::schema::{ColumnType, DefaultValue};

/// Updates of ranges of the key. They are transactional, as all that only changes rows is.
/// <https://dev.mysql.com/doc/refman/8.4/en/update.html>
pub(super) fn lower(cx: &Context<'_>, op: &Backfill) -> Answer<Vec<Statement>> {
    let table = cx.quote_name(&op.table)?;
    let Some(names) = op.key_columns(cx.before) else {
        return Err(cx.target.without_key(&op.table));
    };
    let mut key = Vec::new();
    for name in names {
        key.push(KeyColumn {
            name: cx.quote(name)?,
            form: form(cx, op, name)?,
        });
    }
    let mut set = Vec::new();
    for (name, value) in &op.set {
        let value = match value {
            DefaultValue::Value(value) => Dialect::Mysql.literal(value),
            DefaultValue::CurrentTimestamp => "CURRENT_TIMESTAMP(6)".to_owned(),
            DefaultValue::Expression(expression) => cx.sql(expression)?.to_owned(),
        };
        set.push((cx.quote(name)?, value));
    }
    let filter = op.filter.as_ref().map(|filter| cx.sql(filter));
    // A line comment at its end must not swallow the parenthesis.
    let filter = filter.transpose()?.map(|text| {
        let end = if text.contains("--") || text.contains('#') {
            "\n)"
        } else {
            ")"
        };
        format!("({text}{end}")
    });
    let batches = Batches::of(op, Dialect::Mysql, &table, key, &set, filter);
    Ok(vec![
        batches.into_statement().locks(&op.table, LockLevel::None),
    ])
}

/// How a column's values travel. What it is compared with must be of its own kind: a number next to a string is
/// compared as a floating point number (<https://dev.mysql.com/doc/refman/8.4/en/type-conversion.html>).
fn form(cx: &Context<'_>, op: &Backfill, name: &str) -> Answer<KeyForm> {
    let column = cx.known(&op.table).and_then(|table| table.column(name));
    let Some(column) = column else {
        return cx.refuse(
            format!(
                "way to follow the column \"{name}\" of table \"{}\", whose type no migration says",
                op.table
            ),
            "create the table with `create_table`, or write a loop of your own in a data migration",
        );
    };
    // As the server reads it, so that a custom type is the one that it names.
    let known = match &column.column_type {
        ColumnType::Custom(text) => type_text::parse(text),
        other => other.clone(),
    };
    Ok(match known {
        ColumnType::SmallInteger
        | ColumnType::Integer
        | ColumnType::BigInteger
        | ColumnType::Decimal(_)
        | ColumnType::Double
        | ColumnType::Boolean
        | ColumnType::Bit(_) => KeyForm::Digits,
        ColumnType::Float => {
            return cx.refuse(
                format!("exact comparison with values of column \"{name}\", which is a float"),
                "follow another key: .key([\"...\"])",
            );
        }
        ColumnType::Binary | ColumnType::Uuid => KeyForm::Hex,
        // Sorted by the place of a value in its type, but compared by its text.
        ColumnType::Enumeration(_) | ColumnType::InlineEnum(_) => {
            return cx.refuse(
                format!("order of the values of column \"{name}\" that a comparison keeps to, since it is an enum"),
                "follow another key: .key([\"...\"])",
            );
        }
        ColumnType::Custom(_) => {
            let text = column_type::sql(cx, &known)?;
            let word = text.split([' ', '(']).next().unwrap_or_default();
            match word {
                "tinyint" | "smallint" | "mediumint" | "int" | "bigint" | "decimal" | "double"
                | "year" | "bit" => KeyForm::Digits,
                "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob" => {
                    KeyForm::Hex
                }
                "set" | "float" => {
                    return cx.refuse(
                        format!("way to follow the column \"{name}\" of type {text}"),
                        "follow another key: .key([\"...\"])",
                    );
                }
                _ => KeyForm::Quoted,
            }
        }
        ColumnType::Char(_)
        | ColumnType::String(_)
        | ColumnType::Text
        | ColumnType::CiText
        | ColumnType::Date
        | ColumnType::Time
        | ColumnType::Timestamp
        | ColumnType::LocalTimestamp
        | ColumnType::Interval
        | ColumnType::Json
        | ColumnType::Jsonb
        | ColumnType::Inet
        | ColumnType::Cidr
        | ColumnType::MacAddr
        | ColumnType::VarBit(_)
        | ColumnType::TsVector
        | ColumnType::Range(_)
        | ColumnType::Array(_)
        | ColumnType::Vector(_)
        | ColumnType::Geometry => KeyForm::Quoted,
    })
}
