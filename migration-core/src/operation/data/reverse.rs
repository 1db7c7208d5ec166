//! What undoes a change of rows: the rows that an insert put there are deleted by their key.

use super::{Assignment, DeleteRows, InsertRows, UpdateRows, WhichRows};
use crate::operation::Operation;
use crate::operation::reverse::{Reversed, irreversible};
use crate::schema::{ColumnType, DefaultValue, SchemaState, Table};
use crate::{Row, Value};

const OR_SAY: &str = "(add .down(|schema| ...))";

fn own(down: &Option<Vec<Operation>>) -> Option<Reversed> {
    down.clone().map(Ok)
}

pub(in crate::operation) fn insert(op: &InsertRows, before: &SchemaState) -> Reversed {
    if let Some(own) = own(&op.down) {
        return own;
    }
    if op.rows.is_empty() {
        return Ok(Vec::new());
    }
    if op.on_conflict.is_some() {
        return irreversible(format!(
            "which of the rows were there before, and what was in them, is not known {OR_SAY}"
        ));
    }
    let Some(table) = before.table(&op.table) else {
        return irreversible(format!(
            "which key the rows of \"{}\" have is not known, since no migration says what it looks like {OR_SAY}",
            op.table
        ));
    };
    let mut undo = Vec::new();
    // What was inserted last may refer to what was before it.
    let alike = op.rows.chunk_by(|a, b| a.columns() == b.columns());
    for rows in alike.rev() {
        let Some(key) = (table.keys().into_iter()).find(|key| says_all(rows, key, table)) else {
            return irreversible(format!(
                "rows of table \"{}\" are inserted without their key, so that they could not be told from others \
                 {OR_SAY}",
                op.table
            ));
        };
        let columns = key.iter().map(|column| (*column).to_owned()).collect();
        let values = |row: &Row| {
            let values = key.iter().filter_map(|column| row.value(column));
            values.cloned().collect()
        };
        let which = WhichRows::Keys {
            columns,
            keys: rows.iter().rev().map(values).collect(),
        };
        let table = op.table.clone();
        let down = None;
        undo.push(DeleteRows { table, which, down }.into());
    }
    Ok(undo)
}

/// Whether each row has a value in all columns of a key, of types whose values can be compared for equality.
fn says_all(rows: &[Row], key: &[&str], table: &Table) -> bool {
    let compares = |column: &str| {
        let of = table.column(column).map(|column| &column.column_type);
        !of.is_none_or(|of| {
            matches!(
                of,
                ColumnType::Float | ColumnType::Double | ColumnType::Json | ColumnType::Jsonb
            )
        })
    };
    key.iter().all(|column| compares(column))
        && rows.iter().all(|row| {
            (key.iter()).all(|column| row.value(column).is_some_and(|value| *value != Value::Null))
        })
}

pub(in crate::operation) fn update(op: &UpdateRows) -> Reversed {
    if let Some(own) = own(&op.down) {
        return own;
    }
    let backwards = op.set.iter().map(|assignment| match assignment {
        Assignment {
            column,
            from: Some(from),
            to: DefaultValue::Value(to),
        } => Ok(Assignment {
            column: column.clone(),
            from: Some(to.clone()),
            to: DefaultValue::Value(from.clone()),
        }),
        other => Err(format!(
            "what was in column \"{}\" of table \"{}\" before is not known {OR_SAY}",
            other.column, op.table
        )),
    });
    let set = match backwards.collect::<Result<Vec<_>, _>>() {
        Ok(set) => set,
        Err(reason) => return irreversible(reason),
    };
    let chosen_by = |assignment: &&Assignment| {
        (op.filter.as_ref()).is_some_and(|filter| filter.mentions(&assignment.column))
    };
    if let Some(changed) = set.iter().find(chosen_by) {
        return irreversible(format!(
            "the filter asks for column \"{}\" of table \"{}\", which is another afterwards {OR_SAY}",
            changed.column, op.table
        ));
    }
    Ok(vec![
        UpdateRows {
            table: op.table.clone(),
            set,
            filter: op.filter.clone(),
            down: None,
        }
        .into(),
    ])
}

pub(in crate::operation) fn delete(op: &DeleteRows) -> Reversed {
    match (own(&op.down), &op.which) {
        (Some(own), _) => own,
        (None, WhichRows::Keys { keys, .. }) if keys.is_empty() => Ok(Vec::new()),
        (None, _) => irreversible(format!(
            "what was in the deleted rows of table \"{}\" is not known {OR_SAY}",
            op.table
        )),
    }
}
