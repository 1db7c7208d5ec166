//! Extensions of the server.

/// An extension (PostgreSQL): <https://www.postgresql.org/docs/current/extend-extensions.html>.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Extension {
    /// Its name.
    pub name: String,
    /// The schema that its objects go to, if not the current one.
    pub schema: Option<String>,
    /// Its version, if not the server's newest.
    pub version: Option<String>,
}
