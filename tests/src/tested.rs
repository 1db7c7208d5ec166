//! What the tests of the test support migrate: tables that refer to each other, rows that migrations put there, keys that count.

use migration_core::Location;
use migration_core::migration::Meta;
use migratory::prelude::*;

struct CreateBlog;

impl Migration for CreateBlog {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("states", |t| {
            t.string("name", 40).primary_key();
            t.integer("rank");
        });
        for (rank, name) in (1..).zip(["draft", "it's \"ready\", \\ or so", "gone"]) {
            schema.insert("states", row! { "name" => name, "rank" => rank });
        }
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 100).unique();
            t.references("best_friend_id", "users").optional();
        });
        schema.create_table("posts", |t| {
            t.id();
            t.references("user_id", "users").on_delete(Cascade);
            t.string("state", 40)
                .references("states", "name")
                .default("draft");
            t.string("title", 200);
            t.string("slug", 200).generated_stored("lower(title)");
        });
        schema.insert("users", row! { "name" => "root" });
    }

    // Not registered: this is in every program of tests.
    fn meta(&self) -> Meta {
        Meta::new(
            "",
            Some("20260101000000000_create_blog"),
            Location::caller(),
        )
    }
}

/// All of them, not registered.
///
/// # Errors
///
/// None.
pub fn migrator() -> Result<Migrator> {
    Ok(Migrator::new().add(CreateBlog))
}
