//! The command, of a program over the folder that sqlx has applied.

use std::process::Command;

use migratory_tests::throwaway::Server;

use crate::place::Place;
use crate::{sqlx, tools};

/// What a command of the program printed, both streams, and its exit code.
fn adopter(url: &str, line: &str) -> (String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_adopter"))
        .env("DATABASE_URL", url)
        .env_remove("MIGRATORY_ENV")
        .args(line.split_whitespace())
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (String::from_utf8(text).unwrap(), output.status.code())
}

#[tokio::test]
async fn the_command_says_what_it_marked_and_what_is_left() {
    for server in Server::all() {
        let place = Place::on(&server).await;
        let (none, code) = adopter(place.url(), "adopt");
        assert_eq!(code, Some(7), "{none}");
        assert!(none.contains("_sqlx_migrations (sqlx)"), "{none}");
        let folder = sqlx::earlier();
        tools::must("sqlx", place.url(), &[folder.path().to_str().unwrap()]);
        let (refused, code) = adopter(place.url(), "migrate");
        assert_eq!(code, Some(7), "{refused}");
        assert!(
            refused.contains("migrated by sqlx (3 migrations)"),
            "{refused}"
        );
        let (looked, code) = adopter(place.url(), "adopt --dry-run");
        assert_eq!(code, Some(0), "{looked}");
        assert!(looked.contains("10_add_tags would be marked"), "{looked}");
        let (adopted, code) = adopter(place.url(), "adopt --from sqlx");
        assert_eq!(code, Some(0), "{adopted}");
        for said in [
            "  1_create_users marked",
            "3 of sqlx marked as applied, as batch 1; nothing was run",
            "pending: 20260102103000_add_notes; next: adopter migrate",
            "_sqlx_migrations is left as it is; when nothing reads it any more: DROP TABLE _sqlx_migrations",
        ] {
            assert!(adopted.contains(said), "{said}: {adopted}");
        }
        let (again, code) = adopter(place.url(), "adopt");
        assert_eq!(code, Some(0), "{again}");
        assert!(again.contains("nothing to mark"), "{again}");
        let (migrated, code) = adopter(place.url(), "migrate");
        assert_eq!(code, Some(0), "{migrated}");
        assert!(migrated.contains("1 applied"), "{migrated}");
        let (undone, code) = adopter(place.url(), "rollback --step 3");
        assert_eq!(code, Some(0), "{undone}");
        assert_eq!(adopter(place.url(), "adopt --from flyway").1, Some(2));
    }
}
