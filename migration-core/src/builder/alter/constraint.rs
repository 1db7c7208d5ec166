//! Keys, checks and indexes of the table that is changed.

use super::AlterTable;
use crate::Location;
use crate::builder::draft::keep;
use crate::builder::names::{IntoColumns, IntoIndexParts, IntoNamed};
use crate::builder::{
    CheckBuilder, ExclusionBuilder, ForeignKeyBuilder, IndexBuilder, UniqueBuilder,
};
use crate::schema::Expression;

impl AlterTable<'_> {
    /// Adds a unique constraint: [`Schema::add_unique`](crate::builder::Schema::add_unique) on this table.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.add_unique("title");
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ADD CONSTRAINT "posts_title_key" UNIQUE ("title");"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD CONSTRAINT `posts_title_key` UNIQUE (`title`);");
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// + CONSTRAINT "posts_title_key" UNIQUE ("title")"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html#otheralter)
    #[track_caller]
    pub fn add_unique<K>(&mut self, columns: impl IntoColumns<K>) -> &mut UniqueBuilder {
        keep(
            self.drafts,
            UniqueBuilder::new(
                self.table.clone(),
                columns.into_columns(),
                Location::caller(),
            ),
        )
    }

    /// Adds a check: [`Schema::add_check`](crate::builder::Schema::add_check) on this table.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.add_check("title_not_blank", "title <> ''");
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ADD CONSTRAINT "title_not_blank" CHECK (title <> '');"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD CONSTRAINT `title_not_blank` CHECK (title <> '');");
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// + CONSTRAINT "title_not_blank" CHECK (title <> '')"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html#otheralter)
    #[track_caller]
    pub fn add_check(
        &mut self,
        name: impl IntoNamed,
        expression: impl Into<Expression>,
    ) -> &mut CheckBuilder {
        let check = CheckBuilder::new(
            self.table.clone(),
            name.into_named(),
            expression.into(),
            Location::caller(),
        );
        keep(self.drafts, check)
    }

    /// Adds an exclusion constraint, as [`Schema::add_exclusion`](crate::builder::Schema::add_exclusion).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(blog, |schema| {
    /// schema.alter_table("users", |t| {
    ///     t.add_exclusion().with("email", "=").using("hash");
    /// });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "users" ADD CONSTRAINT "users_email_excl" EXCLUDE USING "hash" ("email" WITH =);"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-EXCLUDE)
    #[track_caller]
    pub fn add_exclusion(&mut self) -> &mut ExclusionBuilder {
        let exclusion = ExclusionBuilder::new(self.table.clone(), Location::caller());
        keep(self.drafts, exclusion)
    }

    /// Adds a foreign key: [`Schema::add_foreign_key`](crate::builder::Schema::add_foreign_key) on this table.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.add_foreign_key("author_id").references("users", "id");
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ADD CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id");"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD INDEX `posts_author_id_fkey` (`author_id`), ADD CONSTRAINT `posts_author_id_fkey` FOREIGN KEY (`author_id`) REFERENCES `users` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION;");
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// + CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id")"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html),
    /// [SQLite](https://www.sqlite.org/foreignkeys.html)
    #[track_caller]
    pub fn add_foreign_key<K>(&mut self, columns: impl IntoColumns<K>) -> &mut ForeignKeyBuilder {
        keep(
            self.drafts,
            ForeignKeyBuilder::new(
                self.table.clone(),
                columns.into_columns(),
                Location::caller(),
            ),
        )
    }

    /// Adds an index: [`Schema::create_index`](crate::builder::Schema::create_index) on this table.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.add_index("title");
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE INDEX "posts_title_idx" ON "posts" ("title");"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD INDEX `posts_title_idx` (`title`);");
    /// assert_eq!(sqlite, r#"CREATE INDEX "posts_title_idx" ON "posts" ("title");"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createindex.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-index.html),
    /// [SQLite](https://www.sqlite.org/lang_createindex.html)
    #[track_caller]
    pub fn add_index<K>(&mut self, parts: impl IntoIndexParts<K>) -> &mut IndexBuilder {
        keep(
            self.drafts,
            IndexBuilder::new(
                self.table.clone(),
                parts.into_index_parts(),
                Location::caller(),
            ),
        )
    }
}
