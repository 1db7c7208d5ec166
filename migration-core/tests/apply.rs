//! Every operation that cannot be applied is an error that names both things and the user's line.

mod common;

use common::{error, history, problem, problems, up};
use migration_core::ErrorKind;
use migration_core::builder::*;
use migration_core::replay::replay;
use migration_core::schema::ReferentialAction::SetNull;

fn users(schema: &mut Schema) {
    schema.create_table("users", |t| {
        t.id();
        t.string("email", 100).unique();
        t.string("name", 100);
    });
}

fn enums(schema: &mut Schema) {
    schema.create_type("status", ["draft", "published"]);
}

macro_rules! refused {
    ($($name:ident: $message:expr, |$schema:ident| { $($before:expr;)* } then $bad:expr;)*) => {
        $(#[test]
        #[allow(clippy::let_unit_value)]
        fn $name() {
            let (message, line) = problem(|$schema| {
                $(let _ = $before;)*
                let _ = $bad;
            });
            assert_eq!(message, $message);
            assert!(line > 1);
        })*
    };
}

refused! {
    an_unknown_table: r#"cannot create index "posts_a_idx" on table "posts": there is no table "posts" at this point"#,
        |schema| {} then schema.create_index("posts", "a");
    a_table_twice: r#"cannot create table "users": there is a table "users" already"#,
        |schema| { users(schema); } then schema.create_table("users", |t| { t.id(); });
    a_table_called_like_a_type: r#"cannot create table "status": there is a type "status" already"#,
        |schema| { enums(schema); } then schema.create_table("status", |t| { t.id(); });
    a_table_without_columns: r#"cannot create table "empty": table "empty" has no columns"#,
        |schema| {} then schema.create_table("empty", |_| {});
    an_unknown_column: r#"cannot create index "users_mail_idx" on table "users": table "users" has no column "mail" at this point"#,
        |schema| { users(schema); } then schema.create_index("users", "mail");
    a_column_twice: r#"cannot add column "email" to table "users": table "users" already has the column "email""#,
        |schema| { users(schema); } then schema.alter_table("users", |t| { t.add_column("email", text()); });
    a_rename_onto_another_column: r#"cannot rename column "name" of table "users" to "email": table "users" already has the column "email""#,
        |schema| { users(schema); } then schema.alter_table("users", |t| t.rename_column("name", "email"));
    an_unknown_type: r#"cannot add column "status" to table "users": there is no type "status" at this point"#,
        |schema| { users(schema); } then schema.alter_table("users", |t| { t.add_column("status", enumeration("status")); });
    a_default_that_the_type_does_not_have: r#"cannot add column "s" to table "users": the default of column "s" of table "users": type "status" has no value "gone""#,
        |schema| { users(schema); enums(schema); } then schema.alter_table("users", |t| { t.add_column("s", enumeration("status")).default("gone"); });
    a_foreign_key_to_a_column_that_is_not_there: r#"cannot add foreign key "users_name_fkey" to table "users": table "users" has no column "nick" at this point"#,
        |schema| { users(schema); } then schema.add_foreign_key("users", "name").references("users", "nick");
    a_foreign_key_to_a_column_that_is_not_unique: r#"cannot add foreign key "users_email_fkey" to table "users": foreign key "users_email_fkey" refers to "name" of table "users", which is not unique"#,
        |schema| { users(schema); } then schema.add_foreign_key("users", "email").references("users", "name");
    a_foreign_key_to_a_deferrable_key: r#"cannot add foreign key "users_email_fkey" to table "users": foreign key "users_email_fkey" refers to "name" of table "users", which is not unique"#,
        |schema| { users(schema); schema.add_unique("users", "name").deferrable(); } then schema.add_foreign_key("users", "email").references("users", "name");
    a_foreign_key_between_different_types: r#"cannot add foreign key "users_name_fkey" to table "users": foreign key "users_name_fkey" goes from "users.name" (string(100)) to "users.id" (big_integer()): the types differ"#,
        |schema| { users(schema); } then schema.add_foreign_key("users", "name").references("users", "id");
    a_foreign_key_that_refers_to_nothing: r#"the foreign key on "name" of table "users" refers to nothing: call references(table, columns)"#,
        |schema| { users(schema); } then schema.add_foreign_key("users", "name");
    a_foreign_key_that_sets_null_on_not_null: r#"cannot add foreign key "users_name_fkey" to table "users": foreign key "users_name_fkey" sets column "name" to NULL, but it is NOT NULL"#,
        |schema| { users(schema); } then schema.add_foreign_key("users", "name").references("users", "email").on_delete(SetNull);
    an_enum_value_twice_at_creation: r#"cannot create type "t": type "t" has the value "a" twice"#,
        |schema| {} then schema.create_type("t", ["a", "b", "a"]);
    an_enum_value_twice: r#"cannot add value "draft" to type "status": type "status" already has the value "draft""#,
        |schema| { enums(schema); } then schema.add_type_value("status", "draft");
    an_enum_value_beside_one_that_is_not_there: r#"cannot add value "x" to type "status": type "status" has no value "gone" at this point"#,
        |schema| { enums(schema); } then schema.add_type_value("status", "x").after("gone");
    an_enum_value_that_is_not_there: r#"cannot drop value "drat" of type "status": type "status" has no value "drat" at this point"#,
        |schema| { enums(schema); } then schema.drop_type_value("status", "drat");
    an_enum_value_of_a_type_that_is_not_there: r#"cannot drop value "draft" of type "state": there is no type "state" at this point"#,
        |schema| { enums(schema); } then schema.drop_type_value("state", "draft");
    the_only_enum_value: r#"cannot drop value "a" of type "t": it is the only value of type "t""#,
        |schema| { schema.create_type("t", ["a"]); } then schema.drop_type_value("t", "a");
    an_enum_value_that_becomes_itself: r#"cannot drop value "draft" of type "status": rows cannot become the value that goes"#,
        |schema| { enums(schema); } then schema.drop_type_value("status", "draft").replace_with("draft");
    an_enum_value_that_becomes_one_that_is_not_there: r#"cannot drop value "draft" of type "status": type "status" has no value "gone" at this point"#,
        |schema| { enums(schema); } then schema.drop_type_value("status", "draft").replace_with("gone");
    an_enum_value_that_is_a_default: r#"cannot drop value "draft" of type "status": the default of column "s" of table "posts" holds it"#,
        |schema| { enums(schema); schema.create_table("posts", |t| { t.id(); t.enumeration("s", "status").default("draft"); }); } then schema.drop_type_value("status", "draft");
    an_enum_value_in_the_default_of_an_array: r#"cannot drop value "draft" of type "status": the default of column "s" of table "posts" holds it"#,
        |schema| { enums(schema); schema.create_table("posts", |t| { t.id(); t.column("s", array(enumeration("status"))).default("{published, draft}"); }); } then schema.drop_type_value("status", "draft").replace_with("published");
    an_enum_value_that_a_check_names: r#"cannot drop value "draft" of type "status": check "c" of table "posts" names it"#,
        |schema| { enums(schema); schema.create_table("posts", |t| { t.id(); t.enumeration("s", "status"); t.check("c", "s <> 'draft'"); }); } then schema.drop_type_value("status", "draft").replace_with("published");
    an_enum_value_that_a_filter_names: r#"cannot drop value "draft" of type "status": index "i" of table "posts" names it"#,
        |schema| { enums(schema); schema.create_table("posts", |t| { t.id(); t.enumeration("s", "status"); t.index("id").filter("s = 'draft'").name("i"); }); } then schema.drop_type_value("status", "draft");
    a_type_in_use: r#"cannot drop type "status": column "posts.s" is of this type"#,
        |schema| { enums(schema); schema.create_table("posts", |t| { t.id(); t.enumeration("s", "status"); }); } then schema.drop_type("status");
    a_column_that_a_key_uses: r#"cannot drop column "email" of table "users": unique constraint "users_email_key" uses it"#,
        |schema| { users(schema); } then schema.alter_table("users", |t| { t.drop_column("email"); });
    a_column_that_an_index_uses: r#"cannot drop column "name" of table "users": index "users_name_idx" uses it"#,
        |schema| { users(schema); schema.create_index("users", "name"); } then schema.alter_table("users", |t| { t.drop_column("name"); });
    a_column_that_a_check_mentions: r#"cannot drop column "name" of table "users": check "named" uses it"#,
        |schema| { users(schema); schema.add_check("users", "named", "name <> ''"); } then schema.alter_table("users", |t| { t.drop_column("name"); });
    a_table_that_another_refers_to: r#"cannot drop table "users": foreign key "posts_user_id_fkey" of table "posts" refers to it"#,
        |schema| { users(schema); schema.create_table("posts", |t| { t.id(); t.references("user_id", "users"); }); } then schema.drop_table("users");
    a_key_that_a_foreign_key_needs: r#"cannot drop unique constraint "users_email_key" of table "users": foreign key "posts_mail_fkey" of table "posts" refers to its columns, and needs it"#,
        |schema| { users(schema); schema.create_table("posts", |t| { t.id(); t.string("mail", 100).references("users", "email"); }); } then schema.drop_unique("users", "users_email_key");
    a_type_change_that_breaks_a_foreign_key: r#"cannot change the type of column "user_id" of table "posts": foreign key "posts_user_id_fkey" goes from "posts.user_id" to "users.id", which would be text() and big_integer()"#,
        |schema| { users(schema); schema.create_table("posts", |t| { t.id(); t.references("user_id", "users"); }); } then schema.alter_table("posts", |t| { t.change_type("user_id", text()); });
    a_second_primary_key:
        r#"cannot add primary key "users_pkey" to table "users": table "users" already has the primary key "id""#,
        |schema| { users(schema); schema.rename_constraint("users", "users_pkey", "mine"); } then schema.add_primary_key("users", "name");
    a_constraint_called_like_another:
        r#"cannot add unique constraint "users_pkey" to table "users": table "users" already has the constraint "users_pkey""#,
        |schema| { users(schema); } then schema.add_unique("users", "name").name("users_pkey");
    a_constraint_of_another_kind: r#"cannot drop check "users_email_key" of table "users": "users_email_key" of table "users" is a unique constraint, not a check"#,
        |schema| { users(schema); } then schema.drop_check("users", "users_email_key");
    a_name_with_nul: r#"cannot create table "a\0b": the name "a\0b" has a NUL character, which no database allows"#,
        |schema| {} then schema.create_table("a\0b", |t| { t.id(); });
    an_empty_name: r#"cannot add column "" to table "users": a name is empty"#,
        |schema| { users(schema); } then schema.alter_table("users", |t| { t.add_column("", text()); });
    an_optional_primary_key: r#"cannot create table "a": column "b" of table "a" may hold NULL and cannot be part of the primary key"#,
        |schema| {} then schema.create_table("a", |t| { t.integer("b").optional().primary_key(); });
    on_delete_without_references: r#"on_delete on column "b", which refers to nothing: call references(table, column) first"#,
        |schema| {} then schema.create_table("a", |t| { t.integer("b").on_delete(SetNull); });
    two_primary_keys: r#"table "a" is given two primary keys: a column's and the table's"#,
        |schema| {} then schema.create_table("a", |t| { t.id(); t.primary_key("id"); });
}

#[test]
fn all_errors_of_a_history_are_reported_at_once_each_at_its_own_line() {
    let first = line!() + 2;
    let problems = problems(|schema| {
        schema.create_table("posts", |t| {
            t.id();
            t.string("title", 10).references("users", "id");
            t.integer("id");
        });
        schema.create_index("posts", "titel");
        schema.create_type("kind", ["a", "a"]);
    });
    let places: Vec<u32> = problems
        .iter()
        .map(|problem| problem.at.expect("a place").line - first)
        .collect();
    assert_eq!(places, [3, 2, 5, 6]);
    assert_eq!(
        problems[2].help.as_deref(),
        Some(r#"did you mean "title"?"#)
    );
    assert!(
        problems
            .iter()
            .all(|problem| problem.at.is_some_and(|at| at.file.ends_with("apply.rs")))
    );
}

#[test]
fn a_table_that_is_missing_is_reported_once() {
    let problems = problems(|schema| {
        schema.create_index("psots", "a");
        schema.create_index("psots", "b");
        schema.alter_table("psots", |t| {
            t.add_column("c", text());
        });
    });
    assert_eq!(problems.len(), 1);
}

#[test]
fn errors_of_several_migrations_are_reported_together() {
    let history = history(vec![
        up("1_one", |schema| {
            schema.drop_table("a");
        }),
        up("2_two", |schema| {
            schema.drop_table("b");
        }),
    ]);
    let error = error(replay(&history));
    assert_eq!(error.kind(), ErrorKind::History);
    let migrations: Vec<_> = error
        .problems()
        .iter()
        .map(|problem| problem.migration.clone().unwrap_or_default())
        .collect();
    assert_eq!(migrations, ["1_one", "2_two"]);
}

#[test]
fn raw_sql_excuses_what_it_names_and_nothing_else() {
    let history = |bad: &'static str| {
        history(vec![
            up("1_raw", |schema| {
                schema.sql("CREATE TABLE Legacy (id int); DROP TABLE IF EXISTS old");
            }),
            up("2_use", move |schema| {
                schema.create_index(bad, "id");
            }),
        ])
    };
    assert!(replay(&history("legacy")).is_ok());
    assert!(replay(&history("other")).is_err());
}

#[test]
fn what_raw_sql_made_is_excused_under_its_new_name_too() {
    let history = |bad: &'static str| {
        history(vec![up("1_raw", move |schema| {
            schema.sql("CREATE TABLE legacy (id int)");
            schema.rename_table("legacy", "modern");
            schema.create_index(bad, "id");
        })])
    };
    assert!(replay(&history("modern")).is_ok());
    assert!(replay(&history("other")).is_err());
}

#[test]
fn a_migration_that_panics_is_an_error() {
    let error = error(replay(&history(vec![up("1_boom", |_| {
        panic!("no {}", "luck")
    })])));
    assert!(
        error.to_string().contains("`up` panicked: no luck"),
        "{error}"
    );
}

#[test]
fn raw_sql_that_only_moves_rows_excuses_nothing() {
    let history = |sql: &'static str| {
        history(vec![
            up("1_users", users),
            up("2_rows", move |schema| {
                schema.sql(sql).down("");
            }),
            up("3_bad", |schema| {
                schema.drop_index("users", "users_gone_idx");
            }),
        ])
    };
    for moves_rows in [
        "UPDATE users SET name = 'users_gone_idx'",
        "INSERT INTO users (name) SELECT name FROM users",
        "DELETE FROM users",
    ] {
        assert!(replay(&history(moves_rows)).is_err(), "{moves_rows}");
    }
    for may_do_more in [
        "CREATE INDEX users_gone_idx ON users (name)",
        "SELECT * INTO users_gone_idx FROM users",
    ] {
        assert!(replay(&history(may_do_more)).is_ok(), "{may_do_more}");
    }
}
