//! Payload of raw SQL.

use crate::dialect::Dialect;

/// See [`Operation::RawSql`](super::Operation::RawSql).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawSql {
    /// One or more statements, sent as they are.
    pub sql: String,
    /// What undoes them.
    pub down: Option<String>,
    /// The databases that it is for; empty means all. On any other it does nothing.
    pub only_on: Vec<Dialect>,
}

impl RawSql {
    /// Whether it is for this database.
    pub fn runs_on(&self, dialect: Dialect) -> bool {
        self.only_on.is_empty() || self.only_on.contains(&dialect)
    }
}
