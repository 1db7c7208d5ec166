//! One table as it is, to compare with what a rebuild expects
//! ([`Rebuild::Start`](migration_core::dialect::Rebuild)).

use std::collections::{BTreeMap, BTreeSet};

use migration_core::Value;
use migration_core::schema::{Column, Constraint, Index, ObjectName, Table};

use super::{Found, MAIN, ask, query};
use crate::database::Connection;
use crate::error::Result;

/// A table in its canonical form.
pub(crate) async fn live_table(
    connection: &mut Connection,
    name: &ObjectName,
) -> Result<Option<Table>> {
    let schema = name.schema.as_deref().unwrap_or(MAIN);
    // What the table refers to is read too: a key without columns means the other table's primary key.
    let only = "AND lower(m.tbl_name) IN (
      SELECT lower($1) UNION SELECT lower(k.\"table\") FROM pragma_foreign_key_list($1, $2) k)";
    let values = [&name.name, schema].map(|text: &str| Value::Text(text.to_owned()));
    let rows = ask(connection, &query(schema, only), &values).await?;
    let mut found = Found::default();
    found.read(&rows, schema, &[])?;
    let mut tables = found.finish().state.tables.into_iter();
    let found = tables.find(|(found, _)| found.name.eq_ignore_ascii_case(&name.name));
    Ok(found.map(|(_, table)| table))
}

/// What a rebuild would lose or undo, if it wrote the expected table where this one is. Indexes that are there besides
/// are not among it: they can be made again.
pub(crate) fn differences(expected: &Table, live: &Table) -> Vec<String> {
    let mut found = between("column", &columns(expected), &columns(live));
    found.extend(between(
        "constraint",
        &constraints(expected),
        &constraints(live),
    ));
    let indexes = live.indexes.iter();
    let known = indexes.filter(|(name, _)| expected.indexes.contains_key(*name));
    let known: BTreeMap<String, Index> = known.map(|(n, i)| (n.clone(), i.clone())).collect();
    found.extend(between("index", &expected.indexes, &known));
    found
}

fn columns(table: &Table) -> BTreeMap<String, Column> {
    let columns = table.columns.iter();
    columns.map(|c| (c.name.clone(), c.clone())).collect()
}

fn constraints(table: &Table) -> BTreeMap<String, Constraint> {
    let constraints = table.constraints().into_iter();
    constraints.map(|c| (c.name().to_owned(), c)).collect()
}

fn between<T: PartialEq>(
    kind: &str,
    expected: &BTreeMap<String, T>,
    live: &BTreeMap<String, T>,
) -> Vec<String> {
    let names: BTreeSet<&String> = expected.keys().chain(live.keys()).collect();
    let differing = names.into_iter().filter_map(|name| {
        let what = format!("{kind} \"{name}\"");
        match (expected.get(name), live.get(name)) {
            (Some(_), None) => Some(format!("the database lacks {what}")),
            (None, Some(_)) => Some(format!("the database has {what} besides")),
            (Some(a), Some(b)) if a != b => Some(format!("{what} is declared otherwise")),
            (Some(_) | None, _) => None,
        }
    });
    differing.collect()
}
