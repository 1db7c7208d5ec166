//! Schemas, which are databases.

use super::after;

#[test]
fn schemas_are_created_and_dropped_with_all_that_is_in_them() {
    insta::assert_snapshot!(after(|_| {}, |schema| {
        schema.create_schema("audit").if_not_exists();
        schema.create_schema("more").comment("it's");
        schema.rename_schema("audit", "history");
        schema.drop_schema("history").if_exists();
    }), @r#"
    CREATE SCHEMA IF NOT EXISTS `audit`;
      -- outside transaction | + schema "audit"
    CREATE SCHEMA `more`;
      -- outside transaction | + schema "more"
    MySQL has no comments on a schema
      help: say it in the migration, or in a comment on a table
    MySQL has no way to rename a schema
      help: create the new one, move each table by rename_table, and drop the old one
    DROP SCHEMA IF EXISTS `history`;
      -- loses data | outside transaction | - schema "history"
    "#);
}
