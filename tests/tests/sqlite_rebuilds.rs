//! What a rebuild of a table on SQLite leaves alone, and what it stops at.

use migratory::Value;
use migratory::prelude::*;
use migratory_tests::throwaway::{Server, Throwaway};

mod m20260101000000_create {
    use super::*;

    pub struct Create;

    impl Migration for Create {
        fn up(&self, schema: &mut Schema) {
            schema.create_table("authors", |t| {
                t.id();
                t.string("name", 40);
            });
            schema.create_table("books", |t| {
                t.id();
                t.string("title", 40);
                t.integer("pages").default(1);
                t.references("author_id", "authors");
                t.index("title");
            });
        }
    }
}

mod m20260102000000_change {
    use super::*;

    pub struct Change;

    impl Migration for Change {
        fn up(&self, schema: &mut Schema) {
            schema.add_check("authors", "authors_name_check", "name <> ''");
            schema.rename_table("authors", "writers");
            schema.add_check("books", "books_pages_check", "pages > 0");
        }
    }
}

/// The database before the change.
async fn before_the_change(by_hand: &str) -> (Throwaway, Database) {
    let throwaway = Server::Sqlite.create("rebuilds").await;
    let database = Database::connect(throwaway.url()).await.unwrap();
    let first = Migrator::new().add(m20260101000000_create::Create);
    first.migrate(&database).await.unwrap();
    if !by_hand.is_empty() {
        database.query(by_hand).await.unwrap();
    }
    (throwaway, database)
}

fn migrator() -> Migrator {
    Migrator::new()
        .add(m20260101000000_create::Create)
        .add(m20260102000000_change::Change)
}

async fn text(database: &Database, sql: &str) -> Option<Value> {
    let rows = database.query(sql).await.unwrap();
    rows.first().map(|row| row.values()[0].clone())
}

#[tokio::test]
async fn a_table_renamed_after_a_rebuild_in_the_same_migration_is_still_referred_to() {
    let (_throwaway, database) = before_the_change(
        "INSERT INTO authors (name) VALUES ('Ada'); INSERT INTO books (title, author_id) VALUES ('One', 1);
         CREATE VIEW names AS SELECT name FROM authors",
    )
    .await;
    migrator().migrate(&database).await.unwrap();
    let parent = text(
        &database,
        "SELECT \"table\" FROM pragma_foreign_key_list('books')",
    )
    .await;
    assert_eq!(parent, Some("writers".into()));
    assert_eq!(
        text(&database, "SELECT name FROM names").await,
        Some("Ada".into())
    );
    migrator().rollback(&database).await.unwrap();
    let parent = text(
        &database,
        "SELECT \"table\" FROM pragma_foreign_key_list('books')",
    )
    .await;
    assert_eq!(parent, Some("authors".into()));
    assert_eq!(
        text(&database, "SELECT count(*) FROM books").await,
        Some(1.into())
    );
}

#[tokio::test]
async fn a_rebuild_keeps_triggers_and_indexes_that_no_migration_knows() {
    let (_throwaway, database) = before_the_change(
        "CREATE INDEX by_hand ON books (pages);
         CREATE TRIGGER touched AFTER UPDATE ON books BEGIN SELECT 1; END",
    )
    .await;
    let all = "SELECT group_concat(type || ' ' || name, ', ' ORDER BY name) FROM sqlite_schema
        WHERE tbl_name = 'books' AND type <> 'table'";
    let before = text(&database, all).await;
    let names = "index books_author_id_idx, index books_title_idx, index by_hand, trigger touched";
    assert_eq!(before, Some(names.into()));
    migrator().migrate(&database).await.unwrap();
    assert_eq!(text(&database, all).await, before);
}

#[tokio::test]
async fn a_rebuild_stops_at_a_table_that_was_changed_by_hand() {
    for (by_hand, said) in [
        (
            "ALTER TABLE books ADD COLUMN isbn TEXT",
            "the database has column \"isbn\" besides",
        ),
        (
            "ALTER TABLE books RENAME COLUMN pages TO leaves",
            "the database has column \"leaves\" besides; the database lacks column \"pages\"",
        ),
        (
            "ALTER TABLE books DROP COLUMN pages; ALTER TABLE books ADD COLUMN pages TEXT DEFAULT 1",
            "column \"pages\" is declared otherwise",
        ),
        (
            "DROP INDEX books_title_idx",
            "the database lacks index \"books_title_idx\"",
        ),
    ] {
        let (_throwaway, database) = before_the_change(by_hand).await;
        let error = migrator().migrate(&database).await.unwrap_err();
        let message = error.to_string();
        assert!(message.contains(said), "{by_hand}: {message}");
        let applied = text(&database, "SELECT count(*) FROM _migrations").await;
        assert_eq!(applied, Some(1.into()));
        let renamed = "SELECT count(*) FROM sqlite_schema WHERE name = 'writers'";
        assert_eq!(text(&database, renamed).await, Some(0.into()));
    }
}
