//! What is in the way of a change of columns.

use std::collections::BTreeSet;

use super::{Checker, nearest};
use crate::Value;
use crate::operation::apply::ConflictKind;
use crate::operation::{AlterColumn, ColumnChange, DropColumn};
use crate::schema::{
    Column, ColumnType, DefaultValue, ForeignKey, Generation, ObjectName, ReferentialAction, Table,
};

impl<'a> Checker<'a> {
    pub(super) fn table_column(
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

    pub(in crate::operation) fn unknown_column(&mut self, table: &Table, column: &str) {
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

    pub(in crate::operation) fn columns_exist(
        &mut self,
        table: &Table,
        columns: &[String],
        what: &str,
    ) -> bool {
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

    pub(super) fn column(&mut self, table: &ObjectName, column: &Column) {
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
        if column.compression.is_some() {
            self.compression(&name, &column.column_type);
        }
        self.statistics(&name, column.statistics);
    }

    fn compression(&mut self, name: &str, column_type: &ColumnType) {
        if !column_type.may_be_long() {
            let message = format!("{name} is of a type whose values are short, and not compressed");
            self.report(ConflictKind::Invalid, message, None);
        }
    }

    fn statistics(&mut self, name: &str, target: Option<u16>) {
        if let Some(target) = target.filter(|target| *target > 10_000) {
            let message =
                format!("{name} has a statistics target of {target}, and the largest is 10000");
            self.report(ConflictKind::Invalid, message, None);
        }
    }

    pub(super) fn identity(&mut self, name: &str, column: &Column) {
        if !may_count(&column.column_type) {
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

    pub(super) fn column_type(
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

    pub(super) fn drop_column(&mut self, op: &DropColumn) {
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
        self.drop_in_heirs(op);
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

    pub(in crate::operation) fn column_used(&mut self, user: &str, help: &str) {
        self.report(ConflictKind::StillUsed, user, Some(help.to_owned()));
    }

    pub(super) fn alter_column(&mut self, op: &AlterColumn) {
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
                if column.compression.is_some() && !to.may_be_long() {
                    let message = format!(
                        "{name} is compressed, and values of its new type are short and cannot be"
                    );
                    let help = "say reset_compression(...) first".to_owned();
                    self.report(ConflictKind::Invalid, message, Some(help));
                }
            }
            ColumnChange::Compression(None) => {}
            ColumnChange::Compression(Some(_)) => self.compression(&name, &column.column_type),
            ColumnChange::Statistics(target) => self.statistics(&name, *target),
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

    pub(in crate::operation) fn no_key_sets_null(
        &mut self,
        table: &Table,
        column: &Column,
        name: &str,
    ) {
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

    pub(in crate::operation) fn keys_still_match(
        &mut self,
        table: &Table,
        column: &Column,
        to: &ColumnType,
    ) {
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
}

/// Whether a column of the type may count up. Of types by their names (`smallint unsigned`) the server knows.
fn may_count(column_type: &ColumnType) -> bool {
    column_type.is_integer() || matches!(column_type, ColumnType::Custom(_))
}
