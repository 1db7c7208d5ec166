use migratory::prelude::*;

pub struct AttachEventsOf2025;

/// The old system's events, loaded into a table of their own.
#[migration]
impl Migration for AttachEventsOf2025 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("events_2025", |t| {
            t.big_integer("tenant_id");
            t.string("door", 50);
            t.timestamp("at");
        });
        schema
            .attach_partition("events", "events_2025")
            .for_values_from_to(["2025-01-01 00:00:00+00"], ["2026-01-01 00:00:00+00"]);
    }
}
