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
    /// What undoes it. Without this, the migration cannot be rolled back, unless it has a `down` of its own.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.sql("CREATE VIEW titles AS SELECT title FROM posts").down("DROP VIEW titles");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, "CREATE VIEW titles AS SELECT title FROM posts;");
    /// assert_eq!(mysql, "CREATE VIEW titles AS SELECT title FROM posts;");
    /// assert_eq!(sqlite, "CREATE VIEW titles AS SELECT title FROM posts;");
    /// ```
    pub fn down(&mut self, sql: impl Into<String>) -> &mut Self {
        self.operation.down = Some(sql.into());
        self
    }

    /// Only on this database; may be said more than once. On any other, nothing is run.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # use migration_core::dialect::Dialect::Postgres;
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.sql("CREATE EXTENSION pg_trgm").down("DROP EXTENSION pg_trgm").on(Postgres);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, "CREATE EXTENSION pg_trgm;");
    /// assert_eq!(mysql, "");
    /// assert_eq!(sqlite, "");
    /// ```
    pub fn on(&mut self, dialect: Dialect) -> &mut Self {
        if !self.operation.only_on.contains(&dialect) {
            self.operation.only_on.push(dialect);
            self.operation.only_on.sort_unstable();
        }
        self
    }
}
