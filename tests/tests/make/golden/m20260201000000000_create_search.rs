use migratory::prelude::*;

pub struct CreatePages;

#[migration]
impl Migration for CreatePages {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("pages", |t| {
            t.id();
            t.tsvector("document").optional();
            t.vector("embedding", 384).optional();
            t.geometry("place").optional();
        });
    }
}
