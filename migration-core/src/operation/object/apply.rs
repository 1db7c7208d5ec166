//! apply, for objects.

use super::{AlterObject, CommentOnObject, CreateObject, DropObject, RenameObject};
use crate::schema::{ObjectName, SchemaState};

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

    pub(in crate::operation) fn drop_object(&mut self, op: &DropObject) {
        self.objects.remove(&op.id);
        self.object_comments.remove(&op.id);
    }

    pub(in crate::operation) fn rename_object(&mut self, op: &RenameObject) {
        let to = op.id.named(op.to.clone());
        match self.objects.remove(&op.id) {
            Some(mut object) => {
                object.set_name(&op.to);
                self.objects.insert(to.clone(), object);
            }
            // Raw SQL made it, and it is called this now.
            None => drop(self.named_by_raw_sql.insert(op.to.name.to_lowercase())),
        }
        if let Some(comment) = self.object_comments.remove(&op.id) {
            self.object_comments.insert(to, comment);
        }
    }

    pub(in crate::operation) fn comment_on_object(&mut self, op: &CommentOnObject) {
        match &op.comment {
            Some(comment) => drop(self.object_comments.insert(op.id.clone(), comment.clone())),
            None => drop(self.object_comments.remove(&op.id)),
        }
    }

    /// A table is gone, and what is on it with it.
    pub(in crate::operation) fn drop_objects_on(&mut self, table: &ObjectName) {
        self.objects.retain(|id, _| id.on.as_ref() != Some(table));
        self.object_comments
            .retain(|id, _| id.on.as_ref() != Some(table));
    }

    /// A table is called otherwise; what is on it stays on it.
    pub(in crate::operation) fn move_objects_on(&mut self, from: &ObjectName, to: &ObjectName) {
        let on_it: Vec<_> = (self.objects.keys())
            .filter(|id| id.on.as_ref() == Some(from))
            .cloned()
            .collect();
        for id in on_it {
            if let Some(mut object) = self.objects.remove(&id) {
                object.set_table(to);
                let moved = object.id();
                if let Some(comment) = self.object_comments.remove(&id) {
                    self.object_comments.insert(moved.clone(), comment);
                }
                self.objects.insert(moved, object);
            }
        }
    }
}
