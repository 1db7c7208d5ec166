use migratory::prelude::*;

pub struct CreatePaths;

#[migration]
impl Migration for CreatePaths {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("paths", |t| {
            t.id();
            t.custom("path", "ltree");
        });
    }
}
