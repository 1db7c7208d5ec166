//! The original: scripts for three databases, and the folder that they are in.

use std::path::{Path, PathBuf};
use std::{env, fs};

use migratory_tests::throwaway::{Server, Throwaway};
use sqlx::{AnyConnection, Connection as _, Executor as _};

/// The tables, and the columns of their keys, by which rows are sorted.
pub const TABLES: [(&str, &str); 11] = [
    ("album", "album_id"),
    ("artist", "artist_id"),
    ("customer", "customer_id"),
    ("employee", "employee_id"),
    ("genre", "genre_id"),
    ("invoice", "invoice_id"),
    ("invoice_line", "invoice_line_id"),
    ("media_type", "media_type_id"),
    ("playlist", "playlist_id"),
    ("playlist_track", "playlist_id, track_id"),
    ("track", "track_id"),
];

/// How many rows they have together.
pub const ROWS: usize = 15_607;

/// The folder of the Chinook data.
pub fn folder() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let shared = env::var_os("MIGRATORY_SHARED_DATA").map_or(beside, PathBuf::from);
    let folder = shared.join("chinook");
    assert!(
        folder.join("csv").is_dir(),
        "the Chinook data is not at {}: this test compares with the original database. Put the scripts and CSV files there, \
         or say where they are with MIGRATORY_SHARED_DATA=<folder that has chinook/ in it>",
        folder.display()
    );
    folder
}

/// The folder of the CSV files.
pub fn csv() -> PathBuf {
    folder().join("csv")
}

/// A database as the original script makes it.
pub async fn load(server: &Server) -> Throwaway {
    let file = match server {
        Server::Sqlite => "Chinook_Sqlite.sql",
        Server::Postgres(_) => "Chinook_PostgreSql.sql",
        Server::Mysql(_) => "Chinook_MySql.sql",
    };
    let script = fs::read_to_string(folder().join(file)).unwrap();
    let database = server.create("chinook_original").await;
    let mut connection: AnyConnection = database.connect().await;
    let mut script = without_database(&script);
    if matches!(server, Server::Mysql(_)) {
        // Four tracks have a backslash in their names, which the script does not double.
        script.insert_str(
            0,
            "SET sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES');\n",
        );
    }
    let script = sqlx::AssertSqlSafe(script);
    connection.execute(sqlx::raw_sql(script)).await.unwrap();
    connection.close().await.unwrap();
    database
}

/// The script without what makes and enters a database of its own.
fn without_database(script: &str) -> String {
    let own = ["DROP DATABASE", "CREATE DATABASE", "USE ", "\\c "];
    let lines = script.lines();
    let kept = lines.filter(|line| !own.iter().any(|start| line.starts_with(start)));
    // The SQLite script begins with a byte order mark.
    kept.collect::<Vec<_>>().join("\n").replace('\u{feff}', "")
}

/// The scripts for MySQL and SQLite write `InvoiceLine` and `FK_InvoiceLineTrackId`, that for PostgreSQL `invoice_line` and
/// `invoice_line_track_id_fkey`, as we do.
pub fn snake_case(name: &str) -> String {
    if let Some(of_index) = name.strip_prefix("IFK_") {
        return snake_case(of_index) + "_idx";
    }
    if let Some(of_key) = name.strip_prefix("FK_") {
        return snake_case(of_key) + "_fkey";
    }
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

/// And back: the name that a script uses.
pub fn name_in_script(server: &Server, name: &str) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    match server {
        Server::Postgres(_) => name.to_owned(),
        Server::Mysql(_) | Server::Sqlite => name.split('_').map(capital).collect(),
    }
}

#[test]
fn names_of_the_scripts_are_told_from_ours_and_back() {
    assert_eq!(snake_case("InvoiceLineId"), "invoice_line_id");
    assert_eq!(snake_case("invoice_line_id"), "invoice_line_id");
    assert_eq!(snake_case("IFK_AlbumArtistId"), "album_artist_id_idx");
    assert_eq!(snake_case("FK_AlbumArtistId"), "album_artist_id_fkey");
    assert_eq!(
        name_in_script(&Server::Sqlite, "invoice_line_id"),
        "InvoiceLineId"
    );
    let postgres = Server::Postgres(String::new());
    assert_eq!(name_in_script(&postgres, "invoice_line"), "invoice_line");
}
