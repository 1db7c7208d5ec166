//! Columns whose values the database makes: identities and computed columns.

use migratory::prelude::*;

use super::{Case, columns::products, needs};

// ---- identity

pub fn an_identity_counts_up_and_takes_explicit_values() -> Case {
    Case::new()
        .change(|schema| {
            schema.create_table("tickets", |t| {
                t.integer("number").primary_key().auto_increment();
                t.string("title", 20);
            });
        })
        .check(|db| {
            db.accepts("INSERT INTO tickets (number, title) VALUES (100, 'explicit')");
            db.accepts("DELETE FROM tickets");
            db.accepts("INSERT INTO tickets (title) VALUES ('a'), ('b')");
            let numbers = db.column("SELECT number FROM tickets ORDER BY number");
            assert_ne!(numbers[0], numbers[1]);
            db.refuses(&format!(
                "INSERT INTO tickets (number, title) VALUES ({}, 'c')",
                numbers[0]
            ));
        })
}

pub fn a_strict_identity_refuses_explicit_values() -> Case {
    Case::new()
        .needs(needs::IDENTITY_ALWAYS)
        .change(|schema| {
            schema.create_table("tickets", |t| {
                t.integer("number").primary_key().identity_always();
                t.string("title", 20);
            });
        })
        .check(|db| {
            db.refuses("INSERT INTO tickets (number, title) VALUES (100, 'explicit')");
            db.accepts("INSERT INTO tickets (title) VALUES ('a')");
        })
}

pub fn a_key_that_becomes_an_identity_goes_on_after_its_rows() -> Case {
    Case::new()
        .before(|schema| {
            schema.create_table("tickets", |t| {
                t.big_integer("number").primary_key();
                t.string("title", 20);
            });
        })
        .rows(["INSERT INTO tickets VALUES (7, 'seven'), (9, 'nine')"])
        .change(|schema| {
            schema.alter_table("tickets", |t| t.add_identity("number"));
        })
        .check(|db| {
            db.accepts("INSERT INTO tickets (title) VALUES ('next')");
            assert_eq!(
                db.value("SELECT number FROM tickets WHERE title = 'next'"),
                "10"
            );
        })
}

pub fn a_key_that_is_no_identity_any_more_wants_explicit_values() -> Case {
    Case::new()
        .before(|schema| {
            schema.create_table("tickets", |t| {
                t.big_integer("number").primary_key().auto_increment();
                t.string("title", 20);
            });
        })
        .rows(["INSERT INTO tickets (title) VALUES ('one'), ('two')"])
        .change(|schema| {
            schema.alter_table("tickets", |t| t.drop_generation("number"));
        })
        .check(|db| {
            db.refuses("INSERT INTO tickets (title) VALUES ('three'), ('four')");
            db.accepts("INSERT INTO tickets VALUES (3, 'three')");
        })
        .check_back(|db| {
            db.accepts("INSERT INTO tickets (title) VALUES ('three')");
            assert_eq!(
                db.value("SELECT number FROM tickets WHERE title = 'three'"),
                "3"
            );
        })
}

pub fn an_identity_may_stand_beside_the_key() -> Case {
    Case::new()
        .needs(needs::IDENTITY_BESIDE_KEY)
        .change(|schema| {
            schema.create_table("tickets", |t| {
                t.uuid("id").primary_key();
                t.integer("number").auto_increment().unique();
            });
        })
        .check(|db| {
            let id = match db.dialect() {
                Mysql => "UNHEX('00112233445566778899AABBCCDDEEFF')",
                Postgres | Sqlite => "'00112233-4455-6677-8899-aabbccddeeff'",
            };
            db.accepts(&format!("INSERT INTO tickets (id) VALUES ({id})"));
            assert_ne!(db.value("SELECT number FROM tickets"), "NULL");
        })
}

// ---- computed columns

pub fn a_stored_column_is_computed_from_others() -> Case {
    Case::new()
        .change(|schema| {
            schema.create_table("order_lines", |t| {
                t.id();
                t.integer("pieces");
                t.integer("price");
                t.integer("total")
                    .optional()
                    .generated_stored("pieces * price");
            });
        })
        .check(|db| {
            db.accepts("INSERT INTO order_lines (pieces, price) VALUES (2, 10)");
            assert_eq!(db.value("SELECT total FROM order_lines"), "20");
            db.accepts("UPDATE order_lines SET pieces = 3");
            assert_eq!(db.value("SELECT total FROM order_lines"), "30");
            db.refuses("INSERT INTO order_lines (pieces, price, total) VALUES (1, 1, 5)");
        })
}

pub fn a_stored_column_is_added_to_rows_that_are_there() -> Case {
    products()
        .change(|schema| {
            schema.alter_table("products", |t| {
                t.add_column("twice", integer())
                    .optional()
                    .generated_stored("stock * 2");
            });
        })
        .check(|db| {
            assert_eq!(
                db.column("SELECT twice FROM products ORDER BY id"),
                ["6", "0"]
            );
            db.accepts("UPDATE products SET stock = 10 WHERE id = 2");
            assert_eq!(
                db.column("SELECT twice FROM products ORDER BY id"),
                ["6", "20"]
            );
            db.refuses("UPDATE products SET twice = 1");
        })
}

pub fn a_virtual_column_is_computed_on_reading() -> Case {
    products()
        .needs(needs::VIRTUAL_COLUMNS)
        .change(|schema| {
            schema.alter_table("products", |t| {
                t.add_column("twice", integer())
                    .optional()
                    .generated_virtual("stock * 2");
            });
        })
        .check(|db| {
            assert_eq!(
                db.column("SELECT twice FROM products ORDER BY id"),
                ["6", "0"]
            );
            db.accepts("UPDATE products SET stock = 10 WHERE id = 2");
            assert_eq!(
                db.column("SELECT twice FROM products ORDER BY id"),
                ["6", "20"]
            );
            db.refuses("INSERT INTO products (code, twice) VALUES ('cow', 1)");
        })
}

pub fn a_stored_column_that_becomes_a_plain_one_keeps_its_values() -> Case {
    products()
        .before(|schema| {
            schema.alter_table("products", |t| {
                t.add_column("twice", integer())
                    .optional()
                    .generated_stored("stock * 2");
            });
        })
        .change(|schema| {
            schema.alter_table("products", |t| t.drop_generation("twice"));
        })
        .one_way()
        .check(|db| {
            assert_eq!(
                db.column("SELECT twice FROM products ORDER BY id"),
                ["6", "0"]
            );
            db.accepts("UPDATE products SET twice = 1");
        })
}
