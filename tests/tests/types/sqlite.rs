//! SQLite.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde_json::json;
use sqlx::sqlite::{Sqlite, SqliteConnection};
use sqlx::types::Uuid;
use sqlx::types::uuid::fmt::Hyphenated;

world!(Sqlite, SqliteConnection, "?");

async fn world() -> World {
    World::on(Server::Sqlite).await
}

/// A value that is kept as text.
fn kept<T: Clone + Into<Value>>(rust: T, text: &str) -> Sample<T> {
    reads(rust.clone(), rust, text)
}

#[tokio::test]
async fn numbers() {
    let mut world = world().await;
    for column in [small_integer(), integer(), big_integer()] {
        let whole = [i64::MIN, -1, 0, i64::MAX].map(same);
        world.check(column, whole.into()).await;
    }
    let exact = |text: &str| {
        let number: f64 = parse(text);
        reads(number, Value::Decimal(text.to_owned()), number)
    };
    let decimals = [
        "0.1",
        "-99999999999.9999",
        "123456789012345",
        "5.00",
        "1000000000000000000000",
    ];
    world
        .check(decimal(15, 4), decimals.map(exact).into())
        .await;
    world.check(numeric(), decimals.map(exact).into()).await;
    let more = [5.0, f64::INFINITY, f64::NEG_INFINITY].map(same);
    let doubles = [doubles(), more.into()].concat();
    world.check(double(), doubles.clone()).await;
    world.check(float(), doubles).await;
    let flags = vec![reads(true, true, 1), reads(false, false, 0)];
    world.check(boolean(), flags).await;
    world.refuses(double(), f64::NAN, "SQLite has no NaN").await;
    // What a float would change.
    for digits in [
        "1234567890123456789012345678.1234567890",
        "0.12345678901234567",
    ] {
        let long = Value::Decimal(digits.into());
        world.refuses(decimal(38, 20), long, "15 digits").await;
    }
    world.assert_documented(Dialect::Sqlite);
}

#[tokio::test]
async fn text_and_bytes() {
    let mut world = world().await;
    let texts = || {
        [
            short_texts(),
            vec![same("a\0b".to_owned()), same(megabyte())],
        ]
        .concat()
    };
    for column in [char(3), string(40), text(), citext()] {
        world.check(column, texts()).await;
    }
    world.check(binary(), bytes()).await;
    let uuids = [Uuid::nil(), Uuid::max(), Uuid::from_u128(0x1234_00ff)];
    let uuids = uuids.map(|uuid| {
        let text = uuid.to_string();
        reads(Hyphenated::from_uuid(uuid), uuid, text)
    });
    world.check(uuid(), uuids.into()).await;
    world.assert_documented(Dialect::Sqlite);
}

#[tokio::test]
async fn dates_and_times() {
    let mut world = world().await;
    let days = ["0001-01-01", "2024-02-29", "9999-12-31"];
    world
        .check(
            date(),
            days.map(|text| kept(parse::<NaiveDate>(text), text)).into(),
        )
        .await;
    world
        .check(
            time(),
            TIMES_OF_DAY
                .map(|text| kept(parse::<NaiveTime>(text), text))
                .into(),
        )
        .await;
    let moments = [
        "0001-01-01 00:00:00",
        "1066-10-14 09:00:00.000001",
        "2026-03-29 01:30:00.123456",
        "9999-12-31 23:59:59.999999",
    ];
    let moment = |text: &str| parse::<NaiveDateTime>(&text.replace(' ', "T"));
    let local = moments.map(|text| kept(moment(text), text));
    world.check(local_timestamp(), local.into()).await;
    world
        .check_points(
            moments
                .map(|text| (moment(text).and_utc(), text.to_owned()))
                .into(),
        )
        .await;
    let spans = ["P1DT2H", "-PT0.000001S", "PT0S"].map(|text| same(text.to_owned()));
    world.check(interval(), spans.into()).await;
    world.assert_documented(Dialect::Sqlite);
}

impl World {
    /// Points in time: sqlx writes them with their zone, `Db` without, as it must be for comparing; sqlx reads both.
    async fn check_points(&mut self, points: Vec<(DateTime<Utc>, String)>) {
        let insert = "INSERT INTO {} (value) VALUES (replace(replace(?, '+00:00', ''), 'T', ' '))";
        let samples = points.into_iter().map(|(point, text)| kept(point, &text));
        let sql = (
            insert.to_owned(),
            "SELECT value FROM {} ORDER BY id".to_owned(),
        );
        self.check_by(timestamp(), samples.collect(), sql).await;
    }
}

#[tokio::test]
async fn documents_addresses_and_bits() {
    let mut world = world().await;
    world.check(json(), documents_as_text()).await;
    world.check(jsonb(), documents_as_text()).await;
    let list = vec![reads(
        json!(["a", null]),
        vec![Some("a"), None],
        r#"["a",null]"#,
    )];
    world.check(jsonb(), list).await;
    let texts = |texts: &[&str]| -> Vec<Sample<String>> {
        texts.iter().map(|text| same((*text).to_owned())).collect()
    };
    world
        .check(inet(), texts(&["10.0.0.1", "10.0.0.1/8", "2001:db8::1"]))
        .await;
    world
        .check(cidr(), texts(&["10.1.0.0/16", "2001:db8::/32"]))
        .await;
    world.check(macaddr(), texts(&["08:00:2b:01:02:ff"])).await;
    world.check(bit(5), texts(&["10110", "00000"])).await;
    world.check(varbit(8), texts(&["", "1", "10110011"])).await;
    world.before = |schema| {
        if schema.is_empty() {
            schema.create_type("state", ["fine", "it's so, so"]);
        }
    };
    world
        .check(enumeration("state"), texts(&["fine", "it's so, so"]))
        .await;
    world
        .refuses(enumeration("state"), "sad", "CHECK constraint failed")
        .await;
    let inline = || inline_enum(["fine", "it's so, so"]);
    world.check(inline(), texts(&["fine", "it's so, so"])).await;
    world
        .refuses(inline(), "sad", "CHECK constraint failed")
        .await;
    world.assert_documented(Dialect::Sqlite);
}
