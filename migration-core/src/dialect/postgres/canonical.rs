//! The state as PostgreSQL keeps it: what introspection reads back.

use super::{PG, column_type};
use crate::Value;
use crate::dialect::Target;
use crate::schema::{
    Column, ColumnType, DefaultValue, Direction, Expression, Generation, Index, IndexKey, Nulls,
    SchemaState, Table,
};

/// Temporary tables are gone, what a key implies is said, what is the default is not said, expressions have the text
/// of this database alone. Expressions themselves are left as they are: only the server knows how it writes them.
pub(in crate::dialect) fn canonical(state: &SchemaState, _target: &Target) -> SchemaState {
    let mut state = state.clone();
    state.named_by_raw_sql.clear();
    state.tables.retain(|_, table| !table.temporary);
    state.tables.values_mut().for_each(table);
    for enum_type in state.enums.values_mut() {
        comment(&mut enum_type.comment);
    }
    state
}

fn table(table: &mut Table) {
    comment(&mut table.comment);
    table.columns.iter_mut().for_each(column);
    let key = table.primary_key.clone();
    for name in key.iter().flat_map(|key| &key.columns) {
        if let Some(column) = table.column_mut(name) {
            column.nullable = false;
        }
    }
    for check in table.checks.values_mut() {
        expression(&mut check.expression);
    }
    table.indexes.values_mut().for_each(index);
    if let Some(partitioning) = &mut table.partitioning {
        partitioning.keys.iter_mut().for_each(expression);
    }
}

fn column(column: &mut Column) {
    comment(&mut column.comment);
    column_type(&mut column.column_type);
    if !column_type::is_collatable(&column.column_type)
        || column.collation.as_deref() == Some("default")
    {
        column.collation = None;
    }
    match &mut column.generation {
        Some(Generation::Identity | Generation::IdentityAlways) => column.nullable = false,
        Some(Generation::Stored(computed) | Generation::Virtual(computed)) => expression(computed),
        None => {}
    }
    column.default = match column.default.take() {
        Some(DefaultValue::Value(Value::Null)) | None => None,
        Some(DefaultValue::Expression(mut default)) => {
            expression(&mut default);
            Some(default.into())
        }
        Some(default @ (DefaultValue::Value(_) | DefaultValue::CurrentTimestamp)) => Some(default),
    };
}

/// A type that was spelled out is the type that it names; an array has no number of dimensions
/// (<https://www.postgresql.org/docs/current/arrays.html>).
fn column_type(found: &mut ColumnType) {
    if let ColumnType::Custom(name) = found
        && let Some(parsed) = column_type::parse(name)
    {
        *found = parsed;
    }
    if let ColumnType::Array(element) = found {
        column_type(element);
        if let ColumnType::Array(inner) = &mut **element {
            *element = inner.clone();
        }
    }
}

fn index(index: &mut Index) {
    comment(&mut index.comment);
    index.nulls_not_distinct &= index.unique;
    index.method = (index.method.take())
        .map(|method| method.to_ascii_lowercase())
        .filter(|method| method != "btree");
    index.filter.iter_mut().for_each(expression);
    for part in &mut index.parts {
        if let IndexKey::Expression(key) = &mut part.key {
            expression(key);
        }
        part.nulls = part.nulls.filter(|nulls| match part.direction {
            Direction::Ascending => *nulls == Nulls::First,
            Direction::Descending => *nulls == Nulls::Last,
        });
    }
}

fn expression(expression: &mut Expression) {
    if let Ok(text) = expression.text(PG) {
        *expression = Expression::new(text);
    }
}

/// An empty comment is none.
fn comment(comment: &mut Option<String>) {
    *comment = comment.take().filter(|comment| !comment.is_empty());
}
