//! A history with everything that PostgreSQL takes without an extension. Expressions are spelled as the server writes
//! them, so that what is read back can be compared to the letter.

use migration_core::builder::*;
use migration_core::migration::{Meta, Migration};
use migration_core::schema::ReferentialAction::{Cascade, NoAction, Restrict, SetDefault, SetNull};
use migration_core::schema::{Deferrable, PartitionStrategy, RangeKind};

/// A migration of the history.
#[derive(Clone, Copy)]
pub struct Step {
    name: &'static str,
    up: fn(&mut Schema),
    down: Option<fn(&mut Schema)>,
}

/// All of them, in order.
pub const HISTORY: &[Step] = &[
    step("01_types", types),
    step("02_constraints", constraints),
    step("03_indexes", indexes),
    step("04_concurrent_index", concurrent_index),
    step("05_kinds_of_tables", kinds_of_tables),
    step("06_new_columns", new_columns),
    Step {
        down: Some(changed_back),
        ..step("07_changed_columns", changed_columns)
    },
    step("08_generated_columns", generated_columns),
    Step {
        down: Some(fewer_values),
        ..step("09_new_values", new_values)
    },
    step("10_names", names),
    step("11_validated", validated),
    step("12_less", less),
    step("13_nearly_nothing", nearly_nothing),
    step("14_richer_constraints", richer_constraints),
    step("15_constraints_changed", constraints_changed),
    step("16_partitions", partitions),
    step("17_partitions_changed", partitions_changed),
];

const fn step(name: &'static str, up: fn(&mut Schema)) -> Step {
    Step {
        name,
        up,
        down: None,
    }
}

impl Step {
    /// Its name.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

impl Migration for Step {
    fn up(&self, schema: &mut Schema) {
        (self.up)(schema);
    }

    fn down(&self, schema: &mut Schema) {
        match self.down {
            Some(down) => down(schema),
            None => schema.derive_down(),
        }
    }

    fn meta(&self) -> Meta {
        Meta {
            module: "",
            name: Some(self.name),
            at: None,
            ..Meta::of_type("")
        }
    }
}

fn types(schema: &mut Schema) {
    schema.create_type("mood", ["good", "it's \\ bad"]);
    schema.create_table("numbers", |t| {
        t.id();
        t.small_integer("small").default(-7);
        t.integer("middle").default(0).optional();
        t.big_integer("big").default(i64::MIN);
        t.decimal("price", 10, 2).default(1.5);
        t.numeric("exact").default(expr("1 + 2"));
        t.float("single").default(-0.25);
        t.double("double").default(f64::INFINITY);
        t.column("cash", custom("money")).optional();
        t.bit("bits", 3).default("101");
        t.varbit("more_bits", 9).optional();
    });
    schema.create_table("texts", |t| {
        t.integer("id").identity_always();
        t.char("code", 2).default("de");
        t.string("Title \"quoted\"", 200).default("it's \\ new");
        t.text("body").collate("C").comment("what it's \\ about");
        t.binary("raw").default(vec![0_u8, 255]);
        t.json("json").default("{\"a\": [1, 2]}");
        t.jsonb("jsonb").default("{}");
        t.tsvector("words").optional();
        t.enumeration("mood", "mood").default("it's \\ bad");
        t.array("moods", enumeration("mood")).default("{good}");
        t.array("tags", string(20)).default("{}");
        t.comment("all that is \"text\"");
    });
    schema.create_table("others", |t| {
        t.uuid("id")
            .default(expr("gen_random_uuid()"))
            .primary_key();
        t.boolean("yes").default(true);
        t.date("day").default("2026-01-02");
        t.time("hour").default("03:04:05.5");
        t.timestamp("moment").default("2026-01-02 03:04:05+02");
        t.local_timestamp("local").default(expr("now()"));
        t.interval("span").default("1 day");
        t.timestamps();
        t.inet("host").default("127.0.0.1");
        t.cidr("net").optional();
        t.macaddr("card").optional();
        t.range("days", RangeKind::Date).optional();
        t.range("prices", RangeKind::Decimal).optional();
        t.range("period", RangeKind::Timestamp).optional();
        t.array("hosts", inet()).optional();
        t.column("precise", custom("timestamp(3) with time zone"));
    });
}

fn constraints(schema: &mut Schema) {
    schema.create_table("parents", |t| {
        t.integer("a");
        t.integer("b");
        t.string("code", 9).optional();
        t.primary_key(["a", "b"]);
        t.unique("code").nulls_not_distinct();
        t.unique(["b", "a"]).deferrable().name("b then a");
        t.unique(["b", "code"]).initially_deferred();
    });
    schema.create_table("children", |t| {
        t.id();
        t.integer("a").optional();
        t.integer("b").optional();
        t.string("code", 9).optional().default("x");
        t.big_integer("mother_id").optional();
        let key = t.foreign_key(["a", "b"]).references("parents", ["a", "b"]);
        key.match_full().on_delete(Cascade).on_update(SetNull);
        let key = t.foreign_key("code").references("parents", "code");
        key.on_delete(SetDefault)
            .on_update(Restrict)
            .initially_deferred();
        let key = t.foreign_key("mother_id").references("children", "id");
        key.deferrable().on_delete(NoAction).name("mother");
        t.check("a_and_b", "a <> b AND b > 0");
    });
    schema.add_check("parents", "positive", "a > 0").not_valid();
    let key = schema
        .add_foreign_key("parents", "code")
        .references("parents", "code");
    key.not_valid().name("self");
}

fn indexes(schema: &mut Schema) {
    schema
        .create_index("children", ["a", "b"])
        .unique()
        .nulls_not_distinct();
    let parts = [
        col("code").desc().nulls_last().ops("varchar_pattern_ops"),
        col("a").nulls_first(),
        expr("abs(b)").into(),
        expr("a + b").into(),
    ];
    let index = schema
        .create_index("children", parts)
        .name("many \"parts\"");
    index
        .include(["mother_id"])
        .filter("mother_id IS NOT NULL")
        .comment("it's \\ odd");
    schema.create_index("texts", "tags").using("GIN");
    schema.create_index("texts", "words").using("gist");
    schema.create_index("others", "days").using("spgist");
    schema.create_index("others", "moment").using("brin");
    schema.create_index("others", "yes").using("hash");
}

fn concurrent_index(schema: &mut Schema) {
    schema.create_index("numbers", "price").concurrently();
}

fn kinds_of_tables(schema: &mut Schema) {
    schema.create_schema("audit");
    schema.create_type(("audit", "level"), ["low", "high"]);
    schema.create_table(("audit", "entries"), |t| {
        t.id();
        t.enumeration("level", ("audit", "level"))
            .default("low")
            .index();
        t.uuid("other_id").references("others", "id");
    });
    schema.create_table("events", |t| {
        t.date("day");
        t.integer("Number");
        t.primary_key(["day", "Number"]);
        t.partition_by(PartitionStrategy::Range, ["day", "Number"]);
    });
    schema.create_table("cache", |t| {
        t.unlogged();
        t.string("key", 100).primary_key();
    });
    schema.create_table("scratch", |t| {
        t.temporary();
        t.id();
    });
}

fn new_columns(schema: &mut Schema) {
    schema.alter_table("children", |t| {
        t.add_column("nick", string(20))
            .default("none")
            .unique()
            .comment("short");
        t.add_column("numbers_id", big_integer())
            .optional()
            .references("numbers", "id")
            .index();
        t.add_column("seen_at", timestamp()).default(expr("now()"));
        t.add_check("nick_is_short", "length(nick::text) < 10");
    });
}

fn changed_columns(schema: &mut Schema) {
    schema.alter_table("numbers", |t| {
        t.set_not_null("middle");
        t.drop_default("middle");
        t.set_default("small", 3);
        t.change_type("small", integer());
        t.change_type("big", text()).using("big::text || '!'");
        t.change_type("price", decimal(12, 4));
        t.comment_on_column("exact", "as it is");
        t.comment("only numbers");
    });
    schema.alter_table("texts", |t| {
        t.set_collation("Title \"quoted\"", "C");
        t.set_nullable("code");
        t.change_type("code", text());
        // A default keeps the cast to the type that it was made for.
        t.set_default("code", "de");
        t.drop_generation("id");
    });
}

/// What `using` does to `big` cannot be undone by itself.
fn changed_back(schema: &mut Schema) {
    schema.alter_table("numbers", |t| {
        t.set_default("middle", 0);
        t.set_nullable("middle");
        t.change_type("small", small_integer());
        t.set_default("small", -7);
        t.drop_default("big");
        t.change_type("big", big_integer())
            .using("rtrim(big, '!')::bigint");
        t.set_default("big", i64::MIN);
        t.change_type("price", decimal(10, 2));
    });
    schema.sql("COMMENT ON COLUMN numbers.exact IS NULL; COMMENT ON TABLE numbers IS NULL");
    schema.alter_table("texts", |t| {
        t.change_type("code", char(2));
        t.set_default("code", "de");
        t.set_not_null("code");
        t.change_type("Title \"quoted\"", string(200));
    });
    schema.sql(
        "ALTER TABLE texts ALTER COLUMN \"Title \"\"quoted\"\"\" TYPE varchar(200) COLLATE \"default\", \
         ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY",
    );
}

fn generated_columns(schema: &mut Schema) {
    schema.alter_table("numbers", |t| {
        t.add_column("twice", integer())
            .optional()
            .generated_stored("middle * 2");
        t.add_identity("middle");
    });
}

fn new_values(schema: &mut Schema) {
    schema.create_type("weather", ["sun"]);
    schema.add_type_value("weather", "fog").before("sun");
    schema.add_type_value("weather", "snow");
    schema.add_type_value("weather", "rain").after("sun");
    schema.add_type_value("weather", "rain").if_not_exists();
    schema.alter_table("children", |t| {
        t.add_column("weather", enumeration("weather")).optional();
    });
    schema.drop_type_value("weather", "snow");
}

fn fewer_values(schema: &mut Schema) {
    schema.alter_table("children", |t| {
        t.drop_column("weather");
    });
    schema.drop_type("weather");
}

fn names(schema: &mut Schema) {
    schema.rename_type("mood", "State of \"mind\"");
    schema.rename_type_value("State of \"mind\"", "it's \\ bad", "bad");
    schema.rename_table("children", "Kids; --");
    schema.alter_table("Kids; --", |t| {
        t.rename_column("a", "A");
        t.rename_column("mother_id", "mother");
    });
    schema.rename_constraint("Kids; --", "mother", "her");
    schema.rename_index("Kids; --", "many \"parts\"", "parts");
    schema.rename_table("cache", ("audit", "store"));
    schema.rename_table(("audit", "entries"), "entries");
}

fn validated(schema: &mut Schema) {
    schema.validate_constraint("parents", "positive");
    schema.validate_constraint("parents", "self");
}

fn less(schema: &mut Schema) {
    schema
        .drop_index("numbers", "numbers_price_idx")
        .concurrently();
    schema.drop_index("Kids; --", "parts");
    schema.drop_check("Kids; --", "a_and_b");
    schema.drop_foreign_key("Kids; --", "her");
    schema.drop_unique("parents", "b then a");
    schema.drop_primary_key("entries");
    schema.add_primary_key("entries", ["id", "level"]);
    schema.alter_table("texts", |t| {
        t.drop_column("tags").cascade();
        t.drop_column("moods");
    });
    schema.alter_table("parents", |t| {
        t.drop_column("code").cascade();
    });
}

fn nearly_nothing(schema: &mut Schema) {
    schema.drop_table("parents").cascade();
    schema.drop_table("texts");
    schema.drop_table("events");
    schema.drop_table("entries");
    schema.drop_type(("audit", "level"));
    schema.drop_type("State of \"mind\"");
}

fn richer_constraints(schema: &mut Schema) {
    let lower = migration_core::schema::IndexPart::from(expr("lower(note)"));
    schema.create_table("bookings", |t| {
        t.integer("tenant");
        t.integer("Room \"no\"");
        t.range("during", RangeKind::Timestamp);
        t.text("note").optional();
        t.primary_key(["tenant", "Room \"no\""]).name("the key");
        t.exclusion()
            .with("during", "&&")
            .filter("tenant > 0")
            .name("no \"overlaps\"")
            .deferrable();
        t.exclusion()
            .with([col("tenant").desc(), lower.ops("text_pattern_ops")], "=")
            .using("btree");
        t.with("fillfactor", 70)
            .with("autovacuum_vacuum_scale_factor", 0.02)
            .with("toast.autovacuum_enabled", false);
    });
    schema.create_table("guests", |t| {
        t.integer("tenant");
        t.integer("room").optional();
        t.integer("other").optional().default(1);
        t.foreign_key(["tenant", "room"])
            .references("bookings", ["tenant", "Room \"no\""])
            .on_delete(SetNull)
            .on_delete_columns("room");
        t.foreign_key(["other", "room"])
            .references("bookings", ["tenant", "Room \"no\""])
            .on_delete(SetDefault)
            .on_delete_columns(["room", "other"]);
    });
    let index = schema.create_index("guests", ["room", "tenant"]);
    index.unique().name("\"an\" index").with("fillfactor", 60);
    schema
        .create_index("guests", "tenant")
        .unique()
        .name("plain");
}

fn constraints_changed(schema: &mut Schema) {
    schema
        .add_primary_key("guests", "tenant")
        .using_index("plain");
    schema
        .add_unique("guests", ["room", "tenant"])
        .using_index("\"an\" index")
        .initially_deferred();
    schema.set_deferrable("bookings", "no \"overlaps\"", Deferrable::No);
    schema.set_deferrable(
        "guests",
        "guests_tenant_room_fkey",
        Deferrable::InitiallyDeferred,
    );
    schema.rename_constraint("bookings", "bookings_tenant_expr_excl", "excl");
    schema.alter_table("bookings", |t| {
        t.set_storage("fillfactor", 80);
        t.reset_storage("toast.autovacuum_enabled");
        t.rename_column("note", "notes");
    });
    schema.reindex_table("bookings");
}

fn partitions(schema: &mut Schema) {
    schema.create_table("sales", |t| {
        t.integer("id");
        t.text("country");
        t.date("day").optional();
        t.primary_key(["country", "id"]);
        t.check("sales_id_check", "id > 0");
        t.index("day").name("by \"day\"");
        t.partition_by(PartitionStrategy::List, "country");
    });
    let benelux = schema.create_partition("sales \"benelux\"", "sales");
    benelux.for_values_in(["be", "it's", "nl"]);
    schema.create_table("elsewhere", |t| {
        t.partition_of("sales").default();
        t.partition_by(PartitionStrategy::Hash, "id");
        t.check("not_many", "id < 1000");
    });
    schema
        .create_partition("elsewhere_0", "elsewhere")
        .for_values_with(2, 0);
    schema
        .create_partition("elsewhere_1", "elsewhere")
        .for_values_with(2, 1);
    schema.create_table("sales_fr", |t| {
        t.integer("id");
        t.text("country");
        t.date("day").optional();
        t.primary_key(["country", "id"]);
        t.check("sales_id_check", "id > 0");
        t.index("id");
    });
}

fn partitions_changed(schema: &mut Schema) {
    schema
        .attach_partition("sales", "sales_fr")
        .for_values_in(["fr"]);
    schema.alter_table("sales", |t| {
        t.add_column("price", integer()).default(0);
        t.rename_column("day", "sold on");
    });
    schema.create_index("sales", "price");
    schema.detach_partition("sales", "sales \"benelux\"");
}
