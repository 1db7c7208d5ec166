//! Backfills.

use crate::dialect::tests::{backfill, backfill_without_key, batches};
use crate::dialect::{Key, Target};
use crate::operation::Backfill;
use crate::schema::{ObjectName, SchemaState};

fn users() -> Backfill {
    backfill(ObjectName::new("users"), "te\"nant")
}

#[test]
fn a_batch_is_an_update_of_a_range_of_keys() {
    let batches = batches(&Target::sqlite(), &SchemaState::new(), users());
    let (from, to) = (
        Key(vec!["ta'b".into(), "i1".into()]),
        Key(vec!["u00ff".into(), "r2.5".into()]),
    );
    insta::assert_snapshot!(batches.update(Some(&from), &to).expect("a key"), @r###"
    UPDATE "users" SET "lower" = lower(email) -- as it is
    , "seen" = strftime('%Y-%m-%d %H:%M:%f', 'now'), "note" = 'it''s \' WHERE ("te""nant", "id") > ('a''b', 1) AND ("te""nant", "id") <= (+CAST(x'00ff' AS TEXT), 2.5) AND (a OR b -- both
    )
    "###);
    insta::assert_snapshot!(batches.find_end(Some(&from), 500).expect("a key"), @r###"SELECT CASE typeof("te""nant") WHEN 'integer' THEN 'i' || "te""nant" WHEN 'real' THEN 'r' || quote("te""nant") WHEN 'blob' THEN 'b' || hex("te""nant") ELSE CASE WHEN "te""nant" NOT GLOB '*[^ -~]*' AND length("te""nant") = length(CAST("te""nant" AS BLOB)) THEN 't' || "te""nant" ELSE 'u' || hex("te""nant") END END AS "key_1", CASE typeof("id") WHEN 'integer' THEN 'i' || "id" WHEN 'real' THEN 'r' || quote("id") WHEN 'blob' THEN 'b' || hex("id") ELSE CASE WHEN "id" NOT GLOB '*[^ -~]*' AND length("id") = length(CAST("id" AS BLOB)) THEN 't' || "id" ELSE 'u' || hex("id") END END AS "key_2" FROM (SELECT "te""nant", "id" FROM "users" WHERE ("te""nant", "id") > ('a''b', 1) ORDER BY "te""nant", "id" LIMIT 1 OFFSET 499) AS "batch_end""###);
    insta::assert_snapshot!(batches.find_last(None).expect("a key"), @r###"SELECT CASE typeof("te""nant") WHEN 'integer' THEN 'i' || "te""nant" WHEN 'real' THEN 'r' || quote("te""nant") WHEN 'blob' THEN 'b' || hex("te""nant") ELSE CASE WHEN "te""nant" NOT GLOB '*[^ -~]*' AND length("te""nant") = length(CAST("te""nant" AS BLOB)) THEN 't' || "te""nant" ELSE 'u' || hex("te""nant") END END AS "key_1", CASE typeof("id") WHEN 'integer' THEN 'i' || "id" WHEN 'real' THEN 'r' || quote("id") WHEN 'blob' THEN 'b' || hex("id") ELSE CASE WHEN "id" NOT GLOB '*[^ -~]*' AND length("id") = length(CAST("id" AS BLOB)) THEN 't' || "id" ELSE 'u' || hex("id") END END AS "key_2" FROM "users" ORDER BY "te""nant" DESC, "id" DESC LIMIT 1"###);
    insta::assert_snapshot!(batches.script(), @r###"
    -- in batches of 1000 rows in the order of "te""nant", "id", 5ms apart, each a transaction of its own
    UPDATE "users" SET "lower" = lower(email) -- as it is
    , "seen" = strftime('%Y-%m-%d %H:%M:%f', 'now'), "note" = 'it''s \' WHERE (a OR b -- both
    )
    "###);
}

#[test]
fn without_a_known_key_there_are_no_batches() {
    let refused = backfill_without_key(&Target::sqlite());
    assert!(refused.alternative.contains(".key("), "{refused}");
}
