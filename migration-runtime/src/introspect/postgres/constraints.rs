//! Keys and checks.

use migration_core::schema::{
    Check, Constraint, Deferrable, Expression, ForeignKey, PrimaryKey, ReferentialAction, Table,
    Unique,
};

use super::{Names, Tables, letter};
use crate::error::Result;
use migration_core::Row;

/// A row for each column of a key, in order, and for each check.
pub(super) fn read(rows: &[Row], names: &Names, tables: &mut Tables) -> Result<()> {
    for row in rows {
        if let Some(table) = tables.get_mut(&row.get::<i64>("table_id")?) {
            match letter(row, "kind")? {
                'p' => primary_key(row, table)?,
                'u' => unique(row, table)?,
                'f' => foreign_key(row, names, table)?,
                _ => check(row, table)?,
            }
            if let Some(comment) = row.get("comment")? {
                table.constraint_comments.insert(row.get("name")?, comment);
            }
        }
    }
    Ok(())
}

fn primary_key(row: &Row, table: &mut Table) -> Result<()> {
    let key = table.primary_key.get_or_insert(PrimaryKey {
        name: row.get("name")?,
        columns: Vec::new(),
        without_overlaps: row.get("period")?,
    });
    key.columns.push(row.get("column")?);
    Ok(())
}

fn unique(row: &Row, table: &mut Table) -> Result<()> {
    let name: String = row.get("name")?;
    if !table.uniques.contains_key(&name) {
        table.put_constraint(Constraint::Unique(Unique {
            name: name.clone(),
            columns: Vec::new(),
            nulls_not_distinct: row.get("nulls_not_distinct")?,
            deferrable: deferrable(row)?,
            without_overlaps: row.get("period")?,
        }));
    }
    if let Some(unique) = table.uniques.get_mut(&name) {
        unique.columns.push(row.get("column")?);
    }
    Ok(())
}

fn foreign_key(row: &Row, names: &Names, table: &mut Table) -> Result<()> {
    let name: String = row.get("name")?;
    if !table.foreign_keys.contains_key(&name) {
        table.put_constraint(Constraint::ForeignKey(ForeignKey {
            name: name.clone(),
            columns: Vec::new(),
            references: names.read(row, "references_schema", "references_name")?,
            referenced_columns: Vec::new(),
            on_delete: action(letter(row, "on_delete")?),
            on_update: action(letter(row, "on_update")?),
            on_delete_columns: Vec::new(),
            match_full: letter(row, "match")? == 'f',
            deferrable: deferrable(row)?,
            not_valid: !row.get::<bool>("valid")?,
            period: row.get("period")?,
        }));
    }
    if let Some(key) = table.foreign_keys.get_mut(&name) {
        let column: String = row.get("column")?;
        if row.get::<Option<bool>>("is_set")? == Some(true) {
            key.on_delete_columns.push(column.clone());
        }
        key.columns.push(column);
        key.referenced_columns.push(row.get("referenced_column")?);
    }
    Ok(())
}

fn check(row: &Row, table: &mut Table) -> Result<()> {
    table.put_constraint(Constraint::Check(Check {
        name: row.get("name")?,
        expression: Expression::new(row.get::<String>("expression")?),
        not_valid: !row.get::<bool>("valid")?,
        not_enforced: false,
    }));
    Ok(())
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
