//! Many processes that seed at once: `garden`, the program of `src/bin/garden.rs`.

use crate::process::{Ended, Fleet, program};
use crate::world::World;
use migratory_tests::throwaway::Server;

on_each_database!(
    eight_processes_that_seed_at_once_leave_the_rows_of_one,
    eight_processes_that_migrate_and_seed_an_empty_database_leave_the_rows_of_one,
    eight_processes_that_force_leave_the_rows_of_one,
    ctrl_c_rolls_the_running_seeder_back,
    a_process_that_is_killed_leaves_no_half_of_a_seeder,
);

fn garden(url: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Fleet {
    let mut all = vec![("MIGRATORY_ENV", "test")];
    all.extend(environment);
    program(env!("CARGO_BIN_EXE_garden"), url, arguments, &all)
}

/// Starts eight, and waits for all of them; each must end well.
#[track_caller]
fn eight(url: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Vec<Ended> {
    let started: Vec<Fleet> = (0..8)
        .map(|_| garden(url, arguments, environment))
        .collect();
    (started.into_iter())
        .map(|process| process.end().with(0))
        .collect()
}

/// The rows of all seeded tables, without their times.
#[track_caller]
fn seeded(world: &World) -> Vec<Vec<Option<String>>> {
    let mut rows = Vec::new();
    for sql in [
        "SELECT CAST(id AS CHAR(20)), name FROM roles ORDER BY id",
        "SELECT email, CAST(role_id AS CHAR(20)) FROM users ORDER BY email",
        "SELECT code, name, CAST(eu AS CHAR(5)) FROM countries ORDER BY code",
        "SELECT CAST(id AS CHAR(20)), name, CAST(price AS CHAR(20)) FROM plans ORDER BY id",
        "SELECT name, fingerprint FROM _seeds ORDER BY name",
    ] {
        rows.extend(world.rows(sql));
    }
    rows
}

/// What one process leaves on another database of the same server.
#[track_caller]
fn of_one(world: &World) -> Vec<Vec<Option<String>>> {
    let one = world.another();
    garden(one.url(), &["migrate", "--seed"], &[]).end().with(0);
    let rows = seeded(&one);
    assert_eq!(rows.len(), 2 + 2 + 3 + 2 + 4, "{rows:?}");
    rows
}

#[track_caller]
fn ran_once(world: &World) {
    assert_eq!(seeded(world), of_one(world));
    let runs = world.column("SELECT seeder FROM runs ORDER BY id");
    assert_eq!(runs, ["BaseRoles", "DemoUsers"]);
}

fn eight_processes_that_seed_at_once_leave_the_rows_of_one(world: &World) {
    garden(world.url(), &["migrate"], &[]).end().with(0);
    let pause = world.pick("SELECT pg_sleep(0.3)", "SELECT SLEEP(0.3)", "SELECT 1");
    let ended = eight(world.url(), &["seed"], &[("GARDEN_PAUSE", pause)]);
    let ran: usize = (ended.iter())
        .map(|ended| ended.said.matches("SEEDED").count())
        .sum();
    assert_eq!(ran, 4, "each seeder ran in one of them");
    ran_once(world);
}

fn eight_processes_that_migrate_and_seed_an_empty_database_leave_the_rows_of_one(world: &World) {
    eight(world.url(), &["migrate", "--seed"], &[]);
    ran_once(world);
}

fn eight_processes_that_force_leave_the_rows_of_one(world: &World) {
    garden(world.url(), &["migrate"], &[]).end().with(0);
    eight(world.url(), &["seed", "--force"], &[]);
    assert_eq!(seeded(world), of_one(world));
    let runs = world.column("SELECT seeder FROM runs ORDER BY seeder");
    assert_eq!(runs.len(), 16);
    let ledger = world.column("SELECT CAST(runs AS CHAR(20)) FROM _seeds");
    assert!(ledger.iter().all(|runs| runs.trim() == "8"), "{ledger:?}");
}

/// A process whose seeder `BaseRoles` pauses, after it has written.
#[track_caller]
fn paused(world: &World) -> Fleet {
    garden(world.url(), &["migrate"], &[]).end().with(0);
    // SQLite cannot sleep, but count.
    let pause = world.pick(
        "SELECT pg_sleep(30)",
        "SELECT SLEEP(30)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i < 0",
    );
    let mut process = garden(world.url(), &["seed"], &[("GARDEN_PAUSE", pause)]);
    process.until("garden.rs: pausing");
    std::thread::sleep(std::time::Duration::from_millis(300));
    process
}

fn ctrl_c_rolls_the_running_seeder_back(world: &World) {
    let process = paused(world);
    process.signal("INT");
    let ended = process.end().with(130);
    assert!(
        ended
            .said
            .contains("unchanged by this seeder (rolled back)"),
        "{}",
        ended.said
    );
    assert!(
        ended.said.contains("next: run `seed` again to go on"),
        "{}",
        ended.said
    );
    assert_eq!(world.count("roles") + world.count("runs"), 0);
    garden(world.url(), &["seed"], &[]).end().with(0);
    ran_once(world);
}

fn a_process_that_is_killed_leaves_no_half_of_a_seeder(world: &World) {
    let process = paused(world);
    process.signal("KILL");
    assert_eq!(process.end().code, None);
    if !world.rolls_back() {
        // MariaDB notices a dead client when it has something to say to it.
        let sleeping = "SELECT CAST(id AS CHAR) FROM information_schema.processlist WHERE info LIKE '%SLEEP(30)%' AND id <> CONNECTION_ID() AND db = DATABASE()";
        let id = world.value(sleeping);
        world.sql(&format!("KILL {id}"));
    }
    garden(world.url(), &["seed"], &[]).end().with(0);
    ran_once(world);
}

/// The server hands the lock to everybody, as behind a pooler or after a failover.
#[test]
fn eight_processes_run_each_seeder_once_when_the_lock_does_not_hold_on_postgres() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let world = World::on(server);
    garden(world.url(), &["migrate"], &[]).end().with(0);
    world.sql(
        "CREATE SCHEMA broken; \
         CREATE FUNCTION broken.pg_try_advisory_lock(bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true'; \
         DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = broken, pg_catalog, public', current_database()); END $$",
    );
    let pause = [("GARDEN_PAUSE", "SELECT pg_sleep(0.3)")];
    eight(world.url(), &["--schema", "public", "seed"], &pause);
    world.sql("SET search_path = public");
    ran_once(&world);
}

#[test]
fn eight_processes_run_each_seeder_once_when_the_lock_does_not_hold_on_mysql() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let world = World::on(server);
    garden(world.url(), &["migrate"], &[]).end().with(0);
    // Each believes that its ledger of migrations is another one, and so is its lock.
    let started: Vec<Fleet> = (0..8)
        .map(|n| {
            let view = format!("ledger_{n}");
            world.sql(&format!("CREATE VIEW {view} AS SELECT * FROM _migrations"));
            let arguments = ["--table", &view, "seed"];
            garden(
                world.url(),
                &arguments,
                &[("GARDEN_PAUSE", "SELECT SLEEP(0.3)")],
            )
        })
        .collect();
    for process in started {
        process.end().with(0);
    }
    ran_once(&world);
}
