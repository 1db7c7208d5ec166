//! Views.

use std::collections::BTreeMap;

use super::ObjectKind;
use crate::schema::{Expression, Index, ObjectName};

/// A view: a query with a name.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct View {
    /// Its name.
    pub name: ObjectName,
    /// The names of its columns; those of the query when there are none.
    pub columns: Vec<String>,
    /// The query.
    pub query: Expression,
    /// Whether its rows are stored until the next refresh (PostgreSQL).
    pub materialized: bool,
    /// Whether the rows of a materialized view are left out until its first refresh. That is a matter of rows, and no
    /// part of what a database is compared by.
    pub without_data: bool,
    /// Whether rights are those of who reads it, not of who made it (PostgreSQL 15, MySQL).
    pub security_invoker: bool,
    /// Whether rows that go in through it must be seen by it.
    pub check_option: Option<CheckOption>,
    /// The indexes of a materialized view, by name.
    pub indexes: BTreeMap<String, Index>,
}

/// `WITH CHECK OPTION`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub enum CheckOption {
    /// By this view alone.
    Local,
    /// By this view and those under it.
    Cascaded,
}

impl View {
    /// A plain view of a query.
    pub fn new(name: ObjectName, query: impl Into<Expression>) -> Self {
        Self {
            name,
            columns: Vec::new(),
            query: query.into(),
            materialized: false,
            without_data: false,
            security_invoker: false,
            check_option: None,
            indexes: BTreeMap::new(),
        }
    }

    /// Which kind it is.
    pub fn kind(&self) -> ObjectKind {
        match self.materialized {
            true => ObjectKind::MaterializedView,
            false => ObjectKind::View,
        }
    }
}

impl CheckOption {
    /// The SQL keyword.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Local => "LOCAL",
            Self::Cascaded => "CASCADED",
        }
    }
}
