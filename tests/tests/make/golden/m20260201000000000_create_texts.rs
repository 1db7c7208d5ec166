use migratory::prelude::*;

pub struct CreateNotes;

#[migration]
impl Migration for CreateNotes {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("notes", |t| {
            t.id();
            t.text("body");
            t.citext("name").optional();
            t.char("code", 3).optional();
            t.text("motto").default("it is \"quoted\"");
        });
    }
}
