//! Backfills: columns that are filled in batches.

use migratory::prelude::*;

use super::Case;

/// Ten users, with keys from 1 to 10.
fn ten_users() -> Case {
    let names = (1..=10).map(|n| format!("('Name {n}')"));
    let names = names.collect::<Vec<_>>().join(", ");
    Case::new()
        .before(|schema| {
            schema.create_table("users", |t| {
                t.id();
                t.string("name", 20);
            });
        })
        .rows([format!("INSERT INTO users (name) VALUES {names}")])
}

pub fn a_column_is_added_filled_and_made_required() -> Case {
    ten_users()
        .change(|schema| {
            schema.alter_table("users", |t| {
                t.add_column("login", string(20)).optional();
            });
            schema
                .backfill("users")
                .set("login", expr("lower(name)"))
                .filter("login IS NULL")
                .batch_size(3);
            schema.alter_table("users", |t| t.set_not_null("login"));
            schema.create_index("users", "login").unique();
        })
        // What is filled here was not there before; that is more than a statement can know.
        .may_lose_rows()
        .check(|db| {
            let logins = db.column("SELECT login FROM users ORDER BY id");
            assert_eq!(logins.first().map(String::as_str), Some("name 1"));
            assert_eq!(logins.last().map(String::as_str), Some("name 10"));
            db.refuses("INSERT INTO users (name) VALUES ('x')");
        })
}

pub fn a_backfill_of_its_own_goes_back_with_the_column_that_it_filled() -> Case {
    ten_users()
        .change(|schema| {
            schema.alter_table("users", |t| {
                t.add_column("login", string(20)).optional();
            });
        })
        .change(|schema| {
            schema
                .backfill("users")
                .set("login", expr("lower(name)"))
                .batch_size(4);
        })
        .may_lose_rows()
        .check(|db| {
            assert_eq!(
                db.value("SELECT count(*) FROM users WHERE login = lower(name)"),
                "10"
            )
        })
}

pub fn a_backfill_whose_values_may_stay_is_rolled_back() -> Case {
    ten_users()
        .change(|schema| {
            schema
                .backfill("users")
                .set("name", expr("upper(name)"))
                .batch_size(4)
                .keep_on_rollback();
        })
        .loses_rows()
        .check(|db| {
            assert_eq!(
                db.value("SELECT count(*) FROM users WHERE name LIKE 'NAME %'"),
                "10"
            )
        })
        .check_back(|db| assert_eq!(db.value("SELECT name FROM users WHERE id = 10"), "NAME 10"))
}

pub fn a_backfill_over_values_that_were_there_is_one_way() -> Case {
    ten_users()
        .change(|schema| {
            schema
                .backfill("users")
                .set("name", "nobody")
                .filter("id > 5");
        })
        .one_way()
        .check(|db| {
            assert_eq!(
                db.value("SELECT count(*) FROM users WHERE name = 'nobody'"),
                "5"
            )
        })
}

pub fn a_backfill_may_be_undone_by_another() -> Case {
    ten_users()
        .change(|schema| {
            schema
                .backfill("users")
                .set("name", expr("lower(name)"))
                .batch_size(3);
        })
        .down(|schema| {
            let first = "upper(substr(name, 1, 1))";
            let concatenated = expr(format!("{first} || substr(name, 2)"))
                .on(Mysql, format!("concat({first}, substr(name, 2))"));
            schema
                .backfill("users")
                .set("name", concatenated)
                .batch_size(3);
        })
        .may_lose_rows()
        .check(|db| assert_eq!(db.value("SELECT name FROM users WHERE id = 7"), "name 7"))
}
