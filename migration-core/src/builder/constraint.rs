//! What can be said of keys and checks.

use super::names::{IntoColumns, IntoName, IntoNamed};
use crate::Location;
use crate::operation::{AddConstraint, DropConstraint, Recorded};
use crate::schema::{
    Check, Constraint, Deferrable, Expression, ForeignKey, ObjectName, ReferentialAction, naming,
};

/// A foreign key that is being described. It must say what it [`references`](Self::references).
#[derive(Debug)]
pub struct ForeignKeyBuilder {
    pub(super) table: ObjectName,
    name: Option<String>,
    columns: Vec<String>,
    references: Option<(ObjectName, Vec<String>)>,
    on_delete: ReferentialAction,
    on_update: ReferentialAction,
    on_delete_columns: Vec<String>,
    match_full: bool,
    deferrable: Deferrable,
    not_valid: bool,
    period: bool,
    pub(super) at: Location,
}

impl ForeignKeyBuilder {
    pub(super) fn new(table: ObjectName, columns: Vec<String>, at: Location) -> Self {
        Self {
            table,
            name: None,
            columns,
            references: None,
            on_delete: ReferentialAction::NoAction,
            on_update: ReferentialAction::NoAction,
            on_delete_columns: Vec::new(),
            match_full: false,
            deferrable: Deferrable::No,
            not_valid: false,
            period: false,
            at,
        }
    }

    /// The table and columns referred to. They must be its primary key or unique, and of the same types.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.add_foreign_key("posts", "author_id").references("users", "id");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ADD CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id");"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD INDEX `posts_author_id_fkey` (`author_id`), ADD CONSTRAINT `posts_author_id_fkey` FOREIGN KEY (`author_id`) REFERENCES `users` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION;");
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// + CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id")"#);
    /// ```
    ///
    /// A foreign key that says nothing of this is an error:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [error, ..] = preview(blog, |schema| {
    /// schema.add_foreign_key("posts", "author_id");
    /// # }).brief();
    ///
    /// assert_eq!(error, r#"error: the foreign key on "author_id" of table "posts" refers to nothing: call references(table, columns)"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html),
    /// [SQLite](https://www.sqlite.org/foreignkeys.html)
    pub fn references<K>(
        &mut self,
        table: impl IntoName,
        columns: impl IntoColumns<K>,
    ) -> &mut Self {
        self.references = Some((table.into_name(), columns.into_columns()));
        self
    }

    /// Its name, in place of `<table>_<columns>_fkey`.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.add_foreign_key("posts", "author_id").references("users", "id").name("posts_author");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ADD CONSTRAINT "posts_author" FOREIGN KEY ("author_id") REFERENCES "users" ("id");"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD INDEX `posts_author` (`author_id`), ADD CONSTRAINT `posts_author` FOREIGN KEY (`author_id`) REFERENCES `users` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION;");
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// + CONSTRAINT "posts_author" FOREIGN KEY ("author_id") REFERENCES "users" ("id")"#);
    /// ```
    pub fn name(&mut self, name: impl IntoNamed) -> &mut Self {
        self.name = Some(name.into_named());
        self
    }

    /// What happens to this row when the row it refers to is deleted. Without this, deleting that row is an error.
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
    /// `SetNull` needs a column that may hold NULL:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # use migration_core::schema::ReferentialAction::SetNull;
    /// # let [error, ..] = preview(blog, |schema| {
    /// schema.add_foreign_key("posts", "author_id").references("users", "id").on_delete(SetNull);
    /// # }).brief();
    ///
    /// assert_eq!(error, r#"error: cannot add foreign key "posts_author_id_fkey" to table "posts": foreign key "posts_author_id_fkey" sets column "author_id" to NULL, but it is NOT NULL
    /// help: make the column optional()"#);
    /// ```
    ///
    /// InnoDB has no `SetDefault`:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # use migration_core::schema::ReferentialAction::SetDefault;
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.add_foreign_key("posts", "author_id").references("users", "id").on_delete(SetDefault);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ADD CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id") ON DELETE SET DEFAULT;"#);
    /// assert_eq!(mysql, r#"error: cannot add foreign key "posts_author_id_fkey" to table "posts": MySQL has no SET DEFAULT of a foreign key in InnoDB ("posts_author_id_fkey")
    /// help: use SET NULL, or update the rows in the application"#);
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// + CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id") ON DELETE SET DEFAULT"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html),
    /// [SQLite](https://www.sqlite.org/foreignkeys.html)
    pub fn on_delete(&mut self, action: ReferentialAction) -> &mut Self {
        self.on_delete = action;
        self
    }

    /// What happens to this row when the key it refers to changes. Without this, changing that key is an error.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # use migration_core::schema::ReferentialAction::Restrict;
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.add_foreign_key("posts", "author_id").references("users", "id").on_update(Restrict);
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ADD CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id") ON UPDATE RESTRICT;"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD INDEX `posts_author_id_fkey` (`author_id`), ADD CONSTRAINT `posts_author_id_fkey` FOREIGN KEY (`author_id`) REFERENCES `users` (`id`) ON DELETE NO ACTION ON UPDATE RESTRICT;");
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// + CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id") ON UPDATE RESTRICT"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html),
    /// [SQLite](https://www.sqlite.org/foreignkeys.html)
    pub fn on_update(&mut self, action: ReferentialAction) -> &mut Self {
        self.on_update = action;
        self
    }

    /// The columns that `SetNull` or `SetDefault` changes when the row it refers to is deleted, where not all of them are to
    /// change (PostgreSQL 15).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # use migration_core::schema::ReferentialAction::SetNull;
    /// # let tenants = |schema: &mut Schema| {
    /// #     schema.create_table("people", |t| {
    /// #         t.integer("tenant");
    /// #         t.integer("id");
    /// #         t.primary_key(["tenant", "id"]);
    /// #     });
    /// #     schema.create_table("tasks", |t| {
    /// #         t.integer("tenant");
    /// #         t.integer("person").optional();
    /// #     });
    /// # };
    /// # let [postgres, mysql, sqlite] = preview(tenants, |schema| {
    /// schema
    ///     .add_foreign_key("tasks", ["tenant", "person"])
    ///     .references("people", ["tenant", "id"])
    ///     .on_delete(SetNull)
    ///     .on_delete_columns("person");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "tasks" ADD CONSTRAINT "tasks_tenant_person_fkey" FOREIGN KEY ("tenant", "person") REFERENCES "people" ("tenant", "id") ON DELETE SET NULL ("person");"#);
    /// assert_eq!(mysql, r#"error: cannot add foreign key "tasks_tenant_person_fkey" to table "tasks": MySQL has no foreign keys that set some of their columns ("tasks_tenant_person_fkey")
    /// help: let it set all of them, or write a trigger"#);
    /// assert_eq!(sqlite, r#"error: cannot add foreign key "tasks_tenant_person_fkey" to table "tasks": SQLite has no foreign keys that set some of their columns, which "tasks_tenant_person_fkey" asks for
    /// help: let it set all of them, or write a trigger"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARMS-REFERENCES)
    pub fn on_delete_columns<K>(&mut self, columns: impl IntoColumns<K>) -> &mut Self {
        self.on_delete_columns = columns.into_columns();
        self
    }

    /// Either all of its columns are NULL or none is (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.add_foreign_key("posts", "author_id").references("users", "id").match_full();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ADD CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id") MATCH FULL;"#);
    /// assert_eq!(mysql, r#"error: cannot add foreign key "posts_author_id_fkey" to table "posts": MySQL has no MATCH FULL (foreign key "posts_author_id_fkey")
    /// help: make the columns NOT NULL, or add a check that all or none of them are NULL"#);
    /// assert_eq!(sqlite, r#"error: cannot add foreign key "posts_author_id_fkey" to table "posts": SQLite has no MATCH FULL, which the foreign key "posts_author_id_fkey" asks for
    /// help: leave it out, and add a check that the columns are all NULL or all not"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARMS-REFERENCES)
    pub fn match_full(&mut self) -> &mut Self {
        self.match_full = true;
        self
    }

    /// A transaction may put the check off to its end (PostgreSQL, SQLite).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.add_foreign_key("posts", "author_id").references("users", "id").deferrable();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ADD CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id") DEFERRABLE INITIALLY IMMEDIATE;"#);
    /// assert_eq!(mysql, r#"error: cannot add foreign key "posts_author_id_fkey" to table "posts": MySQL has no deferrable foreign keys ("posts_author_id_fkey")
    /// help: leave deferrable out, and write rows in the order of the keys"#);
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// + CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id") DEFERRABLE INITIALLY IMMEDIATE"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-set-constraints.html),
    /// [SQLite](https://www.sqlite.org/foreignkeys.html#fk_deferred)
    pub fn deferrable(&mut self) -> &mut Self {
        self.deferrable = Deferrable::InitiallyImmediate;
        self
    }

    /// The check is put off to the end of each transaction (PostgreSQL, SQLite).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.add_foreign_key("posts", "author_id").references("users", "id").initially_deferred();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ADD CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id") DEFERRABLE INITIALLY DEFERRED;"#);
    /// assert_eq!(mysql, r#"error: cannot add foreign key "posts_author_id_fkey" to table "posts": MySQL has no deferrable foreign keys ("posts_author_id_fkey")
    /// help: leave deferrable out, and write rows in the order of the keys"#);
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// + CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id") DEFERRABLE INITIALLY DEFERRED"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-set-constraints.html),
    /// [SQLite](https://www.sqlite.org/foreignkeys.html#fk_deferred)
    pub fn initially_deferred(&mut self) -> &mut Self {
        self.deferrable = Deferrable::InitiallyDeferred;
        self
    }

    /// Existing rows are not checked until [`validate_constraint`](super::Schema::validate_constraint), so that adding it blocks
    /// writes for a moment only (PostgreSQL). SQLite checks them now.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.add_foreign_key("posts", "author_id").references("users", "id").not_valid();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ADD CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id") NOT VALID;"#);
    /// assert_eq!(mysql, r#"error: cannot add foreign key "posts_author_id_fkey" to table "posts": MySQL has no foreign keys that leave existing rows unchecked ("posts_author_id_fkey")
    /// help: put the rows right first, then add it without not_valid"#);
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// + CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id")"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES)
    pub fn not_valid(&mut self) -> &mut Self {
        self.not_valid = true;
        self
    }

    /// The foreign key, or what it lacks.
    /// Its last column is a range, all of which the rows referred to must cover; they have a key
    /// [`without_overlaps`](super::PrimaryKeyBuilder::without_overlaps) (PostgreSQL 18).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, schema::RangeKind};
    /// # let [error, ..] = preview(|schema| {
    /// #     for table in ["products", "prices"] {
    /// #         schema.create_table(table, |t| {
    /// #             t.integer("product_id");
    /// #             t.range("valid", RangeKind::Date);
    /// #         });
    /// #     }
    /// # }, |schema| {
    /// schema
    ///     .add_foreign_key("prices", ["product_id", "valid"])
    ///     .references("products", ["product_id", "valid"])
    ///     .period();
    /// # }).brief();
    ///
    /// assert_eq!(error, r#"error: cannot add foreign key "prices_product_id_valid_fkey" to table "prices": foreign key "prices_product_id_valid_fkey" refers to "product_id", "valid" of table "products", which is not a key without overlaps
    /// help: add one on exactly these columns: without_overlaps()"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARMS-REFERENCES)
    pub fn period(&mut self) -> &mut Self {
        self.period = true;
        self
    }

    pub(super) fn build(&self) -> Result<ForeignKey, (String, Location)> {
        let Some((references, referenced_columns)) = self.references.clone() else {
            let columns = self.columns.join("\", \"");
            let message = format!(
                "the foreign key on \"{columns}\" of table \"{}\" refers to nothing",
                self.table
            );
            return Err((
                format!("{message}: call references(table, columns)"),
                self.at,
            ));
        };
        Ok(ForeignKey {
            name: self
                .name
                .clone()
                .unwrap_or_else(|| naming::foreign_key(&self.table, &self.columns)),
            columns: self.columns.clone(),
            references,
            referenced_columns,
            on_delete: self.on_delete,
            on_update: self.on_update,
            on_delete_columns: self.on_delete_columns.clone(),
            match_full: self.match_full,
            deferrable: self.deferrable,
            not_valid: self.not_valid,
            period: self.period,
        })
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let built = self.build();
        let complaints = built.as_ref().err().cloned().into_iter().collect();
        let key = built.unwrap_or_else(|_| ForeignKey {
            name: naming::foreign_key(&self.table, &self.columns),
            columns: self.columns,
            references: self.table.clone(),
            referenced_columns: Vec::new(),
            on_delete: self.on_delete,
            on_update: self.on_update,
            on_delete_columns: Vec::new(),
            match_full: false,
            deferrable: Deferrable::No,
            not_valid: false,
            period: false,
        });
        let operation = AddConstraint::new(self.table, Constraint::ForeignKey(key));
        out.push(Recorded {
            complaints,
            ..Recorded::new(operation, self.at)
        });
    }
}

/// A check that is being described.
#[derive(Debug)]
pub struct CheckBuilder {
    pub(super) table: ObjectName,
    pub(super) check: Check,
    pub(super) at: Location,
}

impl CheckBuilder {
    pub(super) fn new(
        table: ObjectName,
        name: String,
        expression: Expression,
        at: Location,
    ) -> Self {
        Self {
            table,
            check: Check {
                name,
                expression,
                not_valid: false,
                not_enforced: false,
            },
            at,
        }
    }

    /// Existing rows are not checked until [`validate_constraint`](super::Schema::validate_constraint), so that adding it blocks
    /// reads and writes for a moment only (PostgreSQL). SQLite checks them now.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.add_check("posts", "title_not_blank", "title <> ''").not_valid();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" ADD CONSTRAINT "title_not_blank" CHECK (title <> '') NOT VALID;"#);
    /// assert_eq!(mysql, r#"error: cannot add check "title_not_blank" to table "posts": MySQL has no checks that leave existing rows unchecked ("title_not_blank")
    /// help: put the rows right first, then add it without not_valid"#);
    /// assert_eq!(sqlite, r#"-- "posts" is rebuilt:
    /// + CONSTRAINT "title_not_blank" CHECK (title <> '')"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES)
    pub fn not_valid(&mut self) -> &mut Self {
        self.check.not_valid = true;
        self
    }

    /// It is written down, but no row is ever checked (MySQL 8.0.16).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.add_check("posts", "title_not_blank", "title <> ''").not_enforced();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"error: cannot add check "title_not_blank" to table "posts": PostgreSQL has no check that is not enforced before version 18
    /// help: say not_valid: rows that are there are left alone, and new ones are checked"#);
    /// assert_eq!(mysql, "ALTER TABLE `posts` ADD CONSTRAINT `title_not_blank` CHECK (title <> '') NOT ENFORCED;");
    /// assert_eq!(sqlite, r#"error: cannot add check "title_not_blank" to table "posts": SQLite has no checks that are not enforced, which "title_not_blank" is to be
    /// help: drop the check, and add it again when it is wanted"#);
    /// ```
    ///
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-table-check-constraints.html)
    pub fn not_enforced(&mut self) -> &mut Self {
        self.check.not_enforced = true;
        self
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let constraint = Constraint::Check(self.check);
        out.push(Recorded::new(
            AddConstraint::new(self.table, constraint),
            self.at,
        ));
    }
}

/// A constraint that is being dropped.
#[derive(Debug)]
pub struct DropConstraintBuilder {
    pub(super) operation: DropConstraint,
    pub(super) at: Location,
}

impl DropConstraintBuilder {
    /// What a primary key is called, where it has not the usual name.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| {
    /// #     schema.create_table("tags", |t| {
    /// #         t.integer("id");
    /// #         t.primary_key("id").name("tags_key");
    /// #     });
    /// # };
    /// # let postgres = preview(before, |schema| {
    /// schema.drop_primary_key("tags").name("tags_key");
    /// # }).postgres();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "tags" DROP CONSTRAINT "tags_key";
    /// "#);
    /// ```
    pub fn name(&mut self, name: impl IntoNamed) -> &mut Self {
        self.operation.name = name.into_named();
        self
    }

    /// Does nothing when there is none of this name. MySQL and SQLite cannot ask: there the migrations before decide.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.drop_check("posts", "title_not_blank").if_exists();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "posts" DROP CONSTRAINT IF EXISTS "title_not_blank";"#);
    /// assert_eq!(mysql, "");
    /// assert_eq!(sqlite, "");
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/alter-table.html),
    /// [SQLite](https://www.sqlite.org/lang_altertable.html#otheralter)
    pub fn if_exists(&mut self) -> &mut Self {
        self.operation.if_exists = true;
        self
    }
}
