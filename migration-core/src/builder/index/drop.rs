//! What can be said of an index that is dropped.

use crate::Location;
use crate::operation::DropIndex;

/// An index that is being dropped.
#[derive(Debug)]
pub struct DropIndexBuilder {
    pub(in crate::builder) operation: DropIndex,
    pub(in crate::builder) at: Location,
}

impl DropIndexBuilder {
    /// Without blocking: on PostgreSQL outside of the migration's transaction, on MySQL with a lock that the server refuses when
    /// it cannot be had.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.create_index("posts", "title");
    /// # }, |schema| {
    /// schema.drop_index("posts", "posts_title_idx").concurrently();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DROP INDEX CONCURRENTLY "posts_title_idx";"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` DROP INDEX `posts_title_idx`, ALGORITHM=INPLACE, LOCK=NONE;");
    /// assert_eq!(sqlite, r#"DROP INDEX "posts_title_idx";"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-dropindex.html)
    pub fn concurrently(&mut self) -> &mut Self {
        self.operation.concurrently = true;
        self
    }

    /// Does nothing when there is none of this name. MySQL cannot ask: there the migrations before decide.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.create_index("posts", "title");
    /// # }, |schema| {
    /// schema.drop_index("posts", "posts_title_idx").if_exists();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DROP INDEX IF EXISTS "posts_title_idx";"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` DROP INDEX `posts_title_idx`;");
    /// assert_eq!(sqlite, r#"DROP INDEX IF EXISTS "posts_title_idx";"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-dropindex.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/drop-index.html),
    /// [SQLite](https://www.sqlite.org/lang_dropindex.html)
    pub fn if_exists(&mut self) -> &mut Self {
        self.operation.if_exists = true;
        self
    }
}
