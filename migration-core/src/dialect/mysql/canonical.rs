//! What introspection reads back of a state.
//!
//! - A unique constraint is a unique index: the catalog does not tell them apart.
//! - The primary key has no name of its own, so it has the name that would be made up for it.
//! - Enum types are gone; their values stand on the columns.
//! - The index that a foreign key needs is no index of the state: it has the foreign key's name and exactly its columns.
//! - Temporary tables are seen by nobody else.
//! - Types are the ones of the table in `column_type.rs`.

use super::column_type::{CITEXT_COLLATION, INET_CHARS, MAC_ADDRESS_CHARS, WIDEST_DECIMAL};
use super::context::Context;
use super::default::parse_uuid;
use super::foreign_key::in_primary_key;
use super::index::is_special;
use crate::Value;
use crate::dialect::{Dialect, Target};
use crate::schema::{
    Column, ColumnType, DefaultValue, Deferrable, Expression, Generation, Index, IndexKey,
    IndexPart, SchemaState, Table, naming,
};

pub(crate) fn canonical(state: &SchemaState, target: &Target) -> SchemaState {
    let cx = &Context {
        before: state,
        target,
    };
    SchemaState {
        tables: (state.tables.iter())
            .filter(|(_, found)| !found.temporary)
            .map(|(name, found)| (name.clone(), table(cx, found)))
            .collect(),
        enums: Default::default(),
        named_by_raw_sql: state.named_by_raw_sql.clone(),
    }
}

fn table(cx: &Context<'_>, from: &Table) -> Table {
    let mut table = from.clone();
    table.columns = from
        .columns
        .iter()
        .map(|found| column(cx, from, found))
        .collect();
    if let Some(key) = &mut table.primary_key {
        key.name = naming::primary_key(&from.name);
    }
    for unique in std::mem::take(&mut table.uniques).into_values() {
        let parts = unique.columns.into_iter().map(IndexPart::column).collect();
        let index = Index {
            unique: true,
            ..Index::new(unique.name, parts)
        };
        table.indexes.insert(index.name.clone(), index);
    }
    for key in table.foreign_keys.values_mut() {
        key.match_full = false;
        key.deferrable = Deferrable::No;
        key.not_valid = false;
    }
    for check in table.checks.values_mut() {
        check.expression = expression(&check.expression);
        check.not_valid = false;
    }
    table.indexes.values_mut().for_each(index);
    let keys = &from.foreign_keys;
    table.indexes.retain(|name, index| {
        keys.get(name)
            .is_none_or(|key| !is_automatic(index, &key.columns))
    });
    table.comment = text(table.comment);
    table.unlogged = false;
    table.partitioning = None;
    table
}

fn is_automatic(index: &Index, columns: &[String]) -> bool {
    let parts = columns.iter().cloned().map(IndexPart::column).collect();
    *index == Index::new(index.name.clone(), parts)
}

fn column(cx: &Context<'_>, table: &Table, from: &Column) -> Column {
    let mut column = from.clone();
    column.column_type = column_type(cx, &from.column_type);
    if from.column_type == ColumnType::CiText && from.collation.is_none() {
        column.collation = Some(CITEXT_COLLATION.to_owned());
    }
    column.generation = from.generation.as_ref().map(generation);
    if column.is_identity() || in_primary_key(table, &from.name) {
        column.nullable = false;
    }
    let is_computed =
        (column.generation.as_ref()).is_some_and(|found| found.expression().is_some());
    if is_computed && cx.is_mariadb() {
        column.nullable = !in_primary_key(table, &from.name);
    }
    column.default = (from.default.as_ref()).and_then(|found| default(&column.column_type, found));
    column.comment = text(column.comment);
    column
}

fn column_type(cx: &Context<'_>, from: &ColumnType) -> ColumnType {
    match from {
        ColumnType::Decimal(limits) => ColumnType::Decimal(Some(limits.unwrap_or(WIDEST_DECIMAL))),
        ColumnType::CiText => ColumnType::Text,
        ColumnType::Jsonb => ColumnType::Json,
        ColumnType::Inet | ColumnType::Cidr => ColumnType::String(INET_CHARS),
        ColumnType::MacAddr => ColumnType::String(MAC_ADDRESS_CHARS),
        ColumnType::Enumeration(name) => match cx.before.enum_type(name) {
            Some(found) => ColumnType::InlineEnum(found.values.clone()),
            None => from.clone(),
        },
        other => other.clone(),
    }
}

fn generation(from: &Generation) -> Generation {
    match from {
        Generation::Identity | Generation::IdentityAlways => Generation::Identity,
        Generation::Stored(found) => Generation::Stored(expression(found)),
        Generation::Virtual(found) => Generation::Virtual(expression(found)),
    }
}

fn expression(from: &Expression) -> Expression {
    Expression::new(from.text(Dialect::Mysql).unwrap_or(from.any_text()))
}

fn index(index: &mut Index) {
    index.method = if is_special(index) {
        index.method.as_deref().map(str::to_ascii_lowercase)
    } else {
        None
    };
    index.include.clear();
    index.filter = None;
    index.nulls_not_distinct = false;
    index.comment = text(index.comment.take());
    for part in &mut index.parts {
        part.nulls = None;
        part.operator_class = None;
        if let IndexKey::Expression(found) = &part.key {
            part.key = IndexKey::Expression(expression(found));
        }
    }
}

/// An empty comment is none.
fn text(comment: Option<String>) -> Option<String> {
    comment.filter(|comment| !comment.is_empty())
}

/// Defaults as the catalog shows them: of the column's own kind, decimals with all their digits, NULL as none.
fn default(column_type: &ColumnType, from: &DefaultValue) -> Option<DefaultValue> {
    let value = match from {
        DefaultValue::Value(value) => value,
        DefaultValue::CurrentTimestamp => return Some(DefaultValue::CurrentTimestamp),
        DefaultValue::Expression(found) => {
            return Some(DefaultValue::Expression(expression(found)));
        }
    };
    let value = match (column_type, value) {
        (_, Value::Null) => return None,
        (ColumnType::Boolean, Value::Int(number @ (0 | 1))) => Value::Bool(*number == 1),
        (found, Value::Bool(flag)) if found.is_integer() => Value::Int(i64::from(*flag)),
        (ColumnType::Decimal(limits), Value::Int(number)) => decimal(*limits, &number.to_string()),
        (ColumnType::Decimal(limits), Value::Decimal(number)) => decimal(*limits, number),
        (ColumnType::Float | ColumnType::Double, Value::Int(number)) => {
            match number.to_string().parse() {
                Ok(number) => Value::Float(number),
                Err(_) => value.clone(),
            }
        }
        (ColumnType::Uuid, Value::Text(text)) => {
            parse_uuid(text).map_or_else(|| value.clone(), Value::Uuid)
        }
        (ColumnType::Uuid, Value::Bytes(bytes)) => bytes
            .as_slice()
            .try_into()
            .map_or_else(|_| value.clone(), Value::Uuid),
        (ColumnType::Timestamp, Value::LocalTimestamp(time)) => Value::Timestamp(time.and_utc()),
        (ColumnType::LocalTimestamp, Value::Timestamp(time)) => {
            Value::LocalTimestamp(time.naive_utc())
        }
        (ColumnType::Char(_) | ColumnType::String(_), Value::Int(number)) => {
            Value::Text(number.to_string())
        }
        _ => value.clone(),
    };
    Some(DefaultValue::Value(value))
}

/// A number with as many digits after the point as the column has; one with more is left as it is.
fn decimal(limits: Option<(u32, u32)>, number: &str) -> Value {
    let scale = usize::try_from(limits.unwrap_or(WIDEST_DECIMAL).1).unwrap_or(0);
    let (whole, digits) = number.split_once('.').unwrap_or((number, ""));
    if scale == 0 && digits.is_empty() {
        return Value::Decimal(whole.to_owned());
    }
    if digits.len() > scale {
        return Value::Decimal(number.to_owned());
    }
    Value::Decimal(format!("{whole}.{digits:0<scale$}"))
}
