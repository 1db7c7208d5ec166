//! Rules.

use super::after;
use crate::preview::blog;

#[test]
fn rules_are_created_renamed_and_dropped() {
    insta::assert_snapshot!(after(blog, |schema| {
        schema.create_rule("keep", "posts").on_delete().filter("old.id > 1").do_instead_nothing();
        schema.create_rule("log", "posts").on_update().do_also("NOTIFY a; NOTIFY b;").comment("it's");
        schema.create_rule("mail", "posts").on_insert().do_instead("NOTIFY c");
        schema.rename_rule("posts", "log", "tell");
        schema.drop_rule("tell", "posts");
        schema.drop_rule("gone", "posts").if_exists();
    }), @r#"
    CREATE RULE "keep" AS ON DELETE TO "posts" WHERE (old.id > 1) DO INSTEAD NOTHING;
      -- AccessExclusive posts | + rule "keep" of table "posts"
    CREATE RULE "log" AS ON UPDATE TO "posts" DO ALSO (NOTIFY a; NOTIFY b);
      -- AccessExclusive posts | + rule "log" of table "posts"
    COMMENT ON RULE "log" ON "posts" IS 'it''s';
    CREATE RULE "mail" AS ON INSERT TO "posts" DO INSTEAD NOTIFY c;
      -- AccessExclusive posts | + rule "mail" of table "posts"
    ALTER RULE "log" ON "posts" RENAME TO "tell";
      -- AccessExclusive posts | + rule "tell" of table "posts"
    DROP RULE "tell" ON "posts";
      -- AccessExclusive posts | - rule "tell" of table "posts"
    DROP RULE IF EXISTS "gone" ON "posts";
      -- AccessExclusive posts | - rule "gone" of table "posts"
    "#);
}
