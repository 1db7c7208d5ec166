//! What a few operations become on each database: for documentation, tests and tools that only want to look.

use crate::Error;
use crate::builder::Schema;
use crate::dialect::{Dialect, Target};
use crate::plan::{lower_recorded, terminated};
use crate::schema::SchemaState;

/// A change, and what there is before it.
pub struct Preview<B, C> {
    before: B,
    change: C,
}

/// A preview of `change` on a database where `before` was done.
///
/// ```
/// use migration_core::preview::preview;
///
/// let rename = preview(
///     |schema| {
///         schema.create_table("users", |t| {
///             t.id();
///         });
///     },
///     |schema| schema.rename_table("users", "people"),
/// );
/// assert_eq!(rename.postgres(), "ALTER TABLE \"users\" RENAME TO \"people\";\n");
/// ```
pub fn preview<B: Fn(&mut Schema), C: Fn(&mut Schema)>(before: B, change: C) -> Preview<B, C> {
    Preview { before, change }
}

impl<B: Fn(&mut Schema), C: Fn(&mut Schema)> Preview<B, C> {
    /// The SQL for a database, one statement after the other.
    ///
    /// # Errors
    ///
    /// Operations that cannot be applied, or that the database cannot do.
    pub fn sql(&self, target: &Target) -> Result<String, Error> {
        let mut state = SchemaState::new();
        let mut recorded = Schema::new();
        (self.before)(&mut recorded);
        lower_recorded("before", &recorded.finish(), &mut state, target)?;
        let mut recorded = Schema::new();
        (self.change)(&mut recorded);
        let statements = lower_recorded("preview", &recorded.finish(), &mut state, target)?;
        Ok(statements
            .iter()
            .map(|planned| terminated(&planned.statement.sql))
            .collect())
    }

    /// The SQL for PostgreSQL, or the error as text.
    pub fn postgres(&self) -> String {
        self.text(Dialect::Postgres)
    }

    /// The SQL for MySQL, or the error as text.
    pub fn mysql(&self) -> String {
        self.text(Dialect::Mysql)
    }

    /// The SQL for SQLite, or the error as text.
    pub fn sqlite(&self) -> String {
        self.text(Dialect::Sqlite)
    }

    fn text(&self, dialect: Dialect) -> String {
        self.sql(&Target::of(dialect)).unwrap_or_else(|error| {
            error
                .problems()
                .iter()
                .map(|problem| problem.message.clone() + "\n")
                .collect()
        })
    }
}
