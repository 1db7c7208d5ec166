//! Runs the SQL files of a folder, and prints the most memory that it had, in kB: `big_sql URL FOLDER`.

use std::process::ExitCode;

use migratory::{Database, Migrator, Result};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, folder] = arguments.as_slice() else {
        eprintln!("big_sql URL FOLDER");
        return ExitCode::FAILURE;
    };
    match run(url, folder).await {
        Ok(()) => {
            println!("{}", most_memory_kb().unwrap_or_default());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(url: &str, folder: &str) -> Result<()> {
    let database = Database::connect(url).await?;
    Migrator::new()
        .add_sql_folder(folder)?
        .migrate(&database)
        .await
        .map(drop)
}

/// The peak of what was resident (<https://man7.org/linux/man-pages/man5/proc_pid_status.5.html>).
fn most_memory_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
