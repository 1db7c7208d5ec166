//! Objects besides tables and enum types: payloads, and what each function over operations says of them.

mod apply;
mod check;
pub(super) mod describe;
mod follow;
pub(super) mod reverse;
mod uses;

pub(super) use check::free_type;
pub(crate) use check::is_of_type;

use crate::schema::{Object, ObjectChange, ObjectId, ObjectName};

/// See [`Operation::CreateObject`](super::Operation::CreateObject).
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct CreateObject {
    /// The object, whole.
    pub object: Object,
    /// Do nothing when there is one.
    pub if_not_exists: bool,
    /// Put it in the place of one that is there.
    pub or_replace: bool,
}

/// See [`Operation::AlterObject`](super::Operation::AlterObject).
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct AlterObject {
    /// The object as it is afterwards, under the name that it has.
    pub to: Object,
}

/// See [`Operation::ChangeObject`](super::Operation::ChangeObject).
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct ChangeObject {
    /// Which one.
    pub id: ObjectId,
    /// What changes.
    pub change: ObjectChange,
}

/// See [`Operation::DropObject`](super::Operation::DropObject).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DropObject {
    /// Which one.
    pub id: ObjectId,
    /// Do nothing when there is none.
    pub if_exists: bool,
    /// Drop what depends on it as well.
    pub cascade: bool,
}

/// See [`Operation::RenameObject`](super::Operation::RenameObject).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RenameObject {
    /// Which one, as it is called before.
    pub id: ObjectId,
    /// What it is called after; another schema moves it there.
    pub to: ObjectName,
}

/// See [`Operation::CommentOnObject`](super::Operation::CommentOnObject).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CommentOnObject {
    /// Which one.
    pub id: ObjectId,
    /// The comment, or none.
    pub comment: Option<String>,
}
