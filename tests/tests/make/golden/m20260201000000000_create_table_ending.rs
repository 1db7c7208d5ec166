use migratory::prelude::*;

pub struct CreateCommentsTable;

#[migration]
impl Migration for CreateCommentsTable {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("comments", |t| {
            t.id();
            t.string("title", 255);
        });
    }
}
