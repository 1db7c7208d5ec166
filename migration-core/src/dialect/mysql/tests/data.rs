use super::*;
use crate::operation::ConflictAction::{Nothing, Update};
use crate::operation::{
    Assignment, ConflictAction, DeleteRows, InsertRows, OnConflict, UpdateRows, WhichRows,
};
use crate::{Value, row};

const HOSTILE: &str = "a`; DROP TABLE x; --'\\\"";

fn things() -> SchemaState {
    state(vec![table(
        HOSTILE,
        vec![
            identity("id"),
            optional(HOSTILE, ColumnType::String(40)),
            optional("flag", ColumnType::Boolean),
            optional("bytes", ColumnType::Binary),
            optional("uuid", ColumnType::Uuid),
            optional("bits", ColumnType::Bit(4)),
            optional("at", ColumnType::Timestamp),
        ],
        vec![primary_key(&["id"]), unique("key", &[HOSTILE])],
    )])
}

fn upsert(keys: &[&str], action: ConflictAction, row: crate::Row) -> InsertRows {
    InsertRows {
        on_conflict: Some(OnConflict {
            columns: names(keys),
            action,
        }),
        ..InsertRows::new(name(HOSTILE), vec![row])
    }
}

#[test]
fn an_insert_writes_each_value_as_its_column_holds_it() {
    let rows = vec![
        row! { "id" => 1, HOSTILE => HOSTILE, "flag" => "yes", "bytes" => b"\x00'\\", "uuid" => "00112233445566778899aabbccddeeff", "bits" => "0101", "at" => "2026-01-02T03:04:05+01:00" },
        row! {},
    ];
    insta::assert_snapshot!(sql(&things(), InsertRows::new(name(HOSTILE), rows)), @r#"
    INSERT INTO `a``; DROP TABLE x; --'\"` (`id`, `a``; DROP TABLE x; --'\"`, `flag`, `bytes`, `uuid`, `bits`, `at`) VALUES (1, 'a`; DROP TABLE x; --''\\"', TRUE, x'00275c', x'00112233445566778899aabbccddeeff', b'0101', '2026-01-02 02:04:05')
    INSERT INTO `a``; DROP TABLE x; --'\"` () VALUES ()
    "#);
}

#[test]
fn a_row_that_says_one_key_is_inserted_or_updated_at_once() {
    let row = || row! { HOSTILE => "x", "flag" => true };
    insta::assert_snapshot!(sql(&things(), upsert(&[HOSTILE], Update, row())), @r#"INSERT INTO `a``; DROP TABLE x; --'\"` (`a``; DROP TABLE x; --'\"`, `flag`) VALUES ('x', TRUE) ON DUPLICATE KEY UPDATE `flag` = VALUES(`flag`)"#);
    insta::assert_snapshot!(sql(&things(), upsert(&[HOSTILE], Nothing, row())), @r#"INSERT INTO `a``; DROP TABLE x; --'\"` (`a``; DROP TABLE x; --'\"`, `flag`) VALUES ('x', TRUE) ON DUPLICATE KEY UPDATE `a``; DROP TABLE x; --'\"` = `a``; DROP TABLE x; --'\"`"#);
}

#[test]
fn a_row_that_says_two_keys_is_found_by_the_one_that_is_meant() {
    let row = || row! { "id" => 3, HOSTILE => "x", "flag" => true };
    insta::assert_snapshot!(sql(&things(), upsert(&["id"], Update, row())), @r#"
    UPDATE `a``; DROP TABLE x; --'\"` SET `a``; DROP TABLE x; --'\"` = 'x', `flag` = TRUE WHERE `id` = 3
    INSERT INTO `a``; DROP TABLE x; --'\"` (`id`, `a``; DROP TABLE x; --'\"`, `flag`) SELECT 3, 'x', TRUE FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM `a``; DROP TABLE x; --'\"` WHERE `id` = 3)
    "#);
    insta::assert_snapshot!(sql(&things(), upsert(&["id"], Nothing, row())), @r#"INSERT INTO `a``; DROP TABLE x; --'\"` (`id`, `a``; DROP TABLE x; --'\"`, `flag`) SELECT 3, 'x', TRUE FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM `a``; DROP TABLE x; --'\"` WHERE `id` = 3)"#);
    // NULL is equal to nothing, so that key cannot clash.
    let row = row! { "id" => 3, HOSTILE => Value::Null };
    insta::assert_snapshot!(sql(&things(), upsert(&["id"], Nothing, row)), @r#"INSERT INTO `a``; DROP TABLE x; --'\"` (`id`, `a``; DROP TABLE x; --'\"`) VALUES (3, NULL) ON DUPLICATE KEY UPDATE `id` = `id`"#);
    let unknown = InsertRows {
        table: name("unknown"),
        ..upsert(&["id"], Update, row! { "id" => 3 })
    };
    insta::assert_snapshot!(sql(&things(), unknown), @r#"INSERT INTO `unknown` (`id`) SELECT 3 FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM `unknown` WHERE `id` = 3)"#);
}

#[test]
fn updates_and_deletes_are_transactional_and_say_what_they_lose() {
    let update = |from: Option<Value>| UpdateRows {
        table: name(HOSTILE),
        set: vec![Assignment {
            column: "at".to_owned(),
            from,
            to: DefaultValue::CurrentTimestamp,
        }],
        filter: Some("id > 3 # or".into()),
        down: None,
    };
    insta::assert_snapshot!(sql(&things(), update(None)), @r#"UPDATE `a``; DROP TABLE x; --'\"` SET `at` = CURRENT_TIMESTAMP(6) WHERE id > 3 # or"#);
    insta::assert_snapshot!(sql(&things(), update(Some(Value::Null))), @r#"
    UPDATE `a``; DROP TABLE x; --'\"` SET `at` = CURRENT_TIMESTAMP(6) WHERE `at` IS NULL AND (id > 3 # or
    )
    "#);
    let lost = |op: UpdateRows| facts(&things(), op).loses_data;
    assert!(lost(update(None)) && !lost(update(Some(Value::Null))));
    let delete = DeleteRows {
        table: name(HOSTILE),
        which: WhichRows::Keys {
            columns: names(&["id"]),
            keys: vec![vec![1.into()], vec![2.into()]],
        },
        down: None,
    };
    insta::assert_snapshot!(sql(&things(), delete.clone()), @r#"DELETE FROM `a``; DROP TABLE x; --'\"` WHERE `id` IN (1, 2)"#);
    let facts = facts(&things(), delete);
    assert!(facts.transactional && facts.loses_data && !facts.scans);
}

#[test]
fn an_assignment_sees_the_row_as_it_was() {
    let set = |pairs: &[(&str, &str)]| UpdateRows {
        table: name("t"),
        set: (pairs.iter())
            .map(|(column, to)| Assignment {
                column: (*column).to_owned(),
                from: None,
                to: Expression::new(*to).into(),
            })
            .collect(),
        filter: None,
        down: None,
    };
    let chain = set(&[("a", "1"), ("b", "a + 1"), ("c", "b + c")]);
    insta::assert_snapshot!(sql(&things(), chain), @"UPDATE `t` SET `c` = (b + c), `b` = (a + 1), `a` = (1)");
    let swap = set(&[("a", "b"), ("b", "a")]);
    insta::assert_snapshot!(sql(&things(), swap), @r#"
    MySQL has no update that sets columns from each other ("a", "b")
    help: keep one of the old values in another column first, by an update of its own
    "#);
}
