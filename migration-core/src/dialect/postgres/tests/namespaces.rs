//! Schemas and extensions.

use super::after;

#[test]
fn schemas_are_created_renamed_and_dropped() {
    insta::assert_snapshot!(after(|_| {}, |schema| {
        schema.create_schema("audit").comment("it's");
        schema.create_schema("more").if_not_exists();
        schema.rename_schema("audit", "history");
        schema.drop_schema("history");
        schema.drop_schema("more").cascade();
    }), @r#"
    CREATE SCHEMA "audit";
      -- + schema "audit"
    COMMENT ON SCHEMA "audit" IS 'it''s';
    CREATE SCHEMA IF NOT EXISTS "more";
      -- + schema "more"
    ALTER SCHEMA "audit" RENAME TO "history";
      -- + schema "history"
    DROP SCHEMA "history";
      -- - schema "history"
    DROP SCHEMA "more" CASCADE;
      -- loses data | - schema "more"
    "#);
}

#[test]
fn extensions_are_created_and_dropped() {
    insta::assert_snapshot!(after(|_| {}, |schema| {
        schema.create_extension("pg_trgm").if_not_exists();
        schema.create_extension("citext").schema("more").version("1.6");
        schema.drop_extension("pg_trgm");
        schema.drop_extension("citext").if_exists().cascade();
    }), @r#"
    CREATE EXTENSION IF NOT EXISTS "pg_trgm";
      -- + extension "pg_trgm"
    CREATE EXTENSION "citext" SCHEMA "more" VERSION '1.6';
      -- + extension "citext"
    DROP EXTENSION "pg_trgm";
      -- - extension "pg_trgm"
    DROP EXTENSION IF EXISTS "citext" CASCADE;
      -- loses data | - extension "citext"
    "#);
}
