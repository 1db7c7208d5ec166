//! What is in the way of an operation: each rule once, for every database.

mod backfill;

use std::collections::BTreeSet;

use super::apply::{Conflict, ConflictKind};
use super::object::free_type;
use super::{
    AddConstraint, AddEnumValue, AlterColumn, AlterConstraint, ColumnChange, ConstraintChange,
    CreateEnum, DropColumn, DropConstraint, Operation, TablePart, ValuePosition,
};
use crate::Value;
use crate::schema::{
    Column, ColumnType, Constraint, DefaultValue, ForeignKey, Generation, Index, IndexKey,
    IndexPart, ObjectName, ReferentialAction, SchemaState, Table,
};

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
                if self.free_name(&op.table.name, op.if_not_exists) {
                    self.whole_table(&op.table);
                }
            }
            Operation::DropTable(op) => {
                if let Some(table) = self.table(&op.table, op.if_exists) {
                    self.no_references(table, op.cascade);
                    self.not_read(&op.table);
                }
            }
            Operation::RenameTable(op) => {
                if self.table(&op.from, false).is_some() && op.from != op.to {
                    self.objects.push(op.to.clone());
                    self.free_name(&op.to, false);
                }
            }
            Operation::CommentOnTable(op) => drop(self.table(&op.table, false)),
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
                }
            }
            Operation::DropColumn(op) => {
                self.own_columns(&op.table);
                self.drop_column(op);
            }
            Operation::RenameColumn(op) => {
                self.own_columns(&op.table);
                if let Some((table, _)) = self.table_column(&op.table, &op.from)
                    && op.from != op.to
                {
                    if table.column(&op.to).is_some() {
                        self.taken("column", &op.to, table);
                    }
                    self.column_not_read(&op.table, &op.from, false);
                }
            }
            Operation::AlterColumn(op) => {
                if !self.is_of_the_partition(op) {
                    self.own_columns(&op.table);
                }
                self.alter_column(op);
            }
            Operation::AddConstraint(op) => {
                if let Some(table) = self.table(&op.table, false) {
                    self.free_in_partitions(table, op.constraint.name());
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
                if let Some(table) = self.table(&op.table, false) {
                    if table.constraint(&op.from).is_none() {
                        self.unknown_constraint("constraint", &op.from, table);
                    } else if op.from != op.to {
                        self.free_key(table, &op.to);
                    }
                }
            }
            Operation::ValidateConstraint(op) => {
                if let Some(table) = self.table(&op.table, false)
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
                    if !known {
                        self.unknown_constraint(what, name, table);
                    }
                }
            }
            Operation::SetRowSecurity(op) => drop(self.table(&op.table, false)),
            Operation::Grant(op) => self.grant(&op.privileges, &op.on, &op.to),
            Operation::Revoke(op) => self.grant(&op.privileges, &op.on, &op.from),
            Operation::RawSql(op) => {
                if op.sql.trim().is_empty() {
                    self.report(ConflictKind::Invalid, "the SQL is empty", None);
                }
            }
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

    // ---- tables

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

    // ---- columns

    fn table_column(
        &mut self,
        table: &ObjectName,
        column: &str,
    ) -> Option<(&'a Table, &'a Column)> {
        let table = self.table(table, false)?;
        let found = table.column(column);
        if found.is_none() {
            self.unknown_column(table, column);
        }
        Some((table, found?))
    }

    pub(super) fn unknown_column(&mut self, table: &Table, column: &str) {
        let help = nearest(
            column,
            table.columns.iter().map(|column| column.name.clone()),
        );
        let message = format!(
            "table \"{}\" has no column \"{column}\" at this point",
            table.name
        );
        self.report(ConflictKind::UnknownColumn, message, help);
    }

    pub(super) fn columns_exist(&mut self, table: &Table, columns: &[String], what: &str) -> bool {
        if columns.is_empty() {
            self.report(
                ConflictKind::Invalid,
                format!("{what} of table \"{}\" has no columns", table.name),
                None,
            );
        }
        let mut seen = BTreeSet::new();
        for column in columns {
            if table.column(column).is_none() {
                self.unknown_column(table, column);
            } else if !seen.insert(column) {
                let message = format!(
                    "{what} of table \"{}\" names column \"{column}\" twice",
                    table.name
                );
                self.report(ConflictKind::Duplicate, message, None);
            }
        }
        !columns.is_empty() && seen.len() == columns.len()
    }

    fn column(&mut self, table: &ObjectName, column: &Column) {
        let name = format!("column \"{}\" of table \"{table}\"", column.name);
        self.column_type(&name, &column.column_type, column.default.as_ref());
        match &column.generation {
            Some(Generation::Identity | Generation::IdentityAlways) => self.identity(&name, column),
            Some(Generation::Stored(_) | Generation::Virtual(_)) if column.default.is_some() => {
                self.report(
                    ConflictKind::Invalid,
                    format!("{name} is computed and cannot have a default"),
                    None,
                );
            }
            Some(Generation::Stored(_) | Generation::Virtual(_)) | None => {}
        }
    }

    fn identity(&mut self, name: &str, column: &Column) {
        if !column.column_type.is_integer() {
            self.report(
                ConflictKind::Invalid,
                format!("{name} counts up and must be an integer"),
                None,
            );
        }
        if column.default.is_some() {
            self.report(
                ConflictKind::Invalid,
                format!("{name} counts up and cannot have a default"),
                None,
            );
        }
        if column.nullable {
            self.report(
                ConflictKind::Invalid,
                format!("{name} counts up and cannot be optional"),
                None,
            );
        }
    }

    fn column_type(
        &mut self,
        name: &str,
        column_type: &ColumnType,
        default: Option<&DefaultValue>,
    ) {
        let Some(type_name) = column_type.enumeration() else {
            return;
        };
        let known = self.objects.len();
        self.objects.push(type_name.clone());
        if self.enum_type(type_name)
            && let (ColumnType::Enumeration(_), Some(DefaultValue::Value(Value::Text(value)))) =
                (column_type, default)
            && !self
                .state
                .enum_type(type_name)
                .is_some_and(|enum_type| enum_type.values.contains(value))
        {
            self.report(
                ConflictKind::UnknownType,
                format!("the default of {name}: type \"{type_name}\" has no value \"{value}\""),
                None,
            );
        }
        self.objects.truncate(known);
    }

    fn drop_column(&mut self, op: &DropColumn) {
        let Some(table) = self.table(&op.table, false) else {
            return;
        };
        if table.column(&op.column).is_none() {
            if !op.if_exists {
                self.unknown_column(table, &op.column);
            }
            return;
        }
        if table.columns.len() == 1 {
            let message = format!(
                "column \"{}\" is the only one of table \"{}\"",
                op.column, op.table
            );
            self.report(
                ConflictKind::Invalid,
                message,
                Some("drop the table".into()),
            );
        }
        for other in &table.columns {
            let computed = other.generation.as_ref().and_then(Generation::expression);
            if other.name != op.column
                && computed.is_some_and(|expression| expression.mentions(&op.column))
            {
                self.column_used(
                    &format!("column \"{}\" is computed from it", other.name),
                    "drop that column first",
                );
            }
        }
        if table
            .partitioning
            .iter()
            .flat_map(|by| &by.keys)
            .any(|key| key.mentions(&op.column))
        {
            self.column_used("the table is partitioned by it", "create another table");
        }
        for name in self.state.all_partitions_of(&op.table) {
            let Some(partition) = self.state.table(&name) else {
                continue;
            };
            let constraints = partition.constraints_on(&op.column).into_iter();
            let users = constraints.map(|constraint| constraint.name().to_owned());
            let indexes = partition.indexes.values().filter(|it| it.uses(&op.column));
            for user in users.chain(indexes.map(|index| index.name.clone())) {
                let message = format!("\"{user}\" of partition \"{name}\" uses it");
                self.column_used(&message, "drop that first");
            }
        }
        self.column_not_read(&op.table, &op.column, true);
        if op.cascade {
            return;
        }
        for (id, _) in (self.state.objects.iter())
            .filter(|(_, object)| object.uses_column(&op.table, &op.column))
        {
            self.column_used(
                &format!("{id} uses it"),
                "drop that first, or say cascade()",
            );
        }
        for constraint in table.constraints_on(&op.column) {
            let user = format!(
                "{} \"{}\" uses it",
                constraint.kind().term(),
                constraint.name()
            );
            self.column_used(&user, "drop that first, or say cascade()");
        }
        for index in table
            .indexes
            .values()
            .filter(|index| index.uses(&op.column))
        {
            self.column_used(
                &format!("index \"{}\" uses it", index.name),
                "drop that first, or say cascade()",
            );
        }
        let references = self
            .state
            .references_to(&op.table)
            .filter(|(_, key)| key.referenced_columns.contains(&op.column));
        for (user, key) in references
            .map(|(user, key)| (user.clone(), key.name.clone()))
            .collect::<Vec<_>>()
        {
            let message = format!("foreign key \"{key}\" of table \"{user}\" refers to it");
            let help = "drop that first, or say cascade()";
            self.report_with(&user, ConflictKind::StillUsed, message, help);
        }
    }

    fn column_used(&mut self, user: &str, help: &str) {
        self.report(ConflictKind::StillUsed, user, Some(help.to_owned()));
    }

    fn alter_column(&mut self, op: &AlterColumn) {
        let Some((table, column)) = self.table_column(&op.table, &op.column) else {
            return;
        };
        let name = format!("column \"{}\" of table \"{}\"", op.column, op.table);
        match &op.change {
            ColumnChange::Type { to, using: _ } => {
                self.column_type(&name, to, None);
                if column.is_identity() && !to.is_integer() {
                    self.report(
                        ConflictKind::Invalid,
                        format!("{name} counts up and must be an integer"),
                        None,
                    );
                }
                self.keys_still_match(table, column, to);
            }
            ColumnChange::Nullable(true) => {
                if table
                    .primary_key
                    .as_ref()
                    .is_some_and(|key| key.columns.contains(&op.column))
                {
                    self.report(
                        ConflictKind::Invalid,
                        format!("{name} is part of the primary key and cannot hold NULL"),
                        None,
                    );
                }
                if column.is_identity() {
                    self.report(
                        ConflictKind::Invalid,
                        format!("{name} counts up and cannot be optional"),
                        None,
                    );
                }
            }
            ColumnChange::Nullable(false) => self.no_key_sets_null(table, column, &name),
            ColumnChange::Collation(_) | ColumnChange::Comment(_) => {}
            ColumnChange::Default(Some(_)) if column.generation.is_some() => {
                self.report(
                    ConflictKind::Invalid,
                    format!("{name} makes its own values and cannot have a default"),
                    None,
                );
            }
            ColumnChange::Default(default) => {
                self.column_type(&name, &column.column_type, default.as_ref())
            }
            ColumnChange::Generation(Some(Generation::Stored(_) | Generation::Virtual(_))) => {
                let help = "drop the column and add it again".to_owned();
                self.report(
                    ConflictKind::Invalid,
                    format!("{name} cannot become computed in place"),
                    Some(help),
                );
            }
            ColumnChange::Generation(Some(Generation::Identity | Generation::IdentityAlways)) => {
                self.identity(&name, column);
            }
            ColumnChange::Generation(None) if column.generation.is_none() => {
                self.report(
                    ConflictKind::Invalid,
                    format!("{name} does not make its own values"),
                    None,
                );
            }
            ColumnChange::Generation(None) => {}
        }
    }

    fn no_key_sets_null(&mut self, table: &Table, column: &Column, name: &str) {
        let sets_null = |key: &&ForeignKey| {
            let on_delete = key.on_delete == ReferentialAction::SetNull
                && (key.on_delete_columns.is_empty()
                    || key.on_delete_columns.contains(&column.name));
            on_delete || key.on_update == ReferentialAction::SetNull
        };
        for key in table
            .foreign_keys
            .values()
            .filter(sets_null)
            .filter(|key| key.columns.contains(&column.name))
        {
            let message = format!(
                "{name} cannot be NOT NULL: foreign key \"{}\" sets it to NULL",
                key.name
            );
            self.report(
                ConflictKind::StillUsed,
                message,
                Some("change the foreign key's action first".into()),
            );
        }
    }

    fn keys_still_match(&mut self, table: &Table, column: &Column, to: &ColumnType) {
        let own = table.foreign_keys.values().map(|key| (&table.name, key));
        for (user, key) in own
            .chain(self.state.references_to(&table.name))
            .collect::<Vec<_>>()
        {
            let Some(referenced) = self.state.table(&key.references) else {
                continue;
            };
            let Some(referring) = self.state.table(user) else {
                continue;
            };
            for (from, target) in key.columns.iter().zip(&key.referenced_columns) {
                let new_type = |of: &Table, name: &String| {
                    let changed = of.name == table.name && *name == column.name;
                    if changed {
                        Some(to.clone())
                    } else {
                        of.column(name).map(|column| column.column_type.clone())
                    }
                };
                let changes = (referring.name == table.name && *from == column.name)
                    || (referenced.name == table.name && *target == column.name);
                if let (true, Some(a), Some(b)) = (
                    changes,
                    new_type(referring, from),
                    new_type(referenced, target),
                ) && !a.can_reference(&b)
                {
                    let message = format!(
                        "foreign key \"{}\" goes from \"{user}.{from}\" to \"{}.{target}\", which would be {a} and {b}",
                        key.name, key.references
                    );
                    let help =
                        "drop the foreign key, change both columns, and add it again".to_owned();
                    self.report(ConflictKind::TypeMismatch, message, Some(help));
                }
            }
        }
    }

    // ---- keys, checks, indexes

    fn free_key(&mut self, table: &Table, name: &str) {
        if table.constraint(name).is_some() {
            self.taken("constraint", name, table);
        } else if table.indexes.contains_key(name) {
            self.taken("index", name, table);
        }
    }

    /// A table, and the index of it that an operation is about, if it is about one.
    fn part(&mut self, table: &ObjectName, index: Option<&str>) {
        if let Some(table) = self.table(table, false)
            && let Some(index) = index.filter(|index| !table.indexes.contains_key(*index))
        {
            self.unknown_constraint("index", index, table);
        }
    }

    /// An index that is to become a constraint. It is renamed to the constraint's name.
    fn using_index(&mut self, table: &Table, op: &AddConstraint, name: &str) {
        if op.constraint.name() != name {
            self.free_key(table, op.constraint.name());
        }
        let Some(index) = table.indexes.get(name) else {
            self.unknown_constraint("index", name, table);
            return;
        };
        let (columns, differs) = match &op.constraint {
            Constraint::PrimaryKey(key) => (&key.columns, false),
            Constraint::Unique(unique) => (
                &unique.columns,
                index.nulls_not_distinct != unique.nulls_not_distinct,
            ),
            Constraint::ForeignKey(_) | Constraint::Check(_) | Constraint::Exclusion(_) => {
                let message = format!("a {} has no index", op.constraint.kind().term());
                self.report(ConflictKind::Invalid, message, None);
                return;
            }
        };
        let plain = index.parts.iter().zip(columns).all(|(part, column)| {
            *part == IndexPart::column(column) && index.parts.len() == columns.len()
        });
        let method = index.method.as_deref().unwrap_or("btree");
        if !plain
            || differs
            || !index.unique
            || index.parts.len() != columns.len()
            || index.filter.is_some()
            || !index.include.is_empty()
            || !method.eq_ignore_ascii_case("btree")
        {
            let message = format!(
                "index \"{name}\" of table \"{}\" is not a plain unique index over \"{}\", in this order",
                table.name,
                columns.join("\", \"")
            );
            let help = "create one: unique, over all rows, without an order of its own".to_owned();
            self.report(ConflictKind::Invalid, message, Some(help));
        }
    }

    fn alter_constraint(&mut self, op: &AlterConstraint) {
        let Some(table) = self.table(&op.table, false) else {
            return;
        };
        let Some(constraint) = table.constraint(&op.name) else {
            self.unknown_constraint("constraint", &op.name, table);
            return;
        };
        let message = match (&constraint, op.change) {
            (
                Constraint::Unique(_) | Constraint::ForeignKey(_) | Constraint::Exclusion(_),
                ConstraintChange::Deferrable(_),
            )
            | (Constraint::Check(_), ConstraintChange::Enforced(_)) => return,
            (Constraint::PrimaryKey(_) | Constraint::Check(_), ConstraintChange::Deferrable(_)) => {
                format!("a {} is always checked at once", constraint.kind().term())
            }
            (
                Constraint::PrimaryKey(_)
                | Constraint::Unique(_)
                | Constraint::ForeignKey(_)
                | Constraint::Exclusion(_),
                ConstraintChange::Enforced(_),
            ) => format!("a {} is always enforced", constraint.kind().term()),
        };
        self.report(ConflictKind::Invalid, message, None);
    }

    fn taken(&mut self, what: &str, name: &str, table: &Table) {
        let message = format!("table \"{}\" already has the {what} \"{name}\"", table.name);
        self.report(ConflictKind::Duplicate, message, None);
    }

    pub(super) fn unknown_constraint(&mut self, what: &str, name: &str, table: &Table) {
        let keys = table
            .constraints()
            .into_iter()
            .map(|constraint| constraint.name().to_owned());
        let help = nearest(name, keys.chain(table.indexes.keys().cloned()));
        let message = format!(
            "table \"{}\" has no {what} \"{name}\" at this point",
            table.name
        );
        self.report(ConflictKind::UnknownConstraint, message, help);
    }

    fn constraint(&mut self, table: &Table, constraint: &Constraint) {
        let what = format!("{} \"{}\"", constraint.kind().term(), constraint.name());
        match constraint {
            Constraint::PrimaryKey(key) => {
                self.columns_exist(table, &key.columns, &what);
                let columns: Vec<&str> = key.columns.iter().map(String::as_str).collect();
                self.key_says_partition(table, &columns, &what);
                for column in table
                    .columns
                    .iter()
                    .filter(|column| column.nullable && key.columns.contains(&column.name))
                {
                    let message = format!(
                        "column \"{}\" of table \"{}\" may hold NULL and cannot be part of the primary key",
                        column.name, table.name
                    );
                    self.report(
                        ConflictKind::Invalid,
                        message,
                        Some("leave out optional(), or set_not_null first".into()),
                    );
                }
            }
            Constraint::Unique(unique) => {
                self.columns_exist(table, &unique.columns, &what);
                let columns: Vec<&str> = unique.columns.iter().map(String::as_str).collect();
                self.key_says_partition(table, &columns, &what);
            }
            Constraint::ForeignKey(key) => self.foreign_key(table, key, &what),
            Constraint::Check(_) => {}
            Constraint::Exclusion(exclusion) => {
                if exclusion.elements.is_empty() {
                    let message = format!("{what} of table \"{}\" compares nothing", table.name);
                    let help = "say with(column, operator)".to_owned();
                    self.report(ConflictKind::Invalid, message, Some(help));
                }
                for column in exclusion.columns() {
                    if table.column(column).is_none() {
                        self.unknown_column(table, column);
                    }
                }
            }
        }
    }

    fn foreign_key(&mut self, table: &Table, key: &ForeignKey, what: &str) {
        let own = self.columns_exist(table, &key.columns, what);
        let known = self.objects.len();
        let referenced = if key.references == table.name {
            Some(table)
        } else {
            self.table(&key.references, false)
        };
        if let (true, Some(referenced)) = (own, referenced) {
            self.foreign_key_target(table, key, referenced, what);
        }
        self.objects.truncate(known);
        self.on_delete_columns(table, key, what);
        let nulls = |column: &&Column| {
            let on_delete = key.on_delete == ReferentialAction::SetNull
                && (key.on_delete_columns.is_empty()
                    || key.on_delete_columns.contains(&column.name));
            on_delete || key.on_update == ReferentialAction::SetNull
        };
        let columns = table.columns.iter().filter(nulls);
        for column in
            columns.filter(|column| !column.nullable && key.columns.contains(&column.name))
        {
            let message = format!(
                "{what} sets column \"{}\" to NULL, but it is NOT NULL",
                column.name
            );
            self.report(
                ConflictKind::Invalid,
                message,
                Some("make the column optional()".into()),
            );
        }
    }

    fn on_delete_columns(&mut self, table: &Table, key: &ForeignKey, what: &str) {
        use ReferentialAction::{SetDefault, SetNull};
        if key.on_delete_columns.is_empty() {
            return;
        }
        if ![SetNull, SetDefault].contains(&key.on_delete) {
            let message = format!("{what} lists columns to set, but sets none");
            let help = "say on_delete(SetNull) or on_delete(SetDefault)".to_owned();
            self.report(ConflictKind::Invalid, message, Some(help));
        }
        self.columns_exist(table, &key.on_delete_columns, what);
        let others = key.on_delete_columns.iter();
        for column in others.filter(|column| !key.columns.contains(column)) {
            let message = format!("{what} is to set column \"{column}\", which is not part of it");
            self.report(ConflictKind::Invalid, message, None);
        }
    }

    fn foreign_key_target(
        &mut self,
        table: &Table,
        key: &ForeignKey,
        referenced: &Table,
        what: &str,
    ) {
        if key.columns.len() != key.referenced_columns.len() {
            let (from, to) = (key.columns.len(), key.referenced_columns.len());
            let message = format!(
                "{what} goes from {from} columns of \"{}\" to {to} of \"{}\"",
                table.name, referenced.name
            );
            self.report(ConflictKind::Invalid, message, None);
            return;
        }
        if !self.columns_exist(referenced, &key.referenced_columns, what) {
            return;
        }
        for (from, to) in key.columns.iter().zip(&key.referenced_columns) {
            let (Some(a), Some(b)) = (table.column(from), referenced.column(to)) else {
                continue;
            };
            if !a.column_type.can_reference(&b.column_type) {
                let message = format!(
                    "{what} goes from \"{}.{from}\" ({}) to \"{}.{to}\" ({}): the types differ",
                    table.name, a.column_type, referenced.name, b.column_type
                );
                self.report(
                    ConflictKind::TypeMismatch,
                    message,
                    Some("give both columns the same type".into()),
                );
            }
        }
        if !referenced.is_unique(&key.referenced_columns) {
            let columns = key.referenced_columns.join("\", \"");
            let message = format!(
                "{what} refers to \"{columns}\" of table \"{}\", which is not unique",
                referenced.name
            );
            let help =
                "refer to its primary key, or add a unique constraint on exactly these columns"
                    .to_owned();
            self.report(ConflictKind::NotUnique, message, Some(help));
        }
    }

    fn drop_constraint(&mut self, op: &DropConstraint) {
        let Some(table) = self.table(&op.table, false) else {
            return;
        };
        let Some(constraint) = table.named_constraint(&op.name, op.kind) else {
            if !op.if_exists {
                let what = op.kind.map_or("constraint", |kind| kind.term());
                self.unknown_constraint(what, &op.name, table);
            }
            return;
        };
        if let Some(kind) = op.kind.filter(|kind| *kind != constraint.kind()) {
            let message = format!(
                "\"{}\" of table \"{}\" is a {}, not a {}",
                op.name,
                op.table,
                constraint.kind().term(),
                kind.term()
            );
            self.report(ConflictKind::UnknownConstraint, message, None);
            return;
        }
        let mut after = table.clone();
        after.take_constraint(constraint.name());
        self.still_referenced(table, &after);
    }

    /// Foreign keys that have nothing unique to refer to once something is gone from the table.
    fn still_referenced(&mut self, before: &Table, after: &Table) {
        let own = after
            .foreign_keys
            .values()
            .filter(|key| key.references == before.name)
            .map(|key| (&before.name, key));
        let users = own.chain(self.state.references_to(&before.name));
        let users = users.filter(|(_, key)| {
            before.is_unique(&key.referenced_columns) && !after.is_unique(&key.referenced_columns)
        });
        for (user, key) in users
            .map(|(user, key)| (user.clone(), key.name.clone()))
            .collect::<Vec<_>>()
        {
            let message = format!(
                "foreign key \"{key}\" of table \"{user}\" refers to its columns, and needs it"
            );
            let help = "drop that foreign key first";
            self.report_with(&user, ConflictKind::StillUsed, message, help);
        }
    }

    fn index(&mut self, table: &Table, index: &Index) {
        let what = format!("index \"{}\"", index.name);
        if index.parts.is_empty() {
            self.report(
                ConflictKind::Invalid,
                format!("{what} of table \"{}\" has no columns", table.name),
                None,
            );
        }
        if index.unique {
            let columns: Vec<&str> = index.columns().collect();
            self.key_says_partition(table, &columns, &what);
        }
        let keys = index.parts.iter().filter_map(|part| match &part.key {
            IndexKey::Column(column) => Some(column),
            IndexKey::Expression(_) => None,
        });
        for column in keys.chain(&index.include) {
            if table.column(column).is_none() {
                self.unknown_column(table, column);
            }
        }
    }

    // ---- enum types

    fn enum_type(&mut self, name: &ObjectName) -> bool {
        self.objects.push(name.clone());
        let known = self.state.enum_type(name).is_some();
        if !known {
            let help = nearest(
                &name.to_string(),
                self.state.enums.keys().map(ToString::to_string),
            );
            self.report(
                ConflictKind::UnknownType,
                format!("there is no type \"{name}\" at this point"),
                help,
            );
        }
        known
    }

    fn create_enum(&mut self, op: &CreateEnum) {
        self.objects.push(op.name.clone());
        self.free_name(&op.name, false);
        if op.values.is_empty() {
            self.report(
                ConflictKind::Invalid,
                format!("type \"{}\" has no values", op.name),
                None,
            );
        }
        let mut seen = BTreeSet::new();
        for value in &op.values {
            if !seen.insert(value) {
                let message = format!("type \"{}\" has the value \"{value}\" twice", op.name);
                self.report(ConflictKind::Duplicate, message, None);
            }
        }
    }

    fn add_enum_value(&mut self, op: &AddEnumValue) {
        if !self.enum_type(&op.name) {
            return;
        }
        let values = self
            .state
            .enum_type(&op.name)
            .map_or(&[][..], |enum_type| &enum_type.values);
        if values.contains(&op.value) && !op.if_not_exists {
            let message = format!(
                "type \"{}\" already has the value \"{}\"",
                op.name, op.value
            );
            self.report(ConflictKind::Duplicate, message, None);
        }
        if let ValuePosition::Before(neighbour) | ValuePosition::After(neighbour) = &op.position
            && !values.contains(neighbour)
        {
            self.unknown_value(&op.name, neighbour);
        }
    }

    fn unknown_value(&mut self, name: &ObjectName, value: &str) {
        let values = self
            .state
            .enum_type(name)
            .map_or(&[][..], |enum_type| &enum_type.values);
        let help = nearest(value, values.iter().cloned());
        self.report(
            ConflictKind::UnknownType,
            format!("type \"{name}\" has no value \"{value}\" at this point"),
            help,
        );
    }
}

/// `did you mean "users"?`, when a known name is close.
pub(super) fn nearest(name: &str, known: impl Iterator<Item = String>) -> Option<String> {
    let limit = 1 + name.chars().count() / 4;
    let close = known
        .map(|other| (distance(name, &other), other))
        .filter(|(distance, _)| *distance <= limit);
    close
        .min()
        .map(|(_, other)| format!("did you mean \"{other}\"?"))
}

/// The Levenshtein distance (<https://en.wikipedia.org/wiki/Levenshtein_distance>).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let substitute = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substitute.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
