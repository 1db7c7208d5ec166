//! sqlx: its files as they are, its checksums, and what it did not come to an end with.

use std::fs;
use std::path::Path;

use migratory::{Adopt, ErrorKind, Migrator};
use migratory_tests::sql_folder::SqlFolder;
use migratory_tests::throwaway::Server;

use crate::place::{Place, names};
use crate::tools;

/// The folder of `tests/src/bin/adopter.rs`.
pub fn folder() -> SqlFolder {
    let folder = SqlFolder::of(&[]);
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("adopt");
    for file in fs::read_dir(files).unwrap() {
        let file = file.unwrap();
        let text = fs::read(file.path()).unwrap();
        folder.write(file.file_name().to_str().unwrap(), text);
    }
    folder
}

/// The same without what is to be applied by us.
pub fn earlier() -> SqlFolder {
    let folder = folder();
    for file in fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        if file.file_name().to_str().unwrap().starts_with("2026") {
            fs::remove_file(file.path()).unwrap();
        }
    }
    folder
}

fn of(folder: &SqlFolder) -> Migrator {
    Migrator::new().add_sql_folder(folder.path()).unwrap()
}

fn path(folder: &SqlFolder) -> &str {
    folder.path().to_str().unwrap()
}

const THEIRS: [&str; 3] = ["1_create_users", "2_add_posts", "10_add_tags"];
const NEW: &str = "20260102103000_add_notes";

#[tokio::test]
async fn what_sqlx_has_applied_is_not_run_again_and_its_files_are_used_as_they_are() {
    for server in Server::all() {
        let mut place = Place::on(&server).await;
        tools::must("sqlx", place.url(), &[path(&earlier())]);
        place
            .execute("UPDATE _sqlx_migrations SET installed_on = '2026-01-02 03:04:05', execution_time = 7000000 WHERE version = 2")
            .await;
        let folder = folder();
        let migrator = of(&folder);

        let refused = migrator.migrate(&place.database).await.unwrap_err();
        let text = refused.to_string();
        assert_eq!(refused.kind(), ErrorKind::Ledger);
        assert!(
            text.contains("it was migrated by sqlx (3 migrations)"),
            "{text}"
        );
        assert!(text.contains("adopt"), "{text}");

        let dry = Adopt::new().dry_run(true);
        let looked = place.try_adopt(&migrator, &dry).await.unwrap();
        assert_eq!(
            (names(&looked.marked), looked.batch),
            (THEIRS.to_vec(), None)
        );
        assert!(!place.has("_migrations").await);

        let adopted = place.adopt(&migrator).await;
        assert_eq!(names(&adopted.marked), THEIRS);
        assert_eq!(names(&adopted.pending), [NEW]);
        assert_eq!((adopted.batch, adopted.from.word()), (Some(1), "sqlx"));
        let (at, by) = place.applied(&migrator, "2_add_posts").await;
        assert_eq!((at.as_str(), by.as_str()), ("2026-01-02 03:04:05", "sqlx"));

        let again = place.adopt(&migrator).await;
        assert_eq!(
            (names(&again.already), again.batch),
            (THEIRS.to_vec(), None)
        );
        assert_eq!(names(&again.marked), [""; 0]);
        assert_eq!(place.count("_migrations").await, 3);

        assert_eq!(place.migrate(&migrator).await, [NEW]);
        assert_eq!(place.pending(&migrator).await, [""; 0]);
        let database = &place.database;
        assert_eq!(migrator.rollback(database).await.unwrap().names(), [NEW]);
        let undone = migrator.rollback_steps(database, 2).await.unwrap();
        assert_eq!(undone.names(), ["10_add_tags", "2_add_posts"]);
        assert!(place.has("users").await && !place.has("posts").await);
        assert_eq!(
            place.migrate(&migrator).await,
            ["2_add_posts", "10_add_tags", NEW]
        );
        assert_eq!(
            place.count("_sqlx_migrations").await,
            3,
            "it is left as it is"
        );
    }
}

#[tokio::test]
async fn the_folder_of_sqlx_makes_an_empty_database_too() {
    for server in Server::all() {
        let place = Place::on(&server).await;
        let folder = folder();
        let [one, two, ten] = THEIRS;
        assert_eq!(place.migrate(&of(&folder)).await, [one, two, ten, NEW]);
    }
}

#[tokio::test]
async fn a_file_that_was_edited_since_is_named_unless_it_is_forced() {
    for server in Server::all() {
        let mut place = Place::on(&server).await;
        tools::must("sqlx", place.url(), &[path(&earlier())]);
        let folder = folder();
        let users = fs::read_to_string(folder.path().join("1_create_users.sql")).unwrap();
        // A checkout on Windows is no edit.
        folder.write("1_create_users.sql", users.replace('\n', "\r\n"));
        let dry = Adopt::new().dry_run(true);
        place.try_adopt(&of(&folder), &dry).await.unwrap();

        folder.write("1_create_users.sql", users.replace("200", "300"));
        let error = place.refuses(&of(&folder), &Adopt::new()).await;
        assert_eq!(error.kind(), ErrorKind::Ledger);
        assert_eq!(error.message(), "1 file was edited since sqlx applied it");
        assert_eq!(error.details(), ["1_create_users"]);
        let forced = Adopt::new().force(true);
        let adopted = place.try_adopt(&of(&folder), &forced).await.unwrap();
        assert_eq!(names(&adopted.edited), ["1_create_users"]);
        assert_eq!(names(&adopted.marked), THEIRS);
        assert_eq!(place.migrate(&of(&folder)).await, [NEW]);
    }
}

#[tokio::test]
async fn what_is_not_in_the_program_is_listed_and_nothing_is_written() {
    for server in Server::all() {
        let mut place = Place::on(&server).await;
        tools::must("sqlx", place.url(), &[path(&earlier())]);
        let folder = folder();
        fs::remove_file(folder.path().join("10_add_tags.up.sql")).unwrap();
        fs::remove_file(folder.path().join("10_add_tags.down.sql")).unwrap();
        let error = place.refuses(&of(&folder), &Adopt::new()).await;
        assert_eq!(error.kind(), ErrorKind::Ledger);
        assert_eq!(
            error.message(),
            "sqlx has applied 1 migration that is not in this program"
        );
        assert_eq!(error.details(), ["10 add tags"]);
        assert!(error.hint().unwrap().contains("sql_migrations!"));
    }
}

#[tokio::test]
async fn what_sqlx_has_begun_and_not_ended_must_be_settled_first() {
    for server in Server::all() {
        let mut place = Place::on(&server).await;
        let folder = earlier();
        folder.write(
            "11_break.sql",
            "-- no-transaction\nCREATE TABLE halves (n int);\nINSERT INTO missing VALUES (1);\n",
        );
        tools::run("sqlx", place.url(), &[path(&folder)]).unwrap_err();
        // Elsewhere it writes its row when all is done.
        if matches!(server, Server::Mysql(_)) {
            let error = place.refuses(&of(&folder), &Adopt::new()).await;
            assert_eq!(error.kind(), ErrorKind::Ledger);
            assert_eq!(error.details(), ["11 break"]);
            let help = error.hint().unwrap();
            let delete = "DELETE FROM _sqlx_migrations WHERE version = 11";
            assert!(help.contains(delete), "{help}");
            place.execute(delete).await;
        }
        let adopted = place.adopt(&of(&folder)).await;
        assert_eq!(names(&adopted.marked), THEIRS);
        assert_eq!(names(&adopted.pending), ["11_break"]);
    }
}
