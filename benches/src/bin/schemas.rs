//! Reading a schema, and the difference of two: `schemas URL [TABLES] [ROUNDS]`, on an empty PostgreSQL database of its own.
//!
//! Beside `pg_dump --schema-only` in the same run, and the difference between that schema and one with a change in each tenth
//! table.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use migration_core::diff::{Options, diff};
use migration_core::operation::{AddColumn, Operation};
use migration_core::schema::{Column, ColumnType};
use migratory::{Database, IntrospectOptions, Migrator};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("schemas URL [TABLES] [ROUNDS]")?;
    let tables: usize = arguments.next().map_or(Ok(1000), |it| it.parse())?;
    let rounds: usize = arguments.next().map_or(Ok(5), |it| it.parse())?;
    let database = Database::connect(&url).await?;
    let mut migrator = Migrator::new();
    for entry in 0..tables {
        migrator = migrator.add(migratory_benches::Generated(entry));
    }
    migrator.migrate(&database).await?;

    let mut state = None;
    let (mut dumped, mut read, mut differed, mut same) = (vec![], vec![], vec![], vec![]);
    for _ in 0..rounds {
        dumped.push(timed(|| {
            Command::new("pg_dump")
                .args(["--schema-only", "--dbname", &url])
                .stdout(Stdio::null())
                .status()
        })?);
        let began = Instant::now();
        let found = database.introspect(&IntrospectOptions::default()).await?;
        read.push(began.elapsed());
        let from = found.state;
        let mut to = from.clone();
        let names: Vec<_> = from.tables.keys().step_by(10).cloned().collect();
        for table in names {
            let mut column = Column::new("added", ColumnType::Text);
            column.nullable = true;
            let add = AddColumn {
                table,
                column,
                if_not_exists: false,
                position: None,
            };
            to.apply(&Operation::from(add))
                .map_err(|it| format!("{it:?}"))?;
        }
        let began = Instant::now();
        let operations = diff(&from, &to, &Options::default())?;
        differed.push(began.elapsed());
        let began = Instant::now();
        let none = diff(&from, &from, &Options::default())?;
        same.push(began.elapsed());
        state = Some((from.tables.len(), operations.len(), none.len()));
    }
    let (tables, operations, none) = state.ok_or("no rounds")?;
    let (dump, read) = (best(&dumped), best(&read));
    println!("{tables} tables, best of {rounds}");
    println!("pg_dump --schema-only: {dump:.1} ms");
    println!(
        "read into a state: {read:.1} ms, {:.2} x pg_dump",
        read / dump
    );
    println!(
        "difference, {operations} operations: {:.1} ms",
        best(&differed)
    );
    println!("no difference, {none} operations: {:.1} ms", best(&same));
    Ok(())
}

fn timed(
    run: impl FnOnce() -> std::io::Result<std::process::ExitStatus>,
) -> Result<Duration, Box<dyn std::error::Error>> {
    let began = Instant::now();
    let status = run()?;
    match status.success() {
        true => Ok(began.elapsed()),
        false => Err("pg_dump failed".into()),
    }
}

fn best(times: &[Duration]) -> f64 {
    let times = times.iter().map(|it| it.as_secs_f64() * 1000.0);
    times.fold(f64::MAX, f64::min)
}
