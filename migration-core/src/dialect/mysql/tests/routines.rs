//! Functions and procedures.

use super::after;
use crate::builder::*;
use crate::dialect::tests::shown;
use crate::dialect::{Dialect, Target};
use crate::preview::blog;

fn with_procedure(schema: &mut Schema) {
    blog(schema);
    schema
        .create_procedure("purge", "")
        .body("DELETE FROM posts");
}

fn replace(schema: &mut Schema) {
    schema
        .create_procedure("purge", "")
        .body("DELETE FROM posts WHERE id > 1")
        .or_replace();
}

#[test]
fn routines_are_created_renamed_commented_and_dropped() {
    insta::assert_snapshot!(after(with_procedure, |schema| {
        schema.create_function("twice", "n integer", "integer").immutable().body("RETURN 2 * n;").comment("it's");
        schema.create_function("posts_of", "a bigint", "bigint").stable().security_definer().body("RETURN (SELECT count(*) FROM posts WHERE author_id = a)");
        schema.rename_function("twice", "double");
        schema.drop_function("double");
        schema.drop_procedure("purge").if_exists();
        schema.create_function("elsewhere", "", "integer").on(Dialect::Postgres).body("BEGIN RETURN 1; END");
    }), @r#"
    CREATE FUNCTION `twice`(n integer) RETURNS integer DETERMINISTIC NO SQL SQL SECURITY INVOKER RETURN 2 * n;
      -- outside transaction | + function "twice(integer)"
    ALTER FUNCTION `twice` COMMENT 'it''s';
      -- outside transaction
    CREATE FUNCTION `posts_of`(a bigint) RETURNS bigint READS SQL DATA SQL SECURITY DEFINER RETURN (SELECT count(*) FROM posts WHERE author_id = a);
      -- outside transaction | + function "posts_of(bigint)"
    CREATE FUNCTION `double`(n integer) RETURNS integer DETERMINISTIC NO SQL SQL SECURITY INVOKER RETURN 2 * n;
      -- outside transaction | + function "double(integer)"
    DROP FUNCTION `twice`;
      -- outside transaction | - function "twice(integer)"
    ALTER FUNCTION `double` COMMENT 'it''s';
      -- outside transaction
    DROP FUNCTION `double`;
      -- outside transaction | - function "double(integer)"
    DROP PROCEDURE IF EXISTS `purge`;
      -- outside transaction | - procedure "purge()"
    "#);
}

#[test]
fn mariadb_replaces_a_routine_in_one_statement() {
    insta::assert_snapshot!(after(with_procedure, replace), @r#"
    DROP PROCEDURE IF EXISTS `purge`;
      -- outside transaction
    CREATE PROCEDURE `purge`() SQL SECURITY INVOKER DELETE FROM posts WHERE id > 1;
      -- outside transaction | + procedure "purge()"
    "#);
    insta::assert_snapshot!(shown(&Target::mariadb(), with_procedure, replace), @r#"
    CREATE OR REPLACE PROCEDURE `purge`() SQL SECURITY INVOKER DELETE FROM posts WHERE id > 1;
      -- outside transaction
    "#);
}

#[test]
fn what_routines_cannot_be() {
    insta::assert_snapshot!(after(with_procedure, |schema| {
        schema.create_function("touch", "", "trigger").body("BEGIN RETURN new; END");
        schema.create_function("rows", "", "SETOF posts").body("SELECT 1");
        schema.create_function("strict", "", "integer").strict().body("RETURN 1");
        schema.create_function("parallel", "", "integer").parallel_safe().body("RETURN 1");
        schema.create_function("settings", "", "integer").set("a", "b").body("RETURN 1");
        schema.create_procedure("purge", "n integer").body("DELETE FROM posts");
    }), @r#"
    MySQL has no functions for triggers
      help: give the trigger a body("..."), and the function .on(Postgres)
    MySQL has no functions that give back rows
      help: create a view, or a procedure that selects
    MySQL has no strict functions
      help: return NULL for a NULL argument in the body
    MySQL has no parallel functions
      help: leave parallel(...) out
    MySQL has no settings of a function
      help: set them in the body
    MySQL has no two routines of one name ("purge")
      help: give it a name of its own
    "#);
}
