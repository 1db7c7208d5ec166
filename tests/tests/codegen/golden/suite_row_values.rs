//! What is written for "suite_row_values".

use migratory::prelude::*;

pub struct ValuesOfEachTypeAreWrittenAsTheirColumnHoldsThem;

#[migration(name = "20260301000000000_row_values_1")]
impl Migration for ValuesOfEachTypeAreWrittenAsTheirColumnHoldsThem {
    fn up(&self, schema: &mut Schema) {
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

        schema.insert_many(
            "things",
            [
                row! {
                    "id" => 1,
                    "small" => -32768,
                    "large" => 9223372036854775807_i64,
                    "exact" => Value::Decimal("1234567.5".to_owned()),
                    "ratio" => 0.1,
                    "flag" => true,
                    "code" => "abc",
                    "name" => "O'Neil",
                    "body" => "a, \"b\"",
                    "bytes" => b"\x00\'\\",
                    "uuid" => 0x00112233445566778899aabbccddeeff_u128.to_be_bytes(),
                    "day" => Value::date("2026-02-28"),
                    "clock" => Value::time("23:59:58"),
                    "moment" => Value::timestamp("2026-01-02T03:04:05.250Z"),
                    "noted" => Value::local_timestamp("2026-01-02T03:04:05"),
                    "document" => Value::Json("{\"a\": \"it's \\\\ 漢\"}".to_owned()),
                    "mood" => "it's \\ fine",
                },
                row! {
                    "id" => 2,
                    "small" => Value::Null,
                    "large" => Value::Null,
                    "exact" => Value::Null,
                    "ratio" => Value::Null,
                    "flag" => Value::Null,
                    "code" => Value::Null,
                    "name" => Value::Null,
                    "body" => Value::Null,
                    "bytes" => Value::Null,
                    "uuid" => Value::Null,
                    "day" => Value::Null,
                    "clock" => Value::Null,
                    "moment" => Value::Null,
                    "noted" => Value::Null,
                    "document" => Value::Null,
                    "mood" => Value::Null,
                },
            ],
        );
    }
}

pub struct AFileOfRowsIsReadAsItsColumnsSay;

#[migration(name = "20260301000000000_row_values_2")]
impl Migration for AFileOfRowsIsReadAsItsColumnsSay {
    fn up(&self, schema: &mut Schema) {
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

        schema.copy_from_csv(
            "things",
            r#"id,small,large,exact,ratio,flag,code,name,body,bytes,uuid,day,clock,moment,noted,document,mood
1,-32768,9223372036854775807,1234567.50,0.1,yes,abc,O'Neil,"a, ""b""",,00112233-4455-6677-8899-AABBCCDDEEFF,2026-02-28,23:59:58,2026-01-02T04:04:05.25+01:00,2026-01-02 03:04:05,"{""a"": ""it's \\ 漢""}",it's \ fine
2,,,,,,,,,,,,,,,,
"#,
        );
        schema
            .update("things")
            .set_from("bytes", Value::Null, b"\x00\'\\")
            .filter("id = 1");
    }
}

pub struct ArraysGoInWhereThereAreArrays;

#[migration(name = "20260301000000000_row_values_3")]
impl Migration for ArraysGoInWhereThereAreArrays {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("tags", |t| {
            t.integer("id").primary_key();
            t.array("names", text());
            t.array("points", integer()).optional();
        });

        schema.insert_many(
            "tags",
            [
                row! {
                    "id" => 1,
                    "names" => vec!["a", "it's \\ \"b\", {c}"],
                    "points" => Value::Array(vec![Value::from(1), Value::Null]),
                },
                row! { "id" => 2, "names" => "{x,y}", "points" => Value::Null },
            ],
        );
    }
}
