//! Where and how tables and indexes are kept: of this there is only building them anew.

use std::collections::BTreeMap;

use super::alter::{Alter, Work};
use super::context::{Answer, Context};
use super::index;
use crate::dialect::Statement;
use crate::operation::{Reindex, SetStorage, SetTablespace};

/// A table is copied, its indexes with it; one index is dropped and built in the same statement.
pub(super) fn reindex(cx: &Context<'_>, op: &Reindex) -> Answer<Vec<Statement>> {
    let mut alter = Alter::new(&op.table);
    match &op.index {
        None => alter.add(Work::Rebuild, "FORCE"),
        Some(name) => {
            let table = cx.known(&op.table);
            let Some(found) = table.and_then(|table| table.indexes.get(name)) else {
                return cx.refuse(
                    format!("way to build index \"{name}\" anew, which no migration creates"),
                    "reindex the whole table",
                );
            };
            let work = match index::is_special(found) {
                true => Work::Copy,
                false => Work::Build,
            };
            alter.drop(work, format!("DROP INDEX {}", cx.quote(name)?));
            alter.add(
                work,
                format!("ADD {}", index::clause(cx, found, table, "")?),
            );
        }
    }
    Ok(vec![alter.statement(cx)?])
}

pub(super) fn set(cx: &Context<'_>, op: &SetStorage) -> Answer<Vec<Statement>> {
    let name = op.index.as_ref().unwrap_or(&op.table.name);
    refuse_parameters(cx, name).map(|()| Vec::new())
}

pub(super) fn set_tablespace(cx: &Context<'_>, op: &SetTablespace) -> Answer<Vec<Statement>> {
    let name = op.index.as_ref().unwrap_or(&op.table.name);
    refuse_tablespace(cx, name).map(|()| Vec::new())
}

/// Refuses what is asked for a new table or index.
pub(super) fn check(
    cx: &Context<'_>,
    name: &str,
    parameters: &BTreeMap<String, String>,
    tablespace: Option<&String>,
) -> Answer<()> {
    if !parameters.is_empty() {
        return refuse_parameters(cx, name);
    }
    match tablespace {
        Some(_) => refuse_tablespace(cx, name),
        None => Ok(()),
    }
}

fn refuse_parameters(cx: &Context<'_>, name: &str) -> Answer<()> {
    cx.refuse(
        format!("storage parameters (\"{name}\")"),
        "leave them out, or use raw SQL on this database: ALTER TABLE ... ROW_FORMAT=...",
    )
}

fn refuse_tablespace(cx: &Context<'_>, name: &str) -> Answer<()> {
    cx.refuse(
        format!("tablespaces chosen by this operation (\"{name}\")"),
        "leave it out: each InnoDB table has a file of its own",
    )
}
