//! The typed DSL: records operations, each with the caller's place in the source, and does nothing else.
//!
//! ```
//! # use migration_core::{builder::*, migration::Migration, preview::preview, schema::ReferentialAction::Cascade};
//! pub struct CreatePosts;
//!
//! impl Migration for CreatePosts {
//!     fn up(&self, schema: &mut Schema) {
//!         schema.create_type("post_status", ["draft", "published", "archived"]);
//!
//!         schema.create_table("posts", |t| {
//!             t.uuid("id").primary_key();
//!             t.string("title", 200);
//!             t.text("content").optional();      // columns are NOT NULL unless optional
//!             t.decimal("price", 10, 2).default(0);
//!             t.enumeration("status", "post_status").default("draft");
//!             t.uuid("author_id");
//!             t.timestamp("published_at").optional();
//!             t.created_at();
//!         });
//!
//!         schema.add_foreign_key("posts", "author_id").references("users", "id").on_delete(Cascade);
//!         schema.create_index("posts", ["author_id", "created_at"]);
//!         schema.create_index("posts", ["title"]).unique().filter("status = 'published'");
//!     }
//!     // No `down`: everything above can be reversed, so it is derived. Write one to say otherwise.
//! }
//! # let users = |schema: &mut Schema| {
//! #     schema.create_table("users", |t| {
//! #         t.uuid("id").primary_key();
//! #     });
//! # };
//! # let [postgres, mysql, sqlite] = preview(users, |schema| CreatePosts.up(schema)).brief();
//! # assert_eq!(postgres, r#"CREATE TYPE "post_status" AS ENUM ('draft', 'published', 'archived');
//! # CREATE TABLE "posts" (
//! #     "id" uuid NOT NULL,
//! #     "title" varchar(200) NOT NULL,
//! #     "content" text,
//! #     "price" numeric(10, 2) NOT NULL DEFAULT 0,
//! #     "status" "post_status" NOT NULL DEFAULT 'draft',
//! #     "author_id" uuid NOT NULL,
//! #     "published_at" timestamptz,
//! #     "created_at" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
//! #     CONSTRAINT "posts_pkey" PRIMARY KEY ("id")
//! # );
//! # ALTER TABLE "posts" ADD CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id") ON DELETE CASCADE;
//! # CREATE INDEX "posts_author_id_created_at_idx" ON "posts" ("author_id", "created_at");
//! # CREATE UNIQUE INDEX "posts_title_idx" ON "posts" ("title") WHERE (status = 'published');"#);
//! ```
//!
//! What a database cannot do is an error that says what to do instead, before anything is run. Above, that is the last
//! index on MySQL:
//!
//! ```
//! # use migration_core::{builder::*, preview::*};
//! # let [_, mysql, _] = preview(blog, |schema| {
//! schema.create_index("posts", ["title"]).unique().filter("status = 'published'");
//! # }).brief();
//!
//! assert_eq!(mysql, r#"error: cannot create index "posts_title_idx" on table "posts": MySQL has no indexes with a filter ("posts_title_idx")
//! help: add a generated column that is NULL for all other rows, and index that"#);
//! ```
//!
//! Each call is one operation, with its own line in whatever is said of it later. It returns what can be refined, and
//! there is no last call to make:
//!
//! ```
//! # use migration_core::{builder::*, dialect::Dialect::Postgres};
//! # let mut schema = Schema::new();
//! schema.alter_table("products", |t| {
//!     t.add_column("sku", string(50)).unique();
//!     t.drop_column("legacy_field");
//!     t.rename_column("old_name", "new_name");
//!     t.set_not_null("required_field");
//!     t.set_nullable("optional_field");
//!     t.set_default("status", "active");
//!     t.drop_default("status");
//!     t.change_type("price", decimal(12, 2)).using("price::numeric");
//! });
//! schema.drop_table("products");
//! schema.rename_table("old_name", "new_name");
//! schema.add_unique("products", ["vendor_id", "sku"]).name("unique_vendor_sku");
//! schema.add_check("products", "price_positive", "price > 0");
//! schema.drop_check("products", "price_positive");
//! schema.drop_foreign_key("posts", "posts_author_id_fkey");
//! schema.add_type_value("user_status", "banned").after("suspended");
//! schema.drop_type_value("user_status", "banned").replace_with("suspended");
//! schema.drop_type("user_status").if_exists();
//! schema.sql("CREATE FUNCTION ...").down("DROP FUNCTION ...").on(Postgres);
//! # let said: Vec<String> = schema.finish().iter().map(|recorded| recorded.operation.describe()).collect();
//! # assert_eq!(said, [
//! #     r#"add column "sku" to table "products""#,
//! #     r#"add unique constraint "products_sku_key" to table "products""#,
//! #     r#"drop column "legacy_field" of table "products""#,
//! #     r#"rename column "old_name" of table "products" to "new_name""#,
//! #     r#"forbid NULL in column "required_field" of table "products""#,
//! #     r#"allow NULL in column "optional_field" of table "products""#,
//! #     r#"set the default of column "status" of table "products""#,
//! #     r#"drop the default of column "status" of table "products""#,
//! #     r#"change the type of column "price" of table "products""#,
//! #     r#"drop table "products""#,
//! #     r#"rename table "old_name" to "new_name""#,
//! #     r#"add unique constraint "unique_vendor_sku" to table "products""#,
//! #     r#"add check "price_positive" to table "products""#,
//! #     r#"drop check "price_positive" of table "products""#,
//! #     r#"drop foreign key "posts_author_id_fkey" of table "posts""#,
//! #     r#"add value "banned" to type "user_status""#,
//! #     r#"drop value "banned" of type "user_status""#,
//! #     r#"drop type "user_status""#,
//! #     r#"run SQL: CREATE FUNCTION ..."#,
//! # ]);
//! ```
//!
//! Nothing here can fail or reach a database. What is wrong is reported, all of it at once, when the plan is made:
//!
//! ```
//! # use migration_core::{builder::*, preview::*};
//! # let [error, ..] = preview(blog, |schema| {
//! schema.alter_table("posts", |t| {
//!     t.drop_column("contents");
//!     t.set_not_null("author");
//! });
//! # }).brief();
//!
//! assert_eq!(error, r#"error: cannot drop column "contents" of table "posts": table "posts" has no column "contents" at this point
//! help: did you mean "content"?
//! error: cannot forbid NULL in column "author" of table "posts": table "posts" has no column "author" at this point"#);
//! ```
//!
//! Names are text, `("audit", "posts")` for a table in a schema, or [`sea_query`] identifiers; values are Rust values:
//!
//! ```
//! # use migration_core::{builder::*, preview::preview};
//! # use sea_query::Iden;
//! #[derive(Iden)]
//! enum Posts {
//!     Table,
//!     Id,
//!     Pinned,
//!     CreatedAt,
//! }
//!
//! # let [postgres, mysql, sqlite] = preview(|_| {}, |schema| {
//! schema.create_table(Posts::Table, |t| {
//!     t.uuid(Posts::Id).primary_key();
//!     t.boolean(Posts::Pinned).default(false);
//!     t.timestamp(Posts::CreatedAt).default(expr("now()"));
//! });
//! # }).brief();
//!
//! assert_eq!(postgres, r#"CREATE TABLE "posts" (
//!     "id" uuid NOT NULL,
//!     "pinned" boolean NOT NULL DEFAULT FALSE,
//!     "created_at" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
//!     CONSTRAINT "posts_pkey" PRIMARY KEY ("id")
//! );"#);
//! ```
//!
//! The examples show what is sent to PostgreSQL, MySQL and SQLite. Those that change something start from the tables of
//! [`preview::blog`](crate::preview::blog), and in them `t` is a part of `posts`; where SQLite must make the table anew
//! and copy its rows (<https://www.sqlite.org/lang_altertable.html#otheralter>), only the lines that differ are shown.

#[doc = include_str!("column_types.md")]
pub mod column_types {}

mod alter;
mod backfill;
mod column;
mod comment;
mod composite;
mod constraint;
mod csv;
mod data;
mod domain;
mod draft;
mod enum_type;
mod exclusion;
mod extension;
mod grant;
mod index;
mod names;
mod namespace;
mod object;
mod partition;
mod policy;
mod primary_key;
mod publication;
mod raw;
mod role;
mod routine;
mod rule;
mod schema;
mod sequence;
mod storage;
mod table;
mod trigger;
mod types;
mod unique;
mod view;

pub use alter::{AlterTable, ChangeTypeBuilder, DropColumnBuilder};
pub use backfill::BackfillBuilder;
pub use column::{AddColumnBuilder, ColumnBuilder};
pub use composite::{AlterComposite, CompositeBuilder, RangeTypeBuilder};
pub use constraint::{CheckBuilder, DropConstraintBuilder, ForeignKeyBuilder};
pub use data::{DeleteBuilder, InsertBuilder, OnConflictBuilder, UpdateBuilder};
pub use domain::{AlterDomain, DomainBuilder};
pub use enum_type::{AddValueBuilder, DropTypeBuilder, DropValueBuilder};
pub use exclusion::ExclusionBuilder;
pub use extension::ExtensionBuilder;
pub use grant::{
    GrantBuilder, IntoGrantTarget, RevokeBuilder, RowSecurityBuilder, on_routine, on_schema,
    on_sequence, on_type,
};
pub use index::{DropIndexBuilder, IndexBuilder, col, key};
pub use names::{IntoColumns, IntoIndexParts, IntoName, IntoNamed, many, one};
pub use namespace::NamespaceBuilder;
pub use object::DropObjectBuilder;
pub use partition::{DetachBuilder, PartitionBuilder, max_value, min_value};
pub use policy::PolicyBuilder;
pub use primary_key::PrimaryKeyBuilder;
pub use publication::{PublicationBuilder, StatisticsBuilder};
pub use raw::RawBuilder;
pub use role::RoleBuilder;
pub use routine::{RoutineBuilder, RoutineChangeBuilder};
pub use rule::RuleBuilder;
pub use schema::{DropTableBuilder, Schema};
pub use sequence::{AlterSequenceBuilder, RestartSequenceBuilder, SequenceBuilder, next_value};
pub use storage::ReindexBuilder;
pub use table::TableBuilder;
pub use trigger::TriggerBuilder;
pub use types::*;
pub use unique::UniqueBuilder;
pub use view::{RefreshBuilder, ViewBuilder};

use crate::schema::Expression;

/// An SQL expression, as is, the same for all databases or one for each. A `sea_query` expression is taken as well.
///
/// ```
/// # use migration_core::{builder::*, preview::*, dialect::Dialect::Mysql};
/// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
/// schema.create_index("posts", expr("lower(title)").on(Mysql, "lower(title) COLLATE utf8mb4_bin"));
/// # }).brief();
///
/// assert_eq!(postgres, r#"CREATE INDEX "posts_expr_idx" ON "posts" ((lower(title)));"#);
/// assert_eq!(mysql, "ALTER TABLE `posts` ADD INDEX `posts_expr_idx` ((lower(title) COLLATE utf8mb4_bin));");
/// assert_eq!(sqlite, r#"CREATE INDEX "posts_expr_idx" ON "posts" ((lower(title)));"#);
/// ```
pub fn expr(text: impl Into<Expression>) -> Expression {
    text.into()
}
