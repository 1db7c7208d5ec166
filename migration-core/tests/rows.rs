//! Rows inside a migration: what is wrong is known before anything runs, and what undoes them is derived where it can be.

mod common;

use common::{history, problem, problems, up};
use migration_core::builder::*;
use migration_core::dialect::Target;
use migration_core::dialect::{Dialect, lower};
use migration_core::operation::{ConflictAction, Operation, WhichRows};
use migration_core::plan::{Selection, compile};
use migration_core::schema::SchemaState;
use migration_core::{Row, Value, row};

fn users(schema: &mut Schema) {
    schema.create_type("mood", ["sad", "happy"]);
    schema.create_table("users", |t| {
        t.id();
        t.string("email", 20).unique();
        t.integer("age").optional();
        t.boolean("active").default(true);
        t.enumeration("mood", "mood").optional();
        t.text("shout").generated_stored("upper(email)").optional();
    });
}

macro_rules! refused {
    ($($name:ident: $message:expr, |$schema:ident| $bad:expr;)*) => {
        $(#[test]
        fn $name() {
            let (message, line) = problem(|$schema| {
                users($schema);
                $bad;
            });
            assert_eq!(message, $message);
            assert!(line > 1);
        })*
    };
}

refused! {
    an_unknown_table: r#"cannot insert a row into table "user": there is no table "user" at this point"#,
        |schema| schema.insert("user", row! { "email" => "a" });
    an_unknown_column: r#"cannot insert a row into table "users": table "users" has no column "mail" at this point"#,
        |schema| schema.insert("users", row! { "email" => "a", "mail" => "b" });
    a_column_twice: r#"cannot insert a row into table "users": the row names column "email" twice"#,
        |schema| schema.insert("users", row! { "email" => "a", "email" => "b" });
    a_required_column_that_is_left_out: r#"cannot insert 2 rows into table "users": row 2 says nothing of column "email" of table "users", which is NOT NULL and has no default"#,
        |schema| schema.insert_many("users", [row! { "email" => "a" }, row! { "age" => 3 }]);
    null_where_there_is_none: r#"cannot insert a row into table "users": the row has NULL for column "email" of table "users", which is NOT NULL"#,
        |schema| schema.insert("users", row! { "email" => None::<String> });
    a_computed_column: r#"cannot insert a row into table "users": column "shout" of table "users" is computed from others"#,
        |schema| schema.insert("users", row! { "email" => "a", "shout" => "A" });
    a_text_for_a_number: r#"cannot insert a row into table "users": the row has "old" for column "age" of table "users", which holds whole numbers from -2147483648 to 2147483647"#,
        |schema| schema.insert("users", row! { "email" => "a", "age" => "old" });
    a_text_that_is_too_long: r#"cannot insert a row into table "users": the row has "a.very.long.address@example.com" for column "email" of table "users", which holds at most 20 characters, not 31"#,
        |schema| schema.insert("users", row! { "email" => "a.very.long.address@example.com" });
    an_enum_value_that_is_not_there: r#"cannot insert a row into table "users": the row has "hapy" for column "mood" of table "users": type "mood" has no such value"#,
        |schema| schema.insert("users", row! { "email" => "a", "mood" => "hapy" });
    the_same_key_twice: r#"cannot insert 3 rows into table "users": row 3 has the same "email" as row 1"#,
        |schema| schema.insert_many("users", ["a", "b", "a"].map(|email| row! { "email" => email }));
    a_conflict_on_what_is_no_key: r#"cannot insert a row into table "users": "age" is no key of table "users": its rows may be equal"#,
        |schema| schema.insert("users", row! { "email" => "a", "age" => 3 }).on_conflict("age").do_nothing();
    a_conflict_on_an_unknown_column: r#"cannot insert or update a row of table "users": table "users" has no column "mail" at this point"#,
        |schema| schema.upsert("users", "mail", [row! { "email" => "a" }]);
    a_row_without_its_key: r#"cannot insert or update a row of table "users": the row does not name column "id" of the key"#,
        |schema| schema.upsert("users", "id", [row! { "email" => "a" }]);
    a_conflict_without_what_to_do: r#"on_conflict(["email"]) does not say what to do: add do_nothing() or do_update()"#,
        |schema| { let _ = schema.insert("users", row! { "email" => "a" }).on_conflict("email"); };
    an_update_of_nothing: r#"cannot update "" of rows of table "users": nothing is set"#,
        |schema| schema.update("users");
    an_update_of_an_unknown_column: r#"cannot update "mail" of rows of table "users": table "users" has no column "mail" at this point"#,
        |schema| schema.update("users").set("mail", "x");
    a_column_set_twice: r#"cannot update "age", "age" of rows of table "users": column "age" is set twice"#,
        |schema| schema.update("users").set("age", 1).set("age", 2);
    an_empty_filter: r#"cannot delete rows of table "users": the filter is empty"#,
        |schema| schema.delete("users").filter(" ");
    a_file_with_a_wrong_value: r#"cannot insert 2 rows into table "users": the row in line 4 has "x" for column "age" of table "users", which holds whole numbers from -2147483648 to 2147483647"#,
        |schema| schema.copy_from_csv("users", "email,age\n\"a\nb\",1\nc,x\n");
    a_file_with_a_short_line: "line 3 of the CSV has 1 fields, and its first line names 2 columns",
        |schema| schema.copy_from_csv("users", "email,age\na,1\nc\n");
    a_file_with_an_unknown_column: r#"cannot insert a row into table "users": table "users" has no column "e-mail" at this point"#,
        |schema| schema.copy_from_csv("users", "email,e-mail\na,b\n");
}

#[test]
fn what_is_wrong_with_a_way_back_is_wrong_with_the_operation() {
    let (message, _) = problem(|schema| {
        users(schema);
        schema.delete("users").down(|schema| {
            let _ = schema
                .insert("users", row! { "email" => "a" })
                .on_conflict("email");
        });
    });
    assert!(message.starts_with("on_conflict"), "{message}");
}

#[test]
fn a_thousand_wrong_rows_are_a_few_errors() {
    let problems = problems(|schema| {
        users(schema);
        let rows = (0..1_000).map(|n| row! { "email" => n.to_string(), "age" => "old" });
        schema.insert_many("users", rows);
    });
    assert_eq!(problems.len(), 5, "{problems:#?}");
}

#[test]
fn raw_sql_that_names_the_table_excuses_what_is_not_known() {
    let one = history(vec![up("1_one", |schema| {
        users(schema);
        schema.sql("ALTER TABLE users ADD COLUMN nick text");
        schema.insert("users", row! { "email" => "a", "nick" => "b" });
        schema.sql("CREATE TABLE legacy (id integer)");
        schema.insert("legacy", row! { "id" => 1 }).down(|_| {});
    })]);
    for target in Dialect::ALL.map(Target::of) {
        compile(&one, &[], &Selection::Pending, &target).expect("it may be there");
    }
}

/// The state of `before`, and the one operation that is recorded after it.
fn one(before: impl Fn(&mut Schema), operation: impl Fn(&mut Schema)) -> (SchemaState, Operation) {
    let (mut state, mut schema) = (SchemaState::new(), Schema::new());
    before(&mut schema);
    for recorded in schema.finish() {
        state.apply(&recorded.operation).expect("it is right");
    }
    let mut schema = Schema::new();
    operation(&mut schema);
    let [recorded] = <[_; 1]>::try_from(schema.finish()).expect("one operation");
    (state, recorded.operation)
}

fn undone(operation: impl Fn(&mut Schema)) -> Result<Vec<Operation>, String> {
    let (before, operation) = one(users, operation);
    let mut after = before.clone();
    after.apply(&operation).expect("it is right");
    assert_eq!(after, before, "rows are no part of a state");
    operation.reverse(&before).map_err(|error| error.reason)
}

#[test]
fn an_insert_is_undone_by_its_key_last_row_first() {
    let insert = |schema: &mut Schema| {
        schema.insert_many(
            "users",
            [
                row! { "email" => "a", "id" => 1 },
                row! { "email" => "b", "id" => 2 },
                row! { "email" => "c" },
            ],
        );
    };
    let undo = undone(insert).expect("each has a key");
    let which: Vec<_> = (undo.iter())
        .map(|operation| match operation {
            Operation::DeleteRows(op) => op.which.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    let by = |column: &str, keys: Vec<Value>| WhichRows::Keys {
        columns: vec![column.to_owned()],
        keys: keys.into_iter().map(|key| vec![key]).collect(),
    };
    assert_eq!(
        which,
        [
            by("email", vec!["c".into()]),
            by("id", vec![2.into(), 1.into()])
        ]
    );
}

#[test]
fn what_cannot_be_undone_says_why() {
    type Say = fn(&mut Schema);
    let cases: [(Say, &str); 6] = [
        (
            |schema| {
                schema
                    .insert("users", row! { "email" => "a" })
                    .on_conflict("email")
                    .do_nothing();
            },
            "which of the rows were there before, and what was in them, is not known (add .down(|schema| ...))",
        ),
        (
            |schema| {
                schema.upsert("users", "email", [row! { "email" => "a" }]);
            },
            "which of the rows were there before, and what was in them, is not known (add .down(|schema| ...))",
        ),
        (
            |schema| {
                schema.update("users").set("age", 3);
            },
            "what was in column \"age\" of table \"users\" before is not known (add .down(|schema| ...))",
        ),
        (
            |schema| {
                schema
                    .update("users")
                    .set_from("age", 2, 3)
                    .set("active", false);
            },
            "what was in column \"active\" of table \"users\" before is not known (add .down(|schema| ...))",
        ),
        (
            |schema| {
                schema
                    .update("users")
                    .set_from("age", None::<i32>, 3)
                    .filter("age IS NULL");
            },
            "the filter asks for column \"age\" of table \"users\", which is another afterwards (add .down(|schema| ...))",
        ),
        (
            |schema| {
                schema.delete("users").filter("age > 3");
            },
            "what was in the deleted rows of table \"users\" is not known (add .down(|schema| ...))",
        ),
    ];
    for (say, reason) in cases {
        assert_eq!(undone(say), Err(reason.to_owned()));
    }
    let (_, keyless) = one(
        |schema| {
            schema.create_table("log", |t| {
                t.text("line");
            });
        },
        |schema| {
            schema.insert("log", row! { "line" => "x" });
        },
    );
    let before = one(
        |schema| {
            schema.create_table("log", |t| {
                t.text("line");
            });
        },
        |schema| {
            schema.delete("log");
        },
    )
    .0;
    assert_eq!(
        keyless.reverse(&before).expect_err("no key").reason,
        "rows of table \"log\" are inserted without their key, so that they could not be told from others (add \
         .down(|schema| ...))"
    );
}

#[test]
fn an_update_that_says_what_was_there_is_its_own_way_back_and_forth() {
    let update = |schema: &mut Schema| {
        schema
            .update("users")
            .set_from("age", None::<i32>, 3)
            .filter("active");
    };
    let undo = undone(update).expect("it says what was there");
    let (before, _) = one(users, update);
    let again = undo[0].reverse(&before).expect("and back");
    assert_eq!(again, [one(users, update).1]);
}

#[test]
fn a_way_back_of_the_users_own_wins() {
    let undo = undone(|schema| {
        schema
            .insert("users", row! { "id" => 1, "email" => "a" })
            .down(|schema| {
                schema.delete("users");
            });
    });
    let Ok([Operation::DeleteRows(op)]) = undo.as_deref() else {
        panic!("{undo:?}")
    };
    assert_eq!(op.which, WhichRows::All);
    let nothing = undone(|schema| {
        schema.update("users").set("age", 1).down(|_| {});
    });
    assert_eq!(nothing, Ok(Vec::new()));
}

#[test]
fn an_upsert_is_an_insert_that_updates() {
    let upsert = |schema: &mut Schema| {
        schema.upsert("users", ["email"], [row! { "email" => "a" }]);
    };
    let insert = |schema: &mut Schema| {
        (schema
            .insert("users", row! { "email" => "a" })
            .on_conflict(["email"]))
        .do_update();
    };
    let (_, upsert) = one(users, upsert);
    assert_eq!(upsert, one(users, insert).1);
    let Operation::InsertRows(op) = upsert else {
        panic!("it inserts")
    };
    let on = op.on_conflict.expect("a key");
    assert_eq!(
        (on.columns, on.action),
        (vec!["email".to_owned()], ConflictAction::Update)
    );
}

/// The statements for an operation after [`users`].
fn statements(target: &Target, operation: impl Fn(&mut Schema)) -> Vec<String> {
    let (before, operation) = one(users, operation);
    let statements = lower(&operation, &before, target).expect("it can be done");
    assert!(
        statements
            .iter()
            .all(|statement| { statement.facts.transactional && statement.facts.table.is_some() })
    );
    statements
        .into_iter()
        .map(|statement| statement.sql)
        .collect()
}

#[test]
fn many_rows_are_cut_by_their_number_and_by_their_size() {
    let short = |schema: &mut Schema| {
        let row = |n: i32| row! { "email" => n.to_string() };
        schema.insert_many("users", (0..2_500).map(row));
    };
    let long = |schema: &mut Schema| {
        schema.create_table("texts", |t| {
            t.text("body");
        });
    };
    for target in Dialect::ALL.map(Target::of) {
        let sql = statements(&target, short);
        let rows: Vec<usize> = sql.iter().map(|sql| sql.lines().count() - 1).collect();
        assert_eq!(rows, [1_000, 1_000, 500]);
        let (before, insert) = one(long, |schema| {
            let bodies = [100_000, 100_000, 100_000, 600_000, 1];
            let row = |length| row! { "body" => "x".repeat(length) };
            schema.insert_many("texts", bodies.map(row));
        });
        let sql = lower(&insert, &before, &target).expect("it can be done");
        let lengths: Vec<usize> = sql.iter().map(|it| it.sql.len() / 100_000).collect();
        assert_eq!(
            lengths,
            [2, 1, 6, 0],
            "a row that is large alone goes alone"
        );
    }
}

#[test]
fn rows_of_other_columns_are_other_statements_in_their_order() {
    let mixed = |schema: &mut Schema| {
        schema.insert_many(
            "users",
            [
                row! { "email" => "a" },
                row! { "email" => "b", "age" => 1 },
                row! { "email" => "c" },
            ],
        );
    };
    assert_eq!(
        statements(&Target::sqlite(), mixed),
        [
            r#"INSERT INTO "users" ("email") VALUES ('a')"#,
            r#"INSERT INTO "users" ("email", "age") VALUES ('b', 1)"#,
            r#"INSERT INTO "users" ("email") VALUES ('c')"#,
        ]
    );
}

#[test]
fn what_a_database_cannot_hold_is_refused_with_another_way() {
    let refused = |row: Row| {
        let (before, insert) = one(
            |schema| {
                schema.create_table("points", |t| {
                    t.id();
                    t.double("x").optional();
                });
            },
            |schema| {
                schema.insert("points", row.clone());
            },
        );
        let refused = lower(&insert, &before, &Target::mysql()).expect_err("MySQL cannot");
        assert!(!refused.alternative.is_empty());
        assert!(lower(&insert, &before, &Target::postgres()).is_ok());
        refused.to_string()
    };
    assert_eq!(
        refused(row! { "id" => 0 }),
        "MySQL has no 0 in an AUTO_INCREMENT column (\"id\"), where it means the next number"
    );
    assert_eq!(
        refused(row! { "x" => f64::INFINITY }),
        "MySQL has no number inf (column \"x\")"
    );
}

#[test]
fn rows_that_follow_each_other_are_one_transaction_on_each_database() {
    let history = history(vec![up("1_one", |schema| {
        users(schema);
        schema.insert("users", row! { "email" => "a" });
        schema.update("users").set("age", 3);
        schema.create_index("users", "age");
        schema.delete("users");
    })]);
    let shape = |target: Target| {
        let plan = compile(&history, &[], &Selection::Pending, &target).expect("it can be planned");
        let sql = plan.to_sql();
        assert_eq!(sql.matches("BEGIN").count(), sql.matches("COMMIT").count());
        plan.migrations[0]
            .steps()
            .map(|step| (step.transactional, step.statements.len()))
            .collect::<Vec<_>>()
    };
    assert_eq!(shape(Target::postgres()), [(true, 6)]);
    assert_eq!(shape(Target::sqlite()), [(true, 5)]);
    let mysql = [(false, 1), (true, 2), (false, 1), (true, 1)];
    assert_eq!(shape(Target::mysql()), mysql);
}
