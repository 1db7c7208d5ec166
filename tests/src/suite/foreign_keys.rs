//! Foreign keys: what they refuse, what each referential action does to rows, and when.

use migratory::prelude::*;

use super::{Case, needs, session::Session};

/// Two users, without posts.
fn users() -> Case {
    Case::new()
        .before(|schema| {
            schema.create_table("users", |t| {
                t.integer("id").primary_key();
                t.string("name", 20).unique();
            });
        })
        .rows(["INSERT INTO users VALUES (1, 'Ada'), (2, 'Bob')"])
}

/// Posts of users, with the foreign key that the change describes.
fn posts(key: fn(&mut ForeignKeyBuilder)) -> Case {
    users().change(move |schema| {
        schema.create_table("posts", |t| {
            t.id();
            t.integer("author_id").optional().default(2);
            key(t.foreign_key("author_id").references("users", "id"));
        });
    })
}

/// Ada's only post.
fn write_post(db: &mut Session) {
    db.accepts("INSERT INTO posts (author_id) VALUES (1)");
}

const AUTHORS: &str = "SELECT author_id FROM posts";

// ---- what they refuse

pub fn a_foreign_key_refuses_rows_without_what_they_refer_to() -> Case {
    posts(|_| {}).check(|db| {
        write_post(db);
        db.accepts("INSERT INTO posts (author_id) VALUES (NULL)");
        db.refuses("INSERT INTO posts (author_id) VALUES (3)");
        db.refuses("UPDATE posts SET author_id = 3 WHERE author_id = 1");
        db.refuses("DELETE FROM users WHERE id = 1");
        db.accepts("DELETE FROM users WHERE id = 2");
    })
}

pub fn a_foreign_key_may_refer_to_unique_columns() -> Case {
    users()
        .change(|schema| {
            schema.create_table("posts", |t| {
                t.id();
                t.string("author", 20)
                    .references("users", "name")
                    .on_update(Cascade);
            });
        })
        .check(|db| {
            db.accepts("INSERT INTO posts (author) VALUES ('Ada')");
            db.refuses("INSERT INTO posts (author) VALUES ('Cyd')");
            db.accepts("UPDATE users SET name = 'Ada L' WHERE id = 1");
            assert_eq!(db.column("SELECT author FROM posts"), ["Ada L"]);
        })
}

pub fn a_foreign_key_of_two_columns_wants_the_pair() -> Case {
    Case::new()
        .before(|schema| {
            schema.create_table("seats", |t| {
                t.integer("block");
                t.integer("place");
                t.primary_key(["block", "place"]);
            });
        })
        .rows(["INSERT INTO seats VALUES (1, 1), (2, 2)"])
        .change(|schema| {
            schema.create_table("tickets", |t| {
                t.id();
                t.integer("block").optional();
                t.integer("place").optional();
                t.foreign_key(["block", "place"])
                    .references("seats", ["block", "place"])
                    .on_update(Cascade)
                    .on_delete(SetNull);
            });
        })
        .check(|db| {
            db.accepts("INSERT INTO tickets (block, place) VALUES (1, 1), (2, NULL), (2, 2)");
            db.refuses("INSERT INTO tickets (block, place) VALUES (1, 2)");
            db.accepts("UPDATE seats SET place = 7 WHERE block = 1");
            db.accepts("DELETE FROM seats WHERE block = 2");
            let found = db.column(
                "SELECT coalesce(block, 0) * 100 + coalesce(place, 0) FROM tickets ORDER BY id",
            );
            assert_eq!(found, ["107", "200", "0"]);
        })
}

pub fn a_table_may_refer_to_itself() -> Case {
    Case::new()
        .change(|schema| {
            schema.create_table("folders", |t| {
                t.integer("id").primary_key();
                t.integer("parent_id")
                    .optional()
                    .references("folders", "id")
                    .on_delete(Cascade);
            });
        })
        .check(|db| {
            db.accepts("INSERT INTO folders VALUES (1, NULL), (2, 1), (3, 2), (4, NULL)");
            db.refuses("INSERT INTO folders VALUES (5, 9)");
            db.accepts("DELETE FROM folders WHERE id = 1");
            assert_eq!(db.column("SELECT id FROM folders"), ["4"]);
        })
}

pub fn two_tables_may_refer_to_each_other() -> Case {
    users()
        .change(|schema| {
            schema.create_table("teams", |t| {
                t.integer("id").primary_key();
                t.integer("lead_id").optional().references("users", "id");
            });
            schema.alter_table("users", |t| {
                t.add_column("team_id", integer())
                    .optional()
                    .references("teams", "id");
            });
        })
        .check(|db| {
            db.accepts("INSERT INTO teams VALUES (1, 2)");
            db.accepts("UPDATE users SET team_id = 1");
            db.refuses("UPDATE users SET team_id = 2");
            db.refuses("DELETE FROM teams");
        })
}

// ---- actions

pub fn cascade_deletes_and_changes_the_rows_that_refer() -> Case {
    posts(|key| {
        key.on_delete(Cascade).on_update(Cascade);
    })
    .check(|db| {
        write_post(db);
        db.accepts("UPDATE users SET id = 10 WHERE id = 1");
        assert_eq!(db.column(AUTHORS), ["10"]);
        db.accepts("DELETE FROM users WHERE id = 10");
        assert_eq!(db.column(AUTHORS), [""; 0]);
    })
}

pub fn set_null_clears_the_columns_that_refer() -> Case {
    posts(|key| {
        key.on_delete(SetNull).on_update(SetNull);
    })
    .check(|db| {
        write_post(db);
        db.accepts("UPDATE users SET id = 10 WHERE id = 1");
        assert_eq!(db.column(AUTHORS), ["NULL"]);
        db.accepts("UPDATE posts SET author_id = 10");
        db.accepts("DELETE FROM users WHERE id = 10");
        assert_eq!(db.column(AUTHORS), ["NULL"]);
    })
}

pub fn set_default_falls_back_to_the_default() -> Case {
    posts(|key| {
        key.on_delete(SetDefault).on_update(SetDefault);
    })
    .needs(needs::SET_DEFAULT)
    .check(|db| {
        write_post(db);
        db.accepts("DELETE FROM users WHERE id = 1");
        assert_eq!(db.column(AUTHORS), ["2"]);
        db.refuses("DELETE FROM users WHERE id = 2");
    })
}

pub fn set_null_of_some_columns_leaves_the_others() -> Case {
    Case::new()
        .needs(needs::SET_NULL_COLUMNS)
        .before(|schema| {
            schema.create_table("people", |t| {
                t.integer("tenant");
                t.integer("id");
                t.primary_key(["tenant", "id"]);
            });
            schema.create_table("tasks", |t| {
                t.integer("tenant");
                t.integer("person").optional();
            });
        })
        .rows([
            "INSERT INTO people VALUES (1, 7)",
            "INSERT INTO tasks VALUES (1, 7)",
        ])
        .change(|schema| {
            schema
                .add_foreign_key("tasks", ["tenant", "person"])
                .references("people", ["tenant", "id"])
                .on_delete(SetNull)
                .on_delete_columns("person");
        })
        .check(|db| {
            db.accepts("DELETE FROM people");
            let left = db.value("SELECT count(*) FROM tasks WHERE tenant = 1 AND person IS NULL");
            assert_eq!(left, "1");
        })
}

pub fn a_foreign_key_is_made_to_wait_and_not_to_wait() -> Case {
    posts(|key| {
        key.initially_deferred();
    })
    .needs(needs::DEFERRABLE_FOREIGN_KEYS)
    .change(|schema| schema.set_deferrable("posts", "posts_author_id_fkey", Deferrable::No))
    .check(|db| {
        db.refuses("INSERT INTO posts (author_id) VALUES (3)");
    })
}

pub fn restrict_and_no_action_refuse_to_lose_what_is_referred_to() -> Case {
    users()
        .change(|schema| {
            schema.create_table("posts", |t| {
                t.id();
                t.integer("author_id")
                    .references("users", "id")
                    .on_delete(Restrict)
                    .on_update(Restrict);
                t.integer("editor_id")
                    .references("users", "id")
                    .on_delete(NoAction)
                    .on_update(NoAction);
            });
        })
        .check(|db| {
            db.accepts("INSERT INTO posts (author_id, editor_id) VALUES (1, 2)");
            for id in [1, 2] {
                db.refuses(&format!("DELETE FROM users WHERE id = {id}"));
                db.refuses(&format!("UPDATE users SET id = 10 WHERE id = {id}"));
            }
            db.accepts("DELETE FROM posts");
            db.accepts("DELETE FROM users");
        })
}

// ---- add and drop

/// Posts that refer to users in name only.
fn loose_posts(author: i32) -> Case {
    users()
        .before(|schema| {
            schema.create_table("posts", |t| {
                t.id();
                t.integer("author_id").optional();
            });
        })
        .rows([format!("INSERT INTO posts (author_id) VALUES ({author})")])
}

pub fn a_foreign_key_is_added_to_a_table_with_rows() -> Case {
    loose_posts(1)
        .change(|schema| {
            schema
                .add_foreign_key("posts", "author_id")
                .references("users", "id")
                .on_delete(Cascade);
        })
        .check(|db| {
            db.refuses("INSERT INTO posts (author_id) VALUES (3)");
            db.accepts("DELETE FROM users WHERE id = 1");
            assert_eq!(db.column(AUTHORS), [""; 0]);
        })
        .check_back(|db| db.accepts("INSERT INTO posts (author_id) VALUES (3)"))
}

pub fn a_foreign_key_is_not_added_over_rows_that_break_it() -> Case {
    loose_posts(3)
        .change(|schema| {
            schema
                .add_foreign_key("posts", "author_id")
                .references("users", "id");
        })
        .fails()
}

pub fn without_its_foreign_key_a_table_takes_any_row() -> Case {
    loose_posts(1)
        .before(|schema| {
            schema
                .add_foreign_key("posts", "author_id")
                .references("users", "id")
                .name("author");
        })
        .change(|schema| {
            schema.drop_foreign_key("posts", "author");
            schema.drop_foreign_key("posts", "no_such").if_exists();
        })
        .check(|db| {
            db.accepts("INSERT INTO posts (author_id) VALUES (3)");
            db.accepts("DELETE FROM users");
        })
        .check_back(|db| {
            db.refuses("INSERT INTO posts (author_id) VALUES (3)");
        })
}

// ---- when and how

pub fn a_deferred_foreign_key_is_checked_at_the_commit() -> Case {
    posts(|key| {
        key.initially_deferred();
    })
    .needs(needs::DEFERRABLE_FOREIGN_KEYS)
    .check(|db| {
        db.accepts("INSERT INTO posts (author_id) VALUES (3)");
        db.accepts("INSERT INTO users VALUES (3, 'Cyd')");
        assert_eq!(db.commit(), Ok(()));
        db.accepts("DELETE FROM posts");
        db.accepts("DELETE FROM users WHERE id = 3");
        assert_eq!(db.commit(), Ok(()));
        db.accepts("INSERT INTO posts (author_id) VALUES (4)");
        db.commit().expect_err("a post without its author");
    })
}

pub fn a_deferrable_foreign_key_is_checked_at_once_unless_told() -> Case {
    posts(|key| {
        key.deferrable();
    })
    .needs(needs::DEFERRABLE_FOREIGN_KEYS)
    .check(|db| {
        db.refuses("INSERT INTO posts (author_id) VALUES (3)");
        db.accepts(match db.dialect() {
            Postgres | Mysql => "SET CONSTRAINTS ALL DEFERRED",
            Sqlite => "PRAGMA defer_foreign_keys = ON",
        });
        db.accepts("INSERT INTO posts (author_id) VALUES (3)");
        db.commit().expect_err("a post without its author");
    })
}

pub fn match_full_wants_all_columns_or_none() -> Case {
    Case::new()
        .needs(needs::MATCH_FULL)
        .before(|schema| {
            schema.create_table("seats", |t| {
                t.integer("block");
                t.integer("place");
                t.primary_key(["block", "place"]);
            });
            schema.create_table("tickets", |t| {
                t.integer("block").optional();
                t.integer("place").optional();
            });
        })
        .rows(["INSERT INTO seats VALUES (1, 1)"])
        .change(|schema| {
            let key = schema.add_foreign_key("tickets", ["block", "place"]);
            key.references("seats", ["block", "place"]).match_full();
        })
        .check(|db| {
            db.accepts("INSERT INTO tickets VALUES (1, 1), (NULL, NULL)");
            db.refuses("INSERT INTO tickets VALUES (1, NULL)");
        })
}

/// SQLite has no such thing, and checks the rows at once.
pub fn a_foreign_key_that_is_not_valid_leaves_the_rows_there_alone() -> Case {
    Case::for_dialect(|dialect| {
        let case = loose_posts(3).needs(needs::NOT_VALID).change(|schema| {
            schema
                .add_foreign_key("posts", "author_id")
                .references("users", "id")
                .not_valid();
        });
        match dialect {
            Sqlite => case.fails(),
            Postgres | Mysql => case.check(|db| {
                assert_eq!(db.column(AUTHORS), ["3"]);
                db.refuses("INSERT INTO posts (author_id) VALUES (4)");
            }),
        }
    })
}

pub fn a_foreign_key_is_validated_once_the_rows_are_right() -> Case {
    loose_posts(1)
        .needs(needs::NOT_VALID)
        .before(|schema| {
            let key = schema.add_foreign_key("posts", "author_id");
            key.references("users", "id").not_valid().name("author");
        })
        .change(|schema| schema.validate_constraint("posts", "author"))
        .check(|db| {
            db.refuses("INSERT INTO posts (author_id) VALUES (4)");
            if db.dialect() == Postgres {
                let validated = "SELECT convalidated FROM pg_constraint WHERE conname = 'author'";
                assert_eq!(db.value(validated), "t");
            }
        })
}
