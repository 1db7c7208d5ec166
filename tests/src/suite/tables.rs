//! Tables: create, drop, rename, move, and what is said of a whole table.

use migratory::prelude::*;

use super::{Case, needs, session::Session};

/// A table with a key and a name, which many cases begin with.
pub(super) fn users(schema: &mut Schema) {
    schema.create_table("users", |t| {
        t.id();
        t.string("name", 40);
    });
}

fn two_users() -> Case {
    Case::new()
        .before(users)
        .rows(["INSERT INTO users (name) VALUES ('Ada'), ('Bob')"])
}

fn has_no_table(db: &mut Session, name: &str) {
    db.refuses(&format!("SELECT * FROM {name}"));
}

pub fn creating_a_table_makes_a_place_for_rows() -> Case {
    Case::new()
        .change(|schema| {
            schema.create_table("posts", |t| {
                t.id();
                t.string("title", 100);
                t.text("body").optional();
            });
        })
        .check(|db| {
            db.accepts("INSERT INTO posts (title) VALUES ('one'), ('two')");
            assert_eq!(
                db.column("SELECT title FROM posts ORDER BY id"),
                ["one", "two"]
            );
            db.refuses("INSERT INTO posts (body) VALUES ('no title')");
        })
        .check_back(|db| has_no_table(db, "posts"))
}

pub fn creating_a_table_that_exists_is_skipped_when_said() -> Case {
    two_users()
        .change(|schema| {
            schema.create_table("users", |t| {
                t.integer("other");
                t.if_not_exists();
            });
            schema.create_table("posts", |t| {
                t.id();
                t.if_not_exists();
            });
        })
        .check(|db| {
            assert_eq!(
                db.column("SELECT name FROM users ORDER BY id"),
                ["Ada", "Bob"]
            );
            assert_eq!(db.value("SELECT count(*) FROM posts"), "0");
        })
        .check_back(|db| has_no_table(db, "posts"))
}

pub fn dropping_a_table_takes_its_rows() -> Case {
    two_users()
        .change(|schema| {
            schema.drop_table("users");
        })
        .loses_rows()
        .check(|db| has_no_table(db, "users"))
        .check_back(|db| {
            assert_eq!(db.value("SELECT count(*) FROM users"), "0");
            db.accepts("INSERT INTO users (name) VALUES ('again')");
        })
}

pub fn dropping_a_table_that_is_not_there_is_skipped_when_said() -> Case {
    two_users()
        .change(|schema| {
            schema.drop_table("posts").if_exists();
            schema.create_table("comments", |t| {
                t.id();
            });
        })
        .may_lose_rows()
        .check(|db| assert_eq!(db.value("SELECT count(*) FROM users"), "2"))
}

pub fn dropping_a_referenced_table_with_cascade_frees_the_rows_that_refer() -> Case {
    two_users()
        .before(|schema| {
            schema.create_table("posts", |t| {
                t.id();
                t.references("author_id", "users");
            });
        })
        .rows(["INSERT INTO posts (author_id) VALUES (1), (2)"])
        .change(|schema| {
            schema.drop_table("users").cascade();
        })
        .loses_rows()
        .check(|db| {
            has_no_table(db, "users");
            assert_eq!(
                db.column("SELECT author_id FROM posts ORDER BY id"),
                ["1", "2"]
            );
            db.accepts("INSERT INTO posts (author_id) VALUES (77)");
        })
        .down(|schema| {
            schema.sql("DELETE FROM posts");
            users(schema);
            schema
                .add_foreign_key("posts", "author_id")
                .references("users", "id");
        })
}

pub fn renaming_a_table_keeps_rows_keys_and_indexes() -> Case {
    two_users()
        .before(|schema| {
            schema.create_index("users", "name").unique();
        })
        .change(|schema| schema.rename_table("users", "people"))
        .check(|db| {
            has_no_table(db, "users");
            assert_eq!(
                db.column("SELECT name FROM people ORDER BY id"),
                ["Ada", "Bob"]
            );
            db.refuses("INSERT INTO people (name) VALUES ('Ada')");
            db.refuses("INSERT INTO people (id, name) VALUES (1, 'Cyd')");
            db.accepts("INSERT INTO people (name) VALUES ('Cyd')");
            assert_eq!(db.value("SELECT count(*) FROM people WHERE id > 2"), "1");
        })
        .check_back(|db| db.accepts("INSERT INTO users (name) VALUES ('Cyd')"))
}

pub fn foreign_keys_follow_a_renamed_table() -> Case {
    two_users()
        .before(|schema| {
            schema.create_table("posts", |t| {
                t.id();
                t.references("author_id", "users").on_delete(Cascade);
            });
        })
        .rows(["INSERT INTO posts (author_id) VALUES (1), (2)"])
        .change(|schema| schema.rename_table("users", "people"))
        .check(|db| {
            db.refuses("INSERT INTO posts (author_id) VALUES (3)");
            db.accepts("DELETE FROM people WHERE id = 1");
            assert_eq!(db.column("SELECT id FROM posts"), ["2"]);
        })
}

pub fn two_tables_swap_their_names() -> Case {
    two_users()
        .before(|schema| {
            schema.create_table("people", |t| {
                t.id();
                t.integer("age");
            });
        })
        .rows(["INSERT INTO people (age) VALUES (30)"])
        .change(|schema| {
            schema.rename_table("users", "between");
            schema.rename_table("people", "users");
            schema.rename_table("between", "people");
        })
        .check(|db| {
            assert_eq!(db.column("SELECT age FROM users"), ["30"]);
            assert_eq!(
                db.column("SELECT name FROM people ORDER BY id"),
                ["Ada", "Bob"]
            );
        })
}

/// A schema is a database of its own on MySQL.
pub fn moving_a_table_to_another_schema_keeps_its_rows() -> Case {
    two_users()
        .needs(needs::SCHEMAS)
        .before(|schema| {
            schema
                .sql("CREATE SCHEMA migratory_suite_archive")
                .down("DROP SCHEMA migratory_suite_archive");
        })
        .change(|schema| schema.rename_table("users", ("migratory_suite_archive", "people")))
        .check(|db| {
            has_no_table(db, "users");
            assert_eq!(
                db.column("SELECT name FROM migratory_suite_archive.people ORDER BY id"),
                ["Ada", "Bob"]
            );
            db.accepts("INSERT INTO migratory_suite_archive.people (name) VALUES ('Cyd')");
        })
        .check_back(|db| db.accepts("INSERT INTO users (name) VALUES ('Cyd')"))
}

pub fn a_comment_on_a_table_is_kept_where_there_are_comments() -> Case {
    Case::new()
        .before(|schema| {
            schema.create_table("users", |t| {
                t.id();
                t.comment("it's who signs in");
            });
        })
        .change(|schema| {
            schema.alter_table("users", |t| t.comment("people \\ 'n' all"));
        })
        .check(|db| assert_comment(db, "people \\ 'n' all"))
        .check_back(|db| assert_comment(db, "it's who signs in"))
}

fn assert_comment(db: &mut Session, expected: &str) {
    if db.can().comments {
        let comment = match db.dialect() {
            Postgres => "SELECT obj_description('users'::regclass)",
            Mysql | Sqlite => {
                "SELECT table_comment FROM information_schema.tables \
                 WHERE table_schema = DATABASE() AND table_name = 'users'"
            }
        };
        assert_eq!(db.value(comment), expected);
    }
}

pub fn a_temporary_table_is_gone_after_the_migration() -> Case {
    two_users()
        .change(|schema| {
            schema.create_table("scratch", |t| {
                t.string("name", 40);
                t.temporary();
            });
            schema.sql("INSERT INTO scratch SELECT name FROM users");
            schema.sql("INSERT INTO users (name) SELECT name FROM scratch");
        })
        .down(|schema| {
            schema.sql("DELETE FROM users WHERE id > 2");
        })
        .check(|db| {
            has_no_table(db, "scratch");
            assert_eq!(db.value("SELECT count(*) FROM users"), "4");
        })
}

pub fn a_table_like_another_has_its_columns_keys_and_indexes() -> Case {
    Case::new()
        .before(|schema| {
            schema.create_table("notes", |t| {
                t.id();
                t.string("title", 50).unique();
                t.integer("stars").default(3).index();
                t.check("notes_stars_check", "stars < 6");
            });
        })
        .rows(["INSERT INTO notes (title) VALUES ('one')"])
        .change(|schema| {
            schema.create_table("old_notes", |t| {
                t.like("notes");
                t.integer("year");
            });
        })
        .check(|db| {
            assert_eq!(db.value("SELECT count(*) FROM old_notes"), "0");
            db.accepts("INSERT INTO old_notes (title, year) VALUES ('two', 2026)");
            assert_eq!(db.column("SELECT stars FROM old_notes"), ["3"]);
            db.refuses("INSERT INTO old_notes (title, year) VALUES ('two', 2027)");
            db.refuses("INSERT INTO old_notes (title, stars, year) VALUES ('three', 6, 2026)");
        })
}

pub fn names_with_quotes_spaces_and_keywords_are_names() -> Case {
    Case::new()
        .before(|schema| {
            schema.create_table("select \"all\" `of` it", |t| {
                t.id();
                t.integer("order by").unique();
                t.string("naïve; --", 20).default("x").index();
            });
        })
        .change(|schema| {
            schema.alter_table("select \"all\" `of` it", |t| {
                t.rename_column("naïve; --", "where 'is' $1 ?");
                t.add_column("group", integer()).default(7);
            });
            schema.rename_table("select \"all\" `of` it", "table");
        })
        .check(|db| {
            let quote = db.dialect();
            let [table, column, group] =
                ["table", "order by", "group"].map(|name| quote.quote(name));
            db.accepts(&format!("INSERT INTO {table} ({column}) VALUES (1)"));
            db.refuses(&format!("INSERT INTO {table} ({column}) VALUES (1)"));
            assert_eq!(db.value(&format!("SELECT {group} FROM {table}")), "7");
            let other = quote.quote("where 'is' $1 ?");
            assert_eq!(db.value(&format!("SELECT {other} FROM {table}")), "x");
        })
}

/// Default names are made of the names of tables and columns, and databases have limits.
pub fn default_names_beyond_the_limit_are_shortened() -> Case {
    Case::new()
        .before(|schema| {
            schema.create_table("a_table_whose_name_is_quite_long", |t| {
                t.id();
                t.integer("a_column_whose_name_is_quite_long_too").unique();
                t.integer("another_column_whose_name_is_quite_long_too")
                    .index();
            });
        })
        .change(|schema| {
            schema.create_index(
                "a_table_whose_name_is_quite_long",
                [
                    "another_column_whose_name_is_quite_long_too",
                    "a_column_whose_name_is_quite_long_too",
                ],
            );
            schema.add_check(
                "a_table_whose_name_is_quite_long",
                "positive",
                "a_column_whose_name_is_quite_long_too > 0",
            );
        })
        .check(|db| {
            let values =
                |n| format!("INSERT INTO a_table_whose_name_is_quite_long VALUES ({n}, {n}, 1)");
            db.accepts(&values(1));
            db.refuses(&values(1));
            db.refuses(&values(-1));
        })
}

pub fn the_shorthands_of_a_table_are_columns() -> Case {
    Case::new()
        .before(users)
        .rows(["INSERT INTO users (name) VALUES ('Ada')"])
        .change(|schema| {
            schema.create_table("posts", |t| {
                t.id();
                t.references("author_id", "users");
                t.timestamps();
                t.soft_delete();
            });
        })
        .check(|db| {
            db.accepts("INSERT INTO posts (author_id) VALUES (1)");
            let found = "SELECT count(*) FROM posts WHERE created_at IS NOT NULL AND updated_at IS NOT NULL \
                         AND deleted_at IS NULL";
            assert_eq!(db.value(found), "1");
            db.refuses("INSERT INTO posts (author_id) VALUES (2)");
        })
}
