//! What can be said of enum types.

use super::names::IntoNamed;
use crate::Location;
use crate::operation::{AddEnumValue, DropEnum, DropEnumValue, ValuePosition};

/// A value that is being added to an enum type: after all others, unless it says where.
#[derive(Debug)]
pub struct AddValueBuilder {
    pub(super) operation: AddEnumValue,
    pub(super) at: Location,
}

impl AddValueBuilder {
    /// Just before another value, in the order in which values are sorted.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.create_table("drafts", |t| {
    /// #         t.enumeration("status", "post_status");
    /// #     });
    /// # }, |schema| {
    /// schema.add_type_value("post_status", "reviewed").before("published");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TYPE "post_status" ADD VALUE 'reviewed' BEFORE 'published';"#);
    /// assert_eq!(mysql, "ALTER TABLE `drafts` MODIFY COLUMN `status` enum('draft', 'reviewed', 'published') NOT NULL;");
    /// assert_eq!(sqlite, r#"-- "drafts" is rebuilt:
    /// - "status" TEXT NOT NULL CONSTRAINT "drafts_status_enum" CHECK ("status" IN ('draft', 'published'))
    /// + "status" TEXT NOT NULL CONSTRAINT "drafts_status_enum" CHECK ("status" IN ('draft', 'reviewed', 'published'))"#);
    /// ```
    ///
    /// A value that the type does not have is an error:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [error, ..] = preview(blog, |schema| {
    /// schema.add_type_value("post_status", "reviewed").before("publishd");
    /// # }).brief();
    ///
    /// assert_eq!(error, r#"error: cannot add value "reviewed" to type "post_status": type "post_status" has no value "publishd" at this point
    /// help: did you mean "published"?"#);
    /// ```
    pub fn before(&mut self, value: impl IntoNamed) -> &mut Self {
        self.operation.position = ValuePosition::Before(value.into_named());
        self
    }

    /// Just after another value, in the order in which values are sorted.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.create_table("drafts", |t| {
    /// #         t.enumeration("status", "post_status");
    /// #     });
    /// # }, |schema| {
    /// schema.add_type_value("post_status", "reviewed").after("draft");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TYPE "post_status" ADD VALUE 'reviewed' AFTER 'draft';"#);
    /// assert_eq!(mysql, "ALTER TABLE `drafts` MODIFY COLUMN `status` enum('draft', 'reviewed', 'published') NOT NULL;");
    /// assert_eq!(sqlite, r#"-- "drafts" is rebuilt:
    /// - "status" TEXT NOT NULL CONSTRAINT "drafts_status_enum" CHECK ("status" IN ('draft', 'published'))
    /// + "status" TEXT NOT NULL CONSTRAINT "drafts_status_enum" CHECK ("status" IN ('draft', 'reviewed', 'published'))"#);
    /// ```
    pub fn after(&mut self, value: impl IntoNamed) -> &mut Self {
        self.operation.position = ValuePosition::After(value.into_named());
        self
    }

    /// Does nothing when there is such a value.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.add_type_value("post_status", "draft").if_not_exists();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TYPE "post_status" ADD VALUE IF NOT EXISTS 'draft';"#);
    /// assert_eq!(mysql, "");
    /// assert_eq!(sqlite, "");
    /// ```
    pub fn if_not_exists(&mut self) -> &mut Self {
        self.operation.if_not_exists = true;
        self
    }
}

/// A value that is being taken out of an enum type.
#[derive(Debug)]
pub struct DropValueBuilder {
    pub(super) operation: DropEnumValue,
    pub(super) at: Location,
}

impl DropValueBuilder {
    /// What rows and defaults that hold the value become. A way back puts the value into the type and the defaults again;
    /// rows keep what they have become.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     schema.create_type("post_status", ["draft", "published", "archived"]);
    /// #     schema.create_table("drafts", |t| {
    /// #         t.enumeration("status", "post_status").default("archived");
    /// #     });
    /// # }, |schema| {
    /// schema.drop_type_value("post_status", "archived").replace_with("draft");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TYPE "post_status" RENAME TO "_migratory_old_post_status";
    /// CREATE TYPE "post_status" AS ENUM ('draft', 'published');
    /// ALTER TABLE "drafts" ALTER COLUMN "status" DROP DEFAULT, ALTER COLUMN "status" TYPE "post_status" USING (CASE "status"::text WHEN 'archived' THEN 'draft' ELSE "status"::text END)::"post_status", ALTER COLUMN "status" SET DEFAULT 'draft';
    /// DROP TYPE "_migratory_old_post_status";"#);
    /// assert_eq!(mysql, "UPDATE `drafts` SET `status` = 'draft' WHERE `status` = 'archived';
    /// ALTER TABLE `drafts` MODIFY COLUMN `status` enum('draft', 'published') NOT NULL DEFAULT 'draft';");
    /// assert_eq!(sqlite, r#"-- "drafts" is rebuilt:
    /// - "status" TEXT NOT NULL DEFAULT 'archived' CONSTRAINT "drafts_status_enum" CHECK ("status" IN ('draft', 'published', 'archived'))
    /// + "status" TEXT NOT NULL DEFAULT 'draft' CONSTRAINT "drafts_status_enum" CHECK ("status" IN ('draft', 'published'))"#);
    /// ```
    pub fn replace_with(&mut self, value: impl IntoNamed) -> &mut Self {
        self.operation.to = Some(value.into_named());
        self
    }
}

/// An enum type that is being dropped.
#[derive(Debug)]
pub struct DropTypeBuilder {
    pub(super) operation: DropEnum,
    pub(super) at: Location,
}

impl DropTypeBuilder {
    /// Does nothing when there is none of this name.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.drop_type("legacy").if_exists();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DROP TYPE IF EXISTS "legacy";"#);
    /// assert_eq!(mysql, "");
    /// assert_eq!(sqlite, "");
    /// ```
    pub fn if_exists(&mut self) -> &mut Self {
        self.operation.if_exists = true;
        self
    }
}
