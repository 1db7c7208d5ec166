//! Each isolation: what a test waits for before and after it.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use migration_core::dialect::Dialect;
use migratory::testing::{Expects, Isolation, TestDb, TestOptions, run};
use migratory_testing_bench::{migrator, write_rows};

use crate::Result;
use crate::numbers::Row;
use crate::server::{BASE, Server};

/// How long the copies that are made ahead have, where a test is to find one ready.
const PAUSE: Duration = Duration::from_millis(1500);

/// How many tests run before any is measured.
const WARM: usize = 8;

/// All isolations that a server has, or SQLite.
pub async fn measure(server: Option<&Server>, rounds: usize) -> Result<Vec<Row>> {
    let isolations: &[Isolation] = match server {
        None => &[Isolation::Tx, Isolation::Reset, Isolation::Memory],
        Some(server) if server.is_postgres() => {
            &[Isolation::Tx, Isolation::Reset, Isolation::Schema]
        }
        Some(_) => &[Isolation::Tx, Isolation::Reset],
    };
    let options = options(server);
    let mut rows = Vec::new();
    for isolation in isolations {
        let options = options.clone().isolation(*isolation);
        rows.push(started(isolation.name(), &options, rounds, Duration::ZERO).await?);
        rows.push(attribute(isolation.name(), &options, rounds).await?);
    }
    // Last, since copies are made and dropped beside what comes after.
    let options = options.isolation(Isolation::Db);
    if server.is_some() {
        let few = rounds.div_ceil(3);
        rows.push(started("db, a pause before each test", &options, few, PAUSE).await?);
    }
    rows.push(started("db, no pause", &options, rounds, Duration::ZERO).await?);
    tokio::time::sleep(PAUSE).await;
    Ok(rows)
}

fn options(server: Option<&Server>) -> TestOptions {
    let url = server.map_or_else(|| "sqlite:".to_owned(), |server| server.url_of(BASE));
    TestOptions::new("bench")
        .package("migratory-bench")
        .url(url)
        .migrations(migrator)
}

/// With `TestDb::start` and `finish`, from async code.
async fn started(what: &str, options: &TestOptions, rounds: usize, pause: Duration) -> Result<Row> {
    let mut row = Row::new(what);
    for n in 0..WARM + rounds {
        tokio::time::sleep(pause).await;
        let began = Instant::now();
        let db = TestDb::start(options.clone()).await?;
        let start = began.elapsed();
        test(&db).await?;
        let test = began.elapsed() - start;
        db.finish().await?;
        let whole = began.elapsed();
        if n >= WARM {
            row.starts.push(start);
            row.tests.push(test);
            row.times.push(whole - test);
        }
    }
    Ok(row)
}

/// What `#[migratory::test]` does.
async fn attribute(what: &str, options: &TestOptions, rounds: usize) -> Result<Row> {
    let options = options.clone();
    let mut row = Row::new(format!("{what}, by the attribute"));
    tokio::task::spawn_blocking(move || {
        for n in 0..WARM + rounds {
            let (say, said) = mpsc::channel();
            let began = Instant::now();
            run(options.clone(), Expects::TheEnd, |db| async move {
                let start = began.elapsed();
                let done = test(&db).await;
                let _ = say.send((start, began.elapsed() - start));
                done
            });
            let whole = began.elapsed();
            let (start, test) = said.recv()?;
            if n >= WARM {
                row.starts.push(start);
                row.tests.push(test);
                row.times.push(whole - test);
            }
        }
        Ok(row)
    })
    .await?
}

async fn test(db: &TestDb) -> Result<()> {
    match db.dialect() {
        Dialect::Postgres => write_rows!(db.postgres()),
        Dialect::Mysql => write_rows!(db.mysql()),
        Dialect::Sqlite => write_rows!(db.sqlite()),
    }
    Ok(())
}
