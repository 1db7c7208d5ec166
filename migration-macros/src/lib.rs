//! The procedural macros of migratory.
//!
//! Each macro is a folder that reads parse -> check -> expand, and expands to a few lines that call ordinary functions.
//! Use them through the `migratory` crate, which re-exports them and what they expand to.

mod migration;

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
