//! Who may do what: roles, grants, row-level security and its policies.

use super::{HOSTILE, after};
use crate::builder::*;
use crate::preview::blog;
use crate::schema::Privilege::*;

fn with_policy(schema: &mut Schema) {
    blog(schema);
    schema
        .create_policy("own", "posts")
        .for_select()
        .using("author_id = 1");
}

#[test]
fn roles_are_created_renamed_and_dropped() {
    insta::assert_snapshot!(after(|_| {}, |schema| {
        schema.create_role("readers");
        schema.create_role(HOSTILE).login().member_of("readers").if_not_exists();
        schema.rename_role("readers", "everyone");
        schema.drop_role("everyone").if_exists();
    }), @r#"
    CREATE ROLE "readers";
      -- + role "readers"
    DO E'BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = E''a"; DROP TABLE x; --''''\\\\'') THEN CREATE ROLE "a""; DROP TABLE x; --''\\" LOGIN IN ROLE "readers"; END IF; END';
      -- + role "a"; DROP TABLE x; --'\"
    ALTER ROLE "readers" RENAME TO "everyone";
      -- + role "everyone"
    DROP ROLE IF EXISTS "everyone";
      -- - role "everyone"
    "#);
}

#[test]
fn rights_are_granted_and_revoked() {
    insta::assert_snapshot!(after(|schema| {
        blog(schema);
        schema.create_role("app");
        schema.create_schema("audit");
        schema.create_sequence("numbers");
        schema.create_domain("email", text());
        schema.create_procedure("purge", "n integer").body("BEGIN END");
    }, |schema| {
        schema.grant([Select], "posts").to("PUBLIC");
        schema.grant([Select, Insert], "posts").to("app").with_grant_option();
        schema.grant([Select], "posts").to(["app", "PUBLIC"]).with_grant_option();
        schema.grant([Usage, Create], on_schema("audit")).to("app");
        schema.grant([All], on_sequence("numbers")).to("app");
        schema.grant([Usage], on_type("email")).to("app");
        schema.grant([Execute], on_routine("purge", "integer")).to("app");
        schema.revoke([Insert], "posts").from("app").grant_option_only();
        schema.revoke([All], "posts").from(["app", "CURRENT_USER"]);
        schema.grant([Execute], "posts").to("app");
    }), @r#"
    GRANT SELECT ON "posts" TO PUBLIC;
    GRANT SELECT, INSERT ON "posts" TO "app" WITH GRANT OPTION;
    PostgreSQL has no grant option for everybody
      help: name the roles that may grant it to others
    GRANT USAGE, CREATE ON SCHEMA "audit" TO "app";
    GRANT ALL ON SEQUENCE "numbers" TO "app";
    GRANT USAGE ON TYPE "email" TO "app";
    GRANT EXECUTE ON ROUTINE "purge"(integer) TO "app";
    REVOKE GRANT OPTION FOR INSERT ON "posts" FROM "app";
    REVOKE ALL ON "posts" FROM "app", CURRENT_USER;
    PostgreSQL has no privilege EXECUTE on table "posts"
      help: choose from SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER
    "#);
}

#[test]
fn policies_are_created_replaced_renamed_and_dropped() {
    insta::assert_snapshot!(after(with_policy, |schema| {
        schema.create_policy("both", "posts").to(["PUBLIC", "app"]).using("true -- all").with_check("author_id > 0").restrictive().comment("it's");
        schema.create_policy("own", "posts").for_select().to("app").using("author_id = 2").or_replace();
        schema.create_policy("own", "posts").for_delete().using("author_id = 2").or_replace();
        schema.rename_policy("posts", "own", "mine");
        schema.drop_policy("mine", "posts").if_exists();
    }), @r#"
    CREATE POLICY "both" ON "posts" AS RESTRICTIVE TO PUBLIC, "app" USING (true -- all
    ) WITH CHECK (author_id > 0);
      -- AccessExclusive posts | + policy "both" of table "posts"
    COMMENT ON POLICY "both" ON "posts" IS 'it''s';
    ALTER POLICY "own" ON "posts" TO "app" USING (author_id = 2);
      -- AccessExclusive posts
    DROP POLICY "own" ON "posts";
      -- AccessExclusive posts
    CREATE POLICY "own" ON "posts" FOR DELETE USING (author_id = 2);
      -- AccessExclusive posts | + policy "own" of table "posts"
    ALTER POLICY "own" ON "posts" RENAME TO "mine";
      -- AccessExclusive posts | + policy "mine" of table "posts"
    DROP POLICY IF EXISTS "mine" ON "posts";
      -- AccessExclusive posts | - policy "mine" of table "posts"
    "#);
}

#[test]
fn row_level_security_is_turned_on_forced_and_off() {
    insta::assert_snapshot!(after(blog, |schema| {
        schema.enable_row_security("posts");
        schema.enable_row_security("posts").force();
        schema.disable_row_security("posts");
    }), @r#"
    ALTER TABLE "posts" ENABLE ROW LEVEL SECURITY;
      -- AccessExclusive posts
    ALTER TABLE "posts" FORCE ROW LEVEL SECURITY;
      -- AccessExclusive posts
    ALTER TABLE "posts" DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
      -- AccessExclusive posts
    "#);
}
