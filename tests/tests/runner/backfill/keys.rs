//! Keys of all kinds: each row is changed once, whatever the values are and however the database sorts them.

use migratory::ErrorKind;
use migratory::prelude::*;

use super::all_counted_once;
use crate::world::{Step, World, migrator, raw, step};

on_each_database!(
    numbers_of_any_size_are_keys,
    text_of_any_kind_is_a_key,
    bytes_are_keys,
    uuids_are_keys,
    days_and_times_are_keys,
    decimals_and_doubles_are_keys,
    a_key_of_three_columns_is_followed_from_left_to_right,
    a_table_and_a_key_may_have_hostile_names,
    unique_columns_are_followed_in_place_of_the_primary_key,
);

/// A table whose key `k` is of a type, with these values as SQL.
fn keyed(column_type: ColumnType, collation: Option<&'static str>, values: &[String]) -> Step {
    let values = values.join("), (");
    step("1_counters", move |schema| {
        schema.create_table("counters", |t| {
            let column = t.column("id", column_type.clone()).primary_key();
            if let Some(collation) = collation {
                column.collate(collation);
            }
            t.integer("n").default(0);
        });
        schema
            .sql(format!("INSERT INTO counters (id) VALUES ({values})"))
            .down("");
    })
}

use migratory::core::schema::ColumnType;

/// Counts all rows up in batches of one, two and five rows.
#[track_caller]
fn each_once(world: &World, first: &Step, rows: usize) {
    for batch_size in [1, 2, 5] {
        let world = world.another();
        if world.pick(true, false, false) {
            // How a session writes dates and numbers must not matter, and resuming may be done by another one.
            let database = world.value("SELECT quote_ident(current_database())");
            for set in [
                "datestyle = 'SQL, DMY'",
                "timezone = 'America/New_York'",
                "intervalstyle = 'sql_standard'",
                "extra_float_digits = -15",
                "bytea_output = 'escape'",
            ] {
                world.sql(&format!("ALTER DATABASE {database} SET {set}"));
            }
        }
        let count = step("2_count", move |schema| super::count(schema, batch_size));
        world.migrate(&migrator(&[first.clone(), count]));
        let total = world.value("SELECT CAST(count(*) AS CHAR(20)) FROM counters");
        assert_eq!(total.trim(), rows.to_string());
        let wrong = world.value("SELECT CAST(count(*) AS CHAR(20)) FROM counters WHERE n <> 1");
        assert_eq!(wrong.trim(), "0", "batches of {batch_size}");
    }
}

#[track_caller]
fn of_type(
    world: &World,
    column_type: ColumnType,
    collation: Option<&'static str>,
    values: &[&str],
) {
    let values: Vec<String> = values.iter().map(ToString::to_string).collect();
    each_once(world, &keyed(column_type, collation, &values), values.len());
}

fn numbers_of_any_size_are_keys(world: &World) {
    let extremes = [
        "-9223372036854775808",
        "-9223372036854775807",
        "-1",
        "0",
        "1",
        "9007199254740992",
        "9007199254740993",
        "9007199254740994",
        "9223372036854775806",
        "9223372036854775807",
    ];
    of_type(world, ColumnType::BigInteger, None, &extremes);
    if world.pick(false, true, false) {
        let unsigned = [
            "0",
            "9223372036854775808",
            "18446744073709551613",
            "18446744073709551614",
            "18446744073709551615",
        ];
        of_type(
            world,
            ColumnType::Custom("bigint unsigned".into()),
            None,
            &unsigned,
        );
        of_type(
            world,
            ColumnType::Custom("year".into()),
            None,
            &["1901", "2000", "2155"],
        );
        of_type(
            world,
            ColumnType::Bit(9),
            None,
            &["b'0'", "b'1'", "b'100000000'", "b'111111111'"],
        );
    }
}

/// Words that collations treat in different ways: case, accents, signs, blanks, quotes, backslashes.
const WORDS: [&str; 22] = [
    "''",
    "'a'",
    "'B'",
    "'c'",
    "'Z'",
    "'äh'",
    "'Ö'",
    "'zebra'",
    "'co-op'",
    "'coop2'",
    "' leading'",
    "'it''s'",
    "'\"q\"'",
    "'100%'",
    "'_'",
    "'ß3'",
    "'日本語'",
    "'🐘'",
    "'ﬀ'",
    "'10'",
    "'9'",
    "'0x1F'",
];

fn text_of_any_kind_is_a_key(world: &World) {
    let mut words: Vec<&str> = WORDS.to_vec();
    words.push(world.pick("E'back\\\\slash'", "'back\\\\slash'", "'back\\slash'"));
    words.push(world.pick(
        "E'line\\nbreak'",
        "'line\\nbreak'",
        "'line' || char(10) || 'break'",
    ));
    let collations = world.pick(
        vec![None, Some("C"), Some("en-x-icu"), Some("sv-x-icu")],
        vec![
            None,
            Some("utf8mb4_bin"),
            Some("utf8mb4_unicode_ci"),
            Some("utf8mb4_swedish_ci"),
            Some("utf8mb4_german2_ci"),
        ],
        vec![None, Some("NOCASE"), Some("RTRIM")],
    );
    let string = ColumnType::String(50);
    for collation in collations {
        of_type(world, string.clone(), collation, &words);
    }
    match world.dialect() {
        Postgres => {
            let nondeterministic = raw(
                "0_collation",
                "CREATE COLLATION hostile (provider = icu, locale = 'und-u-ks-level2-kn-true', deterministic = false); \
                 CREATE TABLE counters (id text COLLATE hostile PRIMARY KEY, n integer NOT NULL DEFAULT 0); \
                 INSERT INTO counters (id) VALUES ('b'), ('A'), ('c'), ('a10'), ('a9'), ('Ä'), ('')",
            );
            by_key(world, &nondeterministic, 7);
            of_type(
                world,
                ColumnType::Char(3),
                None,
                &["'a'", "'b  '", "''", "'abc'", "'B'"],
            );
            let citext = raw(
                "0_citext",
                "CREATE EXTENSION citext; CREATE TABLE counters (id citext PRIMARY KEY, n integer NOT NULL DEFAULT 0); \
                 INSERT INTO counters (id) VALUES ('b'), ('A'), ('c'), ('')",
            );
            by_key(world, &citext, 4);
            let enums = raw(
                "0_enum",
                "CREATE TYPE size AS ENUM ('small', 'medium', 'large', 'a''b'); \
                 CREATE TABLE counters (id size PRIMARY KEY, n integer NOT NULL DEFAULT 0); \
                 INSERT INTO counters (id) VALUES ('a''b'), ('small'), ('large'), ('medium')",
            );
            by_key(world, &enums, 4);
        }
        Mysql => {
            let latin = ["'a'", "'ä'", "'Z'", "'é'", "'ñ'"];
            let words = ColumnType::Custom("varchar(20) CHARACTER SET latin1".into());
            of_type(world, words, None, &latin);
            of_type(
                world,
                ColumnType::Char(5),
                None,
                &["'a'", "'b'", "''", "'abcde'", "'äh'"],
            );
            let refused = keyed(
                ColumnType::InlineEnum(vec!["b".into(), "a".into()]),
                None,
                &["'a'".into()],
            );
            let count = step("2_count", |schema| super::count(schema, 1));
            let error = world.migrate_fails(&migrator(&[refused, count]));
            assert_eq!(error.kind(), ErrorKind::Plan, "{error}");
            assert!(error.to_string().contains(".key("), "{error}");
        }
        Sqlite => {
            let strange = raw(
                "0_strange",
                "CREATE TABLE counters (id TEXT NOT NULL PRIMARY KEY, n INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID; \
                 INSERT INTO counters (id) VALUES ('a'), (CAST(x'610062' AS TEXT)), (CAST(x'6100' AS TEXT)), \
                 (CAST(x'ff' AS TEXT)), (CAST(x'c3' AS TEXT)), (x'61'), (x''), (12), (1.5), ('10')",
            );
            by_key(world, &strange, 10);
            let untyped = raw(
                "0_untyped",
                "CREATE TABLE counters (id PRIMARY KEY NOT NULL, n INTEGER NOT NULL DEFAULT 0); \
                 INSERT INTO counters (id) VALUES (1), ('1'), (2), ('2'), (10), ('10'), (1.5), ('1.5'), (x'31'), (''), \
                 (9e999), (-9e999), (0.1 + 0.2), (9223372036854775807), (CAST(x'ff32' AS TEXT)), (CAST(x'310032' AS TEXT))",
            );
            by_key(world, &untyped, 16);
        }
    }
}

/// A table that raw SQL made, whose key is said.
#[track_caller]
fn by_key(world: &World, first: &Step, rows: usize) {
    for batch_size in [1, 2, 5] {
        let world = world.another();
        let count = step("2_count", move |schema| {
            super::count(schema, batch_size);
        });
        let keyed = step("2_count", move |schema| {
            schema
                .backfill("counters")
                .set("n", expr("n + 1"))
                .key("id")
                .batch_size(batch_size);
        });
        let error = world.migrate_fails(&migrator(&[first.clone(), count]));
        assert_eq!(error.kind(), ErrorKind::Plan, "{error}");
        assert!(error.to_string().contains(".key("), "{error}");
        world.migrate(&migrator(&[first.clone(), keyed]));
        all_counted_once(&world, rows as u64);
    }
}

fn bytes_are_keys(world: &World) {
    let bytes = [
        "", "00", "0000", "00ff", "27", "5c", "5c27", "61", "7f", "80", "ff", "ffff",
    ];
    let values: Vec<String> = (bytes.iter())
        .map(|hex| {
            world.pick(
                format!("'\\x{hex}'::bytea"),
                format!("x'{hex}'"),
                format!("x'{hex}'"),
            )
        })
        .collect();
    let binary = ColumnType::Binary;
    let column_type = world.pick(
        binary.clone(),
        ColumnType::Custom("varbinary(20)".into()),
        binary,
    );
    each_once(world, &keyed(column_type, None, &values), values.len());
}

fn uuids_are_keys(world: &World) {
    let uuids = [
        "00000000-0000-0000-0000-000000000000",
        "00000000-0000-0000-0000-000000000001",
        "01890a5d-ac96-774b-bcce-b302099a8057",
        "7fffffff-ffff-ffff-ffff-ffffffffffff",
        "80000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
    ];
    let values: Vec<String> = (uuids.iter())
        .map(|uuid| {
            let hex = uuid.replace('-', "");
            world.pick(
                format!("'{uuid}'"),
                format!("x'{hex}'"),
                format!("'{uuid}'"),
            )
        })
        .collect();
    each_once(world, &keyed(ColumnType::Uuid, None, &values), values.len());
}

fn days_and_times_are_keys(world: &World) {
    let days = [
        "'1999-12-31'",
        "'2000-01-01'",
        "'2000-02-29'",
        "'2024-06-07'",
        "'2024-07-06'",
        "'9999-12-31'",
    ];
    of_type(world, ColumnType::Date, None, &days);
    let times = [
        "'00:00:00'",
        "'00:00:00.000001'",
        "'12:34:56.789012'",
        "'23:59:59.999999'",
    ];
    of_type(world, ColumnType::Time, None, &times);
    let local = [
        "'2024-01-02 03:04:05'",
        "'2024-01-02 03:04:05.000001'",
        "'2024-01-02 03:04:05.000002'",
        "'2024-02-01 03:04:05'",
        "'2024-12-31 23:59:59.999999'",
    ];
    of_type(world, ColumnType::LocalTimestamp, None, &local);
    // The hour that comes twice in New York.
    let zone = world.pick("+00", "", "");
    let points = [
        "2024-11-03 05:30:00",
        "2024-11-03 05:59:59.999999",
        "2024-11-03 06:00:00",
        "2024-11-03 06:30:00",
        "2024-11-03 07:30:00",
        "2024-03-10 07:00:00.5",
    ];
    let points: Vec<String> = points
        .iter()
        .map(|point| format!("'{point}{zone}'"))
        .collect();
    each_once(
        world,
        &keyed(ColumnType::Timestamp, None, &points),
        points.len(),
    );
    if world.pick(true, false, false) {
        let spans = [
            "'-1 day +02:03:04'",
            "'1 day'",
            "'25 hours'",
            "'1 mon'",
            "'00:00:00.000001'",
        ];
        of_type(world, ColumnType::Interval, None, &spans);
        let addresses = ["'10.0.0.1'", "'10.0.0.0/8'", "'::1'", "'fe80::/10'"];
        of_type(world, ColumnType::Inet, None, &addresses);
        of_type(
            world,
            ColumnType::Bit(4),
            None,
            &["'0000'", "'0001'", "'1000'", "'1111'"],
        );
    }
}

fn decimals_and_doubles_are_keys(world: &World) {
    let decimals = [
        "-99999999999999999999.999999",
        "-0.000001",
        "0",
        "0.000001",
        "0.1",
        "0.3",
        "99999999999999999999.999998",
        "99999999999999999999.999999",
    ];
    // SQLite keeps them as floats, where the last two are one.
    let fewer = world.pick(decimals.len(), decimals.len(), decimals.len() - 1);
    of_type(
        world,
        ColumnType::Decimal(Some((26, 6))),
        None,
        &decimals[..fewer],
    );
    let doubles = [
        "-1e308",
        "-0.1e0",
        "0e0",
        "5e-324",
        "1e-10",
        "0.1e0",
        "0.30000000000000004e0",
        "0.3e0",
        "1234567890123456.7e0",
        "1.7976931348623157e308",
    ];
    let doubles = world.pick(doubles.as_slice(), &doubles[..], doubles.as_slice());
    of_type(world, ColumnType::Double, None, doubles);
}

fn a_key_of_three_columns_is_followed_from_left_to_right(world: &World) {
    let keyed = step("1_counters", |schema| {
        schema.create_table("counters", |t| {
            t.string("region", 10);
            t.big_integer("tenant");
            t.local_timestamp("at");
            t.integer("n").default(0);
            t.primary_key(["tenant", "region", "at"]);
        });
        let mut rows = Vec::new();
        for tenant in [-1_i64, 9_007_199_254_740_992, 9_007_199_254_740_993] {
            for region in ["", "B", "a", "it''s"] {
                for second in [1, 2] {
                    rows.push(format!(
                        "('{region}', {tenant}, '2024-01-02 03:04:0{second}.5')"
                    ));
                }
            }
        }
        let rows = rows.join(", ");
        schema
            .sql(format!(
                "INSERT INTO counters (region, tenant, at) VALUES {rows}"
            ))
            .down("");
    });
    each_once(world, &keyed, 24);
}

fn a_table_and_a_key_may_have_hostile_names(world: &World) {
    let hostile = world.pick(
        "a \"b\"; DROP --\n'c'",
        "a `b`; DROP -- 'c'",
        "a \"b\"; DROP --\n'c'",
    );
    let first = step("1_first", move |schema| {
        schema.create_table(hostile, |t| {
            t.string(hostile, 20).primary_key();
            t.integer("order").default(0);
        });
    });
    let second = step("2_second", move |schema| {
        schema.backfill(hostile).set("order", 1).batch_size(1);
    });
    world.migrate(&migrator(std::slice::from_ref(&first)));
    let (table, order) = (world.quote(hostile), world.quote("order"));
    world.sql(&format!(
        "INSERT INTO {table} ({}) VALUES ('x'), ('y')",
        world.quote(hostile)
    ));
    let migrator = migrator(&[first, second]);
    let plan = world
        .block(migrator.plan(&world.database))
        .unwrap()
        .to_sql();
    let commented = plan
        .lines()
        .filter(|line| line.contains("DROP") && !line.contains("UPDATE"));
    assert!(
        commented
            .clone()
            .all(|line| line.starts_with("--") || line.starts_with('\'')),
        "{plan}"
    );
    world.migrate(&migrator);
    let sum = world.value(&format!(
        "SELECT CAST(sum({order}) AS CHAR(20)) FROM {table}"
    ));
    assert_eq!(sum.trim(), "2");
}

fn unique_columns_are_followed_in_place_of_the_primary_key(world: &World) {
    let first = step("1_counters", |schema| {
        schema.create_table("counters", |t| {
            t.integer("place");
            t.integer("number");
            t.integer("n").default(0);
            t.unique(["place", "number"]);
        });
        schema
            .sql("INSERT INTO counters (place, number) VALUES (1, 1), (1, 2), (2, 1), (2, 2), (3, 0)")
            .down("");
    });
    let count = step("2_count", |schema| {
        schema
            .backfill("counters")
            .set("n", expr("n + 1"))
            .key(["place", "number"])
            .batch_size(2);
    });
    world.migrate(&migrator(&[first, count]));
    let wrong = world.value("SELECT CAST(count(*) AS CHAR(20)) FROM counters WHERE n <> 1");
    assert_eq!(wrong.trim(), "0");
}
