use migratory::prelude::*;

pub struct CreatePosts;

#[migration]
impl Migration for CreatePosts {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("post_status", ["draft", "published"]);
        schema.create_table("posts", |t| {
            t.id();
            t.references("author_id", "users").on_delete(Cascade);
            t.string("title", 200);
            t.string("slug", 200).unique();
            t.text("body");
            t.enumeration("status", "post_status").default("draft");
            t.timestamp("published_at").optional();
        });
    }
}
