use migratory::prelude::*;

pub struct CreateNotes;

#[migration]
impl Migration for CreateNotes {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("notes", |t| {
            t.id();
            t.json("meta").optional();
            t.jsonb("more").default("{}");
        });
    }
}
