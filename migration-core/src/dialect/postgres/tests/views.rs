//! Views and materialized views.

use super::after;
use crate::builder::*;
use crate::preview::blog;

fn with_views(schema: &mut Schema) {
    blog(schema);
    schema.create_view("titles", "SELECT id, title FROM posts");
    schema.create_materialized_view("totals", "SELECT count(*) AS n FROM posts");
    schema.create_index("totals", "n").unique();
}

#[test]
fn views_are_created_and_replaced() {
    insta::assert_snapshot!(after(blog, |schema| {
        schema.create_view("first", "SELECT id FROM users -- all").check_option().comment("it's");
        schema.create_view("first", "SELECT id FROM users;").or_replace();
        schema.create_view("second", "SELECT id FROM first").columns(["a\"b"]).security_invoker();
        schema.create_view("first", "SELECT id, email FROM users").or_replace();
    }), @r#"
    CREATE VIEW "first" AS SELECT id FROM users -- all
    WITH CASCADED CHECK OPTION;
      -- + view "first"
    COMMENT ON VIEW "first" IS 'it''s';
      -- ShareUpdateExclusive first
    CREATE OR REPLACE VIEW "first" AS SELECT id FROM users;
      -- AccessExclusive first | + view "first"
    CREATE VIEW "second" ("a""b") WITH (security_invoker = true) AS SELECT id FROM first;
      -- + view "second"
    CREATE OR REPLACE VIEW "first" AS SELECT id, email FROM users;
      -- AccessExclusive first | + view "first"
    "#);
}

#[test]
fn views_are_renamed_commented_and_dropped() {
    insta::assert_snapshot!(after(with_views, |schema| {
        schema.rename_view("titles", "headlines");
        schema.rename_view("headlines", ("audit", "titles"));
        schema.comment_on_view(("audit", "titles"), None);
        schema.drop_view(("audit", "titles")).cascade();
        schema.drop_view("titles").if_exists();
    }), @r#"
    ALTER VIEW "titles" RENAME TO "headlines";
      -- AccessExclusive titles | + view "headlines"
    ALTER VIEW "headlines" RENAME TO "titles";
      -- AccessExclusive headlines | + view "titles"
    ALTER VIEW "titles" SET SCHEMA "audit";
      -- AccessExclusive titles | + view "audit.titles"
    COMMENT ON VIEW "audit"."titles" IS NULL;
      -- ShareUpdateExclusive audit.titles
    DROP VIEW "audit"."titles" CASCADE;
      -- AccessExclusive audit.titles | - view "audit.titles"
    DROP VIEW IF EXISTS "titles";
      -- AccessExclusive titles | - view "titles"
    "#);
}

#[test]
fn materialized_views_hold_copies_of_rows() {
    insta::assert_snapshot!(after(blog, |schema| {
        schema.create_materialized_view("totals", "SELECT count(*) AS n FROM posts").without_data().comment("it's");
        schema.create_index("totals", "n").unique();
        schema.create_materialized_view("totals", "SELECT count(*) AS n FROM users").or_replace();
    }), @r#"
    CREATE MATERIALIZED VIEW "totals" AS SELECT count(*) AS n FROM posts WITH NO DATA;
      -- + materialized view "totals"
    COMMENT ON MATERIALIZED VIEW "totals" IS 'it''s';
      -- ShareUpdateExclusive totals
    CREATE UNIQUE INDEX "totals_n_idx" ON "totals" ("n");
      -- Share totals | scans | + index totals_n_idx of totals
    DROP MATERIALIZED VIEW "totals";
      -- AccessExclusive totals
    CREATE MATERIALIZED VIEW "totals" AS SELECT count(*) AS n FROM users;
      -- + materialized view "totals"
    COMMENT ON MATERIALIZED VIEW "totals" IS 'it''s';
      -- ShareUpdateExclusive totals
    "#);
    insta::assert_snapshot!(after(with_views, |schema| {
        schema.refresh_materialized_view("totals");
        schema.refresh_materialized_view("totals").concurrently();
        schema.rename_materialized_view("totals", "sums");
        schema.comment_on_materialized_view("sums", "by hand".to_owned());
        schema.drop_materialized_view("sums");
    }), @r#"
    REFRESH MATERIALIZED VIEW "totals";
      -- AccessExclusive totals | rewrites
    REFRESH MATERIALIZED VIEW CONCURRENTLY "totals";
      -- Exclusive totals | scans
    ALTER MATERIALIZED VIEW "totals" RENAME TO "sums";
      -- AccessExclusive totals | + materialized view "sums"
    COMMENT ON MATERIALIZED VIEW "sums" IS 'by hand';
      -- ShareUpdateExclusive sums
    DROP MATERIALIZED VIEW "sums";
      -- AccessExclusive sums | - materialized view "sums"
    "#);
}
