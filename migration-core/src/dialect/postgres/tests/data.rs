//! Rows.

use super::{HOSTILE, column, id, name, nullable, sql, state, table};
use crate::operation::{
    Assignment, ConflictAction, DeleteRows, InsertRows, OnConflict, UpdateRows, WhichRows,
};
use crate::schema::{ColumnType, DefaultValue, Expression, ForeignKey, SchemaState};
use crate::{Value, row};

/// Things of hostile names, and a tree.
fn things() -> SchemaState {
    let things = table(
        name(HOSTILE),
        [
            id(),
            nullable("flag", ColumnType::Boolean),
            nullable(HOSTILE, ColumnType::Text),
            nullable("bytes", ColumnType::Binary),
        ],
    );
    let mut tree = table(
        name("tree"),
        [
            column("id", ColumnType::Integer),
            nullable("parent_id", ColumnType::Integer),
        ],
    );
    let key = ForeignKey {
        references: name("tree"),
        ..super::foreign_key("tree_parent_id_fkey", "parent_id", name("tree"))
    };
    tree.foreign_keys.insert(key.name.clone(), key);
    state([things, tree])
}

#[test]
fn an_insert_names_its_columns_and_moves_the_sequence() {
    let rows = vec![
        row! { "id" => 1, "flag" => 1, HOSTILE => HOSTILE, "bytes" => b"\x00'\\" },
        row! { "id" => "2", "flag" => "no", HOSTILE => 3, "bytes" => "ab" },
    ];
    insta::assert_snapshot!(sql(&things(), InsertRows::new(name(HOSTILE), rows)), @r#"
    INSERT INTO "a""; DROP TABLE x; --'\" ("id", "flag", "a""; DROP TABLE x; --'\", "bytes") VALUES
        (1, TRUE, E'a"; DROP TABLE x; --''\\', E'\\x00275c'::bytea),
        (2, FALSE, '3', E'\\x6162'::bytea);
      -- RowExclusive a"; DROP TABLE x; --'\
    SELECT setval(seqrelid, highest) FROM pg_sequence, (SELECT max("id") AS highest FROM "a""; DROP TABLE x; --'\") AS given WHERE seqrelid = pg_get_serial_sequence(E'"a""; DROP TABLE x; --''\\"', 'id')::regclass AND seqincrement > 0 AND highest >= coalesce(pg_sequence_last_value(seqrelid), seqstart);
      -- RowExclusive a"; DROP TABLE x; --'\
    "#);
    let rows = vec![row! { "flag" => Value::Null }, row! {}, row! {}];
    insta::assert_snapshot!(sql(&things(), InsertRows::new(name(HOSTILE), rows)), @r#"
    INSERT INTO "a""; DROP TABLE x; --'\" ("flag") VALUES (NULL);
      -- RowExclusive a"; DROP TABLE x; --'\
    INSERT INTO "a""; DROP TABLE x; --'\" DEFAULT VALUES;
      -- RowExclusive a"; DROP TABLE x; --'\
    INSERT INTO "a""; DROP TABLE x; --'\" DEFAULT VALUES;
      -- RowExclusive a"; DROP TABLE x; --'\
    "#);
}

#[test]
fn an_upsert_says_the_key_that_it_means() {
    let mut insert = InsertRows::new(name(HOSTILE), vec![row! { HOSTILE => "x", "flag" => true }]);
    let on = |action| {
        Some(OnConflict {
            columns: vec![HOSTILE.to_owned()],
            action,
        })
    };
    insert.on_conflict = on(ConflictAction::Update);
    insta::assert_snapshot!(sql(&things(), insert.clone()), @r#"
    INSERT INTO "a""; DROP TABLE x; --'\" ("a""; DROP TABLE x; --'\", "flag") VALUES ('x', TRUE) ON CONFLICT ("a""; DROP TABLE x; --'\") DO UPDATE SET "flag" = excluded."flag";
      -- RowExclusive a"; DROP TABLE x; --'\ | loses data
    "#);
    insert.on_conflict = on(ConflictAction::Nothing);
    insta::assert_snapshot!(sql(&things(), insert), @r#"
    INSERT INTO "a""; DROP TABLE x; --'\" ("a""; DROP TABLE x; --'\", "flag") VALUES ('x', TRUE) ON CONFLICT ("a""; DROP TABLE x; --'\") DO NOTHING;
      -- RowExclusive a"; DROP TABLE x; --'\
    "#);
}

#[test]
fn an_update_puts_conditions_together() {
    let update = UpdateRows {
        table: name(HOSTILE),
        set: vec![
            Assignment {
                column: HOSTILE.to_owned(),
                from: Some("it's".into()),
                to: DefaultValue::Value(Value::Null),
            },
            Assignment {
                column: "flag".to_owned(),
                from: Some(Value::Null),
                to: DefaultValue::Value(1.into()),
            },
            Assignment {
                column: "bytes".to_owned(),
                from: None,
                to: Expression::new("bytes || bytes -- twice").into(),
            },
        ],
        filter: Some("id > 3 -- or\n OR id = 1".into()),
        down: None,
    };
    insta::assert_snapshot!(sql(&things(), update), @r#"
    UPDATE "a""; DROP TABLE x; --'\" SET "a""; DROP TABLE x; --'\" = NULL, "flag" = TRUE, "bytes" = (bytes || bytes -- twice
    ) WHERE "a""; DROP TABLE x; --'\" = 'it''s' AND "flag" IS NULL AND (id > 3 -- or
     OR id = 1
    );
      -- RowExclusive a"; DROP TABLE x; --'\ | scans | loses data
    "#);
}

#[test]
fn a_delete_by_keys_is_short_and_goes_row_by_row_where_rows_refer_to_rows() {
    let by = |table: &str, columns: &[&str], keys: Vec<Vec<Value>>| DeleteRows {
        table: name(table),
        which: WhichRows::Keys {
            columns: super::strings(columns),
            keys,
        },
        down: None,
    };
    let one = |n: i32| vec![Value::from(n)];
    insta::assert_snapshot!(sql(&things(), by(HOSTILE, &["id"], vec![one(1), one(2)])), @r#"
    DELETE FROM "a""; DROP TABLE x; --'\" WHERE "id" IN (1, 2);
      -- RowExclusive a"; DROP TABLE x; --'\ | loses data
    "#);
    let pairs = vec![vec![1.into(), true.into()], vec![2.into(), false.into()]];
    insta::assert_snapshot!(sql(&things(), by(HOSTILE, &["id", "flag"], pairs)), @r#"
    DELETE FROM "a""; DROP TABLE x; --'\" WHERE ("id" = 1 AND "flag" = TRUE) OR ("id" = 2 AND "flag" = FALSE);
      -- RowExclusive a"; DROP TABLE x; --'\ | loses data
    "#);
    insta::assert_snapshot!(sql(&things(), by("tree", &["id"], vec![one(3), one(1)])), @r#"
    DELETE FROM "tree" WHERE "id" = 3;
      -- RowExclusive tree | loses data
    DELETE FROM "tree" WHERE "id" = 1;
      -- RowExclusive tree | loses data
    "#);
    let all = DeleteRows {
        which: WhichRows::All,
        ..by("tree", &[], Vec::new())
    };
    insta::assert_snapshot!(sql(&things(), all), @r#"
    DELETE FROM "tree";
      -- RowExclusive tree | scans | loses data
    "#);
}
