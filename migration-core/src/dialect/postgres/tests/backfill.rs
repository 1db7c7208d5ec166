//! Backfills.

use crate::dialect::tests::{backfill, backfill_without_key, batches};
use crate::dialect::{Key, Target};
use crate::operation::Backfill;
use crate::schema::{ObjectName, SchemaState};

fn users() -> Backfill {
    backfill(ObjectName::qualified("audit", "users"), "te\"nant")
}

#[test]
fn a_batch_is_an_update_of_a_range_of_keys() {
    let batches = batches(&Target::postgres(), &SchemaState::new(), users());
    let (from, to) = (
        Key(vec!["a'b".into(), "1".into()]),
        Key(vec!["c".into(), "2".into()]),
    );
    insta::assert_snapshot!(batches.update(Some(&from), &to).expect("a key"), @r###"
    UPDATE "audit"."users" SET "lower" = lower(email) -- as it is
    , "seen" = CURRENT_TIMESTAMP, "note" = E'it''s \\' WHERE ("te""nant", "id") > ('a''b', '1') AND ("te""nant", "id") <= ('c', '2') AND (a OR b -- both
    )
    "###);
    insta::assert_snapshot!(batches.find_end(Some(&from), 500).expect("a key"), @r###"SELECT "te""nant"::text AS "key_1", "id"::text AS "key_2" FROM (SELECT "te""nant", "id" FROM "audit"."users" WHERE ("te""nant", "id") > ('a''b', '1') ORDER BY "te""nant", "id" LIMIT 1 OFFSET 499) AS "batch_end""###);
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
    let refused = backfill_without_key(&Target::postgres());
    assert!(refused.alternative.contains(".key("), "{refused}");
}
