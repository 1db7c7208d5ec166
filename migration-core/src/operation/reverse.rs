//! reverse: operation x state before it -> the operations that undo it, or why nothing can.

mod table;

use std::fmt;

use super::object::reverse as object;
use super::{
    AddConstraint, AlterConstraint, CommentOnPart, CommentOnTable, ConstraintChange, CreateIndex,
    DropColumn, DropConstraint, DropEnum, DropIndex, DropTable, Operation, RenameColumn,
    RenameConstraint, RenameEnum, RenameEnumValue, RenameIndex, RenameTable, SetLogged,
    SetRowSecurity, SetStorage, SetTablespace, TablePart, data, enum_type, partition, raw,
};
use crate::operation::index_part;
use crate::schema::{Constraint, Index, ObjectName, SchemaState, Table};
use table::{alter_column, drop_column, drop_constraint, drop_table, has_column};

/// Why an operation cannot be reversed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Irreversible {
    /// The reason, as the rest of "it cannot be rolled back: ...".
    pub reason: String,
}

impl fmt::Display for Irreversible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

pub(super) type Reversed = Result<Vec<Operation>, Irreversible>;

pub(super) fn irreversible(reason: impl Into<String>) -> Reversed {
    Err(Irreversible {
        reason: reason.into(),
    })
}

/// A foreign key that has nothing unique to refer to without this index.
fn needs_index(state: &SchemaState, table: &ObjectName, index: &str) -> Option<String> {
    let with = state.table(table)?;
    let mut without = with.clone();
    without.indexes.remove(index);
    let users = with.foreign_keys.values().map(|key| (table, key));
    users
        .chain(state.references_to(table))
        .filter(|(_, key)| key.references == *table)
        .find(|(_, key)| {
            with.is_unique(&key.referenced_columns) && !without.is_unique(&key.referenced_columns)
        })
        .map(|(_, key)| key.name.clone())
}

/// `if_not_exists` on what raw SQL named: undoing it might take away what was there before.
pub(super) fn perhaps_there(what: &str, name: impl fmt::Display) -> Reversed {
    irreversible(format!(
        "whether there was a {what} \"{name}\" before is not known, since raw SQL names it"
    ))
}

pub(super) fn unknown(what: &str, name: impl fmt::Display) -> Reversed {
    irreversible(format!(
        "what {what} \"{name}\" was before is not known, since raw SQL made it"
    ))
}

impl Operation {
    /// The operations that undo this one, given the state before it.
    ///
    /// # Errors
    ///
    /// Why nothing can undo it.
    pub fn reverse(&self, before: &SchemaState) -> Reversed {
        match self {
            Self::CreateTable(op) if op.if_not_exists && before.table(&op.table.name).is_some() => {
                Ok(Vec::new())
            }
            Self::CreateTable(op)
                if op.if_not_exists && before.is_named_by_raw_sql(&op.table.name.name) =>
            {
                perhaps_there("table", &op.table.name)
            }
            Self::CreateTable(op) => {
                let table = op.table.name.clone();
                Ok(vec![
                    DropTable {
                        table,
                        if_exists: false,
                        cascade: false,
                    }
                    .into(),
                ])
            }
            Self::DropTable(op) => drop_table(op, before),
            Self::RenameTable(op) => Ok(vec![
                RenameTable {
                    from: op.to.clone(),
                    to: op.from.clone(),
                }
                .into(),
            ]),
            Self::CommentOnTable(op) => with_table(before, &op.table, |table| {
                Ok(vec![
                    CommentOnTable {
                        table: op.table.clone(),
                        comment: table.comment.clone(),
                    }
                    .into(),
                ])
            }),
            Self::AttachPartition(op) => partition::reverse_attach(op, before),
            Self::DetachPartition(op) => partition::reverse_detach(op, before),
            Self::AddColumn(op) => {
                if op.if_not_exists && has_column(before, &op.table, &op.column.name) {
                    return Ok(Vec::new());
                }
                if op.if_not_exists && before.is_named_by_raw_sql(&op.column.name) {
                    return perhaps_there("column", &op.column.name);
                }
                let (table, column) = (op.table.clone(), op.column.name.clone());
                Ok(vec![
                    DropColumn {
                        table,
                        column,
                        if_exists: false,
                        cascade: false,
                    }
                    .into(),
                ])
            }
            Self::DropColumn(op) => {
                partition::with_own_columns(self, &op.table, before, drop_column(op, before)?)
            }
            Self::RenameColumn(op) => {
                let (from, to) = (op.to.clone(), op.from.clone());
                Ok(vec![
                    RenameColumn {
                        table: op.table.clone(),
                        from,
                        to,
                    }
                    .into(),
                ])
            }
            Self::AlterColumn(op) => {
                partition::with_own_columns(self, &op.table, before, alter_column(op, before)?)
            }
            Self::AddConstraint(op) => {
                let (table, name) = (op.table.clone(), op.constraint.name().to_owned());
                let kind = Some(op.constraint.kind());
                let mut undo = vec![
                    DropConstraint {
                        table: table.clone(),
                        name,
                        kind,
                        if_exists: false,
                    }
                    .into(),
                ];
                if let Some(index) = &op.using_index {
                    let known = before
                        .table(&table)
                        .and_then(|table| table.indexes.get(index));
                    let Some(index) = known.cloned() else {
                        return unknown("index", index);
                    };
                    if let Some(key) = needs_index(before, &table, &index.name) {
                        return irreversible(format!(
                            "the index goes with the key, and foreign key \"{key}\" needs it"
                        ));
                    }
                    undo.push(
                        CreateIndex {
                            table,
                            index,
                            concurrently: false,
                            if_not_exists: false,
                            only: false,
                        }
                        .into(),
                    );
                }
                undo.extend(partition::own_again(self, &op.table, before));
                Ok(undo)
            }
            Self::DropConstraint(op) => drop_constraint(op, before),
            Self::RenameConstraint(op) => {
                let (from, to) = (op.to.clone(), op.from.clone());
                Ok(vec![
                    RenameConstraint {
                        table: op.table.clone(),
                        from,
                        to,
                    }
                    .into(),
                ])
            }
            Self::ValidateConstraint(op) => with_table(before, &op.table, |table| {
                match table.constraint(&op.name) {
                    Some(constraint) if constraint.is_not_valid() => {
                        let drop = DropConstraint {
                            table: op.table.clone(),
                            name: op.name.clone(),
                            kind: None,
                            if_exists: false,
                        };
                        let mut undo = vec![drop.into()];
                        undo.extend(add_again(&op.table, table, constraint));
                        Ok(undo)
                    }
                    Some(_) => Ok(Vec::new()),
                    None => unknown("constraint", &op.name),
                }
            }),
            Self::AlterConstraint(op) => with_table(before, &op.table, |table| {
                let change = table
                    .constraint(&op.name)
                    .and_then(|constraint| unchanged(&constraint, op.change));
                let Some(change) = change else {
                    return unknown("constraint", &op.name);
                };
                Ok(vec![
                    AlterConstraint {
                        table: op.table.clone(),
                        name: op.name.clone(),
                        change,
                    }
                    .into(),
                ])
            }),
            Self::CreateIndex(op) => {
                let existed = before
                    .indexes(&op.table)
                    .is_some_and(|indexes| indexes.contains_key(&op.index.name));
                if op.if_not_exists && existed {
                    return Ok(Vec::new());
                }
                if op.if_not_exists && before.is_named_by_raw_sql(&op.index.name) {
                    return perhaps_there("index", &op.index.name);
                }
                let (table, name) = (op.table.clone(), op.index.name.clone());
                let mut undo: Vec<Operation> = vec![
                    DropIndex {
                        table,
                        name,
                        concurrently: op.concurrently,
                        if_exists: false,
                    }
                    .into(),
                ];
                undo.extend(partition::own_again(self, &op.table, before));
                Ok(undo)
            }
            Self::AttachIndex(op) => index_part::reverse_attach_index(op, before),
            Self::DropIndex(op) => {
                let Some(indexes) = before.indexes(&op.table) else {
                    return unknown("table", &op.table);
                };
                match indexes.get(&op.name) {
                    Some(_) if before.partitions_of(&op.table).next().is_some() => {
                        Ok(index_part::index_again(&op.table, &op.name, before))
                    }
                    Some(index) => {
                        let (table, index, concurrently) =
                            (op.table.clone(), index.clone(), op.concurrently);
                        Ok(vec![
                            CreateIndex {
                                table,
                                index,
                                concurrently,
                                if_not_exists: false,
                                only: false,
                            }
                            .into(),
                        ])
                    }
                    None if op.if_exists && !before.is_named_by_raw_sql(&op.name) => Ok(Vec::new()),
                    None => unknown("index", &op.name),
                }
            }
            Self::RenameIndex(op) => {
                let (from, to) = (op.to.clone(), op.from.clone());
                Ok(vec![
                    RenameIndex {
                        table: op.table.clone(),
                        from,
                        to,
                    }
                    .into(),
                ])
            }
            // What is there is the same before and after.
            Self::Reindex(_) => Ok(Vec::new()),
            Self::SetStorage(op) => with_part(before, &op.table, &op.index, |table, index| {
                let was = index.map_or(&table.storage, |index| &index.storage);
                let parameters = op.parameters.keys();
                let parameters = parameters.map(|name| (name.clone(), was.get(name).cloned()));
                Ok(vec![
                    SetStorage {
                        table: op.table.clone(),
                        index: op.index.clone(),
                        parameters: parameters.collect(),
                    }
                    .into(),
                ])
            }),
            Self::SetTablespace(op) => with_part(before, &op.table, &op.index, |table, index| {
                let was = index.map_or(&table.tablespace, |index| &index.tablespace);
                Ok(vec![
                    SetTablespace {
                        table: op.table.clone(),
                        index: op.index.clone(),
                        tablespace: was.clone(),
                    }
                    .into(),
                ])
            }),
            Self::SetLogged(op) => with_table(before, &op.table, |table| {
                let (table, logged) = (op.table.clone(), !table.unlogged);
                Ok(vec![SetLogged { table, logged }.into()])
            }),
            Self::CreateEnum(op) => Ok(vec![
                DropEnum {
                    name: op.name.clone(),
                    if_exists: false,
                }
                .into(),
            ]),
            Self::DropEnum(op) => enum_type::reverse_drop(op, before),
            Self::CommentOnEnum(op) => enum_type::reverse_comment(op, before),
            Self::RenameEnum(op) => Ok(vec![
                RenameEnum {
                    from: op.to.clone(),
                    to: op.from.clone(),
                }
                .into(),
            ]),
            Self::AddEnumValue(op) => enum_type::reverse_add_value(op, before),
            Self::DropEnumValue(op) => enum_type::reverse_drop_value(op, before),
            Self::RenameEnumValue(op) => {
                let (from, to) = (op.to.clone(), op.from.clone());
                Ok(vec![
                    RenameEnumValue {
                        name: op.name.clone(),
                        from,
                        to,
                    }
                    .into(),
                ])
            }
            Self::CreateObject(op) => object::create(op, before),
            Self::AlterObject(op) => object::alter(op, before),
            Self::ChangeObject(op) => object::change(op, before),
            Self::DropObject(op) => object::drop(op, before),
            Self::RenameObject(op) => object::rename(op),
            Self::CommentOnObject(op) => object::comment(op, before),
            Self::CommentOnPart(op) => with_table(before, &op.table, |table| {
                Ok(vec![
                    CommentOnPart {
                        table: op.table.clone(),
                        part: op.part.clone(),
                        comment: comment_on(table, &op.part),
                    }
                    .into(),
                ])
            }),
            Self::SetRowSecurity(op) => with_table(before, &op.table, |table| {
                let (table, to) = (op.table.clone(), table.row_security);
                Ok(vec![SetRowSecurity { table, to }.into()])
            }),
            Self::Grant(op) => op.reverse(before),
            Self::Revoke(op) => op.reverse(before),
            Self::RawSql(op) => raw::reverse(op, before),
            Self::InsertRows(op) => data::reverse::insert(op, before),
            Self::UpdateRows(op) => data::reverse::update(op),
            Self::DeleteRows(op) => data::reverse::delete(op),
            Self::Backfill(op) if op.keep_on_rollback => Ok(Vec::new()),
            Self::Backfill(_) => irreversible(
                "which values were there before is not known (add .keep_on_rollback() if the new ones may stay)",
            ),
        }
    }
}

fn with_table(
    before: &SchemaState,
    name: &ObjectName,
    reverse: impl FnOnce(&Table) -> Reversed,
) -> Reversed {
    before
        .table(name)
        .map_or_else(|| unknown("table", name), reverse)
}

fn comment_on(table: &Table, part: &TablePart) -> Option<String> {
    match part {
        TablePart::Constraint(name) => table.constraint_comments.get(name).cloned(),
        TablePart::Index(name) => table.indexes.get(name)?.comment.clone(),
    }
}

/// A constraint and its comment, as they were.
fn add_again(name: &ObjectName, table: &Table, constraint: Constraint) -> Vec<Operation> {
    let part = TablePart::Constraint(constraint.name().to_owned());
    let comment = comment_on(table, &part);
    let mut operations = vec![AddConstraint::new(name.clone(), constraint).into()];
    if comment.is_some() {
        let table = name.clone();
        operations.push(
            CommentOnPart {
                table,
                part,
                comment,
            }
            .into(),
        );
    }
    operations
}

/// A table, and the index of it that an operation is about, if it is about one.
fn with_part(
    before: &SchemaState,
    name: &ObjectName,
    index: &Option<String>,
    reverse: impl FnOnce(&Table, Option<&Index>) -> Reversed,
) -> Reversed {
    with_table(before, name, |table| match index {
        None => reverse(table, None),
        Some(name) => match table.indexes.get(name) {
            Some(index) => reverse(table, Some(index)),
            None => unknown("index", name),
        },
    })
}

/// What leads back after this change of a constraint.
fn unchanged(constraint: &Constraint, change: ConstraintChange) -> Option<ConstraintChange> {
    match (constraint, change) {
        (Constraint::Unique(unique), ConstraintChange::Deferrable(_)) => {
            Some(ConstraintChange::Deferrable(unique.deferrable))
        }
        (Constraint::ForeignKey(key), ConstraintChange::Deferrable(_)) => {
            Some(ConstraintChange::Deferrable(key.deferrable))
        }
        (Constraint::Exclusion(exclusion), ConstraintChange::Deferrable(_)) => {
            Some(ConstraintChange::Deferrable(exclusion.deferrable))
        }
        (Constraint::Check(check), ConstraintChange::Enforced(_)) => {
            Some(ConstraintChange::Enforced(!check.not_enforced))
        }
        (Constraint::PrimaryKey(_) | Constraint::Check(_), ConstraintChange::Deferrable(_))
        | (
            Constraint::PrimaryKey(_)
            | Constraint::Unique(_)
            | Constraint::ForeignKey(_)
            | Constraint::Exclusion(_),
            ConstraintChange::Enforced(_),
        ) => None,
    }
}
