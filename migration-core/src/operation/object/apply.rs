//! apply, for objects.

use std::collections::BTreeMap;

use super::{AlterObject, ChangeObject, CommentOnObject, CreateObject, DropObject, RenameObject};
use crate::dialect::Dialect;
use crate::schema::{ColumnType, Index, Object, ObjectId, ObjectKind, ObjectName, SchemaState};

impl SchemaState {
    pub(in crate::operation) fn create_object(&mut self, op: &CreateObject) {
        let id = op.object.id();
        if !(op.if_not_exists && self.objects.contains_key(&id)) {
            self.objects.insert(id, op.object.clone());
        }
    }

    pub(in crate::operation) fn alter_object(&mut self, op: &AlterObject) {
        self.objects.insert(op.to.id(), op.to.clone());
    }

    pub(in crate::operation) fn change_object(&mut self, op: &ChangeObject) {
        if let Some(object) = self.objects.get_mut(&op.id) {
            object.change(&op.change);
        }
    }

    pub(in crate::operation) fn drop_object(&mut self, op: &DropObject) {
        let Some(id) = self.resolve(&op.id).cloned() else {
            return;
        };
        self.forget_object(&id);
        if id.kind.is_relation() {
            self.drop_objects_on(&id.name);
        }
    }

    /// An object is gone, and what is said of it.
    pub(super) fn forget_object(&mut self, id: &ObjectId) {
        self.objects.remove(id);
        self.object_comments.remove(id);
        let target = id.grant_target();
        self.drop_grants(|on| Some(on) == target.as_ref());
    }

    pub(in crate::operation) fn rename_object(&mut self, op: &RenameObject) {
        let id = self.resolve(&op.id).unwrap_or(&op.id).clone();
        let to = id.named(op.to.clone());
        match self.objects.remove(&id) {
            Some(mut object) => {
                object.set_name(&op.to);
                self.objects.insert(to.clone(), object);
            }
            // Raw SQL made it, and it is called this now.
            None => drop(self.named_by_raw_sql.insert(op.to.name.to_lowercase())),
        }
        let targets = id.grant_target().zip(to.grant_target());
        if let Some((was, is)) = targets {
            self.move_grants(|on, _| {
                if *on == was {
                    *on = is.clone();
                }
            });
        }
        if let Some(comment) = self.object_comments.remove(&id) {
            self.object_comments.insert(to, comment);
        }
        if id.name != op.to {
            self.follow_object(&id, &op.to);
        }
        if op.id.kind.is_type() {
            self.rename_type_of_columns(&op.id.name, &op.to);
        }
        match op.id.kind {
            ObjectKind::Namespace => self.rename_schema(&op.id.name.name, &op.to.name),
            ObjectKind::Role => self.rename_role(&op.id.name.name, &op.to.name),
            ObjectKind::Extension
            | ObjectKind::Domain
            | ObjectKind::Composite
            | ObjectKind::Range
            | ObjectKind::Sequence
            | ObjectKind::Function
            | ObjectKind::Procedure
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Trigger
            | ObjectKind::Rule
            | ObjectKind::Policy
            | ObjectKind::Statistics
            | ObjectKind::Publication => {}
        }
    }

    pub(in crate::operation) fn comment_on_object(&mut self, op: &CommentOnObject) {
        let id = self.resolve(&op.id).unwrap_or(&op.id).clone();
        match &op.comment {
            Some(comment) => drop(self.object_comments.insert(id, comment.clone())),
            None => drop(self.object_comments.remove(&id)),
        }
    }

    /// The indexes of a table or materialized view, to be changed.
    pub(in crate::operation) fn edit_indexes(
        &mut self,
        name: &ObjectName,
        edit: impl FnOnce(&mut BTreeMap<String, Index>),
    ) {
        if let Some(mut table) = self.tables.get_mut(name) {
            return edit(&mut table.indexes);
        }
        let id = ObjectId::new(ObjectKind::MaterializedView, name.clone());
        if let Some(Object::View(view)) = self.objects.get_mut(&id) {
            edit(&mut view.indexes);
        }
    }

    /// A table is gone, and what is on it with it.
    pub(in crate::operation) fn drop_objects_on(&mut self, table: &ObjectName) {
        let gone: Vec<ObjectId> = (self.objects_on(table)).map(|(id, _)| id.clone()).collect();
        for id in gone {
            self.objects.remove(&id);
            self.object_comments.remove(&id);
        }
        for object in self.objects.values_mut() {
            if let Object::Publication(publication) = object {
                let tables = publication.tables.iter_mut();
                tables.for_each(|tables| tables.retain(|other| other != table));
            }
        }
    }

    /// A table is called otherwise; what is on it stays on it.
    pub(in crate::operation) fn move_objects_on(&mut self, from: &ObjectName, to: &ObjectName) {
        self.follow(|object| object.rename_table(from, to));
    }

    /// Columns that are of a type by its name, as it was written.
    fn rename_type_of_columns(&mut self, from: &ObjectName, to: &ObjectName) {
        let mut tables = self.tables.all_mut();
        let columns = tables.iter_mut().flat_map(|table| &mut table.columns);
        columns.for_each(|column| column.column_type.rename_custom(from, to));
    }

    /// All that is in a schema goes along.
    fn rename_schema(&mut self, from: &str, to: &str) {
        let follow = |name: &mut ObjectName| {
            if name.schema.as_deref() == Some(from) {
                name.schema = Some(to.to_owned());
            }
        };
        let tables = std::mem::take(&mut self.tables);
        for (mut name, mut table) in tables {
            follow(&mut name);
            follow(&mut table.name);
            (table.foreign_keys.values_mut()).for_each(|key| follow(&mut key.references));
            for column in &mut table.columns {
                if let Some(name) = column.column_type.enumeration_mut() {
                    follow(name);
                }
            }
            self.tables.insert(name, table);
        }
        let enums = std::mem::take(&mut self.enums);
        for (mut name, enum_type) in enums {
            follow(&mut name);
            self.enums.insert(name, enum_type);
        }
        self.follow(|object| object.rename_schema(from, to));
        self.move_grants(|on, _| on.name_mut().into_iter().for_each(follow));
    }

    fn rename_role(&mut self, from: &str, to: &str) {
        self.follow(|object| object.rename_role(from, to));
        self.move_grants(|_, role| {
            if role == from {
                to.clone_into(role);
            }
        });
    }

    /// Edits every object, and keeps each under the name that it has then.
    pub(in crate::operation) fn follow(&mut self, edit: impl Fn(&mut Object)) {
        if self.objects.is_empty() {
            return;
        }
        let objects = std::mem::take(&mut self.objects);
        for (id, mut object) in objects {
            edit(&mut object);
            let now = object.id();
            if now != id
                && let Some(comment) = self.object_comments.remove(&id)
            {
                self.object_comments.insert(now.clone(), comment);
            }
            self.objects.insert(now, object);
        }
    }
}

impl ColumnType {
    /// Follows a type that is called otherwise, in arrays too.
    fn rename_custom(&mut self, from: &ObjectName, to: &ObjectName) {
        match self {
            Self::Custom(name) if names_type(name, from) => {
                *name = Dialect::Postgres.quote_name(to);
            }
            Self::Array(element) => element.rename_custom(from, to),
            _ => {}
        }
    }
}

/// Whether a type's name, as the user wrote it, is this one.
pub(in crate::operation) fn names_type(written: &str, name: &ObjectName) -> bool {
    written == name.to_string() || written == Dialect::Postgres.quote_name(name)
}
