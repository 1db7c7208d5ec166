//! The procedural macros of migratory.
//!
//! Each macro is a folder that reads parse -> check -> expand, and expands to a few lines that call ordinary functions.
//! Use them through the `migratory` crate, which re-exports them and what they expand to.

mod case;
mod db_enum;
mod history_tests;
mod impl_block;
mod migration;
mod model;
mod near;
mod options;
mod place;
mod seeder;
mod sql_migrations;
mod test;

use proc_macro::TokenStream;

/// Registers a migration, so that `Migrator::registered()` and the command line find it.
///
/// It goes on the `impl Migration` or `impl DataMigration` of a unit struct, and leaves it as it is.
///
/// ```
/// mod m20260102103000000_create_posts {
///     use migratory::prelude::*;
///
///     pub struct CreatePosts;
///
///     #[migration]
///     impl Migration for CreatePosts {
///         fn up(&self, schema: &mut Schema) {
///             schema.create_table("posts", |t| {
///                 t.id();
///                 t.string("title", 200);
///             });
///         }
///     }
/// }
/// ```
///
/// A [`DataMigration`](https://docs.rs/migratory/latest/migratory/trait.DataMigration.html) reads and writes rows, so it
/// is async, and has `#[async_trait]` below:
///
/// ```
/// mod m20260103110000000_add_admin {
///     use migratory::prelude::*;
///
///     pub struct AddAdmin;
///
///     #[migration]
///     #[async_trait]
///     impl DataMigration for AddAdmin {
///         async fn up(&self, db: &mut Db<'_>) -> Result<()> {
///             if !db.exists("users", row! { "email" => "admin@example.com" }).await? {
///                 db.insert("users", row! { "email" => "admin@example.com" }).await?;
///             }
///             Ok(())
///         }
///
///         async fn down(&self, db: &mut Db<'_>) -> Result<()> {
///             let admin = db.query("DELETE FROM users WHERE email = $1").bind("admin@example.com");
///             admin.execute().await?;
///             Ok(())
///         }
///     }
/// }
/// ```
///
/// The migration is called what its module is called: `m`, a timestamp of 8, 14 or 17 digits, `_`, and a word. Above,
/// the first is `20260102103000000_create_posts`.
///
/// | option | meaning |
/// | --- | --- |
/// | `name = "..."` | The name, whatever the module is called: 1 to 255 ASCII letters, digits, `_`, `-` and `.`. |
/// | `phase = "post-deploy"` | It runs after the deploy. |
/// | `transaction = false` | Its own SQL runs in no transaction. |
/// | `replaces = ["...", "..."]` | It takes the place of these migrations; see below. |
/// | `crate = "..."` | The path of the `migratory` crate, where it is not `::migratory`. |
///
/// # One migration for many
///
/// A migration that `replaces` others takes their place in the history. The command `squash` writes one, and proves by replay
/// that it leaves the schema that they leave; `check` proves it again as long as the program has both.
///
/// ```
/// mod m20260201000000001_shop {
///     use migratory::prelude::*;
///
///     pub struct Shop;
///
///     #[migration(replaces = ["m20260101000000000_create_posts", "m20260201000000000_add_subtitle"])]
///     impl Migration for Shop {
///         fn up(&self, schema: &mut Schema) {
///             schema.create_table("posts", |t| {
///                 t.id();
///                 t.string("title", 200);
///                 t.string("subtitle", 200).optional();
///             });
///         }
///     }
/// }
/// ```
///
/// | the ledger has | what happens |
/// | --- | --- |
/// | none of them | It runs, and they do not. |
/// | all of them | It counts as applied, and nothing runs. The next run that writes records it: its row takes the place of theirs. |
/// | some of them | The others run as they are, then it is recorded. Where the program no longer has them, that is an error that names them. |
///
/// The replaced ones stay in the program until every database has passed the squash; then their files may go, and once it is
/// recorded everywhere, `replaces` as well. It is rolled back as one migration, whatever batches they were of. A program of
/// before the squash that meets a database where it is recorded finds its own migrations applied.
///
/// It is an `impl Migration`, sorted after all that it replaces, and of their phase. It may replace a migration that replaces
/// others.
#[proc_macro_attribute]
pub fn migration(options: TokenStream, item: TokenStream) -> TokenStream {
    migration::expand(options.into(), item.into()).into()
}

/// Registers a seeder, so that `Migrator::seed` and the command `seed` find it.
///
/// It goes on the `impl Seeder` of a unit struct, with `#[async_trait]` below it, and leaves it as it is. The seeder is called
/// what its type is called:
///
/// ```
/// use migratory::prelude::*;
///
/// pub struct BaseRoles;
///
/// #[seeder]
/// #[async_trait]
/// impl Seeder for BaseRoles {
///     async fn run(&self, db: &mut Db<'_>) -> Result<()> {
///         db.upsert("roles", ["name"], [row! { "name" => "admin" }]).await?;
///         Ok(())
///     }
/// }
///
/// pub struct DemoUsers;
///
/// #[seeder(environments = ["development", "test"], after = [BaseRoles])]
/// #[async_trait]
/// impl Seeder for DemoUsers {
///     async fn run(&self, db: &mut Db<'_>) -> Result<()> {
///         let ada = row! { "email" => "ada@example.com", "role" => "admin" };
///         db.upsert("users", ["email"], [ada]).await?;
///         Ok(())
///     }
/// }
/// ```
///
/// On a unit struct itself it declares rows that are in a CSV or JSON file (see
/// [`SeedRows`](https://docs.rs/migratory/latest/migratory/struct.SeedRows.html) for what these look like). The path begins
/// at the folder of the package's `Cargo.toml`; the file becomes a part of the program:
///
/// ```
/// use migratory::prelude::*;
///
/// #[seeder(file = "tests/data/countries.csv", table = "countries", key = ["code"])]
/// pub struct Countries;
/// ```
///
/// | option | meaning |
/// | --- | --- |
/// | `environments = ["...", "..."]` | The environments that it is for; all of them, unless said. |
/// | `after = [Type, "name"]` | It runs after these, where they run: types with `#[seeder]`, or names. |
/// | `name = "..."` | What the ledger knows it by, whatever the type is called. |
/// | `version = 2` | A part of its content: another one makes it run again. |
/// | `crate = "..."` | The path of the `migratory` crate, where it is not `::migratory`. |
/// | `file`, `table`, `key` | Rows in a file: where from, where to (`"roles"`, `("audit", "roles")`), and the columns that tell them apart. |
///
/// A seeder runs again when its content is another one: the tokens of the `impl` (spaces, line breaks, comments and
/// documentation do not count, but braces that formatting puts around a long arm of a `match` do), the bytes of its file and of what it includes by `include_str!("...")` or `include_bytes!("...")`, its
/// `version`, and what its `fn fingerprint` gives back. Functions and constants that the code uses are not seen.
#[proc_macro_attribute]
pub fn seeder(options: TokenStream, item: TokenStream) -> TokenStream {
    seeder::expand(options.into(), item.into()).into()
}

/// Registers the SQL files of a folder as migrations, so that `Migrator::registered()` and the command line find them.
///
/// ```ignore
/// migratory::sql_migrations!("migrations/sql");
/// ```
///
/// The folder is relative to that of the crate. The files are in the program then; to read them from a folder while it
/// runs, use `Migrator::add_sql_folder`. They are sorted by name among the migrations in Rust.
///
/// | in the folder | is |
/// | --- | --- |
/// | `NAME.sql` | a migration: with the lines `-- UP` and `-- DOWN` its two ways, without them only the way up |
/// | `NAME.up.sql` and `NAME.down.sql` | the two ways of one |
/// | `NAME/up.sql` and `NAME/down.sql` | the same; diesel's `metadata.toml` beside them is read, too |
/// | `V1__NAME.sql` or `U1__NAME.sql`, also in a folder | refinery's: the way up of `1_NAME` |
///
/// The folders of sqlx, diesel and refinery are taken as they are: `2_b` comes before `10_c`, and the first line
/// `-- no-transaction` is known. What is applied already is told by `adopt`.
///
/// What the ledger does not take in a name (a space, say) becomes `_` there.
///
/// A file runs in a transaction, as far as the database can do that. What cannot run in one (`CREATE INDEX CONCURRENTLY`,
/// `VACUUM`) says so above all SQL:
///
/// ```sql
/// -- migratory: transaction=false
/// CREATE INDEX CONCURRENTLY posts_title_idx ON posts (title);
/// ```
///
/// A file is SQL as the database's own client takes it, many statements, functions and triggers included; on MySQL no
/// `DELIMITER` is needed, on PostgreSQL the `COPY ... FROM stdin` of a dump is read. Nothing is derived from it: without a
/// way down it cannot be rolled back.
///
/// Cargo has to see when files are added or removed, for which the crate needs a `build.rs`; without it, this is an error
/// that says what to write:
///
/// ```ignore
/// fn main() {
///     println!("cargo::rerun-if-changed=migrations/sql");
/// }
/// ```
///
/// Another option is `crate = "..."`: the path of the `migratory` crate, where it is not `::migratory`.
#[proc_macro]
pub fn sql_migrations(input: TokenStream) -> TokenStream {
    sql_migrations::expand(input.into()).into()
}

/// Makes a struct the model of a table: its fields are the columns. What the models of a program say is compared with its
/// migrations; by itself, a model changes nothing.
///
/// ```
/// use chrono::{DateTime, Utc};
/// use migratory::core::preview::preview;
/// use migratory::prelude::*;
///
/// #[derive(Model)]
/// #[model(index(status, created_at desc), check("name_filled", "name <> ''"))]
/// pub struct User {
///     #[model(primary_key)]
///     pub id: i64,
///     #[model(unique, max_length = 320)]
///     pub email: String,
///     #[model(was = "nickname")]
///     pub name: Option<String>,
///     #[model(default = "active")]
///     pub status: UserStatus,
///     #[model(references = "organizations.id", on_delete = "cascade")]
///     pub org_id: Option<i64>,
///     #[model(default_sql = "now()")]
///     pub created_at: DateTime<Utc>,
/// }
///
/// #[derive(DbEnum)]
/// pub enum UserStatus {
///     Active,
///     Suspended,
/// }
///
/// #[derive(Model)]
/// pub struct Organization {
///     #[model(primary_key)]
///     pub id: i64,
/// }
///
/// // The same, said by a migration:
/// fn up(schema: &mut Schema) {
///     schema.create_type("user_status", ["active", "suspended"]);
///     schema.create_table("organizations", |t| {
///         t.id();
///     });
///     schema.create_table("users", |t| {
///         t.id();
///         t.string("email", 320).unique();
///         t.text("name").optional();
///         t.enumeration("status", "user_status").default("active");
///         t.references("org_id", "organizations").optional().on_delete(Cascade);
///         t.created_at();
///         t.index([col("status"), col("created_at").desc()]);
///         t.check("name_filled", "name <> ''");
///     });
/// }
///
/// assert_eq!(preview(|_| {}, up).postgres(), r#"CREATE TYPE "user_status" AS ENUM ('active', 'suspended');
/// CREATE TABLE "organizations" (
///     "id" bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
///     CONSTRAINT "organizations_pkey" PRIMARY KEY ("id")
/// );
/// CREATE TABLE "users" (
///     "id" bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
///     "email" varchar(320) NOT NULL,
///     "name" text,
///     "status" "user_status" NOT NULL DEFAULT 'active',
///     "org_id" bigint,
///     "created_at" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
///     CONSTRAINT "users_pkey" PRIMARY KEY ("id"),
///     CONSTRAINT "users_email_key" UNIQUE ("email"),
///     CONSTRAINT "users_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "organizations" ("id") ON DELETE CASCADE,
///     CONSTRAINT "name_filled" CHECK (name <> '')
/// );
/// CREATE INDEX "users_org_id_idx" ON "users" ("org_id");
/// CREATE INDEX "users_status_created_at_idx" ON "users" ("status", "created_at" DESC);
/// "#);
/// # struct Recorded;
/// # impl Migration for Recorded {
/// #     fn up(&self, schema: &mut Schema) { up(schema) }
/// # }
/// # let meta = migratory::core::migration::Meta::new("", Some("1"), migratory::Location::caller());
/// # let body = migratory::core::registry::Body::Pure(std::sync::Arc::new(Recorded));
/// # let history = migratory::core::registry::History::from_bodies([(meta, body)]).unwrap();
/// # let built = migratory::core::replay::replay(&history).unwrap();
/// # let models = migratory::model::state([User::table(), Organization::table()]).unwrap();
/// # assert_eq!(models.state, built);
/// ```
///
/// The table is called as the struct, many of it: `BlogPost` is `blog_posts`. Which column type each Rust type has is in
/// [`ColumnTypeOf`](https://docs.rs/migratory/latest/migratory/trait.ColumnTypeOf.html); a field is NOT NULL unless it is an
/// `Option`. Keys, indexes and checks have the names that the builder gives.
///
/// On the struct:
///
/// | option | meaning |
/// | --- | --- |
/// | `table = "..."`, `schema = "..."` | Its name, and the schema that it is in. |
/// | `comment = "..."` | The comment on the table. |
/// | `was = "..."` | What the table was called: it is renamed, not dropped. Stays as long as there are databases of before. |
/// | `primary_key(a, b)` | The primary key, of several fields; of one, see below. |
/// | `unique(a, b)` | A unique constraint. Options: `nulls_not_distinct`, `deferrable`, `initially_deferred`. |
/// | `index(a, b desc, expr("lower(c)"))` | An index. After a part: `asc`, `desc`, `nulls_first`, `nulls_last`, `prefix(20)`, `ops("gin_trgm_ops")`. Options: `unique`, `method = "gin"`, `where = "..."`, `include(a)`, `nulls_not_distinct`, `comment = "..."`. |
/// | `foreign_key(a, b, references = "table(x, y)")` | A foreign key. Options: `on_delete`, `on_update`, `external`, `match_full`, `deferrable`, `initially_deferred`. |
/// | `check("name", "sql")`, `check("sql")` | A check. Those without a name are numbered: `users_check`, `users_2_check`. |
/// | `exclusion(a with "=", b with "&&")` | An exclusion constraint (PostgreSQL). Options: `method = "gist"`, `where = "..."`, `deferrable`, `initially_deferred`. |
/// | `unlogged`, `tablespace = "..."`, `with(fillfactor = 70)` | How the table is kept (PostgreSQL). |
/// | `transparent` | Of a struct around one value: it is no table, but a type that columns can be of, as its value is. |
/// | `crate = "..."` | The path of the `migratory` crate, where it is not `::migratory`. |
///
/// Keys, indexes and checks of the struct take `name = "..."`, and `was = "..."` for the name from before. Columns are named by
/// their fields or, in quotes, by their own names. Where two indexes have a column in common, clippy takes it for a mistake:
/// `#[allow(clippy::duplicated_attributes)]` on the struct tells it that it is none.
///
/// On a field:
///
/// | option | meaning |
/// | --- | --- |
/// | `column = "..."`, `was = "..."` | Its name, if it is not the field's, and the one from before. |
/// | `primary_key` | The primary key, or a part of it. An integer that is the whole key counts up by itself, as `t.id()` does, unless it has a default, is computed, refers to another table, or says `no_identity`. |
/// | `auto_increment`, `identity_always` | It counts up, key or not; it refuses explicit values (PostgreSQL). |
/// | `unique`, `index` | A unique constraint, or an index, of its own. |
/// | `references = "users.id"` | A foreign key, and an index as `t.references` makes one: none where it is unique or the whole key, or says `no_index`. With `on_delete` and `on_update`: `"cascade"`, `"restrict"`, `"set_null"`, `"set_default"`, `"no_action"`. The other table needs a model, too, unless this says `external`. |
/// | `default = ...` | A value: `"draft"`, `0`, `true`, `Status::Draft`. |
/// | `default_sql = "now()"` | An expression. |
/// | `generated = "..."`, `generated_virtual = "..."` | It is computed from other columns, when written or when read. |
/// | `check = "..."` | What must not be false of it. |
/// | `max_length = 200`, `precision = 10`, `scale = 2` | `varchar(200)` in place of `text`, `numeric(10, 2)` in place of `numeric`. |
/// | `type = "..."` | The type, whatever the field's is: as the builder or PostgreSQL calls it, else the database's own name. |
/// | `nullable` | It may hold NULL, where its type is an `Option` by another name. |
/// | `collation = "..."`, `comment = "..."` | The same as in the builder. |
/// | `skip` | It is no column. |
///
/// An expression that is not the same everywhere is said for each: `default_sql("gen_random_uuid()", mysql = "uuid()")`.
#[proc_macro_derive(Model, attributes(model))]
pub fn model(item: TokenStream) -> TokenStream {
    model::expand(item.into()).into()
}

/// Makes an enum an enum type of the database, so that fields of a model can be of it.
///
/// ```
/// use migratory::prelude::*;
///
/// #[derive(DbEnum, Debug, PartialEq)]
/// #[db_enum(name = "user_status")]
/// pub enum Status {
///     Active,
///     #[db_enum(was = "on_leave")]
///     Away,
///     #[db_enum(rename = "gone for good")]
///     Gone,
/// }
///
/// assert_eq!(Status::VALUES, ["active", "away", "gone for good"]);
/// assert_eq!(Status::Gone.as_str(), "gone for good");
/// assert_eq!(Status::from_text("away"), Some(Status::Away));
/// assert_eq!(Value::from(Status::Active), Value::from("active"));
/// ```
///
/// On PostgreSQL it is a type:
///
/// ```sql
/// CREATE TYPE "user_status" AS ENUM ('active', 'away', 'gone for good');
/// ```
///
/// On MySQL each column has the values, on SQLite a check.
///
/// | on the enum | meaning |
/// | --- | --- |
/// | `name = "..."`, `schema = "..."` | Its name, if it is not the enum's in `snake_case`, and the schema that it is in. |
/// | `rename_all = "..."` | How the values are written: `"snake_case"` unless said, `"lowercase"`, `"UPPERCASE"`, `"PascalCase"`, `"camelCase"`, `"SCREAMING_SNAKE_CASE"`, `"kebab-case"`, `"SCREAMING-KEBAB-CASE"`. |
/// | `comment = "..."` | The comment on the type (PostgreSQL). |
/// | `was = "..."` | What the type was called: it is renamed. |
/// | `crate = "..."` | The path of the `migratory` crate, where it is not `::migratory`. |
///
/// | on a variant | meaning |
/// | --- | --- |
/// | `rename = "..."` | The value, as it is in the database. |
/// | `was = "..."` | The value from before: it is renamed, and rows follow. |
///
/// The type is made when a model has a column of it.
#[proc_macro_derive(DbEnum, attributes(db_enum))]
pub fn db_enum(item: TokenStream) -> TokenStream {
    db_enum::expand(item.into()).into()
}

/// A test with a clean database: migrated, and like that again for the next test, whatever this one does.
///
/// ```ignore
/// use migratory::testing::TestDb;
///
/// #[migratory::test]
/// async fn titles_are_kept(db: TestDb) -> migratory::Result<()> {
///     db.execute("INSERT INTO posts (title) VALUES ('Hello')").await?;
///     assert_eq!(db.texts("SELECT title FROM posts").await?, ["Hello"]);
///     Ok(())
/// }
///
/// #[migratory::test(isolation = "reset", seed)]
/// async fn code_that_commits(pool: sqlx::PgPool) { /* ... */ }
///
/// #[migratory::test(databases = [sqlite, postgres, mysql])]
/// async fn everywhere(db: TestDb) { /* a test for each: everywhere::sqlite, everywhere::postgres, everywhere::mysql */ }
///
/// #[migratory::test(at = "20260102103000000_create_posts")]
/// async fn the_next_migration_keeps_rows(db: TestDb) -> migratory::Result<()> {
///     db.execute("INSERT INTO posts (title) VALUES ('Hello')").await?;
///     db.migrate().await?;
///     assert_eq!(db.texts("SELECT headline FROM posts").await?, ["Hello"]);
///     Ok(())
/// }
/// ```
///
/// | option | |
/// | --- | --- |
/// | `isolation = "tx"` | how it is kept apart: `tx` (unless said), `reset`, `db`, `schema`, `memory`; see `migratory::testing` |
/// | `seed` | the seeders of the environment `test` run first |
/// | `at = "NAME"` | migrated up to this migration and no further; `isolation = "db"` (SQLite: `"memory"`) unless said |
/// | `migrations = crate::migrator` | a function that makes the `Migrator`, instead of all that is registered |
/// | `databases = [sqlite, postgres]` | a test for each of these |
/// | `connections = 3` | how many connections its pool has at most; 3 unless said |
///
/// An argument is whatever a `TestDb` has: `TestDb`, `Database`, sqlx's `PgPool`, `MySqlPool`, `SqlitePool`. The function answers
/// with nothing, or with a `Result`. `#[ignore]`, `#[should_panic]` and `#[cfg]` do what they do on any test. Needs the feature
/// `testing`.
#[proc_macro_attribute]
pub fn test(options: TokenStream, item: TokenStream) -> TokenStream {
    test::expand(options.into(), item.into()).into()
}

/// Tests of the history, in a module `history`: it replays without a database; each migration goes up, down and up again on a
/// database of its own, and what `down` leaves is what was before; no file with a migration is left out of the program.
///
/// ```ignore
/// // In the crate of the migrations. On SQLite, or the database of MIGRATORY_TEST_URL:
/// migratory::history_tests!();
///
/// // On several; a test for each migration and each of them.
/// migratory::history_tests!(databases = [sqlite, postgres]);
/// ```
///
/// | option | |
/// | --- | --- |
/// | `folder = "src/migrations"` | where the files are that have `#[migration]` or `sql_migrations!`; `src` unless said |
/// | `names = ["..."]` | migrations that no file there shows |
/// | `migrations = crate::migrator` | a function that makes the `Migrator`, instead of all that is registered |
/// | `databases = [sqlite, postgres]` | where they run |
///
/// The list is made when the program is compiled; a file that was added since, and that cargo does not know of, is told by
/// `history::every_migration_has_a_test`. Needs the feature `testing`.
#[proc_macro]
pub fn history_tests(input: TokenStream) -> TokenStream {
    history_tests::expand(input.into()).into()
}
