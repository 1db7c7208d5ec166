//! Foreign keys and the indexes under them.
//!
//! InnoDB wants an index that begins with the referring columns. Left alone, the server makes one, named like the
//! constraint, and drops it again in silence when another index can serve
//! (<https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html>). Here it is written out, so that what is
//! there follows from the state alone: a foreign key has an index of its own name, on exactly its columns, if and only
//! if no key or index of the table begins with its columns. Such an index is not part of the state.

use std::collections::BTreeMap;

use super::alter::{Alter, Work};
use super::context::{Answer, Context};
use super::{index, key};
use crate::dialect::{ProbeObject, Statement};
use crate::schema::{
    Check, ColumnType, Deferrable, ForeignKey, Index, IndexKey, ObjectName, ReferentialAction,
    Table,
};

/// The automatic indexes of a table: the name, and the columns.
pub(super) fn automatic(table: &Table) -> BTreeMap<&str, &[String]> {
    (table.foreign_keys.values())
        .filter(|key| !is_indexed(table, &key.columns))
        .map(|key| (key.name.as_str(), key.columns.as_slice()))
        .collect()
}

/// Adds and drops automatic indexes as the state says after `before` became `after`.
pub(super) fn follow(
    cx: &Context<'_>,
    before: &Table,
    after: &Table,
    alter: &mut Alter<'_>,
) -> Answer<()> {
    let (old, new) = (automatic(before), automatic(after));
    // A database that was adopted may share one automatic index between two foreign keys.
    let if_exists = if cx.is_mariadb() { " IF EXISTS" } else { "" };
    for name in old.keys().filter(|name| !new.contains_key(*name)) {
        alter.drop(
            Work::Metadata,
            format!("DROP INDEX{if_exists} {}", cx.quote(name)?),
        );
    }
    for (name, columns) in &new {
        if !old.contains_key(name) {
            alter.add(
                Work::Build,
                format!("ADD {}", index_clause(cx, after, name, columns)?),
            );
        }
    }
    Ok(())
}

/// An automatic index, as `CREATE TABLE` and `ALTER TABLE` write it.
pub(super) fn index_clause(
    cx: &Context<'_>,
    table: &Table,
    name: &str,
    columns: &[String],
) -> Answer<String> {
    if table.indexes.contains_key(name) || table.uniques.contains_key(name) {
        return cx.refuse(
            format!("room for the index under foreign key \"{name}\": another index has its name"),
            "use another name for one of the two",
        );
    }
    key::check_columns(cx, name, Some(table), columns.iter().map(String::as_str))?;
    Ok(format!(
        "INDEX {} ({})",
        cx.quote(name)?,
        cx.quote_list(columns)?
    ))
}

/// Takes a foreign key out of the way of a change. Its index stays: the key is back soon.
pub(super) fn take_out(cx: &Context<'_>, owner: &Table, key: &ForeignKey) -> Answer<Statement> {
    let mut alter = Alter::new(&owner.name);
    let name = cx.quote(&key.name)?;
    alter.drop(Work::Metadata, format!("DROP FOREIGN KEY {name}"));
    Ok(alter.statement(cx)?.removes(probe(&owner.name, &key.name)))
}

/// What was taken out is put back.
pub(super) fn put_back(cx: &Context<'_>, owner: &Table, key: &ForeignKey) -> Answer<Statement> {
    let mut alter = Alter::new(&owner.name);
    let clause = clause(cx, key, Some(owner))?;
    alter.add(Work::Copy, format!("ADD {clause}"));
    Ok(alter.statement(cx)?.creates(probe(&owner.name, &key.name)))
}

/// The constraint, as `CREATE TABLE` and `ALTER TABLE` write it. Both actions are always written: the catalog of
/// MariaDB reports one that is left out as `RESTRICT`, that of MySQL as `NO ACTION`.
pub(super) fn clause(cx: &Context<'_>, key: &ForeignKey, table: Option<&Table>) -> Answer<String> {
    check(cx, key, table)?;
    Ok(format!(
        "CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({}) ON DELETE {} ON UPDATE {}",
        cx.quote(&key.name)?,
        cx.quote_list(&key.columns)?,
        cx.quote_name(&key.references)?,
        cx.quote_list(&key.referenced_columns)?,
        key.on_delete.sql(),
        key.on_update.sql(),
    ))
}

fn check(cx: &Context<'_>, key: &ForeignKey, table: Option<&Table>) -> Answer<()> {
    let name = &key.name;
    if key.match_full {
        return cx.refuse(
            format!("MATCH FULL (foreign key \"{name}\")"),
            "make the columns NOT NULL, or add a check that all or none of them are NULL",
        );
    }
    if key.deferrable != Deferrable::No {
        return cx.refuse(
            format!("deferrable foreign keys (\"{name}\")"),
            "leave deferrable out, and write rows in the order of the keys",
        );
    }
    if !key.on_delete_columns.is_empty() {
        return cx.refuse(
            format!("foreign keys that set some of their columns (\"{name}\")"),
            "let it set all of them, or write a trigger",
        );
    }
    if key.not_valid {
        return cx.refuse(
            format!("foreign keys that leave existing rows unchecked (\"{name}\")"),
            "put the rows right first, then add it without not_valid",
        );
    }
    if [key.on_delete, key.on_update].contains(&ReferentialAction::SetDefault) {
        return cx.refuse(
            format!("SET DEFAULT of a foreign key in InnoDB (\"{name}\")"),
            "use SET NULL, or update the rows in the application",
        );
    }
    check_parent(cx, key, table)?;
    check_types(cx, key, table)?;
    table.map_or(Ok(()), |table| check_child(cx, key, table))
}

/// The key referred to must begin with the columns in the order in which the foreign key lists them.
fn check_parent(cx: &Context<'_>, key: &ForeignKey, table: Option<&Table>) -> Answer<()> {
    let parent = match table {
        Some(table) if table.name == key.references => Some(table),
        _ => cx.known(&key.references),
    };
    let raw = cx.before.is_named_by_raw_sql(&key.references.name);
    match parent {
        Some(parent) if !raw && !is_indexed(parent, &key.referenced_columns) => cx.refuse(
            format!(
                "foreign keys to columns that no key or index of \"{}\" begins with, in this order (\"{}\")",
                key.references, key.name
            ),
            "list the columns in the order of the key that is referred to",
        ),
        _ => Ok(()),
    }
}

/// Whether a foreign key may go from a column of the one type to one of the other: integers must be of one width.
pub(super) fn fit(child: &ColumnType, parent: &ColumnType) -> bool {
    child.can_reference(parent) && (!child.is_integer() || child == parent)
}

fn check_types(cx: &Context<'_>, key: &ForeignKey, table: Option<&Table>) -> Answer<()> {
    let parent = match table {
        Some(table) if table.name == key.references => Some(table),
        _ => cx.known(&key.references),
    };
    let (Some(table), Some(parent)) = (table, parent) else {
        return Ok(());
    };
    for (from, to) in key.columns.iter().zip(&key.referenced_columns) {
        if let (Some(child), Some(parent)) = (table.column(from), parent.column(to))
            && child.column_type.is_integer()
            && parent.column_type.is_integer()
            && child.column_type != parent.column_type
        {
            return cx.refuse(
                format!(
                    "foreign keys between integers of other widths (\"{from}\", {}, to \"{to}\", {}, of \"{}\")",
                    child.column_type, parent.column_type, key.name
                ),
                "give both columns one type",
            );
        }
    }
    Ok(())
}

fn check_child(cx: &Context<'_>, key: &ForeignKey, table: &Table) -> Answer<()> {
    if table.temporary {
        return cx.refuse(
            format!("foreign keys of temporary tables (\"{}\")", key.name),
            "leave the foreign key out",
        );
    }
    let sets_null = [key.on_delete, key.on_update].contains(&ReferentialAction::SetNull);
    for check in table.checks.values() {
        check_actions(cx, key, check)?;
    }
    let not_null = (key.columns.iter())
        .filter_map(|column| table.column(column))
        .find(|column| !column.nullable || in_primary_key(table, &column.name));
    match not_null {
        Some(column) if sets_null => cx.refuse(
            format!(
                "SET NULL over NOT NULL columns (\"{}\" of foreign key \"{}\")",
                column.name, key.name
            ),
            "make the column optional, or use another action",
        ),
        _ => Ok(()),
    }
}

/// MySQL refuses checks over columns that a referential action could change (error 3823):
/// <https://dev.mysql.com/doc/refman/8.4/en/create-table-check-constraints.html>. MariaDB does not.
pub(super) fn check_actions(cx: &Context<'_>, key: &ForeignKey, check: &Check) -> Answer<()> {
    let changes = key.on_delete == ReferentialAction::SetNull
        || [ReferentialAction::SetNull, ReferentialAction::Cascade].contains(&key.on_update);
    if cx.is_mariadb() || !changes {
        return Ok(());
    }
    match key.columns.iter().find(|column| check.expression.mentions(column)) {
        Some(column) => cx.refuse(
            format!(
                "checks over a column that a foreign key may change (\"{column}\" in \"{}\", foreign key \"{}\")",
                check.name, key.name
            ),
            "use NO ACTION or RESTRICT in the foreign key, or check the values in the application",
        ),
        None => Ok(()),
    }
}

pub(super) fn in_primary_key(table: &Table, column: &str) -> bool {
    (table.primary_key.iter()).any(|key| key.columns.iter().any(|name| name == column))
}

/// Whether a key or index of the state begins with these columns, in this order.
fn is_indexed(table: &Table, columns: &[String]) -> bool {
    let key = table.primary_key.iter().map(|key| &key.columns);
    let uniques = table.uniques.values().map(|unique| &unique.columns);
    key.chain(uniques).any(|key| key.starts_with(columns))
        || table.indexes.values().any(|index| serves(index, columns))
}

fn serves(index: &Index, columns: &[String]) -> bool {
    !index::is_special(index)
        && index.parts.len() >= columns.len()
        && (index.parts.iter().zip(columns)).all(|(part, column)| match &part.key {
            IndexKey::Column(name) => name == column && part.prefix.is_none(),
            IndexKey::Expression(_) => false,
        })
}

/// The foreign keys on either side of which a column stands, with the table that has each.
pub(super) fn of_column<'a>(
    cx: &Context<'a>,
    table: &ObjectName,
    column: &str,
) -> Vec<(&'a Table, &'a ForeignKey)> {
    let among = |columns: &[String]| columns.iter().any(|name| name == column);
    let mut keys = Vec::new();
    for owner in cx.before.tables.values() {
        for key in owner.foreign_keys.values() {
            let refers = owner.name == *table && among(&key.columns);
            if refers || (key.references == *table && among(&key.referenced_columns)) {
                keys.push((owner, key));
            }
        }
    }
    keys
}

/// Added under the new name before the old one goes, so that the rows are never without it. One `ALTER TABLE` cannot
/// add and drop foreign keys (<https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html>).
pub(super) fn rename(
    cx: &Context<'_>,
    table: &Table,
    key: ForeignKey,
    to: &str,
) -> Answer<Vec<Statement>> {
    let from = cx.quote(&key.name)?;
    let has_index = automatic(table).contains_key(key.name.as_str());
    let old = probe(&table.name, &key.name);
    let new = probe(&table.name, to);
    let renamed = ForeignKey {
        name: to.to_owned(),
        ..key
    };
    let mut add = Alter::new(&table.name);
    add.add(
        Work::Copy,
        format!("ADD {}", clause(cx, &renamed, Some(table))?),
    );
    let mut drop = Alter::new(&table.name);
    drop.drop(Work::Metadata, format!("DROP FOREIGN KEY {from}"));
    if has_index {
        drop.add(
            Work::Metadata,
            format!("RENAME INDEX {from} TO {}", cx.quote(to)?),
        );
    }
    Ok(vec![
        add.statement(cx)?.creates(new),
        drop.statement(cx)?.removes(old),
    ])
}

pub(super) fn probe(table: &ObjectName, key: &str) -> ProbeObject {
    ProbeObject::Constraint(table.clone(), key.to_owned())
}
