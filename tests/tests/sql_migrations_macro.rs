//! `sql_migrations!` in a program: its files are migrations among those in Rust.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use migration_core::registry::{Body, Registration};
use migratory::{Database, Migrator};
use migratory_tests::throwaway::Server;
use sqlx::{Connection as _, Row as _};

migratory::sql_migrations!("sql");

mod m20260102_000000_create_tags {
    use migratory::prelude::*;

    struct CreateTags;

    #[migration]
    impl Migration for CreateTags {
        fn up(&self, schema: &mut Schema) {
            schema.create_table("tags", |t| {
                t.id();
                t.string("tag", 50).unique();
            });
            // What the file before it has made.
            schema.create_index("notes", ["id", "note"]);
        }
    }
}

const NAMES: [&str; 4] = [
    "20260101_create_notes",
    "20260102_000000_create_tags",
    "20260103_tag_notes",
    "20260104_fill_notes",
];

#[tokio::test]
async fn files_and_migrations_in_rust_are_one_history() {
    for server in Server::all() {
        let place = server.create("sql_macro").await;
        let database = Database::connect(place.url()).await.unwrap();
        let migrator = Migrator::registered().unwrap();
        assert_eq!(migrator.migrate(&database).await.unwrap().names(), NAMES);
        let mut connection = place.connect().await;
        let count = "SELECT count(*) FROM notes WHERE note = 'one; two'";
        let row = sqlx::query(count).fetch_one(&mut connection).await.unwrap();
        assert_eq!(row.get::<i64, _>(0), 1);
        connection.close().await.unwrap();
        let back = migrator.rollback(&database).await.unwrap();
        assert_eq!(
            back.names(),
            NAMES
                .map(str::to_owned)
                .into_iter()
                .rev()
                .collect::<Vec<_>>()
        );
        migrator.migrate(&database).await.unwrap();
    }
}

#[test]
fn a_file_is_known_by_its_path_from_where_the_compiler_runs_and_by_the_line_of_its_section() {
    let registered = inventory_of("20260101_create_notes");
    let at = registered.meta.at.unwrap();
    assert_eq!(at.to_string(), "tests/sql/20260101_create_notes.sql:3:1");
    // As a migration in Rust is.
    let in_rust = inventory_of("20260102_000000_create_tags");
    assert!(in_rust.meta.at.unwrap().file.starts_with("tests/tests/"));
    let Body::Sql(file) = (registered.body)() else {
        panic!("it is SQL in a file");
    };
    assert!(
        file.up
            .text(1000)
            .unwrap()
            .starts_with("CREATE TABLE notes (\n")
    );
    let down = file.down.unwrap();
    assert_eq!(down.text(1000).as_deref(), Some("DROP TABLE notes;\n"));
    assert_eq!(down.begin().line, 10);
}

fn inventory_of(name: &str) -> &'static Registration {
    let mut all = migratory::__private::inventory::iter::<Registration>.into_iter();
    let is_it = |registration: &&Registration| {
        registration.meta.name == Some(name) || registration.meta.module.ends_with(name)
    };
    all.find(is_it).unwrap()
}
