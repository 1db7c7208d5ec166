//! The procedural macros of migratory.
//!
//! Each macro is a folder that reads parse -> check -> expand, and expands to a few lines that call ordinary functions.
//! Use them through the `migratory` crate, which re-exports them and what they expand to.

mod impl_block;
mod migration;
mod options;
mod seeder;
mod sql_migrations;

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
/// | `crate = "..."` | The path of the `migratory` crate, where it is not `::migratory`. |
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
