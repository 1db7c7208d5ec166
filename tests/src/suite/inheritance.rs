//! Tables that inherit from others.

use migratory::prelude::*;

use super::{Case, needs};

/// Cities, and capitals among them.
fn cities() -> Case {
    no_cities().rows([
        "INSERT INTO cities (name) VALUES ('Lyon')",
        "INSERT INTO capitals (name, state) VALUES ('Paris', 'FR')",
    ])
}

fn no_cities() -> Case {
    Case::new().needs(needs::INHERITANCE).before(|schema| {
        schema.create_table("cities", |t| {
            t.string("name", 40);
            t.integer("size").check("size > 0").default(1);
            t.string("note", 40).optional();
        });
        schema.create_table("capitals", |t| {
            t.inherits("cities");
            t.char("state", 2).unique();
        });
    })
}

const NAMES: &str = "SELECT name FROM cities ORDER BY name";

pub fn rows_of_an_heir_are_seen_through_its_parents() -> Case {
    cities()
        .before(|schema| {
            schema.create_table("old_things", |t| {
                t.integer("built");
            });
        })
        .change(|schema| {
            schema.create_table("old_cities", |t| {
                t.inherits("cities");
                t.inherits("old_things");
                t.text("ruins").optional();
                t.index("built");
            });
        })
        .check(|db| {
            db.accepts("INSERT INTO old_cities (name, built) VALUES ('Troy', -3000)");
            db.refuses("INSERT INTO old_cities (name, built, size) VALUES ('Rome', -753, 0)");
            assert_eq!(db.column(NAMES), ["Lyon", "Paris", "Troy"]);
            assert_eq!(db.value("SELECT built FROM old_things"), "-3000");
        })
        .check_back(|db| assert_eq!(db.column(NAMES), ["Lyon", "Paris"]))
}

pub fn a_change_of_a_parent_reaches_the_rows_of_its_heirs() -> Case {
    cities()
        .change(|schema| {
            schema.alter_table("cities", |t| {
                t.add_column("mayor", string(40)).default("nobody");
                t.rename_column("name", "called");
                t.change_type("size", big_integer());
                t.drop_column("note");
                t.add_check("small", "size < 100");
            });
        })
        .loses_rows()
        .check(|db| {
            let mayors = "SELECT mayor FROM capitals WHERE called = 'Paris'";
            assert_eq!(db.value(mayors), "nobody");
            db.refuses("INSERT INTO capitals (called, state, size) VALUES ('Bonn', 'DE', 100)");
            db.refuses("SELECT note FROM capitals");
        })
        .check_back(|db| {
            assert_eq!(db.column(NAMES), ["Lyon", "Paris"]);
            db.accepts(
                "INSERT INTO capitals (name, state, size, note) VALUES ('B', 'DE', 100, 'n')",
            );
            db.refuses("SELECT mayor FROM capitals");
        })
}

pub fn an_heir_keeps_what_its_columns_have_of_their_own() -> Case {
    no_cities()
        .before(|schema| {
            schema.alter_table("capitals", |t| {
                t.set_default("size", 5);
                t.set_not_null("note");
                t.comment_on_column("note", "of a capital");
            });
        })
        .change(|schema| {
            schema.alter_table("cities", |t| {
                t.set_default("size", 2);
                t.drop_column("note");
            });
        })
        .loses_rows()
        .check(|db| {
            db.accepts("INSERT INTO capitals (name, state) VALUES ('Bonn', 'DE')");
            let size = "SELECT size FROM cities WHERE name = 'Bonn'";
            assert_eq!(db.value(size), "2");
        })
        .check_back(|db| {
            db.refuses("INSERT INTO capitals (name, state) VALUES ('Bonn', 'DE')");
            db.accepts("INSERT INTO capitals (name, state, note) VALUES ('Bonn', 'DE', '')");
            assert_eq!(db.value("SELECT size FROM cities"), "5");
            assert_eq!(
                db.value(
                    "SELECT col_description('capitals'::regclass, attnum) FROM pg_attribute \
                    WHERE attrelid = 'capitals'::regclass AND attname = 'note'"
                ),
                "of a capital"
            );
        })
}

pub fn dropping_a_parent_with_cascade_takes_its_heirs() -> Case {
    cities()
        .before(|schema| {
            schema.create_table("old_capitals", |t| {
                t.inherits("capitals");
                t.id();
                t.index("name");
            });
            schema.create_table("visits", |t| {
                t.references("capital_id", "old_capitals");
            });
            schema.enable_row_security("capitals");
            schema.create_policy("large", "capitals").using("size > 1");
            schema
                .create_publication("feed")
                .table("cities")
                .table("old_capitals");
        })
        .rows(["INSERT INTO old_capitals (name, state) VALUES ('Bonn', 'DE')"])
        .change(|schema| {
            schema.drop_table("cities").cascade();
        })
        .loses_rows()
        .check(|db| {
            db.refuses("SELECT * FROM old_capitals");
            db.accepts("INSERT INTO visits VALUES (1)");
            db.refuses("SELECT * FROM capitals");
        })
        .check_back(|db| {
            db.accepts("INSERT INTO old_capitals (name, state) VALUES ('Rome', 'IT')");
            assert_eq!(db.column(NAMES), ["Rome"]);
            db.refuses("INSERT INTO visits VALUES (7)");
        })
}
