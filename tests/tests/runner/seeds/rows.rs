//! Rows from CSV and JSON files.

use migratory::{DatabaseState, Error};

use super::{Act, garden, sower};
use crate::world::{Step, World, step};

on_each_database!(
    csv_and_json_bring_values_of_every_type,
    bits_are_those_of_the_file,
    rows_are_found_by_their_key_and_others_stay,
    a_key_may_have_several_columns,
    columns_that_a_file_does_not_name_keep_their_defaults,
    a_file_without_rows_brings_none,
    a_value_of_another_type_is_told_with_its_place,
    what_is_wrong_with_the_header_is_told_with_its_place,
    a_row_that_the_database_refuses_is_told_with_its_place,
    a_broken_file_is_told_with_its_place,
    two_rows_of_one_key_are_told,
    a_file_fails_whole,
);

fn create_all() -> Step {
    step("2_all", |schema| {
        schema.create_type("mood", ["sad", "happy"]);
        schema.create_table("a_ll", |t| {
            t.integer("id").primary_key();
            t.string("name", 20);
            t.boolean("flag").optional();
            t.big_integer("big").optional();
            t.decimal("price", 10, 2).optional();
            t.double("ratio").optional();
            t.text("note").optional();
            t.binary("blob").optional();
            t.uuid("token").optional();
            t.date("day").optional();
            t.time("hour").optional();
            t.timestamp("seen").optional();
            t.local_timestamp("local").optional();
            t.json("doc").optional();
            t.enumeration("mood", "mood").optional();
            t.integer("rank").default(5);
            t.bit("bits", 3).optional();
            t.check("a_ll_rank_check", "rank < 10");
        });
        schema.create_table("pairs", |t| {
            t.integer("a");
            t.string("b", 20);
            t.integer("n").optional();
            t.primary_key(["a", "b"]);
            t.foreign_key("n").references("a_ll", "id");
        });
    })
}

fn file(
    table: &'static str,
    key: &'static [&'static str],
    name: &'static str,
    content: &str,
) -> Act {
    Act::File(table, key, name, content.to_owned())
}

#[track_caller]
fn seeds(world: &World, content: &str, files: &[Act]) {
    let migrator = garden(&[create_all()], &[sower("Files", files).content(content)]);
    assert_eq!(world.migrate_and_seed(&migrator).names(), ["Files"]);
}

#[track_caller]
fn refused(world: &World, file: Act) -> Error {
    let migrator = garden(&[create_all()], &[sower("Files", &[file])]);
    world.migrate(&migrator);
    let error = world.seed_fails(&migrator);
    assert_eq!(error.seeder(), Some("Files"));
    assert_eq!(error.database_state(), Some(&DatabaseState::RolledBack));
    assert_eq!(world.log(), [""; 0]);
    assert_eq!(
        world.count("a_ll") + world.count("pairs") + world.count("things"),
        0
    );
    error
}

const CSV: &str = "\u{feff}id,name,flag,big,price,ratio,note,blob,token,day,hour,seen,local,doc,mood\r\n\
    1,\"a, \"\"b\"\"\",true,-9223372036854775808,12345678.90,0.5,\"two\r\nlines\",\\x00ff,\
    00112233-4455-6677-8899-aabbccddeeff,2026-01-31,13:45:00.5,2026-01-31T01:00:00+01:00,2026-01-31 13:45:00,\
    \"{\"\"a\"\": [1, \"\"é\"\"]}\",happy\r\n\
    2,\"\",no,,,,\"\",,,,,,,,\r\n";

const JSON: &str = r#"[
  {"id": 1, "name": "a, \"b\"", "flag": true, "big": -9223372036854775808, "price": 12345678.90, "ratio": 0.5,
   "note": "two\r\nlines", "blob": "\\x00ff", "token": "00112233445566778899AABBCCDDEEFF", "day": "2026-01-31",
   "hour": "13:45:00.5", "seen": "2026-01-31 00:00:00Z", "local": "2026-01-31T13:45", "doc": {"a": [1, "é"]}, "mood": "happy"},
  {"id": 2, "name": "", "flag": 0, "note": "", "big": null}
]"#;

fn csv_and_json_bring_values_of_every_type(world: &World) {
    seeds(world, "1", &[file("a_ll", &["id"], "a.csv", CSV)]);
    let of_csv = all_values(world);
    assert_eq!(
        of_csv[0],
        [
            "1",
            "a, \"b\"",
            "1",
            "-9223372036854775808",
            "12345678.9",
            "0.5",
            "two\r\nlines",
            "00ff",
            "00112233445566778899aabbccddeeff",
            "2026-01-31",
            "13:45:00.5",
            "2026-01-31 00:00:00",
            "2026-01-31 13:45:00",
            "{\"a\": [1, \"é\"]}",
            "happy",
            "5",
        ]
    );
    assert_eq!(of_csv[1][..4], ["2", "", "0", "NULL"]);
    assert_eq!(of_csv[1][6], "", "a quoted field is an empty text");
    world.sql("DELETE FROM a_ll");
    seeds(world, "2", &[file("a_ll", &["id"], "a.json", JSON)]);
    assert_eq!(all_values(world), of_csv);
    // What is there already gets the same values once more.
    seeds(
        world,
        "3",
        &[
            file("a_ll", &["id"], "a.csv", CSV),
            file("a_ll", &["id"], "a.json", JSON),
        ],
    );
    assert_eq!(all_values(world), of_csv);
}

/// All rows, each value as a text that is the same on every database.
fn all_values(world: &World) -> Vec<Vec<String>> {
    let number = |column: &str| {
        world.pick(
            format!("trim(trailing '.' from trim(trailing '0' from {column}::text))"),
            format!("TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM CAST({column} AS CHAR(40))))"),
            format!("CAST({column} AS TEXT)"),
        )
    };
    let columns = [
        world
            .pick("id::text", "CAST(id AS CHAR(20))", "CAST(id AS TEXT)")
            .to_owned(),
        "name".to_owned(),
        world
            .pick(
                "flag::int::text",
                "CAST(flag AS CHAR(20))",
                "CAST(flag AS TEXT)",
            )
            .to_owned(),
        world
            .pick("big::text", "CAST(big AS CHAR(20))", "CAST(big AS TEXT)")
            .to_owned(),
        number("price"),
        number("ratio"),
        "note".to_owned(),
        world
            .pick(
                "encode(blob, 'hex')",
                "LOWER(HEX(`blob`))",
                "lower(hex(blob))",
            )
            .to_owned(),
        world
            .pick(
                "replace(token::text, '-', '')",
                "LOWER(HEX(token))",
                "replace(token, '-', '')",
            )
            .to_owned(),
        world
            .pick("day::text", "CAST(day AS CHAR(20))", "day")
            .to_owned(),
        world
            .pick(
                "trim(trailing '0' from hour::text)",
                "TRIM(TRAILING '0' FROM CAST(hour AS CHAR(20)))",
                "rtrim(hour, '0')",
            )
            .to_owned(),
        world
            .pick(
                "to_char(seen AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')",
                "DATE_FORMAT(CONVERT_TZ(seen, @@time_zone, '+00:00'), '%Y-%m-%d %H:%i:%s')",
                "seen",
            )
            .to_owned(),
        world
            .pick(
                "to_char(local, 'YYYY-MM-DD HH24:MI:SS')",
                "DATE_FORMAT(local, '%Y-%m-%d %H:%i:%s')",
                "local",
            )
            .to_owned(),
        world.pick("doc::text", "doc", "doc").to_owned(),
        world.pick("mood::text", "mood", "mood").to_owned(),
        world
            .pick(
                "rank::text",
                "CAST(`rank` AS CHAR(20))",
                "CAST(rank AS TEXT)",
            )
            .to_owned(),
    ];
    let sql = format!("SELECT {} FROM a_ll ORDER BY id", columns.join(", "));
    let text = |cell: Option<String>| cell.unwrap_or_else(|| "NULL".to_owned());
    (world.rows(&sql).into_iter())
        .map(|row| row.into_iter().map(text).collect())
        .collect()
}

fn bits_are_those_of_the_file(world: &World) {
    let csv = "id,name,bits\n1,a,101\n2,b,001\n3,c,\n";
    seeds(world, "1", &[file("a_ll", &["id"], "a.csv", csv)]);
    let bits = world.column(world.pick(
        "SELECT bits::text FROM a_ll ORDER BY id",
        "SELECT LPAD(BIN(bits), 3, '0') FROM a_ll ORDER BY id",
        "SELECT bits FROM a_ll ORDER BY id",
    ));
    assert_eq!(bits, ["101", "001", "NULL"]);
}

fn names(world: &World) -> Vec<(String, String)> {
    let rows = world.rows("SELECT name, note FROM a_ll ORDER BY id");
    let text = |cell: &Option<String>| cell.clone().unwrap_or_else(|| "NULL".to_owned());
    rows.iter()
        .map(|row| (text(&row[0]), text(&row[1])))
        .collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    (pairs.iter())
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
        .collect()
}

fn rows_are_found_by_their_key_and_others_stay(world: &World) {
    seeds(
        world,
        "1",
        &[file(
            "a_ll",
            &["id"],
            "a.csv",
            "id,name,note\n1,one,x\n2,two,y\n3,three,z\n",
        )],
    );
    world.sql("INSERT INTO a_ll (id, name) VALUES (9, 'mine')");
    world.sql("UPDATE a_ll SET note = 'changed' WHERE id = 1");
    seeds(
        world,
        "2",
        &[file(
            "a_ll",
            &["id"],
            "a.csv",
            "id,name\n1,uno\n3,tres\n4,cuatro\n",
        )],
    );
    assert_eq!(
        names(world),
        pairs(&[
            ("uno", "changed"),
            ("two", "y"),
            ("tres", "z"),
            ("cuatro", "NULL"),
            ("mine", "NULL")
        ])
    );
    seeds(
        world,
        "3",
        &[file("a_ll", &["id"], "a.csv", "note,id,name\n,1,uno\n")],
    );
    assert_eq!(names(world)[0], ("uno".to_owned(), "NULL".to_owned()));
}

fn a_key_may_have_several_columns(world: &World) {
    let key: &[&str] = &["a", "b"];
    seeds(
        world,
        "1",
        &[file("pairs", key, "p.csv", "a,b\n1,x\n1,y\n2,x\n")],
    );
    seeds(
        world,
        "2",
        &[file(
            "pairs",
            key,
            "p.json",
            r#"[{"b": "x", "a": 1}, {"b": "z", "a": 1}]"#,
        )],
    );
    let all = world.column("SELECT concat(a, b) FROM pairs ORDER BY a, b");
    assert_eq!(all, ["1x", "1y", "1z", "2x"]);
}

fn columns_that_a_file_does_not_name_keep_their_defaults(world: &World) {
    let json = r#"[{"id": 1, "name": "a"}, {"id": 2, "name": "b", "rank": 7}]"#;
    seeds(world, "1", &[file("a_ll", &["id"], "a.json", json)]);
    let ranks = world.column(world.pick(
        "SELECT rank::text FROM a_ll ORDER BY id",
        "SELECT CAST(`rank` AS CHAR(20)) FROM a_ll ORDER BY id",
        "SELECT CAST(rank AS TEXT) FROM a_ll ORDER BY id",
    ));
    assert_eq!(ranks, ["5", "7"]);
}

fn a_file_without_rows_brings_none(world: &World) {
    seeds(
        world,
        "1",
        &[
            file("a_ll", &["id"], "a.csv", "id,name\n"),
            file("a_ll", &["id"], "a.json", "[]"),
        ],
    );
    assert_eq!(world.count("a_ll"), 0);
}

fn a_value_of_another_type_is_told_with_its_place(world: &World) {
    for (header, value, wrong) in [
        (
            "id,name,flag",
            "1,a,maybe",
            "\"maybe\" is not true or false, which the column \"flag\"",
        ),
        (
            "id,name,big",
            "1,a,1.5",
            "\"1.5\" is not a whole number, which the column \"big\"",
        ),
        (
            "id,name,price",
            "1,a,cheap",
            "\"cheap\" is not a number, which the column \"price\"",
        ),
        (
            "id,name,day",
            "1,a,31.1.2026",
            "\"31.1.2026\" is not a date like 2026-01-31, which the column \"day\"",
        ),
        (
            "id,name,seen",
            "1,a,now",
            "\"now\" is not a date and time like 2026-01-31 13:45:00, which the column \"seen\"",
        ),
        (
            "id,name,token",
            "1,a,0011",
            "\"0011\" is not a UUID, which the column \"token\"",
        ),
        (
            "id,name,blob",
            "1,a,\\x0",
            "\"\\\\x0\" is not bytes in hex: \\x00ff, which the column \"blob\"",
        ),
    ] {
        let csv = format!("{header}\n\n0,\"é\n\",\n{value}\n");
        let error = refused(
            &world.another(),
            file("a_ll", &["id"], "seeds/all.csv", &csv),
        );
        let place = "seeds/all.csv:5:5: ";
        assert!(
            error.message().starts_with(&format!("{place}{wrong}")),
            "{error}"
        );
        assert!(
            error.to_string().contains("next: correct the file"),
            "{error}"
        );
    }
    let json = "[\n  {\"id\": 1, \"name\": \"a\", \"big\": [2]}\n]";
    let error = refused(world, file("a_ll", &["id"], "a.json", json));
    assert!(
        error
            .message()
            .starts_with("a.json:2:33: \"[2]\" is not a single value"),
        "{error}"
    );
}

fn what_is_wrong_with_the_header_is_told_with_its_place(world: &World) {
    for (csv, wrong) in [
        (
            "id,nam\n1,a\n",
            "a.csv:1:4: the table \"a_ll\" has no column \"nam\"; it has id, name, flag",
        ),
        (
            "name\na\n",
            "a.csv:1:1: the column \"id\", which is the key, is not in the file",
        ),
        (
            "id,name,id\n1,a,2\n",
            "a.csv:1:9: the column \"id\" is named twice",
        ),
        (
            "",
            "a.csv:1:1: the first line names the columns, and there is none",
        ),
    ] {
        let error = refused(&world.another(), file("a_ll", &["id"], "a.csv", csv));
        assert!(error.message().starts_with(wrong), "{error}");
    }
    let error = refused(world, file("no_table", &["id"], "a.csv", "id\n1\n"));
    assert!(
        error.message().contains("there is no table \"no_table\""),
        "{error}"
    );
    let error = refused(world, file("things", &["nme"], "a.csv", "name\n1\n"));
    assert!(
        error
            .message()
            .contains("has no column \"nme\", which is to be its key; it has id, name"),
        "{error}"
    );
}

fn a_row_that_the_database_refuses_is_told_with_its_place(world: &World) {
    // By a check, a foreign key, NOT NULL, an enum's values, and another unique key.
    for (table, key, csv, place) in [
        (
            "a_ll",
            &["id"][..],
            "id,name,rank\n1,a,1\n2,b,11\n3,c,1\n",
            "a.csv:3:",
        ),
        ("pairs", &["a", "b"], "a,b,n\n1,x,\n2,y,77\n", "a.csv:3:"),
        ("a_ll", &["id"], "id,name\n1,a\n2,\n", "a.csv:3:3: "),
        (
            "a_ll",
            &["id"],
            "id,name,mood\n1,a,sad\n2,b,angry\n",
            "a.csv:3:",
        ),
        ("things", &["id"], "id,name\n1,a\n2,b\n3,a\n", "a.csv:4:"),
    ] {
        let error = refused(&world.another(), file(table, key, "a.csv", csv));
        assert!(error.message().starts_with(place), "{csv}: {error}");
        assert!(error.failed_statement().is_some(), "{error}");
    }
    let angry = refused(
        world,
        file("a_ll", &["id"], "a.csv", "id,mood,name\n2,angry,b\n"),
    );
    // SQLite names the check alone.
    let place = world.pick("a.csv:2:3: ", "a.csv:2:3: ", "a.csv:2:1: ");
    assert!(angry.message().starts_with(place), "{angry}");
    let text = angry.to_string();
    assert!(
        text.contains("  --> tests/tests/runner/seeds/rows.rs:"),
        "{text}"
    );
}

fn a_broken_file_is_told_with_its_place(world: &World) {
    for (name, content, wrong) in [
        (
            "a.csv",
            "id,name\n1,a\n2\n",
            "a.csv:3:1: this row has 1 field, and the first line names 2 columns",
        ),
        (
            "a.json",
            "[{\"id\": 1}\n {\"id\": 2}]",
            "a.json:2:2: expected `,` or `]`",
        ),
        (
            "a.json",
            "{\"id\": 1}",
            "a.json:1:1: this is an object, but the file is a list of objects",
        ),
    ] {
        let error = refused(&world.another(), file("a_ll", &["id"], name, content));
        assert_eq!(error.message(), wrong);
    }
}

fn two_rows_of_one_key_are_told(world: &World) {
    let csv = "id,name\n1,a\n2,b\n 1,c\n";
    let error = refused(world, file("a_ll", &["id"], "a.csv", csv));
    assert_eq!(
        error.message(),
        "a.csv:4:1: this row has the same id as the one at line 2"
    );
}

fn a_file_fails_whole(world: &World) {
    let mut csv = "id,name\n".to_owned();
    for id in 0..500 {
        csv += &format!("{id},n{id}\n");
    }
    let error = refused(
        &world.another(),
        file("a_ll", &["id"], "a.csv", &(csv.clone() + "500,\n")),
    );
    assert!(error.message().starts_with("a.csv:502:5: "), "{error}");
    seeds(world, "1", &[file("a_ll", &["id"], "a.csv", &csv)]);
    assert_eq!(world.count("a_ll"), 500);
}
