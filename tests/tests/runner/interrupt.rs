//! Runs that are stopped: Ctrl-C, SIGTERM, `kill -9`, and a cancelled future.

use std::time::{Duration, Instant};

use migratory::{DatabaseState, ErrorKind};

use crate::process::{Fleet, MIGRATIONS, fleet, migrates, ran_once, runs};
use crate::world::{World, failed, migrator, raw, table};

on_each_database!(
    ctrl_c_rolls_the_running_migration_back,
    ctrl_c_stops_a_data_migration,
    sigterm_is_as_good_as_ctrl_c,
    a_second_ctrl_c_ends_the_process_at_once,
    a_cancelled_run_says_what_is_applied,
    a_run_that_is_dropped_can_be_started_again,
);

/// How long a stopped process may take to say goodbye.
const SOON: Duration = Duration::from_secs(5);

/// Something that takes half a minute.
fn pause(world: &World) -> &'static str {
    world.pick(
        "SELECT pg_sleep(30)",
        "SELECT SLEEP(30)",
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 4000000000) SELECT count(*) FROM n",
    )
}

/// A process in its third migration, which pauses.
fn paused(world: &World) -> Fleet {
    let mut process = fleet(world.url(), &["migrate"], &[("FLEET_PAUSE", pause(world))]);
    process.until_after(MIGRATIONS[1]);
    process
}

fn ctrl_c_rolls_the_running_migration_back(world: &World) {
    let process = paused(world);
    process.signal("INT");
    let ended = process.end().with(130);
    assert!(ended.took < SOON, "{:?}", ended.took);
    assert!(ended.said.contains(MIGRATIONS[2]), "{}", ended.said);
    assert!(ended.said.contains("rolled back"), "{}", ended.said);
    assert_eq!(world.applied(), MIGRATIONS[..2]);
    assert_eq!(runs(world), ["create_runs", "half"]);
    migrates(world);
    ran_once(world);
}

fn ctrl_c_stops_a_data_migration(world: &World) {
    let mut process = fleet(world.url(), &["migrate"], &[("FLEET_DATA", pause(world))]);
    process.until_after(MIGRATIONS[3]);
    process.signal("INT");
    let ended = process.end().with(130);
    assert!(ended.took < SOON, "{:?}", ended.took);
    assert_eq!(world.applied(), MIGRATIONS[..4]);
    assert!(!runs(world).contains(&"data".to_owned()));
    migrates(world);
    ran_once(world);
}

fn sigterm_is_as_good_as_ctrl_c(world: &World) {
    let process = paused(world);
    process.signal("TERM");
    let ended = process.end().with(143);
    assert!(ended.took < SOON, "{:?}", ended.took);
    assert_eq!(world.applied(), MIGRATIONS[..2]);
    migrates(world);
    ran_once(world);
}

fn a_second_ctrl_c_ends_the_process_at_once(world: &World) {
    let process = paused(world);
    let began = Instant::now();
    process.signal("INT");
    process.signal("INT");
    process.end().with(130);
    assert!(began.elapsed() < SOON);
    assert_eq!(world.applied(), MIGRATIONS[..2]);
}

fn a_cancelled_run_says_what_is_applied(world: &World) {
    let migrator = migrator(&[
        table("1_a", "a"),
        raw("2_slow", pause(world)),
        table("3_c", "c"),
    ]);
    let cancel = migrator.cancel_handle();
    let error = failed(world.block(async {
        let run = migrator.migrate(&world.database);
        let stop = async {
            tokio::time::sleep(Duration::from_millis(500)).await;
            cancel.cancel();
            std::future::pending().await
        };
        tokio::select! { result = run => result, never = stop => never }
    }));
    assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
    assert_eq!(error.migration(), Some("2_slow"));
    assert_eq!(error.finished_before(), ["1_a"]);
    assert_eq!(error.database_state(), Some(&DatabaseState::RolledBack));
    assert!(error.to_string().contains("next: "), "{error}");
    assert_eq!(world.applied(), ["1_a"]);
    let again = world.migrate_fails(&migrator);
    assert_eq!(
        again.kind(),
        ErrorKind::Cancelled,
        "a cancelled migrator stays so"
    );
}

fn a_run_that_is_dropped_can_be_started_again(world: &World) {
    let slow = migrator(&[table("1_a", "a"), raw("2_slow", pause(world))]);
    world.block(async {
        let run = slow.migrate(&world.database);
        let given_up = tokio::time::timeout(Duration::from_millis(400), run).await;
        assert!(given_up.is_err(), "it was not slow: {given_up:?}");
    });
    let quick = migrator(&[table("1_a", "a"), raw("2_slow", "SELECT 1")]);
    if world.pick(false, true, false) {
        let sleeping = "SELECT CAST(id AS CHAR) FROM information_schema.processlist WHERE info LIKE '%SLEEP(30)%' AND id <> CONNECTION_ID() AND db = DATABASE()";
        let id = world.value(sleeping);
        world.sql(&format!("KILL {id}"));
    }
    world.migrate(&quick);
    assert_eq!(world.applied(), ["1_a", "2_slow"]);
}

mod killed {
    use super::*;
    use migratory_tests::throwaway::Server;

    fn in_the_middle_of_a_migration(world: &World) {
        let mut process = fleet(world.url(), &["migrate"], &[("FLEET_HALF", pause(world))]);
        process.until_after(MIGRATIONS[0]);
        process.signal("KILL");
        assert_eq!(process.end().code, None);
        let again = migrates(world);
        assert!(again.took < Duration::from_secs(10), "{:?}", again.took);
        ran_once(world);
    }

    fn in_the_middle_of_a_data_migration(world: &World) {
        let mut process = fleet(world.url(), &["migrate"], &[("FLEET_DATA", pause(world))]);
        process.until_after(MIGRATIONS[3]);
        process.signal("KILL");
        assert_eq!(process.end().code, None);
        migrates(world);
        ran_once(world);
    }

    #[test]
    fn a_migration_that_is_killed_on_sqlite_leaves_nothing_and_runs_again() {
        in_the_middle_of_a_migration(&World::on(Server::Sqlite));
        in_the_middle_of_a_data_migration(&World::on(Server::Sqlite));
    }

    #[test]
    fn a_migration_that_is_killed_on_postgres_leaves_nothing_and_runs_again() {
        if let Some(server) = Server::postgres() {
            in_the_middle_of_a_migration(&World::on(server.clone()));
            in_the_middle_of_a_data_migration(&World::on(server));
        }
    }

    /// What is half done is there, and is said; nothing is recorded that did not end.
    #[test]
    fn a_migration_that_is_stopped_on_mysql_says_what_is_half_done() {
        let Some(server) = Server::mysql() else {
            return;
        };
        let world = World::on(server);
        let mut process = fleet(world.url(), &["migrate"], &[("FLEET_HALF", pause(&world))]);
        process.until_after(MIGRATIONS[0]);
        process.signal("INT");
        let ended = process.end().with(130);
        let done = "step 1 of 2 is done (create table \"half\")";
        assert!(ended.said.contains(done), "{}", ended.said);
        assert_eq!(world.applied(), MIGRATIONS[..1]);
        migrates(&world);
        ran_once(&world);
    }
}
