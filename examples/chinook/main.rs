//! The Chinook media store: 13 migrations as a team would have written them in half a year, and its 15,607 rows.
//!
//! The program migrates in two batches, counts the rows, rolls the last batch back, and begins afresh at the end. Without a
//! URL it uses an SQLite file in the folder for temporary files:
//!
//! ```text
//! cargo run --example chinook -- --data ../shared/data/chinook/csv
//! cargo run --example chinook --all-features -- --url postgres://user:password@localhost/chinook --data ...
//! cargo run --example chinook --all-features -- --url mysql://user:password@localhost/chinook --data ...
//! ```
//!
//! `--data` is a folder with a CSV file for each table (`album.csv`, `artist.csv`...), the first line of which names the
//! columns. The schema and the rows are those of <https://github.com/lerocha/chinook-database>.

mod migrations;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use migratory::{Database, Error, ErrorKind, Migrator, Report, Result, State};
use sqlx::{AnyConnection, Connection};

/// Grows the Chinook media store on a database, forth and back.
#[derive(Parser)]
struct Options {
    /// A database of its own: all that is in it is dropped.
    #[arg(long, default_value_t = in_temporary_file())]
    url: String,
    /// The folder with the CSV files.
    #[arg(long)]
    data: PathBuf,
}

fn in_temporary_file() -> String {
    let file = std::env::temp_dir().join("migratory_chinook.db");
    format!("sqlite:{}", file.display())
}

#[tokio::main]
async fn main() -> ExitCode {
    match tour(&Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            if error.kind() == ErrorKind::Url {
                eprintln!(
                    "  (this example has all databases with `cargo run --example chinook --all-features`)"
                );
            }
            ExitCode::FAILURE
        }
    }
}

async fn tour(options: &Options) -> Result<()> {
    migrations::load_from(&options.data);
    let database = Database::connect(&options.url).await?;
    let migrator = Migrator::registered()?;
    println!("The Chinook media store on {database}");

    if !migrator.reset(&database).await?.is_empty() {
        println!("\nIt was here before, and has been rolled back.");
    }

    println!("\nThe first release: tables, and the rows of the old system.");
    say(
        "applied",
        &migrations::first_release().migrate(&database).await?,
    );
    count(&options.url).await?;

    println!("\nWhat came later, as a second batch.");
    say("applied", &migrator.migrate(&database).await?);

    println!("\nThat was too early: the last batch is rolled back, the rows stay.");
    say("rolled back", &migrator.rollback(&database).await?);
    count(&options.url).await?;

    println!("\nAfresh: everything is dropped, and all migrations run as one batch.");
    say("applied", &migrator.fresh(&database).await?);
    count(&options.url).await?;

    let states = migrator.status(&database).await?;
    let pending = states
        .iter()
        .filter(|status| status.state == State::Pending);
    println!(
        "\n{} migrations, {} pending.",
        states.len(),
        pending.count()
    );
    Ok(())
}

/// What a run did.
fn say(what: &str, report: &Report) {
    for ran in &report.ran {
        println!("  {what} {} in {} ms", ran.name, ran.took.as_millis());
    }
    let took = report.took.as_millis();
    match report.batch {
        Some(batch) => println!(
            "  {} {what} as batch {batch} in {took} ms",
            report.ran.len()
        ),
        None => println!("  {} {what} in {took} ms", report.ran.len()),
    }
}

/// How many rows each table has, as the application sees them: through its own connection.
async fn count(url: &str) -> Result<()> {
    const TABLES: [&str; 11] = [
        "artist",
        "album",
        "genre",
        "media_type",
        "track",
        "employee",
        "customer",
        "invoice",
        "invoice_line",
        "playlist",
        "playlist_track",
    ];
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(url).await?;
    let mut total = 0;
    for table in TABLES {
        let sql = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        let rows: i64 = sqlx::query_scalar(sql).fetch_one(&mut connection).await?;
        println!("  {table:<14} {rows:>6} rows");
        total += rows;
    }
    println!("  {:<14} {total:>6} rows", "all");
    connection.close().await.map_err(Error::from)
}
