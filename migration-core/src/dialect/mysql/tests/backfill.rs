//! Backfills.

use crate::dialect::tests::{backfill, backfill_without_key, batches};
use crate::dialect::{Key, Target, lower};
use crate::operation::Backfill;
use crate::schema::*;

/// A table of each kind of key.
fn users_table() -> SchemaState {
    let mut table = Table::new(ObjectName::qualified("audit", "users"));
    for (name, column_type) in [
        ("te`nant", ColumnType::String(10)),
        ("id", ColumnType::BigInteger),
        ("uuid", ColumnType::Uuid),
        ("custom", ColumnType::Custom("BIGINT(20) UNSIGNED".into())),
        (
            "state",
            ColumnType::InlineEnum(vec!["b".into(), "a".into()]),
        ),
        ("ratio", ColumnType::Float),
    ] {
        table.columns.push(Column::new(name, column_type));
    }
    let mut state = SchemaState::new();
    state.tables.insert(table.name.clone(), table);
    state
}

fn users() -> Backfill {
    backfill(ObjectName::qualified("audit", "users"), "te`nant")
}

#[test]
fn a_batch_is_an_update_of_a_range_of_keys() {
    let batches = batches(&Target::mariadb(), &users_table(), users());
    let (from, to) = (
        Key(vec!["a'b\\".into(), "1".into()]),
        Key(vec!["c".into(), "2".into()]),
    );
    insta::assert_snapshot!(batches.update(Some(&from), &to).expect("a key"), @r###"
    UPDATE `audit`.`users` SET `lower` = lower(email) -- as it is
    , `seen` = CURRENT_TIMESTAMP(6), `note` = 'it''s \\' WHERE (`te``nant` >= 'a''b\\' AND (`te``nant` > 'a''b\\' OR (`te``nant` = 'a''b\\' AND `id` > 1))) AND (`te``nant` <= 'c' AND (`te``nant` < 'c' OR (`te``nant` = 'c' AND `id` <= 2))) AND (a OR b -- both
    )
    "###);
    insta::assert_snapshot!(batches.find_end(Some(&from), 500).expect("a key"), @r###"SELECT CAST(`te``nant` AS CHAR) AS `key_1`, CAST(`id` + 0 AS CHAR) AS `key_2` FROM (SELECT `te``nant`, `id` FROM `audit`.`users` WHERE (`te``nant` >= 'a''b\\' AND (`te``nant` > 'a''b\\' OR (`te``nant` = 'a''b\\' AND `id` > 1))) ORDER BY `te``nant`, `id` LIMIT 1 OFFSET 499) AS `batch_end`"###);
    insta::assert_snapshot!(batches.find_last(None).expect("a key"), @r###"SELECT CAST(`te``nant` AS CHAR) AS `key_1`, CAST(`id` + 0 AS CHAR) AS `key_2` FROM `audit`.`users` ORDER BY `te``nant` DESC, `id` DESC LIMIT 1"###);
    insta::assert_snapshot!(batches.script(), @r###"
    -- in batches of 1000 rows in the order of `te``nant`, `id`, 5ms apart, each a transaction of its own
    UPDATE `audit`.`users` SET `lower` = lower(email) -- as it is
    , `seen` = CURRENT_TIMESTAMP(6), `note` = 'it''s \\' WHERE (a OR b -- both
    )
    "###);
}

#[test]
fn without_a_known_key_there_are_no_batches() {
    let refused = backfill_without_key(&Target::mariadb());
    assert!(refused.alternative.contains(".key("), "{refused}");
}

#[test]
fn a_key_is_written_as_its_type_is_compared() {
    let of = |column: &str, text: &str| {
        let op = Backfill {
            key: Some(vec![column.into()]),
            ..users()
        };
        let batches = batches(&Target::mariadb(), &users_table(), op);
        batches.count(None, &Key(vec![text.into()]))
    };
    let range =
        |sql: Option<String>| sql.and_then(|sql| Some(sql.split_once("WHERE ")?.1.to_owned()));
    assert_eq!(
        range(of("custom", "18446744073709551615")).as_deref(),
        Some("`custom` <= 18446744073709551615")
    );
    assert_eq!(range(of("custom", "x'00'")), None);
    assert_eq!(
        range(of("uuid", "00FF")).as_deref(),
        Some("`uuid` <= x'00FF'")
    );
}

#[test]
fn what_is_sorted_otherwise_than_it_is_compared_is_no_key() {
    for column in ["state", "ratio", "nowhere"] {
        let op = Backfill {
            key: Some(vec![column.into()]),
            ..users()
        };
        let refused = lower(&op.into(), &users_table(), &Target::mariadb()).expect_err("no key");
        assert!(!refused.alternative.is_empty(), "{refused}");
    }
}
