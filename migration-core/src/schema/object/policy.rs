//! Policies of row-level security.

use crate::schema::{Expression, ObjectName};

/// A policy (PostgreSQL): which rows of a table a role may see or write.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// The table that it is on.
    pub table: ObjectName,
    /// Whether all restrictive policies must agree, and not just one of the permissive ones.
    pub restrictive: bool,
    /// The command that it is for.
    pub command: PolicyCommand,
    /// The roles that it is for; everybody when there are none.
    pub roles: Vec<String>,
    /// Which rows are there to be read, changed and deleted.
    pub using: Option<Expression>,
    /// Which rows may be written; the same when nothing is said.
    pub check: Option<Expression>,
}

/// The command that a policy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
pub enum PolicyCommand {
    /// Every one.
    #[default]
    All,
    /// `SELECT`.
    Select,
    /// `INSERT`.
    Insert,
    /// `UPDATE`.
    Update,
    /// `DELETE`.
    Delete,
}

impl PolicyCommand {
    /// The SQL keyword.
    pub fn sql(self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::Select => "SELECT",
            Self::Insert => "INSERT",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
        }
    }
}
