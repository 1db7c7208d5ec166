//! describe, for objects.

use super::{AlterObject, CommentOnObject, CreateObject, DropObject, RenameObject};
use crate::schema::{Object, ObjectId};

impl CreateObject {
    pub(in crate::operation) fn describe(&self) -> String {
        format!("create {}", self.object.id())
    }
}

impl AlterObject {
    pub(in crate::operation) fn describe(&self) -> String {
        format!("alter {}", self.to.id())
    }
}

impl DropObject {
    pub(in crate::operation) fn describe(&self) -> String {
        format!("drop {}", self.id)
    }
}

impl RenameObject {
    pub(in crate::operation) fn describe(&self) -> String {
        format!("rename {} to \"{}\"", self.id, self.to)
    }
}

impl CommentOnObject {
    pub(in crate::operation) fn describe(&self) -> String {
        format!("comment on {}", self.id)
    }
}

/// The names that an object gives or uses: not those in its SQL.
pub(in crate::operation) fn names(object: &Object) -> Vec<&str> {
    match object {
        Object::View(view) => {
            let mut names: Vec<&str> = view.name.schema.as_deref().into_iter().collect();
            names.push(&view.name.name);
            names.extend(view.columns.iter().map(String::as_str));
            names
        }
        Object::Extension(extension) => {
            let mut names = vec![extension.name.as_str()];
            names.extend(extension.schema.as_deref());
            names
        }
        Object::Namespace(namespace) => vec![&namespace.name],
    }
}

/// The names of which object is meant.
pub(in crate::operation) fn names_of_id(id: &ObjectId) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for name in std::iter::once(&id.name).chain(&id.on) {
        names.extend(name.schema.as_deref());
        names.push(&name.name);
    }
    names
}
