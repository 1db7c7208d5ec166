//! Sequences.

use super::after;
use crate::builder::*;
use crate::preview::blog;

fn with_sequence(schema: &mut Schema) {
    blog(schema);
    schema.create_sequence("numbers");
}

#[test]
fn sequences_are_created() {
    insta::assert_snapshot!(after(blog, |schema| {
        schema.create_sequence("numbers").if_not_exists();
        schema.create_sequence("down").small_integer().increment(-2).min(-9).max(9).start(9).cache(5).cycle();
        schema.create_sequence("owned").owned_by("posts", "id").comment("it's");
    }), @r#"
    CREATE SEQUENCE IF NOT EXISTS "numbers";
      -- + sequence "numbers"
    CREATE SEQUENCE "down" AS smallint INCREMENT BY -2 MINVALUE -9 MAXVALUE 9 START WITH 9 CACHE 5 CYCLE;
      -- + sequence "down"
    CREATE SEQUENCE "owned" OWNED BY "posts"."id";
      -- + sequence "owned"
    COMMENT ON SEQUENCE "owned" IS 'it''s';
      -- ShareUpdateExclusive owned
    "#);
}

#[test]
fn whoever_asks_for_a_number_waits_while_a_sequence_is_altered() {
    insta::assert_snapshot!(after(with_sequence, |schema| {
        schema.alter_sequence("numbers").increment(2).max(9_000).cache(20).cycle(true);
        schema.alter_sequence("numbers").owned_by("posts", "id");
        schema.alter_sequence("numbers").owned_by_none().cycle(false);
        schema.alter_sequence("numbers").increment(-1).start(-1).min(-99).max(-1);
    }), @r#"
    ALTER SEQUENCE "numbers" INCREMENT BY 2 MAXVALUE 9000 CACHE 20 CYCLE;
      -- ShareRowExclusive numbers
    ALTER SEQUENCE "numbers" OWNED BY "posts"."id";
      -- ShareRowExclusive numbers
    ALTER SEQUENCE "numbers" NO CYCLE OWNED BY NONE;
      -- ShareRowExclusive numbers
    ALTER SEQUENCE "numbers" INCREMENT BY -1 MINVALUE -99 MAXVALUE -1 START WITH -1 RESTART;
      -- ShareRowExclusive numbers | loses data
    "#);
}

#[test]
fn where_a_sequence_stands_is_lost_when_it_restarts_or_goes() {
    insta::assert_snapshot!(after(with_sequence, |schema| {
        schema.restart_sequence("numbers");
        schema.restart_sequence("numbers").with(500);
        schema.rename_sequence("numbers", ("audit", "invoice_numbers"));
        schema.comment_on_sequence(("audit", "invoice_numbers"), "it's".to_owned());
        schema.drop_sequence(("audit", "invoice_numbers")).cascade();
    }), @r#"
    ALTER SEQUENCE "numbers" RESTART;
      -- ShareRowExclusive numbers | loses data
    ALTER SEQUENCE "numbers" RESTART WITH 500;
      -- ShareRowExclusive numbers | loses data
    ALTER SEQUENCE "numbers" RENAME TO "invoice_numbers";
      -- AccessExclusive numbers | + sequence "invoice_numbers"
    ALTER SEQUENCE "invoice_numbers" SET SCHEMA "audit";
      -- AccessExclusive invoice_numbers | + sequence "audit.invoice_numbers"
    COMMENT ON SEQUENCE "audit"."invoice_numbers" IS 'it''s';
      -- ShareUpdateExclusive audit.invoice_numbers
    DROP SEQUENCE "audit"."invoice_numbers" CASCADE;
      -- AccessExclusive audit.invoice_numbers | loses data | - sequence "audit.invoice_numbers"
    "#);
}
