//! What is in the way of a change of keys, checks and indexes.

use super::{Checker, nearest};
use crate::operation::apply::ConflictKind;
use crate::operation::{AddConstraint, AlterConstraint, ConstraintChange, DropConstraint};
use crate::schema::{
    Column, ColumnType, Constraint, ForeignKey, Index, IndexKey, IndexPart, ObjectName,
    ReferentialAction, Table,
};

impl<'a> Checker<'a> {
    pub(super) fn free_key(&mut self, table: &Table, name: &str) {
        if table.constraint(name).is_some() {
            self.taken("constraint", name, table);
        } else if table.indexes.contains_key(name) {
            self.taken("index", name, table);
        }
    }

    /// A table, and the index of it that an operation is about, if it is about one.
    pub(in crate::operation) fn part(&mut self, table: &ObjectName, index: Option<&str>) {
        if let Some(table) = self.table(table, false)
            && let Some(index) = index.filter(|index| !table.indexes.contains_key(*index))
        {
            self.unknown_constraint("index", index, table);
        }
    }

    /// An index that is to become a constraint. It is renamed to the constraint's name.
    pub(super) fn using_index(&mut self, table: &Table, op: &AddConstraint, name: &str) {
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

    pub(super) fn alter_constraint(&mut self, op: &AlterConstraint) {
        let Some(table) = self.table(&op.table, false) else {
            return;
        };
        if self.check_is_inherited(table, &op.name) {
            return;
        }
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

    pub(super) fn taken(&mut self, what: &str, name: &str, table: &Table) {
        let message = format!("table \"{}\" already has the {what} \"{name}\"", table.name);
        self.report(ConflictKind::Duplicate, message, None);
    }

    pub(in crate::operation) fn unknown_constraint(
        &mut self,
        what: &str,
        name: &str,
        table: &Table,
    ) {
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

    pub(super) fn constraint(&mut self, table: &Table, constraint: &Constraint) {
        let what = format!("{} \"{}\"", constraint.kind().term(), constraint.name());
        self.ends_in_a_range(table, constraint, &what);
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

    /// The last column of what is about overlaps is a range, and there are others.
    fn ends_in_a_range(&mut self, table: &Table, constraint: &Constraint, what: &str) {
        let columns = match constraint {
            Constraint::PrimaryKey(key) if key.without_overlaps => &key.columns,
            Constraint::Unique(unique) if unique.without_overlaps => &unique.columns,
            Constraint::ForeignKey(key) if key.period => &key.columns,
            Constraint::PrimaryKey(_)
            | Constraint::Unique(_)
            | Constraint::ForeignKey(_)
            | Constraint::Check(_)
            | Constraint::Exclusion(_) => return,
        };
        let last = columns.last().and_then(|last| table.column(last));
        let is_range = last.is_none_or(|column| {
            matches!(
                column.column_type,
                ColumnType::Range(_) | ColumnType::Custom(_)
            )
        });
        let problem = match (is_range, columns.len()) {
            (false, _) => "does not end in a range",
            (true, 1) => "has no column beside the range",
            (true, _) => return,
        };
        let message = format!("{what} of table \"{}\" {problem}", table.name);
        self.report(ConflictKind::Invalid, message, None);
    }

    pub(super) fn foreign_key(&mut self, table: &Table, key: &ForeignKey, what: &str) {
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

    pub(super) fn on_delete_columns(&mut self, table: &Table, key: &ForeignKey, what: &str) {
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

    pub(super) fn foreign_key_target(
        &mut self,
        table: &Table,
        key: &ForeignKey,
        referenced: &Table,
        what: &str,
    ) {
        if referenced.unlogged && !table.unlogged && !table.temporary {
            let message = format!(
                "{what} of table \"{}\" refers to \"{}\", which is unlogged",
                table.name, referenced.name
            );
            let help = "make both tables logged, or both unlogged".to_owned();
            self.report(ConflictKind::Invalid, message, Some(help));
        }
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
        if key.period {
            if !referenced.is_temporal_key(&key.referenced_columns) {
                let columns = key.referenced_columns.join("\", \"");
                let message = format!(
                    "{what} refers to \"{columns}\" of table \"{}\", which is not a key without overlaps",
                    referenced.name
                );
                let help = "add one on exactly these columns: without_overlaps()".to_owned();
                self.report(ConflictKind::NotUnique, message, Some(help));
            }
        } else if !referenced.is_unique(&key.referenced_columns) {
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

    pub(super) fn drop_constraint(&mut self, op: &DropConstraint) {
        let Some(table) = self.table(&op.table, false) else {
            return;
        };
        if self.check_is_inherited(table, &op.name) {
            return;
        }
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
    pub(super) fn still_referenced(&mut self, before: &Table, after: &Table) {
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

    pub(super) fn index(&mut self, table: &Table, index: &Index) {
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
}
