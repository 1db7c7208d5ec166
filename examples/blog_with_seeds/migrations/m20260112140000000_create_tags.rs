use migratory::prelude::*;

pub struct CreateTags;

#[migration]
impl Migration for CreateTags {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("tags", |t| {
            t.id();
            t.string("name", 50).unique();
            t.string("description", 200).optional();
        });
        schema.create_table("post_tags", |t| {
            t.references("post_id", "posts").on_delete(Cascade);
            t.references("tag_id", "tags").on_delete(Cascade);
            t.primary_key(["post_id", "tag_id"]);
        });
    }
}
