//! Indexes that no constraint made.

use migration_core::schema::{
    Direction, Exclusion, ExclusionElement, Expression, Index, IndexKey, IndexPart, Nulls,
};

use super::constraints::deferrable;
use super::{Tables, storage};
use crate::error::Result;
use migration_core::Row;

/// `pg_index.indoption`: the order is descending; NULLs come first.
const DESCENDING: i64 = 1;
const NULLS_FIRST: i64 = 2;

/// A row for each column that an index has, in order.
pub(super) fn read(rows: &[Row], tables: &mut Tables) -> Result<()> {
    for row in rows {
        let Some(table) = tables.get_mut(&row.get::<i64>("table_id")?) else {
            continue;
        };
        let name: String = row.get("name")?;
        if !table.indexes.contains_key(&name) {
            table.indexes.insert(name.clone(), index(&name, row)?);
        }
        if let Some(index) = table.indexes.get_mut(&name) {
            match row.get("included")? {
                true => index.include.push(row.get("column")?),
                false => index.parts.push(part(row)?),
            }
        }
    }
    Ok(())
}

/// A row for each element of an exclusion constraint, in order.
pub(super) fn read_exclusions(rows: &[Row], tables: &mut Tables) -> Result<()> {
    for row in rows {
        let Some(table) = tables.get_mut(&row.get::<i64>("table_id")?) else {
            continue;
        };
        let name: String = row.get("name")?;
        if !table.exclusions.contains_key(&name) {
            let filter = row.get::<Option<String>>("filter")?;
            let exclusion = Exclusion {
                name: name.clone(),
                method: row.get("method")?,
                elements: Vec::new(),
                filter: filter.map(Expression::new),
                deferrable: deferrable(row)?,
            };
            table.exclusions.insert(name.clone(), exclusion);
            if let Some(comment) = row.get("comment")? {
                table.constraint_comments.insert(name.clone(), comment);
            }
        }
        if let Some(exclusion) = table.exclusions.get_mut(&name) {
            exclusion.elements.push(ExclusionElement {
                part: part(row)?,
                operator: row.get("operator")?,
            });
        }
    }
    Ok(())
}

fn index(name: &str, row: &Row) -> Result<Index> {
    let filter = row.get::<Option<String>>("filter")?;
    Ok(Index {
        unique: row.get("is_unique")?,
        method: row.get("method")?,
        filter: filter.map(Expression::new),
        nulls_not_distinct: row.get("nulls_not_distinct")?,
        storage: storage(row)?,
        tablespace: row.get("tablespace")?,
        comment: row.get("comment")?,
        ..Index::new(name, Vec::new())
    })
}

fn part(row: &Row) -> Result<IndexPart> {
    let options: i64 = row.get("options")?;
    let descending = options & DESCENDING != 0;
    let nulls_first = options & NULLS_FIRST != 0;
    Ok(IndexPart {
        key: match row.get::<Option<String>>("column")? {
            Some(column) => IndexKey::Column(column),
            None => IndexKey::Expression(Expression::new(row.get::<String>("expression")?)),
        },
        direction: match descending {
            true => Direction::Descending,
            false => Direction::Ascending,
        },
        nulls: match (descending, nulls_first) {
            (false, true) => Some(Nulls::First),
            (true, false) => Some(Nulls::Last),
            (false, false) | (true, true) => None,
        },
        operator_class: row.get("operator_class")?,
        prefix: None,
    })
}
