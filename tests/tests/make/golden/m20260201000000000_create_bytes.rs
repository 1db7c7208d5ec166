use migratory::prelude::*;

pub struct CreateFiles;

#[migration]
impl Migration for CreateFiles {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("files", |t| {
            t.id();
            t.binary("data");
            t.binary("more").optional();
        });
    }
}
