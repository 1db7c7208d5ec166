//! Functions and procedures.

use super::{HOSTILE, after};
use crate::builder::*;
use crate::preview::blog;

fn with_routines(schema: &mut Schema) {
    blog(schema);
    schema
        .create_function("twice", "n integer", "integer")
        .language("sql")
        .body("SELECT 2 * n");
    schema
        .create_function("twice", "n text", "text")
        .language("sql")
        .body("SELECT n || n");
    schema
        .create_procedure("purge", "")
        .body("BEGIN DELETE FROM posts; END");
}

#[test]
fn routines_are_created() {
    insta::assert_snapshot!(after(blog, |schema| {
        schema.create_function("half", "n bigint = 2", "bigint").language("SQL").immutable().strict().parallel_safe().body("SELECT n / 2");
        schema.create_function("secret", "", "SETOF users").stable().security_definer().set("search_path", "public, audit").body("BEGIN $$ END");
        schema.create_procedure(HOSTILE, "INOUT n int").body("BEGIN n := 1; END").comment("it's");
        schema.create_function("elsewhere", "", "int").on(crate::dialect::Dialect::Mysql).body("RETURN 1");
    }), @r#"
    CREATE FUNCTION "half"(n bigint = 2) RETURNS bigint LANGUAGE "sql" IMMUTABLE STRICT PARALLEL SAFE AS $$SELECT n / 2$$;
      -- + function "half(bigint)"
    CREATE FUNCTION "secret"() RETURNS SETOF users LANGUAGE "plpgsql" STABLE SECURITY DEFINER SET "search_path" TO "public", "audit" AS $body$BEGIN $$ END$body$;
      -- + function "secret()"
    CREATE PROCEDURE "a""; DROP TABLE x; --'\"(INOUT n int) LANGUAGE "plpgsql" AS $$BEGIN n := 1; END$$;
      -- + procedure "a"; DROP TABLE x; --'\(integer)"
    COMMENT ON PROCEDURE "a""; DROP TABLE x; --'\"(integer) IS 'it''s';
    "#);
}

#[test]
fn routines_are_replaced_and_made_anew_for_another_result() {
    insta::assert_snapshot!(after(with_routines, |schema| {
        schema.create_function("twice", "n integer", "integer").language("sql").or_replace().body("SELECT n + n");
        schema.create_function("twice", "m integer", "bigint").language("sql").or_replace().body("SELECT 2::bigint * m");
        schema.create_procedure("purge", "").or_replace().body("BEGIN TRUNCATE posts; END");
    }), @r#"
    CREATE OR REPLACE FUNCTION "twice"(n integer) RETURNS integer LANGUAGE "sql" AS $$SELECT n + n$$;
      -- + function "twice(integer)"
    DROP FUNCTION "twice"(integer);
    CREATE FUNCTION "twice"(m integer) RETURNS bigint LANGUAGE "sql" AS $$SELECT 2::bigint * m$$;
      -- + function "twice(integer)"
    CREATE OR REPLACE PROCEDURE "purge"() LANGUAGE "plpgsql" AS $$BEGIN TRUNCATE posts; END$$;
      -- + procedure "purge()"
    "#);
}

#[test]
fn routines_are_renamed_commented_and_dropped_by_their_arguments() {
    insta::assert_snapshot!(after(with_routines, |schema| {
        schema.rename_procedure("purge", ("audit", "sweep"));
        schema.comment_on_procedure(("audit", "sweep"), "it's".to_owned());
        schema.drop_procedure(("audit", "sweep")).if_exists();
        schema.drop_function("twice").arguments("text").cascade();
        schema.rename_function("twice", "double");
        schema.drop_function("double");
    }), @r#"
    ALTER PROCEDURE "purge"() RENAME TO "sweep";
      -- + procedure "sweep()"
    ALTER PROCEDURE "sweep"() SET SCHEMA "audit";
      -- + procedure "audit.sweep()"
    COMMENT ON PROCEDURE "audit"."sweep"() IS 'it''s';
    DROP PROCEDURE IF EXISTS "audit"."sweep"();
      -- - procedure "audit.sweep()"
    DROP FUNCTION "twice"(text) CASCADE;
      -- - function "twice(text)"
    ALTER FUNCTION "twice"(integer) RENAME TO "double";
      -- + function "double(integer)"
    DROP FUNCTION "double"(integer);
      -- - function "double(integer)"
    "#);
}
