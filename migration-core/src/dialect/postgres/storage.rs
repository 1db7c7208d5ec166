//! Where and how tables and indexes are kept: storage parameters, tablespaces, building indexes anew.
//! <https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-STORAGE-PARAMETERS>

use std::collections::BTreeMap;

use super::{PG, word};
use crate::dialect::{LockLevel, Statement, Target, Unsupported};
use crate::operation::{Reindex, SetLogged, SetStorage, SetTablespace};
use crate::schema::{ObjectName, SchemaState};

/// ` WITH ("fillfactor" = 70)`, or nothing.
pub(super) fn with(parameters: &BTreeMap<String, String>) -> String {
    if parameters.is_empty() {
        return String::new();
    }
    let parameters: Vec<String> = (parameters.iter())
        .map(|(name, value)| assignment(name, value))
        .collect();
    format!(" WITH ({})", parameters.join(", "))
}

/// ` TABLESPACE "fast"`, or nothing.
pub(super) fn tablespace(tablespace: Option<&String>) -> String {
    tablespace.map_or_else(String::new, |name| {
        format!(" TABLESPACE {}", PG.quote(name))
    })
}

/// `toast.autovacuum_enabled` is a name in another namespace.
fn parameter(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let parts: Vec<String> = name.split('.').map(|part| PG.quote(part)).collect();
    parts.join(".")
}

fn assignment(name: &str, value: &str) -> String {
    let is_number = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
    let value = match is_number {
        true => value.to_owned(),
        false => PG.string_literal(value),
    };
    format!("{} = {value}", parameter(name))
}

pub(super) fn refuse_on_partitioned(
    table: &ObjectName,
    before: &SchemaState,
    target: &Target,
) -> Result<(), Unsupported> {
    match before.table(table) {
        Some(table) if table.partitioning.is_some() => Err(target.unsupported(
            "storage parameters of a partitioned table",
            "give them to its partitions",
        )),
        Some(_) | None => Ok(()),
    }
}

/// `TABLE "a"` or `INDEX "i"`; an index lives in its table's schema.
fn what(table: &ObjectName, index: Option<&String>) -> String {
    match index {
        Some(index) => format!("INDEX {}", PG.quote_name(&table.sibling(index))),
        None => format!("TABLE {}", PG.quote_name(table)),
    }
}

/// New rows follow it; those that are there stay as they are until they are written again.
pub(super) fn set(
    op: &SetStorage,
    before: &SchemaState,
    target: &Target,
) -> Result<Statement, Unsupported> {
    if op.index.is_none() {
        refuse_on_partitioned(&op.table, before, target)?;
    }
    let mut clauses = Vec::new();
    let set: Vec<String> = (op.parameters.iter())
        .filter_map(|(name, value)| Some(assignment(name, value.as_ref()?)))
        .collect();
    if !set.is_empty() {
        clauses.push(format!("SET ({})", set.join(", ")));
    }
    let reset: Vec<String> = (op.parameters.iter())
        .filter(|(_, value)| value.is_none())
        .map(|(name, _)| parameter(name))
        .collect();
    if !reset.is_empty() {
        clauses.push(format!("RESET ({})", reset.join(", ")));
    }
    let what = what(&op.table, op.index.as_ref());
    let statement = Statement::new(format!("ALTER {what} {}", clauses.join(", ")));
    Ok(statement.locks(&op.table, LockLevel::ShareUpdateExclusive))
}

/// The files are copied to the other place under a lock.
pub(super) fn set_tablespace(op: &SetTablespace) -> Statement {
    let tablespace = op.tablespace.as_deref().unwrap_or("pg_default");
    let what = what(&op.table, op.index.as_ref());
    let sql = format!("ALTER {what} SET TABLESPACE {}", PG.quote(tablespace));
    Statement::new(sql)
        .locks(&op.table, LockLevel::AccessExclusive)
        .rewrites()
}

/// The table is written anew, to the log or out of it.
pub(super) fn set_logged(op: &SetLogged) -> Statement {
    let (table, word) = (
        PG.quote_name(&op.table),
        if op.logged { "LOGGED" } else { "UNLOGGED" },
    );
    Statement::new(format!("ALTER TABLE {table} SET {word}"))
        .locks(&op.table, LockLevel::AccessExclusive)
        .rewrites()
        .scans()
}

/// <https://www.postgresql.org/docs/current/sql-reindex.html>
pub(super) fn reindex(op: &Reindex, before: &SchemaState) -> Statement {
    let kind = match op.index {
        Some(_) => "INDEX",
        None => "TABLE",
    };
    let name = match &op.index {
        Some(index) => op.table.sibling(index),
        None => op.table.clone(),
    };
    let statement = Statement::new(format!(
        "REINDEX {kind} {}{}",
        word(op.concurrently, "CONCURRENTLY "),
        PG.quote_name(&name)
    ))
    .scans();
    let table = before.table(&op.table);
    let partitioned = table.is_some_and(|table| table.partitioning.is_some());
    let statement = match op.concurrently {
        true => statement.locks(&op.table, LockLevel::ShareUpdateExclusive),
        false => statement.locks(&op.table, LockLevel::Share),
    };
    // Each partition is a transaction of its own.
    match op.concurrently || partitioned {
        true => statement.outside_transaction(),
        false => statement,
    }
}
