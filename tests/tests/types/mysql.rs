//! MySQL and MariaDB.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde_json::json;
use sqlx::Executor as _;
use sqlx::mysql::{MySql, MySqlConnection};
use sqlx::types::{BigDecimal, Uuid};

world!(MySql, MySqlConnection, "?");

async fn world() -> Option<World> {
    let mut world = World::on(Server::mysql()?).await;
    let utc = "SET time_zone = '+00:00'";
    world.connection.execute(utc).await.expect("a time zone");
    Some(world)
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
    let unsigned = [0, u64::MAX].map(same);
    world
        .check(custom("bigint unsigned"), unsigned.into())
        .await;
    let exact = |text: &str| of(parse::<BigDecimal>(text), Value::Decimal(text.to_owned()));
    world.check(decimal(38, 10), EXACT.map(exact).into()).await;
    let widest = [
        "99999999999999999999999999999999999.999999999999999999999999999999",
        "-0.000000000000000000000000000001",
    ];
    world.check(numeric(), widest.map(exact).into()).await;
    world.check(float(), floats()).await;
    world.check(double(), doubles()).await;
    let flags = vec![reads(true, true, 1), reads(false, false, 0)];
    world.check(boolean(), flags).await;
    (world.refuses(small_integer(), 32768, "Out of range")).await;
    (world.refuses(big_integer(), u64::MAX, "Out of range")).await;
    let large = Value::Decimal("100".into());
    world.refuses(decimal(4, 2), large, "Out of range").await;
    world
        .refuses(double(), f64::NAN, "MySQL has no number NaN")
        .await;
    world
        .refuses(double(), f64::INFINITY, "MySQL has no number inf")
        .await;
    world.assert_documented(Dialect::Mysql);
}

#[tokio::test]
async fn text_and_bytes() {
    let Some(mut world) = world().await else {
        return;
    };
    let of_three = ["abc", "äöü", "\u{1F600}\u{1F601}\u{1F602}", "a b", ""];
    let texts = of_three.map(|text| same(text.to_owned()));
    world.check(char(3), texts.into()).await;
    world
        .check(
            string(40),
            [short_texts(), vec![same("a\0b".to_owned())]].concat(),
        )
        .await;
    world
        .check(text(), [short_texts(), vec![same(megabyte())]].concat())
        .await;
    world.check(citext(), short_texts()).await;
    world.check(binary(), bytes()).await;
    let uuids = [Uuid::nil(), Uuid::max(), Uuid::from_u128(0x1234_00ff)];
    let uuids = uuids.map(|uuid| reads(uuid, uuid, uuid.as_bytes().to_vec()));
    world.check(uuid(), uuids.into()).await;
    let as_text = Uuid::max();
    let written = vec![reads(
        as_text,
        as_text.to_string(),
        as_text.as_bytes().to_vec(),
    )];
    world.check(uuid(), written).await;
    world.refuses(string(3), "abcd", "too long").await;
    world.assert_documented(Dialect::Mysql);
}

#[tokio::test]
async fn dates_and_times() {
    let Some(mut world) = world().await else {
        return;
    };
    let days = ["0001-01-01", "2024-02-29", "9999-12-31"].map(parse::<NaiveDate>);
    world.check(date(), days.map(same).into()).await;
    let times = TIMES_OF_DAY.map(|text| same(parse::<NaiveTime>(text)));
    world.check(time(), times.into()).await;
    // The type holds spans of time too, which are text.
    let span = |text: &str, read: &str| reads(text.to_owned(), text, read);
    let spans = vec![
        span("-12:30:00.500000", "-12:30:00.5"),
        span("838:59:59.000000", "838:59:59"),
    ];
    let by_text = (
        "INSERT INTO {} (value) VALUES (?)".to_owned(),
        "SELECT CAST(value AS CHAR) FROM {} ORDER BY id".to_owned(),
    );
    world.check_by(time(), spans, by_text).await;
    let points = [
        "1970-01-01T00:00:01Z",
        "2026-03-29T01:30:00.123456Z",
        "2038-01-19T03:14:07.999999Z",
    ];
    let points = points.map(|text| same(parse::<DateTime<Utc>>(text)));
    world.check(timestamp(), points.into()).await;
    let moments = [
        "0001-01-01T00:00:00",
        "1066-10-14T09:00:00.000001",
        "9999-12-31T23:59:59.999999",
    ];
    let moments = moments.map(|text| same(parse::<NaiveDateTime>(text)));
    world.check(local_timestamp(), moments.into()).await;
    world
        .connection
        .execute("SET sql_mode = ''")
        .await
        .expect("a mode");
    zero_dates(&mut world).await;
    world
        .refuses(date(), "2023-02-29", "Incorrect date value")
        .await;
    let early = parse::<DateTime<Utc>>("1969-12-31T23:59:59Z");
    world
        .refuses(timestamp(), early, "Incorrect datetime value")
        .await;
    world.assert_documented(Dialect::Mysql);
}

/// What strict servers refuse, and old tables hold.
async fn zero_dates(world: &mut World) {
    let table = world.table(&date()).await;
    let insert = format!("INSERT INTO {table} (value) VALUES ('0000-00-00'), ('2024-00-00')");
    world
        .connection
        .execute(sqlx::raw_sql(AssertSqlSafe(insert)))
        .await
        .expect("rows");
    let values = ["0000-00-00", "2024-00-00"].map(|text| Value::Text(text.into()));
    let reads = ReadsOnly {
        table: table.clone(),
        values: values.into(),
    };
    let migrator = world.migrator(&table, &date()).add_data(reads);
    migrator
        .migrate(&world.database)
        .await
        .expect("they are read");
}

#[tokio::test]
async fn documents_bits_and_addresses() {
    let Some(mut world) = world().await else {
        return;
    };
    // MariaDB keeps a document as text, and says so.
    world.check(json(), documents_as_text()).await;
    world.check(jsonb(), documents_as_text()).await;
    let list = vec![reads(
        json!(["a", null]),
        vec![Some("a"), None],
        r#"["a",null]"#,
    )];
    world.check(json(), list).await;
    world.refuses(jsonb(), "{", "failed").await;
    // A number, which is read of the bits of any width; text of 0 and 1 is written as well.
    let bits = vec![
        reads(0b10110_u64, "10110", 0b10110),
        reads(0, 0, 0),
        reads(31, vec![31_u8], 31),
    ];
    world.check(bit(5), bits).await;
    world
        .check(
            bit(64),
            vec![reads(u64::MAX, "1".repeat(64), u64::MAX), reads(1, true, 1)],
        )
        .await;
    world.refuses(bit(5), "110110", "too long").await;
    let hosts = [
        "10.0.0.1",
        "10.0.0.1/8",
        "2001:db8::1",
        "::ffff:255.255.255.255/128",
    ];
    let hosts = || hosts.map(|text| same(text.to_owned()));
    world.check(inet(), hosts().into()).await;
    world.check(cidr(), hosts().into()).await;
    world
        .check(macaddr(), vec![same("08:00:2b:01:02:ff".to_owned())])
        .await;
    world.before = |schema| {
        schema.create_type("state", ["fine", "it's so, so"]);
    };
    let states = ["fine", "it's so, so"].map(|text| same(text.to_owned()));
    world.check(enumeration("state"), states.into()).await;
    world
        .refuses(enumeration("state"), "sad", "Data truncated")
        .await;
    world.before = |_| ();
    let inline = || inline_enum(["fine", "it's so, so"]);
    let states = ["fine", "it's so, so"].map(|text| same(text.to_owned()));
    world.check(inline(), states.into()).await;
    world.refuses(inline(), "sad", "Data truncated").await;
    // SRID 0, then a point in well-known binary.
    let mut point = vec![0, 0, 0, 0, 1, 1, 0, 0, 0];
    point.extend([1.5_f64, -2.0].map(f64::to_le_bytes).concat());
    let hex: String = point.iter().map(|byte| format!("{byte:02X}")).collect();
    let by_hex = (
        "INSERT INTO {} (value) VALUES (UNHEX(?))".to_owned(),
        "SELECT HEX(value) FROM {} ORDER BY id".to_owned(),
    );
    let points = vec![reads(hex, point.clone(), point)];
    world.check_by(geometry(), points, by_hex).await;
    world.assert_documented(Dialect::Mysql);
}

/// The driver leaves small packets waiting for each other: about 40 ms for each query that is prepared and not kept.
#[tokio::test]
async fn queries_with_values_do_not_wait_for_acknowledgements() {
    let Some(mut world) = world().await else {
        return;
    };
    let table = world.table(&integer()).await;
    let migrator = world.migrator(&table, &integer()).add_data(ManyQueries);
    migrator
        .migrate(&world.database)
        .await
        .expect("it is quick");
}

struct ManyQueries;

#[migratory::prelude::async_trait]
impl migratory::DataMigration for ManyQueries {
    async fn up(&self, db: &mut migratory::Db<'_>) -> migratory::Result<()> {
        let since = std::time::Instant::now();
        for n in 0..50 {
            let row = db.query("SELECT $1 + 1").bind(n).fetch_one().await?;
            assert_eq!(row.at::<i64>(0)?, n + 1);
        }
        let each = since.elapsed() / 50;
        println!("{each:?} for each query");
        assert!(each.as_millis() < 20, "{each:?} for each query");
        Ok(())
    }

    fn meta(&self) -> migration_core::migration::Meta {
        let at = migratory::Location::caller();
        migration_core::migration::Meta::new("", Some("2_queries"), at)
    }
}
