use migratory::prelude::*;

pub struct CreateComments;

#[migration]
impl Migration for CreateComments {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("comments", |t| {
            t.id();
            t.string("title", 200)
                .optional()
                .default("untitled")
                .unique()
                .comment("shown on top of the page");
        });
    }
}
