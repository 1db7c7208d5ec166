//! Composite and range types.

use super::{HOSTILE, after};
use crate::builder::*;

fn with_types(schema: &mut Schema) {
    schema.create_composite_type("address", |t| {
        t.attribute("street", text());
        t.attribute("zip", text());
    });
    schema.create_range_type("floats", double());
}

#[test]
fn composite_types_are_created_and_changed_attribute_by_attribute() {
    insta::assert_snapshot!(after(|_| {}, |schema| {
        schema.create_composite_type("empty", |_| {});
        schema.create_composite_type("address", |t| {
            t.attribute("street", string(200));
            t.attribute(HOSTILE, char(5));
            t.comment("it's");
        });
    }), @r#"
    CREATE TYPE "empty" AS ();
      -- + composite type "empty"
    CREATE TYPE "address" AS ("street" varchar(200), "a""; DROP TABLE x; --'\" char(5));
      -- + composite type "address"
    COMMENT ON TYPE "address" IS 'it''s';
    "#);
    insta::assert_snapshot!(after(with_types, |schema| {
        schema.alter_composite_type("address", |t| {
            t.add_attribute("city", text());
            t.rename_attribute("zip", "postcode");
            t.change_attribute_type("postcode", string(10));
            t.drop_attribute("street");
        });
        schema.rename_composite_type("address", ("audit", "place"));
        schema.drop_composite_type(("audit", "place")).cascade();
    }), @r#"
    ALTER TYPE "address" ADD ATTRIBUTE "city" text;
    ALTER TYPE "address" RENAME ATTRIBUTE "zip" TO "postcode";
    ALTER TYPE "address" ALTER ATTRIBUTE "postcode" TYPE varchar(10);
    ALTER TYPE "address" DROP ATTRIBUTE "street";
      -- loses data
    ALTER TYPE "address" RENAME TO "place";
      -- + composite type "place"
    ALTER TYPE "place" SET SCHEMA "audit";
      -- + composite type "audit.place"
    DROP TYPE "audit"."place" CASCADE;
      -- loses data | - composite type "audit.place"
    "#);
}

#[test]
fn range_types_are_created_renamed_and_dropped() {
    insta::assert_snapshot!(after(with_types, |schema| {
        schema.create_range_type("times", time()).operator_class("time_ops").difference("apart").comment("it's");
        schema.rename_range_type("floats", "reals");
        schema.drop_range_type("reals").if_exists();
    }), @r#"
    CREATE TYPE "times" AS RANGE (SUBTYPE = time, SUBTYPE_OPCLASS = "time_ops", SUBTYPE_DIFF = "apart");
      -- + range type "times"
    COMMENT ON TYPE "times" IS 'it''s';
    ALTER TYPE "floats" RENAME TO "reals";
      -- + range type "reals"
    DROP TYPE IF EXISTS "reals";
      -- - range type "reals"
    "#);
}
