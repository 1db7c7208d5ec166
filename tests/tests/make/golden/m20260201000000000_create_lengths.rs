use migratory::prelude::*;

pub struct CreateComments;

#[migration]
impl Migration for CreateComments {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("comments", |t| {
            t.id();
            t.string("title", 200);
            t.char("code", 2);
            t.string("name", 255).optional();
            t.string("slug", 255);
        });
    }
}
