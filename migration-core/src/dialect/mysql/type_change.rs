//! Changes of type and collation, which reach into keys and foreign keys.

use super::alter::Work;
use super::column_change::modify;
use super::column_type::WIDEST_DECIMAL;
use super::context::{Answer, Context};
use super::{column, foreign_key, index, key};
use crate::dialect::{Statement, Unsupported};
use crate::operation::AlterColumn;
use crate::schema::{Column, ColumnType, Expression, ForeignKey, ObjectName, Table};

pub(super) fn retype(
    cx: &Context<'_>,
    op: &AlterColumn,
    to: &ColumnType,
    using: Option<&Expression>,
) -> Answer<Vec<Statement>> {
    if using.is_some() {
        return cx.refuse(
            format!("change of type by an expression (column \"{}\")", op.column),
            "add a new column, fill it by an UPDATE, then drop the old one and rename the new one",
        );
    }
    let (table, column) = cx.column(&op.table, &op.column)?;
    let mut after = column.clone();
    after.column_type = to.clone();
    check_keys(cx, table, &after)?;
    let mut statements = replace(cx, table, column, &after)?;
    if rounds(&column.column_type, to) {
        for statement in &mut statements {
            statement.facts.loses_data |= statement.facts.rewrites;
        }
    }
    Ok(statements)
}

/// The keys that the column is part of must take the new type too.
fn check_keys(cx: &Context<'_>, table: &Table, column: &Column) -> Answer<()> {
    let mut after = table.clone();
    if let Some(old) = after.column_mut(&column.name) {
        *old = column.clone();
    }
    let primary = after
        .primary_key
        .iter()
        .map(|key| (&key.name, &key.columns));
    let uniques = after.uniques.values().map(|key| (&key.name, &key.columns));
    let foreign = after
        .foreign_keys
        .values()
        .map(|key| (&key.name, &key.columns));
    let indexes = (after.indexes.values())
        .filter(|index| !index::is_special(index))
        .map(|index| {
            let whole = index.parts.iter().filter(|part| part.prefix.is_none());
            let columns = whole.filter_map(|part| part.column_name());
            (index.name.as_str(), columns.collect::<Vec<_>>())
        });
    let keys = primary
        .chain(uniques)
        .chain(foreign)
        .map(|(name, columns)| (name.as_str(), columns.iter().map(String::as_str).collect()))
        .chain(indexes);
    for (name, columns) in keys {
        if columns.contains(&column.name.as_str()) {
            key::check_columns(cx, name, Some(&after), columns.into_iter())?;
        }
    }
    Ok(())
}

/// Whether old values are rounded or cut. A value that does not fit at all is an error in strict mode.
fn rounds(from: &ColumnType, to: &ColumnType) -> bool {
    use ColumnType::{Date, Decimal, Double, Float, LocalTimestamp, Time, Timestamp};
    match (from, to) {
        (Decimal(from), Decimal(to)) => {
            from.unwrap_or(WIDEST_DECIMAL).1 > to.unwrap_or(WIDEST_DECIMAL).1
        }
        (Decimal(_) | Float | Double, to) => to.is_integer() || matches!(to, Decimal(_) | Float),
        (Timestamp | LocalTimestamp, Date | Time) => true,
        _ => false,
    }
}

/// Replaces type or collation. The server refuses both on either side of a foreign key (errors 1832 and 1833), so the
/// keys go first and come back last.
pub(super) fn replace(
    cx: &Context<'_>,
    table: &Table,
    before: &Column,
    after: &Column,
) -> Answer<Vec<Statement>> {
    let old = column::modify(cx, table, before)?;
    let new = column::modify(cx, table, after)?;
    if old == new {
        return Ok(Vec::new());
    }
    let keys = foreign_key::of_column(cx, &table.name, &before.name);
    for (owner, key) in &keys {
        check_pair(cx, owner, key, (&table.name, after))?;
    }
    let mut statements = Vec::new();
    for (owner, key) in &keys {
        statements.push(foreign_key::take_out(cx, owner, key)?);
    }
    statements.extend(modify(cx, table, after, Work::Copy)?);
    for (owner, key) in &keys {
        statements.push(foreign_key::put_back(cx, owner, key)?);
    }
    Ok(statements)
}

/// Both sides of a foreign key must still fit, or it could not come back.
fn check_pair(
    cx: &Context<'_>,
    owner: &Table,
    key: &ForeignKey,
    (table, after): (&ObjectName, &Column),
) -> Answer<()> {
    let column = |of: &ObjectName, name: &str| {
        if of == table && name == after.name {
            return Some(after);
        }
        cx.known(of).and_then(|of| of.column(name))
    };
    for (child, parent) in key.columns.iter().zip(&key.referenced_columns) {
        let (Some(child), Some(parent)) =
            (column(&owner.name, child), column(&key.references, parent))
        else {
            continue;
        };
        let fits = foreign_key::fit(&child.column_type, &parent.column_type)
            && child.collation == parent.collation;
        if !fits {
            return Err(one_side(cx, key, owner, after));
        }
    }
    Ok(())
}

fn one_side(cx: &Context<'_>, key: &ForeignKey, owner: &Table, column: &Column) -> Unsupported {
    cx.target.unsupported(
        format!(
            "change of one side of a foreign key alone (column \"{}\", foreign key \"{}\" of \"{}\")",
            column.name, key.name, owner.name
        ),
        "drop the foreign key first, change both columns, then add the foreign key again",
    )
}
