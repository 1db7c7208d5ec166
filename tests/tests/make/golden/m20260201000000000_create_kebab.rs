use migratory::prelude::*;

pub struct CreateComments;

#[migration]
impl Migration for CreateComments {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("comments", |t| {
            t.id();
            t.string("title", 255).optional();
        });
    }
}
