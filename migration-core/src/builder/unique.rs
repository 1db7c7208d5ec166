//! What can be said of a unique constraint.

use crate::Location;
use crate::builder::names::IntoNamed;
use crate::operation::{AddConstraint, Recorded};
use crate::schema::{Constraint, Deferrable, ObjectName, Unique, naming};

/// A unique constraint that is being described.
#[derive(Debug)]
pub struct UniqueBuilder {
    pub(super) table: ObjectName,
    name: Option<String>,
    columns: Vec<String>,
    nulls_not_distinct: bool,
    deferrable: Deferrable,
    using_index: Option<String>,
    without_overlaps: bool,
    pub(super) at: Location,
}

impl UniqueBuilder {
    pub(super) fn new(table: ObjectName, columns: Vec<String>, at: Location) -> Self {
        Self {
            table,
            name: None,
            columns,
            nulls_not_distinct: false,
            deferrable: Deferrable::No,
            using_index: None,
            without_overlaps: false,
            at,
        }
    }

    /// Its name, in place of `<table>_<columns>_key`.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.add_unique("users", "email").name("one_account_an_address");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "users" ADD CONSTRAINT "one_account_an_address" UNIQUE ("email");"#);
    /// assert_eq!(mysql, "ALTER TABLE `users` ADD CONSTRAINT `one_account_an_address` UNIQUE (`email`);");
    /// assert_eq!(sqlite, r#"-- "users" is rebuilt:
    /// + CONSTRAINT "one_account_an_address" UNIQUE ("email")"#);
    /// ```
    pub fn name(&mut self, name: impl IntoNamed) -> &mut Self {
        self.name = Some(name.into_named());
        self
    }

    /// Two NULLs count as equal (PostgreSQL 15).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.add_unique("posts", "content").nulls_not_distinct();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ADD CONSTRAINT "posts_content_key" UNIQUE NULLS NOT DISTINCT ("content");"#);
    /// assert_eq!(mysql, r#"error: cannot add unique constraint "posts_content_key" to table "posts": MySQL has no unique constraints to which NULLs are equal ("posts_content_key")
    /// help: make the columns NOT NULL, or index a generated column that turns NULL into a value"#);
    /// assert_eq!(sqlite, r#"error: cannot add unique constraint "posts_content_key" to table "posts": SQLite has no unique keys to which two NULLs are equal, which "posts_content_key" asks to be
    /// help: make the columns NOT NULL, or use a unique index over `coalesce(column, '')`"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARMS-UNIQUE)
    pub fn nulls_not_distinct(&mut self) -> &mut Self {
        self.nulls_not_distinct = true;
        self
    }

    /// A transaction may put the check off to its end (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.add_unique("users", "email").deferrable();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "users" ADD CONSTRAINT "users_email_key" UNIQUE ("email") DEFERRABLE INITIALLY IMMEDIATE;"#);
    /// assert_eq!(mysql, r#"error: cannot add unique constraint "users_email_key" to table "users": MySQL has no deferrable unique constraints ("users_email_key")
    /// help: leave deferrable out"#);
    /// assert_eq!(sqlite, r#"error: cannot add unique constraint "users_email_key" to table "users": SQLite has no deferrable unique constraints, which "users_email_key" asks to be
    /// help: leave `deferrable` out; where rows swap their values, write a third value in between"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-set-constraints.html)
    pub fn deferrable(&mut self) -> &mut Self {
        self.deferrable = Deferrable::InitiallyImmediate;
        self
    }

    /// The check is put off to the end of each transaction (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.add_unique("users", "email").initially_deferred();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "users" ADD CONSTRAINT "users_email_key" UNIQUE ("email") DEFERRABLE INITIALLY DEFERRED;"#);
    /// assert_eq!(mysql, r#"error: cannot add unique constraint "users_email_key" to table "users": MySQL has no deferrable unique constraints ("users_email_key")
    /// help: leave deferrable out"#);
    /// assert_eq!(sqlite, r#"error: cannot add unique constraint "users_email_key" to table "users": SQLite has no deferrable unique constraints, which "users_email_key" asks to be
    /// help: leave `deferrable` out; where rows swap their values, write a third value in between"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-set-constraints.html)
    pub fn initially_deferred(&mut self) -> &mut Self {
        self.deferrable = Deferrable::InitiallyDeferred;
        self
    }

    /// A unique index that is there becomes the constraint, and gets its name. So the index can be built
    /// [`concurrently`](crate::builder::IndexBuilder::concurrently) first, and adding the constraint blocks for a moment only.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let indexed = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.create_index("users", "email").unique();
    /// # };
    /// # let [postgres, mysql, sqlite] = preview(indexed, |schema| {
    /// schema.add_unique("users", "email").using_index("users_email_idx");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "users" ADD CONSTRAINT "users_email_key" UNIQUE USING INDEX "users_email_idx";"#);
    /// assert_eq!(mysql, "ALTER TABLE `users` RENAME INDEX `users_email_idx` TO `users_email_key`;");
    /// assert_eq!(sqlite, r#"-- "users" is rebuilt:
    /// + CONSTRAINT "users_email_key" UNIQUE ("email")"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX)
    pub fn using_index(&mut self, index: impl IntoNamed) -> &mut Self {
        self.using_index = Some(index.into_named());
        self
    }

    /// Its last column is a range, and rows with the same other columns may not overlap in it: a temporal key (PostgreSQL 18).
    /// The other columns need the extension `btree_gist`.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, schema::RangeKind};
    /// # let [postgres, ..] = preview(|schema| {
    /// #     schema.create_table("prices", |t| {
    /// #         t.integer("product_id");
    /// #         t.range("valid", RangeKind::Date);
    /// #     });
    /// # }, |schema| {
    /// schema.add_unique("prices", ["product_id", "valid"]).without_overlaps();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"error: cannot add unique constraint "prices_product_id_valid_key" to table "prices": PostgreSQL has no key without overlaps before version 18
    /// help: add an exclusion constraint: the other columns with "=", the range with "&&""#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARMS-UNIQUE)
    pub fn without_overlaps(&mut self) -> &mut Self {
        self.without_overlaps = true;
        self
    }

    pub(super) fn build(&self) -> Unique {
        Unique {
            name: self
                .name
                .clone()
                .unwrap_or_else(|| naming::unique(&self.table, &self.columns)),
            columns: self.columns.clone(),
            nulls_not_distinct: self.nulls_not_distinct,
            deferrable: self.deferrable,
            without_overlaps: self.without_overlaps,
        }
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let constraint = Constraint::Unique(self.build());
        let operation = AddConstraint {
            table: self.table,
            constraint,
            using_index: self.using_index,
        };
        out.push(Recorded::new(operation, self.at));
    }
}
