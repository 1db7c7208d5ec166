//! What can be said of a column.

mod add;

use super::names::{IntoName, IntoNamed};
use crate::Location;
use crate::schema::{
    Check, Column, ColumnType, Constraint, DefaultValue, Deferrable, Expression, ForeignKey,
    Generation, Index, IndexPart, ObjectName, ReferentialAction, Unique, naming,
};

pub use add::AddColumnBuilder;

/// A column that is being described. It is NOT NULL unless it is [`optional`](Self::optional).
#[derive(Debug)]
pub struct ColumnBuilder {
    pub(super) column: Column,
    pub(super) primary_key: bool,
    pub(super) unique: bool,
    pub(super) indexed: bool,
    pub(super) references: Option<ForeignKey>,
    pub(super) checks: Vec<Expression>,
    pub(super) complaints: Vec<(String, Location)>,
    pub(super) at: Location,
}

impl ColumnBuilder {
    pub(super) fn new(name: impl IntoNamed, column_type: ColumnType, at: Location) -> Self {
        Self {
            column: Column::new(name.into_named(), column_type),
            primary_key: false,
            unique: false,
            indexed: false,
            references: None,
            checks: Vec::new(),
            complaints: Vec::new(),
            at,
        }
    }

    /// It may hold NULL. Without this, it may not.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.text("content").optional();
    /// # });
    ///
    /// assert_eq!(postgres, r#""content" text"#);
    /// assert_eq!(mysql, "`content` longtext NULL");
    /// assert_eq!(sqlite, r#""content" TEXT"#);
    /// ```
    pub fn optional(&mut self) -> &mut Self {
        self.column.nullable = true;
        self
    }

    /// What it holds when an insert does not say: a value or [`expr`](super::expr)`(...)`. `expr("now()")` is the current time on
    /// every database.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.string("status", 20).default("draft");
    /// t.integer("views").default(0);
    /// t.boolean("pinned").default(false);
    /// t.timestamp("seen_at").default(expr("now()"));
    /// # });
    ///
    /// assert_eq!(postgres, r#""status" varchar(20) NOT NULL DEFAULT 'draft',
    /// "views" integer NOT NULL DEFAULT 0,
    /// "pinned" boolean NOT NULL DEFAULT FALSE,
    /// "seen_at" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP"#);
    /// assert_eq!(mysql, "`status` varchar(20) NOT NULL DEFAULT 'draft',
    /// `views` int NOT NULL DEFAULT 0,
    /// `pinned` tinyint(1) NOT NULL DEFAULT FALSE,
    /// `seen_at` timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)");
    /// assert_eq!(sqlite, r#""status" VARCHAR(20) NOT NULL DEFAULT 'draft',
    /// "views" INTEGER NOT NULL DEFAULT 0,
    /// "pinned" BOOLEAN NOT NULL DEFAULT 0,
    /// "seen_at" TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now'))"#);
    /// ```
    ///
    /// An expression that is not the same everywhere is said for each:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # use migration_core::dialect::Dialect::{Mysql, Sqlite};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.string("token", 36).default(
    ///     expr("gen_random_uuid()").on(Mysql, "uuid()").on(Sqlite, "hex(randomblob(16))"),
    /// );
    /// # });
    ///
    /// assert_eq!(postgres, r#""token" varchar(36) NOT NULL DEFAULT (gen_random_uuid())"#);
    /// assert_eq!(mysql, "`token` varchar(36) NOT NULL DEFAULT (uuid())");
    /// assert_eq!(sqlite, r#""token" VARCHAR(36) NOT NULL DEFAULT (hex(randomblob(16)))"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/ddl-default.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/data-type-defaults.html),
    /// [SQLite](https://www.sqlite.org/lang_createtable.html#dfltval)
    pub fn default(&mut self, value: impl Into<DefaultValue>) -> &mut Self {
        self.column.default = Some(value.into());
        self
    }

    /// It is the primary key, or a part of it when several columns say so.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.uuid("id").primary_key();
    /// # });
    ///
    /// assert_eq!(postgres, r#""id" uuid NOT NULL,
    /// CONSTRAINT "posts_pkey" PRIMARY KEY ("id")"#);
    /// assert_eq!(mysql, "`id` binary(16) NOT NULL,
    /// PRIMARY KEY (`id`)");
    /// assert_eq!(sqlite, r#""id" UUID_TEXT NOT NULL,
    /// CONSTRAINT "posts_pkey" PRIMARY KEY ("id")"#);
    /// ```
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.big_integer("post_id").primary_key();
    /// t.string("tag", 50).primary_key();
    /// # });
    ///
    /// assert_eq!(postgres, r#""post_id" bigint NOT NULL,
    /// "tag" varchar(50) NOT NULL,
    /// CONSTRAINT "posts_pkey" PRIMARY KEY ("post_id", "tag")"#);
    /// assert_eq!(mysql, "`post_id` bigint NOT NULL,
    /// `tag` varchar(50) NOT NULL,
    /// PRIMARY KEY (`post_id`, `tag`)");
    /// assert_eq!(sqlite, r#""post_id" BIGINT NOT NULL,
    /// "tag" VARCHAR(50) NOT NULL,
    /// CONSTRAINT "posts_pkey" PRIMARY KEY ("post_id", "tag")"#);
    /// ```
    pub fn primary_key(&mut self) -> &mut Self {
        self.primary_key = true;
        self
    }

    /// No two rows hold the same: a unique constraint, `<table>_<column>_key`.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.string("slug", 80).unique();
    /// # });
    ///
    /// assert_eq!(postgres, r#""slug" varchar(80) NOT NULL,
    /// CONSTRAINT "posts_slug_key" UNIQUE ("slug")"#);
    /// assert_eq!(mysql, "`slug` varchar(80) NOT NULL,
    /// CONSTRAINT `posts_slug_key` UNIQUE (`slug`)");
    /// assert_eq!(sqlite, r#""slug" VARCHAR(80) NOT NULL,
    /// CONSTRAINT "posts_slug_key" UNIQUE ("slug")"#);
    /// ```
    ///
    /// MySQL cannot have a key on text of any length:
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.text("slug").unique();
    /// # });
    ///
    /// assert_eq!(postgres, r#""slug" text NOT NULL,
    /// CONSTRAINT "posts_slug_key" UNIQUE ("slug")"#);
    /// assert_eq!(mysql, r#"error: cannot create table "posts": MySQL has no keys over whole columns of this type ("slug" in "posts_slug_key")
    /// help: make the column a string(n) with n up to 768, or say col(...).prefix(n) in an index"#);
    /// assert_eq!(sqlite, r#""slug" TEXT NOT NULL,
    /// CONSTRAINT "posts_slug_key" UNIQUE ("slug")"#);
    /// ```
    pub fn unique(&mut self) -> &mut Self {
        self.unique = true;
        self
    }

    /// It has an index of its own, `<table>_<column>_idx`.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.string("title", 200).index();
    /// # });
    ///
    /// assert_eq!(postgres, r#""title" varchar(200) NOT NULL
    ///
    /// CREATE INDEX "posts_title_idx" ON "posts" ("title");"#);
    /// assert_eq!(mysql, "`title` varchar(200) NOT NULL,
    /// INDEX `posts_title_idx` (`title`)");
    /// assert_eq!(sqlite, r#""title" VARCHAR(200) NOT NULL
    ///
    /// CREATE INDEX "posts_title_idx" ON "posts" ("title");"#);
    /// ```
    pub fn index(&mut self) -> &mut Self {
        self.indexed = true;
        self
    }

    /// The type, in place of the one it has.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|schema| {
    /// #     blog(schema);
    /// #     schema.create_table("people", |t| {
    /// #         t.uuid("id").primary_key();
    /// #     });
    /// # }, |schema| {
    /// schema.create_table("songs", |t| {
    ///     t.references("author_id", "people").of_type(uuid());
    /// });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE TABLE "songs" (
    ///     "author_id" uuid NOT NULL,
    ///     CONSTRAINT "songs_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "people" ("id")
    /// );
    /// CREATE INDEX "songs_author_id_idx" ON "songs" ("author_id");"#);
    /// assert_eq!(mysql, "CREATE TABLE `songs` (
    ///   `author_id` binary(16) NOT NULL,
    ///   INDEX `songs_author_id_idx` (`author_id`),
    ///   CONSTRAINT `songs_author_id_fkey` FOREIGN KEY (`author_id`) REFERENCES `people` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
    /// ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;");
    /// assert_eq!(sqlite, r#"CREATE TABLE "songs" (
    ///     "author_id" UUID_TEXT NOT NULL,
    ///     CONSTRAINT "songs_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "people" ("id")
    /// );
    /// CREATE INDEX "songs_author_id_idx" ON "songs" ("author_id");"#);
    /// ```
    pub fn of_type(&mut self, column_type: ColumnType) -> &mut Self {
        self.column.column_type = column_type;
        self
    }

    /// It counts up by itself when an insert does not say. It must be an integer; on MySQL it must be the first column of a key,
    /// on SQLite the primary key.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.big_integer("number").primary_key().auto_increment();
    /// # });
    ///
    /// assert_eq!(postgres, r#""number" bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    /// CONSTRAINT "posts_pkey" PRIMARY KEY ("number")"#);
    /// assert_eq!(mysql, "`number` bigint NOT NULL AUTO_INCREMENT,
    /// PRIMARY KEY (`number`)");
    /// assert_eq!(sqlite, r#""number" INTEGER CONSTRAINT "posts_pkey" PRIMARY KEY AUTOINCREMENT NOT NULL"#);
    /// ```
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.uuid("id").primary_key();
    /// t.integer("number").auto_increment();
    /// # });
    ///
    /// assert_eq!(postgres, r#""id" uuid NOT NULL,
    /// "number" integer GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    /// CONSTRAINT "posts_pkey" PRIMARY KEY ("id")"#);
    /// assert_eq!(mysql, r#"error: cannot create table "posts": MySQL has no AUTO_INCREMENT columns that no key or index begins with ("number")
    /// help: add a primary key or index that begins with it; before dropping that, make the column a plain integer"#);
    /// assert_eq!(sqlite, r#"error: cannot create table "posts": SQLite has no identity columns other than an integer that is the whole primary key, which "number" of "posts" is not
    /// help: make it the only column of the primary key when the table is created, or leave the identity out and insert the values"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/ddl-identity-columns.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/example-auto-increment.html),
    /// [SQLite](https://www.sqlite.org/autoinc.html)
    pub fn auto_increment(&mut self) -> &mut Self {
        self.column.generation = Some(Generation::Identity);
        self
    }

    /// It counts up by itself and refuses explicit values (PostgreSQL).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.big_integer("number").primary_key().identity_always();
    /// # });
    ///
    /// assert_eq!(postgres, r#""number" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    /// CONSTRAINT "posts_pkey" PRIMARY KEY ("number")"#);
    /// assert_eq!(mysql, r#"error: cannot create table "posts": MySQL has no identity columns that refuse explicit values ("number")
    /// help: use the identity that takes them: AUTO_INCREMENT"#);
    /// assert_eq!(sqlite, r#"error: cannot create table "posts": SQLite has no identity columns that refuse explicit values, which "number" asks to
    /// help: use an identity that takes them"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/ddl-identity-columns.html)
    pub fn identity_always(&mut self) -> &mut Self {
        self.column.generation = Some(Generation::IdentityAlways);
        self
    }

    /// It is computed from other columns when the row is written.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.decimal("price", 10, 2);
    /// t.decimal("gross", 10, 2).generated_stored("price * 1.2");
    /// # });
    ///
    /// assert_eq!(postgres, r#""price" numeric(10, 2) NOT NULL,
    /// "gross" numeric(10, 2) GENERATED ALWAYS AS (price * 1.2) STORED NOT NULL"#);
    /// assert_eq!(mysql, "`price` decimal(10, 2) NOT NULL,
    /// `gross` decimal(10, 2) GENERATED ALWAYS AS (price * 1.2) STORED NOT NULL");
    /// assert_eq!(sqlite, r#""price" DECIMAL_REAL(10,2) NOT NULL,
    /// "gross" DECIMAL_REAL(10,2) NOT NULL GENERATED ALWAYS AS (price * 1.2) STORED"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/ddl-generated-columns.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-table-generated-columns.html),
    /// [SQLite](https://www.sqlite.org/gencol.html)
    pub fn generated_stored(&mut self, expression: impl Into<Expression>) -> &mut Self {
        self.column.generation = Some(Generation::Stored(expression.into()));
        self
    }

    /// It is computed from other columns when the row is read (MySQL, SQLite).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.decimal("price", 10, 2);
    /// t.decimal("gross", 10, 2).generated_virtual("price * 1.2");
    /// # });
    ///
    /// assert_eq!(postgres, r#"error: cannot create table "posts": PostgreSQL has no column that is computed on reading before version 18
    /// help: make it a stored one, which is computed when the row is written"#);
    /// assert_eq!(mysql, "`price` decimal(10, 2) NOT NULL,
    /// `gross` decimal(10, 2) GENERATED ALWAYS AS (price * 1.2) VIRTUAL NOT NULL");
    /// assert_eq!(sqlite, r#""price" DECIMAL_REAL(10,2) NOT NULL,
    /// "gross" DECIMAL_REAL(10,2) NOT NULL GENERATED ALWAYS AS (price * 1.2) VIRTUAL"#);
    /// ```
    ///
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-table-generated-columns.html),
    /// [SQLite](https://www.sqlite.org/gencol.html)
    pub fn generated_virtual(&mut self, expression: impl Into<Expression>) -> &mut Self {
        self.column.generation = Some(Generation::Virtual(expression.into()));
        self
    }

    /// Its collation: how its text is compared and sorted. Each database has names of its own; one that
    /// it does not have makes the migration fail.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.string("title", 200).collate("C");
    /// # });
    ///
    /// assert_eq!(postgres, r#""title" varchar(200) COLLATE "C" NOT NULL"#);
    /// assert_eq!(mysql, "`title` varchar(200) COLLATE `C` NOT NULL");
    /// assert_eq!(sqlite, r#""title" VARCHAR(200) NOT NULL COLLATE "C""#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/collation.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/charset-column.html),
    /// [SQLite](https://www.sqlite.org/datatype3.html#collation)
    pub fn collate(&mut self, collation: impl IntoNamed) -> &mut Self {
        self.column.collation = Some(collation.into_named());
        self
    }

    /// Its comment. SQLite has no comments: there it is only said in the migration.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.string("title", 200).comment("As readers see it");
    /// # });
    ///
    /// assert_eq!(postgres, r#""title" varchar(200) NOT NULL
    ///
    /// COMMENT ON COLUMN "posts"."title" IS 'As readers see it';"#);
    /// assert_eq!(mysql, "`title` varchar(200) NOT NULL COMMENT 'As readers see it'");
    /// assert_eq!(sqlite, r#""title" VARCHAR(200) NOT NULL"#);
    /// ```
    pub fn comment(&mut self, comment: impl Into<String>) -> &mut Self {
        self.column.comment = Some(comment.into());
        self
    }

    /// What must not be false of it, as a check called `<table>_<column>_check`. A second one is called
    /// `<table>_<column>2_check`.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.decimal("price", 10, 2).check("price > 0");
    /// # });
    ///
    /// assert_eq!(postgres, r#""price" numeric(10, 2) NOT NULL,
    /// CONSTRAINT "posts_price_check" CHECK (price > 0)"#);
    /// assert_eq!(mysql, "`price` decimal(10, 2) NOT NULL,
    /// CONSTRAINT `posts_price_check` CHECK (price > 0)");
    /// assert_eq!(sqlite, r#""price" DECIMAL_REAL(10,2) NOT NULL,
    /// CONSTRAINT "posts_price_check" CHECK (price > 0)"#);
    /// ```
    pub fn check(&mut self, expression: impl Into<Expression>) -> &mut Self {
        self.checks.push(expression.into());
        self
    }

    /// It refers to a column of another table: a foreign key, `<table>_<column>_fkey`. Both must be of the same type.
    /// [`TableBuilder::references`](super::TableBuilder::references) is shorter, with an index.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.big_integer("author_id").references("users", "id");
    /// # });
    ///
    /// assert_eq!(postgres, r#""author_id" bigint NOT NULL,
    /// CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id")"#);
    /// assert_eq!(mysql, "`author_id` bigint NOT NULL,
    /// INDEX `posts_author_id_fkey` (`author_id`),
    /// CONSTRAINT `posts_author_id_fkey` FOREIGN KEY (`author_id`) REFERENCES `users` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION");
    /// assert_eq!(sqlite, r#""author_id" BIGINT NOT NULL,
    /// CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id")"#);
    /// ```
    pub fn references(&mut self, table: impl IntoName, column: impl IntoNamed) -> &mut Self {
        self.references = Some(ForeignKey {
            name: String::new(),
            columns: vec![self.column.name.clone()],
            references: table.into_name(),
            referenced_columns: vec![column.into_named()],
            on_delete: ReferentialAction::NoAction,
            on_update: ReferentialAction::NoAction,
            on_delete_columns: Vec::new(),
            match_full: false,
            deferrable: Deferrable::No,
            not_valid: false,
            period: false,
        });
        self
    }

    /// What happens to this row when the row it refers to is deleted. Without this, deleting that row is an error.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # use migration_core::schema::ReferentialAction::Cascade;
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.big_integer("author_id").references("users", "id").on_delete(Cascade);
    /// # });
    ///
    /// assert_eq!(postgres, r#""author_id" bigint NOT NULL,
    /// CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id") ON DELETE CASCADE"#);
    /// assert_eq!(mysql, "`author_id` bigint NOT NULL,
    /// INDEX `posts_author_id_fkey` (`author_id`),
    /// CONSTRAINT `posts_author_id_fkey` FOREIGN KEY (`author_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE NO ACTION");
    /// assert_eq!(sqlite, r#""author_id" BIGINT NOT NULL,
    /// CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id") ON DELETE CASCADE"#);
    /// ```
    #[track_caller]
    pub fn on_delete(&mut self, action: ReferentialAction) -> &mut Self {
        self.of_reference("on_delete", |key| key.on_delete = action)
    }

    /// What happens to this row when the key it refers to changes. Without this, changing that key is an error.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # use migration_core::schema::ReferentialAction::Cascade;
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.big_integer("author_id").references("users", "id").on_update(Cascade);
    /// # });
    ///
    /// assert_eq!(postgres, r#""author_id" bigint NOT NULL,
    /// CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id") ON UPDATE CASCADE"#);
    /// assert_eq!(mysql, "`author_id` bigint NOT NULL,
    /// INDEX `posts_author_id_fkey` (`author_id`),
    /// CONSTRAINT `posts_author_id_fkey` FOREIGN KEY (`author_id`) REFERENCES `users` (`id`) ON DELETE NO ACTION ON UPDATE CASCADE");
    /// assert_eq!(sqlite, r#""author_id" BIGINT NOT NULL,
    /// CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id") ON UPDATE CASCADE"#);
    /// ```
    ///
    /// It is said after [`references`](Self::references):
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # use migration_core::schema::ReferentialAction::Cascade;
    /// # let [error, ..] = in_table(|t| {
    /// t.big_integer("author_id").on_update(Cascade);
    /// # });
    ///
    /// assert_eq!(error, r#"error: on_update on column "author_id", which refers to nothing: call references(table, column) first"#);
    /// ```
    #[track_caller]
    pub fn on_update(&mut self, action: ReferentialAction) -> &mut Self {
        self.of_reference("on_update", |key| key.on_update = action)
    }

    #[track_caller]
    fn of_reference(&mut self, what: &str, set: impl FnOnce(&mut ForeignKey)) -> &mut Self {
        match &mut self.references {
            Some(key) => set(key),
            None => {
                let message = format!(
                    "{what} on column \"{}\", which refers to nothing",
                    self.column.name
                );
                self.complaints.push((
                    format!("{message}: call references(table, column) first"),
                    Location::caller(),
                ));
            }
        }
        self
    }

    /// The constraints that the column says, but for the primary key.
    pub(super) fn constraints(&self, table: &ObjectName) -> Vec<Constraint> {
        let columns = [self.column.name.clone()];
        let mut constraints = Vec::new();
        if self.unique {
            constraints.push(Constraint::Unique(Unique {
                name: naming::unique(table, &columns),
                columns: columns.to_vec(),
                nulls_not_distinct: false,
                deferrable: Deferrable::No,
                without_overlaps: false,
            }));
        }
        if let Some(key) = &self.references {
            constraints.push(Constraint::ForeignKey(ForeignKey {
                name: naming::foreign_key(table, &columns),
                ..key.clone()
            }));
        }
        for (n, expression) in self.checks.iter().enumerate() {
            constraints.push(Constraint::Check(Check {
                name: naming::nth_check(table, Some(&columns[0]), n),
                expression: expression.clone(),
                not_valid: false,
                not_enforced: false,
            }));
        }
        constraints
    }

    pub(super) fn own_index(&self, table: &ObjectName) -> Option<Index> {
        let column = &self.column.name;
        self.indexed.then(|| {
            Index::new(
                naming::index(table, &[column]),
                vec![IndexPart::column(column)],
            )
        })
    }
}
