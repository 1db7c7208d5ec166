//! What can be said of raw SQL.

use crate::Location;
use crate::dialect::Dialect;
use crate::operation::RawSql;

/// Raw SQL: what undoes it, and where it is for.
#[derive(Debug)]
pub struct RawBuilder {
    pub(super) operation: RawSql,
    pub(super) at: Location,
}

impl RawBuilder {
    /// What undoes it. Without this, the migration cannot be rolled back.
    pub fn down(&mut self, sql: impl Into<String>) -> &mut Self {
        self.operation.down = Some(sql.into());
        self
    }

    /// Only on this database; may be said more than once. On any other, nothing is run.
    pub fn on(&mut self, dialect: Dialect) -> &mut Self {
        if !self.operation.only_on.contains(&dialect) {
            self.operation.only_on.push(dialect);
            self.operation.only_on.sort_unstable();
        }
        self
    }
}
