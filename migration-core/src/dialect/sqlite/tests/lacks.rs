use super::after;
use crate::builder::*;
use crate::preview::blog;
use crate::schema::Privilege::Select;

#[test]
fn what_other_databases_have_is_refused_with_an_alternative() {
    insta::assert_snapshot!(after(blog, |schema| {
        schema.create_materialized_view("totals", "SELECT count(*) AS n FROM posts");
        schema.refresh_materialized_view("totals");
        schema.drop_materialized_view("totals");
        schema.create_schema("audit");
        schema.create_extension("pg_trgm");
        schema.create_domain("email", text());
        schema.alter_domain("email", |d| d.set_not_null());
        schema.create_composite_type("address", |_| {});
        schema.create_range_type("floats", double());
        schema.create_sequence("numbers");
        schema.restart_sequence("numbers");
        schema.create_rule("keep", "posts").on_delete().do_instead_nothing();
        schema.create_role("app");
        schema.grant([Select], "posts").to("app");
        schema.revoke([Select], "posts").from("app");
        schema.enable_row_security("posts");
        schema.create_policy("own", "posts").using("true");
        schema.create_publication("all");
        schema.create_statistics("by_author", "posts", ["author_id", "title"]);
        schema.create_index("posts", "title");
        schema.comment_on_index("posts", "posts_title_idx", "it's".to_owned());
        schema.comment_on_constraint("posts", "posts_pkey", "it's".to_owned());
        schema.add_exclusion("posts").with("title", "=");
    }), @r#"
    SQLite has no materialized views
      help: create a table and fill it, or a plain view
    SQLite has no materialized views
      help: create a table and fill it, or a plain view
    SQLite has no materialized views
      help: create a table and fill it, or a plain view
    SQLite has no schemas in a database
      help: put the schema into the names of its tables ("audit_events")
    SQLite has no extensions
      help: leave it out here: put it into a migration for PostgreSQL alone, or use schema.sql(...).on(Postgres)
    SQLite has no domains
      help: give each column the type, and a check of its own
    SQLite has no domains
      help: give each column the type, and a check of its own
    SQLite has no composite types
      help: make a column of each attribute, or keep them in one json() column
    SQLite has no range types
      help: keep the two ends in two columns, with a check that they are in order
    SQLite has no sequences
      help: use an auto-increment key, or a table of one row that is counted up
    SQLite has no sequences
      help: use an auto-increment key, or a table of one row that is counted up
    SQLite has no rules
      help: use a trigger, or a view
    SQLite has no roles
      help: let the file's own permissions decide, and leave this out here
    SQLite has no rights to grant or revoke
      help: let the file's own permissions decide, and leave this out here
    SQLite has no rights to grant or revoke
      help: let the file's own permissions decide, and leave this out here
    SQLite has no policies
      help: let the program, or a view for each role, choose the rows
    SQLite has no policies
      help: let the program, or a view for each role, choose the rows
    SQLite has no publications
      help: set replication up on the server itself, and leave this out here
    SQLite has no extended statistics
      help: leave them out: .on(Postgres) with schema.sql(...), or a migration for PostgreSQL alone
    CREATE INDEX "posts_title_idx" ON "posts" ("title");
      -- ShareRowExclusive posts | scans | + index posts_title_idx of posts
    SQLite has no comments on constraints and indexes
      help: say it in the migration, where the next reader looks
    SQLite has no comments on constraints and indexes
      help: say it in the migration, where the next reader looks
    SQLite has no exclusion constraints, which "posts_title_excl" is
      help: look for the other row in a trigger: one transaction writes at a time
    "#);
}
