//! Columns.

use std::collections::BTreeMap;

use migration_core::schema::{Column, DefaultValue, Expression, Generation};

use super::lookup::{ColumnNames, Comments, Types};
use super::{Tables, letter};
use crate::error::Result;
use migration_core::Row;

/// What columns are filled with, by their table and their number.
pub(super) type Defaults = BTreeMap<(i64, i64), Expression>;

pub(super) fn defaults(rows: &[Row]) -> Result<Defaults> {
    let mut defaults = Defaults::new();
    for row in rows {
        if let Some(expression) = row.get::<Option<String>>("expression")? {
            let column = (row.get("table_id")?, row.get("number")?);
            defaults.insert(column, Expression::new(expression));
        }
    }
    Ok(defaults)
}

/// What is known of columns before they are read.
pub(super) struct Known<'a> {
    pub(super) comments: &'a Comments,
    pub(super) types: &'a Types,
    pub(super) defaults: &'a mut Defaults,
}

/// A row for each column, in order. Says what a state has no place for.
pub(super) fn read(
    rows: &[Row],
    known: &mut Known<'_>,
    tables: &mut Tables,
    names: &mut ColumnNames,
) -> Result<Vec<String>> {
    let mut unmodelled = Vec::new();
    let same = |a: &Row, b: &Row| a.value("table_id") == b.value("table_id");
    for rows in rows.chunk_by(same) {
        let Some(first) = rows.first() else { continue };
        let id = first.get("table_id")?;
        let Some(table) = tables.get_mut(&id) else {
            continue;
        };
        let mut has_privileges = false;
        for row in rows {
            has_privileges |= row.get::<bool>("has_privileges")?;
            if row.get("hidden")? {
                continue;
            }
            let number = row.get("number")?;
            let column = column(row, (id, number), known)?;
            names.insert(id, number, &column.name);
            if row.get("merged")? {
                let note = format!("merged column \"{}\" on \"{}\"", column.name, table.name);
                unmodelled.push(note);
            }
            table.columns.push(column);
        }
        if has_privileges {
            unmodelled.push(format!("privileges on columns of table \"{}\"", table.name));
        }
    }
    Ok(unmodelled)
}

fn column(row: &Row, id: (i64, i64), known: &mut Known<'_>) -> Result<Column> {
    let column_type = known.types.of(row.get("type_id")?, row.get("type")?);
    let mut column = Column::new(row.get::<String>("name")?, column_type);
    column.nullable = !row.get::<bool>("not_null")?;
    column.collation = row.get("collation")?;
    column.comment = known.comments.column(id.0, id.1);
    column.compression = row.get("compression")?;
    let statistics = row.get::<Option<i64>>("statistics")?;
    column.statistics = statistics.and_then(|target| u16::try_from(target).ok());
    let expression = known.defaults.remove(&id);
    match (letter(row, "identity")?, letter(row, "generated")?) {
        ('d', _) => column.generation = Some(Generation::Identity),
        ('a', _) => column.generation = Some(Generation::IdentityAlways),
        (_, 's') => column.generation = expression.map(Generation::Stored),
        (_, 'v') => column.generation = expression.map(Generation::Virtual),
        _ => column.default = expression.map(DefaultValue::from),
    }
    Ok(column)
}
