//! Where and how tables and indexes are kept.

use super::Unwritable;
use super::literal::name;
use super::part::Part;
use super::rust::{Call, text};
use crate::operation::{SetLogged, SetStorage, SetTablespace};

pub(super) fn logged(op: &SetLogged) -> Part<'_> {
    let method = if op.logged {
        "set_logged"
    } else {
        "set_unlogged"
    };
    Part::Table(&op.table, vec![Call::bare(method)])
}

/// One parameter: each call of the builder records one.
pub(super) fn parameters(op: &SetStorage) -> Result<Part<'_>, Unwritable> {
    let mut parameters = op.parameters.iter();
    let (Some((parameter, value)), None) = (parameters.next(), parameters.next()) else {
        let reason = "parameters are set one by one, each by an operation of its own";
        return Err(Unwritable::because(reason));
    };
    let (on_index, on_table) = match value {
        Some(_) => ("set_index_storage", "set_storage"),
        None => ("reset_index_storage", "reset_storage"),
    };
    let said = [Some(parameter), value.as_ref()];
    let said = said.into_iter().flatten().map(|it| text(it));
    Ok(match &op.index {
        Some(index) => {
            let of = [name(&op.table), text(index)];
            Part::call(on_index, of.into_iter().chain(said).collect())
        }
        None => Part::Table(&op.table, vec![Call::new(on_table, said.collect())]),
    })
}

pub(super) fn tablespace(op: &SetTablespace) -> Part<'_> {
    let to = text(op.tablespace.as_deref().unwrap_or("pg_default"));
    match &op.index {
        Some(index) => {
            let arguments = vec![name(&op.table), text(index), to];
            Part::call("set_index_tablespace", arguments)
        }
        None => Part::Table(&op.table, vec![Call::new("set_tablespace", vec![to])]),
    }
}
