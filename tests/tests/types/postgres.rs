//! PostgreSQL.

use std::ops::Bound::{self, Excluded, Included, Unbounded};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use migration_core::schema::RangeKind;
use serde_json::json;
use sqlx::Executor as _;
use sqlx::postgres::types::{PgInterval, PgRange};
use sqlx::postgres::{PgConnection, Postgres};
use sqlx::types::ipnet::IpNet;
use sqlx::types::mac_address::MacAddress;
use sqlx::types::{BigDecimal, BitVec, Uuid};

world!(Postgres, PgConnection, "$1");

async fn world() -> Option<World> {
    Some(World::on(Server::postgres()?).await)
}

/// What sqlx has no type for: it writes and reads text, of which the server makes the type.
async fn check_text(world: &mut World, column: ColumnType, samples: Vec<Sample<String>>) {
    let named = column.to_string();
    let sql_type = match &column {
        ColumnType::Array(_) => "integer[]",
        ColumnType::LocalTimestamp => "timestamp",
        ColumnType::Timestamp => "timestamptz",
        _ => named.strip_suffix("()").expect("a type without arguments"),
    };
    let insert = format!("INSERT INTO {{}} (value) VALUES ($1::text::{sql_type})");
    let select = "SELECT value::text FROM {} ORDER BY id".to_owned();
    world.check_by(column, samples, (insert, select)).await;
}

#[tokio::test]
async fn numbers() {
    let Some(mut world) = world().await else {
        return;
    };
    let smalls = [i16::MIN, -1, 0, i16::MAX].map(same);
    world.check(small_integer(), smalls.into()).await;
    let integers = [i32::MIN, -1, 0, i32::MAX].map(same);
    world.check(integer(), integers.into()).await;
    let bigs = [i64::MIN, -1, 0, i64::MAX].map(same);
    world.check(big_integer(), bigs.into()).await;
    let exact = |text: &str| of(parse::<BigDecimal>(text), Value::Decimal(text.to_owned()));
    world.check(decimal(38, 10), EXACT.map(exact).into()).await;
    let unlimited = [
        "0",
        "-0.125",
        "100",
        "0.000000000000000000000000000001",
        "123456789012345678901234567890123456789012345678901234567890.000001",
    ];
    world.check(numeric(), unlimited.map(exact).into()).await;
    let not_a_number = of("NaN".to_owned(), Value::Decimal("NaN".into()));
    check_text(&mut world, numeric(), vec![not_a_number]).await;
    let infinite = [f32::INFINITY, f32::NEG_INFINITY].map(same);
    world
        .check(float(), [floats(), infinite.into()].concat())
        .await;
    let infinite = [f64::INFINITY, f64::NEG_INFINITY].map(same);
    world
        .check(double(), [doubles(), infinite.into()].concat())
        .await;
    world.check(boolean(), [true, false].map(same).into()).await;
    (world.refuses(small_integer(), 32768, "out of range")).await;
    (world.refuses(big_integer(), u64::MAX, "out of range")).await;
    let large = Value::Decimal("100".into());
    world.refuses(decimal(4, 2), large, "overflow").await;
    world.assert_documented(Dialect::Postgres);
}

#[tokio::test]
async fn text_and_bytes() {
    let Some(mut world) = world().await else {
        return;
    };
    let of_three = ["abc", "äöü", "\u{1F600}\u{1F601}\u{1F602}", "a b"];
    let texts = of_three.map(|text| same(text.to_owned()));
    world.check(char(3), texts.into()).await;
    world.check(string(40), short_texts()).await;
    world
        .check(text(), [short_texts(), vec![same(megabyte())]].concat())
        .await;
    world.before = |schema| {
        schema.sql("CREATE EXTENSION IF NOT EXISTS citext").down("");
    };
    world.check(citext(), short_texts()).await;
    world.check(binary(), bytes()).await;
    let uuids = [Uuid::nil(), Uuid::max(), Uuid::from_u128(0x1234_00ff)];
    world.check(uuid(), uuids.map(same).into()).await;
    world.refuses(string(3), "abcd", "too long").await;
    world.refuses(text(), "a\0b", "invalid byte sequence").await;
    world.assert_documented(Dialect::Postgres);
}

#[tokio::test]
async fn dates_and_times() {
    let Some(mut world) = world().await else {
        return;
    };
    let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).expect("a date");
    // The first is the first that the server has.
    let days = [
        day(-4713, 11, 24),
        day(0, 12, 31),
        day(1, 1, 1),
        day(2024, 2, 29),
        day(9999, 12, 31),
        day(12345, 1, 1),
    ];
    world.check(date(), days.map(same).into()).await;
    let times = TIMES_OF_DAY.map(|text| same(parse::<NaiveTime>(text)));
    world.check(time(), times.into()).await;
    let moment = |day: NaiveDate, micros: u32| {
        let time = NaiveTime::from_num_seconds_from_midnight_opt(86_399, micros * 1000);
        day.and_time(time.expect("a time"))
    };
    let moments = days.map(|day| moment(day, 999_999));
    let points = moments.map(|moment| same(moment.and_utc()));
    world.check(timestamp(), points.into()).await;
    world
        .check(local_timestamp(), moments.map(same).into())
        .await;
    // What chrono has no value for is text, in both directions.
    let endless = || ["infinity", "-infinity"].map(|text| same(text.to_owned()));
    check_text(&mut world, date(), endless().into()).await;
    check_text(&mut world, timestamp(), endless().into()).await;
    check_text(&mut world, local_timestamp(), endless().into()).await;
    let midnight = vec![same("24:00:00".to_owned())];
    check_text(&mut world, time(), midnight).await;
    let far = vec![same("294276-12-31".to_owned())];
    check_text(&mut world, date(), far).await;
    let span = |months, days, microseconds, text: &str| {
        let span = PgInterval {
            months,
            days,
            microseconds,
        };
        of(span, text)
    };
    let spans = vec![
        span(0, 0, 0, "00:00:00"),
        span(
            14,
            -3,
            14_706_789_000,
            "1 year 2 mons -3 days +04:05:06.789",
        ),
        span(-14, 3, -1, "-1 years -2 mons +3 days -00:00:00.000001"),
        span(0, 0, 360_000_000_000, "100:00:00"),
        span(0, 1, 0, "1 day"),
        span(
            i32::MAX,
            i32::MAX,
            0,
            "178956970 years 7 mons 2147483647 days",
        ),
    ];
    world.check(interval(), spans).await;
    world.refuses(date(), "2023-02-29", "out of range").await;
    world.refuses(time(), "25:00:00", "out of range").await;
    world.assert_documented(Dialect::Postgres);
}

#[tokio::test]
async fn json_of_all_kinds() {
    let Some(mut world) = world().await else {
        return;
    };
    // By its text: sqlx sends `jsonb`, which is written in another way.
    let nul = same(json!({ "a": "\0" }));
    let kept = documents().into_iter().chain([nul]).map(|sample| Sample {
        rust: sample.rust.to_string(),
        written: sample.written,
        read: sample.read,
    });
    check_text(&mut world, json(), kept.collect()).await;
    let binary = vec![
        reads(
            json!({"a": [1, null]}),
            text_of(r#"{"a":[1,null]}"#),
            text_of(r#"{"a": [1, null]}"#),
        ),
        reads(
            json!("é\u{1F600}\"\\\n"),
            text_of(r#""é😀\"\\\n""#),
            text_of(r#""é😀\"\\\n""#),
        ),
        of(json!(null), text_of("null")),
        of(json!({}), text_of("{}")),
        of(json!(1.5), text_of("1.5")),
        of(json!(u64::MAX), text_of("18446744073709551615")),
    ];
    fn text_of(text: &str) -> Value {
        Value::Json(text.to_owned())
    }
    world.check(jsonb(), binary).await;
    let nul = Value::Json(r#"{"a": "\u0000"}"#.into());
    (world.refuses(jsonb(), nul, "unsupported Unicode escape sequence")).await;
    world.refuses(json(), "{", "invalid input syntax").await;
    world.assert_documented(Dialect::Postgres);
}

#[tokio::test]
async fn addresses_and_bits() {
    let Some(mut world) = world().await else {
        return;
    };
    let address = |text: &str, read: &str| of(parse::<IpNet>(text), read);
    let hosts = vec![
        address("10.0.0.1/32", "10.0.0.1"),
        address("10.0.0.1/8", "10.0.0.1/8"),
        address("0.0.0.0/0", "0.0.0.0/0"),
        address("2001:db8::1/128", "2001:db8::1"),
        address("2001:db8::1/64", "2001:db8::1/64"),
        address("::/0", "::/0"),
        address("::ffff:1.2.3.4/128", "::ffff:1.2.3.4"),
    ];
    world.check(inet(), hosts).await;
    let networks = ["10.1.0.0/16", "10.0.0.1/32", "2001:db8::/32", "::/0"];
    world
        .check(cidr(), networks.map(|text| address(text, text)).into())
        .await;
    let card = |bytes: [u8; 6], text: &str| of(MacAddress::new(bytes), text);
    let cards = vec![
        card([0; 6], "00:00:00:00:00:00"),
        card([8, 0, 0x2b, 1, 2, 0xff], "08:00:2b:01:02:ff"),
    ];
    world.check(macaddr(), cards).await;
    let bits = |text: &str| of(BitVec::from_iter(text.bytes().map(|b| b == b'1')), text);
    world
        .check(bit(5), ["10110", "00000", "11111"].map(bits).into())
        .await;
    let wide = "1".repeat(70);
    world.check(bit(70), vec![bits(&wide)]).await;
    world
        .check(varbit(8), ["", "1", "10110011"].map(bits).into())
        .await;
    world.refuses(bit(5), "101", "does not match").await;
    world
        .refuses(cidr(), "10.0.0.1/8", "invalid cidr value")
        .await;
    let words = vec![
        same("'cat':2A,7 'it''s' 'run':1".to_owned()),
        same(String::new()),
        same("'a\\\\b':16383".to_owned()),
    ];
    check_text(&mut world, tsvector(), words).await;
    world.assert_documented(Dialect::Postgres);
}

#[tokio::test]
async fn ranges() {
    let Some(mut world) = world().await else {
        return;
    };
    fn between<T>(start: Bound<T>, end: Bound<T>) -> PgRange<T> {
        PgRange { start, end }
    }
    let whole = vec![
        of(between(Included(i32::MIN), Excluded(5)), "[-2147483648,5)"),
        of(between(Unbounded, Excluded(0)), "(,0)"),
        of(between(Unbounded, Unbounded), "(,)"),
    ];
    world.check(range(RangeKind::Integer), whole).await;
    let large = vec![of(
        between(Included(i64::MIN), Excluded(i64::MAX)),
        "[-9223372036854775808,9223372036854775807)",
    )];
    world.check(range(RangeKind::BigInteger), large).await;
    let exact = |text| parse::<BigDecimal>(text);
    let decimals = vec![
        of(
            between(Excluded(exact("0.50")), Included(exact("1.5"))),
            "(0.50,1.5]",
        ),
        of(between(Included(exact("-3")), Unbounded), "[-3,)"),
    ];
    world.check(range(RangeKind::Decimal), decimals).await;
    let day = |text| parse::<NaiveDate>(text);
    let days = vec![of(
        between(Included(day("0001-01-01")), Excluded(day("9999-12-31"))),
        "[0001-01-01,9999-12-31)",
    )];
    world.check(range(RangeKind::Date), days).await;
    let moment = |text: &str| parse::<NaiveDateTime>(text);
    let (from, to) = (
        moment("2026-01-01T00:00:00.5"),
        moment("2026-02-01T00:00:00"),
    );
    let local = vec![of(
        between(Included(from), Excluded(to)),
        r#"["2026-01-01 00:00:00.5","2026-02-01 00:00:00")"#,
    )];
    world.check(range(RangeKind::LocalTimestamp), local).await;
    let points = vec![of(
        between(Included(from.and_utc()), Included(to.and_utc())),
        r#"["2026-01-01 00:00:00.5+00","2026-02-01 00:00:00+00"]"#,
    )];
    world.check(range(RangeKind::Timestamp), points).await;
    let empty = vec![same("empty".to_owned())];
    let insert = "INSERT INTO {} (value) VALUES ($1::text::int4range)".to_owned();
    let select = "SELECT value::text FROM {} ORDER BY id".to_owned();
    (world.check_by(range(RangeKind::Integer), empty, (insert, select))).await;
    world.assert_documented(Dialect::Postgres);
}

#[tokio::test]
async fn arrays() {
    let Some(mut world) = world().await else {
        return;
    };
    let numbers = vec![
        same(vec![Some(i32::MIN), None, Some(i32::MAX)]),
        same(vec![None, None]),
        same(vec![]),
    ];
    world.check(array(integer()), numbers).await;
    let texts = [
        "",
        "NULL",
        "a,b",
        "{}",
        "it's \"ü\" \\ \u{1F600}",
        "line\nbreak",
    ];
    let texts = texts.map(|text| Some(text.to_owned()));
    let texts = vec![same([texts.to_vec(), vec![None]].concat()), same(vec![])];
    world.check(array(text()), texts.clone()).await;
    world.check(array(string(40)), texts).await;
    world
        .check(
            array(boolean()),
            vec![same(vec![Some(true), None, Some(false)])],
        )
        .await;
    let exact = parse::<BigDecimal>("1234567890123456789012345678.1234567890");
    let decimals = of(
        vec![exact],
        Value::Array(vec![Value::Decimal(
            "1234567890123456789012345678.1234567890".into(),
        )]),
    );
    world.check(array(decimal(38, 10)), vec![decimals]).await;
    world
        .check(
            array(double()),
            vec![same(vec![f64::MIN_POSITIVE, -0.1, f64::INFINITY])],
        )
        .await;
    world
        .check(array(uuid()), vec![same(vec![Uuid::nil(), Uuid::max()])])
        .await;
    world
        .check(
            array(binary()),
            vec![same(vec![vec![], (0..=255).collect::<Vec<u8>>()])],
        )
        .await;
    let days = vec!["0001-01-01", "9999-12-31"];
    let days = days.into_iter().map(parse::<NaiveDate>);
    world
        .check(array(date()), vec![same(days.collect::<Vec<_>>())])
        .await;
    let point = parse::<DateTime<Utc>>("2026-03-29T01:30:00.123456Z");
    world
        .check(array(timestamp()), vec![same(vec![Some(point), None])])
        .await;
    let documents = vec![of(
        vec![json!({"a": "b, \"c\""}), json!(null)],
        Value::Array(vec![
            Value::Json(r#"{"a": "b, \"c\""}"#.into()),
            Value::Json("null".into()),
        ]),
    )];
    world.check(array(jsonb()), documents).await;
    let nested = vec![
        of(
            "{{1,NULL},{3,4}}".to_owned(),
            vec![vec![Some(1), None], vec![Some(3), Some(4)]],
        ),
        of(
            "{{{1}},{{2}}}".to_owned(),
            vec![vec![vec![1]], vec![vec![2]]],
        ),
    ];
    check_text(&mut world, array(integer()), nested).await;
    let shifted = reads("[0:1]={1,2}".to_owned(), "[0:1]={1,2}", vec![1, 2]);
    check_text(&mut world, array(integer()), vec![shifted]).await;
    (world.refuses(array(integer()), vec!["x"], "invalid input syntax")).await;
    let ragged = vec![vec![1], vec![2, 3]];
    world
        .refuses(array(integer()), ragged, "malformed array")
        .await;
    world.assert_documented(Dialect::Postgres);
}

#[derive(Debug, Clone, Copy, PartialEq, sqlx::Type)]
#[sqlx(type_name = "mood", rename_all = "lowercase")]
enum Mood {
    Fine,
    #[sqlx(rename = "it's so, so")]
    SoSo,
}

impl From<Mood> for Value {
    fn from(mood: Mood) -> Self {
        match mood {
            Mood::Fine => "fine",
            Mood::SoSo => "it's so, so",
        }
        .into()
    }
}
impl migratory::ArrayElement for Mood {}

#[tokio::test]
async fn types_of_the_users_own() {
    let Some(mut world) = world().await else {
        return;
    };
    let setup = "CREATE TYPE mood AS ENUM ('fine', 'it''s so, so'); \
        CREATE DOMAIN age AS integer CHECK (value >= 0); CREATE DOMAIN raw AS bytea";
    world
        .connection
        .execute(sqlx::raw_sql(setup))
        .await
        .expect("types");
    let moods = || vec![same(Mood::Fine), same(Mood::SoSo)];
    world.check(custom("mood"), moods()).await;
    world
        .check(
            array(custom("mood")),
            vec![same(vec![Mood::SoSo, Mood::Fine]), same(vec![])],
        )
        .await;
    world
        .refuses(custom("mood"), "sad", "invalid input value for enum")
        .await;
    let text = |sql_type: &str| {
        let insert = format!("INSERT INTO {{}} (value) VALUES ($1::text::{sql_type})");
        (insert, "SELECT value::text FROM {} ORDER BY id".to_owned())
    };
    let ages = vec![of("7".to_owned(), 7), of("0".to_owned(), 0)];
    world.check_by(custom("age"), ages, text("age")).await;
    let raws = vec![of("\\x00ff".to_owned(), vec![0_u8, 255])];
    world.check_by(custom("raw"), raws, text("raw")).await;
    world
        .refuses(custom("age"), -1, "violates check constraint")
        .await;

    world.before = |schema| {
        schema.create_type("state", ["fine", "it's so, so"]);
    };
    let states = ["fine", "it's so, so"].map(|text| same(text.to_owned()));
    world
        .check_by(enumeration("state"), states.into(), text("state"))
        .await;
    world.assert_documented(Dialect::Postgres);
}

/// A type that is only known by its text is read as text, and a query with values says how.
#[tokio::test]
async fn a_type_that_is_not_known_is_read_by_its_text() {
    let Some(mut world) = world().await else {
        return;
    };
    let table = world.table(&custom("money")).await;
    let insert = AssertSqlSafe(format!(
        "INSERT INTO {table} (value) VALUES (1234.5::money)"
    ));
    world
        .connection
        .execute(sqlx::raw_sql(insert))
        .await
        .expect("a row");
    let looks = Looks {
        table: table.clone(),
    };
    let migrator = world.migrator(&table, &custom("money")).add_data(looks);
    migrator.migrate(&world.database).await.expect("it is read");
}

struct Looks {
    table: String,
}

#[migratory::prelude::async_trait]
impl migratory::DataMigration for Looks {
    async fn up(&self, db: &mut migratory::Db<'_>) -> migratory::Result<()> {
        let rows = db
            .query(format!("SELECT value FROM {}", self.table))
            .fetch_all()
            .await?;
        assert_eq!(rows[0].at::<String>(0)?, "$1,234.50");
        let sql = format!("SELECT value::text FROM {} WHERE id > $1", self.table);
        let row = db.query(sql).bind(0).fetch_one().await?;
        assert_eq!(row.at::<String>(0)?, "$1,234.50");
        let sql = format!("SELECT value FROM {} WHERE id > $1", self.table);
        let error = db
            .query(sql)
            .bind(0)
            .fetch_one()
            .await
            .expect_err("it is not read");
        assert!(
            error.to_string().contains("write value::text in the query"),
            "{error}"
        );
        Ok(())
    }

    fn meta(&self) -> migration_core::migration::Meta {
        let at = migratory::Location::caller();
        migration_core::migration::Meta::new("", Some("2_looks"), at)
    }
}
