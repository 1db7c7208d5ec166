//! Rewrite rules.

use super::{ObjectId, ObjectKind};
use crate::schema::{Expression, ObjectName};

/// A rule (PostgreSQL): what is done when something is asked of a table or view
/// (<https://www.postgresql.org/docs/current/rules.html>).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// The table, or view, that it is on.
    pub table: ObjectName,
    /// What is asked.
    pub event: RuleEvent,
    /// When it holds.
    pub when: Option<Expression>,
    /// Whether its commands stand instead of what was asked.
    pub instead: bool,
    /// The commands; none for `NOTHING`.
    pub commands: Option<Expression>,
}

/// What is asked of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub enum RuleEvent {
    /// New rows.
    Insert,
    /// Changes of rows.
    Update,
    /// That rows go.
    Delete,
}

impl Rule {
    /// Which one it is.
    pub fn id(&self) -> ObjectId {
        ObjectId {
            on: Some(self.table.clone()),
            ..ObjectId::new(ObjectKind::Rule, ObjectName::new(&self.name))
        }
    }
}

impl RuleEvent {
    /// The SQL keyword.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Insert => "INSERT",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
        }
    }
}
