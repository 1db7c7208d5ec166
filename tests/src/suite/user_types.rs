//! Types of the user's own: domains, composite types, ranges.

use migratory::prelude::*;

use super::{Case, needs, session::Session};

fn users() -> Case {
    Case::new()
        .needs(needs::DOMAINS)
        .before(|schema| {
            schema
                .create_domain("email", string(100))
                .check("email_has_an_at", "VALUE::text ~~ '%@%'::text")
                .comment("it's an address");
            schema.create_table("users", |t| {
                t.id();
                t.column("email", custom("email")).optional();
            });
        })
        .rows(["INSERT INTO users (email) VALUES ('a@example.com'), (NULL)"])
}

fn insert(email: &str) -> String {
    format!("INSERT INTO users (email) VALUES ({email})")
}

pub fn a_column_of_a_domain_keeps_its_rules() -> Case {
    Case::new()
        .needs(needs::DOMAINS)
        .change(|schema| {
            schema
                .create_domain("rating", small_integer())
                .default(3)
                .not_null()
                .check("rating_range", "VALUE >= 0 AND VALUE <= 5");
            schema.create_table("films", |t| {
                t.id();
                t.column("rating", custom("rating"));
            });
        })
        .check(|db| {
            db.accepts("INSERT INTO films DEFAULT VALUES");
            assert_eq!(db.column("SELECT rating::text FROM films"), ["3"]);
            db.refuses("INSERT INTO films (rating) VALUES (6)");
            db.refuses("INSERT INTO films (rating) VALUES (NULL)");
        })
}

pub fn a_domain_that_a_column_is_of_is_changed_in_part() -> Case {
    users()
        .change(|schema| {
            schema.alter_domain("email", |d| {
                d.drop_check("email_has_an_at");
                d.add_check_not_valid("email_is_long", "length(VALUE::text) > 20");
                d.set_default("nobody@example.com, somewhere");
            });
        })
        .check(|db| {
            db.accepts(&insert("'no at, but twenty-one characters'"));
            db.refuses(&insert("'b@example.com'"));
            db.accepts("INSERT INTO users DEFAULT VALUES");
            assert_eq!(
                db.value(
                    "SELECT count(*)::text FROM users WHERE email = 'nobody@example.com, somewhere'"
                ),
                "1"
            );
        })
        .check_back(|db| {
            db.refuses(&insert("'no at, but twenty-one characters'"));
            db.accepts(&insert("'b@example.com'"));
        })
}

pub fn a_domain_refuses_null_once_no_row_holds_it() -> Case {
    users()
        .rows(["DELETE FROM users WHERE email IS NULL"])
        .change(|schema| schema.alter_domain("email", |d| d.set_not_null()))
        .check(|db| {
            db.refuses(&insert("NULL"));
        })
        .check_back(|db| db.accepts(&insert("NULL")))
}

pub fn a_check_of_a_domain_is_not_added_over_values_that_break_it() -> Case {
    users()
        .change(|schema| {
            schema.alter_domain("email", |d| d.add_check("short", "length(VALUE::text) < 5"));
        })
        .fails()
}

pub fn columns_follow_a_renamed_domain() -> Case {
    users()
        .change(|schema| schema.rename_domain("email", "Mail address"))
        .check(|db| {
            assert_eq!(
                db.value("SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'email'"),
                "\"Mail address\""
            );
            db.refuses(&insert("'no at'"));
        })
}

pub fn a_domain_is_dropped_with_its_columns_and_comes_back() -> Case {
    users()
        .change(|schema| {
            schema.alter_table("users", |t| {
                t.drop_column("email");
            });
            schema.drop_domain("email");
        })
        .loses_rows()
        .check_back(|db| {
            db.refuses(&insert("'no at'"));
        })
}

fn addresses() -> Case {
    Case::new()
        .needs(needs::DOMAINS)
        .before(|schema| {
            schema.create_composite_type("address", |t| {
                t.attribute("street", text());
                t.attribute("zip code", string(10));
            });
            schema.create_table("people", |t| {
                t.id();
                t.column("home", custom("address")).optional();
            });
        })
        .rows(["INSERT INTO people (home) VALUES (ROW('Main St', '12345'))"])
}

fn zip(db: &mut Session) -> String {
    db.value("SELECT (home).\"zip code\" FROM people ORDER BY id LIMIT 1")
}

pub fn a_composite_type_holds_its_attributes() -> Case {
    addresses()
        .change(|schema| {
            schema.create_composite_type("point of two", |t| {
                t.attribute("x", double())
                    .attribute("y", double())
                    .comment("it's two");
            });
            schema.alter_table("people", |t| {
                t.add_column("at", custom("\"point of two\"")).optional();
            });
        })
        .check(|db| {
            db.accepts("UPDATE people SET at = ROW(1.5, 2)");
            assert_eq!(
                db.value("SELECT ((at).x + (at).y)::text FROM people"),
                "3.5"
            );
            assert_eq!(zip(db), "12345");
        })
}

pub fn attributes_of_a_composite_type_come_go_and_are_renamed() -> Case {
    addresses()
        .change(|schema| {
            schema.alter_composite_type("address", |t| {
                t.add_attribute("city", text());
                t.rename_attribute("zip code", "postcode");
            });
        })
        .may_lose_rows()
        .check(|db| {
            assert_eq!(db.value("SELECT (home).postcode FROM people"), "12345");
            db.accepts("UPDATE people SET home.city = 'Springfield'");
        })
        .check_back(|db| assert_eq!(zip(db), "12345"))
}

pub fn a_composite_type_is_renamed_and_dropped() -> Case {
    addresses()
        .change(|schema| {
            schema.rename_composite_type("address", "place");
            schema.alter_table("people", |t| {
                t.drop_column("home");
            });
            schema.drop_composite_type("place");
        })
        .loses_rows()
}

pub fn a_range_type_knows_what_it_contains() -> Case {
    Case::new()
        .needs(needs::DOMAINS)
        .change(|schema| {
            schema.create_range_type("float_range", double()).difference("float8mi");
            schema.create_table("readings", |t| {
                t.id();
                t.column("span", custom("float_range"));
            });
        })
        .check(|db| {
            db.accepts("INSERT INTO readings (span) VALUES ('[0.5, 1.5)')");
            assert_eq!(
                db.column("SELECT (span @> 1.4::float8)::text || (span @> 1.5::float8)::text FROM readings"),
                ["truefalse"]
            );
        })
}

pub fn comments_on_types_and_the_like_come_and_go() -> Case {
    let types = "SELECT obj_description(oid, 'pg_type') FROM pg_type \
        WHERE typname IN ('shade', 'small', 'spot', 'span') ORDER BY typname";
    Case::new()
        .needs(needs::DOMAINS)
        .before(|schema| {
            schema.create_type("shade", ["dark", "light"]);
            schema.create_domain("small", integer());
            schema.create_composite_type("spot", |t| {
                t.attribute("x", integer());
            });
            schema.create_range_type("span", date());
            schema.create_table("places", |t| {
                t.id();
            });
            schema.create_policy("all_of_it", "places").using("true");
            schema.create_publication("news").table("places");
            schema.create_schema("annex");
            schema.create_extension("pg_trgm");
            schema
                .create_rule("kept", "places")
                .on_delete()
                .do_instead_nothing();
            schema.create_table("pairs", |t| {
                t.integer("a");
                t.integer("b");
            });
            schema.create_statistics("of_pairs", "pairs", ["a", "b"]);
        })
        .change(|schema| {
            let said = |text: &str| Some(text.to_owned());
            schema.comment_on_type("shade", said("of light"));
            schema.comment_on_domain("small", said("a number"));
            schema.comment_on_composite_type("spot", said("a place"));
            schema.comment_on_range_type("span", said("days"));
            schema.comment_on_policy("all_of_it", "places", said("for all"));
            schema.comment_on_publication("news", said("what is new"));
            schema.comment_on_schema("annex", said("what is beside"));
            schema.comment_on_extension("pg_trgm", said("for names"));
            schema.comment_on_rule("kept", "places", said("all are kept"));
            schema.comment_on_statistics("of_pairs", said("both at once"));
        })
        .check(move |db| {
            assert_eq!(db.column(types), ["of light", "a number", "days", "a place"]);
            let of = "SELECT obj_description(oid, 'pg_policy') FROM pg_policy WHERE polname = 'all_of_it'";
            assert_eq!(db.value(of), "for all");
            for (of, said) in [
                ("pg_namespace WHERE nspname = 'annex'", "what is beside"),
                ("pg_extension WHERE extname = 'pg_trgm'", "for names"),
                ("pg_rewrite WHERE rulename = 'kept'", "all are kept"),
                ("pg_statistic_ext WHERE stxname = 'of_pairs'", "both at once"),
                ("pg_publication WHERE pubname = 'news'", "what is new"),
            ] {
                let catalog = of.split(' ').next().unwrap_or_default();
                let query = format!("SELECT obj_description(oid, '{catalog}') FROM {of}");
                assert_eq!(db.value(&query), said);
            }
        })
        .check_back(move |db| {
            let said = format!("SELECT count(d) FROM ({types}) d(d)");
            assert_eq!(db.value(&said), "0");
        })
}
