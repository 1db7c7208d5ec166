//! Indexes: what a migration says of them.

use super::Schema;
use crate::Location;
use crate::builder::draft::keep;
use crate::builder::names::{IntoIndexParts, IntoName, IntoNamed};
use crate::builder::{DropIndexBuilder, IndexBuilder};
use crate::operation::{DropIndex, RenameIndex};

impl Schema {
    /// Creates an index called `<table>_<columns>_idx`.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_index("posts", ["author_id", "title"]);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE INDEX "posts_author_id_title_idx" ON "posts" ("author_id", "title");"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD INDEX `posts_author_id_title_idx` (`author_id`, `title`);");
    /// assert_eq!(sqlite, r#"CREATE INDEX "posts_author_id_title_idx" ON "posts" ("author_id", "title");"#);
    /// ```
    ///
    /// Its keys are one column or several, [`col`](crate::builder::col)`(...)` with an order, or [`expr`](crate::builder::expr)`(...)`:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.create_index("posts", [col("author_id").desc(), col("id")]).name("posts_latest");
    /// schema.create_index("users", expr("lower(email)")).unique().name("users_email_lower");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE INDEX "posts_latest" ON "posts" ("author_id" DESC, "id");
    /// CREATE UNIQUE INDEX "users_email_lower" ON "users" ((lower(email)));"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD INDEX `posts_latest` (`author_id` DESC, `id`);
    /// ALTER TABLE `users` ADD UNIQUE INDEX `users_email_lower` ((lower(email)));");
    /// assert_eq!(sqlite, r#"CREATE INDEX "posts_latest" ON "posts" ("author_id" DESC, "id");
    /// CREATE UNIQUE INDEX "users_email_lower" ON "users" ((lower(email)));"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createindex.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-index.html),
    /// [SQLite](https://www.sqlite.org/lang_createindex.html)
    #[track_caller]
    pub fn create_index<K>(
        &mut self,
        table: impl IntoName,
        parts: impl IntoIndexParts<K>,
    ) -> &mut IndexBuilder {
        let index = IndexBuilder::new(
            table.into_name(),
            parts.into_index_parts(),
            Location::caller(),
        );
        keep(&mut self.drafts, index)
    }

    /// Drops an index by name. A unique index that a foreign key refers to is an error, as is a name that the table has not.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.create_index("posts", "title");
    /// # }, |schema| {
    /// schema.drop_index("posts", "posts_title_idx");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DROP INDEX "posts_title_idx";"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` DROP INDEX `posts_title_idx`;");
    /// assert_eq!(sqlite, r#"DROP INDEX "posts_title_idx";"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-dropindex.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/drop-index.html),
    /// [SQLite](https://www.sqlite.org/lang_dropindex.html)
    #[track_caller]
    pub fn drop_index(
        &mut self,
        table: impl IntoName,
        name: impl IntoNamed,
    ) -> &mut DropIndexBuilder {
        let operation = DropIndex {
            table: table.into_name(),
            name: name.into_named(),
            concurrently: false,
            if_exists: false,
        };
        keep(
            &mut self.drafts,
            DropIndexBuilder {
                operation,
                at: Location::caller(),
            },
        )
    }

    /// Renames an index. SQLite makes it again.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.create_index("posts", "title");
    /// # }, |schema| {
    /// schema.rename_index("posts", "posts_title_idx", "posts_by_title");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER INDEX "posts_title_idx" RENAME TO "posts_by_title";"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` RENAME INDEX `posts_title_idx` TO `posts_by_title`;");
    /// assert_eq!(sqlite, r#"DROP INDEX "posts_title_idx";
    /// CREATE INDEX "posts_by_title" ON "posts" ("title");"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-alterindex.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_createindex.html)
    #[track_caller]
    pub fn rename_index(&mut self, table: impl IntoName, from: impl IntoNamed, to: impl IntoNamed) {
        let operation = RenameIndex {
            table: table.into_name(),
            from: from.into_named(),
            to: to.into_named(),
        };
        self.plain(operation, Location::caller());
    }
}
