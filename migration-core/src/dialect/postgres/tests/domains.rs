//! Domains.

use super::after;
use crate::builder::*;

fn with_columns(schema: &mut Schema) {
    schema.create_domain("email", text());
    schema.create_domain("unused", text());
    schema.create_table("users", |t| {
        t.column("mail", custom("email"));
    });
    schema.create_table("letters", |t| {
        t.column("recipients", array(custom("email")));
    });
}

#[test]
fn domains_are_created() {
    insta::assert_snapshot!(after(|_| {}, |schema| {
        schema.create_domain("email", text()).not_null().default("a@b").collate("C").check("at", "VALUE LIKE '%@%' -- one").comment("it's");
        schema.create_domain("email", text()).if_not_exists();
        schema.drop_domain("email").if_exists();
    }), @r#"
    CREATE DOMAIN "email" AS text COLLATE "C" DEFAULT 'a@b' NOT NULL CONSTRAINT "at" CHECK (VALUE LIKE '%@%' -- one
    );
      -- + domain "email"
    COMMENT ON DOMAIN "email" IS 'it''s';
    DROP DOMAIN IF EXISTS "email";
      -- - domain "email"
    "#);
}

#[test]
fn columns_of_a_domain_are_read_when_it_becomes_stricter() {
    insta::assert_snapshot!(after(with_columns, |schema| {
        schema.alter_domain("email", |d| {
            d.add_check("at", "VALUE LIKE '%@%'");
            d.add_check_not_valid("short", "length(VALUE) < 99");
            d.validate_check("short");
            d.set_not_null();
            d.set_nullable();
            d.set_default("a@b");
            d.drop_default();
            d.drop_check("at");
        });
        schema.alter_domain("unused", |d| d.set_not_null());
        schema.rename_domain("email", ("audit", "address"));
        schema.drop_domain("unused").cascade();
    }), @r#"
    ALTER DOMAIN "email" ADD CONSTRAINT "at" CHECK (VALUE LIKE '%@%');
      -- Share letters | scans
    ALTER DOMAIN "email" ADD CONSTRAINT "short" CHECK (length(VALUE) < 99) NOT VALID;
    ALTER DOMAIN "email" VALIDATE CONSTRAINT "short";
      -- Share letters | scans
    ALTER DOMAIN "email" SET NOT NULL;
      -- Share letters | scans
    ALTER DOMAIN "email" DROP NOT NULL;
    ALTER DOMAIN "email" SET DEFAULT 'a@b';
    ALTER DOMAIN "email" DROP DEFAULT;
    ALTER DOMAIN "email" DROP CONSTRAINT "at";
    ALTER DOMAIN "unused" SET NOT NULL;
      -- scans
    ALTER DOMAIN "email" RENAME TO "address";
      -- + domain "address"
    ALTER DOMAIN "address" SET SCHEMA "audit";
      -- + domain "audit.address"
    DROP DOMAIN "unused" CASCADE;
      -- loses data | - domain "unused"
    "#);
}
