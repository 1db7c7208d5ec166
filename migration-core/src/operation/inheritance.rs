//! Tables that inherit from others: what each function over operations says of them.

use super::apply::ConflictKind;
use super::check::Checker;
use super::{AddColumn, AlterColumn, ColumnChange, CreateTable, DropColumn, RenameColumn};
use crate::schema::{
    Column, ColumnType, ConstraintKind, Generation, ObjectName, SchemaState, Table,
};

impl CreateTable {
    /// With the columns of its parents before its own, if it has none of them yet.
    pub(super) fn with_inherited(&self, before: &SchemaState) -> Option<Self> {
        let mut columns = before.inherited_columns(&self.table);
        let is_there = |column: &Column| self.table.column(&column.name).is_some();
        if columns.is_empty() || columns.iter().any(is_there) {
            return None;
        }
        let mut op = self.clone();
        columns.append(&mut op.table.columns);
        op.table.columns = columns;
        Some(op)
    }
}

/// A new column of a table is one of its heirs too.
pub(super) fn add_column(state: &mut SchemaState, op: &AddColumn) {
    let parent = state.table(&op.table);
    let columns = parent.map_or_else(Vec::new, Table::columns_of_partitions);
    let Some(column) = columns.into_iter().find(|it| it.name == op.column.name) else {
        return;
    };
    for heir in state.all_heirs_of(&op.table) {
        if let Some(mut table) = state.tables.get_mut(&heir)
            && table.column(&column.name).is_none()
        {
            table.columns.push(column.clone());
        }
    }
}

pub(super) fn rename_parent(state: &mut SchemaState, from: &ObjectName, to: &ObjectName) {
    for name in state.tables.names_linked_to(from) {
        let mut heir = state.tables.get_mut(&name);
        let parents = heir.iter_mut().flat_map(|table| &mut table.inherits);
        for parent in parents.filter(|parent| *parent == from) {
            parent.clone_from(to);
        }
    }
}

/// The heirs whose column changes with their parent's.
pub(super) fn reached_by(state: &SchemaState, op: &AlterColumn) -> Vec<ObjectName> {
    let table = state.table(&op.table);
    let column = table.and_then(|table| table.column(&op.column));
    let generation = column.and_then(|column| column.generation.as_ref());
    let reaches = match &op.change {
        ColumnChange::Type { .. } | ColumnChange::Nullable(_) | ColumnChange::Collation(_) => true,
        // A column that makes its own values has none, and nothing is said to the server.
        ColumnChange::Default(_) => generation.is_none(),
        ColumnChange::Generation(to) => {
            to.is_none() && generation.is_some_and(|it| it.expression().is_some())
        }
        ColumnChange::Comment(_) | ColumnChange::Compression(_) | ColumnChange::Statistics(_) => {
            false
        }
    };
    match reaches {
        true => state.all_heirs_of(&op.table),
        false => Vec::new(),
    }
}

/// Whether the column is part of the primary key of an heir.
pub(super) fn is_in_key(op: &AlterColumn, state: &SchemaState) -> bool {
    let heirs = state.all_heirs_of(&op.table);
    let mut keys = (heirs.iter()).filter_map(|name| state.table(name)?.primary_key.as_ref());
    keys.any(|key| key.columns.contains(&op.column))
}

/// Whether a column that goes cannot be added again, because others inherit from its table.
pub(super) fn cannot_return(table: &ObjectName, column: &Column, before: &SchemaState) -> bool {
    let has_heirs = before.heirs_of(table).next().is_some();
    has_heirs && (column.is_identity() || is_serial(column))
}

/// A type that is a sequence and a default which reads it.
fn is_serial(column: &Column) -> bool {
    matches!(&column.column_type, ColumnType::Custom(name)
        if name.to_ascii_lowercase().contains("serial"))
}

impl Checker<'_> {
    /// What is in the way of a new table's parents. Whether they are all known.
    pub(super) fn new_heir(&mut self, table: &Table) -> bool {
        if table.inherits.is_empty() {
            return true;
        }
        if table.partitioning.is_some() || table.partition_of.is_some() {
            let message = "a table that inherits is neither a partition nor cut into partitions";
            self.report(ConflictKind::Invalid, message, None);
        }
        let known = self.objects.len();
        let mut parents: Vec<&Table> = Vec::new();
        for name in &table.inherits {
            if let Some(parent) = self.table(name, false) {
                self.parent(parent, &parents, table);
                parents.push(parent);
            }
        }
        if parents.len() == table.inherits.len() {
            self.inherited_as_they_are(table);
        }
        self.objects.truncate(known);
        parents.len() == table.inherits.len()
    }

    fn parent(&mut self, parent: &Table, others: &[&Table], table: &Table) {
        let name = &parent.name;
        let problem = if parent.partitioning.is_some() {
            Some("is cut into partitions")
        } else if parent.partition_of.is_some() {
            Some("is a partition")
        } else if parent.temporary && !table.temporary {
            Some("is temporary, and this one is not")
        } else if parent.columns.iter().any(is_serial) {
            Some("has a column of a serial type")
        } else if others.iter().any(|other| other.name == *name) {
            Some("is named twice")
        } else {
            None
        };
        if let Some(problem) = problem {
            let message = format!("nothing can inherit from table \"{name}\": it {problem}");
            self.report(ConflictKind::Invalid, message, None);
            return;
        }
        for other in others {
            let mut columns = parent.columns.iter().map(|column| &column.name);
            let checks = self.all_checks(parent);
            let both = match columns.find(|column| other.column(column).is_some()) {
                Some(column) => Some(format!("column \"{column}\"")),
                None => (self.all_checks(other).into_iter())
                    .find(|check| checks.contains(check))
                    .map(|check| format!("check \"{check}\"")),
            };
            if let Some(both) = both {
                let message = format!("{both} is inherited from \"{}\" already", other.name);
                let help = format!("rename it in \"{}\" or in \"{name}\" first", other.name);
                self.report(ConflictKind::Duplicate, message, Some(help));
            }
        }
    }

    fn all_checks(&self, table: &Table) -> Vec<String> {
        let inherited = self.state.inherited_checks(table).into_keys();
        inherited.chain(table.checks.keys().cloned()).collect()
    }

    /// Of an inherited column, only some things may be the table's own.
    fn inherited_as_they_are(&mut self, table: &Table) {
        let inherited = self.state.inherited_columns(table);
        let all = inherited.iter().all(|it| table.column(&it.name).is_some());
        for column in &inherited {
            let Some(own) = table.column(&column.name) else {
                continue;
            };
            let like = Column {
                comment: own.comment.clone(),
                default: own.default.clone(),
                nullable: column.nullable && own.nullable,
                compression: own.compression.clone(),
                statistics: own.statistics,
                ..column.clone()
            };
            let origin = self.state.origin_of_column(table, &column.name);
            if let Some(origin) = origin.filter(|_| !all || like != *own) {
                let message = format!("column \"{}\" is inherited from \"{origin}\"", own.name);
                let help = "leave it out, or call it otherwise".to_owned();
                self.report(ConflictKind::Duplicate, message, Some(help));
            }
        }
        for check in self.state.inherited_checks(table).into_keys() {
            let taken = table.constraint(&check).is_some();
            let origin = self.state.origin_of_check(table, &check);
            if let Some(origin) = origin.filter(|_| taken) {
                let message = format!("check \"{check}\" is inherited from \"{origin}\"");
                let help = "leave it out, or call it otherwise".to_owned();
                self.report(ConflictKind::Duplicate, message, Some(help));
            }
        }
    }

    /// A table that goes takes those that inherit from it along, if that is said.
    pub(super) fn no_heirs(&mut self, table: &Table, cascade: bool) {
        let heirs = self.state.heirs_of(&table.name).filter(|_| !cascade);
        for heir in heirs.map(|heir| heir.name.clone()).collect::<Vec<_>>() {
            let message = format!("table \"{heir}\" inherits from it");
            let help = "drop that first, or say cascade(): it goes with its rows";
            self.report_with(&heir, ConflictKind::StillUsed, message, help);
        }
    }

    /// A column that a table has from a parent is changed there.
    pub(super) fn not_inherited(&mut self, table: &ObjectName, column: &str) {
        let table = self.state.table(table);
        let origin = table.and_then(|table| self.state.origin_of_column(table, column));
        if let Some(origin) = origin {
            let message = format!("column \"{column}\" is inherited from \"{origin}\"");
            let help = format!("change \"{origin}\"");
            self.report(ConflictKind::Invalid, message, Some(help));
        }
    }

    /// Reports that a check is changed where it comes from, if it is inherited.
    pub(super) fn check_is_inherited(&mut self, table: &Table, check: &str) -> bool {
        let origin = self.state.origin_of_check(table, check);
        if let Some(origin) = &origin {
            let message = format!("check \"{check}\" is inherited from \"{origin}\"");
            let help = format!("change \"{origin}\"");
            self.report(ConflictKind::Invalid, message, Some(help));
        }
        origin.is_some()
    }

    /// A check is one of all heirs too, by its name.
    pub(super) fn free_in_heirs(&mut self, table: &Table, name: &str, kind: ConstraintKind) {
        if self.check_is_inherited(table, name) || kind != ConstraintKind::Check {
            return;
        }
        for heir in self.state.all_heirs_of(&table.name) {
            let Some(heir) = self.state.table(&heir) else {
                continue;
            };
            if heir.constraint(name).is_some()
                || self.state.inherited_checks(heir).contains_key(name)
            {
                let message = format!(
                    "table \"{}\" inherits from it, and already has the constraint \"{name}\"",
                    heir.name
                );
                let help = "rename that one first";
                self.report_with(&heir.name, ConflictKind::Duplicate, message, help);
            }
        }
    }

    pub(super) fn add_to_heirs(&mut self, op: &AddColumn) {
        let heirs = self.state.all_heirs_of(&op.table);
        let Some(first) = heirs.first() else {
            return;
        };
        if op.column.is_identity() || is_serial(&op.column) {
            let message = format!(
                "column \"{}\" counts up, and table \"{first}\" inherits from this one",
                op.column.name
            );
            let help = "add it with a default that reads a sequence".to_owned();
            self.report(ConflictKind::Invalid, message, Some(help));
        }
        for heir in &heirs {
            let table = self.state.table(heir);
            if table.is_some_and(|table| table.column(&op.column.name).is_some()) {
                let message = format!(
                    "table \"{heir}\" inherits from it and has a column \"{}\", which would become one with it",
                    op.column.name
                );
                let help = "rename or drop that one first";
                self.report_with(heir, ConflictKind::Duplicate, message, help);
            }
        }
    }

    pub(super) fn rename_in_heirs(&mut self, op: &RenameColumn) {
        for heir in self.state.all_heirs_of(&op.table) {
            let table = self.state.table(&heir);
            if table.is_some_and(|table| table.column(&op.to).is_some()) {
                let message = format!(
                    "table \"{heir}\" inherits from it and has a column \"{}\"",
                    op.to
                );
                let help = "rename that one first";
                self.report_with(&heir, ConflictKind::Duplicate, message, help);
            }
            self.column_not_read(&heir, &op.from, false);
        }
    }

    /// What heirs have of their own that uses the column does not come back with it.
    pub(super) fn drop_in_heirs(&mut self, op: &DropColumn) {
        for name in self.state.all_heirs_of(&op.table) {
            let Some(heir) = self.state.table(&name) else {
                continue;
            };
            let constraints = heir.constraints_on(&op.column).into_iter();
            let constraints =
                constraints.map(|it| format!("{} \"{}\"", it.kind().term(), it.name()));
            let indexes = heir.indexes.values().filter(|it| it.uses(&op.column));
            let indexes = indexes.map(|index| format!("index \"{}\"", index.name));
            let computed = heir.columns.iter().filter(|other| {
                let expression = other.generation.as_ref().and_then(Generation::expression);
                // One that is inherited too has been found where it comes from.
                self.state.origin_of_column(heir, &other.name).is_none()
                    && expression.is_some_and(|expression| expression.mentions(&op.column))
            });
            let computed = computed.map(|other| format!("column \"{}\"", other.name));
            let objects = (self.state.objects.iter())
                .filter(|(_, object)| object.uses_column(&name, &op.column))
                .map(|(id, _)| id.to_string());
            let sequences = self.state.sequences_of(&name, Some(&op.column));
            let sequences = sequences.map(|it| it.id().to_string());
            let keys = self.state.references_to(&name);
            let keys = keys.filter(|(_, key)| key.referenced_columns.contains(&op.column));
            let keys =
                keys.map(|(user, key)| format!("foreign key \"{}\" of \"{user}\"", key.name));
            let users: Vec<String> = (constraints.chain(indexes).chain(computed))
                .chain(objects.chain(sequences).chain(keys))
                .collect();
            for user in users {
                let message = format!("{user} uses it in table \"{name}\", which inherits it");
                self.column_used(&message, "drop that first");
            }
            self.column_not_read(&name, &op.column, true);
        }
    }

    pub(super) fn alter_in_heirs(&mut self, op: &AlterColumn) {
        let of_parent = self.state.table(&op.table);
        let of_parent = of_parent.and_then(|table| table.column(&op.column));
        for name in reached_by(self.state, op) {
            let Some(heir) = self.state.table(&name) else {
                continue;
            };
            let Some(column) = heir.column(&op.column) else {
                continue;
            };
            let what = format!(
                "column \"{}\" of table \"{name}\", which inherits it,",
                op.column
            );
            match &op.change {
                ColumnChange::Type { to, using: _ } => {
                    self.keys_still_match(heir, column, to);
                    if column.compression.is_some() && !to.may_be_long() {
                        let message = format!("{what} is compressed, and would be short");
                        let help = "say reset_compression(...) there first".to_owned();
                        self.report(ConflictKind::Invalid, message, Some(help));
                    }
                }
                ColumnChange::Nullable(true) => {
                    let key = heir.primary_key.as_ref();
                    if key.is_some_and(|key| key.columns.contains(&op.column)) {
                        let message = format!("{what} is part of the primary key there");
                        self.report(ConflictKind::Invalid, message, None);
                    }
                }
                ColumnChange::Nullable(false) => {
                    if of_parent.is_some_and(|column| column.nullable) {
                        self.no_key_sets_null(heir, column, &what);
                    }
                }
                ColumnChange::Default(_)
                | ColumnChange::Generation(_)
                | ColumnChange::Collation(_)
                | ColumnChange::Comment(_)
                | ColumnChange::Compression(_)
                | ColumnChange::Statistics(_) => {}
            }
        }
    }
}
