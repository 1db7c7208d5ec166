use migratory::prelude::*;

pub struct CreateComments;

#[migration]
impl Migration for CreateComments {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("comments", |t| {
            t.id();
            t.uuid("author_id").references("authors", "id").index();
            t.references("post_id", "posts");
            t.references("editor_id", "users").optional();
        });
    }
}
