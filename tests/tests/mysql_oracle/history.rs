//! A history with everything that MySQL and MariaDB both take. Expressions are spelled as people do.

use migration_core::builder::*;
use migration_core::migration::{Meta, Migration};
use migration_core::schema::ReferentialAction::{Cascade, NoAction, Restrict, SetNull};

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
    step("04_expressions", expressions),
    step("05_new_columns", new_columns),
    Step {
        down: Some(changed_back),
        ..step("06_changed_columns", changed_columns)
    },
    step("07_generated_columns", generated_columns),
    Step {
        down: Some(fewer_values),
        ..step("08_new_values", new_values)
    },
    step("09_names", names),
    step("10_identity", identity),
    step("11_less", less),
    step("12_nearly_nothing", nearly_nothing),
    step("13_beginnings", beginnings),
    step("14_keys_of_indexes", keys_of_indexes),
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
        t.double("double").default(1e100);
        t.bit("bits", 3).default("011");
        t.column("flags", custom("int unsigned")).default(5);
        t.column("tiny", custom("TINYINT")).optional();
    });
    schema.create_table("texts", |t| {
        t.integer("id").primary_key();
        t.char("code", 2).default("de");
        t.string("Title `quoted`", 200).default("it's \\ new");
        t.text("body")
            .collate("utf8mb4_bin")
            .comment("what it's \\ about");
        t.column("soft", citext()).optional();
        t.text("long").default("it's \\ long");
        t.binary("raw").default(vec![0_u8, 255]);
        t.json("json").default("{\"a\": [1, 2]}");
        t.jsonb("jsonb").optional();
        t.enumeration("mood", "mood").default("it's \\ bad");
        t.column("some", custom("set('a', 'B')")).default("a,B");
        t.string("short", 20).collate("ascii_bin").optional();
        t.comment("all that is \"text\"");
    });
    schema.create_table("others", |t| {
        t.uuid("id")
            .default("00112233-4455-6677-8899-aabbccddeeff")
            .primary_key();
        t.boolean("yes").default(true);
        t.date("day").default("2026-01-02");
        t.date("today").default(expr("now()"));
        t.time("hour").default("03:04:05.5");
        t.time("now").default(expr("now()"));
        t.timestamp("moment").default("2026-01-02 03:04:05");
        t.timestamp("maybe").optional();
        t.timestamp("never");
        t.local_timestamp("local").default(expr("now()"));
        t.timestamps();
        t.inet("host").default("127.0.0.1");
        t.cidr("net").optional();
        t.macaddr("card").optional();
        t.column("shape", geometry()).optional();
        t.column("coarse", custom("datetime"))
            .default(expr("now()"));
        t.column("year", custom("year(4)")).optional();
    });
}

fn constraints(schema: &mut Schema) {
    schema.create_table("parents", |t| {
        t.integer("a");
        t.integer("b");
        t.string("code", 9).optional();
        t.primary_key(["a", "b"]);
        t.unique("code");
        t.unique(["b", "a"]).name("b then a");
    });
    schema.create_table("children", |t| {
        t.id();
        t.integer("a").optional();
        t.integer("b").optional();
        t.string("code", 9).optional();
        t.big_integer("mother_id").optional();
        let key = t.foreign_key(["a", "b"]).references("parents", ["a", "b"]);
        key.on_delete(Cascade).on_update(SetNull);
        let key = t.foreign_key("code").references("parents", "code");
        key.on_delete(SetNull).on_update(Restrict);
        let key = t.foreign_key("mother_id").references("children", "id");
        key.on_delete(NoAction).name("mother");
    });
    schema.add_check("parents", "a_and_b", "a <> b AND b > 0");
    schema
        .add_foreign_key("parents", "b")
        .references("texts", "id")
        .name("odd `name`");
}

fn indexes(schema: &mut Schema) {
    schema.create_index("children", ["a", "b"]).unique();
    let parts = [col("code").desc(), col("a")];
    let index = schema.create_index("children", parts).name("many `parts`");
    index.comment("it's \\ odd");
    schema.create_index("children", "mother_id");
    schema.create_index("texts", "long").using("fulltext");
    schema.create_index("others", "yes").using("hash");
    schema.create_index("others", "day").concurrently();
}

fn expressions(schema: &mut Schema) {
    schema.create_table("checked", |t| {
        t.integer("a");
        t.integer("B").optional();
        t.string("name", 40).optional();
        t.timestamp("at").optional();
        t.check("c01", "(a > 0) AND (b != 1 OR `B` IS NULL)");
        t.check("c02", "a - (b - 1) > 0 and a - b - 1 > 0");
        t.check("c03", "LOWER(name) IN ('x', \"it's\", 'y\\\\z')");
        t.check("c04", "Length(name) < 40 and upper(name) <> '' ");
        t.check("c05", "a % 2 = 1 OR a = TRUE");
        t.check("c06", "CASE WHEN a > 1 THEN b ELSE 2 END > 1");
        t.check("c07", "a BETWEEN 1 AND 2 AND B > 1");
        t.check("c08", "(a + b) * 2 > -a");
        t.check("c09", "coalesce( a , B ) > 0 XOR name LIKE '%a\\_b'");
        t.check("c10", "at > '2020-01-01' + INTERVAL 1 DAY");
        t.check("c11", "name REGEXP '^[a-z]+$' or name is null");
        t.check(
            "c12",
            "ROUND(a / 2, 0) <= ceil(b) and substr(name, 1, 2) = 'ab'",
        );
        t.check("c13", "name NOT LIKE 'x' AND a NOT IN (1, 2)");
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
        t.add_check("nick_is_short", "char_length(nick) < 10");
    });
}

fn changed_columns(schema: &mut Schema) {
    schema.alter_table("numbers", |t| {
        t.set_not_null("middle");
        t.drop_default("middle");
        t.set_default("price", 3);
        t.change_type("big", text());
        t.change_type("price", decimal(12, 4));
        t.comment_on_column("exact", "as it is");
        t.comment("only numbers");
    });
    schema.alter_table("texts", |t| {
        t.set_collation("Title `quoted`", "utf8mb4_bin");
        t.set_nullable("code");
        t.change_type("code", string(3));
        t.set_default("code", "xx");
    });
    schema.alter_table("children", |t| {
        t.change_type("nick", string(30));
    });
    schema.drop_foreign_key("children", "mother");
    schema.alter_table("children", |t| {
        t.add_foreign_key("mother_id")
            .references("children", "id")
            .on_delete(Cascade)
            .name("mother");
    });
}

/// That a big integer comes back from text is not known.
fn changed_back(schema: &mut Schema) {
    schema.drop_foreign_key("children", "mother");
    schema.alter_table("children", |t| {
        t.add_foreign_key("mother_id")
            .references("children", "id")
            .name("mother");
        t.change_type("nick", string(20));
    });
    schema.alter_table("texts", |t| {
        t.change_type("code", char(2));
        t.set_default("code", "de");
        t.set_not_null("code");
    });
    schema.alter_table("numbers", |t| {
        t.set_default("middle", 0);
        t.set_nullable("middle");
        t.drop_default("big");
        t.change_type("big", big_integer());
        t.set_default("big", i64::MIN);
        t.change_type("price", decimal(10, 2));
        t.set_default("price", 1.5);
        t.comment("");
        t.comment_on_column("exact", "");
    });
    schema.sql(
        "ALTER TABLE texts MODIFY `Title ``quoted``` varchar(200) NOT NULL DEFAULT 'it''s \\\\ new'",
    );
}

fn generated_columns(schema: &mut Schema) {
    schema.alter_table("numbers", |t| {
        t.add_column("twice", integer())
            .optional()
            .generated_stored("middle * 2");
        t.add_column("name", string(99))
            .optional()
            .generated_virtual("CONCAT('no. ', small, ', it''s')");
    });
    schema.create_index("numbers", "name");
}

fn new_values(schema: &mut Schema) {
    schema.create_type("weather", ["sun"]);
    schema.alter_table("children", |t| {
        t.add_column("weather", enumeration("weather"))
            .optional()
            .default("sun");
    });
    schema.add_type_value("weather", "fog").before("sun");
    schema.add_type_value("weather", "snow");
    schema.add_type_value("weather", "rain").after("sun");
    schema.add_type_value("weather", "rain").if_not_exists();
    schema.rename_type_value("weather", "sun", "sunny");
    schema
        .drop_type_value("weather", "snow")
        .replace_with("fog");
}

fn fewer_values(schema: &mut Schema) {
    schema.alter_table("children", |t| {
        t.drop_column("weather");
    });
    schema.drop_type("weather");
}

fn names(schema: &mut Schema) {
    schema.rename_type("mood", "State of `mind`");
    schema.rename_type_value("State of `mind`", "it's \\ bad", "bad");
    schema.rename_table("children", "Kids; --");
    schema.alter_table("Kids; --", |t| {
        t.rename_column("a", "A");
        t.rename_column("mother_id", "mother's");
        t.rename_column("nick", "nick name");
    });
    schema.rename_constraint("Kids; --", "mother", "her");
    schema.rename_constraint("Kids; --", "nick_is_short", "short `nick`");
    schema.rename_index("Kids; --", "many `parts`", "parts");
}

fn identity(schema: &mut Schema) {
    schema.alter_table("texts", |t| {
        t.add_identity("id");
    });
    schema.alter_table("numbers", |t| {
        t.drop_generation("id");
    });
}

fn less(schema: &mut Schema) {
    schema.drop_index("Kids; --", "parts");
    schema.drop_check("Kids; --", "short `nick`");
    schema.drop_foreign_key("Kids; --", "her");
    schema.drop_unique("parents", "b then a");
    schema.drop_primary_key("others");
    schema.add_primary_key("others", ["id", "day"]);
    schema.alter_table("texts", |t| {
        t.drop_column("long").cascade();
        t.drop_column("mood");
    });
    schema.alter_table("parents", |t| {
        t.drop_column("code").cascade();
    });
}

fn nearly_nothing(schema: &mut Schema) {
    schema.drop_table("parents").cascade();
    schema.drop_table("texts");
    schema.drop_table("others");
    schema.drop_type("State of `mind`");
}

fn beginnings(schema: &mut Schema) {
    schema.create_table("books", |t| {
        t.integer("id");
        t.string("title", 200);
        t.text("story");
        t.binary("scan");
        t.geometry("shelf");
        t.index([col("title").prefix(10), col("id")])
            .name("short `titles`");
        t.index(col("story").prefix(30)).unique();
        t.index(col("scan").prefix(16).desc());
        t.index("title").name("whole titles");
        t.index("id").unique();
    });
    schema.create_index("books", ["title", "story"]).fulltext();
    schema.create_index("books", "shelf").spatial();
    schema.create_index("books", ["title", "id"]).unique();
}

fn keys_of_indexes(schema: &mut Schema) {
    schema
        .add_primary_key("books", "id")
        .using_index("books_id_idx");
    schema
        .add_unique("books", ["title", "id"])
        .using_index("books_title_id_idx");
    schema.reindex("books", "books_story_idx");
    schema.reindex_table("books");
    schema.alter_table("books", |t| t.rename_column("story", "the `story`"));
}
