//! `test-db`.

use std::os::unix::fs::PermissionsExt;

use migratory_tests::throwaway::{Server, left_out};

use crate::shop::{Ran, program, run};

/// In a folder of its own: another program of this user may have a server.
#[test]
fn a_server_is_started_told_and_stopped() {
    if Server::postgres().is_none() {
        left_out("test-db (PostgreSQL may not be installed)");
        return;
    }
    let folder = tempfile::Builder::new().prefix("tdb").tempdir_in("/tmp");
    let folder = folder.expect("a folder");
    std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).expect("for all");
    let test_db = |words: &[&str]| -> Ran {
        let mut program = program();
        for variable in ["URL", "POSTGRES_URL", "MYSQL_URL"] {
            program.env_remove(format!("MIGRATORY_TEST_{variable}"));
        }
        run(program
            .env("TMPDIR", folder.path())
            .arg("test-db")
            .args(words))
    };

    let none = test_db(&["url"]);
    assert_eq!(
        (none.code, none.stdout.as_str()),
        (8, ""),
        "{}",
        none.stderr
    );
    assert!(
        none.stderr.contains("test-db up postgres"),
        "{}",
        none.stderr
    );
    let none = test_db(&["down"]);
    assert_eq!(none.code, 0, "{}", none.stderr);

    let up = test_db(&["up"]);
    assert_eq!(up.code, 0, "{}", up.stderr);
    let url = up.stdout.trim();
    assert!(url.starts_with("postgres://migratory@127.0.0.1:"), "{url}");
    assert!(up.stderr.contains("test-db down postgres"), "{}", up.stderr);
    // Once more is the same.
    assert_eq!(test_db(&["up", "postgres"]).stdout, up.stdout);
    assert_eq!(test_db(&["url"]).stdout, up.stdout);
    let migrated = run(program().args(["migrate", "--url", url]));
    assert_eq!(migrated.code, 0, "{}", migrated.stderr);

    let list = test_db(&["ls", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&list.stdout).expect("JSON");
    assert_eq!(list["servers"][0]["url"], url);
    let gone = test_db(&["gc", "--all"]);
    assert_eq!(
        (gone.code, gone.stdout.as_str()),
        (0, ""),
        "{}",
        gone.stderr
    );

    let down = test_db(&["down"]);
    assert!(down.stderr.contains("is stopped"), "{}", down.stderr);
    let gone = run(program().args(["status", "--url", url]));
    assert_eq!(gone.code, 8, "{}", gone.stderr);
    assert_eq!(test_db(&["url"]).code, 8);
    assert_eq!(test_db(&["up", "oracle"]).code, 2);
}
