//! Roles.

/// A role: who may do something. It is the server's, not the database's, so that introspection of a database does not
/// find it, and a migration that creates one can be run on one database of a server only, unless it says
/// `if_not_exists()`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// Whether it can log in (PostgreSQL). It has no password here: passwords do not belong into a history.
    pub login: bool,
    /// The roles whose rights it has as well.
    pub member_of: Vec<String>,
}
