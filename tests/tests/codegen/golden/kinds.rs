//! What is written for "kinds".

use migratory::prelude::*;

pub struct Kinds;

#[migration(name = "20260301000000000_kinds")]
impl Migration for Kinds {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("posts", |t| {
            t.id();
            t.string("title", 200).default("it's").comment("words");
            t.decimal("price", 10, 2).optional().check("price > 0");
            t.timestamp("at").default(expr("now()"));
            t.integer("twice").generated_stored("price * 2");
            t.big_integer("author_id")
                .references("users", "id")
                .on_delete(Cascade);
            t.custom("shape", "numeric( 4 )");
            t.partition_by(PartitionStrategy::Range, "at");
        });

        schema.drop_table("posts").if_exists();
        schema.rename_table("a", ("shop", "b"));

        schema.alter_table("a", |t| {
            t.comment("all of them");
            t.set_logged();
            t.add_column("b", text()).optional();
            t.drop_column("c");
            t.rename_column("d", "e");
            t.change_type("f", integer()).using("f::integer");
            t.set_not_null("g");
            t.set_default("h", 1.5);
            t.drop_default("h");
            t.add_identity("i");
            t.set_statistics("j", 100);
            t.set_storage("fillfactor", "70");
            t.set_tablespace("fast");
            t.add_exclusion().with("during", "&&");
        });

        schema
            .attach_partition("events", "events_1")
            .for_values_from_to(["2026-01-01"], ["2027-01-01"]);
        schema
            .attach_partition("events", "events_2")
            .for_values_with(4, 0);
        schema.detach_partition("events", "events_1").concurrently();
        schema.add_primary_key("a", ["b", "c"]);

        schema.alter_table("a", |t| {
            t.add_unique("b");
            t.add_check("c", "b > 0");
            t.add_foreign_key("b").references("c", "id").not_valid();
        });

        schema.drop_check("a", "c");
        schema.rename_constraint("a", "b", "c");
        schema.validate_constraint("a", "c");
        schema.set_deferrable("a", "c", Deferrable::InitiallyDeferred);
        schema
            .create_index("a", "b")
            .unique()
            .filter("c IS NULL")
            .concurrently();
        schema.attach_index("a", "b", "c", "d");
        schema.drop_index("a", "b").concurrently();
        schema.rename_index("a", "b", "c");
        schema.reindex("a", "b").concurrently();
        schema.create_type("status", ["draft", "published"]);
        schema.drop_type("status");
        schema.comment_on_type("status", "of a post".to_owned());
        schema.rename_type("status", "state");
        schema.add_type_value("status", "deleted").after("draft");
        schema.rename_type_value("status", "a", "b");
        schema.drop_type_value("status", "a").replace_with("b");
        schema
            .create_view("v", "SELECT 1 AS one")
            .columns("one")
            .or_replace();
        schema.create_extension("citext");
        schema.create_schema("shop");
        schema
            .create_domain("positive", integer())
            .check("is_positive", "VALUE > 0")
            .not_null();

        schema.create_composite_type("point", |t| {
            t.attribute("x", integer());
        });

        schema.create_range_type("span", integer());
        schema
            .create_policy("own", "posts")
            .for_select()
            .using("author = current_user");
        schema.create_role("reader").login();
        schema.create_publication("all_posts").table("posts");
        schema.create_statistics("s", "posts", ["a", "b"]);
        schema.create_sequence("numbers").start(10).cycle();
        schema
            .create_function("f", "a int", "int")
            .immutable()
            .body("BEGIN RETURN a; END")
            .on(Postgres);
        schema
            .create_trigger("t", "posts")
            .before_insert()
            .execute("f")
            .body("SELECT 1;");
        schema
            .create_rule("r", "posts")
            .on_delete()
            .do_instead_nothing();

        schema.alter_domain("positive", |t| {
            t.set_nullable();
        });

        schema.alter_composite_type("point", |t| {
            t.add_attribute("y", integer());
        });

        schema
            .alter_sequence("numbers")
            .increment(2)
            .owned_by_none();
        schema.restart_sequence("numbers").with(5);
        schema.refresh_materialized_view("m").concurrently();
        schema.disable_trigger("t", "posts");
        schema.drop_function("f").arguments("integer");
        schema.rename_view("v", "w");
        schema.comment_on_view("v", "a view".to_owned());
        schema.comment_on_constraint("a", "b", "a constraint".to_owned());
        schema.comment_on_index("a", "b", None);
        schema.enable_row_security("posts").force();
        schema
            .grant([Privilege::Select, Privilege::Insert], "posts")
            .to("reader")
            .with_grant_option();
        schema.revoke([Privilege::All], "posts").from("PUBLIC");
        schema
            .sql("UPDATE a SET b = 'c  d' -- e")
            .down("SELECT 1")
            .on(Mysql);
        schema.upsert(
            "a",
            "a",
            [
                row! {
                    "a" => 1,
                    "b" => "x",
                    "c" => Value::Null,
                    "d" => 1.5,
                    "e" => true,
                    "f" => Value::Decimal("18446744073709551615".to_owned()),
                },
                row! {
                    "a" => b"\x00\xff",
                    "b" => Value::Array(vec![Value::from(1), Value::Null]),
                    "c" => Value::date("2026-01-02"),
                },
            ],
        );
        schema
            .update("a")
            .set("b", expr("b + 1"))
            .set_from("c", 1, 2)
            .filter("d");
        schema.delete("a").filter("b = 1");
        schema
            .backfill("a")
            .set("b", expr("lower(c)"))
            .filter("b IS NULL")
            .key("d")
            .batch_size(10);

        schema.redefine(|schema| {
            schema.create_view("v", "SELECT 2");
        });
    }

    // No `down`: not all of this can be undone.
    // comment on table "a": what table "a" was before is not known, since raw SQL made it
    // make table "a" a logged one: what table "a" was before is not known, since raw SQL made it
    // drop column "c" of table "a": what table "a" was before is not known, since raw SQL made it
    // change the type of column "f" of table "a": what column "f" was before is not known, since raw SQL made it
    // forbid NULL in column "g" of table "a": what column "g" was before is not known, since raw SQL made it
    // set the default of column "h" of table "a": what column "h" was before is not known, since raw SQL made it
    // drop the default of column "h" of table "a": what column "h" was before is not known, since raw SQL made it
    // add the identity of column "i" of table "a": what column "i" was before is not known, since raw SQL made it
    // change the statistics target of column "j" of table "a": what column "j" was before is not known, since raw SQL made it
    // set storage parameters of table "a": what table "a" was before is not known, since raw SQL made it
    // set the tablespace of table "a": what table "a" was before is not known, since raw SQL made it
    // attach table "events_1" as a partition of "events": what table "events_1" was before is not known, since raw SQL made it
    // attach table "events_2" as a partition of "events": what table "events_2" was before is not known, since raw SQL made it
    // detach partition "events_1" of table "events": what partition "events_1" was before is not known, since raw SQL made it
    // drop check "c" of table "a": what table "a" was before is not known, since raw SQL made it
    // validate constraint "c" of table "a": what table "a" was before is not known, since raw SQL made it
    // let transactions defer constraint "c" of table "a": what table "a" was before is not known, since raw SQL made it
    // attach index "d" of table "c" to index "b" of table "a": what index "d" was before is not known, since raw SQL made it
    // drop index "b" of table "a": what table "a" was before is not known, since raw SQL made it
    // comment on type "status": what type "status" was before is not known, since raw SQL made it
    // add value "deleted" to type "status": what type "status" was before is not known, since raw SQL made it
    // drop value "a" of type "status": what type "status" was before is not known, since raw SQL made it
    // comment on constraint "b" of table "a": what table "a" was before is not known, since raw SQL made it
    // comment on index "b" of table "a": what table "a" was before is not known, since raw SQL made it
    // enable row-level security of table "posts": what table "posts" was before is not known, since raw SQL made it
    // insert or update 2 rows of table "a": which of the rows were there before, and what was in them, is not known (add .down(|schema| ...))
    // update "b", "c" of rows of table "a": what was in column "b" of table "a" before is not known (add .down(|schema| ...))
    // delete rows of table "a": what was in the deleted rows of table "a" is not known (add .down(|schema| ...))
    // backfill "b" of table "a": which values were there before is not known (add .keep_on_rollback() if the new ones may stay)
    // alter view "v": what view "v" was before is not known, since raw SQL made it
}
