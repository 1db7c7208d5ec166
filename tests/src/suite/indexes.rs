//! Indexes: what unique ones refuse, and what the catalogs say of the rest.

use migratory::prelude::*;

use super::{Case, needs, session::Session};

/// Users with an email address and an age.
fn users() -> Case {
    Case::new()
        .before(|schema| {
            schema.create_table("users", |t| {
                t.id();
                t.string("email", 60);
                t.integer("age").optional();
                t.boolean("active").default(true);
            });
        })
        .rows(["INSERT INTO users (email, age) VALUES ('ada@example.com', 36), ('Bob@example.com', 36)"])
}

const ADA: &str = "INSERT INTO users (email, age) VALUES ('ada@example.com', 36)";

/// The names of the indexes of the table that no key made, sorted.
fn indexes(db: &mut Session) -> Vec<String> {
    db.column(match db.dialect() {
        Postgres => {
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
             WHERE i.indrelid = 'users'::regclass AND NOT i.indisprimary AND i.indisvalid ORDER BY 1"
        }
        Mysql => {
            "SELECT DISTINCT index_name FROM information_schema.statistics \
             WHERE table_schema = DATABASE() AND table_name = 'users' AND index_name <> 'PRIMARY' ORDER BY 1"
        }
        Sqlite => "SELECT name FROM pragma_index_list('users') ORDER BY 1",
    })
}

/// How PostgreSQL writes an index.
fn definition(db: &mut Session, name: &str) -> String {
    db.value(&format!("SELECT pg_get_indexdef('{name}'::regclass)"))
}

pub fn an_index_is_there_by_its_default_name_or_its_own() -> Case {
    users()
        .change(|schema| {
            schema.create_index("users", "email");
            schema
                .create_index("users", ["age", "email"])
                .name("by age & email");
        })
        .check(|db| assert_eq!(indexes(db), ["by age & email", "users_email_idx"]))
        .check_back(|db| assert_eq!(indexes(db), [""; 0]))
}

pub fn a_unique_index_refuses_equal_rows() -> Case {
    users()
        .change(|schema| {
            schema.create_index("users", "email").unique();
        })
        .check(|db| {
            db.refuses(ADA);
        })
        .check_back(|db| db.accepts(ADA))
}

pub fn a_unique_index_is_not_created_over_equal_rows() -> Case {
    users()
        .change(|schema| {
            schema.create_index("users", "age").unique();
        })
        .fails()
}

pub fn a_partial_index_is_unique_among_its_rows_only() -> Case {
    users()
        .needs(needs::PARTIAL_INDEXES)
        .change(|schema| {
            schema
                .create_index("users", "email")
                .unique()
                .filter("age > 18");
        })
        .check(|db| {
            db.refuses(ADA);
            db.accepts("INSERT INTO users (email, age) VALUES ('ada@example.com', 5)");
            db.accepts("INSERT INTO users (email, age) VALUES ('ada@example.com', 6)");
        })
}

pub fn an_expression_index_is_unique_by_the_expression() -> Case {
    users()
        .needs(needs::EXPRESSION_INDEXES)
        .is_rewritten()
        .change(|schema| {
            let lower = expr("lower(email)").on(Mysql, "(lower(email))");
            schema
                .create_index("users", lower)
                .unique()
                .name("users_email_lower");
        })
        .check(|db| {
            db.refuses("INSERT INTO users (email) VALUES ('BOB@example.com')");
            assert_eq!(indexes(db), ["users_email_lower"]);
        })
}

pub fn keys_of_an_index_have_directions() -> Case {
    users()
        .change(|schema| {
            schema.create_index("users", [col("age").desc(), col("email")]).name("oldest");
        })
        .check(|db| {
            let descending = db.column(match db.dialect() {
                Postgres => {
                    "SELECT pg_index_column_has_property('oldest'::regclass, n, 'desc')::int FROM generate_series(1, 2) n"
                }
                Mysql => {
                    "SELECT CASE collation WHEN 'D' THEN 1 ELSE 0 END FROM information_schema.statistics \
                     WHERE table_schema = DATABASE() AND index_name = 'oldest' ORDER BY seq_in_index"
                }
                Sqlite => "SELECT \"desc\" FROM pragma_index_xinfo('oldest') WHERE \"key\" ORDER BY seqno",
            });
            assert_eq!(descending, ["1", "0"]);
        })
}

pub fn nulls_of_an_index_have_a_place() -> Case {
    users()
        .needs(needs::NULLS_ORDER)
        .change(|schema| {
            let parts = [col("age").nulls_first(), col("email").nulls_last()];
            schema.create_index("users", parts).name("by_age");
        })
        .check(|db| {
            let definition = definition(db, "by_age");
            assert!(
                definition.ends_with("(age NULLS FIRST, email)"),
                "{definition}"
            );
        })
}

pub fn an_operator_class_is_used() -> Case {
    users()
        .needs(needs::OPERATOR_CLASSES)
        .change(|schema| {
            schema
                .create_index("users", col("email").ops("varchar_pattern_ops"))
                .name("by_prefix");
        })
        .check(|db| {
            let definition = definition(db, "by_prefix");
            assert!(
                definition.ends_with("(email varchar_pattern_ops)"),
                "{definition}"
            );
        })
}

pub fn an_index_stores_further_columns() -> Case {
    users()
        .needs(needs::INDEX_INCLUDE)
        .change(|schema| {
            schema
                .create_index("users", "email")
                .unique()
                .include(["age", "active"]);
        })
        .check(|db| {
            db.refuses("INSERT INTO users (email, age) VALUES ('ada@example.com', 99)");
            let definition = definition(db, "users_email_idx");
            assert!(
                definition.ends_with("(email) INCLUDE (age, active)"),
                "{definition}"
            );
        })
}

pub fn nulls_of_a_unique_index_are_equal_when_said() -> Case {
    users()
        .needs(needs::NULLS_NOT_DISTINCT)
        .rows(["DELETE FROM users"])
        .change(|schema| {
            schema
                .create_index("users", "age")
                .unique()
                .nulls_not_distinct();
        })
        .check(|db| {
            db.accepts("INSERT INTO users (email) VALUES ('a')");
            db.refuses("INSERT INTO users (email) VALUES ('b')");
        })
}

pub fn an_index_has_the_method_that_was_said() -> Case {
    users()
        .needs(needs::INDEX_METHODS)
        .change(|schema| {
            schema.create_index("users", "email").using("hash");
        })
        .check(|db| {
            assert_eq!(indexes(db), ["users_email_idx"]);
            // InnoDB makes a B-tree of it.
            if db.dialect() == Postgres {
                let definition = definition(db, "users_email_idx");
                assert!(definition.ends_with("USING hash (email)"), "{definition}");
            }
        })
}

pub fn an_index_over_the_words_of_a_text_finds_them() -> Case {
    Case::for_dialect(|dialect| {
        let case = users().rows(["INSERT INTO users (email) VALUES ('carla writes letters')"]);
        match dialect {
            Postgres => case
                .is_rewritten()
                .change(|schema| {
                    let words = expr("to_tsvector('english', email)");
                    schema
                        .create_index("users", words)
                        .using("gin")
                        .name("words");
                })
                .check(|db| assert_eq!(indexes(db), ["words"])),
            Mysql => case
                .change(|schema| {
                    schema
                        .create_index("users", "email")
                        .using("fulltext")
                        .name("words");
                })
                .check(|db| {
                    let found =
                        "SELECT count(*) FROM users WHERE MATCH (email) AGAINST ('letters')";
                    assert_eq!(db.value(found), "1");
                }),
            // The plan refuses the method there.
            Sqlite => case.needs(needs::INDEX_METHODS).change(|schema| {
                schema.create_index("users", "email").using("fulltext");
            }),
        }
    })
}

/// Where it is possible, without blocking writes; elsewhere as any other.
pub fn an_index_is_built_and_dropped_concurrently() -> Case {
    users()
        .before(|schema| {
            schema.create_index("users", "age");
        })
        .change(|schema| {
            schema
                .create_index("users", "email")
                .unique()
                .concurrently();
            schema.drop_index("users", "users_age_idx").concurrently();
        })
        .check(|db| {
            assert_eq!(indexes(db), ["users_email_idx"]);
            db.refuses(ADA);
        })
}

pub fn an_index_that_exists_is_not_created_again_when_said() -> Case {
    users()
        .before(|schema| {
            schema.create_index("users", "email").unique();
        })
        .change(|schema| {
            schema.create_index("users", "email").if_not_exists();
            schema.create_index("users", "age").if_not_exists();
        })
        .check(|db| {
            assert_eq!(indexes(db), ["users_age_idx", "users_email_idx"]);
            db.refuses(ADA);
        })
        .check_back(|db| assert_eq!(indexes(db), ["users_email_idx"]))
}

pub fn an_index_over_the_beginning_of_a_column_is_unique_by_it() -> Case {
    users()
        .needs(needs::PREFIX_INDEXES)
        .change(|schema| {
            schema
                .create_index("users", col("email").prefix(3))
                .unique();
        })
        .check(|db| {
            db.refuses("INSERT INTO users (email) VALUES ('adam@example.com')");
            db.accepts("INSERT INTO users (email) VALUES ('cleo@example.com')");
        })
}

pub fn an_index_over_the_beginning_of_a_text_is_made() -> Case {
    users()
        .needs(needs::PREFIX_INDEXES)
        .before(|schema| {
            schema.alter_table("users", |t| {
                t.add_column("story", text()).optional();
            });
        })
        .change(|schema| {
            schema.create_index("users", [col("age"), col("story").prefix(20).desc()]);
        })
        .check(|db| {
            let length = "SELECT sub_part FROM information_schema.statistics WHERE table_schema = DATABASE() \
                          AND index_name = 'users_age_story_idx' AND column_name = 'story'";
            assert_eq!(db.value(length), "20");
        })
}

pub fn an_index_is_built_anew() -> Case {
    users()
        .before(|schema| {
            schema.create_index("users", "email").unique();
        })
        .change(|schema| {
            schema.reindex("users", "users_email_idx");
            schema.reindex_table("users");
        })
        .check(|db| {
            db.refuses(ADA);
        })
}

pub fn an_index_is_built_anew_concurrently() -> Case {
    users()
        .before(|schema| {
            schema.create_index("users", "email").unique();
        })
        .change(|schema| {
            schema.reindex("users", "users_email_idx").concurrently();
        })
        .check(|db| {
            db.refuses(ADA);
            assert_eq!(indexes(db), ["users_email_idx"]);
        })
}

pub fn storage_parameters_of_an_index_are_set_and_reset() -> Case {
    let fillfactor = "SELECT coalesce(reloptions::text, '') FROM pg_class WHERE relname = 'by_age'";
    users()
        .needs(needs::STORAGE_PARAMETERS)
        .before(|schema| {
            let index = schema.create_index("users", "age");
            index.name("by_age").with("fillfactor", 60);
            index.with("deduplicate_items", false);
        })
        .change(|schema| {
            schema.set_index_storage("users", "by_age", "fillfactor", 80);
            schema.reset_index_storage("users", "by_age", "deduplicate_items");
        })
        .check(move |db| assert_eq!(db.value(fillfactor), "{fillfactor=80}"))
        .check_back(move |db| {
            assert_eq!(
                db.value(fillfactor),
                "{deduplicate_items=false,fillfactor=60}"
            );
        })
}

pub fn a_renamed_index_works_on() -> Case {
    users()
        .before(|schema| {
            schema.create_index("users", "email").unique();
        })
        .change(|schema| schema.rename_index("users", "users_email_idx", "one email"))
        .check(|db| {
            assert_eq!(indexes(db), ["one email"]);
            db.refuses(ADA);
        })
}

pub fn without_its_index_a_table_takes_equal_rows() -> Case {
    users()
        .before(|schema| {
            schema.create_index("users", "email").unique();
            schema.create_index("users", "age");
        })
        .change(|schema| {
            schema.drop_index("users", "users_email_idx");
            schema.drop_index("users", "no_such").if_exists();
        })
        .check(|db| {
            assert_eq!(indexes(db), ["users_age_idx"]);
            db.accepts(ADA);
        })
        .check_back(|db| {
            db.refuses(ADA);
        })
}

pub fn a_comment_on_an_index_is_kept_where_there_are_comments() -> Case {
    users()
        .change(|schema| {
            schema
                .create_index("users", "age")
                .comment("for the 'report'");
        })
        .check(|db| {
            assert_eq!(indexes(db), ["users_age_idx"]);
            if db.can().comments {
                let comment = match db.dialect() {
                    Postgres => "SELECT obj_description('users_age_idx'::regclass)",
                    Mysql | Sqlite => {
                        "SELECT index_comment FROM information_schema.statistics \
                         WHERE table_schema = DATABASE() AND index_name = 'users_age_idx'"
                    }
                };
                assert_eq!(db.value(comment), "for the 'report'");
            }
        })
}
