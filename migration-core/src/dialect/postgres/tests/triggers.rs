//! Triggers.

use super::{HOSTILE, after, refused, shop};
use crate::builder::*;
use crate::operation::CreateObject;
use crate::preview::blog;
use crate::schema::{Deferrable, Object, Trigger, TriggerEvent, TriggerTiming};

fn with_trigger(schema: &mut Schema) {
    blog(schema);
    schema
        .create_function("touch", "", "trigger")
        .body("BEGIN RETURN new; END");
    schema
        .create_trigger("touch", "posts")
        .before_update()
        .execute("touch");
}

#[test]
fn triggers_are_created() {
    insta::assert_snapshot!(after(with_trigger, |schema| {
        schema.create_trigger(HOSTILE, "posts").after_insert().after_update().of(["title", "content"]).when("new.title <> ''").execute("touch").arguments(["it's"]).comment("it's");
        schema.create_trigger("changed", "posts").after_update().for_each_statement().referencing_old_table("old").referencing_new_table("new").execute("touch");
        schema.create_trigger("emptied", "posts").after_truncate().for_each_statement().execute("touch");
        schema.create_trigger("checked", "posts").after_insert().constraint(Deferrable::InitiallyDeferred).execute("touch");
    }), @r#"
    CREATE TRIGGER "a""; DROP TABLE x; --'\" AFTER INSERT OR UPDATE OF "title", "content" ON "posts" FOR EACH ROW WHEN (new.title <> '') EXECUTE FUNCTION "touch"('it''s');
      -- ShareRowExclusive posts | + trigger "a"; DROP TABLE x; --'\" of table "posts"
    COMMENT ON TRIGGER "a""; DROP TABLE x; --'\" ON "posts" IS 'it''s';
    CREATE TRIGGER "changed" AFTER UPDATE ON "posts" REFERENCING OLD TABLE AS "old" NEW TABLE AS "new" FOR EACH STATEMENT EXECUTE FUNCTION "touch"();
      -- ShareRowExclusive posts | + trigger "changed" of table "posts"
    CREATE TRIGGER "emptied" AFTER TRUNCATE ON "posts" FOR EACH STATEMENT EXECUTE FUNCTION "touch"();
      -- ShareRowExclusive posts | + trigger "emptied" of table "posts"
    CREATE CONSTRAINT TRIGGER "checked" AFTER INSERT ON "posts" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "touch"();
      -- ShareRowExclusive posts | + trigger "checked" of table "posts"
    "#);
}

#[test]
fn triggers_are_turned_off_renamed_commented_and_dropped() {
    insta::assert_snapshot!(after(with_trigger, |schema| {
        schema.disable_trigger("touch", "posts");
        schema.enable_trigger("touch", "posts");
        schema.rename_trigger("posts", "touch", "touched");
        schema.comment_on_trigger("touched", "posts", None);
        schema.drop_trigger("touched", "posts").if_exists();
    }), @r#"
    ALTER TABLE "posts" DISABLE TRIGGER "touch";
      -- ShareRowExclusive posts
    ALTER TABLE "posts" ENABLE TRIGGER "touch";
      -- ShareRowExclusive posts
    ALTER TRIGGER "touch" ON "posts" RENAME TO "touched";
      -- AccessExclusive posts | + trigger "touched" of table "posts"
    COMMENT ON TRIGGER "touched" ON "posts" IS NULL;
    DROP TRIGGER IF EXISTS "touched" ON "posts";
      -- AccessExclusive posts | - trigger "touched" of table "posts"
    "#);
}

#[test]
fn a_trigger_has_a_function_and_no_body() {
    let mut trigger = Trigger::new("touch", super::name("products"), TriggerTiming::After);
    trigger.events = vec![TriggerEvent::Insert];
    trigger.body = Some("SELECT 1".into());
    let create = CreateObject {
        object: Object::Trigger(Box::new(trigger)),
        if_not_exists: false,
        or_replace: false,
    };
    insta::assert_snapshot!(refused(&shop(), create), @r#"
    PostgreSQL has no triggers with a body of their own
    help: put it into a function that returns trigger, and execute("...") that
    "#);
}
