//! What there is in the newsroom before anything is made for it: `tests/src/bin/newsroom.rs` is the program.

use migratory::prelude::*;

/// The tables that new migrations are about. The key of `authors` is a UUID.
pub fn begin(schema: &mut Schema) {
    schema.create_type("mood", ["sad", "happy"]);
    schema.create_table("users", |t| {
        t.id();
        t.string("email", 320).optional();
    });
    schema.create_table("roles", |t| {
        t.id();
    });
    schema.create_table("authors", |t| {
        t.uuid("id").primary_key();
    });
    schema.create_table("posts", |t| {
        t.id();
        t.string("title", 200);
        t.text("body").optional();
        t.integer("price").default(0);
        t.uuid("author_id").optional();
        t.big_integer("editor_id")
            .optional()
            .references("users", "id")
            .index();
    });
    schema.create_index("posts", "price");
}
