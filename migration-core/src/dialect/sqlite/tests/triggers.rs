use super::{HOSTILE, after};
use crate::builder::*;
use crate::preview::blog;
use crate::schema::Deferrable;

fn with_trigger(schema: &mut Schema) {
    blog(schema);
    schema
        .create_trigger("first", "posts")
        .after_insert()
        .body("UPDATE posts SET title = trim(title)");
}

#[test]
fn triggers_are_created_renamed_and_dropped() {
    insta::assert_snapshot!(after(with_trigger, |schema| {
        schema.create_trigger(HOSTILE, "posts").before_update().of(["title"]).when("new.id > 1 -- not the first").body("DELETE FROM users; SELECT 1");
        schema.rename_trigger("posts", "first", "beginning");
        schema.drop_trigger("beginning", "posts").if_exists();
    }), @r#"
    CREATE TRIGGER "a""; DROP TABLE users; --'`]" BEFORE UPDATE OF "title" ON "posts" FOR EACH ROW WHEN new.id > 1 -- not the first
    BEGIN DELETE FROM users; SELECT 1; END;
      -- ShareRowExclusive posts | + trigger "a"; DROP TABLE users; --'`]" of table "posts"
    DROP TRIGGER "first";
      -- ShareRowExclusive posts
    CREATE TRIGGER "beginning" AFTER INSERT ON "posts" FOR EACH ROW BEGIN UPDATE posts SET title = trim(title); END;
      -- ShareRowExclusive posts | + trigger "beginning" of table "posts"
    DROP TRIGGER IF EXISTS "beginning";
      -- ShareRowExclusive posts | - trigger "beginning" of table "posts"
    "#);
}

#[test]
fn what_triggers_cannot_be() {
    insta::assert_snapshot!(after(with_trigger, |schema| {
        schema.create_trigger("a", "posts").before_insert().execute("touch");
        schema.create_trigger("b", "posts").before_insert().before_update().body("SELECT 1");
        schema.create_trigger("c", "posts").after_insert().for_each_statement().body("SELECT 1");
        schema.create_trigger("d", "posts").after_insert().constraint(Deferrable::InitiallyDeferred).body("SELECT 1");
        schema.create_trigger("e", "posts").after_update().referencing_old_table("old").body("SELECT 1");
        schema.create_trigger("f", "posts").after_insert().follows("first").body("SELECT 1");
        schema.create_trigger("first", "users").before_insert().body("SELECT 1");
        schema.disable_trigger("first", "posts");
        schema.comment_on_trigger("first", "posts", "it's".to_owned());
    }), @r#"
    SQLite has no functions that a trigger could execute
      help: say its statements here: body("...")
    SQLite has no triggers of more than one event ("b")
      help: create a trigger for each event
    SQLite has no triggers for whole statements
      help: run it for each row
    SQLite has no triggers that can wait for the commit
      help: leave constraint() out
    SQLite has no names for all changed rows together
      help: run it for each row
    SQLite has no order of triggers
      help: put what comes first and what comes after into one trigger
    SQLite has no two triggers of one name ("first")
      help: put the name of the table into the name of the trigger
    SQLite has no triggers that are there and do not run
      help: drop the trigger, and create it again when it is to run
    SQLite has no comments on a trigger
      help: say it in the migration, where the next reader looks
    "#);
}
