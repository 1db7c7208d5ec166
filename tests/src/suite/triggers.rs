//! Triggers and rules: that they run when they should, and go along with what they are on.

use migration_core::builder::Schema;
use migration_core::schema::Deferrable;
use migratory::prelude::*;

use super::{Case, Session, needs, tables::users};

/// A table that triggers write to, and the function by which they do it on PostgreSQL.
fn log(schema: &mut Schema) {
    schema.create_table("log", |t| {
        t.id();
        t.string("entry", 40);
    });
    schema
        .create_function("note", "", "trigger")
        .body("BEGIN INSERT INTO log (entry) VALUES (new.name); RETURN new; END")
        .on(Postgres);
}

fn noting(schema: &mut Schema) {
    schema
        .create_trigger("users_noted", "users")
        .after_insert()
        .execute("note")
        .body("INSERT INTO log (entry) VALUES (new.name)");
}

fn logged_users() -> Case {
    Case::new().before(users).before(log)
}

fn a_new_user_is_noted(db: &mut Session) {
    db.accepts("INSERT INTO users (name) VALUES ('Ada')");
    assert_eq!(db.column("SELECT entry FROM log"), ["Ada"]);
}

fn a_new_user_is_not_noted(db: &mut Session) {
    db.accepts("INSERT INTO users (name) VALUES ('Ada')");
    assert_eq!(db.value("SELECT count(*) FROM log"), "0");
}

pub fn a_trigger_runs_for_each_new_row() -> Case {
    logged_users()
        .change(noting)
        .check(|db| {
            db.accepts("INSERT INTO users (name) VALUES ('Ada'), ('Bob')");
            assert_eq!(
                db.column("SELECT entry FROM log ORDER BY id"),
                ["Ada", "Bob"]
            );
        })
        .check_back(a_new_user_is_not_noted)
}

pub fn a_dropped_trigger_comes_back_as_it_was() -> Case {
    logged_users()
        .before(noting)
        .change(|schema| {
            schema.drop_trigger("users_noted", "users");
        })
        .check(a_new_user_is_not_noted)
        .check_back(a_new_user_is_noted)
}

pub fn a_renamed_trigger_runs_on() -> Case {
    logged_users()
        .before(noting)
        .change(|schema| schema.rename_trigger("users", "users_noted", "users_written_down"))
        .check(a_new_user_is_noted)
}

pub fn a_trigger_goes_with_its_table_and_comes_back_with_it() -> Case {
    logged_users()
        .before(noting)
        .change(|schema| {
            schema.drop_table("users");
        })
        .loses_rows()
        .check_back(a_new_user_is_noted)
}

pub fn a_trigger_lives_through_changes_of_its_table() -> Case {
    logged_users()
        .before(noting)
        .change(|schema| {
            schema.add_unique("users", "name");
            schema.alter_table("users", |t| t.set_nullable("name"));
            schema.rename_table("users", "people");
        })
        .check(|db| {
            db.accepts("INSERT INTO people (name) VALUES ('Ada')");
            assert_eq!(db.column("SELECT entry FROM log"), ["Ada"]);
        })
        .check_back(a_new_user_is_noted)
}

pub fn the_body_of_a_trigger_follows_a_renamed_table() -> Case {
    logged_users()
        .needs(needs::TRIGGER_BODIES)
        .before(|schema| {
            schema
                .create_trigger("users_noted", "users")
                .after_insert()
                .body("INSERT INTO log (entry) VALUES (new.name)");
        })
        .change(|schema| schema.rename_table("log", "journal"))
        .check(|db| {
            db.accepts("INSERT INTO users (name) VALUES ('Ada')");
            assert_eq!(db.column("SELECT entry FROM journal"), ["Ada"]);
        })
        .check_back(a_new_user_is_noted)
}

pub fn a_trigger_runs_for_some_columns_and_some_rows() -> Case {
    logged_users()
        .needs(needs::TRIGGER_CONDITIONS)
        .before(|schema| {
            schema.alter_table("users", |t| {
                t.add_column("age", integer()).default(0);
            });
        })
        .rows(["INSERT INTO users (name) VALUES ('Ada')"])
        .change(|schema| {
            schema
                .create_trigger("renamed", "users")
                .after_update()
                .of(["name"])
                .when("new.name <> old.name")
                .execute("note")
                .body("INSERT INTO log (entry) VALUES (new.name)");
        })
        .is_rewritten()
        .check(|db| {
            db.accepts("UPDATE users SET age = 1");
            db.accepts("UPDATE users SET name = name");
            assert_eq!(db.value("SELECT count(*) FROM log"), "0");
            db.accepts("UPDATE users SET name = 'Bob'");
            assert_eq!(db.column("SELECT entry FROM log"), ["Bob"]);
        })
}

pub fn a_disabled_trigger_does_not_run() -> Case {
    logged_users()
        .needs(needs::TRIGGER_SWITCH)
        .before(noting)
        .change(|schema| schema.disable_trigger("users_noted", "users"))
        .check(a_new_user_is_not_noted)
        .check_back(a_new_user_is_noted)
}

pub fn a_trigger_sees_all_rows_of_a_statement_together() -> Case {
    Case::new()
        .before(users)
        .needs(needs::STATEMENT_TRIGGERS)
        .before(|schema| {
            schema.create_table("log", |t| {
                t.integer("changed");
            });
            schema
                .create_function("count_new", "", "trigger")
                .body("BEGIN INSERT INTO log SELECT count(*) FROM now; RETURN NULL; END");
        })
        .change(|schema| {
            schema
                .create_trigger("counted", "users")
                .after_insert()
                .for_each_statement()
                .referencing_new_table("now")
                .execute("count_new")
                .comment("once");
        })
        .check(|db| {
            db.accepts("INSERT INTO users (name) VALUES ('Ada'), ('Bob')");
            assert_eq!(db.column("SELECT changed FROM log"), ["2"]);
        })
}

pub fn a_constraint_trigger_waits_for_the_commit() -> Case {
    logged_users()
        .needs(needs::STATEMENT_TRIGGERS)
        .before(|schema| {
            schema
                .create_function("has_two", "", "trigger")
                .body("BEGIN IF (SELECT count(*) FROM users) < 2 THEN RAISE 'too few'; END IF; RETURN NULL; END");
        })
        .change(|schema| {
            schema
                .create_trigger("two_at_least", "users")
                .after_insert()
                .constraint(Deferrable::InitiallyDeferred)
                .execute("has_two")
                .arguments(["it's", ""]);
        })
        .check(|db| {
            db.accepts("INSERT INTO users (name) VALUES ('Ada')");
            db.refuses("SET CONSTRAINTS ALL IMMEDIATE");
            db.accepts("INSERT INTO users (name) VALUES ('Bob')");
            db.accepts("SET CONSTRAINTS ALL IMMEDIATE");
        })
}

pub fn a_view_is_written_to_by_its_trigger() -> Case {
    logged_users()
        .needs(needs::VIEW_TRIGGERS)
        .before(|schema| {
            schema.create_view("names", "SELECT users.name FROM users");
            schema
                .create_trigger("names_noted", "names")
                .instead_of_insert()
                .execute("note")
                .body("INSERT INTO log (entry) VALUES (new.name)");
        })
        .change(|schema| schema.rename_view("names", "first_names"))
        .check(|db| {
            db.accepts("INSERT INTO first_names (name) VALUES ('Ada')");
            assert_eq!(db.column("SELECT entry FROM log"), ["Ada"]);
        })
        .check_back(|db| {
            db.accepts("INSERT INTO names (name) VALUES ('Bob')");
            assert_eq!(db.column("SELECT entry FROM log"), ["Bob"]);
        })
}

pub fn a_trigger_runs_before_another_when_said() -> Case {
    logged_users()
        .needs(needs::TRIGGER_ORDER)
        .change(|schema| {
            let last = schema.create_trigger("b_last", "users");
            last.before_insert()
                .body("SET new.name = concat(new.name, '2')");
            let first = schema.create_trigger("a_first", "users");
            first
                .before_insert()
                .body("SET new.name = concat(new.name, '1')")
                .precedes("b_last");
        })
        .check(|db| {
            db.accepts("INSERT INTO users (name) VALUES ('x')");
            assert_eq!(db.column("SELECT name FROM users"), ["x12"]);
        })
}

pub fn a_rule_does_something_else() -> Case {
    logged_users()
        .needs(needs::RULES)
        .rows(["INSERT INTO users (name) VALUES ('Ada')"])
        .before(|schema| {
            schema
                .create_rule("kept", "users")
                .on_delete()
                .do_instead_nothing();
        })
        .change(|schema| {
            schema.rename_rule("users", "kept", "never_deleted");
            schema
                .create_rule("noted", "users")
                .on_update()
                .filter("new.name <> old.name")
                .do_also("INSERT INTO log (entry) VALUES (new.name)");
        })
        .is_rewritten()
        .check(|db| {
            db.accepts("DELETE FROM users");
            db.accepts("UPDATE users SET name = 'Bob'");
            assert_eq!(db.column("SELECT name FROM users"), ["Bob"]);
            assert_eq!(db.column("SELECT entry FROM log"), ["Bob"]);
        })
}
