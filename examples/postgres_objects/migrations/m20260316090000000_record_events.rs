use migratory::prelude::*;

use super::app_role;

pub struct RecordEvents;

#[migration]
impl Migration for RecordEvents {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("events", |t| {
            t.comment("Doors that were opened: many, and of little worth after a year");
            t.references("tenant_id", "tenants").on_delete(Cascade);
            t.string("door", 50);
            t.timestamp("at");
            t.partition_by(PartitionStrategy::Range, "at");
        });
        schema
            .create_partition("events_2026", "events")
            .for_values_from_to(["2026-01-01 00:00:00+00"], ["2027-01-01 00:00:00+00"]);
        schema.create_partition("events_later", "events").default();
        schema.grant([Privilege::Insert], "events").to(app_role());
    }
}
