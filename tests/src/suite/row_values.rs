//! Values of rows among the changes of the schema, in columns of each type.

use migratory::prelude::*;

use super::{Case, Session, needs};

/// A table with a column of each type that all databases have.
fn things(schema: &mut Schema) {
    schema.create_type("mood", ["sad", "it's \\ fine"]);
    schema.create_table("things", |t| {
        t.integer("id").primary_key();
        t.small_integer("small").optional();
        t.big_integer("large").optional();
        t.decimal("exact", 20, 4).optional();
        t.double("ratio").optional();
        t.boolean("flag").optional();
        t.char("code", 3).optional();
        t.string("name", 20).optional();
        t.text("body").optional();
        t.binary("bytes").optional();
        t.uuid("uuid").optional();
        t.date("day").optional();
        t.time("clock").optional();
        t.timestamp("moment").optional();
        t.local_timestamp("noted").optional();
        t.json("document").optional();
        t.enumeration("mood", "mood").optional();
    });
}

/// What is true of both rows that the next two cases insert, each condition in the database's own words.
fn holds_the_same_values(db: &mut Session) {
    let (bytes, uuid, document) = match db.dialect() {
        Postgres => (
            "bytes = decode('00275c', 'hex')",
            "uuid = '00112233-4455-6677-8899-aabbccddeeff'",
            "document->>'a' = 'it''s \\ 漢'",
        ),
        Mysql => (
            "bytes = x'00275c'",
            "uuid = x'00112233445566778899aabbccddeeff'",
            "json_unquote(json_extract(document, '$.a')) = 'it''s \\\\ 漢'",
        ),
        Sqlite => (
            "bytes = x'00275c' AND typeof(bytes) = 'blob'",
            "uuid = '00112233-4455-6677-8899-aabbccddeeff'",
            "json_extract(document, '$.a') = 'it''s \\ 漢'",
        ),
    };
    let (mood, moment) = match db.dialect() {
        Mysql => (
            "mood = 'it''s \\\\ fine'",
            "moment = '2026-01-02 03:04:05.25'",
        ),
        Postgres => (
            "mood = 'it''s \\ fine'",
            "moment = '2026-01-02 03:04:05.25+00'",
        ),
        Sqlite => (
            "mood = 'it''s \\ fine'",
            "julianday(moment) = julianday('2026-01-02 03:04:05.25')",
        ),
    };
    let conditions = [
        "small = -32768",
        "large = 9223372036854775807",
        "exact = 1234567.5",
        "ratio = 0.1",
        "flag = (1 = 1)",
        "code = 'abc'",
        "name = 'O''Neil'",
        "body = 'a, \"b\"'",
        bytes,
        uuid,
        "day = '2026-02-28'",
        "clock = '23:59:58'",
        moment,
        "noted = '2026-01-02 03:04:05'",
        document,
        mood,
    ];
    for condition in conditions {
        let count = format!("SELECT count(*) FROM things WHERE id = 1 AND {condition}");
        assert_eq!(db.value(&count), "1", "{condition}");
    }
    let all = "SELECT count(*) FROM things WHERE small IS NULL AND large IS NULL AND exact IS NULL AND flag IS NULL \
               AND name IS NULL AND bytes IS NULL AND uuid IS NULL AND moment IS NULL AND document IS NULL AND mood IS NULL";
    assert_eq!(db.value(all), "1");
}

pub fn values_of_each_type_are_written_as_their_column_holds_them() -> Case {
    use migration_core::text::parse_timestamp;
    let time = |text: &str| parse_timestamp(text).expect("a time");
    Case::new()
        .change(things)
        .change(move |schema| {
            let first = row! {
                "id" => 1, "small" => i16::MIN, "large" => i64::MAX,
                "exact" => Value::Decimal("1234567.5".into()), "ratio" => 0.1, "flag" => true, "code" => "abc",
                "name" => "O'Neil", "body" => "a, \"b\"", "bytes" => vec![0_u8, 0x27, 0x5c],
                "uuid" => Value::Uuid(*b"\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff"),
                "day" => time("2026-02-28").date(), "clock" => time("2026-01-01 23:59:58").time(),
                "moment" => time("2026-01-02 03:04:05.25").and_utc(), "noted" => time("2026-01-02 03:04:05"),
                "document" => Value::Json(r#"{"a": "it's \\ 漢"}"#.into()), "mood" => "it's \\ fine",
            };
            let columns: Vec<String> = first.columns().to_vec();
            let nulls = columns.iter().skip(1).map(|name| (name.clone(), Value::Null));
            let nulls = std::iter::once(("id".to_owned(), Value::Int(2))).chain(nulls);
            schema.insert_many("things", [first, Row::from_pairs(nulls)]);
        })
        .check(holds_the_same_values)
}

pub fn a_file_of_rows_is_read_as_its_columns_say() -> Case {
    Case::new()
        .change(things)
        .change(|schema| {
            schema.copy_from_csv(
                "things",
                "id,small,large,exact,ratio,flag,code,name,body,bytes,uuid,day,clock,moment,noted,document,mood\r\n\
                 1,-32768,9223372036854775807,1234567.50,0.1,yes,abc,O'Neil,\"a, \"\"b\"\"\",,\
                 00112233-4455-6677-8899-AABBCCDDEEFF,2026-02-28,23:59:58,2026-01-02T04:04:05.25+01:00,\
                 2026-01-02 03:04:05,\"{\"\"a\"\": \"\"it's \\\\ 漢\"\"}\",it's \\ fine\r\n\
                 2,,,,,,,,,,,,,,,,\r\n",
            );
            let bytes = Value::Bytes(vec![0, 0x27, 0x5c]);
            schema.update("things").set_from("bytes", Value::Null, bytes).filter("id = 1");
        })
        .check(holds_the_same_values)
}

pub fn arrays_go_in_where_there_are_arrays() -> Case {
    Case::new()
        .needs(needs::ARRAYS)
        .change(|schema| {
            schema.create_table("tags", |t| {
                t.integer("id").primary_key();
                t.column("names", array(text()));
                t.column("points", array(integer())).optional();
            });
            schema.insert_many(
                "tags",
                [
                    row! { "id" => 1, "names" => vec!["a", "it's \\ \"b\", {c}"], "points" => vec![Some(1), None] },
                    row! { "id" => 2, "names" => "{x,y}", "points" => Value::Null },
                ],
            );
        })
        .check(|db| {
            assert_eq!(db.value("SELECT names[2] FROM tags WHERE id = 1"), "it's \\ \"b\", {c}");
            assert_eq!(db.value("SELECT points[2] IS NULL AND points[1] = 1 FROM tags WHERE id = 1"), "t");
            assert_eq!(db.value("SELECT names[2] FROM tags WHERE id = 2"), "y");
        })
}
