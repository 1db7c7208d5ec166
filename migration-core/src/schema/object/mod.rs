//! What a database has besides tables and enum types: views, extensions, schemas and the like.
//!
//! They are tracked by name and definition, so that a drop can be reversed; what stands in a body is the user's own SQL
//! and is never parsed.

mod extension;
mod namespace;
mod view;

use std::fmt;

pub use extension::Extension;
pub use namespace::Namespace;
pub use view::{CheckOption, View};

use super::ObjectName;

/// An object, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Object {
    /// A view, materialized or not.
    View(View),
    /// An extension of the server (PostgreSQL).
    Extension(Extension),
    /// A schema; on MySQL that is a database.
    Namespace(Namespace),
}

/// The kinds of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectKind {
    /// See [`Namespace`].
    Namespace,
    /// See [`Extension`].
    Extension,
    /// See [`View`].
    View,
    /// See [`View`].
    MaterializedView,
}

/// Which object: its kind and its name, and what else it takes to tell it from others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    /// Its kind.
    pub kind: ObjectKind,
    /// Its name. Those of schemas, extensions and of what is on a table have no schema.
    pub name: ObjectName,
    /// The table that it is on, when names of its kind belong to a table.
    pub on: Option<ObjectName>,
    /// The types of its arguments, when names of its kind may be used more than once.
    pub arguments: Option<String>,
}

impl Object {
    /// Which one it is.
    pub fn id(&self) -> ObjectId {
        match self {
            Self::View(view) => ObjectId::new(view.kind(), view.name.clone()),
            Self::Extension(extension) => {
                ObjectId::new(ObjectKind::Extension, ObjectName::new(&extension.name))
            }
            Self::Namespace(namespace) => {
                ObjectId::new(ObjectKind::Namespace, ObjectName::new(&namespace.name))
            }
        }
    }

    /// Gives it another name.
    pub(crate) fn set_name(&mut self, to: &ObjectName) {
        match self {
            Self::View(view) => view.name = to.clone(),
            Self::Extension(extension) => extension.name.clone_from(&to.name),
            Self::Namespace(namespace) => namespace.name.clone_from(&to.name),
        }
    }

    /// Puts it on another table, when it is on one.
    pub(crate) fn set_table(&mut self, to: &ObjectName) {
        let _ = to;
        match self {
            Self::View(_) | Self::Extension(_) | Self::Namespace(_) => {}
        }
    }
}

impl ObjectKind {
    /// The field's term for it.
    pub fn term(self) -> &'static str {
        match self {
            Self::Namespace => "schema",
            Self::Extension => "extension",
            Self::View => "view",
            Self::MaterializedView => "materialized view",
        }
    }

    /// Whether it shares its names with tables.
    pub fn is_relation(self) -> bool {
        match self {
            Self::View | Self::MaterializedView => true,
            Self::Namespace | Self::Extension => false,
        }
    }
}

impl ObjectId {
    /// An object that its name alone tells from others.
    pub fn new(kind: ObjectKind, name: ObjectName) -> Self {
        Self {
            kind,
            name,
            on: None,
            arguments: None,
        }
    }

    /// The same, under another name.
    #[must_use]
    pub fn named(&self, name: ObjectName) -> Self {
        Self {
            name,
            ..self.clone()
        }
    }
}

/// `view "audit.totals"`, `trigger "touch" of table "posts"`.
impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} \"{}", self.kind.term(), self.name)?;
        if let Some(arguments) = &self.arguments {
            write!(f, "({arguments})")?;
        }
        f.write_str("\"")?;
        match &self.on {
            Some(table) => write!(f, " of table \"{table}\""),
            None => Ok(()),
        }
    }
}
