use migratory::prelude::*;

pub struct CreateComments;

#[migration]
impl Migration for CreateComments {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("comments", |t| {
            t.id();
            t.string("email", 255).unique();
            t.string("slug", 255).optional().unique();
            t.integer("place").optional().index();
        });
    }
}
