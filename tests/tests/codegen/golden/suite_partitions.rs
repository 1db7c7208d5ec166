//! What is written for "suite_partitions".

use migratory::prelude::*;

pub struct AnIndexIsMadeOfThePartsThatAreAttached;

#[migration(name = "20260301000000000_partitions_1")]
impl Migration for AnIndexIsMadeOfThePartsThatAreAttached {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("events", |t| {
            t.integer("id").check("id > 0");
            t.date("day");
            t.text("note").optional().index();
            t.primary_key(["id", "day"]);
            t.partition_by(PartitionStrategy::Range, "day");
        });

        schema
            .create_partition("events_2026", "events")
            .for_values_from_to(["2026-01-01"], ["2027-01-01"]);
        schema.create_partition("events_rest", "events").default();
        schema.create_index("events", "day").only();
        schema.create_index("events_2026", "day").concurrently();
        schema.create_index("events_rest", "day").concurrently();
        schema.attach_index(
            "events",
            "events_day_idx",
            "events_2026",
            "events_2026_day_idx",
        );
        schema.attach_index(
            "events",
            "events_day_idx",
            "events_rest",
            "events_rest_day_idx",
        );
    }
}

pub struct RowsGoToThePartitionThatHoldsThem;

#[migration(name = "20260301000000000_partitions_2")]
impl Migration for RowsGoToThePartitionThatHoldsThem {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("events", |t| {
            t.integer("id").check("id > 0");
            t.date("day");
            t.text("note").optional().index();
            t.primary_key(["id", "day"]);
            t.partition_by(PartitionStrategy::Range, "day");
        });

        schema
            .create_partition("events_2026", "events")
            .for_values_from_to(["2026-01-01"], ["2027-01-01"]);

        schema.create_table("events_later", |t| {
            t.partition_of("events")
                .for_values_from_to(["2027-01-01".into()], [max_value()]);
            t.check("later", "id < 1000");
            t.index("day");
        });

        schema.create_partition("events_rest", "events").default();
    }
}

pub struct ATableBecomesAPartitionWithItsRows;

#[migration(name = "20260301000000000_partitions_3")]
impl Migration for ATableBecomesAPartitionWithItsRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("events", |t| {
            t.integer("id").check("id > 0");
            t.date("day");
            t.text("note").optional().index();
            t.primary_key(["id", "day"]);
            t.partition_by(PartitionStrategy::Range, "day");
        });

        schema.create_table("old_events", |t| {
            t.integer("id");
            t.date("day");
            t.text("note").optional().index();
            t.primary_key(["id", "day"]).name("old_key");
            t.check("events_id_check", "id > 0");
        });

        schema.create_table("bare_events", |t| {
            t.integer("id");
            t.date("day");
            t.text("note").optional().comment("of the old days");
            t.check("events_id_check", "id > 0");
        });

        schema
            .attach_partition("events", "old_events")
            .for_values_from_to(["2020-01-01"], ["2021-01-01"]);
        schema
            .attach_partition("events", "bare_events")
            .for_values_from_to(["2019-01-01"], ["2020-01-01"]);
    }
}

pub struct APartitionKeepsTheDefaultsAndCommentsOfItsOwn;

#[migration(name = "20260301000000000_partitions_4")]
impl Migration for APartitionKeepsTheDefaultsAndCommentsOfItsOwn {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("events", |t| {
            t.integer("id").check("id > 0");
            t.date("day");
            t.text("note").optional().index();
            t.primary_key(["id", "day"]);
            t.partition_by(PartitionStrategy::Range, "day");
        });

        schema.create_table("old_events", |t| {
            t.integer("id");
            t.date("day");
            t.text("note").default("old").comment("of the old days");
            t.check("events_id_check", "id > 0");
        });

        schema.alter_table("events", |t| {
            t.set_default("note", "new");
        });

        schema
            .attach_partition("events", "old_events")
            .for_values_from_to(["2020-01-01"], ["2021-01-01"]);

        schema.alter_table("events", |t| {
            t.rename_column("note", "remark");
        });

        schema.detach_partition("events", "old_events");
    }
}

pub struct APartitionBecomesATableWithItsRows;

#[migration(name = "20260301000000000_partitions_5")]
impl Migration for APartitionBecomesATableWithItsRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("events", |t| {
            t.integer("id").check("id > 0");
            t.date("day");
            t.text("note").optional().index();
            t.primary_key(["id", "day"]);
            t.partition_by(PartitionStrategy::Range, "day");
        });

        schema
            .create_partition("events_2026", "events")
            .for_values_from_to(["2026-01-01"], ["2027-01-01"]);
        schema.detach_partition("events", "events_2026");
    }
}

pub struct APartitionIsDetachedConcurrently;

#[migration(name = "20260301000000000_partitions_6")]
impl Migration for APartitionIsDetachedConcurrently {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("events", |t| {
            t.integer("id").check("id > 0");
            t.date("day");
            t.text("note").optional().index();
            t.primary_key(["id", "day"]);
            t.partition_by(PartitionStrategy::Range, "day");
        });

        schema
            .create_partition("events_2026", "events")
            .for_values_from_to(["2026-01-01"], ["2027-01-01"]);
        schema
            .detach_partition("events", "events_2026")
            .concurrently();
    }
}

pub struct PartitionsFollowTheirParent;

#[migration(name = "20260301000000000_partitions_7")]
impl Migration for PartitionsFollowTheirParent {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("events", |t| {
            t.integer("id").check("id > 0");
            t.date("day");
            t.text("note").optional().index();
            t.primary_key(["id", "day"]);
            t.partition_by(PartitionStrategy::Range, "day");
        });

        schema
            .create_partition("events_2026", "events")
            .for_values_from_to(["2026-01-01"], ["2027-01-01"]);

        schema.alter_table("events", |t| {
            t.add_column("kind", integer()).default(7);
            t.rename_column("note", "notes");
        });

        schema.create_index("events_2026", ["kind", "notes"]);
        schema.create_index("events", "kind");
        schema.rename_table("events", "happenings");
        schema.detach_partition("happenings", "events_2026");
    }
}

pub struct RowsOfAPartitionedTableGoToTheirPartition;

#[migration(name = "20260301000000000_partitions_8")]
impl Migration for RowsOfAPartitionedTableGoToTheirPartition {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("readings", |t| {
            t.integer("sensor");
            t.date("taken");
            t.primary_key(["sensor", "taken"]);
            t.partition_by(PartitionStrategy::Range, "taken");
        });

        schema
            .sql(
                "CREATE TABLE readings_2026 PARTITION OF readings FOR VALUES FROM ('2026-01-01') \
                 TO ('2027-01-01')",
            )
            .down("DROP TABLE readings_2026");
    }
}
