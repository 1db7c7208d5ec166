use migratory::prelude::*;

pub struct CreateEvents;

#[migration]
impl Migration for CreateEvents {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("events", |t| {
            t.id();
            t.date("day");
            t.time("at").optional();
            t.timestamp("starts");
            t.timestamp("ends").optional();
            t.local_timestamp("local").optional();
            t.interval("lasts").optional();
        });
    }
}
