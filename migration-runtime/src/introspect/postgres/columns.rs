//! Columns.

use migration_core::schema::{Column, ColumnType, DefaultValue, Expression, Generation};

use super::{Names, Tables, letter};
use crate::error::Result;
use migration_core::Row;

/// A row for each column, in order.
pub(super) fn read(rows: &[Row], names: &Names, tables: &mut Tables) -> Result<()> {
    for row in rows {
        if let Some(table) = tables.get_mut(&row.get::<i64>("table_id")?) {
            table.columns.push(column(row, names)?);
        }
    }
    Ok(())
}

fn column(row: &Row, names: &Names) -> Result<Column> {
    let mut column = Column::new(row.get::<String>("name")?, column_type(row, names)?);
    column.nullable = !row.get::<bool>("not_null")?;
    column.collation = row.get("collation")?;
    column.comment = row.get("comment")?;
    column.compression = row.get("compression")?;
    let statistics = row.get::<Option<i64>>("statistics")?;
    column.statistics = statistics.and_then(|target| u16::try_from(target).ok());
    let expression = row.get::<Option<String>>("expression")?;
    let expression = expression.map(Expression::new);
    match (letter(row, "identity")?, letter(row, "generated")?) {
        ('d', _) => column.generation = Some(Generation::Identity),
        ('a', _) => column.generation = Some(Generation::IdentityAlways),
        (_, 's') => column.generation = expression.map(Generation::Stored),
        (_, 'v') => column.generation = expression.map(Generation::Virtual),
        _ => column.default = expression.map(DefaultValue::from),
    }
    Ok(column)
}

/// An enum type by its name; any other as the server spells it, which the canonical form understands.
fn column_type(row: &Row, names: &Names) -> Result<ColumnType> {
    let element = match row.get::<Option<String>>("enum_name")? {
        Some(name) => ColumnType::Enumeration(names.of(row.get("enum_schema")?, name)),
        None => return Ok(ColumnType::Custom(row.get("type")?)),
    };
    Ok(match row.get("is_array")? {
        true => ColumnType::Array(Box::new(element)),
        false => element,
    })
}
