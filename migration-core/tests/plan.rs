//! Which migrations a plan has, and what is known of it before anything runs.

mod common;

use common::{Closure, error, history, named, up};
use migration_core::ErrorKind;
use migration_core::builder::{Schema, col, text};
use migration_core::dialect::{Dialect, Target};
use migration_core::migration::Migration;
use migration_core::plan::{Applied, Direction, Plan, Selection, compile};
use migration_core::registry::History;

fn table(name: &'static str) -> impl Fn(&mut Schema) + Send + Sync {
    move |schema| {
        schema.create_table(name, |t| {
            t.id();
        });
    }
}

fn three() -> History {
    history(vec![
        up("1_a", table("a")),
        up("2_b", table("b")),
        up("3_c", table("c")),
    ])
}

fn ledger(rows: &[(&str, i64)]) -> Vec<Applied> {
    let row = |(n, (name, batch)): (usize, &(&str, i64))| Applied::new(n as i64 + 1, *name, *batch);
    rows.iter().enumerate().map(row).collect()
}

fn names(plan: &Plan) -> Vec<&str> {
    plan.migrations
        .iter()
        .map(|migration| migration.id.name.as_str())
        .collect()
}

fn plan(history: &History, applied: &[(&str, i64)], selection: &Selection) -> Plan {
    compile(history, &ledger(applied), selection, &Target::postgres()).expect("it can be planned")
}

#[test]
fn up_takes_what_is_pending_in_order_of_name() {
    let plan = plan(&three(), &[("2_b", 1)], &Selection::Pending);
    assert_eq!(names(&plan), ["1_a", "3_c"]);
    assert_eq!(
        plan.notices,
        [r#""1_a" runs out of order: "2_b" was applied before it"#]
    );
}

#[test]
fn down_follows_the_ledgers_order_not_the_names() {
    let applied = [("2_b", 1), ("3_c", 2), ("1_a", 2)];
    for (selection, expected) in [
        (Selection::LastBatch, vec!["1_a", "3_c"]),
        (Selection::Steps(1), vec!["1_a"]),
        (Selection::Steps(99), vec!["1_a", "3_c", "2_b"]),
        (Selection::Batch(1), vec!["2_b"]),
        (Selection::To("3_c".into()), vec!["1_a"]),
        (Selection::To("1_a".into()), vec![]),
        (Selection::All, vec!["1_a", "3_c", "2_b"]),
    ] {
        let plan = plan(&three(), &applied, &selection);
        assert_eq!(names(&plan), expected, "{selection:?}");
        assert_eq!(plan.direction, Direction::Down);
    }
}

#[test]
fn nothing_applied_is_nothing_to_roll_back() {
    assert!(plan(&three(), &[], &Selection::LastBatch).is_empty());
    assert!(
        plan(
            &three(),
            &[("1_a", 1), ("2_b", 1), ("3_c", 1)],
            &Selection::Pending
        )
        .is_empty()
    );
}

#[test]
fn a_batch_or_a_name_that_is_not_there_says_what_is() {
    let of = |selection| {
        error(compile(
            &three(),
            &ledger(&[("1_a", 1)]),
            &selection,
            &Target::sqlite(),
        ))
    };
    let batch = of(Selection::Batch(7));
    assert_eq!(batch.kind(), ErrorKind::Selection);
    assert_eq!(
        batch.to_string(),
        "there is no batch 7\n  help: these batches are applied: 1"
    );
    assert!(
        of(Selection::To("2_b".into()))
            .to_string()
            .contains("is not applied")
    );
}

#[test]
fn an_applied_migration_that_is_missing_in_the_code_stops_everything() {
    let error = error(compile(
        &three(),
        &ledger(&[("1_a", 1), ("2_gone", 1)]),
        &Selection::Pending,
        &Target::sqlite(),
    ));
    assert_eq!(error.kind(), ErrorKind::Ledger);
    assert!(
        error
            .to_string()
            .contains(r#"migration "2_gone" was applied (batch 1) and is not in the code"#)
    );
}

#[test]
fn what_newer_code_applied_is_a_notice() {
    let plan = plan(&three(), &[("1_a", 1), ("9_new", 2)], &Selection::Pending);
    assert_eq!(
        plan.notices[0],
        r#""9_new" was applied by newer code (batch 2)"#
    );
    assert_eq!(names(&plan), ["2_b", "3_c"]);
}

#[test]
fn rolling_back_what_the_code_does_not_have_is_refused() {
    let error = error(compile(
        &three(),
        &ledger(&[("1_a", 1), ("9_new", 2)]),
        &Selection::LastBatch,
        &Target::sqlite(),
    ));
    assert_eq!(error.kind(), ErrorKind::Irreversible);
}

#[test]
fn what_cannot_be_reversed_says_why_when_the_rollback_is_planned() {
    let history = history(vec![
        up("1_a", |schema| {
            schema
                .sql("CREATE TYPE kind AS ENUM ('a')")
                .down("DROP TYPE kind");
        }),
        up("2_b", |schema| {
            schema.add_type_value("kind", "b");
            schema.sql("VACUUM");
        }),
    ]);
    let applied = ledger(&[("1_a", 1), ("2_b", 1)]);
    let error = error(compile(
        &history,
        &applied,
        &Selection::LastBatch,
        &Target::postgres(),
    ));
    assert_eq!(error.kind(), ErrorKind::Irreversible);
    let text = error.to_string();
    assert_eq!(error.problems().len(), 2);
    assert!(
        text.contains("what type \"kind\" was before is not known")
            && text.contains("does not say what undoes it"),
        "{text}"
    );
    assert!(
        error
            .problems()
            .iter()
            .all(|problem| problem.at.is_some_and(|at| at.file.ends_with("plan.rs")))
    );
}

#[test]
fn what_the_database_cannot_do_is_reported_all_at_once_with_alternatives() {
    let history = history(vec![up("1_a", |schema| {
        table("t")(schema);
        schema.create_index("t", "id").include("id");
        schema
            .create_index("t", [col("id").ops("int8_ops")])
            .name("x");
    })]);
    let error = error(compile(
        &history,
        &[],
        &Selection::Pending,
        &Target::sqlite(),
    ));
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(error.problems().len(), 2);
    assert!(
        error
            .problems()
            .iter()
            .all(|problem| problem.help.is_some())
    );
    assert!(compile(&history, &[], &Selection::Pending, &Target::postgres()).is_ok());
}

#[test]
fn a_name_over_the_limit_is_refused_where_there_is_a_limit() {
    let long = "n".repeat(64);
    let history = history(vec![up("1_a", move |schema| {
        table("t")(schema);
        schema.alter_table("t", |t| {
            t.add_column(long.clone(), text()).optional();
        });
    })]);
    let refused = error(compile(
        &history,
        &[],
        &Selection::Pending,
        &Target::postgres(),
    ));
    assert!(
        refused
            .to_string()
            .contains("longer than the 63 bytes that PostgreSQL keeps"),
        "{refused}"
    );
    assert!(compile(&history, &[], &Selection::Pending, &Target::mysql()).is_ok());
    assert!(compile(&history, &[], &Selection::Pending, &Target::sqlite()).is_ok());
}

#[test]
fn an_index_called_like_another_tables_index_is_refused_where_they_share_names() {
    let history = history(vec![up("1_a", |schema| {
        table("a")(schema);
        table("b")(schema);
        schema.create_index("a", "id").name("shared");
        schema.create_index("b", "id").name("shared");
    })]);
    for target in [Target::postgres(), Target::sqlite()] {
        let error = error(compile(&history, &[], &Selection::Pending, &target));
        assert!(
            error
                .to_string()
                .contains(r#""shared" is already the name of table "a" or of one of its indexes"#),
            "{error}"
        );
    }
    assert!(compile(&history, &[], &Selection::Pending, &Target::mysql()).is_ok());
}

#[test]
fn what_cannot_run_in_a_transaction_is_a_step_of_its_own() {
    let history = history(vec![up("1_a", |schema| {
        table("t")(schema);
        schema.create_index("t", "id").concurrently();
        schema.create_type("kind", ["a"]);
        schema.add_type_value("kind", "b");
        table("u")(schema);
    })]);
    let plan = plan(&history, &[], &Selection::Pending);
    let shape: Vec<(bool, usize)> = plan.migrations[0]
        .steps()
        .map(|step| (step.transactional, step.statements.len()))
        .collect();
    // The table; the index alone; the type with its value, which must be committed before it is used; the last table.
    assert_eq!(shape, [(true, 1), (false, 1), (true, 2), (true, 1)]);
}

#[test]
fn a_down_of_the_users_own_wins_over_the_derived_one() {
    struct Own;
    impl Migration for Own {
        fn up(&self, schema: &mut Schema) {
            table("a")(schema);
        }
        fn down(&self, schema: &mut Schema) {
            schema.rename_table("a", "a_old");
        }
    }
    let history = history(vec![named("1_a", Own), up("2_b", table("b"))]);
    let plan = plan(&history, &[("1_a", 1), ("2_b", 1)], &Selection::All);
    let sql = plan.to_sql();
    assert!(
        sql.contains(r#"ALTER TABLE "a" RENAME TO "a_old""#) && !sql.contains(r#"DROP TABLE "a""#),
        "{sql}"
    );
    assert_eq!(names(&plan), ["2_b", "1_a"]);
}

#[test]
fn the_plan_is_a_script_in_which_a_comment_cannot_swallow_the_next_statement() {
    let history = history(vec![up("1_a", |schema| {
        schema.sql("SELECT 1 -- the first");
        schema.sql("SELECT 2;");
    })]);
    assert_eq!(
        plan(&history, &[], &Selection::Pending).to_sql(),
        "-- up: 1_a\nBEGIN;\nSELECT 1 -- the first\n;\nSELECT 2;\nCOMMIT;\n"
    );
}

#[test]
fn temporary_tables_are_gone_at_the_end_of_their_migration() {
    let scratch = |schema: &mut Schema| {
        schema.create_table("scratch", |t| {
            t.id();
            t.temporary();
        });
    };
    let history = history(vec![
        named("1_a", Closure(scratch)),
        named("2_b", Closure(scratch)),
    ]);
    for target in Dialect::ALL.map(Target::of) {
        let sql = compile(&history, &[], &Selection::Pending, &target)
            .expect("each has its own")
            .to_sql();
        assert_eq!(sql.matches("DROP T").count(), 2, "{sql}");
    }
}

#[test]
fn what_cannot_be_undone_is_said_and_not_what_follows_from_it() {
    let history = history(vec![
        up("1_a", table("a")),
        up("2_b", |schema| {
            schema.create_table("b", |t| {
                t.references("a_id", "a");
            });
            schema.sql("INSERT INTO b DEFAULT VALUES");
        }),
    ]);
    let error = error(compile(
        &history,
        &ledger(&[("1_a", 1), ("2_b", 1)]),
        &Selection::All,
        &Target::postgres(),
    ));
    assert_eq!(error.kind(), ErrorKind::Irreversible);
    assert_eq!(error.problems().len(), 1, "{error}");
}

#[test]
fn a_whole_history_is_checked_up_and_down_on_all_databases_at_once() {
    struct Own;
    impl Migration for Own {
        fn up(&self, schema: &mut Schema) {
            table("b")(schema);
        }
        fn down(&self, schema: &mut Schema) {
            schema.drop_table("b");
            schema.drop_table("nowhere");
        }
    }
    struct Other;
    impl Migration for Other {
        fn up(&self, schema: &mut Schema) {
            table("c")(schema);
        }
        fn down(&self, schema: &mut Schema) {
            schema.rename_table("c", "d");
        }
    }
    let all = [Target::postgres(), Target::mysql(), Target::sqlite()];
    let broken = history(vec![
        named("1_a", Own),
        up("2_b", |schema| {
            schema.drop_table("missing");
        }),
    ]);
    let error = migration_core::plan::check(&broken, &all).expect_err("two things are wrong");
    // Each is said once, however many databases it is wrong on.
    let messages: Vec<&str> = (error.problems().iter())
        .map(|problem| problem.message.as_str())
        .collect();
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert!(
        messages.iter().any(|it| it.contains("\"missing\"")),
        "{messages:?}"
    );
    let back = messages.iter().find(|it| it.contains("on the way back"));
    assert!(
        back.is_some_and(|it| it.contains("\"nowhere\"")),
        "{messages:?}"
    );

    let odd = history(vec![
        named("1_c", Other),
        up("2_r", |schema| {
            schema.sql("SELECT 1");
        }),
    ]);
    let checked = migration_core::plan::check(&odd, &all).expect("it can be applied");
    assert_eq!(
        (checked.migrations, checked.warnings.len()),
        (2, 2),
        "{checked:?}"
    );
    assert!(
        checked.warnings[0]
            .message
            .contains("leaves another schema"),
        "{checked:?}"
    );
    // What only one database cannot do is found as well.
    let partial = history(vec![up("1_i", |schema| {
        table("a")(schema);
        schema.create_index("a", "id").filter("id > 0");
    })]);
    assert!(migration_core::plan::check(&partial, &all[..1]).is_ok());
    assert!(migration_core::plan::check(&partial, &all).is_err());
}
