//! Enum types, or what stands in for them: only their values go in, in all columns of the type.

use migration_core::schema::PartitionStrategy;
use migratory::prelude::*;

use super::{Case, needs, session::Session};

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

pub fn an_added_value_is_accepted_in_all_columns() -> Case {
    posts()
        .change(|schema| {
            schema.add_type_value("status", "archived");
        })
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
        .check_back(|db| {
            assert_eq!(statuses(db), ["draft", "it's out"]);
            db.refuses(&insert("archived"));
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

/// Posts with a status that is to go, and an order that counts.
fn with_archived() -> Case {
    Case::new()
        .before(|schema| {
            schema.create_type("status", ["draft", "it's out", "archived"]);
            schema.create_table("posts", |t| {
                t.id();
                t.enumeration("status", "status").default("draft");
                t.enumeration("previous", "status").optional();
                t.integer("rating").default(0);
                t.check("not_yet", "status <> 'draft' OR rating < 100");
                t.index("status");
            });
            schema.create_table("pages", |t| {
                t.id();
                t.enumeration("state", "status").optional();
            });
        })
        .rows([
            "INSERT INTO posts (status, previous) VALUES ('draft', NULL), ('it''s out', 'draft')",
            "INSERT INTO pages (state) VALUES ('it''s out'), (NULL)",
        ])
        .is_rewritten()
}

pub fn a_dropped_value_is_refused_in_all_columns() -> Case {
    with_archived()
        .change(|schema| {
            schema.drop_type_value("status", "archived");
        })
        .check(|db| {
            db.refuses(&insert("archived"));
            db.refuses("UPDATE posts SET previous = 'archived'");
            db.refuses("UPDATE pages SET state = 'archived'");
            assert_eq!(statuses(db), ["draft", "it's out"]);
            assert_eq!(
                db.column("SELECT previous FROM posts ORDER BY id"),
                ["NULL", "draft"]
            );
            db.accepts("INSERT INTO posts (rating) VALUES (50)");
            assert_eq!(
                db.value("SELECT status FROM posts WHERE rating = 50"),
                "draft"
            );
            db.refuses("INSERT INTO posts (rating) VALUES (100)");
        })
        .check_back(|db| {
            db.accepts(&insert("archived"));
            db.accepts("UPDATE pages SET state = 'archived'");
        })
}

pub fn a_dropped_value_comes_back_to_its_place() -> Case {
    with_archived()
        .before(|schema| {
            schema.drop_check("posts", "not_yet");
        })
        .change(|schema| {
            schema
                .drop_type_value("status", "draft")
                .replace_with("it's out");
        })
        .loses_rows()
        .check(|db| {
            assert_eq!(statuses(db), ["it's out", "it's out"]);
            db.refuses(&insert("draft"));
            db.accepts("INSERT INTO posts (rating) VALUES (100)");
            assert_eq!(
                db.value("SELECT status FROM posts WHERE rating = 100"),
                "it's out"
            );
        })
        .check_back(|db| {
            assert_eq!(statuses(db), ["it's out", "it's out"]);
            db.accepts("INSERT INTO posts (rating) VALUES (100)");
            assert_eq!(
                db.value("SELECT status FROM posts WHERE rating = 100"),
                "draft"
            );
            // Where enum types are text with a check, they compare as text.
            if db.can().enum_types || db.dialect() == Mysql {
                let sorted = db.column("SELECT status FROM posts ORDER BY status");
                assert_eq!(sorted, ["draft", "it's out", "it's out"]);
            }
        })
}

pub fn rows_that_hold_a_dropped_value_become_another() -> Case {
    with_archived()
        .rows([
            "INSERT INTO posts (status, previous) VALUES ('archived', 'archived')",
            "INSERT INTO pages (state) VALUES ('archived')",
        ])
        .change(|schema| {
            schema
                .drop_type_value("status", "archived")
                .replace_with("it's out");
        })
        .loses_rows()
        .check(|db| {
            assert_eq!(statuses(db), ["draft", "it's out", "it's out"]);
            assert_eq!(
                db.column("SELECT previous FROM posts ORDER BY id"),
                ["NULL", "draft", "it's out"]
            );
            assert_eq!(
                db.column("SELECT state FROM pages ORDER BY id"),
                ["it's out", "NULL", "it's out"]
            );
            db.refuses(&insert("archived"));
        })
        .check_back(|db| {
            assert_eq!(statuses(db), ["draft", "it's out", "it's out"]);
            db.accepts(&insert("archived"));
        })
}

pub fn a_value_that_a_row_holds_is_not_dropped() -> Case {
    with_archived()
        .rows(["INSERT INTO pages (state) VALUES ('archived')"])
        .change(|schema| {
            schema.drop_type_value("status", "archived");
        })
        .fails()
}

/// A key and the column that refers to it change together.
pub fn a_value_is_dropped_under_a_foreign_key() -> Case {
    Case::new()
        .before(|schema| {
            schema.create_type("level", ["low", "high", "top"]);
            schema.create_table("levels", |t| {
                t.enumeration("level", "level").primary_key();
            });
            schema.create_table("jobs", |t| {
                t.id();
                t.enumeration("level", "level")
                    .references("levels", "level");
            });
        })
        .rows([
            "INSERT INTO levels VALUES ('low'), ('high')",
            "INSERT INTO jobs (level) VALUES ('high')",
        ])
        .change(|schema| {
            schema.drop_type_value("level", "top");
        })
        .check(|db| {
            db.refuses("INSERT INTO levels VALUES ('top')");
            db.accepts("INSERT INTO jobs (level) VALUES ('low')");
            db.refuses("DELETE FROM levels");
        })
}

pub fn values_are_dropped_from_arrays() -> Case {
    Case::new()
        .needs(needs::ARRAYS)
        .before(|schema| {
            schema.create_type("tag", ["new", "hot", "old"]);
            schema.create_table("posts", |t| {
                t.id();
                t.column("tags", array(enumeration("tag"))).default("{hot}");
                t.column("more", array(enumeration("tag"))).optional();
            });
        })
        .rows(["INSERT INTO posts (tags, more) VALUES ('{old,new,NULL}', NULL), ('{}', '{old}')"])
        .change(|schema| {
            schema.drop_type_value("tag", "old").replace_with("hot");
        })
        .loses_rows()
        .check(|db| {
            let tags = db.column("SELECT tags::text FROM posts ORDER BY id");
            assert_eq!(tags, ["{hot,new,NULL}", "{}"]);
            let more = db.column("SELECT more::text FROM posts ORDER BY id");
            assert_eq!(more, ["NULL", "{hot}"]);
            db.refuses("UPDATE posts SET tags = '{old}'");
            db.accepts("INSERT INTO posts DEFAULT VALUES");
            assert_eq!(
                db.value("SELECT tags::text FROM posts WHERE id > 2"),
                "{hot}"
            );
        })
}

pub fn a_value_is_dropped_from_partitions() -> Case {
    Case::new()
        .needs(needs::PARTITIONS)
        .before(|schema| {
            schema.create_type("status", ["draft", "live", "gone"]);
            schema.create_table("posts", |t| {
                t.integer("part");
                t.enumeration("status", "status").default("gone");
                t.check("some_status", "status <> 'draft' OR part < 9");
                t.partition_by(PartitionStrategy::List, "part");
            });
            schema
                .create_partition("posts_1", "posts")
                .for_values_in([1]);
            schema
                .create_partition("posts_2", "posts")
                .for_values_in([2]);
            schema
                .create_index("posts", "part")
                .filter("status = 'live'");
        })
        .before(|schema| {
            schema.create_table("posts_3", |t| {
                t.integer("part");
                t.enumeration("status", "status").default("gone");
                t.check("some_status", "status <> 'draft' OR part < 9");
                t.index("part").filter("status = 'live'").name("mine");
            });
            schema
                .attach_partition("posts", "posts_3")
                .for_values_in([3]);
            schema.alter_table("posts_1", |t| t.set_default("status", "live"));
            schema.add_check("posts_2", "two_is_live", "status IN ('live', 'draft')");
            schema.alter_table("posts_2", |t| t.drop_default("status"));
            schema
                .create_index("posts_2", "status")
                .filter("status = 'draft'");
        })
        .rows(["INSERT INTO posts (part, status) VALUES (1, 'gone'), (2, 'draft')"])
        .change(|schema| {
            schema
                .drop_type_value("status", "gone")
                .replace_with("live");
        })
        .is_rewritten()
        .loses_rows()
        .check(|db| {
            let rows = db.column("SELECT status FROM posts ORDER BY part");
            assert_eq!(rows, ["live", "draft"]);
            db.accepts("INSERT INTO posts_1 (part) VALUES (1)");
            db.refuses("INSERT INTO posts_2 (part) VALUES (2)");
            db.refuses("INSERT INTO posts_2 (part, status) VALUES (2, 'gone')");
            let defaults =
                "SELECT count(*) FROM pg_attrdef WHERE adrelid::regclass::text LIKE 'posts%'";
            assert_eq!(db.value(defaults), "3");
            let mine = "SELECT count(*) FROM pg_inherits WHERE inhrelid = 'mine'::regclass";
            assert_eq!(db.value(mine), "1");
        })
}
