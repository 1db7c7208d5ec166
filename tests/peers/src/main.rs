//! Migrates a database with another tool, as its documentation says: `migratory-other-tools TOOL URL WHAT...`.
//!
//! What there is to apply is a folder of SQL files; of sea-orm, whose migrations are Rust, the names of migrations that each
//! make the table that stands behind their `create_`. What the tool says of a failure goes to stderr.

mod sea_orm;

use std::path::Path;
use std::process::ExitCode;

use diesel::Connection as _;
use diesel_migrations::{FileBasedMigrations, MigrationHarness as _};
use sqlx::Connection as _;

type Result = std::result::Result<(), Box<dyn std::error::Error + Send + Sync>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let migrated = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["sqlx", url, folder] => block_on(sqlx(url, folder.as_ref())),
        ["refinery", url, folder] => refinery(url, folder.as_ref()),
        ["diesel", url, folder] => diesel(url, folder.as_ref()),
        ["sea-orm", url, ref names @ ..] => block_on(sea_orm::migrate(url, names)),
        _ => Err("usage: migratory-other-tools sqlx|refinery|diesel|sea-orm URL WHAT...".into()),
    };
    match migrated {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn block_on(work: impl Future<Output = Result>) -> Result {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build()?.block_on(work)
}

async fn sqlx(url: &str, folder: &Path) -> Result {
    let migrator = sqlx::migrate::Migrator::new(folder).await?;
    match url.split(':').next() {
        Some("postgres") => {
            let mut connection = sqlx::PgConnection::connect(url).await?;
            migrator.run(&mut connection).await?;
        }
        Some("mysql") => {
            let mut connection = sqlx::MySqlConnection::connect(url).await?;
            migrator.run(&mut connection).await?;
        }
        _ => {
            let mut connection = sqlx::SqliteConnection::connect(url).await?;
            migrator.run(&mut connection).await?;
        }
    }
    Ok(())
}

fn refinery(url: &str, folder: &Path) -> Result {
    let migrations = refinery::load_sql_migrations(folder)?;
    let runner = refinery::Runner::new(&migrations);
    if !url.starts_with("postgres:") {
        runner.run(&mut rusqlite::Connection::open(file(url))?)?;
        return Ok(());
    }
    block_on(async {
        let (mut client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
        let connection = tokio::spawn(connection);
        runner.run_async(&mut client).await?;
        drop(client);
        Ok(connection.await??)
    })
}

fn diesel(url: &str, folder: &Path) -> Result {
    let migrations = FileBasedMigrations::from_path(folder)?;
    let mut connection = diesel::SqliteConnection::establish(file(url))?;
    connection.run_pending_migrations(migrations)?;
    Ok(())
}

/// The path in `sqlite:path?options`.
fn file(url: &str) -> &str {
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    path.split('?').next().unwrap_or(path)
}
