//! Enum types: what a migration says of them.

use super::Schema;
use crate::Location;
use crate::builder::draft::keep;
use crate::builder::names::{IntoColumns, IntoName, IntoNamed};
use crate::builder::{AddValueBuilder, DropTypeBuilder, DropValueBuilder};
use crate::operation::{
    AddEnumValue, CreateEnum, DropEnum, DropEnumValue, RenameEnum, RenameEnumValue, ValuePosition,
};

impl Schema {
    /// Creates an enum type. Only PostgreSQL has such types: on the others the values are written on each column of the type, as
    /// [`enumeration`](crate::builder::TableBuilder::enumeration) shows.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|_| {}, |schema| {
    /// schema.create_type("post_status", ["draft", "published", "archived"]);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE TYPE "post_status" AS ENUM ('draft', 'published', 'archived');"#);
    /// assert_eq!(mysql, "");
    /// assert_eq!(sqlite, "");
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createtype.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/enum.html)
    #[track_caller]
    pub fn create_type<K>(&mut self, name: impl IntoName, values: impl IntoColumns<K>) {
        self.plain(
            CreateEnum {
                name: name.into_name(),
                values: values.into_columns(),
            },
            Location::caller(),
        );
    }

    /// Adds a value to an enum type: after all others, unless [`before`](AddValueBuilder::before) or
    /// [`after`](AddValueBuilder::after) says where. On PostgreSQL it can be used once the transaction is committed, so the plan
    /// ends the transaction there.
    ///
    /// The way back is that of [`drop_type_value`](Self::drop_type_value), which fails while a row holds the value.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.create_table("drafts", |t| {
    /// #         t.enumeration("status", "post_status");
    /// #     });
    /// # }, |schema| {
    /// schema.add_type_value("post_status", "archived");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TYPE "post_status" ADD VALUE 'archived';"#);
    /// assert_eq!(mysql, "ALTER TABLE `drafts` MODIFY COLUMN `status` enum('draft', 'published', 'archived') NOT NULL;");
    /// assert_eq!(sqlite, r#"-- "drafts" is rebuilt:
    /// - "status" TEXT NOT NULL CONSTRAINT "drafts_status_enum" CHECK ("status" IN ('draft', 'published'))
    /// + "status" TEXT NOT NULL CONSTRAINT "drafts_status_enum" CHECK ("status" IN ('draft', 'published', 'archived'))"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertype.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/enum.html)
    #[track_caller]
    pub fn add_type_value(
        &mut self,
        name: impl IntoName,
        value: impl IntoNamed,
    ) -> &mut AddValueBuilder {
        let (name, value) = (name.into_name(), value.into_named());
        let operation = AddEnumValue {
            name,
            value,
            position: ValuePosition::Last,
            if_not_exists: false,
        };
        keep(
            &mut self.drafts,
            AddValueBuilder {
                operation,
                at: Location::caller(),
            },
        )
    }

    /// Renames a value of an enum type. Rows and defaults that hold it follow; on SQLite as they are copied.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.create_table("drafts", |t| {
    /// #         t.enumeration("status", "post_status");
    /// #     });
    /// # }, |schema| {
    /// schema.rename_type_value("post_status", "draft", "unpublished");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TYPE "post_status" RENAME VALUE 'draft' TO 'unpublished';"#);
    /// assert_eq!(mysql, "ALTER TABLE `drafts` MODIFY COLUMN `status` enum('draft', 'unpublished', 'published') NOT NULL;
    /// UPDATE `drafts` SET `status` = 'unpublished' WHERE `status` = 'draft';
    /// ALTER TABLE `drafts` MODIFY COLUMN `status` enum('unpublished', 'published') NOT NULL;");
    /// assert_eq!(sqlite, r#"-- "drafts" is rebuilt:
    /// - "status" TEXT NOT NULL CONSTRAINT "drafts_status_enum" CHECK ("status" IN ('draft', 'published'))
    /// + "status" TEXT NOT NULL CONSTRAINT "drafts_status_enum" CHECK ("status" IN ('unpublished', 'published'))"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertype.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/enum.html)
    #[track_caller]
    pub fn rename_type_value(
        &mut self,
        name: impl IntoName,
        from: impl IntoNamed,
        to: impl IntoNamed,
    ) {
        let operation = RenameEnumValue {
            name: name.into_name(),
            from: from.into_named(),
            to: to.into_named(),
        };
        self.plain(operation, Location::caller());
    }

    /// Takes a value out of an enum type. PostgreSQL has no statement for that: the type is made anew, and each table with a
    /// column of it is written anew, which nobody reads or writes meanwhile.
    ///
    /// Rows that hold the value make this fail, and stay as they are, unless
    /// [`replace_with`](DropValueBuilder::replace_with) says what they become. MySQL undoes no change of a table: of several,
    /// those before the one with such a row have lost the value, and the next run goes on from there.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     schema.create_type("post_status", ["draft", "published", "archived"]);
    /// #     schema.create_table("drafts", |t| {
    /// #         t.enumeration("status", "post_status").default("draft");
    /// #     });
    /// # }, |schema| {
    /// schema.drop_type_value("post_status", "archived");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TYPE "post_status" RENAME TO "_migratory_old_post_status";
    /// CREATE TYPE "post_status" AS ENUM ('draft', 'published');
    /// ALTER TABLE "drafts" ALTER COLUMN "status" DROP DEFAULT, ALTER COLUMN "status" TYPE "post_status" USING "status"::text::"post_status", ALTER COLUMN "status" SET DEFAULT 'draft';
    /// DROP TYPE "_migratory_old_post_status";"#);
    /// assert_eq!(mysql, "ALTER TABLE `drafts` MODIFY COLUMN `status` enum('draft', 'published') NOT NULL DEFAULT 'draft';");
    /// assert_eq!(sqlite, r#"-- "drafts" is rebuilt:
    /// - "status" TEXT NOT NULL DEFAULT 'draft' CONSTRAINT "drafts_status_enum" CHECK ("status" IN ('draft', 'published', 'archived'))
    /// + "status" TEXT NOT NULL DEFAULT 'draft' CONSTRAINT "drafts_status_enum" CHECK ("status" IN ('draft', 'published'))"#);
    /// ```
    ///
    /// A default that is the value is an error, and so is a check, an index or a computed column that names it:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [error, ..] = preview(|schema| {
    /// #     schema.create_type("post_status", ["draft", "published", "archived"]);
    /// #     schema.create_table("drafts", |t| {
    /// #         t.enumeration("status", "post_status").default("draft");
    /// #     });
    /// # }, |schema| {
    /// schema.drop_type_value("post_status", "draft");
    /// # }).brief();
    ///
    /// assert_eq!(error, r#"error: cannot drop value "draft" of type "post_status": the default of column "status" of table "drafts" holds it
    /// help: set another default first, or say what it becomes with replace_with(...)"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertype.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/enum.html)
    #[track_caller]
    pub fn drop_type_value(
        &mut self,
        name: impl IntoName,
        value: impl IntoNamed,
    ) -> &mut DropValueBuilder {
        let operation = DropEnumValue {
            name: name.into_name(),
            value: value.into_named(),
            to: None,
        };
        keep(
            &mut self.drafts,
            DropValueBuilder {
                operation,
                at: Location::caller(),
            },
        )
    }

    /// Renames an enum type, or moves it to another schema. Columns of it follow.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.rename_type("post_status", "state_of_post");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TYPE "post_status" RENAME TO "state_of_post";"#);
    /// assert_eq!(mysql, "");
    /// assert_eq!(sqlite, "");
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertype.html)
    #[track_caller]
    pub fn rename_type(&mut self, from: impl IntoName, to: impl IntoName) {
        self.plain(
            RenameEnum {
                from: from.into_name(),
                to: to.into_name(),
            },
            Location::caller(),
        );
    }

    /// Drops an enum type.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.drop_type("post_status");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DROP TYPE "post_status";"#);
    /// assert_eq!(mysql, "");
    /// assert_eq!(sqlite, "");
    /// ```
    ///
    /// A column that is of it is an error:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [error, ..] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.create_table("drafts", |t| {
    /// #         t.enumeration("status", "post_status");
    /// #     });
    /// # }, |schema| {
    /// schema.drop_type("post_status");
    /// # }).brief();
    ///
    /// assert_eq!(error, r#"error: cannot drop type "post_status": column "drafts.status" is of this type
    /// help: drop the column or change its type first"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-droptype.html)
    #[track_caller]
    pub fn drop_type(&mut self, name: impl IntoName) -> &mut DropTypeBuilder {
        let operation = DropEnum {
            name: name.into_name(),
            if_exists: false,
        };
        keep(
            &mut self.drafts,
            DropTypeBuilder {
                operation,
                at: Location::caller(),
            },
        )
    }
}
