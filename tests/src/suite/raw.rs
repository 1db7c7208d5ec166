//! SQL as it is: what undoes it, where it runs, and what goes on beside it.

use migratory::prelude::*;

use super::{Case, tables::users};

fn two_users() -> Case {
    Case::new()
        .before(users)
        .rows(["INSERT INTO users (name) VALUES ('Ada'), ('Bob')"])
}

pub fn raw_sql_is_undone_by_its_down() -> Case {
    two_users()
        .change(|schema| {
            schema
                .sql("CREATE VIEW names AS SELECT name FROM users; CREATE VIEW more_names AS SELECT name FROM names;")
                .down("DROP VIEW more_names; DROP VIEW names;");
        })
        .check(|db| assert_eq!(db.column("SELECT name FROM more_names ORDER BY 1"), ["Ada", "Bob"]))
        .check_back(|db| {
            db.refuses("SELECT name FROM names");
        })
}

pub fn what_raw_sql_does_can_be_said_and_relied_on() -> Case {
    two_users()
        .change(|schema| {
            schema
                .sql("CREATE TABLE tags (tag varchar(50) NOT NULL)")
                .down("DROP TABLE tags")
                .probe(
                    "SELECT count(*) = 1 FROM information_schema.tables WHERE table_name = 'tags'",
                )
                .effect(|schema| {
                    schema.create_table("tags", |t| {
                        t.string("tag", 50);
                    });
                });
            schema.create_index("tags", "tag").unique();
        })
        .check(|db| {
            db.accepts("INSERT INTO tags VALUES ('a')");
            db.refuses("INSERT INTO tags VALUES ('a')");
        })
}

pub fn raw_sql_without_a_down_is_one_way() -> Case {
    two_users()
        .change(|schema| {
            schema.sql("UPDATE users SET name = upper(name)");
        })
        .one_way()
        .check(|db| {
            assert_eq!(
                db.column("SELECT name FROM users ORDER BY id"),
                ["ADA", "BOB"]
            )
        })
}

pub fn raw_sql_runs_only_on_the_databases_that_it_names() -> Case {
    two_users()
        .change(|schema| {
            for dialect in Dialect::ALL {
                let name = format!("{dialect}");
                schema
                    .sql(format!("INSERT INTO users (name) VALUES ('{name}')"))
                    .down(format!("DELETE FROM users WHERE name = '{name}'"))
                    .on(dialect);
            }
            schema
                .sql("INSERT INTO users (name) VALUES ('two of them')")
                .down("DELETE FROM users WHERE name = 'two of them'")
                .on(Postgres)
                .on(Sqlite);
            schema
                .sql("INSERT INTO users (name) VALUES ('the third')")
                .down("DELETE FROM users WHERE name = 'the third'")
                .on(Mysql);
        })
        .check(|db| {
            let (name, group) = (
                db.dialect().to_string(),
                if db.dialect() == Mysql {
                    "the third"
                } else {
                    "two of them"
                },
            );
            assert_eq!(
                db.column("SELECT name FROM users ORDER BY id"),
                ["Ada", "Bob", &name, group]
            );
        })
}

pub fn typed_operations_go_on_where_raw_sql_made_a_table() -> Case {
    two_users()
        .before(|schema| {
            schema
                .sql("CREATE TABLE legacy (id integer PRIMARY KEY, label varchar(20))")
                .down("DROP TABLE legacy");
        })
        .rows(["INSERT INTO legacy VALUES (1, 'one')"])
        .change(|schema| {
            schema.rename_table("legacy", "modern");
            schema
                .create_index("modern", "label")
                .unique()
                .name("one_label");
            schema.alter_table("modern", |t| t.rename_column("label", "title"));
        })
        .check(|db| {
            assert_eq!(db.column("SELECT title FROM modern"), ["one"]);
            db.refuses("INSERT INTO modern VALUES (2, 'one')");
        })
}

pub fn a_view_over_a_table_lives_through_changes_of_it() -> Case {
    two_users()
        .before(|schema| {
            schema
                .sql("CREATE VIEW names AS SELECT id, name FROM users")
                .down("DROP VIEW names");
        })
        .change(|schema| {
            schema.add_check("users", "has_a_name", "name <> ''");
            schema.alter_table("users", |t| {
                t.add_column("age", integer()).optional();
                t.set_default("name", "nobody");
            });
        })
        .check(|db| {
            assert_eq!(
                db.column("SELECT name FROM names ORDER BY id"),
                ["Ada", "Bob"]
            );
            db.refuses("INSERT INTO users (name) VALUES ('')");
        })
}

pub fn a_trigger_on_a_table_lives_through_changes_of_it() -> Case {
    two_users()
        .before(|schema| {
            schema.create_table("log", |t| {
                t.id();
                t.string("entry", 40);
            });
            schema
                .sql(
                    "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ \
                     BEGIN INSERT INTO log (entry) VALUES (new.name); RETURN new; END $$; \
                     CREATE TRIGGER noting AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION note()",
                )
                .down("DROP TRIGGER noting ON users; DROP FUNCTION note()")
                .on(Postgres);
            schema
                .sql("CREATE TRIGGER noting AFTER INSERT ON users FOR EACH ROW INSERT INTO log (entry) VALUES (new.name)")
                .down("DROP TRIGGER noting")
                .on(Mysql);
            schema
                .sql("CREATE TRIGGER noting AFTER INSERT ON users BEGIN INSERT INTO log (entry) VALUES (new.name); END")
                .down("DROP TRIGGER noting")
                .on(Sqlite);
        })
        .change(|schema| {
            schema.add_unique("users", "name");
            schema.alter_table("users", |t| t.set_nullable("name"));
            schema.rename_table("log", "journal");
            schema.rename_table("journal", "log");
        })
        .check(|db| {
            db.accepts("INSERT INTO users (name) VALUES ('Cyd')");
            assert_eq!(db.column("SELECT entry FROM log ORDER BY id"), ["Ada", "Bob", "Cyd"]);
        })
        .check_back(|db| {
            db.accepts("INSERT INTO users (name) VALUES ('Cyd')");
            assert_eq!(db.value("SELECT count(*) FROM log"), "3");
        })
}
