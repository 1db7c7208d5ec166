use super::after;
use crate::preview::blog;

#[test]
fn views_are_created_replaced_renamed_and_dropped() {
    insta::assert_snapshot!(after(blog, |schema| {
        schema.create_view("first", "SELECT id FROM users -- all");
        schema.create_trigger("into", "first").instead_of_insert().body("DELETE FROM users");
        schema.create_view("second", "SELECT id FROM first").columns(["a\"b"]);
        schema.create_view("first", "SELECT id FROM users;").or_replace();
        schema.rename_view("first", "users_of_today");
        schema.drop_view("second").if_exists();
    }), @r#"
    CREATE VIEW "first" AS SELECT id FROM users -- all;
      -- + view "first"
    CREATE TRIGGER "into" INSTEAD OF INSERT ON "first" FOR EACH ROW BEGIN DELETE FROM users; END;
      -- ShareRowExclusive first | + trigger "into" of table "first"
    CREATE VIEW "second" ("a""b") AS SELECT id FROM first;
      -- + view "second"
    DROP VIEW IF EXISTS "first";
    CREATE VIEW "first" AS SELECT id FROM users;
      -- + view "first"
    CREATE TRIGGER "into" INSTEAD OF INSERT ON "first" FOR EACH ROW BEGIN DELETE FROM users; END;
      -- ShareRowExclusive first | + trigger "into" of table "first"
    DROP VIEW "first";
    CREATE VIEW "users_of_today" AS SELECT id FROM users;
      -- + view "users_of_today"
    CREATE TRIGGER "into" INSTEAD OF INSERT ON "users_of_today" FOR EACH ROW BEGIN DELETE FROM users; END;
      -- ShareRowExclusive users_of_today | + trigger "into" of table "users_of_today"
    DROP VIEW "second";
    CREATE VIEW "second" ("a""b") AS SELECT id FROM users_of_today;
      -- + view "second"
    DROP VIEW IF EXISTS "second";
      -- - view "second"
    "#);
}

#[test]
fn what_views_cannot_be() {
    insta::assert_snapshot!(after(blog, |schema| {
        schema.create_view("titles", "SELECT title FROM posts").check_option();
        schema.create_view("ids", "SELECT id FROM posts").security_invoker();
        schema.comment_on_view("ids", "it's".to_owned());
    }), @r"
    SQLite has no view that checks what goes in through it
      help: leave out the check option: rows do not go into a view here
    SQLite has no views with the rights of who reads them
      help: leave out security_invoker()
    SQLite has no comments on a view
      help: say it in the migration, where the next reader looks
    ");
}
