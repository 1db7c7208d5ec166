//! The rows of a database as text, read without migratory.

use std::collections::BTreeMap;

use migratory_tests::throwaway::{Server, Throwaway};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Row as _};

use crate::original::{TABLES, name_in_script};

/// Rows by table; each a value or NULL for every column that the original has.
pub type Rows = BTreeMap<&'static str, Vec<Vec<Option<String>>>>;

/// The columns of the original, by table: the first line of each CSV file.
fn columns(table: &str) -> Vec<String> {
    let path = crate::original::csv().join(format!("{table}.csv"));
    let mut file = csv::Reader::from_path(path).unwrap();
    file.headers().unwrap().iter().map(str::to_owned).collect()
}

/// All rows of our database, sorted by key.
pub async fn ours(server: &Server, database: &Throwaway) -> Rows {
    read(server, database, str::to_owned).await
}

/// All rows of a database that the original script made, sorted by key.
///
/// One customer's city is `'Edinburgh '` in the scripts, there and on seven invoices. On PostgreSQL the blank is lost, since
/// `N'...'` is a `character` there; the CSV files were made from that.
pub async fn original(server: &Server, database: &Throwaway) -> Rows {
    let mut rows = read(server, database, |name| name_in_script(server, name)).await;
    let cells = rows.values_mut().flatten().flatten().flatten();
    let with_blank = cells.filter(|cell| *cell == "Edinburgh ");
    let trimmed = with_blank
        .map(|cell| cell.truncate("Edinburgh".len()))
        .count();
    let expected = if matches!(server, Server::Postgres(_)) {
        0
    } else {
        8
    };
    assert_eq!(trimmed, expected);
    rows
}

async fn read(server: &Server, database: &Throwaway, name: impl Fn(&str) -> String) -> Rows {
    let mut connection = database.connect().await;
    let mut rows = Rows::new();
    for (table, key) in TABLES {
        let columns: Vec<String> = columns(table).iter().map(|column| name(column)).collect();
        let key: Vec<String> = key.split(", ").map(&name).collect();
        let sql = format!(
            "SELECT {} FROM {} ORDER BY {}",
            columns
                .iter()
                .map(|column| as_text(server, column))
                .collect::<Vec<_>>()
                .join(", "),
            name(table),
            key.join(", ")
        );
        rows.insert(table, select(&mut connection, sql, columns.len()).await);
    }
    connection.close().await.unwrap();
    rows
}

fn as_text(server: &Server, column: &str) -> String {
    match server {
        Server::Postgres(_) | Server::Sqlite => format!("CAST({column} AS text)"),
        // Ours keeps microseconds, of which the original has none.
        Server::Mysql(_) if column.ends_with("_date") => {
            format!("TRIM(TRAILING '.000000' FROM CAST({column} AS char))")
        }
        Server::Mysql(_) => format!("CAST({column} AS char)"),
    }
}

async fn select(
    connection: &mut AnyConnection,
    sql: String,
    width: usize,
) -> Vec<Vec<Option<String>>> {
    let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(connection).await;
    let rows = rows.unwrap();
    let rows = rows
        .iter()
        .map(|row| (0..width).map(|at| row.get(at)).collect());
    rows.collect()
}
