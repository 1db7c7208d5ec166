//! Servers that are killed in the middle of a run.

use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use migratory::prelude::*;
use migratory::{Database, Report};
use migratory_tests::throwaway::Server;

use crate::process::{MIGRATIONS, fleet, ran_once};
use crate::world::{Step, World, migrator, step};

/// One test at a time kills a server.
pub static ONE: Mutex<()> = Mutex::new(());

/// Kills the server, which must be one that was started for that.
fn kill(world: &World) {
    let (file, signal) = match world.server {
        // The immediate shutdown: nothing is written, nobody is waited for.
        Server::Postgres(_) => (
            format!("{}/postmaster.pid", world.value("SHOW data_directory")),
            "QUIT",
        ),
        Server::Mysql(_) => (world.value("SELECT @@pid_file"), "KILL"),
        Server::Sqlite => return,
    };
    assert!(file.contains("_crash"), "{file} is of another server");
    let text = std::fs::read_to_string(&file).unwrap();
    let process = text.lines().next().unwrap().trim();
    let killed = Command::new("kill").args(["-s", signal, process]).status();
    assert!(killed.unwrap().success());
}

/// The end of what the server has written to its log, which is beside its file with the process.
fn log(world: &World) -> String {
    let file = world.value("SELECT @@pid_file");
    let log = std::path::Path::new(&file).with_file_name("log");
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(60)..].join("\n")
}

/// Waits until a query has a row.
fn until(world: &World, query: &str) {
    let began = Instant::now();
    while world.rows(query).is_empty() {
        assert!(began.elapsed() < Duration::from_secs(30), "{query}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn r15_a_server_that_crashes_within_a_transaction() {
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    for (server, pause, before) in [
        (
            Server::postgres_for_crashes(),
            ("FLEET_PAUSE", "SELECT pg_sleep(2)"),
            1,
        ),
        (
            Server::postgres_for_crashes(),
            ("FLEET_DATA", "SELECT pg_sleep(2)"),
            3,
        ),
        (
            Server::mysql_for_crashes(),
            ("FLEET_DATA", "SELECT SLEEP(2)"),
            3,
        ),
    ] {
        let Some(world) = server.map(World::on) else {
            continue;
        };
        let mut runner = fleet(world.url(), &["migrate"], &[pause]);
        runner.until_after(MIGRATIONS[before]);
        std::thread::sleep(Duration::from_millis(300));
        kill(&world);
        let ended = runner.end();
        world.reconnect();
        // All of that migration is gone with its transaction, and it is run again in the same run.
        ended.with(0);
        ran_once(&world);
    }
}

/// A statement of the user's own that is no transaction: nobody can tell what became of it.
#[test]
fn r15_a_server_that_crashes_outside_of_a_transaction() {
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(world) = Server::mysql_for_crashes().map(World::on) else {
        return;
    };
    let mut runner = fleet(world.url(), &["migrate"], &[("FLEET_PAUSE", "DO SLEEP(2)")]);
    runner.until_after(MIGRATIONS[1]);
    std::thread::sleep(Duration::from_millis(300));
    kill(&world);
    let ended = runner.end().with(9);
    assert!(ended.said.contains("resolve"), "{}", ended.said);
    world.reconnect();
    let again = ["resolve", MIGRATIONS[2], "--again"];
    let pause = [("FLEET_PAUSE", "DO SLEEP(0)")];
    fleet(world.url(), &again, &pause).end().with(0);
    fleet(world.url(), &["migrate"], &pause).end().with(0);
    ran_once(&world);
}

#[test]
fn r15_a_server_that_crashes_while_an_index_is_built_concurrently() {
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(world) = Server::postgres_for_crashes().map(World::on) else {
        return;
    };
    let concurrently = ("FLEET_CONCURRENTLY", "1");
    let mut runner = fleet(
        world.url(),
        &["migrate"],
        &[concurrently, ("FLEET_PAUSE", "SELECT pg_sleep(1)")],
    );
    runner.until_after(MIGRATIONS[1]);
    // Who writes to the table, and does not end, keeps the index from being built.
    let blocker = crate::look::Look::at(&world);
    blocker.sql("BEGIN");
    blocker.sql("INSERT INTO runs (migration) VALUES ('blocker')");
    until(
        &world,
        "SELECT 1 FROM pg_index WHERE indexrelid = to_regclass('runs_migration_idx') AND NOT indisvalid",
    );
    kill(&world);
    runner.end().with(0);
    world.reconnect();
    ran_once(&world);
    let valid =
        "SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'runs_migration_idx'::regclass";
    assert_eq!(world.value(valid), "true");
}

/// A column of all rows, which the server copies the whole table for.
fn widens() -> Step {
    step("2_wide", |schema| {
        schema.alter_table("big", |t| {
            t.change_type("n", big_integer());
        });
    })
}

#[test]
fn r30_a_server_that_is_killed_while_it_copies_a_table() {
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(world) = Server::mysql_for_crashes().map(World::on) else {
        return;
    };
    let create = step("1_big", |schema| {
        schema.create_table("big", |t| {
            t.id();
            t.integer("n");
            t.string("text", 200);
        });
    });
    world.migrate(&migrator(std::slice::from_ref(&create)));
    world.sql(
        "INSERT INTO big (n, text) WITH RECURSIVE ten (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM ten WHERE n < 700) \
         SELECT a.n, REPEAT('x', 200) FROM ten a, ten b",
    );
    let url = world.url().to_owned();
    let run = move || -> Result<Report> {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let database = Database::connect(&url).await?;
            migrator(&[create.clone(), widens()])
                .migrate(&database)
                .await
        })
    };
    let first = std::thread::spawn(run.clone());
    until(
        &world,
        "SELECT 1 FROM information_schema.processlist WHERE info LIKE 'ALTER TABLE%' AND state LIKE '%copy%'",
    );
    kill(&world);
    let report = match first.join().unwrap() {
        Ok(report) => report,
        // The run goes on once the server is back. MariaDB, which has only just recovered, sometimes answers that statement with
        // error 168 of its engine; then the next run does it.
        Err(error) => {
            let text = error.to_string();
            assert!(text.contains("Got error 168"), "{text}\n{}", log(&world));
            eprintln!("{text}\n{}", log(&world));
            run().unwrap()
        }
    };
    assert_eq!(report.names(), ["2_wide"]);
    world.reconnect();
    let column = "SELECT data_type FROM information_schema.columns WHERE table_schema = DATABASE() \
                  AND table_name = 'big' AND column_name = 'n'";
    assert_eq!(world.value(column), "bigint");
    assert_eq!(
        (world.count("big"), world.count("_migrations_steps")),
        (490_000, 0)
    );
}
