//! What brings back what a table lost.

use super::{Reversed, add_again, irreversible, unknown, with_table};
use crate::operation::grant::{granted_again, is_on_relation};
use crate::operation::index_part;
use crate::operation::object::reverse as object;
use crate::operation::{
    AddColumn, AddConstraint, AlterColumn, ColumnChange, CreateTable, DropColumn, DropConstraint,
    DropTable, Operation, inheritance,
};
use crate::schema::{Constraint, ConstraintKind, ObjectName, SchemaState};

pub(super) fn has_column(state: &SchemaState, table: &ObjectName, column: &str) -> bool {
    state
        .table(table)
        .is_some_and(|table| table.column(column).is_some())
}

/// Foreign keys of other tables that refer to this one, as operations that add them.
pub(super) fn add_references(
    before: &SchemaState,
    table: &ObjectName,
    which: impl Fn(&[String]) -> bool,
) -> Vec<Operation> {
    let keys = before
        .references_to(table)
        .filter(|(_, key)| which(&key.referenced_columns));
    let add = keys
        .map(|(user, key)| AddConstraint::new(user.clone(), Constraint::ForeignKey(key.clone())));
    add.map(Into::into).collect()
}

pub(super) fn drop_table(op: &DropTable, before: &SchemaState) -> Reversed {
    match before.table(&op.table) {
        Some(_) if index_part::lacks_parts(&op.table, before) => irreversible(
            "an index has no part on some partition: attach one, or drop the index, first",
        ),
        Some(_) => Ok(create_again(&op.table, before)),
        None if op.if_exists && !before.is_named_by_raw_sql(&op.table.name) => Ok(Vec::new()),
        None => unknown("table", &op.table),
    }
}

/// A table, and the partitions or heirs that go with it, each after what it is a part of: first all tables, then what
/// needs them.
fn create_again(name: &ObjectName, before: &SchemaState) -> Vec<Operation> {
    let names: Vec<ObjectName> = std::iter::once(name.clone())
        .chain(before.all_below(name))
        .collect();
    let mut undo = Vec::new();
    for table in names.iter().filter_map(|name| before.table(name)) {
        let (sequences, own) = object::create_sequences_of(&table.name, None, before);
        undo.extend(sequences);
        let mut table = table.clone();
        // Those of one to another of them come with the others.
        let is_other = |to: &ObjectName| *to != table.name && names.contains(to);
        let keys = std::mem::take(&mut table.foreign_keys).into_iter();
        let keys = keys.filter(|(_, key)| !is_other(&key.references));
        table.foreign_keys = keys.collect();
        undo.push(
            CreateTable {
                table,
                if_not_exists: false,
                like: None,
            }
            .into(),
        );
        undo.extend(own);
    }
    undo.extend((names.iter()).flat_map(|name| add_references(before, name, |_| true)));
    undo.extend((names.iter()).flat_map(|name| object::create_all_on(name, before)));
    let granted =
        (names.iter()).flat_map(|name| granted_again(before, |on| is_on_relation(on, name)));
    undo.extend(granted);
    undo
}

pub(super) fn drop_column(op: &DropColumn, before: &SchemaState) -> Reversed {
    with_table(before, &op.table, |table| match table.column(&op.column) {
        Some(column) if inheritance::cannot_return(&op.table, column, before) => {
            irreversible(format!(
                "column \"{}\" counts up, and no such column is added to a table that others inherit from",
                op.column
            ))
        }
        Some(column) => {
            let column = column.clone();
            let (mut undo, own) = object::create_sequences_of(&op.table, Some(&op.column), before);
            undo.push(
                AddColumn {
                    table: op.table.clone(),
                    column,
                    if_not_exists: false,
                    position: None,
                }
                .into(),
            );
            undo.extend(own);
            let constraints = table.constraints_on(&op.column).into_iter();
            undo.extend(constraints.flat_map(|constraint| add_again(&op.table, table, constraint)));
            let indexes = table.indexes.values();
            let indexes = indexes.filter(|index| index.uses(&op.column));
            undo.extend(
                indexes.flat_map(|index| index_part::index_again(&op.table, &index.name, before)),
            );
            undo.extend(add_references(before, &op.table, |columns| {
                columns.contains(&op.column)
            }));
            undo.extend(object::create_all_with(&op.table, &op.column, before));
            Ok(undo)
        }
        None if op.if_exists && !before.is_named_by_raw_sql(&op.column) => Ok(Vec::new()),
        None => unknown("column", &op.column),
    })
}

pub(super) fn alter_column(op: &AlterColumn, before: &SchemaState) -> Reversed {
    let column = before
        .table(&op.table)
        .and_then(|table| table.column(&op.column));
    let Some(column) = column else {
        return unknown("column", &op.column);
    };
    let change = match &op.change {
        ColumnChange::Type {
            to: _,
            using: Some(using),
        } => {
            return irreversible(format!(
                "values of column \"{}\" were converted by \"{}\", and what converts them back is not known",
                op.column,
                using.any_text()
            ));
        }
        ColumnChange::Type { to: _, using: None } => ColumnChange::Type {
            to: column.column_type.clone(),
            using: None,
        },
        ColumnChange::Nullable(false) if column.nullable && inheritance::is_in_key(op, before) => {
            return irreversible(format!(
                "column \"{}\" is part of the primary key of a table that inherits it",
                op.column
            ));
        }
        ColumnChange::Nullable(_) => ColumnChange::Nullable(column.nullable),
        ColumnChange::Default(_) => ColumnChange::Default(column.default.clone()),
        ColumnChange::Generation(_) => {
            if column
                .generation
                .as_ref()
                .is_some_and(|generation| generation.expression().is_some())
            {
                return irreversible(format!(
                    "column \"{}\" cannot become computed again in place",
                    op.column
                ));
            }
            ColumnChange::Generation(column.generation.clone())
        }
        ColumnChange::Collation(_) => ColumnChange::Collation(column.collation.clone()),
        ColumnChange::Comment(_) => ColumnChange::Comment(column.comment.clone()),
        ColumnChange::Compression(_) => ColumnChange::Compression(column.compression.clone()),
        ColumnChange::Statistics(_) => ColumnChange::Statistics(column.statistics),
    };
    Ok(vec![
        AlterColumn {
            table: op.table.clone(),
            column: op.column.clone(),
            change,
        }
        .into(),
    ])
}

pub(super) fn drop_constraint(op: &DropConstraint, before: &SchemaState) -> Reversed {
    with_table(before, &op.table, |table| {
        match table.named_constraint(&op.name, op.kind) {
            Some(constraint) => Ok(add_again(&op.table, table, constraint)),
            None if op.if_exists && !before.is_named_by_raw_sql(&op.name) => Ok(Vec::new()),
            None => unknown(op.kind.map_or("constraint", ConstraintKind::term), &op.name),
        }
    })
}
