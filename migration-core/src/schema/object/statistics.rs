//! Extended statistics.

use crate::schema::ObjectName;

/// Statistics over several columns of a table (PostgreSQL), for the planner.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Statistics {
    /// Its name.
    pub name: ObjectName,
    /// The table.
    pub table: ObjectName,
    /// The columns, in order.
    pub columns: Vec<String>,
    /// The kinds, as `ndistinct`, `dependencies`, `mcv`; all when there are none.
    pub kinds: Vec<String>,
}
