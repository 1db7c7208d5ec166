use super::after;
use crate::dialect::Dialect;

#[test]
fn routines_are_refused_unless_they_are_for_other_databases() {
    insta::assert_snapshot!(after(|_| {}, |schema| {
        schema.create_function("elsewhere", "", "integer").on(Dialect::Postgres).body("BEGIN RETURN 1; END");
        schema.comment_on_function("elsewhere", "it's".to_owned());
        schema.rename_function("elsewhere", "there");
        schema.drop_function("there");
        schema.create_function("twice", "n integer", "integer").body("SELECT 2 * n");
        schema.create_procedure("purge", "").body("DELETE FROM posts");
    }), @r#"
    SQLite has no functions and procedures in SQL
      help: say where it is for: on(Postgres), and give a trigger its statements as body("...")
    SQLite has no functions and procedures in SQL
      help: say where it is for: on(Postgres), and give a trigger its statements as body("...")
    "#);
}
