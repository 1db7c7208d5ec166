//! Model and builder, side by side.

use std::borrow::Cow;
use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use migratory::prelude::*;

use crate::assert_same;

#[test]
fn a_key_and_a_string() {
    #[derive(Model)]
    #[allow(dead_code)]
    struct User {
        #[model(primary_key)]
        id: i64,
        #[model(max_length = 320, unique)]
        email: String,
    }

    assert_same([User::table()], |schema| {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 320).unique();
        });
    });
}

#[derive(DbEnum)]
#[allow(dead_code)]
enum PostStatus {
    Draft,
    InReview,
    #[db_enum(rename = "public")]
    Published,
}

struct Tags(#[allow(dead_code)] Vec<String>);

#[derive(Model)]
#[model(transparent)]
#[allow(dead_code)]
struct UserId(i64);

#[derive(Model)]
#[model(table = "everything")]
#[allow(dead_code)]
struct Everything {
    small: i16,
    middle: i32,
    large: Option<i64>,
    single: f32,
    double: f64,
    yes: bool,
    text: String,
    boxed: Box<str>,
    borrowed: Cow<'static, str>,
    #[model(max_length = 20)]
    short: Option<String>,
    bytes: Vec<u8>,
    at: DateTime<Utc>,
    local: NaiveDateTime,
    day: NaiveDate,
    hour: NaiveTime,
    address: Option<IpAddr>,
    uuid: uuid::Uuid,
    number: rust_decimal::Decimal,
    #[model(precision = 10, scale = 2)]
    price: rust_decimal::Decimal,
    document: serde_json::Value,
    status: PostStatus,
    statuses: Vec<PostStatus>,
    words: Option<Vec<String>>,
    #[model(max_length = 5)]
    codes: Vec<String>,
    owner: UserId,
    #[model(type = "ltree")]
    path: Option<Tags>,
    #[model(type = "varchar(7)[]")]
    colours: Tags,
    r#type: String,
    #[model(column = "renamed")]
    other: String,
    #[model(skip)]
    cache: Option<std::rc::Rc<u8>>,
}

#[test]
fn every_rust_type_has_its_column_type() {
    assert_same([Everything::table()], |schema| {
        schema.create_type("post_status", ["draft", "in_review", "public"]);
        schema.create_table("everything", |t| {
            t.small_integer("small");
            t.integer("middle");
            t.big_integer("large").optional();
            t.float("single");
            t.double("double");
            t.boolean("yes");
            t.text("text");
            t.text("boxed");
            t.text("borrowed");
            t.string("short", 20).optional();
            t.binary("bytes");
            t.timestamp("at");
            t.local_timestamp("local");
            t.date("day");
            t.time("hour");
            t.inet("address").optional();
            t.uuid("uuid");
            t.numeric("number");
            t.decimal("price", 10, 2);
            t.jsonb("document");
            t.enumeration("status", "post_status");
            t.array("statuses", enumeration("post_status"));
            t.array("words", text()).optional();
            t.array("codes", string(5));
            t.big_integer("owner");
            t.custom("path", "ltree").optional();
            t.array("colours", string(7));
            t.text("type");
            t.text("renamed");
        });
    });
}

#[derive(Model)]
#[allow(dead_code)]
struct Organization {
    #[model(primary_key)]
    id: uuid::Uuid,
    #[model(unique, collation = "C", comment = "What it is called")]
    name: String,
    #[model(references = "organizations.id", no_index, on_delete = "set_null")]
    parent: Option<uuid::Uuid>,
}

#[derive(Model)]
#[model(
    table = "members",
    schema = "audit",
    comment = "Who belongs where",
    primary_key(org_id, number),
    unique(email, kind),
    unique(kind, nickname, name = "one_of_a_kind", nulls_not_distinct, deferrable),
    index(email, created_at desc nulls_last),
    index(expr("lower(nickname)"), kind ops("text_pattern_ops"), unique, name = "by_nick", method = "btree"),
    index(kind, where = "number > 0", include(email), nulls_not_distinct, comment = "often"),
    check("number_positive", "number > 0"),
    check("email <> ''"),
    check("kind <> ''", mysql = "`kind` <> ''"),
    foreign_key(
        org_id,
        leader,
        references = "audit.members(org_id, number)",
        on_delete = "cascade",
        on_update = "restrict",
        match_full,
        initially_deferred,
        name = "led_by",
    )
)]
#[allow(dead_code)]
struct Member {
    #[model(
        references = "organizations.id",
        on_delete = "cascade",
        on_update = "no action"
    )]
    org_id: uuid::Uuid,
    number: i32,
    email: String,
    #[model(column = "nick")]
    nickname: Option<String>,
    #[model(default = "plain", check = "length(kind) < 20", check = "kind <> 'x'")]
    kind: String,
    leader: i32,
    #[model(default = 5)]
    level: i16,
    #[model(default = -1.5)]
    score: f64,
    #[model(default = true)]
    active: bool,
    #[model(default = PostStatus::Draft, index)]
    status: PostStatus,
    #[model(default_sql = "now()")]
    created_at: DateTime<Utc>,
    #[model(default_sql("gen_random_uuid()", mysql = "uuid()", sqlite = "hex(randomblob(16))"))]
    token: String,
    #[model(generated = "number * 2")]
    twice: i32,
    #[model(generated_virtual("number * 3", postgres = "number * 4"))]
    thrice: i32,
}

#[test]
fn a_table_says_all_that_the_builder_can() {
    assert_same([Member::table(), Organization::table()], |schema| {
        schema.create_type("post_status", ["draft", "in_review", "public"]);
        schema.create_table("organizations", |t| {
            t.uuid("id").primary_key();
            t.text("name")
                .unique()
                .collate("C")
                .comment("What it is called");
            t.uuid("parent")
                .optional()
                .references("organizations", "id")
                .on_delete(SetNull);
        });
        schema.create_table(("audit", "members"), |t| {
            t.comment("Who belongs where");
            t.references("org_id", "organizations")
                .of_type(uuid())
                .on_delete(Cascade);
            t.integer("number");
            t.text("email");
            t.text("nick").optional();
            t.text("kind")
                .default("plain")
                .check("length(kind) < 20")
                .check("kind <> 'x'");
            t.integer("leader");
            t.small_integer("level").default(5);
            t.double("score").default(-1.5);
            t.boolean("active").default(true);
            t.enumeration("status", "post_status")
                .default("draft")
                .index();
            t.timestamp("created_at").default(expr("now()"));
            t.text("token").default(
                expr("gen_random_uuid()")
                    .on(Mysql, "uuid()")
                    .on(Sqlite, "hex(randomblob(16))"),
            );
            t.integer("twice").generated_stored("number * 2");
            t.integer("thrice")
                .generated_virtual(expr("number * 3").on(Postgres, "number * 4"));
            t.primary_key(["org_id", "number"]);
            t.unique(["email", "kind"]);
            t.unique(["kind", "nick"])
                .name("one_of_a_kind")
                .nulls_not_distinct()
                .deferrable();
            t.index([col("email"), col("created_at").desc().nulls_last()]);
            t.index([
                expr("lower(nickname)").into(),
                col("kind").ops("text_pattern_ops"),
            ])
            .unique()
            .name("by_nick")
            .using("btree");
            t.index("kind")
                .filter("number > 0")
                .include("email")
                .nulls_not_distinct()
                .comment("often");
            t.check("number_positive", "number > 0");
            t.check("members_check", "email <> ''");
            t.check(
                "members_2_check",
                expr("kind <> ''").on(Mysql, "`kind` <> ''"),
            );
            t.foreign_key(["org_id", "leader"])
                .references(("audit", "members"), ["org_id", "number"])
                .on_delete(Cascade)
                .on_update(Restrict)
                .match_full()
                .initially_deferred()
                .name("led_by");
        });
    });
}

/// An integer that is the whole key counts up by itself, as `t.id()` does, where nothing else makes its values.
#[test]
fn keys_count_up_where_nothing_else_makes_their_values() {
    #[derive(Model)]
    #[allow(dead_code)]
    struct Person {
        #[model(primary_key)]
        id: UserId,
    }
    #[derive(Model)]
    #[allow(dead_code)]
    struct Profile {
        #[model(primary_key, references = "people.id")]
        person_id: i64,
    }
    #[derive(Model)]
    #[allow(dead_code)]
    struct Membership {
        #[model(primary_key, references = "people.id")]
        person_id: i64,
        #[model(primary_key)]
        number: i32,
    }
    #[derive(Model)]
    #[allow(dead_code)]
    struct Country {
        #[model(primary_key, no_identity)]
        code: i16,
    }
    #[derive(Model)]
    #[allow(dead_code)]
    struct Setting {
        #[model(primary_key, default = 1)]
        id: i32,
    }
    #[derive(Model)]
    #[allow(dead_code)]
    struct Ticket {
        #[model(primary_key, identity_always)]
        id: i64,
    }
    #[derive(Model)]
    #[model(primary_key(id, name = "the_key"))]
    #[allow(dead_code)]
    struct Counter {
        id: i64,
        #[model(auto_increment)]
        number: i32,
    }

    let tables = [
        Profile::table(),
        Membership::table(),
        Country::table(),
        Setting::table(),
        Ticket::table(),
        Counter::table(),
        Person::table(),
    ];
    assert_same(tables, |schema| {
        schema.create_table("people", |t| {
            t.id();
        });
        schema.create_table("profiles", |t| {
            t.big_integer("person_id")
                .primary_key()
                .references("people", "id");
        });
        schema.create_table("memberships", |t| {
            t.references("person_id", "people").primary_key();
            t.integer("number").primary_key();
        });
        schema.create_table("countries", |t| {
            t.small_integer("code").primary_key();
        });
        schema.create_table("settings", |t| {
            t.integer("id").primary_key().default(1);
        });
        schema.create_table("tickets", |t| {
            t.big_integer("id").primary_key().identity_always();
        });
        schema.create_table("counters", |t| {
            t.big_integer("id");
            t.integer("number").auto_increment();
            t.primary_key("id").name("the_key");
        });
    });
}

/// Tables may refer to each other in a circle, in whatever order they come.
#[test]
fn tables_refer_to_each_other() {
    #[derive(Model)]
    #[allow(dead_code)]
    struct Chicken {
        #[model(primary_key)]
        id: i64,
        #[model(references = "eggs.id", unique)]
        from_egg: i64,
    }
    #[derive(Model)]
    #[allow(dead_code)]
    struct Egg {
        #[model(primary_key)]
        id: i64,
        #[model(references = "chickens(id)")]
        laid_by: Option<i64>,
    }

    assert_same([Egg::table(), Chicken::table()], |schema| {
        schema.create_table("chickens", |t| {
            t.id();
            t.big_integer("from_egg").unique();
        });
        schema.create_table("eggs", |t| {
            t.id();
            t.references("laid_by", "chickens").optional();
        });
        schema
            .add_foreign_key("chickens", "from_egg")
            .references("eggs", "id");
    });
}

/// A table that has no model is taken as it is.
#[test]
fn a_table_without_a_model_is_external() {
    #[derive(Model)]
    #[allow(dead_code)]
    struct Invoice {
        #[model(references = "legacy.customers.id", external)]
        customer: i64,
    }

    let models = crate::models([Invoice::table()]);
    let invoices = models.state.tables.values().next().unwrap();
    let key = &invoices.foreign_keys["invoices_customer_fkey"];
    assert_eq!(key.references.to_string(), "legacy.customers");
    assert_eq!(key.referenced_columns, ["id"]);
}

#[test]
fn how_a_table_is_kept_and_what_it_excludes() {
    #[derive(Model)]
    #[model(
        unlogged,
        tablespace = "fast",
        with(fillfactor = 70, autovacuum_enabled = false),
        exclusion(room with "=", during with "&&", where = "room > 0", deferrable),
        exclusion(expr("abs(room)") with "=", method = "spgist", name = "one_room")
    )]
    #[allow(dead_code)]
    struct Booking {
        room: i32,
        #[model(type = "tstzrange")]
        during: (),
    }

    assert_same([Booking::table()], |schema| {
        schema.create_table("bookings", |t| {
            t.unlogged().tablespace("fast");
            t.with("fillfactor", 70).with("autovacuum_enabled", false);
            t.integer("room");
            t.range("during", RangeKind::Timestamp);
            t.exclusion()
                .with("room", "=")
                .with("during", "&&")
                .filter("room > 0")
                .deferrable();
            t.exclusion()
                .with(expr("abs(room)"), "=")
                .using("spgist")
                .name("one_room");
        });
    });
}
