//! Keys, checks and indexes of a new table.

use super::TableBuilder;
use crate::Location;
use crate::builder::names::{IntoColumns, IntoIndexParts, IntoNamed};
use crate::builder::{
    CheckBuilder, ExclusionBuilder, ForeignKeyBuilder, IndexBuilder, PrimaryKeyBuilder,
    UniqueBuilder,
};
use crate::schema::Expression;

impl TableBuilder {
    /// The primary key, of one or several columns. A second one is an error.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.big_integer("post_id");
    /// t.string("tag", 50);
    /// t.primary_key(["post_id", "tag"]);
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
    #[track_caller]
    pub fn primary_key<K>(&mut self, columns: impl IntoColumns<K>) -> &mut PrimaryKeyBuilder {
        let at = Location::caller();
        if self.primary_key.is_some() {
            self.complaints.push((
                format!("table \"{}\" is given two primary keys", self.table.name),
                at,
            ));
        }
        let (table, columns) = (self.table.name.clone(), columns.into_columns());
        self.primary_key
            .insert(PrimaryKeyBuilder::new(table, columns, at))
    }

    /// A unique constraint called `<table>_<columns>_key`.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.big_integer("author_id");
    /// t.string("title", 200);
    /// t.unique(["author_id", "title"]);
    /// # });
    ///
    /// assert_eq!(postgres, r#""author_id" bigint NOT NULL,
    /// "title" varchar(200) NOT NULL,
    /// CONSTRAINT "posts_author_id_title_key" UNIQUE ("author_id", "title")"#);
    /// assert_eq!(mysql, "`author_id` bigint NOT NULL,
    /// `title` varchar(200) NOT NULL,
    /// CONSTRAINT `posts_author_id_title_key` UNIQUE (`author_id`, `title`)");
    /// assert_eq!(sqlite, r#""author_id" BIGINT NOT NULL,
    /// "title" VARCHAR(200) NOT NULL,
    /// CONSTRAINT "posts_author_id_title_key" UNIQUE ("author_id", "title")"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createtable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-table.html),
    /// [SQLite](https://www.sqlite.org/lang_createtable.html)
    #[track_caller]
    pub fn unique<K>(&mut self, columns: impl IntoColumns<K>) -> &mut UniqueBuilder {
        let at = self.uniques.len();
        self.uniques.push(UniqueBuilder::new(
            self.table.name.clone(),
            columns.into_columns(),
            Location::caller(),
        ));
        &mut self.uniques[at]
    }

    /// A foreign key called `<table>_<columns>_fkey`. It is to say what it [`references`](ForeignKeyBuilder::references).
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.big_integer("author_id");
    /// t.foreign_key("author_id").references("users", "id");
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
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html),
    /// [SQLite](https://www.sqlite.org/foreignkeys.html)
    #[track_caller]
    pub fn foreign_key<K>(&mut self, columns: impl IntoColumns<K>) -> &mut ForeignKeyBuilder {
        let key = ForeignKeyBuilder::new(
            self.table.name.clone(),
            columns.into_columns(),
            Location::caller(),
        );
        let at = self.foreign_keys.len();
        self.foreign_keys.push(key);
        &mut self.foreign_keys[at]
    }

    /// A check: what must not be false of any row.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.decimal("price", 10, 2);
    /// t.decimal("discount", 10, 2);
    /// t.check("discount_below_price", "discount < price");
    /// # });
    ///
    /// assert_eq!(postgres, r#""price" numeric(10, 2) NOT NULL,
    /// "discount" numeric(10, 2) NOT NULL,
    /// CONSTRAINT "discount_below_price" CHECK (discount < price)"#);
    /// assert_eq!(mysql, "`price` decimal(10, 2) NOT NULL,
    /// `discount` decimal(10, 2) NOT NULL,
    /// CONSTRAINT `discount_below_price` CHECK (discount < price)");
    /// assert_eq!(sqlite, r#""price" DECIMAL_REAL(10,2) NOT NULL,
    /// "discount" DECIMAL_REAL(10,2) NOT NULL,
    /// CONSTRAINT "discount_below_price" CHECK (discount < price)"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createtable.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-table.html),
    /// [SQLite](https://www.sqlite.org/lang_createtable.html)
    #[track_caller]
    pub fn check(
        &mut self,
        name: impl IntoNamed,
        expression: impl Into<Expression>,
    ) -> &mut CheckBuilder {
        let name = name.into_named();
        let check = CheckBuilder::new(
            self.table.name.clone(),
            name,
            expression.into(),
            Location::caller(),
        );
        let at = self.checks.len();
        self.checks.push(check);
        &mut self.checks[at]
    }

    /// An exclusion constraint called `<table>_<columns>_excl` (PostgreSQL): no two rows may compare true by all of its
    /// operators.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, schema::RangeKind};
    /// # let [postgres, ..] = preview(|_| {}, |schema| {
    /// schema.create_table("bookings", |t| {
    ///     t.range("during", RangeKind::Timestamp);
    ///     t.exclusion().with("during", "&&");
    /// });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE TABLE "bookings" (
    ///     "during" tstzrange NOT NULL,
    ///     CONSTRAINT "bookings_during_excl" EXCLUDE USING "gist" ("during" WITH &&)
    /// );"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-EXCLUDE)
    #[track_caller]
    pub fn exclusion(&mut self) -> &mut ExclusionBuilder {
        let at = self.exclusions.len();
        let exclusion = ExclusionBuilder::new(self.table.name.clone(), Location::caller());
        self.exclusions.push(exclusion);
        &mut self.exclusions[at]
    }

    /// An index called `<table>_<columns>_idx`, over what [`create_index`](crate::builder::Schema::create_index) takes.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = in_table(|t| {
    /// t.string("title", 200);
    /// t.index("title");
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
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createindex.html),
    /// [MySQL](https://dev.mysql.com/doc/refman/8.4/en/create-index.html),
    /// [SQLite](https://www.sqlite.org/lang_createindex.html)
    #[track_caller]
    pub fn index<K>(&mut self, parts: impl IntoIndexParts<K>) -> &mut IndexBuilder {
        let index = IndexBuilder::new(
            self.table.name.clone(),
            parts.into_index_parts(),
            Location::caller(),
        );
        let at = self.indexes.len();
        self.indexes.push(index);
        &mut self.indexes[at]
    }
}
