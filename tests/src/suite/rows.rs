//! Rows among the changes of the schema: they are there after the change, and as they were after its way back.

use migratory::prelude::*;

use super::{Case, session::Session, tables::users};

fn two_users() -> Case {
    Case::new()
        .before(users)
        .rows(["INSERT INTO users (name) VALUES ('Ada'), ('Bob')"])
}

fn names(db: &mut Session) -> Vec<String> {
    db.column("SELECT name FROM users ORDER BY id")
}

/// Roles that have two keys, with one role.
fn roles() -> Case {
    Case::new()
        .before(|schema| {
            schema.create_table("roles", |t| {
                t.id();
                t.string("name", 40).unique();
                t.string("label", 40).optional();
                t.integer("uses").default(0);
            });
        })
        .rows(["INSERT INTO roles (name, label) VALUES ('admin', 'Admin')"])
}

fn role(db: &mut Session) -> Vec<String> {
    let concat = match db.dialect() {
        Mysql => "concat(id, ' ', name, ' ', coalesce(label, '-'), ' ', uses)",
        Postgres | Sqlite => "id || ' ' || name || ' ' || coalesce(label, '-') || ' ' || uses",
    };
    db.column(&format!("SELECT {concat} FROM roles ORDER BY id"))
}

pub fn inserted_rows_go_with_their_key_and_the_identity_goes_on() -> Case {
    two_users()
        .change(|schema| {
            schema.insert("users", row! { "id" => 50, "name" => "Cyd" });
            schema.insert_many(
                "users",
                [
                    row! { "name" => "Eve", "id" => 70 },
                    row! { "id" => 60, "name" => "it's \\ \"Dan\"; --" },
                ],
            );
        })
        .check(|db| {
            let dan = "it's \\ \"Dan\"; --";
            assert_eq!(names(db), ["Ada", "Bob", "Cyd", dan, "Eve"]);
            db.accepts("INSERT INTO users (name) VALUES ('next')");
            let id = db.value("SELECT id FROM users WHERE name = 'next'");
            assert!(id.parse::<i64>().expect("a number") > 70, "{id}");
        })
}

pub fn rows_without_their_key_are_one_way() -> Case {
    two_users()
        .change(|schema| {
            schema.insert("users", row! { "name" => "Cyd" });
        })
        .one_way()
        .check(|db| assert_eq!(names(db), ["Ada", "Bob", "Cyd"]))
}

pub fn rows_are_deleted_by_another_unique_key() -> Case {
    roles()
        .change(|schema| {
            schema.insert_many(
                "roles",
                ["guest", "it's me"].map(|name| row! { "name" => name, "uses" => "7" }),
            );
        })
        .check(|db| {
            let names = db.column("SELECT name FROM roles WHERE uses = 7 ORDER BY name");
            assert_eq!(names, ["guest", "it's me"]);
        })
}

pub fn a_row_that_is_there_already_is_left_alone() -> Case {
    roles()
        .change(|schema| {
            let rows = [("admin", "Boss"), ("guest", "Guest")];
            let rows = rows.map(|(name, label)| row! { "name" => name, "label" => label });
            (schema.insert_many("roles", rows).on_conflict("name"))
                .do_nothing()
                .down(|schema| {
                    schema.delete("roles").filter("name = 'guest'");
                });
        })
        .check(|db| {
            let labels = db.column("SELECT label FROM roles ORDER BY name");
            assert_eq!(labels, ["Admin", "Guest"]);
        })
}

pub fn a_row_that_is_there_already_takes_the_new_values() -> Case {
    roles()
        .change(|schema| {
            let rows = [
                row! { "name" => "admin", "label" => "Boss", "uses" => 3 },
                row! { "name" => "guest", "label" => "Guest", "uses" => 4 },
            ];
            schema.upsert("roles", ["name"], rows).down(|schema| {
                schema.delete("roles").filter("name = 'guest'");
                let admin = row! { "name" => "admin", "label" => "Admin", "uses" => 0 };
                schema.upsert("roles", ["name"], [admin]);
            });
        })
        .may_lose_rows()
        .check(|db| {
            let labels = db.column("SELECT label FROM roles ORDER BY name");
            assert_eq!(labels, ["Boss", "Guest"]);
            assert_eq!(db.value("SELECT sum(uses) FROM roles"), "7");
        })
}

pub fn a_row_is_found_by_the_key_that_is_meant_where_it_says_two() -> Case {
    roles()
        .change(|schema| {
            let rows = [
                row! { "id" => 1, "name" => "root", "label" => None::<String> },
                row! { "id" => 2, "name" => "guest", "label" => "Guest" },
            ];
            schema.upsert("roles", ["id"], rows).down(|schema| {
                let admin = row! { "id" => 1, "name" => "admin", "label" => "Admin" };
                schema.upsert("roles", ["id"], [admin]);
                schema.delete("roles").filter("id = 2");
            });
        })
        .may_lose_rows()
        .check(|db| assert_eq!(role(db), ["1 root - 0", "2 guest Guest 0"]))
}

pub fn a_clash_with_another_key_than_the_one_that_is_meant_fails() -> Case {
    roles()
        .change(|schema| {
            let rows = [
                row! { "id" => 1, "name" => "root" },
                row! { "id" => 3, "name" => "root" },
            ];
            (schema
                .insert_many("roles", [rows[0].clone()])
                .on_conflict("id"))
            .do_update();
            (schema
                .insert_many("roles", [rows[1].clone()])
                .on_conflict("id"))
            .do_nothing();
        })
        .fails()
}

pub fn rows_are_updated_by_an_expression_and_a_filter() -> Case {
    two_users()
        .change(|schema| {
            (schema.update("users").set("name", expr("upper(name)")))
                .filter("name <> 'Ada'")
                .down(|schema| {
                    schema
                        .update("users")
                        .set("name", "Bob")
                        .filter("name = 'BOB'");
                });
        })
        .may_lose_rows()
        .check(|db| assert_eq!(names(db), ["Ada", "BOB"]))
}

pub fn an_expression_sees_the_row_as_it_was() -> Case {
    roles()
        .change(|schema| {
            (schema
                .update("roles")
                .set("name", "root")
                .set("label", expr("name")))
            .set("uses", 4)
            .down(|schema| {
                let update = schema.update("roles");
                update
                    .set("name", expr("label"))
                    .set("label", "Admin")
                    .set("uses", 0);
            });
        })
        .may_lose_rows()
        .check(|db| assert_eq!(role(db), ["1 root admin 4"]))
}

pub fn an_update_that_says_what_was_there_is_undone() -> Case {
    roles()
        .change(|schema| {
            (schema.update("roles"))
                .set_from("label", "Admin", None::<String>)
                .set_from("uses", 0, 9)
                .filter("name <> 'guest'");
        })
        .check(|db| assert_eq!(role(db), ["1 admin - 9"]))
}

pub fn deleted_rows_are_inserted_again_where_that_is_said() -> Case {
    roles()
        .change(|schema| {
            schema
                .delete("roles")
                .filter("name = 'admin'")
                .down(|schema| {
                    schema.insert(
                        "roles",
                        row! { "id" => 1, "name" => "admin", "label" => "Admin" },
                    );
                });
        })
        .may_lose_rows()
        .check(|db| assert_eq!(role(db), [""; 0]))
}

pub fn all_rows_are_deleted_for_good() -> Case {
    two_users()
        .change(|schema| {
            schema.delete("users");
        })
        .one_way()
        .check(|db| assert_eq!(names(db), [""; 0]))
}

pub fn thousands_of_rows_go_in_and_out_by_several_statements() -> Case {
    two_users()
        .change(|schema| {
            schema.insert_many(
                "users",
                (100..3_600).map(|id| row! { "id" => id, "name" => format!("user {id}") }),
            );
        })
        .check(|db| {
            assert_eq!(db.value("SELECT count(*) FROM users"), "3502");
            assert_eq!(
                db.value("SELECT name FROM users WHERE id = 3599"),
                "user 3599"
            );
        })
}

pub fn rows_that_fail_late_leave_nothing_behind() -> Case {
    two_users()
        .change(|schema| {
            schema.insert_many(
                "users",
                (100..2_600).map(|id| row! { "id" => id, "name" => "new" }),
            );
            schema.insert("users", row! { "id" => 1, "name" => "there already" });
        })
        .fails()
}

pub fn rows_and_changes_of_the_schema_keep_their_order() -> Case {
    two_users()
        .change(|schema| {
            schema.create_table("teams", |t| {
                t.integer("id").primary_key();
                t.string("name", 40);
            });
            schema.insert("teams", row! { "id" => 1, "name" => "first" });
            schema.alter_table("users", |t| {
                t.add_column("team_id", integer()).optional();
            });
            schema.update("users").set_from("team_id", None::<i32>, 1);
            schema.alter_table("users", |t| t.set_not_null("team_id"));
            schema
                .add_foreign_key("users", "team_id")
                .references("teams", "id");
            schema.insert("users", row! { "id" => 9, "name" => "Cyd", "team_id" => 1 });
            schema.rename_table("teams", "groups");
            schema.alter_table("groups", |t| t.rename_column("name", "title"));
            schema.insert("groups", row! { "id" => 2, "title" => "second" });
        })
        .check(|db| {
            assert_eq!(db.column("SELECT team_id FROM users"), ["1", "1", "1"]);
            let groups = match db.dialect() {
                Mysql => "`groups`",
                Postgres | Sqlite => "groups",
            };
            let titles = db.column(&format!("SELECT title FROM {groups} ORDER BY id"));
            assert_eq!(titles, ["first", "second"]);
        })
}

pub fn an_added_enum_value_is_inserted_by_the_same_migration() -> Case {
    Case::new()
        .before(|schema| {
            schema.create_type("status", ["draft", "live"]);
            schema.create_table("posts", |t| {
                t.integer("id").primary_key();
                t.enumeration("status", "status");
            });
        })
        .rows(["INSERT INTO posts VALUES (1, 'draft')"])
        .change(|schema| {
            schema.add_type_value("status", "it's gone");
            schema.insert("posts", row! { "id" => 2, "status" => "it's gone" });
            schema
                .update("posts")
                .set("status", "live")
                .filter("status = 'draft'");
        })
        .one_way()
        .check(|db| {
            let statuses = db.column("SELECT status FROM posts ORDER BY id");
            assert_eq!(statuses, ["live", "it's gone"]);
        })
}

pub fn rows_that_refer_to_each_other_go_last_to_first() -> Case {
    Case::new()
        .before(|schema| {
            schema.create_table("nodes", |t| {
                t.integer("id").primary_key();
                t.integer("parent_id").optional();
            });
            schema.create_table("leaves", |t| {
                t.integer("node_id");
                t.string("name", 20);
                t.primary_key(["node_id", "name"]);
            });
            (schema
                .add_foreign_key("nodes", "parent_id")
                .references("nodes", "id"))
            .on_delete(Restrict);
            schema
                .add_foreign_key("leaves", "node_id")
                .references("nodes", "id");
        })
        .change(|schema| {
            schema.insert_many(
                "nodes",
                [(1, None), (2, Some(1)), (3, Some(2))]
                    .map(|(id, parent)| row! { "id" => id, "parent_id" => parent }),
            );
            schema.insert_many(
                "leaves",
                [(1, "a"), (3, "a"), (3, "b")]
                    .map(|(id, name)| row! { "node_id" => id, "name" => name }),
            );
        })
        .check(|db| {
            assert_eq!(db.value("SELECT sum(parent_id) FROM nodes"), "3");
            assert_eq!(db.value("SELECT count(*) FROM leaves"), "3");
        })
}

pub fn a_row_of_defaults_is_one() -> Case {
    Case::new()
        .before(|schema| {
            schema.create_table("visits", |t| {
                t.id();
                t.created_at();
                t.integer("count").default(1);
            });
        })
        .change(|schema| {
            schema.insert_many("visits", [row! {}, row! { "count" => 5 }, row! {}]);
        })
        .one_way()
        .check(|db| {
            let counts =
                db.column("SELECT count FROM visits WHERE created_at IS NOT NULL ORDER BY id");
            assert_eq!(counts, ["1", "5", "1"]);
        })
}

pub fn names_and_values_of_any_characters_stay_in_their_quotes() -> Case {
    Case::new()
        .before(|schema| {
            schema.create_table("it's \"a\" `table`; --", |t| {
                t.string("the \"key\"`", 40).primary_key();
                t.text("select").optional();
            });
        })
        .change(|schema| {
            let table = "it's \"a\" `table`; --";
            let value = "\\'; DROP TABLE x; -- \"`?$1 /* 漢 */ 🦀\n\t%s";
            schema.insert(
                table,
                row! { "the \"key\"`" => "\\' \"; --", "select" => value },
            );
        })
        .check(|db| {
            let (table, column) = match db.dialect() {
                Mysql => ("`it's \"a\" ``table``; --`", "`select`"),
                Postgres | Sqlite => ("\"it's \"\"a\"\" `table`; --\"", "\"select\""),
            };
            let value = "\\'; DROP TABLE x; -- \"`?$1 /* 漢 */ 🦀\n\t%s";
            assert_eq!(db.value(&format!("SELECT {column} FROM {table}")), value);
        })
}

pub fn rows_go_where_raw_sql_made_a_table() -> Case {
    Case::new()
        .before(|schema| {
            schema
                .sql("CREATE TABLE legacy (id integer PRIMARY KEY, label varchar(20))")
                .down("DROP TABLE legacy");
        })
        .rows(["INSERT INTO legacy VALUES (1, 'one')"])
        .change(|schema| {
            (schema.insert("legacy", row! { "id" => 2, "label" => "two" })).down(|schema| {
                schema.delete("legacy").filter("id = 2");
            });
            schema.update("legacy").set_from("label", "one", "1");
            let rows = [
                row! { "id" => 1, "label" => "uno" },
                row! { "id" => 3, "label" => "tre" },
            ];
            schema.upsert("legacy", "id", rows).down(|schema| {
                schema.delete("legacy").filter("id = 3");
                schema.update("legacy").set("label", "1").filter("id = 1");
            });
        })
        .may_lose_rows()
        .check(|db| {
            assert_eq!(
                db.column("SELECT label FROM legacy ORDER BY id"),
                ["uno", "two", "tre"]
            );
        })
}

pub fn rows_go_in_through_a_view() -> Case {
    two_users()
        .before(|schema| {
            schema.create_view("people", "SELECT id, name FROM users");
            // Views are for reading only there, unless triggers do the rest.
            schema
                .sql(
                    "CREATE TRIGGER people_in INSTEAD OF INSERT ON people BEGIN \
                     INSERT INTO users (id, name) VALUES (new.id, new.name); END; \
                     CREATE TRIGGER people_out INSTEAD OF DELETE ON people BEGIN \
                     DELETE FROM users WHERE id = old.id; END",
                )
                .down("DROP TRIGGER people_in; DROP TRIGGER people_out")
                .on(Sqlite);
        })
        .change(|schema| {
            schema
                .insert("people", row! { "id" => 9, "name" => "Cyd" })
                .down(|schema| {
                    schema.delete("people").filter("id = 9");
                });
        })
        .may_lose_rows()
        .check(|db| assert_eq!(names(db), ["Ada", "Bob", "Cyd"]))
}
