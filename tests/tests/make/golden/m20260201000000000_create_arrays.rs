use migratory::prelude::*;

pub struct CreateComments;

#[migration]
impl Migration for CreateComments {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("comments", |t| {
            t.id();
            t.array("tags", text()).optional();
            t.array("scores", integer());
            t.array("names", string(50)).optional();
        });
    }
}
