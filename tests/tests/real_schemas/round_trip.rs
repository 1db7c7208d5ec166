//! introspect -> operations -> an empty database: dumps of both are the same.

use std::collections::BTreeSet;

use migration_core::dialect::{Dialect, Target};
use migratory_tests::sql_folder::shared_data;
use migratory_tests::throwaway::Server;

use crate::clients::{
    Dump, assert_same, mariadb, mariadb_dump, pg_dump, psql, sqlite_schema, sqlite3,
};
use crate::{Place, alike};

/// `without` takes out of the original what is said to have no place in a state.
async fn postgres_round_trip(file: &str, without: &str, unmodelled: &[&str]) {
    let Some(server) = Server::postgres() else {
        return;
    };
    let target = Target::postgres();
    let mut theirs = Place::on(&server, &target).await;
    theirs.run(OWNER).await.unwrap();
    if psql(&theirs.throwaway, &shared_data(file), false).is_none() {
        return;
    }
    theirs.run(without).await.unwrap();
    let found = theirs.read().await;
    assert_eq!(kinds(&found.unmodelled), unmodelled, "{file}");
    let mut ours = Place::on(&server, &target).await;
    let made = ours.become_like(&found.state).await;
    made.unwrap_or_else(|error| panic!("{file}: {error}"));
    let again = ours.become_like(&found.state).await.unwrap();
    assert!(again.is_empty(), "{again:?}");
    let dump = |place: &Place| {
        let mut dump = alike(pg_dump(&place.throwaway).unwrap());
        dump.retain(|line, _| !line.contains(" CLUSTER ON ") && !line.contains("ON SCHEMA public"));
        dump
    };
    assert_same(&dump(&theirs), &dump(&ours), file);
}

/// What kinds of things have no place in a state.
fn kinds(unmodelled: &[String]) -> Vec<&str> {
    let kinds = unmodelled.iter().filter_map(|what| what.split_once(" \""));
    let kinds: BTreeSet<&str> = kinds.map(|(kind, _)| kind).collect();
    kinds.into_iter().collect()
}

const OWNER: &str =
    "DO $$ BEGIN CREATE ROLE postgres; EXCEPTION WHEN duplicate_object THEN NULL; END $$";

#[tokio::test]
async fn pagila_on_postgres() {
    postgres_round_trip(
        "pagila/schema.sql",
        "DROP AGGREGATE group_concat(text) CASCADE",
        &[],
    )
    .await;
}

#[tokio::test]
async fn adventureworks_on_postgres() {
    postgres_round_trip(
        "adventureworks/schema.sql",
        "SELECT 1",
        &["clustering by index"],
    )
    .await;
}

#[tokio::test]
async fn sakila_on_postgres() {
    postgres_round_trip(
        "sakila/postgres-sakila-schema.sql",
        "DROP AGGREGATE group_concat(text) CASCADE; ALTER TABLE payment ALTER rental_id DROP NOT NULL",
        &[],
    ).await;
}

#[tokio::test]
async fn memos_on_postgres() {
    postgres_round_trip("memos/postgres.sql", "SELECT 1", &[]).await;
}

#[tokio::test]
async fn chinook_on_postgres() {
    postgres_round_trip("chinook/Chinook_PostgreSql.sql", "SELECT 1", &[]).await;
}

/// Of MySQL and SQLite: read, made again, and read again; what was made is dumped as what is made of it again.
async fn round_trip(
    server: Server,
    target: &Target,
    load: impl Fn(&Place) -> Option<()>,
    dump: impl Fn(&Place) -> Dump,
    unmodelled: &[&str],
) {
    let mut theirs = Place::on(&server, target).await;
    if load(&theirs).is_none() {
        return;
    }
    let found = theirs.read().await;
    assert_eq!(kinds(&found.unmodelled), unmodelled);
    let mut ours = Place::on(&server, target).await;
    ours.become_like(&found.state).await.unwrap();
    let again = ours.become_like(&found.state).await.unwrap();
    assert!(again.is_empty(), "{again:?}");
    let found = ours.read().await;
    let mut third = Place::on(&server, target).await;
    third.become_like(&found.state).await.unwrap();
    assert_same(&dump(&ours), &dump(&third), "made twice");
    if target.dialect == Dialect::Mysql && unmodelled.is_empty() {
        assert_same(&dump(&theirs), &dump(&ours), "theirs, and made again");
    }
}

async fn on_sqlite(file: &str) {
    let load = |place: &Place| sqlite3(&place.throwaway, &shared_data(file));
    let dump = |place: &Place| sqlite_schema(&place.throwaway).unwrap();
    round_trip(Server::Sqlite, &Target::sqlite(), load, dump, &[]).await;
}

async fn on_mysql(file: &str, unmodelled: &[&str]) {
    let Some(server) = Server::mysql() else {
        return;
    };
    let text = std::fs::read_to_string(shared_data(file)).unwrap();
    // The database is the test's own.
    let lines = text.lines().filter(|line| {
        let line = line.to_ascii_uppercase();
        ![
            "DROP SCHEMA",
            "CREATE SCHEMA",
            "DROP DATABASE",
            "CREATE DATABASE",
            "USE ",
        ]
        .iter()
        .any(|begin| line.starts_with(begin))
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    let text = format!("ALTER DATABASE CHARACTER SET utf8mb4;\n{text}");
    let load = |place: &Place| mariadb(&place.throwaway, &text);
    let dump = |place: &Place| mariadb_dump(&place.throwaway).unwrap();
    round_trip(server, &Target::mariadb(), load, dump, unmodelled).await;
}

#[tokio::test]
async fn sakila_on_sqlite() {
    on_sqlite("sakila/sqlite-sakila-schema.sql").await;
}

#[tokio::test]
async fn memos_on_sqlite() {
    on_sqlite("memos/sqlite.sql").await;
}

#[tokio::test]
async fn chinook_on_sqlite() {
    on_sqlite("chinook/Chinook_Sqlite.sql").await;
}

#[tokio::test]
async fn sakila_on_mysql() {
    on_mysql(
        "sakila/mysql-sakila-schema.sql",
        &["ON UPDATE of column", "collation"],
    )
    .await;
}

#[tokio::test]
async fn memos_on_mysql() {
    on_mysql("memos/mysql.sql", &[]).await;
}

#[tokio::test]
async fn chinook_on_mysql() {
    on_mysql("chinook/Chinook_MySql.sql", &[]).await;
}
