//! Keys and checks: what a migration says of them.

use super::Schema;
use crate::Location;
use crate::builder::draft::keep;
use crate::builder::names::{IntoColumns, IntoName, IntoNamed};
use crate::builder::{
    CheckBuilder, DropConstraintBuilder, ExclusionBuilder, ForeignKeyBuilder, PrimaryKeyBuilder,
    UniqueBuilder,
};
use crate::operation::{AlterConstraint, ConstraintChange, RenameConstraint, ValidateConstraint};
use crate::schema::{ConstraintKind, Deferrable, Expression, naming};

impl Schema {
    /// Adds a foreign key called `<table>_<columns>_fkey`. It is to say what it [`references`](ForeignKeyBuilder::references).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # use migration_core::schema::ReferentialAction::Cascade;
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.add_foreign_key("posts", "author_id").references("users", "id").on_delete(Cascade);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ADD CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id") ON DELETE CASCADE;"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD INDEX `posts_author_id_fkey` (`author_id`), ADD CONSTRAINT `posts_author_id_fkey` FOREIGN KEY (`author_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE NO ACTION;");
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// + CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id") ON DELETE CASCADE"#);
    /// ```
    ///
    /// What it refers to must be unique, and of the same type:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [error, ..] = preview(blog, |schema| {
    /// schema.add_foreign_key("posts", "title").references("users", "email");
    /// # }).brief();
    ///
    /// assert_eq!(error, r#"error: cannot add foreign key "posts_title_fkey" to table "posts": foreign key "posts_title_fkey" refers to "email" of table "users", which is not unique
    /// help: refer to its primary key, or add a unique constraint on exactly these columns"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html),
    /// [SQLite](https://www.sqlite.org/foreignkeys.html)
    #[track_caller]
    pub fn add_foreign_key<K>(
        &mut self,
        table: impl IntoName,
        columns: impl IntoColumns<K>,
    ) -> &mut ForeignKeyBuilder {
        let key = ForeignKeyBuilder::new(
            table.into_name(),
            columns.into_columns(),
            Location::caller(),
        );
        keep(&mut self.drafts, key)
    }

    /// Adds a unique constraint called `<table>_<columns>_key`.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.add_unique("posts", ["author_id", "title"]).name("one_title_an_author");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ADD CONSTRAINT "one_title_an_author" UNIQUE ("author_id", "title");"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD CONSTRAINT `one_title_an_author` UNIQUE (`author_id`, `title`);");
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// + CONSTRAINT "one_title_an_author" UNIQUE ("author_id", "title")"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html#otheralter)
    #[track_caller]
    pub fn add_unique<K>(
        &mut self,
        table: impl IntoName,
        columns: impl IntoColumns<K>,
    ) -> &mut UniqueBuilder {
        keep(
            &mut self.drafts,
            UniqueBuilder::new(
                table.into_name(),
                columns.into_columns(),
                Location::caller(),
            ),
        )
    }

    /// Adds a check: what must not be false of any row.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.add_check("posts", "title_not_blank", "title <> ''");
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
        table: impl IntoName,
        name: impl IntoNamed,
        expression: impl Into<Expression>,
    ) -> &mut CheckBuilder {
        let check = CheckBuilder::new(
            table.into_name(),
            name.into_named(),
            expression.into(),
            Location::caller(),
        );
        keep(&mut self.drafts, check)
    }

    /// Adds a primary key called `<table>_pkey` (`PRIMARY` on MySQL) to a table that has none. Its columns must be NOT NULL.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.create_table("tags", |t| {
    /// #         t.string("name", 50);
    /// #     });
    /// # }, |schema| {
    /// schema.add_primary_key("tags", "name");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "tags" ADD CONSTRAINT "tags_pkey" PRIMARY KEY ("name");"#);
    /// assert_eq!(mysql, "ALTER TABLE `tags` ADD PRIMARY KEY (`name`);");
    /// assert_eq!(sqlite, r#"-- "tags" is rebuilt:
    /// + CONSTRAINT "tags_pkey" PRIMARY KEY ("name")"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html#otheralter)
    #[track_caller]
    pub fn add_primary_key<K>(
        &mut self,
        table: impl IntoName,
        columns: impl IntoColumns<K>,
    ) -> &mut PrimaryKeyBuilder {
        let (table, columns) = (table.into_name(), columns.into_columns());
        keep(
            &mut self.drafts,
            PrimaryKeyBuilder::new(table, columns, Location::caller()),
        )
    }

    /// Adds an exclusion constraint called `<table>_<columns>_excl`: no two rows may compare true by all of its operators
    /// (PostgreSQL). A plain type besides a range needs the extension `btree_gist`.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.add_exclusion("users").with("email", "=").using("hash");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "users" ADD CONSTRAINT "users_email_excl" EXCLUDE USING "hash" ("email" WITH =);"#);
    /// assert_eq!(mysql, r#"error: cannot add exclusion constraint "users_email_excl" to table "users": MySQL has no exclusion constraints ("users_email_excl")
    /// help: look for the other row in a trigger, under a lock on what both belong to"#);
    /// assert_eq!(sqlite, r#"error: cannot add exclusion constraint "users_email_excl" to table "users": SQLite has no exclusion constraints, which "users_email_excl" is
    /// help: look for the other row in a trigger: one transaction writes at a time"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-EXCLUDE)
    #[track_caller]
    pub fn add_exclusion(&mut self, table: impl IntoName) -> &mut ExclusionBuilder {
        let table = table.into_name();
        keep(
            &mut self.drafts,
            ExclusionBuilder::new(table, Location::caller()),
        )
    }

    /// Says when a foreign key or unique constraint that is there is checked: always at once, at once unless a transaction
    /// says otherwise, or at the end of the transaction.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # use migration_core::schema::Deferrable;
    /// # let with_key = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.add_foreign_key("posts", "author_id").references("users", "id");
    /// # };
    /// # let [postgres, mysql, sqlite] = preview(with_key, |schema| {
    /// schema.set_deferrable("posts", "posts_author_id_fkey", Deferrable::InitiallyDeferred);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ALTER CONSTRAINT "posts_author_id_fkey" DEFERRABLE INITIALLY DEFERRED;"#);
    /// assert_eq!(mysql, r#"error: cannot let transactions defer constraint "posts_author_id_fkey" of table "posts": MySQL has no deferrable constraints ("posts_author_id_fkey")
    /// help: leave it as it is, and write rows in the order of the keys"#);
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// - CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id")
    /// + CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id") DEFERRABLE INITIALLY DEFERRED"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [SQLite](https://www.sqlite.org/foreignkeys.html#fk_deferred)
    #[track_caller]
    pub fn set_deferrable(
        &mut self,
        table: impl IntoName,
        constraint: impl IntoNamed,
        deferrable: Deferrable,
    ) {
        let operation = AlterConstraint {
            table: table.into_name(),
            name: constraint.into_named(),
            change: ConstraintChange::Deferrable(deferrable),
        };
        self.plain(operation, Location::caller());
    }

    /// Says whether a check that is there is enforced (MySQL 8.0.16).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let checked = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.add_check("posts", "title_not_blank", "title <> ''");
    /// # };
    /// # let [postgres, mysql, sqlite] = preview(checked, |schema| {
    /// schema.set_enforced("posts", "title_not_blank", false);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"error: cannot no longer enforce constraint "title_not_blank" of table "posts": PostgreSQL has no check that is not enforced before version 18
    /// help: drop the check, and add it again as not valid when it is wanted"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ALTER CHECK `title_not_blank` NOT ENFORCED;");
    /// assert_eq!(sqlite, r#"error: cannot no longer enforce constraint "title_not_blank" of table "posts": SQLite has no checks that are not enforced, which "title_not_blank" is to be
    /// help: drop the check, and add it again when it is wanted"#);
    /// ```
    ///
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html)
    #[track_caller]
    pub fn set_enforced(&mut self, table: impl IntoName, check: impl IntoNamed, enforced: bool) {
        let operation = AlterConstraint {
            table: table.into_name(),
            name: check.into_named(),
            change: ConstraintChange::Enforced(enforced),
        };
        self.plain(operation, Location::caller());
    }

    /// Drops the primary key called `<table>_pkey`; one of another name is dropped by [`drop_constraint`](Self::drop_constraint).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.create_table("tags", |t| {
    /// #         t.string("name", 50).primary_key();
    /// #     });
    /// # }, |schema| {
    /// schema.drop_primary_key("tags");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "tags" DROP CONSTRAINT "tags_pkey";"#);
    /// assert_eq!(mysql, "ALTER TABLE `tags` DROP PRIMARY KEY;");
    /// assert_eq!(sqlite, r#"-- "tags" is rebuilt:
    /// - CONSTRAINT "tags_pkey" PRIMARY KEY ("name")"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html#otheralter)
    #[track_caller]
    pub fn drop_primary_key(&mut self, table: impl IntoName) -> &mut DropConstraintBuilder {
        let table = table.into_name();
        let name = naming::primary_key(&table);
        self.drop_kind(
            table,
            name,
            Some(ConstraintKind::PrimaryKey),
            Location::caller(),
        )
    }

    /// Drops a foreign key by name. On MySQL the index that came with it goes too.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.add_foreign_key("posts", "author_id").references("users", "id");
    /// # }, |schema| {
    /// schema.drop_foreign_key("posts", "posts_author_id_fkey");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" DROP CONSTRAINT "posts_author_id_fkey";"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` DROP FOREIGN KEY `posts_author_id_fkey`, DROP INDEX `posts_author_id_fkey`;");
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// - CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id")"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html#otheralter)
    #[track_caller]
    pub fn drop_foreign_key(
        &mut self,
        table: impl IntoName,
        name: impl IntoNamed,
    ) -> &mut DropConstraintBuilder {
        self.drop_kind(
            table.into_name(),
            name.into_named(),
            Some(ConstraintKind::ForeignKey),
            Location::caller(),
        )
    }

    /// Drops a unique constraint by name.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.add_unique("users", "email");
    /// # }, |schema| {
    /// schema.drop_unique("users", "users_email_key");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "users" DROP CONSTRAINT "users_email_key";"#);
    /// assert_eq!(mysql, "ALTER TABLE `users` DROP INDEX `users_email_key`;");
    /// assert_eq!(sqlite, r#"-- "users" is rebuilt:
    /// - CONSTRAINT "users_email_key" UNIQUE ("email")"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html#otheralter)
    #[track_caller]
    pub fn drop_unique(
        &mut self,
        table: impl IntoName,
        name: impl IntoNamed,
    ) -> &mut DropConstraintBuilder {
        self.drop_kind(
            table.into_name(),
            name.into_named(),
            Some(ConstraintKind::Unique),
            Location::caller(),
        )
    }

    /// Drops a check by name.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.add_check("users", "email_has_at", "email LIKE '%@%'");
    /// # }, |schema| {
    /// schema.drop_check("users", "email_has_at");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "users" DROP CONSTRAINT "email_has_at";"#);
    /// assert_eq!(mysql, "ALTER TABLE `users` DROP CONSTRAINT `email_has_at`;");
    /// assert_eq!(sqlite, r#"-- "users" is rebuilt:
    /// - CONSTRAINT "email_has_at" CHECK ("email" LIKE '%@%')"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html#otheralter)
    #[track_caller]
    pub fn drop_check(
        &mut self,
        table: impl IntoName,
        name: impl IntoNamed,
    ) -> &mut DropConstraintBuilder {
        self.drop_kind(
            table.into_name(),
            name.into_named(),
            Some(ConstraintKind::Check),
            Location::caller(),
        )
    }

    /// Drops an exclusion constraint (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.add_exclusion("posts").with("author_id", "=").using("btree");
    /// # };
    /// # let postgres = preview(before, |schema| {
    /// schema.drop_exclusion("posts", "posts_author_id_excl");
    /// # }).postgres();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" DROP CONSTRAINT "posts_author_id_excl";
    /// "#);
    /// ```
    #[track_caller]
    pub fn drop_exclusion(
        &mut self,
        table: impl IntoName,
        name: impl IntoNamed,
    ) -> &mut DropConstraintBuilder {
        self.drop_kind(
            table.into_name(),
            name.into_named(),
            Some(ConstraintKind::Exclusion),
            Location::caller(),
        )
    }

    /// Drops a constraint of any kind by name.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.add_unique("users", "email");
    /// # }, |schema| {
    /// schema.drop_constraint("users", "users_email_key");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "users" DROP CONSTRAINT "users_email_key";"#);
    /// assert_eq!(mysql, "ALTER TABLE `users` DROP INDEX `users_email_key`;");
    /// assert_eq!(sqlite, r#"-- "users" is rebuilt:
    /// - CONSTRAINT "users_email_key" UNIQUE ("email")"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html#otheralter)
    #[track_caller]
    pub fn drop_constraint(
        &mut self,
        table: impl IntoName,
        name: impl IntoNamed,
    ) -> &mut DropConstraintBuilder {
        self.drop_kind(
            table.into_name(),
            name.into_named(),
            None,
            Location::caller(),
        )
    }

    /// Renames a constraint.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.add_unique("users", "email");
    /// # }, |schema| {
    /// schema.rename_constraint("users", "users_email_key", "one_account_an_address");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "users" RENAME CONSTRAINT "users_email_key" TO "one_account_an_address";"#);
    /// assert_eq!(mysql, "ALTER TABLE `users` RENAME INDEX `users_email_key` TO `one_account_an_address`;");
    /// assert_eq!(sqlite, r#"-- "users" is rebuilt:
    /// - CONSTRAINT "users_email_key" UNIQUE ("email")
    /// + CONSTRAINT "one_account_an_address" UNIQUE ("email")"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html#otheralter)
    #[track_caller]
    pub fn rename_constraint(
        &mut self,
        table: impl IntoName,
        from: impl IntoNamed,
        to: impl IntoNamed,
    ) {
        let operation = RenameConstraint {
            table: table.into_name(),
            from: from.into_named(),
            to: to.into_named(),
        };
        self.plain(operation, Location::caller());
    }

    /// Checks the existing rows against a foreign key or check that was added as [not valid](CheckBuilder::not_valid)
    /// (PostgreSQL). Reads and writes go on meanwhile. Elsewhere there is nothing left to check.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.add_check("posts", "title_not_blank", "title <> ''");
    /// # }, |schema| {
    /// schema.validate_constraint("posts", "title_not_blank");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" VALIDATE CONSTRAINT "title_not_blank";"#);
    /// assert_eq!(mysql, "");
    /// assert_eq!(sqlite, "");
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-VALIDATE-CONSTRAINT)
    #[track_caller]
    pub fn validate_constraint(&mut self, table: impl IntoName, name: impl IntoNamed) {
        let operation = ValidateConstraint {
            table: table.into_name(),
            name: name.into_named(),
        };
        self.plain(operation, Location::caller());
    }
}
