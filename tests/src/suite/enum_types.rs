//! Enum types, or what stands in for them: only their values go in, in all columns of the type.

use migratory::prelude::*;

use super::{Case, session::Session};

/// Posts whose status is of an enum type, in two tables.
fn posts() -> Case {
    Case::new()
        .before(|schema| {
            schema.create_type("status", ["draft", "it's out"]);
            schema.create_table("posts", |t| {
                t.id();
                t.enumeration("status", "status").default("draft");
                t.integer("rating").optional();
            });
            schema.create_table("pages", |t| {
                t.id();
                t.enumeration("state", "status").optional();
            });
        })
        .rows([
            "INSERT INTO posts (status) VALUES ('draft'), ('it''s out')",
            "INSERT INTO pages (state) VALUES ('it''s out'), (NULL)",
        ])
}

fn insert(status: &str) -> String {
    format!("INSERT INTO posts (status) VALUES ('{status}')")
}

fn statuses(db: &mut Session) -> Vec<String> {
    db.column("SELECT status FROM posts ORDER BY id")
}

pub fn a_column_of_an_enum_type_takes_its_values_only() -> Case {
    Case::new()
        .change(|schema| {
            schema.create_type("mood", ["sad", "ok", "it's \\ fine"]);
            schema.create_table("days", |t| {
                t.id();
                t.column("mood", enumeration("mood")).default("ok");
                t.column("later", enumeration("mood")).optional();
            });
        })
        .check(|db| {
            db.accepts("INSERT INTO days (later) VALUES (NULL), ('sad')");
            assert_eq!(db.column("SELECT mood FROM days"), ["ok", "ok"]);
            db.refuses("INSERT INTO days (mood) VALUES ('great')");
            db.refuses("INSERT INTO days (mood) VALUES (NULL)");
            db.refuses("INSERT INTO days (later) VALUES ('')");
        })
}

pub fn an_enum_type_that_no_column_is_of_comes_and_goes() -> Case {
    posts()
        .change(|schema| {
            schema.create_type("colour", ["red", "green"]);
        })
        .check(|db| assert_eq!(statuses(db), ["draft", "it's out"]))
}

pub fn a_column_of_an_enum_type_is_added_to_rows() -> Case {
    posts()
        .change(|schema| {
            schema.alter_table("posts", |t| {
                t.add_column("previous", enumeration("status"))
                    .default("it's out");
            });
        })
        .check(|db| {
            assert_eq!(
                db.column("SELECT previous FROM posts"),
                ["it's out", "it's out"]
            );
            db.refuses("UPDATE posts SET previous = 'nonsense'");
        })
}

/// A value cannot be taken away again, as rows may hold it.
pub fn an_added_value_is_accepted_in_all_columns() -> Case {
    posts()
        .change(|schema| {
            schema.add_type_value("status", "archived");
        })
        .one_way()
        .check(|db| {
            db.accepts(&insert("archived"));
            db.accepts("UPDATE pages SET state = 'archived'");
            db.refuses(&insert("deleted"));
            assert_eq!(statuses(db), ["draft", "it's out", "archived"]);
            db.accepts("INSERT INTO posts (rating) VALUES (1)");
            assert_eq!(
                db.value("SELECT status FROM posts WHERE rating = 1"),
                "draft"
            );
        })
}

pub fn an_added_value_has_its_place_in_the_order() -> Case {
    posts()
        .change(|schema| {
            schema.add_type_value("status", "idea").before("draft");
            schema.add_type_value("status", "review").after("draft");
            schema.add_type_value("status", "draft").if_not_exists();
            schema.add_type_value("status", "gone").if_not_exists();
        })
        .one_way()
        .check(|db| {
            for status in ["gone", "review", "idea"] {
                db.accepts(&insert(status));
            }
            let expected = ["idea", "draft", "review", "it's out", "gone"];
            // Where enum types are text with a check, they compare as text.
            if db.can().enum_types || db.dialect() == Mysql {
                assert_eq!(
                    db.column("SELECT status FROM posts ORDER BY status"),
                    expected
                );
            } else {
                assert_eq!(db.value("SELECT count(*) FROM posts"), "5");
            }
        })
}

/// On PostgreSQL a new value can be used only after it is committed.
pub fn an_added_value_is_used_in_the_same_run() -> Case {
    posts()
        .change(|schema| {
            schema.add_type_value("status", "archived");
            schema.alter_table("posts", |t| t.set_default("status", "archived"));
            schema.sql("INSERT INTO posts (rating) VALUES (5)");
        })
        .one_way()
        .check(|db| assert_eq!(statuses(db), ["draft", "it's out", "archived"]))
}

pub fn a_renamed_value_is_renamed_in_the_rows() -> Case {
    posts()
        .change(|schema| {
            schema.rename_type_value("status", "it's out", "published");
            schema.rename_type_value("status", "draft", "new");
        })
        .check(|db| {
            assert_eq!(statuses(db), ["new", "published"]);
            assert_eq!(
                db.column("SELECT state FROM pages ORDER BY id"),
                ["published", "NULL"]
            );
            db.refuses(&insert("draft"));
            db.accepts("INSERT INTO posts (rating) VALUES (1)");
            assert_eq!(db.value("SELECT status FROM posts WHERE rating = 1"), "new");
        })
        .check_back(|db| {
            db.refuses(&insert("published"));
        })
}

pub fn columns_follow_a_renamed_type() -> Case {
    posts()
        .change(|schema| schema.rename_type("status", "publication status"))
        .check(|db| {
            assert_eq!(statuses(db), ["draft", "it's out"]);
            db.accepts("INSERT INTO posts (rating) VALUES (1)");
            db.refuses(&insert("nonsense"));
            if db.can().enum_types {
                let of = "SELECT format_type(atttypid, -1) FROM pg_attribute \
                          WHERE attrelid = 'posts'::regclass AND attname = 'status'";
                assert_eq!(db.value(of), "\"publication status\"");
            }
        })
}

pub fn text_becomes_an_enum_type_and_text_again() -> Case {
    posts()
        .before(|schema| {
            schema.create_table("notes", |t| {
                t.id();
                t.string("status", 20);
            });
        })
        .rows(["INSERT INTO notes (status) VALUES ('draft')"])
        .change(|schema| {
            schema.alter_table("notes", |t| {
                t.change_type("status", enumeration("status"));
            });
        })
        .check(|db| {
            assert_eq!(db.column("SELECT status FROM notes"), ["draft"]);
            db.refuses("INSERT INTO notes (status) VALUES ('nonsense')");
        })
        .check_back(|db| db.accepts("INSERT INTO notes (status) VALUES ('nonsense')"))
}

pub fn an_enum_type_is_dropped_with_its_columns() -> Case {
    posts()
        .change(|schema| {
            schema.alter_table("posts", |t| {
                t.drop_column("status");
            });
            schema.drop_table("pages");
            schema.drop_type("status");
            schema.drop_type("no_such").if_exists();
        })
        .loses_rows()
        .check(|db| {
            db.refuses("SELECT status FROM posts");
            assert_eq!(db.value("SELECT count(*) FROM posts"), "2");
            if db.can().enum_types {
                assert_eq!(
                    db.value("SELECT count(*) FROM pg_type WHERE typname = 'status'"),
                    "0"
                );
            }
        })
        .check_back(|db| {
            assert_eq!(statuses(db), ["draft", "draft"]);
            db.refuses(&insert("nonsense"));
        })
}
