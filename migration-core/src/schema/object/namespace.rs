//! Schemas, in the sense of SQL: namespaces of objects.

/// A schema (PostgreSQL), which on MySQL is a database.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Namespace {
    /// Its name.
    pub name: String,
}
