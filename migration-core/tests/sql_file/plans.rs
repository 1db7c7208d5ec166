//! What a plan makes of SQL files, and what it refuses.

use std::sync::Arc;

use migration_core::dialect::Target;
use migration_core::migration::Meta;
use migration_core::plan::{Applied, Plan, PlannedBody, Selection, compile};
use migration_core::registry::{Body, History};
use migration_core::replay::replay;
use migration_core::sql_file::{Script, SqlFile};
use migration_core::{Error, ErrorKind};

#[path = "../common/mod.rs"]
mod common;
use common::{history, up};

fn script(text: &'static str, in_transaction: bool) -> Arc<Script> {
    Arc::new(Script::new("sql/1_a.sql", 1, in_transaction, text))
}

fn file(up: &'static str, down: Option<&'static str>, in_transaction: bool) -> (Meta, Body) {
    let up = script(up, in_transaction);
    let meta = Meta::new("", Some("1_a"), up.begin());
    let down = down.map(|down| script(down, in_transaction));
    (meta, Body::Sql(SqlFile { up, down }))
}

fn plan(history: &History, target: &Target) -> Result<Plan, Error> {
    compile(history, &[], &Selection::Pending, target)
}

fn plan_back(history: &History, target: &Target) -> Result<Plan, Error> {
    let applied = Applied::new(1, "1_a", 1);
    compile(history, &[applied], &Selection::LastBatch, target)
}

/// What is wrong with a file in a transaction, or outside of one.
fn problems(text: &'static str, in_transaction: bool, target: &Target) -> Vec<String> {
    match plan(&history(vec![file(text, None, in_transaction)]), target) {
        Ok(_) => Vec::new(),
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::History);
            let problems = error.problems().iter();
            problems
                .map(|problem| format!("{} {}", problem.at.expect("a place").line, problem.message))
                .collect()
        }
    }
}

#[test]
fn a_short_file_travels_with_others_on_postgres_and_is_read_while_it_runs_elsewhere() {
    let history = history(vec![file("SELECT 1;\n\nSELECT 2", None, true)]);
    let planned = plan(&history, &Target::postgres()).unwrap();
    let statements: Vec<_> = planned.migrations[0].statements().collect();
    assert_eq!(statements.len(), 2);
    assert_eq!(statements[1].statement.sql, "SELECT 2");
    assert_eq!(statements[1].at.to_string(), "sql/1_a.sql:3:1");
    for target in [Target::mariadb(), Target::sqlite()] {
        let planned = plan(&history, &target).unwrap();
        assert!(matches!(planned.migrations[0].body, PlannedBody::Script(_)));
    }
}

#[test]
fn a_long_file_and_one_outside_of_a_transaction_are_read_while_they_run() {
    let long: &'static str = Box::leak("SELECT 1;\n".repeat(10_000).into_boxed_str());
    for (text, in_transaction) in [
        (long, true),
        ("SELECT 1", false),
        ("COPY t FROM stdin;\n\\.\n", true),
    ] {
        let history = history(vec![file(text, None, in_transaction)]);
        let planned = plan(&history, &Target::postgres()).unwrap();
        assert!(matches!(planned.migrations[0].body, PlannedBody::Script(_)));
    }
}

#[test]
fn the_sql_of_a_plan_is_the_file() {
    let history = history(vec![file("CREATE TABLE a (b int) -- c", None, true)]);
    let sql = |target| plan(&history, &target).unwrap().to_sql();
    assert_eq!(
        sql(Target::sqlite()),
        "-- up: 1_a\nBEGIN IMMEDIATE;\nCREATE TABLE a (b int) -- c\n;\nCOMMIT;\n"
    );
    assert_eq!(
        sql(Target::postgres()),
        "-- up: 1_a\nBEGIN;\nCREATE TABLE a (b int);\nCOMMIT;\n"
    );
}

#[test]
fn what_ends_the_transaction_is_refused_before_anything_runs() {
    let text = "SELECT 1;\nCOMMIT;\nROLLBACK TO SAVEPOINT a";
    let expected = ["2 COMMIT in a file that runs in a transaction already"];
    assert_eq!(problems(text, true, &Target::postgres()), expected);
    assert_eq!(problems(text, true, &Target::sqlite()), expected);
    // Every change of the schema commits there anyway.
    assert_eq!(problems(text, true, &Target::mariadb()), [""; 0]);
    assert_eq!(
        problems("BEGIN;\nSELECT 1;\nEND", false, &Target::sqlite()),
        [""; 0]
    );
    assert_eq!(
        problems("SELECT 1;\nBEGIN;\nSELECT 1", false, &Target::sqlite()),
        ["2 the transaction that begins here has no end"]
    );
}

#[test]
fn what_cannot_be_meant_is_refused_before_anything_runs() {
    for (text, target, expected) in [
        (
            "\n\\connect other",
            Target::postgres(),
            &["2 `\\connect other` is a command to psql, and no SQL"][..],
        ),
        (
            "\\restrict x\nSELECT 1;\n\\unrestrict x\n",
            Target::postgres(),
            &[],
        ),
        (
            "SELECT 'a;\n",
            Target::postgres(),
            &["1 the quoted text that begins here has no end"],
        ),
        (
            "SELECT 1;\nSELECT 'a\0'",
            Target::sqlite(),
            &["2 this statement has a NUL character"],
        ),
        (
            "PRAGMA foreign_keys = OFF; DROP TABLE t",
            Target::sqlite(),
            &["1 PRAGMA foreign_keys does nothing inside a transaction, and this file runs in one"],
        ),
        (
            "PRAGMA foreign_keys; PRAGMA user_version = 1",
            Target::sqlite(),
            &[],
        ),
    ] {
        assert_eq!(problems(text, true, &target), expected, "{text}");
    }
    assert_eq!(
        problems("PRAGMA foreign_keys = OFF", false, &Target::sqlite()),
        [""; 0]
    );
}

#[test]
fn a_file_without_a_way_down_cannot_be_rolled_back_and_says_where_it_is() {
    let history_ = history(vec![file("CREATE TABLE a (b int)", None, true)]);
    let error = plan_back(&history_, &Target::postgres()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Irreversible);
    insta::assert_snapshot!(error, @r#"
    "1_a" cannot be rolled back: its SQL file has no way down
      --> sql/1_a.sql:1:1 (migration 1_a)
      help: write one: a `-- DOWN` section in a file that begins with `-- UP`, or a .down.sql beside an .up.sql
    "#);

    let history_ = history(vec![file(
        "CREATE TABLE a (b int)",
        Some("DROP TABLE a"),
        true,
    )]);
    let back = plan_back(&history_, &Target::postgres()).unwrap();
    assert_eq!(back.migrations[0].sql(100).as_deref(), Some("DROP TABLE a"));
    // An empty one says that there is nothing to undo.
    let history_ = history(vec![file("UPDATE a SET b = 1", Some("-- nothing\n"), true)]);
    let back = plan_back(&history_, &Target::postgres()).unwrap();
    assert_eq!(back.migrations[0].statements().count(), 0);
}

#[test]
fn the_ledger_is_given_both_ways_unless_they_are_long() {
    let planned = |up, down| {
        let history = history(vec![file(up, down, true)]);
        plan(&history, &Target::mariadb())
            .unwrap()
            .migrations
            .remove(0)
    };
    let short = planned("SELECT 1; -- one\n", Some("SELECT 2;"));
    assert_eq!(short.sql(100).as_deref(), Some("SELECT 1; -- one\n"));
    assert_eq!(short.sql(10), None);
    assert_eq!(short.down_sql.as_deref(), Some("SELECT 2;"));
    let long: &'static str = Box::leak("SELECT 1;\n".repeat(200_000).into_boxed_str());
    assert_eq!(planned("SELECT 1", Some(long)).down_sql, None);
}

#[test]
fn what_a_file_makes_may_be_used_by_migrations_in_rust_after_it() {
    let uses = |name| {
        up(name, |schema| {
            schema.add_check("things", "positive", "n > 0");
        })
    };
    let made = "CREATE TABLE things (n int); INSERT INTO other VALUES ('create everything')";
    replay(&history(vec![file(made, None, true), uses("2_b")])).unwrap();

    // What only moves rows makes nothing, and what comes later neither.
    let moved = "INSERT INTO things VALUES ('create')";
    for bodies in [
        vec![file(moved, None, true), uses("2_b")],
        vec![uses("0_b"), file(made, None, true)],
    ] {
        let error = replay(&history(bodies)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::History);
        let message = &error.problems()[0].message;
        assert!(
            message.contains("there is no table \"things\""),
            "{message}"
        );
    }
}
