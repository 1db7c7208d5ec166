//! Publications of logical replication.

use crate::schema::ObjectName;

/// A publication (PostgreSQL): whose changes subscribers get.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Publication {
    /// Its name.
    pub name: String,
    /// Its tables; all of the database, now and later, when there is no list.
    pub tables: Option<Vec<ObjectName>>,
    /// The kinds of changes, as `insert, update`; all when there are none.
    pub operations: Vec<String>,
}
