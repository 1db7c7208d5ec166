//! Keys and checks.

use migration_core::schema::{
    Check, Constraint, Deferrable, Expression, ForeignKey, ObjectName, PrimaryKey,
    ReferentialAction, Unique,
};

use super::lookup::{ColumnNames, Comments, changed, list, unread};
use super::{Names, Tables, letter};
use crate::error::Result;
use migration_core::Row;

/// What constraints are read with.
pub(super) struct Known<'a> {
    pub(super) names: &'a Names,
    pub(super) comments: &'a Comments,
    pub(super) columns: &'a ColumnNames,
}

impl Known<'_> {
    /// The columns of the key itself.
    fn columns(&self, row: &Row) -> Result<Vec<String>> {
        let numbers: String = row.get("columns")?;
        let told = row.get("column_names")?;
        let names = self.columns.of(row.get("table_id")?, &numbers, told)?;
        Ok(names.into_iter().flatten().collect())
    }

    /// The columns that a foreign key refers to.
    fn referenced_columns(&self, row: &Row) -> Result<Vec<String>> {
        let numbers: String = row.get("referenced_columns")?;
        let told = row.get("referenced_names")?;
        let names = (self.columns).of(row.get("references_id")?, &numbers, told)?;
        Ok(names.into_iter().flatten().collect())
    }
}

/// A row for each key and each check.
pub(super) fn read(rows: &[Row], known: &Known<'_>, tables: &mut Tables) -> Result<()> {
    for row in rows {
        let id: i64 = row.get("table_id")?;
        if !tables.contains_key(&id) {
            continue;
        }
        let constraint = match letter(row, "kind")? {
            'p' => Constraint::PrimaryKey(PrimaryKey {
                name: row.get("name")?,
                columns: known.columns(row)?,
                without_overlaps: row.get("period")?,
            }),
            'u' => Constraint::Unique(Unique {
                name: row.get("name")?,
                columns: known.columns(row)?,
                nulls_not_distinct: row
                    .get::<Option<bool>>("nulls_not_distinct")?
                    .unwrap_or(false),
                deferrable: deferrable(row)?,
                without_overlaps: row.get("period")?,
            }),
            'f' => foreign_key(row, known, tables)?,
            _ => check(row)?,
        };
        let Some(table) = tables.get_mut(&id) else {
            continue;
        };
        table.put_constraint(constraint);
        if let Some(comment) = known.comments.constraint(row.get("id")?) {
            table.constraint_comments.insert(row.get("name")?, comment);
        }
    }
    Ok(())
}

fn foreign_key(row: &Row, known: &Known<'_>, tables: &Tables) -> Result<Constraint> {
    let columns = known.columns(row)?;
    let mut on_delete_columns = Vec::new();
    if let Some(set) = row.get::<Option<String>>("set_columns")? {
        let set: Vec<i64> = list(&set).collect();
        let numbers: String = row.get("columns")?;
        let numbers = list(&numbers).zip(&columns);
        let chosen = numbers.filter(|(number, _)| set.contains(number));
        on_delete_columns.extend(chosen.map(|(_, column)| column.clone()));
    }
    Ok(Constraint::ForeignKey(ForeignKey {
        name: row.get("name")?,
        columns,
        references: referenced(row, known, tables)?,
        referenced_columns: known.referenced_columns(row)?,
        on_delete: action(letter(row, "on_delete")?),
        on_update: action(letter(row, "on_update")?),
        on_delete_columns,
        match_full: letter(row, "match")? == 'f',
        deferrable: deferrable(row)?,
        not_valid: !row.get::<bool>("valid")?,
        period: row.get("period")?,
    }))
}

/// The table that a foreign key refers to: a pair of a schema and a name, if it is not one whose columns are read.
fn referenced(row: &Row, known: &Known<'_>, tables: &Tables) -> Result<ObjectName> {
    if let Some(text) = row.get::<Option<String>>("references_name")? {
        let (schema, name): (String, String) = serde_json::from_str(&text).map_err(unread)?;
        return Ok(known.names.of(schema, name));
    }
    let table = tables.get(&row.get::<i64>("references_id")?);
    table.map(|table| table.name.clone()).ok_or_else(changed)
}

fn check(row: &Row) -> Result<Constraint> {
    Ok(Constraint::Check(Check {
        name: row.get("name")?,
        expression: Expression::new(row.get::<String>("expression")?),
        not_valid: !row.get::<bool>("valid")?,
        not_enforced: false,
    }))
}

fn action(letter: char) -> ReferentialAction {
    match letter {
        'r' => ReferentialAction::Restrict,
        'c' => ReferentialAction::Cascade,
        'n' => ReferentialAction::SetNull,
        'd' => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}

pub(super) fn deferrable(row: &Row) -> Result<Deferrable> {
    Ok(match (row.get("deferrable")?, row.get("deferred")?) {
        (true, true) => Deferrable::InitiallyDeferred,
        (true, false) => Deferrable::InitiallyImmediate,
        (false, _) => Deferrable::No,
    })
}
