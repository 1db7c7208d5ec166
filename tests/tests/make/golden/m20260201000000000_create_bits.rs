use migratory::prelude::*;

pub struct CreateFlags;

#[migration]
impl Migration for CreateFlags {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("flags", |t| {
            t.id();
            t.bit("mask", 8);
            t.varbit("rest", 16).optional();
        });
    }
}
