//! A run of the tests without servers says what it leaves out, although each test passes.

use std::process::Command;

use migratory_tests::throwaway::Server;

/// Not much of a test by itself: the next one runs it without servers.
#[test]
fn servers_are_asked_for() {
    assert!(Server::all().contains(&Server::Sqlite));
}

#[test]
fn what_is_left_out_is_said_once_past_the_capture_of_the_harness() {
    let run = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "servers_are_asked_for"])
        .env_remove("MIGRATORY_TEST_POSTGRES_URL")
        .env_remove("MIGRATORY_TEST_MYSQL_URL")
        .output()
        .expect("it runs");
    assert!(run.status.success());
    let said = String::from_utf8_lossy(&run.stderr);
    for database in ["PostgreSQL", "MySQL or MariaDB"] {
        let line = format!("left out: {database} (MIGRATORY_TEST_");
        assert_eq!(said.matches(&line).count(), 1, "{said}");
    }
}
