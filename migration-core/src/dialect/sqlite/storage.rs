//! Where and how tables and indexes are kept: one file holds all of them, so there is only building indexes anew
//! (<https://www.sqlite.org/lang_reindex.html>).

use std::collections::BTreeMap;

use super::Context;
use super::context::quote;
use crate::dialect::{LockLevel, Statement, Unsupported};
use crate::operation::{Reindex, SetStorage, SetTablespace};

/// A name that is a collation's too is taken for that, so an index is named rather than guessed at.
pub(super) fn reindex(op: &Reindex, context: &Context<'_>) -> Result<Vec<Statement>, Unsupported> {
    let table = context.name(&op.table)?;
    let name = op.index.as_deref().map_or(table, quote);
    let statement = Statement::new(format!("REINDEX {name}"));
    let statement = statement.locks(&op.table, LockLevel::ShareRowExclusive);
    Ok(vec![statement.scans()])
}

pub(super) fn set(op: &SetStorage, context: &Context<'_>) -> Result<Vec<Statement>, Unsupported> {
    let name = op.index.as_ref().unwrap_or(&op.table.name);
    Err(no_parameters(name, context))
}

pub(super) fn set_tablespace(
    op: &SetTablespace,
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    let name = op.index.as_ref().unwrap_or(&op.table.name);
    Err(no_tablespaces(name, context))
}

/// Refuses what is asked for a new table or index.
pub(super) fn refuse(
    name: &str,
    parameters: &BTreeMap<String, String>,
    tablespace: Option<&String>,
    context: &Context<'_>,
) -> Result<(), Unsupported> {
    if !parameters.is_empty() {
        return Err(no_parameters(name, context));
    }
    match tablespace {
        Some(_) => Err(no_tablespaces(name, context)),
        None => Ok(()),
    }
}

fn no_parameters(name: &str, context: &Context<'_>) -> Unsupported {
    context.unsupported(
        format!("storage parameters, which \"{name}\" asks for"),
        "leave them out: how the file is written is said by PRAGMA page_size and auto_vacuum",
    )
}

fn no_tablespaces(name: &str, context: &Context<'_>) -> Unsupported {
    context.unsupported(
        format!("tablespaces, of which \"{name}\" asks for one"),
        "leave it out: everything is in one file",
    )
}
