//! Backfills.

use std::time::Duration;

use crate::dialect::{Batches, Key, Target, lower};
use crate::operation::Backfill;
use crate::schema::*;

use super::{empty, name};

fn batches(op: Backfill) -> Batches {
    let statements = lower(&op.into(), &empty(), &Target::postgres()).unwrap_or_default();
    let [statement] = statements.as_slice() else {
        panic!("{statements:?}");
    };
    assert!(statement.facts.loses_data && statement.facts.table.is_some());
    statement
        .facts
        .backfill
        .as_deref()
        .cloned()
        .expect("a backfill")
}

fn users() -> Backfill {
    Backfill {
        set: vec![
            (
                "lower".into(),
                Expression::new("lower(email) -- as it is").into(),
            ),
            ("seen".into(), DefaultValue::CurrentTimestamp),
            ("note".into(), "it's \\".into()),
        ],
        filter: Some("a OR b -- both".into()),
        key: Some(vec!["te\"nant".into(), "id".into()]),
        pause: Duration::from_millis(5),
        ..Backfill::of(ObjectName::qualified("audit", "users"))
    }
}

#[test]
fn a_batch_is_an_update_of_a_range_of_keys() {
    let batches = batches(users());
    let (from, to) = (
        Key(vec!["a'b".into(), "1".into()]),
        Key(vec!["c".into(), "2".into()]),
    );
    insta::assert_snapshot!(batches.update(Some(&from), &to).expect("a key"), @r###"
    UPDATE "audit"."users" SET "lower" = lower(email) -- as it is
    , "seen" = CURRENT_TIMESTAMP, "note" = E'it''s \\' WHERE ("te""nant", "id") > ('a''b', '1') AND ("te""nant", "id") <= ('c', '2') AND (a OR b -- both
    )
    "###);
    insta::assert_snapshot!(batches.find_end(Some(&from), 500).expect("a key"), @r###"SELECT "te""nant"::text AS "key_1", "id"::text AS "key_2" FROM "audit"."users" WHERE ("te""nant", "id") > ('a''b', '1') ORDER BY "te""nant", "id" LIMIT 1 OFFSET 499"###);
    insta::assert_snapshot!(batches.find_last(None).expect("a key"), @r###"SELECT "te""nant"::text AS "key_1", "id"::text AS "key_2" FROM "audit"."users" ORDER BY "te""nant" DESC, "id" DESC LIMIT 1"###);
    insta::assert_snapshot!(batches.script(), @r###"
    -- in batches of 1000 rows in the order of "te""nant", "id", 5ms apart, each a transaction of its own
    UPDATE "audit"."users" SET "lower" = lower(email) -- as it is
    , "seen" = CURRENT_TIMESTAMP, "note" = E'it''s \\' WHERE (a OR b -- both
    )
    "###);
}

#[test]
fn without_a_known_key_there_are_no_batches() {
    let op = Backfill {
        set: vec![("a".into(), 1.into())],
        ..Backfill::of(name("users"))
    };
    let refused = lower(&op.into(), &empty(), &Target::postgres()).expect_err("no key");
    assert!(refused.alternative.contains(".key("), "{refused}");
}
