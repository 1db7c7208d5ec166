//! A dump of `pg_dump`, rows and all, as a migration.

use migratory::DatabaseState;
use migratory_tests::sql_folder::SqlFolder;
use migratory_tests::throwaway::Server;

use crate::History;
use crate::clients::{assert_same, pg_dump, pg_dump_text};

const SOURCE: &str = "\
CREATE TABLE notes (id int PRIMARY KEY, note text);
INSERT INTO notes SELECT n, CASE WHEN n % 3 = 0 THEN NULL ELSE E'tab\\t, ''quote; \\\\ back\\nline ' || n END
FROM generate_series(1, 20000) n;
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $_$ BEGIN RETURN ';'; END $_$;
";

#[tokio::test]
async fn a_dump_with_rows_is_a_migration() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let source = SqlFolder::of(&[("1_source.sql", SOURCE)]);
    let source = History::on(&server, source.path()).await;
    source.up().await;
    let Some(text) = pg_dump_text(&source.place) else {
        return;
    };
    assert!(text.contains("FROM stdin;"), "{text}");
    let folder = SqlFolder::of(&[("1_dump.sql", &text)]);
    let ours = History::on(&server, folder.path()).await;
    ours.up().await;
    let schema = pg_dump(&source.place).unwrap();
    assert_same(&schema, &pg_dump(&ours.place).unwrap(), "the dump, loaded");
    // Rows and all.
    assert!(
        pg_dump_text(&ours.place).unwrap().lines().eq(text.lines()),
        "the rows, loaded"
    );

    let broken = text.replacen("19999\t", "x19999\t", 1);
    let folder = SqlFolder::of(&[("1_dump.sql", &broken)]);
    let ours = History::on(&server, folder.path()).await;
    let error = ours.migrator.migrate(&ours.database).await.unwrap_err();
    assert_eq!(
        error.database_state(),
        Some(&DatabaseState::RolledBack),
        "{error}"
    );
    let line = broken
        .lines()
        .position(|line| line.starts_with("x19999\t"))
        .unwrap()
        + 1;
    let at = error.failed_statement().unwrap().at.unwrap();
    assert_eq!(at.line as usize, line, "{error}");
}
