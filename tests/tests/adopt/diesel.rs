//! diesel: its folders, dates with dashes and without, and its `metadata.toml`.

use migratory::Migrator;
use migratory_tests::sql_folder::SqlFolder;
use migratory_tests::throwaway::Server;

use crate::place::{Place, names};
use crate::tools;

fn folder() -> SqlFolder {
    SqlFolder::of(&[
        (
            "2019-11-15-182353_Create users/up.sql",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(200));\n",
        ),
        (
            "2019-11-15-182353_Create users/down.sql",
            "DROP TABLE users;\n",
        ),
        (
            "20240203040506_add_posts/up.sql",
            "CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id));\n",
        ),
        ("20240203040506_add_posts/down.sql", "DROP TABLE posts;\n"),
        // A pragma that means nothing inside of a transaction.
        (
            "2024-03-04-050607-0000_fast/up.sql",
            "PRAGMA foreign_keys = OFF;\nCREATE INDEX posts_user_id ON posts (user_id);\n",
        ),
        (
            "2024-03-04-050607-0000_fast/down.sql",
            "DROP INDEX posts_user_id;\n",
        ),
        (
            "2024-03-04-050607-0000_fast/metadata.toml",
            "# not in one\nrun_in_transaction = false\n",
        ),
    ])
}

fn of(folder: &SqlFolder) -> Migrator {
    Migrator::new().add_sql_folder(folder.path()).unwrap()
}

const THEIRS: [&str; 3] = [
    "20191115182353_Create_users",
    "20240203040506_add_posts",
    "202403040506070000_fast",
];

#[tokio::test]
async fn what_diesel_has_applied_is_taken_over_with_its_folders_as_they_are() {
    let mut place = Place::on(&Server::Sqlite).await;
    let folder = folder();
    tools::must("diesel", place.url(), &[folder.path().to_str().unwrap()]);
    place
        .execute("UPDATE __diesel_schema_migrations SET run_on = '2026-01-02 03:04:05' WHERE version = '20191115182353'")
        .await;
    folder.write(
        "2026-01-02-103000_notes/up.sql",
        "CREATE TABLE notes (note VARCHAR(200));\n",
    );
    folder.write("2026-01-02-103000_notes/down.sql", "DROP TABLE notes;\n");
    let migrator = of(&folder);
    let refused = migrator.migrate(&place.database).await.unwrap_err();
    assert!(
        refused.message().contains("by diesel (3 migrations)"),
        "{refused}"
    );
    let adopted = place.adopt(&migrator).await;
    assert_eq!(names(&adopted.marked), THEIRS);
    let new = "20260102103000_notes";
    assert_eq!(names(&adopted.pending), [new]);
    let (at, by) = place.applied(&migrator, THEIRS[0]).await;
    assert_eq!(
        (at.as_str(), by.as_str()),
        ("2026-01-02 03:04:05", "diesel")
    );
    assert_eq!(names(&place.adopt(&migrator).await.already), THEIRS);
    assert_eq!(place.migrate(&migrator).await, [new]);
    let database = &place.database;
    let mut undone = vec![new.to_owned()];
    undone.extend(THEIRS.iter().rev().map(|name| (*name).to_owned()));
    assert_eq!(migrator.reset(database).await.unwrap().names(), undone);
    assert!(!place.has("users").await);
    undone.reverse();
    assert_eq!(place.migrate(&migrator).await, undone);
    assert_eq!(place.count("__diesel_schema_migrations").await, 3);
}
