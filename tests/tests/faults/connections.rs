//! Connections that are cut, servers that are not there.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use migratory::{Database, ErrorKind};
use migratory_tests::throwaway::Server;

use crate::process::{MIGRATIONS, fleet, ran_once};
use crate::proxy::{Loses, losing};
use crate::world::{World, done, failed, migrator, table};

/// The words are of messages on PostgreSQL and on MySQL.
fn survives(loses: Loses, words: [&'static str; 2]) {
    survives_with(loses, words, &[]);
}

fn survives_with(loses: Loses, words: [&'static str; 2], environment: &[(&str, &str)]) {
    for (server, word) in [Server::postgres(), Server::mysql()].into_iter().zip(words) {
        let Some(world) = server.map(World::on) else {
            continue;
        };
        let url = losing(loses, word, world.url());
        let ended = fleet(&url, &["migrate"], environment).end().with(0);
        assert!(
            ended.said.contains("the connection was lost"),
            "{}",
            ended.said
        );
        ran_once(&world);
    }
}

/// While it runs a migration's SQL, and while it runs a query of the user's code.
#[test]
fn r16_a_session_that_is_terminated() {
    for (pause, before) in [("FLEET_PAUSE", 1), ("FLEET_DATA", 3)] {
        let Some(world) = Server::postgres().map(World::on) else {
            return;
        };
        let pause = (pause, "SELECT pg_sleep(1)");
        let mut process = fleet(world.url(), &["migrate"], &[pause]);
        process.until_after(MIGRATIONS[before]);
        world.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() \
             AND application_name LIKE 'migratory%' AND pid <> pg_backend_pid()",
        );
        process.end().with(0);
        ran_once(&world);
    }
}

/// A migration's own message, which holds its commit (PostgreSQL); the ledger's row and its commit (MySQL).
const COMMITS: [&str; 2] = ["VALUES ('pause')", "`_migrations` (name, batch"];
/// What makes the ledger.
const LEDGER: [&str; 2] = ["CREATE TABLE IF NOT EXISTS"; 2];

#[test]
fn r17_a_commit_whose_reply_is_lost() {
    survives(Loses::TheReply, COMMITS);
}

#[test]
fn r17_a_ledger_of_which_nobody_hears_that_it_was_made() {
    survives(Loses::TheReply, LEDGER);
}

#[test]
fn r18_a_commit_that_is_never_delivered() {
    survives(Loses::TheMessage, COMMITS);
}

#[test]
fn r18_cut_inside_of_the_row_of_the_ledger() {
    survives(Loses::TheMessage, ["INSERT INTO"; 2]);
}

/// Something in between forgets the connection, and tells nobody. An hour of waiting would be no answer either.
#[test]
fn r19_a_connection_that_is_dead_without_a_word() {
    let began = Instant::now();
    survives(Loses::EverythingAfter, COMMITS);
    survives(Loses::Everything, COMMITS);
    let concurrently = [("FLEET_CONCURRENTLY", "1")];
    let index = ["CREATE INDEX CONCURRENTLY", "runs_migration_idx"];
    survives_with(Loses::EverythingAfter, index, &concurrently);
    survives_with(Loses::Everything, index, &concurrently);
    // Eight runs, each of which waits some seconds to be sure.
    assert!(began.elapsed() < Duration::from_secs(8 * 30));
}

/// What takes long is not taken for dead, also when nothing is heard of it meanwhile.
#[test]
fn r19_a_statement_that_takes_long_is_waited_for() {
    for (server, sleep) in [
        (Server::postgres(), "SELECT pg_sleep(7)"),
        (Server::mysql(), "DO SLEEP(7)"),
    ] {
        let Some(world) = server.map(World::on) else {
            continue;
        };
        for pause in ["FLEET_PAUSE", "FLEET_DATA"] {
            let sleep = match pause {
                "FLEET_DATA" => sleep.replace("DO", "SELECT"),
                _ => sleep.to_owned(),
            };
            let ended = fleet(world.url(), &["migrate"], &[(pause, sleep.as_str())]);
            let ended = ended.end().with(0);
            assert!(!ended.said.contains("lost"), "{}", ended.said);
            fleet(world.url(), &["reset"], &[]).end().with(0);
        }
    }
}

#[test]
fn r20_a_server_that_is_not_there_yet() {
    let Some(world) = Server::postgres().map(World::on) else {
        return;
    };
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let (before, rest) = world.url().rsplit_once('@').unwrap();
    let (server, path) = rest.split_once('/').unwrap();
    let url = format!("{before}@127.0.0.1:{port}/{path}");
    fleet(&url, &["migrate"], &[]).end().with(8);
    let waiting = fleet(&url, &["--wait=30", "migrate"], &[]);
    std::thread::sleep(Duration::from_secs(2));
    // The server comes up.
    let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
    crate::proxy::passing(listener, server.to_owned());
    waiting.end().with(0);
    ran_once(&world);
    // What will not change is not waited for.
    let nowhere = format!("{before}@{server}/no_such_database");
    let ended = fleet(&nowhere, &["--wait=30", "migrate"], &[])
        .end()
        .with(2);
    assert!(ended.took < Duration::from_secs(5), "{:?}", ended.took);
}

#[test]
fn r21_a_target_that_can_only_be_read() {
    let Some(world) = Server::postgres().map(World::on) else {
        return;
    };
    let name = world.value("SELECT current_database()");
    world.sql(&format!(
        "ALTER DATABASE \"{name}\" SET default_transaction_read_only = on"
    ));
    let steps = [table("1_a", "a")];
    let database = done(world.block(Database::connect(world.url())));
    let error = failed(world.block(migrator(&steps).migrate(&database)));
    assert_eq!(error.kind(), ErrorKind::ReadOnly, "{error}");
    assert!(error.message().contains("read-only"), "{error}");
    assert_eq!(
        done(world.block(migrator(&steps).pending(&database))),
        ["1_a"]
    );
    world.sql("SET default_transaction_read_only = off");
    world.sql(&format!(
        "ALTER DATABASE \"{name}\" RESET default_transaction_read_only"
    ));
    assert!(world.tables().is_empty());
    world.migrate(&migrator(&steps));
}
