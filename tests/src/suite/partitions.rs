//! Tables that are cut into partitions.

use migration_core::schema::PartitionStrategy;
use migratory::prelude::*;

use super::{Case, needs};

/// Events by the day, with keys and an index.
fn events() -> Case {
    Case::new().needs(needs::PARTITIONS).before(|schema| {
        schema.create_table("events", |t| {
            t.integer("id");
            t.date("day");
            t.text("note").optional().index();
            t.primary_key(["id", "day"]);
            t.check("events_id_check", "id > 0");
            t.partition_by(PartitionStrategy::Range, "day");
        });
    })
}

const IN_2026: &str = "INSERT INTO events VALUES (1, '2026-05-06', NULL)";

pub fn an_index_is_made_of_the_parts_that_are_attached() -> Case {
    let valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'events_day_idx'::regclass";
    events()
        .before(|schema| {
            schema
                .create_partition("events_2026", "events")
                .for_values_from_to(["2026-01-01"], ["2027-01-01"]);
            schema.create_partition("events_rest", "events").default();
        })
        .rows([IN_2026])
        .change(|schema| {
            schema.create_index("events", "day").only();
            schema.create_index("events_2026", "day").concurrently();
            schema.create_index("events_rest", "day").concurrently();
            for partition in ["events_2026", "events_rest"] {
                let part = format!("{partition}_day_idx");
                schema.attach_index("events", "events_day_idx", partition, part);
            }
        })
        .check(move |db| assert_eq!(db.value(valid), "t"))
}

pub fn rows_go_to_the_partition_that_holds_them() -> Case {
    events()
        .change(|schema| {
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
        })
        .check(|db| {
            db.accepts(IN_2026);
            db.accepts(
                "INSERT INTO events VALUES (2, '2030-05-06', NULL), (3, '2020-05-06', NULL)",
            );
            db.refuses("INSERT INTO events VALUES (2000, '2030-05-06', NULL)");
            let of = "SELECT tableoid::regclass FROM events ORDER BY id";
            assert_eq!(
                db.column(of),
                ["events_2026", "events_later", "events_rest"]
            );
        })
}

pub fn a_table_becomes_a_partition_with_its_rows() -> Case {
    events()
        .before(|schema| {
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
        })
        .rows([
            "INSERT INTO old_events VALUES (1, '2020-05-06', NULL)",
            "INSERT INTO bare_events VALUES (1, '2019-05-06', NULL)",
        ])
        .change(|schema| {
            schema
                .attach_partition("events", "old_events")
                .for_values_from_to(["2020-01-01"], ["2021-01-01"]);
            schema
                .attach_partition("events", "bare_events")
                .for_values_from_to(["2019-01-01"], ["2020-01-01"]);
        })
        .check(|db| {
            assert_eq!(db.value("SELECT count(*) FROM events"), "2");
            db.refuses("INSERT INTO events VALUES (1, '2020-05-06', NULL)");
        })
}

pub fn a_partition_keeps_the_defaults_and_comments_of_its_own() -> Case {
    events()
        .before(|schema| {
            schema.create_table("old_events", |t| {
                t.integer("id");
                t.date("day");
                t.text("note").default("old").comment("of the old days");
                t.check("events_id_check", "id > 0");
            });
            schema.alter_table("events", |t| t.set_default("note", "new"));
            schema
                .attach_partition("events", "old_events")
                .for_values_from_to(["2020-01-01"], ["2021-01-01"]);
        })
        .change(|schema| {
            schema.alter_table("events", |t| t.rename_column("note", "remark"));
            schema.detach_partition("events", "old_events");
        })
        .check(|db| {
            db.accepts("INSERT INTO old_events (id, day) VALUES (1, '2020-05-06')");
            assert_eq!(db.column("SELECT remark FROM old_events"), ["old"]);
            assert_eq!(
                db.value("SELECT col_description('old_events'::regclass, 3)"),
                "of the old days"
            );
        })
        .check_back(|db| {
            db.accepts("INSERT INTO old_events (id, day) VALUES (1, '2020-05-06')");
            assert_eq!(db.column("SELECT note FROM events"), ["old"]);
        })
}

pub fn a_partition_becomes_a_table_with_its_rows() -> Case {
    events()
        .before(|schema| {
            schema
                .create_partition("events_2026", "events")
                .for_values_from_to(["2026-01-01"], ["2027-01-01"]);
        })
        .rows([IN_2026])
        .change(|schema| {
            schema.detach_partition("events", "events_2026");
        })
        .check(|db| {
            assert_eq!(db.value("SELECT count(*) FROM events_2026"), "1");
            assert_eq!(db.value("SELECT count(*) FROM events"), "0");
            db.refuses("INSERT INTO events_2026 VALUES (0, '2026-05-07', NULL)");
            db.accepts("INSERT INTO events_2026 VALUES (1, '2030-05-07', NULL)");
        })
}

pub fn a_partition_is_detached_concurrently() -> Case {
    events()
        .before(|schema| {
            schema
                .create_partition("events_2026", "events")
                .for_values_from_to(["2026-01-01"], ["2027-01-01"]);
        })
        .rows([IN_2026])
        .change(|schema| {
            schema
                .detach_partition("events", "events_2026")
                .concurrently();
        })
        .check(|db| db.accepts("INSERT INTO events_2026 VALUES (1, '2030-05-07', NULL)"))
}

pub fn partitions_follow_their_parent() -> Case {
    events()
        .before(|schema| {
            schema
                .create_partition("events_2026", "events")
                .for_values_from_to(["2026-01-01"], ["2027-01-01"]);
        })
        .rows([IN_2026])
        .change(|schema| {
            schema.alter_table("events", |t| {
                t.add_column("kind", integer()).default(7);
                t.rename_column("note", "notes");
            });
            schema.create_index("events_2026", ["kind", "notes"]);
            schema.create_index("events", "kind");
            schema.rename_table("events", "happenings");
            schema.detach_partition("happenings", "events_2026");
        })
        .check(|db| {
            assert_eq!(db.value("SELECT kind FROM events_2026"), "7");
            let indexes = "SELECT count(*) FROM pg_index WHERE indrelid = 'events_2026'::regclass";
            assert_eq!(db.value(indexes), "4");
        })
}

pub fn rows_of_a_partitioned_table_go_to_their_partition() -> Case {
    Case::new()
        .needs(needs::PARTITIONS)
        .change(|schema| {
            schema.create_table("readings", |t| {
                t.integer("sensor");
                t.date("taken");
                t.primary_key(["sensor", "taken"]);
                t.partition_by(PartitionStrategy::Range, "taken");
            });
            schema
                .sql("CREATE TABLE readings_2026 PARTITION OF readings FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')")
                .down("DROP TABLE readings_2026");
        })
        .check(|db| {
            db.accepts("INSERT INTO readings VALUES (1, '2026-05-05')");
            assert_eq!(db.column("SELECT sensor FROM readings_2026"), ["1"]);
            db.refuses("INSERT INTO readings VALUES (1, '2026-05-05')");
            db.refuses("INSERT INTO readings VALUES (1, '2027-05-05')");
        })
}
