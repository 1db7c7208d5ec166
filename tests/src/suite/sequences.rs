//! Sequences: what they count, and what goes along with them.

use migratory::prelude::*;

use super::{Case, needs, session::Session};

/// The next number, or why there is none.
fn next(db: &mut Session, name: &str) -> String {
    db.value(&next_sql(db, name))
}

fn next_sql(db: &Session, name: &str) -> String {
    match db.dialect() {
        Postgres | Sqlite => format!("SELECT nextval('{name}')"),
        Mysql => format!("SELECT nextval({name})"),
    }
}

pub fn a_sequence_counts_as_it_was_told() -> Case {
    Case::new()
        .needs(needs::SEQUENCES)
        .change(|schema| {
            schema
                .create_sequence("numbers")
                .start(10)
                .increment(5)
                .min(10)
                .max(20)
                .cache(1)
                .cycle();
        })
        .check(|db| {
            let numbers: Vec<String> = (0..4).map(|_| next(db, "numbers")).collect();
            assert_eq!(numbers, ["10", "15", "20", "10"]);
        })
        .check_back(|db| {
            let sql = next_sql(db, "numbers");
            db.refuses(&sql);
        })
}

pub fn an_altered_sequence_counts_on_in_another_way() -> Case {
    Case::new()
        .needs(needs::SEQUENCES)
        .before(|schema| {
            schema.create_sequence("numbers").integer();
            schema.create_sequence("others").increment(-2);
        })
        .change(|schema| {
            schema
                .alter_sequence("numbers")
                .increment(10)
                .max(1000)
                .cache(1);
            schema.restart_sequence("numbers").with(500);
            schema.rename_sequence("others", "odd_ones");
        })
        .loses_rows()
        .check(|db| {
            let numbers: Vec<String> = (0..2).map(|_| next(db, "numbers")).collect();
            assert_eq!(numbers, ["500", "510"]);
            assert!(next(db, "odd_ones").starts_with('-'));
        })
        .check_back(|db| assert!(!next(db, "others").is_empty()))
}

pub fn a_default_takes_the_next_number_of_a_sequence() -> Case {
    Case::new()
        .needs(needs::SEQUENCES)
        .before(|schema| {
            schema.create_sequence("numbers").start(7);
        })
        .change(|schema| {
            schema.create_table("invoices", |t| {
                t.big_integer("number").default(next_value("numbers"));
                t.string("title", 20);
            });
        })
        .check(|db| {
            db.accepts("INSERT INTO invoices (title) VALUES ('a'), ('b')");
            let numbers = db.column("SELECT number FROM invoices ORDER BY 1");
            let numbers: Vec<i64> = numbers
                .iter()
                .map(|it| it.parse().expect("a number"))
                .collect();
            assert!(numbers[0] >= 7, "{numbers:?}");
            assert_eq!(numbers[1], numbers[0] + 1);
        })
}

pub fn a_default_follows_a_renamed_sequence() -> Case {
    Case::new()
        .needs(needs::OWNED_SEQUENCES)
        .before(|schema| {
            schema.create_sequence("numbers");
            schema.create_table("invoices", |t| {
                t.big_integer("number").default(next_value("numbers"));
                t.string("title", 20);
            });
        })
        .change(|schema| schema.rename_sequence("numbers", "invoice numbers"))
        .check(|db| {
            db.accepts("INSERT INTO invoices (title) VALUES ('a')");
            let first = db.value("SELECT number FROM invoices");
            let second = next(db, "\"invoice numbers\"");
            assert_eq!(second.parse(), first.parse::<i64>().map(|first| first + 1));
        })
}

pub fn a_sequence_goes_with_its_column_and_comes_back_with_it() -> Case {
    Case::new()
        .needs(needs::OWNED_SEQUENCES)
        .before(|schema| {
            schema.create_sequence("numbers").comment("of invoices");
            schema.create_table("invoices", |t| {
                t.big_integer("number").default(next_value("numbers"));
                t.string("title", 20);
            });
            schema
                .alter_sequence("numbers")
                .owned_by("invoices", "number");
        })
        .change(|schema| {
            schema.rename_table("invoices", "bills");
            schema.alter_table("bills", |t| {
                t.rename_column("number", "no");
                t.drop_column("no");
            });
            schema.drop_table("bills");
        })
        .loses_rows()
        .check(|db| {
            db.refuses("SELECT nextval('numbers')");
        })
        .check_back(|db| {
            db.accepts("INSERT INTO invoices (title) VALUES ('a')");
            assert_eq!(next(db, "numbers"), "2");
        })
}
