//! `Db::insert_many` of many rows against the fastest way in that the database itself has, on the same server in the same
//! run: `insert_many URL [ROWS] [ROUNDS]`. Makes the table `insert_many_rows` in the database of the URL, and drops it.
//!
//! | database | compared with |
//! | --- | --- |
//! | PostgreSQL | binary `COPY` of bytes that are ready, through the driver's `copy_in_raw` |
//! | MySQL, MariaDB | inserts of 1,000 rows each as text that is ready, without bound values |
//! | SQLite | a prepared insert for each row, in one transaction |
//!
//! The rows of `insert_many` are made of Rust values while they go in; that is part of its time.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use migratory::Location;
use migratory::core::migration::Meta;
use migratory::prelude::*;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

const TABLE: &str = "insert_many_rows";

/// What is inserted: a whole number, a text, a time, an exact number, a boolean, a UUID.
fn row_of(n: i64) -> Row {
    row! {
        "id" => n,
        "name" => format!("user number {n}"),
        "created_at" => time_of(n),
        "amount" => Value::Decimal(format!("{}.{:02}", n / 100, n % 100)),
        "active" => n % 2 == 0,
        "token" => uuid_of(n),
    }
}

fn time_of(n: i64) -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp_micros(1_767_225_600_000_000 + n * 1_000_003)
        .unwrap_or_default()
}

fn uuid_of(n: i64) -> [u8; 16] {
    (n as u128)
        .wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)
        .to_be_bytes()
}

struct Table;

impl Migration for Table {
    fn up(&self, schema: &mut Schema) {
        schema.create_table(TABLE, |t| {
            t.big_integer("id");
            t.text("name");
            t.timestamp("created_at");
            t.decimal("amount", 12, 2);
            t.boolean("active");
            t.uuid("token");
        });
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some("1_table"), Location::caller())
    }
}

/// Inserts, and remembers how long that took.
struct Insert {
    rows: i64,
    took: &'static Mutex<Duration>,
}

#[async_trait]
impl DataMigration for Insert {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        let began = Instant::now();
        let inserted = db.insert_many(TABLE, (0..self.rows).map(row_of)).await?;
        if let Ok(mut took) = self.took.lock() {
            *took = began.elapsed();
        }
        match inserted == self.rows as u64 {
            true => Ok(()),
            false => Err(Error::custom("not all rows went in")),
        }
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some("2_insert"), Location::caller())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let url = args
        .next()
        .ok_or("usage: insert_many URL [ROWS] [ROUNDS]")?;
    let rows: i64 = args.next().map_or(Ok(100_000), |n| n.parse())?;
    let rounds: usize = args.next().map_or(Ok(5), |n| n.parse())?;
    let took: &'static Mutex<Duration> = Box::leak(Box::new(Mutex::new(Duration::ZERO)));
    let (mut best_of_ours, mut best_of_theirs) = (Duration::MAX, Duration::MAX);
    let name = [
        "COPY of ready bytes",
        "inserts of ready text",
        "prepared single inserts",
    ];
    let name = match url.split(':').next().unwrap_or_default() {
        "postgres" | "postgresql" => name[0],
        "mysql" | "mariadb" => name[1],
        _ => name[2],
    };
    for round in 1..=rounds {
        let database = Database::connect(&url).await?;
        let migrator = || {
            Migrator::new()
                .table("insert_many_ledger")
                .allow_existing(true)
        };
        migrator().add(Table).migrate(&database).await?;
        // Alternately, so that a machine that gets busier is no advantage to either.
        let theirs_first = round % 2 == 0;
        let mut theirs = Duration::MAX;
        if theirs_first {
            theirs = reference(&url, rows).await?;
        }
        let both = migrator().add(Table).add_data(Insert { rows, took });
        both.migrate(&database).await?;
        let ours = took.lock().map(|took| *took).unwrap_or(Duration::MAX);
        execute(&url, &format!("DELETE FROM {TABLE}")).await?;
        if !theirs_first {
            theirs = reference(&url, rows).await?;
        }
        println!(
            "round {round}: insert_many {:>8.1} ms, {name} {:>8.1} ms",
            ms(ours),
            ms(theirs)
        );
        (best_of_ours, best_of_theirs) = (best_of_ours.min(ours), best_of_theirs.min(theirs));
        execute(&url, &format!("DROP TABLE {TABLE}")).await?;
        execute(&url, "DROP TABLE insert_many_ledger").await?;
    }
    println!(
        "{rows} rows x 6, best of {rounds}: insert_many {:.1} ms, {name} {:.1} ms, ratio {:.2}",
        ms(best_of_ours),
        ms(best_of_theirs),
        best_of_ours.as_secs_f64() / best_of_theirs.as_secs_f64()
    );
    Ok(())
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

async fn execute(url: &str, sql: &str) -> sqlx::Result<()> {
    sqlx::any::install_default_drivers();
    let mut connection = sqlx::AnyConnection::connect(url).await?;
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(sql.to_owned())))
        .await?;
    connection.close().await
}

/// How long the database's own way takes, in a transaction that is then rolled back, as neither way's commit is measured.
async fn reference(url: &str, rows: i64) -> Result<Duration, Box<dyn std::error::Error>> {
    match url.split(':').next().unwrap_or_default() {
        "postgres" | "postgresql" => copy(url, rows).await,
        "mysql" | "mariadb" => texts(url, rows).await,
        _ => singles(url, rows).await,
    }
}

async fn copy(url: &str, rows: i64) -> Result<Duration, Box<dyn std::error::Error>> {
    let mut bytes = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0".to_vec();
    let mut chunks = Vec::new();
    for n in 0..rows {
        bytes.extend(6_i16.to_be_bytes());
        field(&mut bytes, &n.to_be_bytes());
        field(&mut bytes, format!("user number {n}").as_bytes());
        let epoch = 946_684_800_000_000;
        field(
            &mut bytes,
            &(time_of(n).timestamp_micros() - epoch).to_be_bytes(),
        );
        field(&mut bytes, &numeric(n));
        field(&mut bytes, &[u8::from(n % 2 == 0)]);
        field(&mut bytes, &uuid_of(n));
        if bytes.len() > 512 * 1024 {
            chunks.push(std::mem::take(&mut bytes));
        }
    }
    bytes.extend((-1_i16).to_be_bytes());
    chunks.push(bytes);
    let mut connection = sqlx::PgConnection::connect(url).await?;
    connection.execute("BEGIN").await?;
    let began = Instant::now();
    let mut copy = connection
        .copy_in_raw(&format!("COPY {TABLE} FROM STDIN (FORMAT binary)"))
        .await?;
    for chunk in &chunks {
        copy.send(chunk.as_slice()).await?;
    }
    let copied = copy.finish().await?;
    let took = began.elapsed();
    if copied != rows as u64 {
        return Err("not all rows were copied".into());
    }
    connection.execute("ROLLBACK").await?;
    connection.close().await?;
    Ok(took)
}

fn field(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend((bytes.len() as i32).to_be_bytes());
    out.extend(bytes);
}

/// Hundredths as `numeric`: digits of base 10000.
fn numeric(hundredths: i64) -> Vec<u8> {
    let (whole, rest) = (hundredths / 100, hundredths % 100 * 100);
    let digits = match whole {
        0 => vec![rest],
        w if w < 10_000 => vec![w, rest],
        w => vec![w / 10_000, w % 10_000, rest],
    };
    let weight = digits.len() as i16 - 2;
    let mut out = Vec::new();
    for head in [digits.len() as i16, weight, 0, 2] {
        out.extend(head.to_be_bytes());
    }
    for digit in digits {
        out.extend((digit as i16).to_be_bytes());
    }
    out
}

async fn texts(url: &str, rows: i64) -> Result<Duration, Box<dyn std::error::Error>> {
    let mut statements = Vec::new();
    for first in (0..rows).step_by(1000) {
        let tuples = (first..rows.min(first + 1000)).map(|n| {
            format!(
                "({n},'user number {n}','{}',{}.{:02},{},0x{:032x})",
                time_of(n).format("%Y-%m-%d %H:%M:%S%.6f"),
                n / 100,
                n % 100,
                n % 2 == 0,
                u128::from_be_bytes(uuid_of(n))
            )
        });
        let tuples: Vec<String> = tuples.collect();
        statements.push(format!("INSERT INTO {TABLE} VALUES {}", tuples.join(",")));
    }
    let mut connection = sqlx::MySqlConnection::connect(url).await?;
    connection
        .execute(sqlx::raw_sql("START TRANSACTION"))
        .await?;
    let began = Instant::now();
    for statement in statements {
        connection
            .execute(sqlx::raw_sql(AssertSqlSafe(statement)))
            .await?;
    }
    let took = began.elapsed();
    connection.execute(sqlx::raw_sql("ROLLBACK")).await?;
    connection.close().await?;
    Ok(took)
}

async fn singles(url: &str, rows: i64) -> Result<Duration, Box<dyn std::error::Error>> {
    let mut connection = sqlx::SqliteConnection::connect(url).await?;
    connection.execute("BEGIN").await?;
    let began = Instant::now();
    for n in 0..rows {
        let sql = format!("INSERT INTO {TABLE} VALUES (?, ?, ?, ?, ?, ?)");
        sqlx::query(AssertSqlSafe(sql))
            .bind(n)
            .bind(format!("user number {n}"))
            .bind(time_of(n).format("%Y-%m-%d %H:%M:%S%.f").to_string())
            .bind(n as f64 / 100.0)
            .bind(n % 2 == 0)
            .bind(format!("{:032x}", u128::from_be_bytes(uuid_of(n))))
            .execute(&mut connection)
            .await?;
    }
    let took = began.elapsed();
    connection.execute("ROLLBACK").await?;
    connection.close().await?;
    Ok(took)
}
