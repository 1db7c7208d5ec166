//! `alter_table`: changes to one table, each an operation of its own.

mod column;
mod constraint;

use super::draft::{Draft, keep};
use super::names::IntoNamed;
use super::{AddColumnBuilder, ColumnBuilder};
use crate::Location;
use crate::operation::{
    AlterColumn, ColumnChange, CommentOnTable, DropColumn, Operation, RenameColumn,
};
use crate::schema::{ColumnType, DefaultValue, Generation, ObjectName};

pub use column::{ChangeTypeBuilder, DropColumnBuilder};

/// Changes to one table.
#[derive(Debug)]
pub struct AlterTable<'a> {
    pub(super) drafts: &'a mut Vec<Draft>,
    pub(super) table: ObjectName,
}

impl AlterTable<'_> {
    /// Adds a column: [`types`](super) say which types there are, [`ColumnBuilder`] what else can be said. It is NOT NULL unless
    /// it is `optional()`, so a table with rows needs a default.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.add_column("views", integer()).default(0);
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ADD COLUMN "views" integer NOT NULL DEFAULT 0;"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD COLUMN `views` int NOT NULL DEFAULT 0;");
    /// assert_eq!(sqlite, r#"ALTER TABLE "posts" ADD COLUMN "views" INTEGER NOT NULL DEFAULT 0;"#);
    /// ```
    ///
    /// Its keys and its index are operations of their own:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.add_column("slug", string(80)).optional().unique();
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ADD COLUMN "slug" varchar(80);
    /// ALTER TABLE "posts" ADD CONSTRAINT "posts_slug_key" UNIQUE ("slug");"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD COLUMN `slug` varchar(80) NULL;
    /// ALTER TABLE `posts` ADD CONSTRAINT `posts_slug_key` UNIQUE (`slug`);");
    /// assert_eq!(sqlite, r#"ALTER TABLE "posts" ADD COLUMN "slug" VARCHAR(80);
    /// -- "posts" is rebuilt:
    /// + CONSTRAINT "posts_slug_key" UNIQUE ("slug")"#);
    /// ```
    ///
    /// SQLite adds only what needs no look at the rows; else the table is rebuilt:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.add_column("seen_at", timestamp()).default(expr("now()"));
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ADD COLUMN "seen_at" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP;"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD COLUMN `seen_at` timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6);");
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// + "seen_at" TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now'))"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html)
    #[track_caller]
    pub fn add_column(
        &mut self,
        name: impl IntoNamed,
        column_type: ColumnType,
    ) -> &mut AddColumnBuilder {
        let column = ColumnBuilder::new(name, column_type, Location::caller());
        keep(
            self.drafts,
            AddColumnBuilder {
                table: self.table.clone(),
                column,
                if_not_exists: false,
                position: None,
            },
        )
    }

    /// Drops a column with its values.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.drop_column("content");
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" DROP COLUMN "content";"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` DROP COLUMN `content`;");
    /// assert_eq!(sqlite, r#"ALTER TABLE "posts" DROP COLUMN "content";"#);
    /// ```
    ///
    /// A key, check or index that uses it is an error, unless [`cascade`](DropColumnBuilder::cascade) takes it along:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [error, ..] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.create_index("posts", "title");
    /// # }, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.drop_column("title");
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(error, r#"error: cannot drop column "title" of table "posts": index "posts_title_idx" uses it
    /// help: drop that first, or say cascade()"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html)
    #[track_caller]
    pub fn drop_column(&mut self, name: impl IntoNamed) -> &mut DropColumnBuilder {
        let operation = DropColumn {
            table: self.table.clone(),
            column: name.into_named(),
            if_exists: false,
            cascade: false,
        };
        keep(
            self.drafts,
            DropColumnBuilder {
                operation,
                at: Location::caller(),
            },
        )
    }

    /// Renames a column. Keys, indexes, checks and foreign keys that use it follow; their own names stay.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.rename_column("title", "headline");
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" RENAME COLUMN "title" TO "headline";"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` RENAME COLUMN `title` TO `headline`;");
    /// assert_eq!(sqlite, r#"ALTER TABLE "posts" RENAME COLUMN "title" TO "headline";"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html)
    #[track_caller]
    pub fn rename_column(&mut self, from: impl IntoNamed, to: impl IntoNamed) {
        let operation = RenameColumn {
            table: self.table.clone(),
            from: from.into_named(),
            to: to.into_named(),
        };
        self.plain(operation, Location::caller());
    }

    /// The column may no longer hold NULL. A row that does makes the migration fail.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.set_not_null("content");
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ALTER COLUMN "content" SET NOT NULL;"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` MODIFY COLUMN `content` longtext NOT NULL;");
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// - "content" TEXT
    /// + "content" TEXT NOT NULL"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html)
    #[track_caller]
    pub fn set_not_null(&mut self, column: impl IntoNamed) {
        self.change(column, ColumnChange::Nullable(false), Location::caller());
    }

    /// The column may hold NULL. For a part of the primary key, and for a column that counts up, that is an error.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.set_nullable("title");
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ALTER COLUMN "title" DROP NOT NULL;"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` MODIFY COLUMN `title` varchar(200) NULL;");
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// - "title" VARCHAR(200) NOT NULL
    /// + "title" VARCHAR(200)"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html)
    #[track_caller]
    pub fn set_nullable(&mut self, column: impl IntoNamed) {
        self.change(column, ColumnChange::Nullable(true), Location::caller());
    }

    /// What the column holds when an insert does not say. Rows that are there keep what they have.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.set_default("title", "Untitled");
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ALTER COLUMN "title" SET DEFAULT 'Untitled';"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ALTER COLUMN `title` SET DEFAULT 'Untitled';");
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// - "title" VARCHAR(200) NOT NULL
    /// + "title" VARCHAR(200) NOT NULL DEFAULT 'Untitled'"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html)
    #[track_caller]
    pub fn set_default(&mut self, column: impl IntoNamed, value: impl Into<DefaultValue>) {
        self.change(
            column,
            ColumnChange::Default(Some(value.into())),
            Location::caller(),
        );
    }

    /// The column has no default any more.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.alter_table("posts", |t| t.set_default("title", "Untitled"));
    /// # }, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.drop_default("title");
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ALTER COLUMN "title" DROP DEFAULT;"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ALTER COLUMN `title` DROP DEFAULT;");
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// - "title" VARCHAR(200) NOT NULL DEFAULT 'Untitled'
    /// + "title" VARCHAR(200) NOT NULL"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html)
    #[track_caller]
    pub fn drop_default(&mut self, column: impl IntoNamed) {
        self.change(column, ColumnChange::Default(None), Location::caller());
    }

    /// Changes the type of a column. Values are cast as the database casts them when a row is written, unless
    /// [`using`](ChangeTypeBuilder::using) says otherwise; a value that cannot be cast makes the migration fail. SQLite casts
    /// nothing: text that is no number stays text in an integer column.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.change_type("title", text());
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ALTER COLUMN "title" TYPE text;"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` MODIFY COLUMN `title` longtext NOT NULL;");
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// - "title" VARCHAR(200) NOT NULL
    /// + "title" TEXT NOT NULL"#);
    /// ```
    ///
    /// A foreign key must keep the same type on both sides, so it is dropped first:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [error, ..] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.add_foreign_key("posts", "author_id").references("users", "id");
    /// # }, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.change_type("author_id", uuid());
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(error, r#"error: cannot change the type of column "author_id" of table "posts": foreign key "posts_author_id_fkey" goes from "posts.author_id" to "users.id", which would be uuid() and big_integer()
    /// help: drop the foreign key, change both columns, and add it again"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html)
    #[track_caller]
    pub fn change_type(
        &mut self,
        column: impl IntoNamed,
        to: ColumnType,
    ) -> &mut ChangeTypeBuilder {
        let (table, column) = (self.table.clone(), column.into_named());
        keep(
            self.drafts,
            ChangeTypeBuilder {
                table,
                column,
                to,
                using: None,
                at: Location::caller(),
            },
        )
    }

    /// The column counts up by itself from now on, after the highest value that it holds. It must be an integer; on MySQL the
    /// first column of a key, on SQLite the whole primary key.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.create_table("tags", |t| {
    /// #         t.big_integer("id").primary_key();
    /// #     });
    /// # }, |schema| {
    /// schema.alter_table("tags", |t| t.add_identity("id"));
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "tags" ALTER COLUMN "id" ADD GENERATED BY DEFAULT AS IDENTITY;
    /// SELECT setval(pg_get_serial_sequence('"tags"', 'id'), max("id")) FROM "tags" HAVING max("id") > 0;"#);
    /// assert_eq!(mysql, "ALTER TABLE `tags` MODIFY COLUMN `id` bigint NOT NULL AUTO_INCREMENT;");
    /// assert_eq!(sqlite, r#"-- "tags" is rebuilt:
    /// - "id" BIGINT NOT NULL
    /// - CONSTRAINT "tags_pkey" PRIMARY KEY ("id")
    /// + "id" INTEGER CONSTRAINT "tags_pkey" PRIMARY KEY AUTOINCREMENT NOT NULL"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/ddl-identity-columns.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/example-auto-increment.html),
    /// [SQLite](https://www.sqlite.org/autoinc.html)
    #[track_caller]
    pub fn add_identity(&mut self, column: impl IntoNamed) {
        self.change(
            column,
            ColumnChange::Generation(Some(Generation::Identity)),
            Location::caller(),
        );
    }

    /// The column no longer counts up by itself, or is no longer computed; it keeps its values.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.drop_generation("id");
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ALTER COLUMN "id" DROP IDENTITY IF EXISTS;"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` MODIFY COLUMN `id` bigint NOT NULL;");
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// - "id" INTEGER CONSTRAINT "posts_pkey" PRIMARY KEY AUTOINCREMENT NOT NULL
    /// + "id" BIGINT NOT NULL
    /// + CONSTRAINT "posts_pkey" PRIMARY KEY ("id")"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html)
    #[track_caller]
    pub fn drop_generation(&mut self, column: impl IntoNamed) {
        self.change(column, ColumnChange::Generation(None), Location::caller());
    }

    /// The collation of a column: how its text is compared and sorted. Each database has names of its own; one that
    /// it does not have makes the migration fail.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.set_collation("title", "C");
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ALTER COLUMN "title" TYPE varchar(200) COLLATE "C";"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` MODIFY COLUMN `title` varchar(200) COLLATE `C` NOT NULL;");
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// - "title" VARCHAR(200) NOT NULL
    /// + "title" VARCHAR(200) NOT NULL COLLATE "C""#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/collation.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/charset-column.html),
    /// [SQLite](https://www.sqlite.org/datatype3.html#collation)
    #[track_caller]
    pub fn set_collation(&mut self, column: impl IntoNamed, collation: impl IntoNamed) {
        self.change(
            column,
            ColumnChange::Collation(Some(collation.into_named())),
            Location::caller(),
        );
    }

    /// The comment on a column. SQLite has no comments: there it is only said in the migration.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.comment_on_column("title", "As readers see it");
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"COMMENT ON COLUMN "posts"."title" IS 'As readers see it';"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` MODIFY COLUMN `title` varchar(200) NOT NULL COMMENT 'As readers see it';");
    /// assert_eq!(sqlite, "");
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-comment.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-table.html)
    #[track_caller]
    pub fn comment_on_column(&mut self, column: impl IntoNamed, comment: impl Into<String>) {
        self.change(
            column,
            ColumnChange::Comment(Some(comment.into())),
            Location::caller(),
        );
    }

    /// The comment on the table. SQLite has no comments: there it is only said in the migration.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.comment("What was written");
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"COMMENT ON TABLE "posts" IS 'What was written';"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` COMMENT='What was written';");
    /// assert_eq!(sqlite, "");
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-comment.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-table.html)
    #[track_caller]
    pub fn comment(&mut self, comment: impl Into<String>) {
        let operation = CommentOnTable {
            table: self.table.clone(),
            comment: Some(comment.into()),
        };
        self.plain(operation, Location::caller());
    }

    /// The column has the collation of its type again.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.alter_table("posts", |t| { t.set_collation("title", "C"); });
    /// # }, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.drop_collation("title");
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ALTER COLUMN "title" TYPE varchar(200);"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` MODIFY COLUMN `title` varchar(200) NOT NULL;");
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// - "title" VARCHAR(200) NOT NULL COLLATE "C"
    /// + "title" VARCHAR(200) NOT NULL"#);
    /// ```
    #[track_caller]
    pub fn drop_collation(&mut self, column: impl IntoNamed) {
        self.change(column, ColumnChange::Collation(None), Location::caller());
    }

    /// Removes the comment on a column.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.alter_table("posts", |t| { t.comment_on_column("title", "What it is about"); });
    /// # }, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.drop_comment_on_column("title");
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"COMMENT ON COLUMN "posts"."title" IS NULL;"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` MODIFY COLUMN `title` varchar(200) NOT NULL;");
    /// assert_eq!(sqlite, "");
    /// ```
    #[track_caller]
    pub fn drop_comment_on_column(&mut self, column: impl IntoNamed) {
        self.change(column, ColumnChange::Comment(None), Location::caller());
    }

    /// Removes the comment on the table.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.alter_table("posts", |t| { t.comment("What was written"); });
    /// # }, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.drop_comment();
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"COMMENT ON TABLE "posts" IS NULL;"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` COMMENT='';");
    /// assert_eq!(sqlite, "");
    /// ```
    #[track_caller]
    pub fn drop_comment(&mut self) {
        let operation = CommentOnTable {
            table: self.table.clone(),
            comment: None,
        };
        self.plain(operation, Location::caller());
    }

    /// The column counts up by itself, and refuses explicit values (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.alter_table("posts", |t| { t.add_column("number", integer()); });
    /// # }, |schema| {
    /// # schema.alter_table("posts", |t| {
    /// t.add_identity_always("number");
    /// # });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ALTER COLUMN "number" ADD GENERATED ALWAYS AS IDENTITY;
    /// SELECT setval(pg_get_serial_sequence('"posts"', 'number'), max("number")) FROM "posts" HAVING max("number") > 0;"#);
    /// assert_eq!(mysql, r#"error: cannot add the identity of column "number" of table "posts": MySQL has no second AUTO_INCREMENT column in a table ("number")
    /// help: keep one identity column, and make the other a plain integer"#);
    /// assert_eq!(sqlite, r#"error: cannot add the identity of column "number" of table "posts": SQLite has no identity columns that refuse explicit values, which "number" asks to
    /// help: use an identity that takes them"#);
    /// ```
    #[track_caller]
    pub fn add_identity_always(&mut self, column: impl IntoNamed) {
        self.change(
            column,
            ColumnChange::Generation(Some(Generation::IdentityAlways)),
            Location::caller(),
        );
    }

    fn change(&mut self, column: impl IntoNamed, change: ColumnChange, at: Location) {
        self.plain(
            AlterColumn {
                table: self.table.clone(),
                column: column.into_named(),
                change,
            },
            at,
        );
    }

    pub(super) fn plain(&mut self, operation: impl Into<Operation>, at: Location) {
        self.drafts.push(Draft::Plain(operation.into(), at));
    }
}
