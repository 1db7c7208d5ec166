use migratory::prelude::*;

pub struct CreateFlags;

#[migration]
impl Migration for CreateFlags {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("flags", |t| {
            t.id();
            t.boolean("active");
            t.boolean("visible").default(true);
            t.boolean("hidden").default(false);
        });
    }
}
