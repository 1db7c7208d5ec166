//! Publications and extended statistics.

use super::after;
use crate::preview::blog;

#[test]
fn publications_are_created_replaced_and_dropped() {
    insta::assert_snapshot!(after(blog, |schema| {
        schema.create_publication("everything").publish(["insert", "update"]);
        schema.create_publication("some").table("posts").table("users");
        schema.create_publication("some").table("users").publish("insert").or_replace();
        schema.create_publication("some").or_replace();
        schema.drop_publication("some");
        schema.drop_publication("everything").if_exists();
    }), @r#"
    CREATE PUBLICATION "everything" FOR ALL TABLES WITH (publish = 'insert, update');
      -- + publication "everything"
    CREATE PUBLICATION "some" FOR TABLE "posts", "users";
      -- ShareUpdateExclusive posts | + publication "some"
    ALTER PUBLICATION "some" SET TABLE "users";
      -- ShareUpdateExclusive users
    ALTER PUBLICATION "some" SET (publish = 'insert');
    DROP PUBLICATION "some";
    CREATE PUBLICATION "some" FOR ALL TABLES;
      -- + publication "some"
    DROP PUBLICATION "some";
      -- - publication "some"
    DROP PUBLICATION IF EXISTS "everything";
      -- - publication "everything"
    "#);
}

#[test]
fn statistics_are_created_renamed_and_dropped() {
    insta::assert_snapshot!(after(blog, |schema| {
        schema.create_statistics("by_author", "posts", ["author_id", "title"]).kinds(["ndistinct"]).comment("it's");
        schema.rename_statistics("by_author", ("audit", "titles"));
        schema.drop_statistics(("audit", "titles"));
        schema.drop_statistics("gone").if_exists();
    }), @r#"
    CREATE STATISTICS "by_author" ("ndistinct") ON "author_id", "title" FROM "posts";
      -- ShareUpdateExclusive posts | + statistics "by_author"
    COMMENT ON STATISTICS "by_author" IS 'it''s';
    ALTER STATISTICS "by_author" RENAME TO "titles";
      -- + statistics "titles"
    ALTER STATISTICS "titles" SET SCHEMA "audit";
      -- + statistics "audit.titles"
    DROP STATISTICS "audit"."titles";
      -- ShareUpdateExclusive posts | - statistics "audit.titles"
    DROP STATISTICS IF EXISTS "gone";
      -- - statistics "gone"
    "#);
}
