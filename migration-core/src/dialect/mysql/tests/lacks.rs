//! What there is none of, and what to do instead.

use super::after;
use crate::builder::*;
use crate::preview::blog;
use crate::schema::Privilege::{Execute, Usage};

#[test]
fn what_only_postgres_has_is_refused_with_an_alternative() {
    insta::assert_snapshot!(after(blog, |schema| {
        schema.create_materialized_view("totals", "SELECT count(*) AS n FROM posts");
        schema.refresh_materialized_view("totals");
        schema.drop_materialized_view("totals");
        schema.create_extension("pg_trgm");
        schema.create_domain("email", text());
        schema.alter_domain("email", |d| d.set_not_null());
        schema.create_composite_type("address", |_| {});
        schema.create_range_type("floats", double());
        schema.create_sequence("numbers");
        schema.restart_sequence("numbers");
        schema.create_rule("keep", "posts").on_delete().do_instead_nothing();
        schema.enable_row_security("posts");
        schema.create_policy("own", "posts").using("true");
        schema.create_publication("all");
        schema.create_statistics("by_author", "posts", ["author_id", "title"]);
        schema.grant([Usage], on_type("email")).to("app");
        schema.grant([Execute], on_routine("purge", "")).to("app");
        schema.create_index("posts", "title").comment("it's");
        schema.comment_on_constraint("posts", "posts_pkey", "it's".to_owned());
        schema.add_exclusion("posts").with("title", "=");
    }), @r#"
    MySQL has no materialized views
      help: create a table and fill it, or a plain view
    MySQL has no materialized views
      help: create a table and fill it, or a plain view
    MySQL has no materialized views
      help: create a table and fill it, or a plain view
    MySQL has no extensions
      help: leave it out here: put it into a migration for PostgreSQL alone, or use schema.sql(...).on(Postgres)
    MySQL has no domains
      help: give each column the type, and a check of its own
    MySQL has no domains
      help: give each column the type, and a check of its own
    MySQL has no composite types
      help: make a column of each attribute, or keep them in one json() column
    MySQL has no range types
      help: keep the two ends in two columns, with a check that they are in order
    MySQL has no sequences
      help: use an auto-increment column, or a table of one row that is counted up
    MySQL has no sequences
      help: use an auto-increment column, or a table of one row that is counted up
    MySQL has no rules
      help: use a trigger, or a view
    MySQL has no policies
      help: let the program, or a view for each role, choose the rows
    MySQL has no policies
      help: let the program, or a view for each role, choose the rows
    MySQL has no publications
      help: set replication up on the server itself, and leave this out here
    MySQL has no extended statistics
      help: leave them out: .on(Postgres) with schema.sql(...), or a migration for PostgreSQL alone
    MySQL has no privilege USAGE of its own
      help: leave it out: who may drop a table may empty it, and a schema can be used by whom something in it is granted to
    MySQL has no rights on a routine without its kind
      help: use schema.sql("GRANT EXECUTE ON FUNCTION ...")
    ALTER TABLE `posts` ADD INDEX `posts_title_idx` (`title`) COMMENT 'it''s';
      -- ShareUpdateExclusive posts | scans | outside transaction | + index posts_title_idx of posts
    MySQL has no comments on constraints
      help: say it in the migration, or in the comment on the table
    MySQL has no exclusion constraints ("posts_title_excl")
      help: look for the other row in a trigger, under a lock on what both belong to
    "#);
}
