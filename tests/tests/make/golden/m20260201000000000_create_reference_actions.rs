use migratory::prelude::*;

pub struct CreateComments;

#[migration]
impl Migration for CreateComments {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("comments", |t| {
            t.id();
            t.references("post_id", "posts").on_delete(Cascade);
            t.references("editor_id", "users")
                .optional()
                .on_delete(SetNull);
            t.uuid("author_id")
                .references("authors", "id")
                .on_update(Restrict)
                .index();
        });
    }
}
