//! What is in the way of an operation: each rule once, for every database.

mod backfill;
mod column;
mod constraint;
mod enum_type;

use std::collections::BTreeSet;

use super::apply::{Conflict, ConflictKind};
use super::object::free_type;
use super::{ColumnPosition, Operation, SetLogged, TablePart};
use crate::schema::{Constraint, ObjectName, SchemaState, Table, naming};

/// All that is in the way of an operation.
pub(super) fn conflicts(state: &SchemaState, operation: &Operation) -> Vec<Conflict> {
    let mut check = Checker {
        state,
        found: Vec::new(),
        objects: Vec::new(),
        part: None,
    };
    check.operation(operation);
    check.found
}

pub(super) struct Checker<'a> {
    pub(super) state: &'a SchemaState,
    pub(super) found: Vec<Conflict>,
    /// What is being looked at: raw SQL that named it excuses what is found.
    pub(super) objects: Vec<ObjectName>,
    part: Option<String>,
}

impl<'a> Checker<'a> {
    pub(super) fn report(
        &mut self,
        kind: ConflictKind,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        let (message, part, objects) = (message.into(), self.part.clone(), self.objects.clone());
        self.found.push(Conflict {
            kind,
            message,
            help,
            part,
            objects,
        });
    }

    /// A conflict with another object: raw SQL that named that one excuses it too.
    pub(super) fn report_with(
        &mut self,
        other: &ObjectName,
        kind: ConflictKind,
        message: String,
        help: &str,
    ) {
        self.objects.push(other.clone());
        self.report(kind, message, Some(help.to_owned()));
        self.objects.pop();
    }

    fn operation(&mut self, operation: &Operation) {
        self.identifiers(operation);
        match operation {
            Operation::CreateTable(op) => {
                self.objects.push(op.table.name.clone());
                if let Some(like) = &op.like {
                    // It would have been resolved.
                    self.table(like, false);
                    return;
                }
                if self.free_name(&op.table.name, op.if_not_exists) {
                    self.whole_table(&op.table);
                }
            }
            Operation::DropTable(op) => {
                if let Some(table) = self.table(&op.table, op.if_exists) {
                    self.no_references(table, op.cascade);
                    self.no_heirs(table, op.cascade);
                    self.not_read(&op.table);
                    for below in self.state.all_below(&op.table) {
                        self.not_read(&below);
                    }
                }
            }
            Operation::RenameTable(op) => {
                if self.table(&op.from, false).is_some() && op.from != op.to {
                    self.objects.push(op.to.clone());
                    self.free_name(&op.to, false);
                }
            }
            Operation::CommentOnTable(op) => drop(self.table(&op.table, false)),
            Operation::SetLogged(op) => self.set_logged(op),
            Operation::AttachPartition(op) => self.attach(op),
            Operation::DetachPartition(op) => self.detach(op),
            Operation::AddColumn(op) => {
                self.own_columns(&op.table);
                if let Some(table) = self.table(&op.table, false) {
                    if table.column(&op.column.name).is_some() {
                        if !op.if_not_exists {
                            self.taken("column", &op.column.name, table);
                        }
                        return;
                    }
                    self.column(&op.table, &op.column);
                    self.add_to_heirs(op);
                    if let Some(ColumnPosition::After(other)) = &op.position
                        && table.column(other).is_none()
                    {
                        self.unknown_column(table, other);
                    }
                }
            }
            Operation::DropColumn(op) => {
                self.own_columns(&op.table);
                self.not_inherited(&op.table, &op.column);
                self.drop_column(op);
            }
            Operation::RenameColumn(op) => {
                self.own_columns(&op.table);
                self.not_inherited(&op.table, &op.from);
                if let Some((table, _)) = self.table_column(&op.table, &op.from)
                    && op.from != op.to
                {
                    if table.column(&op.to).is_some() {
                        self.taken("column", &op.to, table);
                    }
                    self.column_not_read(&op.table, &op.from, false);
                    self.rename_in_heirs(op);
                }
            }
            Operation::AlterColumn(op) => {
                if !self.is_of_the_partition(op) {
                    self.own_columns(&op.table);
                    self.not_inherited(&op.table, &op.column);
                }
                self.alter_column(op);
                self.alter_in_heirs(op);
            }
            Operation::AddConstraint(op) => {
                if let Some(table) = self.table(&op.table, false) {
                    self.free_in_partitions(table, op.constraint.name());
                    self.free_in_heirs(table, op.constraint.name(), op.constraint.kind());
                    self.key_for_partitions(table, &op.constraint);
                    match &op.using_index {
                        None => self.free_key(table, op.constraint.name()),
                        Some(index) => self.using_index(table, op, index),
                    }
                    if let (Constraint::PrimaryKey(_), Some(other)) =
                        (&op.constraint, &table.primary_key)
                    {
                        let message = format!(
                            "table \"{}\" already has the primary key \"{}\"",
                            op.table,
                            other.columns.join("\", \"")
                        );
                        self.report(
                            ConflictKind::Duplicate,
                            message,
                            Some("drop it first: schema.drop_primary_key(...)".into()),
                        );
                    }
                    self.constraint(table, &op.constraint);
                }
            }
            Operation::DropConstraint(op) => self.drop_constraint(op),
            Operation::RenameConstraint(op) => {
                if let Some(table) = self.table(&op.table, false)
                    && !self.check_is_inherited(table, &op.from)
                {
                    let known = table.constraint(&op.from);
                    if let Some(known) = known.filter(|_| op.from != op.to) {
                        self.free_key(table, &op.to);
                        self.free_in_heirs(table, &op.to, known.kind());
                    } else if table.constraint(&op.from).is_none() {
                        self.unknown_constraint("constraint", &op.from, table);
                    }
                }
            }
            Operation::ValidateConstraint(op) => {
                if let Some(table) = self.table(&op.table, false)
                    && !self.check_is_inherited(table, &op.name)
                    && !table.foreign_keys.contains_key(&op.name)
                    && !table.checks.contains_key(&op.name)
                {
                    self.unknown_constraint("foreign key or check", &op.name, table);
                }
            }
            Operation::AlterConstraint(op) => self.alter_constraint(op),
            Operation::CreateIndex(op) => {
                if let Some(view) = self.state.materialized_view(&op.table) {
                    self.create_view_index(view, op);
                } else if let Some(table) = self.table(&op.table, false) {
                    if !(op.if_not_exists && table.indexes.contains_key(&op.index.name)) {
                        self.free_key(table, &op.index.name);
                    }
                    self.index(table, &op.index);
                }
            }
            Operation::AttachIndex(op) => self.attach_index(op),
            Operation::DropIndex(op) => {
                if let Some(view) = self.state.materialized_view(&op.table) {
                    self.view_index(view, &op.name, op.if_exists);
                } else if let Some(table) = self.table(&op.table, false) {
                    match table.indexes.get(&op.name) {
                        None if op.if_exists => {}
                        None => self.unknown_constraint("index", &op.name, table),
                        Some(index) if index.unique => {
                            let mut after = table.clone();
                            after.indexes.remove(&op.name);
                            self.still_referenced(table, &after);
                        }
                        Some(_) => {}
                    }
                }
            }
            Operation::RenameIndex(op) => {
                if let Some(view) = self.state.materialized_view(&op.table) {
                    self.view_index(view, &op.from, false);
                } else if let Some(table) = self.table(&op.table, false) {
                    if !table.indexes.contains_key(&op.from) {
                        self.unknown_constraint("index", &op.from, table);
                    } else if op.from != op.to {
                        self.free_key(table, &op.to);
                    }
                }
            }
            Operation::Reindex(op) => self.part(&op.table, op.index.as_deref()),
            Operation::SetTablespace(op) => self.part(&op.table, op.index.as_deref()),
            Operation::SetStorage(op) => {
                self.part(&op.table, op.index.as_deref());
                if op.parameters.is_empty() {
                    self.report(ConflictKind::Invalid, "no parameter is named", None);
                }
            }
            Operation::CreateEnum(op) => self.create_enum(op),
            Operation::DropEnum(op) => {
                if op.if_exists && self.state.enum_type(&op.name).is_none() {
                    return;
                }
                if self.enum_type(&op.name) {
                    let users = self.state.columns_of_enum(&op.name);
                    let users: Vec<String> = users
                        .map(|(table, column)| format!("\"{table}.{column}\""))
                        .collect();
                    if !users.is_empty() {
                        let message = format!("column {} is of this type", users.join(" and "));
                        self.report(
                            ConflictKind::StillUsed,
                            message,
                            Some("drop the column or change its type first".into()),
                        );
                    }
                }
            }
            Operation::CommentOnEnum(op) => drop(self.enum_type(&op.name)),
            Operation::RenameEnum(op) => {
                if self.enum_type(&op.from) && op.from != op.to {
                    self.objects.push(op.to.clone());
                    self.free_name(&op.to, false);
                }
            }
            Operation::AddEnumValue(op) => self.add_enum_value(op),
            Operation::RenameEnumValue(op) => {
                if self.enum_type(&op.name) {
                    let values = self
                        .state
                        .enum_type(&op.name)
                        .map_or(&[][..], |enum_type| &enum_type.values);
                    if !values.contains(&op.from) {
                        self.unknown_value(&op.name, &op.from);
                    } else if op.from != op.to && values.contains(&op.to) {
                        let message =
                            format!("type \"{}\" already has the value \"{}\"", op.name, op.to);
                        self.report(ConflictKind::Duplicate, message, None);
                    }
                }
            }
            Operation::DropEnumValue(op) => self.drop_enum_value(op),
            Operation::CreateObject(op) => self.create_object(op),
            Operation::AlterObject(op) => self.alter_object(op),
            Operation::ChangeObject(op) => self.change_object(op),
            Operation::DropObject(op) => self.drop_object(op),
            Operation::RenameObject(op) => self.rename_object(op),
            Operation::CommentOnObject(op) => self.comment_on_object(op),
            Operation::CommentOnPart(op) => {
                if let Some(table) = self.table(&op.table, false) {
                    let (what, name, known) = match &op.part {
                        TablePart::Constraint(name) => {
                            ("constraint", name, table.constraint(name).is_some())
                        }
                        TablePart::Index(name) => ("index", name, table.indexes.contains_key(name)),
                    };
                    let inherited = op.part == TablePart::Constraint(name.clone())
                        && self.check_is_inherited(table, name);
                    if !known && !inherited {
                        self.unknown_constraint(what, name, table);
                    }
                }
            }
            Operation::SetRowSecurity(op) => drop(self.table(&op.table, false)),
            Operation::Grant(op) => self.grant(&op.privileges, &op.on, &op.to),
            Operation::Revoke(op) => self.grant(&op.privileges, &op.on, &op.from),
            Operation::RawSql(op) => self.raw(op),
            Operation::InsertRows(op) => self.insert_rows(op),
            Operation::UpdateRows(op) => self.update_rows(op),
            Operation::DeleteRows(op) => self.delete_rows(op),
            Operation::Backfill(op) => self.backfill(op),
        }
    }

    fn identifiers(&mut self, operation: &Operation) {
        for name in operation.identifiers() {
            let problem = if name.is_empty() {
                "a name is empty".to_owned()
            } else if name.contains('\0') {
                format!("the name {name:?} has a NUL character, which no database allows")
            } else {
                continue;
            };
            self.report(ConflictKind::Invalid, problem, None);
            return;
        }
    }

    pub(super) fn table(&mut self, name: &ObjectName, may_be_missing: bool) -> Option<&'a Table> {
        self.objects.push(name.clone());
        let table = self.state.table(name);
        if table.is_none() && !may_be_missing {
            let names = self.state.tables.keys().map(ToString::to_string);
            let help = nearest(&name.to_string(), names);
            self.report(
                ConflictKind::UnknownTable,
                format!("there is no table \"{name}\" at this point"),
                help,
            );
        }
        table
    }

    fn free_name(&mut self, name: &ObjectName, may_exist: bool) -> bool {
        let what = if self.state.table(name).is_some() {
            if may_exist {
                return false;
            }
            "table"
        } else if self.state.enum_type(name).is_some() {
            "type"
        } else if let Some(what) = free_type(self.state, name) {
            what
        } else {
            return true;
        };
        self.report(
            ConflictKind::Duplicate,
            format!("there is a {what} \"{name}\" already"),
            None,
        );
        false
    }

    fn whole_table(&mut self, table: &Table) {
        let whole;
        let table = match &table.partition_of {
            Some(of) => match self.new_partition(table, of) {
                Some(found) => {
                    whole = found;
                    &whole
                }
                None => return,
            },
            None => table,
        };
        if !self.new_heir(table) {
            return;
        }
        if table.columns.is_empty() {
            self.report(
                ConflictKind::Invalid,
                format!("table \"{}\" has no columns", table.name),
                None,
            );
        }
        let mut seen = BTreeSet::new();
        for column in &table.columns {
            self.part = Some(column.name.clone());
            if !seen.insert(&column.name) {
                self.taken("column", &column.name, table);
            }
            self.column(&table.name, column);
        }
        for constraint in table.constraints() {
            self.part = Some(constraint.name().to_owned());
            self.constraint(table, &constraint);
        }
        for index in table.indexes.values() {
            self.part = Some(index.name.clone());
            if table.constraint(&index.name).is_some() {
                self.taken("constraint", &index.name, table);
            }
            self.index(table, index);
        }
        self.part = None;
    }

    /// A table that is in the log can refer only to one that is.
    fn set_logged(&mut self, op: &SetLogged) {
        let Some(table) = self.table(&op.table, false) else {
            return;
        };
        let (of_what, help) = match (table.temporary, &table.partitioning) {
            (true, _) => ("temporary", "leave it out: its rows go with the migration"),
            (false, Some(_)) => ("cut into partitions", "say it of each partition"),
            (false, None) => {
                self.refers_to_logged(op, table);
                return;
            }
        };
        let message = format!("table \"{}\" is {of_what}", op.table);
        self.report(ConflictKind::Invalid, message, Some(help.to_owned()));
    }

    fn refers_to_logged(&mut self, op: &SetLogged, table: &Table) {
        let is_unlogged = |name: &ObjectName| {
            *name != op.table && self.state.table(name).is_some_and(|table| table.unlogged)
        };
        let is_logged = |name: &ObjectName| {
            *name != op.table && self.state.table(name).is_some_and(|table| !table.unlogged)
        };
        let key = match op.logged {
            true => (table.foreign_keys.values())
                .find(|key| is_unlogged(&key.references))
                .map(|key| (key.name.clone(), key.references.clone(), "is not")),
            false => (self.state.references_to(&op.table))
                .find(|(user, _)| is_logged(user))
                .map(|(user, key)| (key.name.clone(), user.clone(), "is")),
        };
        if let Some((key, other, is)) = key {
            let message = format!(
                "foreign key \"{key}\" connects it to table \"{other}\", which {is} in the log"
            );
            let help = "change that table first, or drop the foreign key";
            self.report_with(&other, ConflictKind::StillUsed, message, help);
        }
    }

    fn no_references(&mut self, table: &Table, cascade: bool) {
        let users = self
            .state
            .references_to(&table.name)
            .map(|(user, key)| (user.clone(), key.name.clone()));
        for (user, key) in users.collect::<Vec<_>>() {
            if !cascade {
                let message = format!("foreign key \"{key}\" of table \"{user}\" refers to it");
                let help = "drop the foreign key first, or say cascade()";
                self.report_with(&user, ConflictKind::StillUsed, message, help);
            }
        }
    }
}

/// `did you mean "users"?`, when a known name is close.
pub(super) fn nearest(name: &str, known: impl Iterator<Item = String>) -> Option<String> {
    let close = naming::nearest(name, known)?;
    Some(format!("did you mean \"{close}\"?"))
}
