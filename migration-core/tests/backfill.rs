//! Backfills before anything runs: what is refused, how a migration is cut around them, what undoes them.

mod common;

use std::time::Duration;

use common::{error, history, problem, up};
use migration_core::ErrorKind;
use migration_core::builder::*;
use migration_core::dialect::{Dialect, Target};
use migration_core::plan::{Applied, Plan, PlannedBody, Selection, Stage, compile};

fn users(schema: &mut Schema) {
    schema.create_table("users", |t| {
        t.id();
        t.string("email", 100);
        t.string("nick", 100).optional().unique();
        t.string("login", 100).unique();
        t.integer("length").generated_stored("length(email)");
    });
    schema.create_table("visits", |t| {
        t.integer("number");
    });
}

macro_rules! refused {
    ($($name:ident: $message:expr, |$schema:ident| $bad:expr;)*) => {
        $(#[test]
        fn $name() {
            let (message, line) = problem(|$schema| {
                users($schema);
                let _ = $bad;
            });
            assert_eq!(message, format!("cannot backfill {}", $message));
            assert!(line > 1);
        })*
    };
}

refused! {
    an_unknown_table: r#""email" of table "usres": there is no table "usres" at this point"#,
        |schema| schema.backfill("usres").set("email", "");
    an_unknown_column: r#""mail" of table "users": table "users" has no column "mail" at this point"#,
        |schema| schema.backfill("users").set("mail", "");
    a_column_twice: r#""email", "email" of table "users": the backfill of table "users" names column "email" twice"#,
        |schema| schema.backfill("users").set("email", "").set("email", "x");
    a_column_that_is_computed: r#""length" of table "users": column "length" of table "users" is computed from others"#,
        |schema| schema.backfill("users").set("length", 1);
    nothing_to_set: r#""" of table "users": no column is set"#,
        |schema| schema.backfill("users");
    a_batch_without_rows: r#""email" of table "users": a batch has no rows"#,
        |schema| schema.backfill("users").set("email", "").batch_size(0);
    a_batch_that_takes_no_time: r#""email" of table "users": a batch is to take no time"#,
        |schema| schema.backfill("users").set("email", "").target_duration(Duration::ZERO);
    a_table_without_a_key: r#""number" of table "visits": table "visits" has no primary key for the batches to follow"#,
        |schema| schema.backfill("visits").set("number", 1);
    the_key_itself: r#""id" of table "users": column "id" is a part of the key that the batches follow, so a row could come up twice"#,
        |schema| schema.backfill("users").set("id", 1);
    a_key_that_is_not_unique: r#""login" of table "users": two rows of table "users" may be equal in "email", and one of them would be left out at the end of a batch"#,
        |schema| schema.backfill("users").set("login", "").key("email");
    a_key_with_nulls: r#""email" of table "users": column "nick" of table "users" may be NULL, and such rows have no place in the order"#,
        |schema| schema.backfill("users").set("email", "").key("nick");
    an_unknown_key: r#""email" of table "users": table "users" has no column "idd" at this point"#,
        |schema| schema.backfill("users").set("email", "").key("idd");
}

#[test]
fn a_temporary_table_is_refused() {
    let (message, _) = problem(|schema| {
        schema
            .create_table("scratch", |t| {
                t.id();
                t.text("word");
            })
            .temporary();
        schema.backfill("scratch").set("word", "");
    });
    assert!(message.contains("is temporary"), "{message}");
}

fn plan(target: &Target) -> Plan {
    compile(&fills(), &[], &Selection::Pending, target).expect("it can be planned")
}

fn fills() -> migration_core::registry::History {
    history(vec![
        up("1_users", users),
        up("2_fill", |schema| {
            schema.alter_table("users", |t| {
                t.add_column("lower", string(100)).optional();
            });
            schema
                .backfill("users")
                .set("lower", expr("lower(email)"))
                .filter("lower IS NULL")
                .batch_size(500)
                .pause(Duration::from_millis(20));
            schema.alter_table("users", |t| t.set_not_null("lower"));
        }),
    ])
}

/// What the second migration is cut into: how many statements, or `B` for a backfill.
fn cut(plan: &Plan) -> Vec<String> {
    match &plan.migrations.last().expect("a migration").body {
        PlannedBody::Staged(stages) => (stages.iter())
            .map(|stage| match stage {
                Stage::Step(step) => format!("{} {}", step.statements.len(), step.transactional),
                Stage::Backfill(_) => "B".to_owned(),
            })
            .collect(),
        PlannedBody::Steps(steps) => vec![format!("{} steps", steps.len())],
        PlannedBody::Data { .. } | PlannedBody::Script(_) => Vec::new(),
    }
}

#[test]
fn a_backfill_ends_the_transaction_before_it() {
    let up = |target: &Target| cut(&plan(target));
    assert_eq!(up(&Target::postgres()), ["1 true", "B", "1 true"]);
    assert_eq!(up(&Target::mariadb()), ["1 false", "B", "1 false"]);
    assert_eq!(up(&Target::sqlite())[1], "B");
}

#[test]
fn a_plan_with_a_backfill_can_be_read_and_run() {
    let plan = plan(&Target::postgres());
    let sql = plan.to_sql();
    let (_, fill) = sql
        .split_once("-- up: 2_fill\n")
        .expect("the second migration");
    assert_eq!(
        fill,
        "BEGIN;\n\
         ALTER TABLE \"users\" ADD COLUMN \"lower\" varchar(100);\n\
         COMMIT;\n\
         -- in batches of 500 rows in the order of \"id\", 20ms apart, each a transaction of its own\n\
         UPDATE \"users\" SET \"lower\" = lower(email) WHERE (lower IS NULL);\n\
         BEGIN;\n\
         ALTER TABLE \"users\" ALTER COLUMN \"lower\" SET NOT NULL;\n\
         COMMIT;\n"
    );
}

fn applied(names: &[&str]) -> Vec<Applied> {
    let rows = names.iter().enumerate();
    rows.map(|(n, name)| Applied::new(n as i64 + 1, *name, 1))
        .collect()
}

#[test]
fn what_is_dropped_in_the_same_rollback_needs_no_undoing() {
    let down = |names: &[&str], selection| {
        compile(&fills(), &applied(names), &selection, &Target::postgres())
            .expect("it can be rolled back")
    };
    let plan = down(&["1_users", "2_fill"], Selection::Steps(1));
    assert!(!plan.to_sql().contains("UPDATE"), "{}", plan.to_sql());
    assert!(plan.to_sql().contains("DROP COLUMN \"lower\""));
    // The whole table goes, with a migration that is undone after this one.
    let history = history(vec![
        up("1_users", users),
        up("2_fill", |schema| {
            schema.backfill("users").set("email", "");
        }),
    ]);
    let all = compile(
        &history,
        &applied(&["1_users", "2_fill"]),
        &Selection::All,
        &Target::sqlite(),
    );
    assert!(all.is_ok(), "{all:?}");
    let one = compile(
        &history,
        &applied(&["1_users", "2_fill"]),
        &Selection::Steps(1),
        &Target::sqlite(),
    );
    let error = error(one);
    assert_eq!(error.kind(), ErrorKind::Irreversible);
    assert!(error.to_string().contains(".keep_on_rollback()"), "{error}");
}

#[test]
fn some_columns_that_are_dropped_are_not_all() {
    let history = history(vec![
        up("1_users", users),
        up("2_fill", |schema| {
            schema.alter_table("users", |t| {
                t.add_column("lower", string(100)).optional();
            });
            schema.backfill("users").set("lower", "").set("email", "");
        }),
    ]);
    let down = compile(
        &history,
        &applied(&["1_users", "2_fill"]),
        &Selection::Steps(1),
        &Target::sqlite(),
    );
    assert_eq!(error(down).kind(), ErrorKind::Irreversible);
}

#[test]
fn what_makes_it_fast_or_slow_is_no_part_of_what_it_is() {
    let definition = |change: fn(&mut BackfillBuilder)| {
        let history = history(vec![
            up("1_users", users),
            up("2_fill", move |schema| {
                change(schema.backfill("users").set("email", expr("lower(email)")))
            }),
        ]);
        let plan =
            compile(&history, &[], &Selection::Pending, &Target::postgres()).expect("a plan");
        match &plan.migrations[1].body {
            PlannedBody::Staged(stages) => match &stages[0] {
                Stage::Backfill(backfill) => backfill.batches.definition(),
                Stage::Step(_) => panic!("a backfill"),
            },
            other => panic!("{other:?}"),
        }
    };
    let plain = definition(|_| ());
    assert_eq!(
        plain,
        "UPDATE \"users\" SET \"email\" = lower(email) ORDER BY \"id\""
    );
    let quick = |backfill: &mut BackfillBuilder| {
        let backfill = backfill.batch_size(7).pause(Duration::from_secs(1));
        backfill
            .target_duration(Duration::from_secs(1))
            .keep_on_rollback();
    };
    assert_eq!(definition(quick), plain);
    assert_ne!(
        definition(|backfill| {
            backfill.filter("id > 1");
        }),
        plain
    );
    assert_ne!(
        definition(|backfill| {
            backfill.set("nick", "x");
        }),
        plain
    );
    assert_ne!(
        definition(|backfill| {
            backfill.key("login");
        }),
        plain
    );
}

#[test]
fn a_table_of_raw_sql_is_followed_by_the_key_that_is_said() {
    let history = |key: bool| {
        history(vec![up("1_raw", move |schema| {
            schema.sql("CREATE TABLE people (id integer PRIMARY KEY, name text)");
            let backfill = schema.backfill("people").set("name", "");
            if key {
                backfill.key("id");
            }
        })])
    };
    for dialect in Dialect::ALL {
        let target = Target::of(dialect);
        let without = compile(&history(false), &[], &Selection::Pending, &target);
        let without = error(without);
        assert_eq!(without.kind(), ErrorKind::Unsupported);
        let with = compile(&history(true), &[], &Selection::Pending, &target);
        match dialect {
            Dialect::Postgres | Dialect::Sqlite => assert!(with.is_ok(), "{with:?}"),
            // How a key is written depends on its type there.
            Dialect::Mysql => assert!(
                error(with)
                    .to_string()
                    .contains("whose type no migration says")
            ),
        }
    }
}
