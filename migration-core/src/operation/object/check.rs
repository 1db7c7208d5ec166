//! check, for objects.

use super::super::apply::ConflictKind;
use super::super::check::Checker;
use super::super::check::nearest;
use super::{AlterObject, CommentOnObject, CreateObject, DropObject, RenameObject};
use crate::schema::{Object, ObjectId, ObjectName, SchemaState};

/// What has a name that a new table, view or sequence would share, in words.
pub(in crate::operation) fn free_relation(
    state: &SchemaState,
    name: &ObjectName,
) -> Option<&'static str> {
    if state.table(name).is_some() {
        return Some("table");
    }
    state.relation(name).map(|id| id.kind.term())
}

impl Checker<'_> {
    pub(in crate::operation) fn create_object(&mut self, op: &CreateObject) {
        let id = op.object.id();
        self.objects.push(id.name.clone());
        if self.state.object(&id).is_some() {
            if !op.if_not_exists && !op.or_replace {
                self.report(
                    ConflictKind::Duplicate,
                    format!("there is a {id} already"),
                    Some("replace it: or_replace(), or drop it first".into()),
                );
            }
        } else if id.kind.is_relation() {
            self.free_relation_name(&id.name);
        }
        self.object(&op.object);
    }

    pub(in crate::operation) fn alter_object(&mut self, op: &AlterObject) {
        self.known_object(&op.to.id());
        self.object(&op.to);
    }

    pub(in crate::operation) fn drop_object(&mut self, op: &DropObject) {
        if !(op.if_exists && self.state.object(&op.id).is_none()) {
            self.known_object(&op.id);
        }
    }

    pub(in crate::operation) fn rename_object(&mut self, op: &RenameObject) {
        if !self.known_object(&op.id) || op.id.name == op.to {
            return;
        }
        self.objects.push(op.to.clone());
        let to = op.id.named(op.to.clone());
        if self.state.object(&to).is_some() {
            self.report(
                ConflictKind::Duplicate,
                format!("there is a {to} already"),
                None,
            );
        } else if op.id.kind.is_relation() {
            self.free_relation_name(&op.to);
        }
    }

    pub(in crate::operation) fn comment_on_object(&mut self, op: &CommentOnObject) {
        self.known_object(&op.id);
    }

    fn free_relation_name(&mut self, name: &ObjectName) {
        if let Some(what) = free_relation(self.state, name) {
            self.report(
                ConflictKind::Duplicate,
                format!("there is a {what} \"{name}\" already"),
                None,
            );
        }
    }

    fn known_object(&mut self, id: &ObjectId) -> bool {
        self.objects.push(id.name.clone());
        let known = self.state.object(id).is_some();
        if !known {
            let same_kind = (self.state.objects.keys()).filter(|other| other.kind == id.kind);
            let help = nearest(
                &id.name.to_string(),
                same_kind.map(|other| other.name.to_string()),
            );
            self.report(
                ConflictKind::UnknownObject,
                format!("there is no {id} at this point"),
                help,
            );
        }
        known
    }

    /// What can never be right about an object, or not on this state.
    fn object(&mut self, object: &Object) {
        match object {
            Object::View(view) => {
                if view.query.any_text().trim().is_empty() {
                    self.report(
                        ConflictKind::Invalid,
                        format!("the query of view \"{}\" is empty", view.name),
                        None,
                    );
                }
            }
            Object::Extension(_) | Object::Namespace(_) => {}
        }
    }
}
