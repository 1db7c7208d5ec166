use migratory::prelude::*;

pub struct CreateCounters;

#[migration]
impl Migration for CreateCounters {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("counters", |t| {
            t.integer("number").primary_key().auto_increment();
            t.string("name", 255).optional();
        });
    }
}
