//! Rows.

use super::{HOSTILE, lowered, name, nullable, refused, state, table};
use crate::operation::ConflictAction::{Nothing, Update};
use crate::operation::{Assignment, DeleteRows, InsertRows, OnConflict, UpdateRows, WhichRows};
use crate::schema::{ColumnType, DefaultValue, ObjectName, SchemaState};
use crate::{Value, row};

fn things() -> SchemaState {
    state(vec![table(
        HOSTILE,
        vec![
            nullable("flag", ColumnType::Boolean),
            nullable(HOSTILE, ColumnType::Text),
            nullable("bytes", ColumnType::Binary),
            nullable("at", ColumnType::Timestamp),
        ],
    )])
}

#[test]
fn an_insert_names_its_columns() {
    let rows = vec![
        row! { "id" => 1, "flag" => "yes", HOSTILE => HOSTILE, "bytes" => b"\x00'\\", "at" => "2026-01-02T03:04:05+01:00" },
        row! { "id" => "2", "flag" => false, HOSTILE => 3, "bytes" => "ab", "at" => Value::Null },
        row! {},
    ];
    insta::assert_snapshot!(lowered(InsertRows::new(name(HOSTILE), rows), &things()), @r#"
    INSERT INTO "a""; DROP TABLE users; --'`]" ("id", "flag", "a""; DROP TABLE users; --'`]", "bytes", "at") VALUES
        (1, 1, 'a"; DROP TABLE users; --''`]', x'00275c', '2026-01-02 02:04:05'),
        (2, 0, '3', x'6162', NULL);
    INSERT INTO "a""; DROP TABLE users; --'`]" DEFAULT VALUES;
    "#);
}

#[test]
fn an_upsert_says_the_key_that_it_means() {
    let mut insert = InsertRows::new(name(HOSTILE), vec![row! { HOSTILE => "x", "flag" => true }]);
    for action in [Update, Nothing] {
        let columns = vec![HOSTILE.to_owned()];
        insert.on_conflict = Some(OnConflict { columns, action });
        match action {
            Update => {
                insta::assert_snapshot!(lowered(insert.clone(), &things()), @r#"INSERT INTO "a""; DROP TABLE users; --'`]" ("a""; DROP TABLE users; --'`]", "flag") VALUES ('x', 1) ON CONFLICT ("a""; DROP TABLE users; --'`]") DO UPDATE SET "flag" = excluded."flag"; -- loses data"#)
            }
            Nothing => {
                insta::assert_snapshot!(lowered(insert.clone(), &things()), @r#"INSERT INTO "a""; DROP TABLE users; --'`]" ("a""; DROP TABLE users; --'`]", "flag") VALUES ('x', 1) ON CONFLICT ("a""; DROP TABLE users; --'`]") DO NOTHING;"#)
            }
        }
    }
}

#[test]
fn an_update_sets_the_time_as_the_column_holds_it() {
    let update = UpdateRows {
        table: name(HOSTILE),
        set: vec![
            Assignment {
                column: "at".to_owned(),
                from: None,
                to: DefaultValue::CurrentTimestamp,
            },
            Assignment {
                column: "flag".to_owned(),
                from: Some(false.into()),
                to: DefaultValue::Value("on".into()),
            },
        ],
        filter: Some("id > 3 -- or".into()),
        down: None,
    };
    insta::assert_snapshot!(lowered(update, &things()), @r#"
    UPDATE "a""; DROP TABLE users; --'`]" SET "at" = (strftime('%Y-%m-%d %H:%M:%f', 'now')), "flag" = 1 WHERE "flag" = 0 AND (id > 3 -- or
    ); -- scans, loses data
    "#);
}

#[test]
fn a_delete_by_a_key_of_two_columns_compares_them() {
    let keys = vec![vec![1.into(), true.into()], vec![2.into(), false.into()]];
    let columns = ["id", "flag"].map(str::to_owned).to_vec();
    let delete = DeleteRows {
        table: name(HOSTILE),
        which: WhichRows::Keys { columns, keys },
        down: None,
    };
    insta::assert_snapshot!(lowered(delete, &things()), @r#"DELETE FROM "a""; DROP TABLE users; --'`]" WHERE ("id" = 1 AND "flag" = 1) OR ("id" = 2 AND "flag" = 0); -- loses data"#);
}

#[test]
fn rows_of_a_table_in_another_schema_are_refused() {
    let elsewhere = ObjectName::qualified("audit", "log");
    let insert = InsertRows::new(elsewhere, vec![row! { "id" => 1 }]);
    insta::assert_snapshot!(refused(insert, &things()), @r#"
    SQLite has no schema for the table "audit.log" to be in
    put the schema into the name ("audit_log"), or keep the table in a file with migrations of its own and ATTACH that where it is read
    "#);
}
