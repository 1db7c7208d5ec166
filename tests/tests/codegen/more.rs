//! What neither the suite nor a random history says.

use migratory::core::builder::*;
use migratory::core::dialect::Dialect::{Mysql, Postgres};
use migratory::core::schema::{Deferrable, PartitionStrategy, Privilege};
use migratory::{Value, row};

pub fn tables(schema: &mut Schema) {
    schema.create_table(("audit", "a \"quoted\" name"), |t| {
        t.id().comment("one\ntwo \\ three");
        t.references("author_id", ("audit", "users")).optional();
        t.string("code", 10).unique().check("code <> ''").index();
        t.decimal("price", 10, 2).default(-0.5);
        t.uuid("key").default(uuid_of(1));
        t.array("tags", text()).default(vec!["a", "b"]);
        t.big_integer("large").default(5_000_000_000_i64);
        t.date("day").default(Value::date("2026-01-02"));
        t.binary("bytes").default(b"\0\"a");
        t.json("document")
            .default(Value::Json("{\"a\": 1}".to_owned()));
        t.timestamps();
        t.soft_delete();
        t.unique(["code", "price"])
            .name("code_and_price")
            .nulls_not_distinct();
        t.foreign_key(["code", "price"])
            .references("prices", ["code", "price"])
            .initially_deferred();
        t.check("is \"odd\"", "price > 0 AND \"large\" > 0");
        t.index([
            col("code").ops("text_pattern_ops"),
            key("lower(code)").desc(),
        ])
        .name("by_code")
        .include("price");
        t.index(expr("lower(code)"));
        t.comment_on_constraint("code_and_price", "Both");
        t.row_security();
        t.force_row_security();
    });
    schema.create_table("numbers", |t| {
        t.integer("a").primary_key().default(next_value("counting"));
        t.partition_by_expressions(PartitionStrategy::Range, ["a", "(a + 1)"]);
    });
    schema
        .create_partition("some", "numbers")
        .for_values_from_to([min_value(), 1.into()], [expr("1 + 1").into(), max_value()]);
    schema.create_partition("mixed", "numbers").for_values_in([
        Value::Null,
        Value::from("a"),
        Value::from(1),
    ]);
    schema.create_table("none", |_| {});
    schema.alter_table("numbers", |t| {
        t.add_column("b", integer())
            .after("a")
            .unique()
            .references("c", "d")
            .index()
            .check("b > 0");
        t.add_identity_always("b");
        t.drop_collation("b");
        t.drop_comment_on_column("b");
        t.drop_comment();
    });
    schema
        .drop_primary_key("numbers")
        .name("another")
        .if_exists();
    schema.drop_exclusion("numbers", "apart");
    schema.set_deferrable("numbers", "a", Deferrable::No);
}

fn uuid_of(number: u128) -> Value {
    Value::Uuid(number.to_be_bytes())
}

pub fn objects(schema: &mut Schema) {
    let query = "SELECT posts.id, posts.title, users.name AS author, count(comments.id) AS comments FROM posts JOIN users ON \
                 users.id = posts.author_id LEFT JOIN comments ON comments.post_id = posts.id GROUP BY 1, 2, 3";
    schema.create_view("overview", query).comment("All of it");
    schema.create_view(
        "both",
        expr("SELECT 1")
            .on(Mysql, "SELECT 2")
            .on(Postgres, "SELECT 3"),
    );
    schema
        .create_function("noted", "", "trigger")
        .body("BEGIN\n    RAISE NOTICE 'it''s \"done\"';\n    RETURN new;\nEND")
        .set("search_path", "public")
        .comment("Says so");
    schema.rename_function("f", "g").arguments("integer, text");
    schema.comment_on_function("g", None).arguments("integer");
    schema.enable_always_trigger("t", "posts");
    schema.enable_replica_trigger("t", "posts");
    schema
        .create_role("writer")
        .login()
        .member_of(["reader", "guest"]);
    schema.force_row_security("posts");
    schema.disable_row_security("posts");
    schema
        .create_policy("own", "posts")
        .restrictive()
        .for_update()
        .to(["writer", "reader"])
        .using("author = current_user")
        .with_check("author = current_user");
    schema.comment_on_policy("own", "posts", "Each their own".to_owned());
    schema.rename_policy("posts", "own", "theirs");
    schema
        .grant([Privilege::Usage], on_schema("shop"))
        .to("writer");
    schema
        .grant([Privilege::All], on_sequence("numbers"))
        .to(["writer", "reader"]);
    schema
        .grant([Privilege::Usage], on_type(("shop", "status")))
        .to("writer");
    schema
        .grant([Privilege::Execute], on_routine("f", "integer"))
        .to("writer");
    schema
        .revoke([Privilege::Select], "posts")
        .from("reader")
        .grant_option_only();
    schema
        .create_domain("positive", integer())
        .check_not_valid("is_positive", "VALUE > 0");
    schema.alter_domain("positive", |t| {
        t.add_check("is_small", "VALUE < 10");
        t.validate_check("is_positive");
        t.set_default(5);
    });
    schema.redefine(|schema| {
        schema.create_sequence("numbers").start(10).increment(-1);
    });
}

pub fn rows(schema: &mut Schema) {
    schema.copy_from_csv("users", "name,age\nAda,36\n\n\"a \"\"b\"\"\nc\",\n\"\",x\n");
    schema.insert(
        "users",
        row! { "name" => "it's \"me\"", "at" => Value::timestamp("2026-01-02T03:04:05.678Z") },
    );
    schema.insert_many("users", []);
    schema
        .insert_many(
            "events",
            [
                row! { "time" => Value::time("03:04:05"), "local" => Value::local_timestamp("2026-01-02T03:04:05"), "ids" => vec![1, 2, 3] },
                row! { "time" => Value::Null, "local" => f64::INFINITY, "ids" => uuid_of(u128::MAX) },
            ],
        )
        .on_conflict(["time", "local"])
        .do_nothing();
    schema
        .update("users")
        .set("name", expr("now()"))
        .down(|schema| {
            schema.delete("users");
            schema.sql("SELECT 1");
        });
    schema
        .sql("CREATE VIEW v AS SELECT 1")
        .probe("SELECT 1")
        .effect(|schema| {
            schema.create_view("v", "SELECT 1");
        });
    schema
        .backfill("users")
        .set("name", "x")
        .pause(std::time::Duration::from_millis(150))
        .target_duration(std::time::Duration::from_secs(2))
        .keep_on_rollback();
}
