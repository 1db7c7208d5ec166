use migratory::prelude::*;

pub struct CreateEvents;

#[migration]
impl Migration for CreateEvents {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("events", |t| {
            t.id();
            t.date("day").default(expr("CURRENT_DATE"));
            t.time("opens").default("09:00");
            t.timestamp("starts").default(expr("now()"));
        });
    }
}
