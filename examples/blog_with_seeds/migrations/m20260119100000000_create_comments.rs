use migratory::prelude::*;

pub struct CreateComments;

#[migration]
impl Migration for CreateComments {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("comments", |t| {
            t.id();
            t.references("post_id", "posts").on_delete(Cascade);
            t.references("author_id", "users").on_delete(Cascade);
            t.text("body");
            t.created_at();
        });
    }
}
