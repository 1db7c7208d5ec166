//! Measures the test support at 50 tables: `migratory-testing-bench [ROUNDS]`, on the servers of `MIGRATORY_TEST_POSTGRES_URL` and
//! `MIGRATORY_TEST_MYSQL_URL`, and on SQLite. What it prints is Markdown.
//!
//! `migratory-testing-bench sql` writes the migrations as SQL into `migrations/`, for `#[sqlx::test]`.
//!
//! `migratory-testing-bench suites` runs the suites alone.
//!
//! Databases are made beside those of the URLs, called `migratory_bench_test_*`, and dropped after.

mod beside;
mod files;
mod isolations;
mod numbers;
mod server;
mod suites;

use std::process::ExitCode;

use crate::server::{BASE, Server};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    let rounds = match std::env::args().nth(1).as_deref() {
        Some("sql") => return files::write(),
        Some("suites") => return suites().await,
        Some(rounds) => rounds.parse()?,
        None => 50,
    };
    files::check()?;
    let servers = [
        Server::of_variable("MIGRATORY_TEST_POSTGRES_URL")?,
        Server::of_variable("MIGRATORY_TEST_MYSQL_URL")?,
    ];
    for server in servers.iter().map(Some).chain([None]) {
        let measured = match server {
            Some(server) => {
                server.drop_all().await?;
                // Where the schemas are that tests are kept apart by.
                let mut admin = server.admin().await?;
                admin.script(&format!("CREATE DATABASE {BASE}")).await?;
                let measured = measure(server, rounds).await;
                server.drop_all().await?;
                measured
            }
            None => isolations::measure(None, rounds).await,
        };
        let name = server.map_or("SQLite", Server::name);
        println!("{}", numbers::table(name, &measured?));
    }
    suites().await
}

async fn suites() -> Result<()> {
    let postgres = Server::of_variable("MIGRATORY_TEST_POSTGRES_URL")?;
    let lines = suites::measure(&postgres).await;
    postgres.drop_all().await?;
    println!("{}", lines?);
    Ok(())
}

async fn measure(server: &Server, rounds: usize) -> Result<Vec<numbers::Row>> {
    let mut rows = isolations::measure(Some(server), rounds).await?;
    rows.extend(beside::measure(server, rounds.div_ceil(5)).await?);
    Ok(rows)
}
