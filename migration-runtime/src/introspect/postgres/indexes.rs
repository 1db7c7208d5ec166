//! Indexes that no constraint made.

use std::collections::BTreeMap;

use migration_core::schema::{
    Direction, Exclusion, ExclusionElement, Expression, Index, IndexKey, IndexPart, Nulls,
};

use super::constraints::deferrable;
use super::lookup::{ColumnNames, Comments, list};
use super::{Tables, storage};
use crate::error::Result;
use migration_core::Row;

/// `pg_index.indoption`: the order is descending; NULLs come first.
const DESCENDING: i64 = 1;
const NULLS_FIRST: i64 = 2;

/// The names of operator classes that are not the default of their type, by their identifiers.
pub(super) type OperatorClasses = BTreeMap<i64, String>;

pub(super) fn operator_classes(rows: &[Row]) -> Result<OperatorClasses> {
    let pair = |row: &Row| Ok((row.get("id")?, row.get("name")?));
    rows.iter().map(pair).collect()
}

/// What indexes are read with.
pub(super) struct Known<'a> {
    pub(super) comments: &'a Comments,
    pub(super) columns: &'a ColumnNames,
    pub(super) operator_classes: &'a OperatorClasses,
}

/// A row for each index.
pub(super) fn read(rows: &[Row], known: &Known<'_>, tables: &mut Tables) -> Result<()> {
    for row in rows {
        if let Some(table) = tables.get_mut(&row.get::<i64>("table_id")?) {
            let index = index(row, known)?;
            table.indexes.insert(index.name.clone(), index);
        }
    }
    Ok(())
}

/// A row for each element of an exclusion constraint, in order.
pub(super) fn read_exclusions(rows: &[Row], known: &Known<'_>, tables: &mut Tables) -> Result<()> {
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
            if let Some(comment) = known.comments.constraint(row.get("id")?) {
                table.constraint_comments.insert(name.clone(), comment);
            }
        }
        if let Some(exclusion) = table.exclusions.get_mut(&name) {
            exclusion.elements.push(ExclusionElement {
                part: element(row, known)?,
                operator: row.get("operator")?,
            });
        }
    }
    Ok(())
}

fn index(row: &Row, known: &Known<'_>) -> Result<Index> {
    let filter = row.get::<Option<String>>("filter")?;
    let (parts, include) = parts(row, known)?;
    Ok(Index {
        include,
        unique: row.get("is_unique")?,
        method: row.get("method")?,
        filter: filter.map(Expression::new),
        nulls_not_distinct: row.get("nulls_not_distinct")?,
        storage: storage(row, "storage")?,
        tablespace: row.get("tablespace")?,
        comment: known.comments.relation(row.get("id")?),
        ..Index::new(row.get::<String>("name")?, parts)
    })
}

/// What it is over, and the columns that it includes besides.
fn parts(row: &Row, known: &Known<'_>) -> Result<(Vec<IndexPart>, Vec<String>)> {
    let numbers: String = row.get("columns")?;
    let told = row.get("column_names")?;
    let mut columns = known.columns.of(row.get("table_id")?, &numbers, told)?;
    let include = columns.split_off(columns.len().min(row.get("keys")?));
    let expressions = row.get::<Option<String>>("expressions")?;
    let expressions = expressions.unwrap_or_default();
    let expressions: Vec<String> = serde_json::from_str(&expressions).unwrap_or_default();
    let mut expressions = expressions.into_iter();
    let options: String = row.get("options")?;
    let mut options = list(&options);
    let classes: String = row.get("operator_classes")?;
    let mut classes = list(&classes);
    let parts = columns.into_iter().map(|column| {
        let key = match column {
            Some(column) => IndexKey::Column(column),
            None => IndexKey::Expression(Expression::new(expressions.next().unwrap_or_default())),
        };
        let class = classes.next();
        let class = class.and_then(|class| known.operator_classes.get(&class).cloned());
        part(key, options.next().unwrap_or(0), class)
    });
    Ok((parts.collect(), include.into_iter().flatten().collect()))
}

fn part(key: IndexKey, options: i64, operator_class: Option<String>) -> IndexPart {
    let descending = options & DESCENDING != 0;
    let nulls_first = options & NULLS_FIRST != 0;
    IndexPart {
        key,
        direction: match descending {
            true => Direction::Descending,
            false => Direction::Ascending,
        },
        nulls: match (descending, nulls_first) {
            (false, true) => Some(Nulls::First),
            (true, false) => Some(Nulls::Last),
            (false, false) | (true, true) => None,
        },
        operator_class,
        prefix: None,
    }
}

/// The element of an exclusion constraint in a row of its own.
fn element(row: &Row, known: &Known<'_>) -> Result<IndexPart> {
    let key = match row.get::<Option<String>>("column")? {
        Some(column) => IndexKey::Column(column),
        None => IndexKey::Expression(Expression::new(row.get::<String>("expression")?)),
    };
    let class: i64 = row.get("operator_class")?;
    let class = known.operator_classes.get(&class).cloned();
    Ok(part(key, row.get("options")?, class))
}
