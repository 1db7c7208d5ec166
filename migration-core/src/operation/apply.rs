//! apply: state x operation -> state, or what is in the way.
//!
//! This is validation *and* offline replay. First [`check`](super::check) looks at everything that is in the way; only
//! when nothing is does the state change.

use super::check::conflicts;
use super::column::alter_column;
use super::grant::is_on_relation;
use super::{
    ColumnChange, CommentOnPart, ConstraintChange, Operation, RawSql, SetStorage, TablePart,
    ValuePosition,
};
use super::{index_part, inheritance, partition};
use crate::Value;
use crate::schema::{
    Constraint, ConstraintKind, DefaultValue, EnumType, Generation, ObjectName, SchemaState, Table,
};

/// Why an operation cannot be applied to a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// What kind of conflict it is.
    pub kind: ConflictKind,
    /// What is wrong, naming both things.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The part of the operation that it is about (a column or constraint of a new table).
    pub part: Option<String>,
    /// The objects that it is about: raw SQL that named one of them excuses the conflict.
    pub objects: Vec<ObjectName>,
}

/// The kinds of conflicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConflictKind {
    /// There is no such table.
    UnknownTable,
    /// There is no such column.
    UnknownColumn,
    /// There is no such enum type or value.
    UnknownType,
    /// There is no such constraint or index.
    UnknownConstraint,
    /// There is no such view, extension or other object.
    UnknownObject,
    /// The name is taken.
    Duplicate,
    /// The columns of a foreign key have another type than those they refer to.
    TypeMismatch,
    /// A foreign key refers to columns that are not unique.
    NotUnique,
    /// Something else still uses it.
    StillUsed,
    /// It can never be right, on any state.
    Invalid,
}

impl SchemaState {
    /// Applies an operation.
    ///
    /// # Errors
    ///
    /// All that is in the way; the state is then as it was.
    pub fn apply(&mut self, operation: &Operation) -> Result<(), Vec<Conflict>> {
        let operation = &*operation.resolved(self);
        let mut conflicts = conflicts(self, operation);
        conflicts.retain(|conflict| {
            !conflict
                .objects
                .iter()
                .any(|name| self.is_named_by_raw_sql(&name.name))
        });
        if !conflicts.is_empty() {
            return Err(conflicts);
        }
        self.change(operation);
        Ok(())
    }

    /// Applies an operation as far as it goes, conflicts or not: so that one error does not cause ten more.
    pub(crate) fn apply_anyway(&mut self, operation: &Operation) {
        self.change(operation);
    }

    /// The change itself. What is not there (raw SQL may have made it) is passed over.
    fn change(&mut self, operation: &Operation) {
        let operation = operation.resolved(self);
        self.change_named(&operation);
        self.follow_parents();
    }

    /// What a key or index of a table is called on its partitions, it is called there also when its own name changes.
    fn rename_for_partitions(&mut self, table: &ObjectName, from: &str, to: &str) {
        for name in self.tables.names_linked_to(table) {
            let mut partition = self.tables.get_mut(&name);
            let of = (partition.as_mut()).and_then(|partition| partition.partition_of.as_mut());
            let Some(of) = of.filter(|of| of.parent == *table) else {
                continue;
            };
            if let Some(name) = of.names.remove(from) {
                of.names.insert(to.to_owned(), name);
            }
            if of.without.remove(from) {
                of.without.insert(to.to_owned());
            }
        }
    }

    fn change_named(&mut self, operation: &Operation) {
        if let Operation::RenameConstraint(op) = operation {
            self.rename_for_partitions(&op.table, &op.from, &op.to);
        } else if let Operation::RenameIndex(op) = operation {
            self.rename_for_partitions(&op.table, &op.from, &op.to);
        }
        match operation {
            Operation::CreateTable(op)
                if op.if_not_exists && self.table(&op.table.name).is_some() => {}
            Operation::CreateTable(op) => {
                drop(self.tables.insert(op.table.name.clone(), op.table.clone()))
            }
            Operation::DropTable(op) => {
                for below in self.all_below(&op.table) {
                    self.change_named(&Operation::DropTable(super::DropTable {
                        table: below,
                        if_exists: true,
                        cascade: op.cascade,
                    }));
                }
                self.tables.remove(&op.table);
                self.drop_objects_on(&op.table);
                self.drop_grants(|on| is_on_relation(on, &op.table));
                self.drop_sequences_of(&op.table, None);
                for name in self.tables.names_linked_to(&op.table) {
                    self.edit(&name, |table| {
                        let keys = &mut table.foreign_keys;
                        keys.retain(|_, key| key.references != op.table);
                    });
                }
            }
            Operation::RenameTable(op) => self.rename_table(&op.from, &op.to),
            Operation::CommentOnTable(op) => {
                self.edit(&op.table, |table| table.comment.clone_from(&op.comment))
            }
            Operation::SetLogged(op) => self.edit(&op.table, |table| table.unlogged = !op.logged),
            Operation::AttachPartition(op) => partition::attach(self, op),
            Operation::DetachPartition(op) => partition::detach(self, op),
            Operation::AddColumn(op) => {
                self.edit(&op.table, |table| {
                    // One that is there without the user saying so is gone by raw SQL.
                    match table.column_mut(&op.column.name) {
                        Some(_) if op.if_not_exists => {}
                        Some(gone) => *gone = op.column.clone(),
                        None => op.put(&mut table.columns),
                    }
                });
                inheritance::add_column(self, op);
            }
            Operation::DropColumn(op) => self.drop_column(&op.table, &op.column),
            Operation::RenameColumn(op) => self.rename_column(&op.table, &op.from, &op.to),
            Operation::AlterColumn(op) => {
                let heirs = inheritance::reached_by(self, op);
                self.edit(&op.table, |table| {
                    alter_column(table, &op.column, &op.change)
                });
                for heir in heirs {
                    self.edit(&heir, |table| alter_column(table, &op.column, &op.change));
                }
                // They are a partition's own, but are set with its parent's.
                if let ColumnChange::Default(_) | ColumnChange::Nullable(_) = &op.change {
                    for partition in self.all_partitions_of(&op.table) {
                        self.edit(&partition, |table| {
                            alter_column(table, &op.column, &op.change)
                        });
                    }
                }
            }
            Operation::AddConstraint(op) => self.edit(&op.table, |table| {
                if let Some(index) = &op.using_index {
                    table.indexes.remove(index);
                }
                table.put_constraint(op.constraint.clone())
            }),
            Operation::DropConstraint(op) => self.edit(&op.table, |table| {
                let name = table
                    .named_constraint(&op.name, op.kind)
                    .map(|constraint| constraint.name().to_owned());
                if let Some(name) = name {
                    table.take_constraint(&name);
                    table.constraint_comments.remove(&name);
                }
            }),
            Operation::RenameConstraint(op) => self.edit(&op.table, |table| {
                if let Some(mut constraint) = table.take_constraint(&op.from) {
                    constraint.set_name(op.to.clone());
                    table.put_constraint(constraint);
                    if let Some(comment) = table.constraint_comments.remove(&op.from) {
                        table.constraint_comments.insert(op.to.clone(), comment);
                    }
                }
            }),
            Operation::ValidateConstraint(op) => self.edit(&op.table, |table| {
                table
                    .foreign_keys
                    .get_mut(&op.name)
                    .into_iter()
                    .for_each(|key| key.not_valid = false);
                table
                    .checks
                    .get_mut(&op.name)
                    .into_iter()
                    .for_each(|check| check.not_valid = false);
            }),
            Operation::AlterConstraint(op) => self.edit(&op.table, |table| {
                if let Some(mut constraint) = table.take_constraint(&op.name) {
                    alter_constraint(&mut constraint, op.change);
                    table.put_constraint(constraint);
                }
            }),
            Operation::CreateIndex(op) => {
                let mut is_new = false;
                self.edit_indexes(&op.table, |indexes| {
                    is_new = !(op.if_not_exists && indexes.contains_key(&op.index.name));
                    if is_new {
                        indexes.insert(op.index.name.clone(), op.index.clone());
                    }
                });
                if is_new && op.only {
                    index_part::leave_without(self, &op.table, &op.index.name);
                }
            }
            Operation::AttachIndex(op) => index_part::attach_index(self, op),
            Operation::DropIndex(op) => {
                self.edit_indexes(&op.table, |indexes| drop(indexes.remove(&op.name)))
            }
            Operation::RenameIndex(op) => self.edit_indexes(&op.table, |indexes| {
                if let Some(mut index) = indexes.remove(&op.from) {
                    index.name.clone_from(&op.to);
                    indexes.insert(op.to.clone(), index);
                }
            }),
            Operation::Reindex(_) => {}
            Operation::SetStorage(op) => self.edit(&op.table, |table| set_storage(table, op)),
            Operation::SetTablespace(op) => self.edit(&op.table, |table| {
                let index = op.index.as_ref();
                match index.map(|name| table.indexes.get_mut(name)) {
                    None => table.tablespace.clone_from(&op.tablespace),
                    Some(Some(index)) => index.tablespace.clone_from(&op.tablespace),
                    Some(None) => {}
                }
            }),
            Operation::CreateEnum(op) => {
                drop(self.enums.insert(
                    op.name.clone(),
                    EnumType {
                        values: op.values.clone(),
                        comment: None,
                    },
                ));
            }
            Operation::DropEnum(op) => drop(self.enums.remove(&op.name)),
            Operation::CommentOnEnum(op) => self.comment_on_enum(op),
            Operation::RenameEnum(op) => self.rename_enum(&op.from, &op.to),
            Operation::AddEnumValue(op) => {
                if let Some(enum_type) = self.enums.get_mut(&op.name) {
                    enum_type.add_value(&op.value, &op.position);
                }
            }
            Operation::RenameEnumValue(op) => self.rename_enum_value(&op.name, &op.from, &op.to),
            Operation::DropEnumValue(op) => {
                if let Some(enum_type) = self.enums.get_mut(&op.name) {
                    enum_type.values.retain(|value| *value != op.value);
                }
                if let Some(to) = &op.to {
                    self.change_enum_defaults(&op.name, &op.value, to);
                }
            }
            Operation::CreateObject(op) => self.create_object(op),
            Operation::AlterObject(op) => self.alter_object(op),
            Operation::ChangeObject(op) => self.change_object(op),
            Operation::DropObject(op) => self.drop_object(op),
            Operation::RenameObject(op) => self.rename_object(op),
            Operation::CommentOnObject(op) => self.comment_on_object(op),
            Operation::CommentOnPart(op) => {
                self.edit(&op.table, |table| comment_on_part(table, op))
            }
            Operation::SetRowSecurity(op) => {
                self.edit(&op.table, |table| table.row_security = op.to);
            }
            Operation::Grant(op) => self.grant(op),
            Operation::Revoke(op) => self.revoke(op),
            // Rows are no business of a state, and what only moves rows excuses nothing.
            Operation::InsertRows(_) | Operation::UpdateRows(_) | Operation::DeleteRows(_) => {}
            Operation::Backfill(_) => {}
            Operation::RawSql(op) => {
                RawSql::mentioned_in(&op.sql, &mut self.named_by_raw_sql);
                for effect in &op.effect {
                    self.change(effect);
                }
            }
        }
    }

    fn edit(&mut self, table: &ObjectName, edit: impl FnOnce(&mut Table)) {
        if let Some(mut table) = self.tables.get_mut(table) {
            edit(&mut table);
        }
    }

    fn rename_table(&mut self, from: &ObjectName, to: &ObjectName) {
        match self.tables.remove(from) {
            Some(mut table) => {
                table.name = to.clone();
                self.tables.insert(to.clone(), table);
            }
            None => self.follow_raw_sql(to),
        }
        for name in self.tables.names_linked_to(from) {
            self.edit(&name, |table| {
                let of = table.partition_of.as_mut();
                for of in of.into_iter().filter(|of| of.parent == *from) {
                    of.parent = to.clone();
                }
            });
        }
        inheritance::rename_parent(self, from, to);
        self.move_objects_on(from, to);
        self.move_grants(|on, _| {
            if let Some(name) = on.name_mut().filter(|name| *name == from) {
                name.clone_from(to);
            }
        });
        for name in self.tables.names_linked_to(from) {
            self.edit(&name, |table| {
                let keys = table.foreign_keys.values_mut();
                for key in keys.filter(|key| key.references == *from) {
                    key.references = to.clone();
                }
            });
        }
    }

    /// Drops a column and all that uses it; `check` has made sure that there is no such thing, or that the user said so.
    fn drop_column(&mut self, name: &ObjectName, column: &str) {
        let heirs = self.heirs_of(name).map(|table| table.name.clone());
        for heir in heirs.collect::<Vec<_>>() {
            self.drop_column(&heir, column);
        }
        let mut gone = Vec::new();
        for (id, object) in &self.objects {
            if object.uses_column(name, column) {
                gone.push(id.clone());
            }
        }
        for id in gone {
            self.objects.remove(&id);
            self.object_comments.remove(&id);
        }
        self.drop_sequences_of(name, Some(column));
        self.edit(name, |table| {
            table.columns.retain(|other| other.name != column);
            table.indexes.retain(|_, index| !index.uses(column));
            for constraint in table.constraints_on(column) {
                table.take_constraint(constraint.name());
                table.constraint_comments.remove(constraint.name());
            }
        });
        for from in self.tables.names_linked_to(name) {
            self.edit(&from, |table| {
                table.foreign_keys.retain(|_, key| {
                    let mut referenced = key.referenced_columns.iter();
                    key.references != *name || !referenced.any(|it| it == column)
                });
            });
        }
    }

    /// What raw SQL made is called this now; nothing more is known of it under its new name than under its old one.
    fn follow_raw_sql(&mut self, to: &ObjectName) {
        self.named_by_raw_sql.insert(to.name.to_lowercase());
    }

    fn rename_column(&mut self, name: &ObjectName, from: &str, to: &str) {
        let below = self.partitions_of(name).chain(self.heirs_of(name));
        let below = below.map(|table| table.name.clone());
        for table in below.collect::<Vec<_>>() {
            self.rename_column(&table, from, to);
        }
        for object in self.objects.values_mut() {
            object.rename_column(name, from, to);
        }
        let swap = |columns: &mut Vec<String>| {
            columns
                .iter_mut()
                .filter(|column| *column == from)
                .for_each(|column| to.clone_into(column));
        };
        self.edit(name, |table| {
            if from != to && table.column(from).is_some() {
                // Raw SQL dropped it, or the name would not be free.
                table.columns.retain(|column| column.name != to);
            }
            table
                .column_mut(from)
                .into_iter()
                .for_each(|column| to.clone_into(&mut column.name));
            for column in &mut table.columns {
                if let Some(Generation::Stored(expression) | Generation::Virtual(expression)) =
                    &mut column.generation
                {
                    *expression = expression.rename(from, to);
                }
            }
            table
                .primary_key
                .as_mut()
                .into_iter()
                .for_each(|key| swap(&mut key.columns));
            table
                .uniques
                .values_mut()
                .for_each(|unique| swap(&mut unique.columns));
            table.foreign_keys.values_mut().for_each(|key| {
                swap(&mut key.columns);
                swap(&mut key.on_delete_columns);
            });
            table
                .exclusions
                .values_mut()
                .for_each(|exclusion| exclusion.rename_column(from, to));
            table
                .checks
                .values_mut()
                .for_each(|check| check.expression = check.expression.rename(from, to));
            table
                .indexes
                .values_mut()
                .for_each(|index| index.rename_column(from, to));
            for key in table
                .partitioning
                .iter_mut()
                .flat_map(|partitioning| &mut partitioning.keys)
            {
                *key = key.rename(from, to);
            }
        });
        for referring in self.tables.names_linked_to(name) {
            self.edit(&referring, |table| {
                let keys = table.foreign_keys.values_mut();
                keys.filter(|key| key.references == *name)
                    .for_each(|key| swap(&mut key.referenced_columns));
            });
        }
    }

    fn rename_enum(&mut self, from: &ObjectName, to: &ObjectName) {
        match self.enums.remove(from) {
            Some(enum_type) => drop(self.enums.insert(to.clone(), enum_type)),
            None => self.follow_raw_sql(to),
        }
        let mut tables = self.tables.all_mut();
        for column in tables.iter_mut().flat_map(|table| &mut table.columns) {
            if let Some(name) = column
                .column_type
                .enumeration_mut()
                .filter(|name| *name == from)
            {
                *name = to.clone();
            }
        }
    }

    fn rename_enum_value(&mut self, name: &ObjectName, from: &str, to: &str) {
        for value in self
            .enums
            .get_mut(name)
            .into_iter()
            .flat_map(|enum_type| &mut enum_type.values)
        {
            if value == from {
                to.clone_into(value);
            }
        }
        self.change_enum_defaults(name, from, to);
    }

    fn change_enum_defaults(&mut self, name: &ObjectName, from: &str, to: &str) {
        let mut tables = self.tables.all_mut();
        for column in tables.iter_mut().flat_map(|table| &mut table.columns) {
            let of_this = column.column_type.enumeration() == Some(name);
            if of_this && column.default == Some(DefaultValue::Value(Value::Text(from.to_owned())))
            {
                column.default = Some(to.into());
            }
        }
    }
}

fn comment_on_part(table: &mut Table, op: &CommentOnPart) {
    match &op.part {
        TablePart::Index(name) => {
            if let Some(index) = table.indexes.get_mut(name) {
                index.comment.clone_from(&op.comment);
            }
        }
        TablePart::Constraint(name) => match &op.comment {
            Some(comment) => {
                drop(
                    table
                        .constraint_comments
                        .insert(name.clone(), comment.clone()),
                );
            }
            None => drop(table.constraint_comments.remove(name)),
        },
    }
}

fn alter_constraint(constraint: &mut Constraint, change: ConstraintChange) {
    match (constraint, change) {
        (Constraint::Unique(unique), ConstraintChange::Deferrable(to)) => unique.deferrable = to,
        (Constraint::ForeignKey(key), ConstraintChange::Deferrable(to)) => key.deferrable = to,
        (Constraint::Exclusion(exclusion), ConstraintChange::Deferrable(to)) => {
            exclusion.deferrable = to;
        }
        (Constraint::Check(check), ConstraintChange::Enforced(enforced)) => {
            check.not_enforced = !enforced;
        }
        (Constraint::PrimaryKey(_) | Constraint::Check(_), ConstraintChange::Deferrable(_))
        | (
            Constraint::PrimaryKey(_)
            | Constraint::Unique(_)
            | Constraint::ForeignKey(_)
            | Constraint::Exclusion(_),
            ConstraintChange::Enforced(_),
        ) => {}
    }
}

fn set_storage(table: &mut Table, op: &SetStorage) {
    let parameters = match &op.index {
        None => &mut table.storage,
        Some(name) => match table.indexes.get_mut(name) {
            Some(index) => &mut index.storage,
            None => return,
        },
    };
    for (name, value) in &op.parameters {
        match value {
            Some(value) => drop(parameters.insert(name.clone(), value.clone())),
            None => drop(parameters.remove(name)),
        }
    }
}

impl Table {
    /// The constraint that a drop names: by its name, and the one primary key by whatever name.
    pub(crate) fn named_constraint(
        &self,
        name: &str,
        kind: Option<ConstraintKind>,
    ) -> Option<Constraint> {
        match kind {
            Some(ConstraintKind::PrimaryKey) => {
                self.primary_key.clone().map(Constraint::PrimaryKey)
            }
            Some(
                ConstraintKind::Unique
                | ConstraintKind::ForeignKey
                | ConstraintKind::Check
                | ConstraintKind::Exclusion,
            )
            | None => self.constraint(name),
        }
    }
}

impl EnumType {
    pub(crate) fn add_value(&mut self, value: &str, position: &ValuePosition) {
        if self.values.iter().any(|other| other == value) {
            return;
        }
        let find = |neighbour: &String| self.values.iter().position(|other| other == neighbour);
        let at = match position {
            ValuePosition::Last => None,
            ValuePosition::Before(neighbour) => find(neighbour),
            ValuePosition::After(neighbour) => find(neighbour).map(|at| at + 1),
        };
        self.values
            .insert(at.unwrap_or(self.values.len()), value.to_owned());
    }
}
