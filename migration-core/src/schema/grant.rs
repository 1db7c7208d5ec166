//! Grants: which role may do what with which object.

use std::collections::BTreeMap;
use std::fmt;

use super::ObjectName;

/// What a grant is on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub enum GrantTarget {
    /// A table, or a view.
    Table(ObjectName),
    /// A sequence.
    Sequence(ObjectName),
    /// A schema; on MySQL that is all that is in a database.
    Schema(String),
    /// A type or domain (PostgreSQL).
    Type(ObjectName),
    /// A function or procedure, with the types of its arguments (PostgreSQL).
    Routine(ObjectName, String),
}

/// What a role may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub enum Privilege {
    /// Everything that there is for the object.
    All,
    /// Read rows.
    Select,
    /// Put rows in.
    Insert,
    /// Change rows.
    Update,
    /// Take rows out.
    Delete,
    /// Take all rows out at once.
    Truncate,
    /// Refer to it by a foreign key.
    References,
    /// Create triggers on it.
    Trigger,
    /// Use a schema, a sequence or a type.
    Usage,
    /// Call a function or procedure.
    Execute,
    /// Create objects in a schema.
    Create,
}

/// The privileges of a role on an object, each with whether the role may grant it to others.
pub type Privileges = BTreeMap<Privilege, bool>;

impl Privilege {
    /// The SQL keyword.
    pub fn sql(self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::Select => "SELECT",
            Self::Insert => "INSERT",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
            Self::Truncate => "TRUNCATE",
            Self::References => "REFERENCES",
            Self::Trigger => "TRIGGER",
            Self::Usage => "USAGE",
            Self::Execute => "EXECUTE",
            Self::Create => "CREATE",
        }
    }

    /// The privilege of this keyword.
    pub fn parse(keyword: &str) -> Option<Self> {
        let all = [
            Self::Select,
            Self::Insert,
            Self::Update,
            Self::Delete,
            Self::Truncate,
            Self::References,
            Self::Trigger,
            Self::Usage,
            Self::Execute,
            Self::Create,
        ];
        all.into_iter().find(|privilege| privilege.sql() == keyword)
    }
}

impl GrantTarget {
    /// The privileges that there are for it, as PostgreSQL has them
    /// (<https://www.postgresql.org/docs/current/ddl-priv.html>).
    pub fn privileges(&self) -> &'static [Privilege] {
        use Privilege::{
            Create, Delete, Execute, Insert, References, Select, Trigger, Truncate, Update, Usage,
        };
        match self {
            Self::Table(_) => &[
                Select, Insert, Update, Delete, Truncate, References, Trigger,
            ],
            Self::Sequence(_) => &[Select, Update, Usage],
            Self::Schema(_) => &[Usage, Create],
            Self::Type(_) => &[Usage],
            Self::Routine(..) => &[Execute],
        }
    }

    /// The name that tables, views and the like share.
    pub fn name(&self) -> Option<&ObjectName> {
        match self {
            Self::Table(name)
            | Self::Sequence(name)
            | Self::Type(name)
            | Self::Routine(name, _) => Some(name),
            Self::Schema(_) => None,
        }
    }

    pub(crate) fn name_mut(&mut self) -> Option<&mut ObjectName> {
        match self {
            Self::Table(name)
            | Self::Sequence(name)
            | Self::Type(name)
            | Self::Routine(name, _) => Some(name),
            Self::Schema(_) => None,
        }
    }
}

/// `table "posts"`, `schema "audit"`.
impl fmt::Display for GrantTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(name) => write!(f, "table \"{name}\""),
            Self::Sequence(name) => write!(f, "sequence \"{name}\""),
            Self::Schema(name) => write!(f, "schema \"{name}\""),
            Self::Type(name) => write!(f, "type \"{name}\""),
            Self::Routine(name, arguments) => write!(f, "routine \"{name}({arguments})\""),
        }
    }
}
