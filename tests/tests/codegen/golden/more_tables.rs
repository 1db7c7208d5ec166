//! What is written for "more_tables".

use migratory::prelude::*;

pub struct Tables;

#[migration(name = "20260301000000000_more_tables")]
impl Migration for Tables {
    fn up(&self, schema: &mut Schema) {
        schema.create_table(("audit", "a \"quoted\" name"), |t| {
            t.id().comment(
                r"one
two \ three",
            );
            t.references("author_id", ("audit", "users")).optional();
            t.string("code", 10).unique().index().check("code <> ''");
            t.decimal("price", 10, 2).default(-0.5);
            t.uuid("key")
                .default(0x00000000000000000000000000000001_u128.to_be_bytes());
            t.array("tags", text()).default(vec!["a", "b"]);
            t.big_integer("large").default(5000000000_i64);
            t.date("day").default(Value::date("2026-01-02"));
            t.binary("bytes").default(b"\x00\"a");
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
            t.check("is \"odd\"", r#"price > 0 AND "large" > 0"#);
            t.index(expr("lower(code)"));
            t.index([
                col("code").ops("text_pattern_ops"),
                key("lower(code)").desc(),
            ])
            .name("by_code")
            .include("price");
            t.comment_on_constraint("code_and_price", "Both");
            t.row_security();
            t.force_row_security();
        });

        schema.create_table("numbers", |t| {
            t.integer("a").primary_key().default(next_value("counting"));
            t.partition_by_expressions(PartitionStrategy::Range, [expr("a"), expr("(a + 1)")]);
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

    // No `down`: not all of this can be undone.
    // drop exclusion constraint "apart" of table "numbers": what exclusion constraint "apart" was before is not known, since raw SQL made it
    // no longer defer constraint "a" of table "numbers": what constraint "a" was before is not known, since raw SQL made it
}
