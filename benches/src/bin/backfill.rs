//! A backfill in batches beside one UPDATE of all rows: `backfill URL [ROWS] [BATCH] [ROUNDS]`.
//!
//! Both change the same rows of tables that are made alike, one after the other in each round, and in turns first.
//! Whatever stands in the database is dropped: give it an empty one.

use std::error::Error;
use std::time::{Duration, Instant};

use migration_core::builder::{Schema, expr};
use migration_core::migration::{Meta, Migration};
use migratory::{Database, Dialect, Location, Migrator};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

struct CreateUsers;

impl Migration for CreateUsers {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.big_integer("id").primary_key();
            t.string("email", 100);
            t.string("email_normalized", 100).optional();
        });
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some("1_create_users"), Location::caller())
    }
}

struct Normalize(u64);

impl Migration for Normalize {
    fn up(&self, schema: &mut Schema) {
        schema
            .backfill("users")
            .set("email_normalized", expr("lower(email)"))
            .filter("email_normalized IS NULL")
            .batch_size(self.0);
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some("2_normalize"), Location::caller())
    }
}

const AT_ONCE: &str =
    "UPDATE users SET email_normalized = lower(email) WHERE email_normalized IS NULL";

/// The table with so many rows, as it is after a while in use: its statistics are known.
async fn prepare(database: &Database, rows: u64) -> Result<()> {
    let migrator = Migrator::new().add(CreateUsers).allow_existing(true);
    migrator.fresh(database).await?;
    let email = |id: &str| match database.dialect() {
        Dialect::Mysql => format!("concat('User.', {id}, '@Example.com')"),
        Dialect::Postgres | Dialect::Sqlite => format!("'User.' || ({id}) || '@Example.com'"),
    };
    database
        .query(&format!(
            "INSERT INTO users (id, email) VALUES (1, {})",
            email("1")
        ))
        .await?;
    let mut there = 1;
    while there < rows {
        let id = format!("id + {there}");
        let more = format!(
            "INSERT INTO users (id, email) SELECT {id}, {} FROM users WHERE {id} <= {rows}",
            email(&id)
        );
        database.query(&more).await?;
        there = rows.min(2 * there);
    }
    let settle: &[&str] = match database.dialect() {
        Dialect::Postgres => &["VACUUM (ANALYZE) users", "CHECKPOINT"],
        Dialect::Mysql => &["ANALYZE TABLE users"],
        Dialect::Sqlite => &["ANALYZE"],
    };
    for statement in settle {
        // CHECKPOINT is not everybody's right; then the numbers only differ more from round to round.
        if let Err(error) = database.query(statement).await {
            println!("{statement}: {}", error.message());
        }
    }
    Ok(())
}

async fn at_once(url: &str, rows: u64) -> Result<Duration> {
    let database = Database::connect(url).await?;
    prepare(&database, rows).await?;
    let began = Instant::now();
    database.query(AT_ONCE).await?;
    Ok(began.elapsed())
}

async fn in_batches(url: &str, rows: u64, batch: u64) -> Result<Duration> {
    let database = Database::connect(url).await?;
    prepare(&database, rows).await?;
    let migrator = Migrator::new().add(CreateUsers).add(Normalize(batch));
    let began = Instant::now();
    migrator.migrate(&database).await?;
    let took = began.elapsed();
    let left = "SELECT count(*) AS n FROM users WHERE email_normalized IS NULL";
    let left: i64 = database.query(left).await?[0].get("n")?;
    match left {
        0 => Ok(took),
        _ => Err(format!("{left} rows were left out").into()),
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let url = args
        .next()
        .ok_or("usage: backfill URL [ROWS] [BATCH] [ROUNDS]")?;
    let numbers: Vec<u64> = args
        .map(|n| n.parse())
        .collect::<std::result::Result<_, _>>()?;
    let number = |at: usize, otherwise: u64| numbers.get(at).copied().unwrap_or(otherwise);
    let (rows, batch, rounds) = (number(0, 1_000_000), number(1, 10_000), number(2, 3));
    let (mut once, mut batches) = (Vec::new(), Vec::new());
    println!("{rows} rows, batches of {batch}");
    for round in 0..rounds {
        if round % 2 == 0 {
            once.push(at_once(&url, rows).await?.as_secs_f64());
            batches.push(in_batches(&url, rows, batch).await?.as_secs_f64());
        } else {
            batches.push(in_batches(&url, rows, batch).await?.as_secs_f64());
            once.push(at_once(&url, rows).await?.as_secs_f64());
        }
        if let (Some(once), Some(batches)) = (once.last(), batches.last()) {
            println!(
                "one UPDATE {once:.2} s   backfill {batches:.2} s   ratio {:.2}",
                batches / once
            );
        }
    }
    let (once, batches) = (median(once), median(batches));
    println!(
        "median: one UPDATE {once:.2} s   backfill {batches:.2} s   ratio {:.2}",
        batches / once
    );
    Ok(())
}
