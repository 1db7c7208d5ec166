//! migratory in a minute: two migrations, one batch, on SQLite in a temporary file.
//!
//! ```text
//! cargo run --example quickstart
//! ```

use migratory::prelude::*;

struct CreateUsers;

#[migration(name = "20260101090000000_create_users")]
impl Migration for CreateUsers {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 320).unique();
            t.created_at();
        });
    }
}

struct CreatePosts;

#[migration(name = "20260102103000000_create_posts")]
impl Migration for CreatePosts {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("post_status", ["draft", "published"]);
        schema.create_table("posts", |t| {
            t.id();
            t.references("author_id", "users").on_delete(Cascade);
            t.string("title", 200);
            t.text("content").optional(); // columns are NOT NULL unless optional
            t.enumeration("status", "post_status").default("draft");
        });
    } // no `down`: it is derived
}

#[tokio::main]
async fn main() -> Result<()> {
    let file = std::env::temp_dir().join(format!("quickstart-{}.db", std::process::id()));
    let database = Database::connect(format!("sqlite:{}", file.display())).await?;
    let migrator = Migrator::registered()?;

    println!("{}", migrator.migrate(&database).await?); // one batch
    println!("{}", migrator.rollback(&database).await?); // undoes the batch
    println!("{}", migrator.fresh(&database).await?); // drops all, runs all

    let tables =
        "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name IN ('users', 'posts')";
    for row in database.query(tables).await? {
        println!("{};\n", row.get::<String>("sql")?);
    }
    std::fs::remove_file(file).map_err(Error::from)
}
