//! A shell history: three histories of files without a way down, on PostgreSQL and SQLite.

use migratory::ErrorKind;
use migratory_tests::sql_folder::shared_data;
use migratory_tests::throwaway::Server;

use crate::clients::{assert_same, pg_dump, psql, sqlite_schema, sqlite3};
use crate::{History, files};

#[tokio::test]
async fn atuin_goes_up_on_postgres_as_psql_goes() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let folder = shared_data("sqlx-atuin/server-postgres");
    let ours = History::on(&server, &folder).await;
    let theirs = server.create("atuin_psql").await;
    let files = files(&folder, |name| name.ends_with(".sql"));
    for file in &files {
        if psql(&theirs, file, true).is_none() {
            return;
        }
    }
    assert_eq!(ours.up().await.len(), files.len());
    let (Some(theirs), Some(found)) = (pg_dump(&theirs), pg_dump(&ours.place)) else {
        return;
    };
    assert_same(&theirs, &found, "by psql and by us");
    let error = ours.back().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(
        error.to_string().contains("its SQL file has no way down"),
        "{error}"
    );
    assert_same(&found, &pg_dump(&ours.place).unwrap(), "nothing is undone");
}

#[tokio::test]
async fn atuin_goes_up_on_sqlite_as_sqlite3_goes() {
    for folder in ["server-sqlite", "client-sqlite"] {
        let folder = shared_data(&format!("sqlx-atuin/{folder}"));
        let ours = History::on(&Server::Sqlite, &folder).await;
        let theirs = Server::Sqlite.create("atuin_sqlite3").await;
        let files = files(&folder, |name| name.ends_with(".sql"));
        for file in &files {
            if sqlite3(&theirs, file).is_none() {
                return;
            }
        }
        assert_eq!(ours.up().await.len(), files.len());
        let (theirs, found) = (
            sqlite_schema(&theirs).unwrap(),
            sqlite_schema(&ours.place).unwrap(),
        );
        assert_same(&theirs, &found, "by sqlite3 and by us");
        assert_eq!(ours.back().await.unwrap_err().kind(), ErrorKind::Refused);
    }
}
