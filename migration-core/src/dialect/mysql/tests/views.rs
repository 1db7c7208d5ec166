//! Views.

use super::after;
use crate::preview::blog;

#[test]
fn views_are_created_replaced_renamed_and_dropped() {
    insta::assert_snapshot!(after(blog, |schema| {
        schema.create_view("first", "SELECT id FROM users # all").check_option();
        schema.create_view("first", "SELECT id FROM users;").or_replace();
        schema.create_view("second", "SELECT id FROM first").columns(["a`b"]).security_invoker();
        schema.rename_view("first", "users_of_today");
        schema.drop_view("second").if_exists();
    }), @r#"
    CREATE VIEW `first` AS SELECT id FROM users # all
    WITH CASCADED CHECK OPTION;
      -- outside transaction | + view "first"
    CREATE OR REPLACE VIEW `first` AS SELECT id FROM users;
      -- outside transaction
    CREATE SQL SECURITY INVOKER VIEW `second` (`a``b`) AS SELECT id FROM first;
      -- outside transaction | + view "second"
    RENAME TABLE `first` TO `users_of_today`;
      -- outside transaction | + view "users_of_today"
    CREATE OR REPLACE SQL SECURITY INVOKER VIEW `second` (`a``b`) AS SELECT id FROM users_of_today;
      -- outside transaction
    DROP VIEW IF EXISTS `second`;
      -- outside transaction | - view "second"
    "#);
}

#[test]
fn views_have_no_comments_and_stay_in_their_database() {
    insta::assert_snapshot!(after(blog, |schema| {
        schema.create_view("titles", "SELECT title FROM posts");
        schema.comment_on_view("titles", "it's".to_owned());
        schema.rename_view("titles", ("audit", "titles"));
    }), @r#"
    CREATE VIEW `titles` AS SELECT title FROM posts;
      -- outside transaction | + view "titles"
    MySQL has no comments on a view
      help: say it in the migration, or in a comment on a table
    MySQL has no way to move a view to another database
      help: drop the view and create it there
    "#);
}
