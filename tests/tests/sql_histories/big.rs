//! Long files: the memory of a run does not grow with them.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::Command;

use migratory_tests::sql_folder::SqlFolder;
use migratory_tests::throwaway::{Server, left_out};
use sqlx::{Connection as _, Row as _};

/// `statements` inserts of about `bytes` each.
fn write(path: &Path, statements: usize, bytes: usize) {
    let mut file = BufWriter::new(File::create(path).unwrap());
    writeln!(
        file,
        "CREATE TABLE big (id INT NOT NULL, body TEXT NOT NULL);"
    )
    .unwrap();
    let filler = "it''s; a row -- é ".repeat(bytes / 18);
    for n in 1..statements {
        writeln!(file, "INSERT INTO big VALUES ({n}, '{n} {filler}');").unwrap();
    }
    file.flush().unwrap();
}

/// Runs a file on each database in a process of its own; says how much memory each took at most, in kB.
async fn most_memory_kb(statements: usize, bytes: usize) -> Vec<u64> {
    let folder = SqlFolder::of(&[]);
    let path = folder.path().join("1_big.sql");
    write(&path, statements, bytes);
    let mut peaks = Vec::new();
    for server in Server::all() {
        let place = server.create("big").await;
        let began = std::time::Instant::now();
        let mut command = Command::new(env!("CARGO_BIN_EXE_big_sql"));
        let output = command
            .arg(place.url())
            .arg(folder.path())
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        let mut connection = place.connect().await;
        let row = sqlx::query("SELECT count(*) FROM big")
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(row.get::<i64, _>(0), statements as i64 - 1);
        connection.close().await.unwrap();
        let peak: u64 = String::from_utf8(output.stdout)
            .unwrap()
            .trim()
            .parse()
            .unwrap();
        let size = std::fs::metadata(&path).unwrap().len();
        eprintln!(
            "{server:?}: {statements} statements, {size} bytes: {peak} kB, {:?}",
            began.elapsed()
        );
        peaks.push(peak);
    }
    peaks
}

#[tokio::test]
async fn a_file_of_10_mb_takes_hardly_more_memory_than_one_of_1_mb() {
    if !cfg!(target_os = "linux") {
        left_out("the memory of long SQL files (only Linux tells it)");
        return;
    }
    let small = most_memory_kb(500, 2_000).await;
    let large = most_memory_kb(5_000, 2_000).await;
    for (small, large) in small.iter().zip(&large) {
        assert!(
            *small > 0 && *large < small + 4_000,
            "{small} kB, then {large} kB"
        );
    }
}

#[tokio::test]
#[ignore = "takes minutes: cargo test --test sql_histories -- --ignored"]
async fn a_file_of_50_000_statements_and_100_mb_takes_less_than_100_mb() {
    for peak in most_memory_kb(50_000, 2_000).await {
        assert!(peak < 100_000, "{peak} kB");
    }
}
