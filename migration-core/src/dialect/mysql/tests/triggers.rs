//! Triggers.

use super::after;
use crate::builder::*;
use crate::preview::blog;
use crate::schema::Deferrable;

fn with_trigger(schema: &mut Schema) {
    blog(schema);
    schema
        .create_trigger("first", "posts")
        .before_insert()
        .body("SET new.title = trim(new.title)");
}

#[test]
fn triggers_are_created_renamed_and_dropped() {
    insta::assert_snapshot!(after(with_trigger, |schema| {
        schema.create_trigger("second", "posts").before_insert().body("SET new.content = ''; SET new.title = 'a'").follows("first");
        schema.rename_trigger("posts", "first", "begin`ning");
        schema.drop_trigger("second", "posts").if_exists();
    }), @r#"
    CREATE TRIGGER `second` BEFORE INSERT ON `posts` FOR EACH ROW FOLLOWS `first` BEGIN SET new.content = ''; SET new.title = 'a'; END;
      -- AccessExclusive posts | outside transaction | + trigger "second" of table "posts"
    DROP TRIGGER `first`;
      -- AccessExclusive posts | outside transaction | - trigger "first" of table "posts"
    CREATE TRIGGER `begin``ning` BEFORE INSERT ON `posts` FOR EACH ROW BEGIN SET new.title = trim(new.title); END;
      -- AccessExclusive posts | outside transaction | + trigger "begin`ning" of table "posts"
    DROP TRIGGER IF EXISTS `second`;
      -- AccessExclusive posts | outside transaction | - trigger "second" of table "posts"
    "#);
}

#[test]
fn what_triggers_cannot_be() {
    insta::assert_snapshot!(after(with_trigger, |schema| {
        schema.create_trigger("a", "posts").before_insert().execute("touch");
        schema.create_trigger("b", "posts").before_insert().before_update().body("SET @a = 1");
        schema.create_trigger("c", "posts").after_insert().for_each_statement().body("SET @a = 1");
        schema.create_trigger("d", "posts").after_insert().when("new.id > 1").body("SET @a = 1");
        schema.create_trigger("e", "posts").after_update().of("title").body("SET @a = 1");
        schema.create_trigger("f", "posts").after_insert().constraint(Deferrable::InitiallyDeferred).body("SET @a = 1");
        schema.create_trigger("g", "posts").after_update().referencing_old_table("old").body("SET @a = 1");
        schema.create_trigger("first", "users").before_insert().body("SET @a = 1");
        schema.disable_trigger("first", "posts");
        schema.comment_on_trigger("first", "posts", "it's".to_owned());
    }), @r#"
    MySQL has no functions that a trigger could execute
      help: say its statements here: body("...")
    MySQL has no triggers of more than one event ("b")
      help: create a trigger for each event
    MySQL has no triggers for whole statements
      help: run it for each row
    MySQL has no conditions of triggers
      help: put an IF into its body
    MySQL has no triggers for some of the columns
      help: put IF NOT (old.title <=> new.title) THEN ... into its body
    MySQL has no triggers that can wait for the commit
      help: leave constraint() out
    MySQL has no names for all changed rows together
      help: run it for each row
    MySQL has no two triggers of one name ("first")
      help: put the name of the table into the name of the trigger
    MySQL has no triggers that are there and do not run
      help: drop the trigger, and create it again when it is to run
    MySQL has no comments on a trigger
      help: say it in the migration, or in a comment on a table
    "#);
}
