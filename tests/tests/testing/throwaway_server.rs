//! A server that tests start when nobody names one.

use std::time::{Duration, Instant};

use sqlx::{Connection as _, PgConnection};

use crate::processes::Process;

/// Starts PostgreSQL, which is installed where `cargo xtask test` has run.
#[tokio::test]
async fn it_is_started_by_the_first_shared_by_all_and_ends_by_itself() {
    if std::env::var("MIGRATORY_TEST_POSTGRES_URL").map_or(true, |url| url.is_empty()) {
        migratory_tests::throwaway::left_out(
            "a throwaway server (PostgreSQL may not be installed)",
        );
        return;
    }
    // A place of its own: other programs of this user may have a server, too.
    let folder = tempfile::Builder::new()
        .prefix("tt")
        .tempdir_in("/tmp")
        .expect("a folder");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(folder.path(), mode).expect("for all");
    let place = folder.path().display().to_string();
    let set = [
        ("TMPDIR", place.as_str()),
        ("MIGRATORY_TEST_SERVER_IDLE", "2"),
    ];

    let one = Process::start("tx", None, &set);
    let other = Process::start("tx", None, &set);
    let server = |url: &str| url.rsplit_once('/').expect("a server").0.to_owned();
    assert_eq!(server(&one.url), server(&other.url), "one for both");
    assert_ne!(one.url, other.url);

    // It is what it says it is, and stays as long as one uses it.
    let url = format!("{}/postgres", server(&one.url));
    one.end();
    tokio::time::sleep(Duration::from_secs(4)).await;
    let mut connection = PgConnection::connect(&url).await.expect("it is there");
    let data: String = sqlx::query_scalar("SHOW data_directory")
        .fetch_one(&mut connection)
        .await
        .expect("a folder");
    assert!(data.starts_with(&place), "{data}");
    drop(connection);

    other.end();
    let began = Instant::now();
    while PgConnection::connect(&url).await.is_ok() {
        assert!(began.elapsed() < Duration::from_secs(30), "it stays");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    // Its folder goes, too.
    while std::path::Path::new(&data).exists() {
        assert!(began.elapsed() < Duration::from_secs(30), "{data} stays");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }

    // The next one starts another.
    let next = Process::start("tx", None, &set);
    assert_ne!(server(&next.url), server(&url));
    next.end();
}
