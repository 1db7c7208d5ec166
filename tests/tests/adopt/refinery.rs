//! refinery: its folders, in the order of its numbers.

use migratory::{Adopt, Migrator};
use migratory_tests::sql_folder::SqlFolder;
use migratory_tests::throwaway::Server;

use crate::place::{Place, names};
use crate::tools;

const USERS: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(200));\n";
const POSTS: &str =
    "CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id));\n";
const TAGS: &str =
    "CREATE TABLE tags (id INTEGER PRIMARY KEY, post_id INTEGER REFERENCES posts (id));\n";
const VIEWS: &str = "CREATE VIEW authors AS SELECT user_id FROM posts;\n";
const NOTES: &str = "CREATE TABLE notes (note VARCHAR(200));\n";

const THEIRS: [&str; 4] = ["1_users", "2_posts", "10_tags", "11_views"];

fn folder() -> SqlFolder {
    SqlFolder::of(&[
        ("V1__users.sql", USERS),
        ("V2__posts.sql", POSTS),
        ("V10__tags.sql", TAGS),
        ("views/U11__views.sql", VIEWS),
        ("README.md", "not a migration"),
    ])
}

fn of(folder: &SqlFolder) -> Migrator {
    Migrator::new().add_sql_folder(folder.path()).unwrap()
}

/// MariaDB is left out: its driver would be one more to build.
fn servers() -> Vec<Server> {
    let servers = Server::all().into_iter();
    servers
        .filter(|server| !matches!(server, Server::Mysql(_)))
        .collect()
}

#[tokio::test]
async fn what_refinery_has_applied_is_taken_over_in_the_order_of_its_numbers() {
    for server in servers() {
        let mut place = Place::on(&server).await;
        let folder = folder();
        tools::must("refinery", place.url(), &[folder.path().to_str().unwrap()]);
        place
            .execute("UPDATE refinery_schema_history SET applied_on = '2026-01-02T04:04:05.5+01:00' WHERE version = 2")
            .await;
        folder.write("V12__notes.sql", NOTES);
        let migrator = of(&folder);
        let refused = migrator.migrate(&place.database).await.unwrap_err();
        assert!(
            refused.message().contains("by refinery (4 migrations)"),
            "{refused}"
        );
        let adopted = place.adopt(&migrator).await;
        assert_eq!(names(&adopted.marked), THEIRS);
        assert_eq!(names(&adopted.pending), ["12_notes"]);
        let (at, by) = place.applied(&migrator, "2_posts").await;
        assert_eq!(
            (at.as_str(), by.as_str()),
            ("2026-01-02 03:04:05", "refinery")
        );
        assert_eq!(names(&place.adopt(&migrator).await.already), THEIRS);
        assert_eq!(place.migrate(&migrator).await, ["12_notes"]);
        assert_eq!(place.count("refinery_schema_history").await, 4);
    }
}

#[tokio::test]
async fn the_folder_of_refinery_makes_an_empty_database_too() {
    for server in Server::all() {
        let place = Place::on(&server).await;
        assert_eq!(place.migrate(&of(&folder())).await, THEIRS);
    }
}

#[tokio::test]
async fn a_number_that_is_another_migration_here_is_not_taken_for_it() {
    for server in servers() {
        let mut place = Place::on(&server).await;
        let folder = folder();
        tools::must("refinery", place.url(), &[folder.path().to_str().unwrap()]);
        let from = folder.path().join("V2__posts.sql");
        std::fs::rename(from, folder.path().join("V2__articles.sql")).unwrap();
        let error = place.refuses(&of(&folder), &Adopt::new()).await;
        let details = ["2 posts; here that number is \"2_articles\""];
        assert_eq!(error.details(), details);
    }
}
