//! Many runners at once.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use migratory::{ErrorKind, Migrator, Observer, Waiting};

use crate::process::{Ended, Fleet, MIGRATIONS, fleet, migrates, ran_once};
use crate::world::{World, done, failed, migrator, raw, table};

on_each_server!(
    sixteen_processes_on_an_empty_database_apply_each_migration_once,
    a_runner_that_waits_in_vain_names_the_holder,
    a_runner_that_waits_finds_nothing_to_do,
    two_runners_of_different_ledgers_do_not_wait_for_each_other,
    the_lock_of_a_dead_runner_is_free,
    ctrl_c_ends_the_waiting_and_nothing_was_done,
    two_rollbacks_at_once_undo_one_batch,
    two_rollbacks_of_steps_at_once_undo_them_once,
);

/// Starts as many, and waits for all of them; each must end well.
#[track_caller]
fn at_once(world: &World, processes: usize, environment: &[(&str, &str)]) -> Vec<Ended> {
    let started: Vec<Fleet> = (0..processes)
        .map(|_| fleet(world.url(), &["migrate"], environment))
        .collect();
    started
        .into_iter()
        .map(|process| process.end().with(0))
        .collect()
}

fn sixteen_processes_on_an_empty_database_apply_each_migration_once(world: &World) {
    at_once(world, 16, &[]);
    ran_once(world);
    assert!(world.ledger().iter().all(|(_, batch)| *batch == 1));
}

mod sqlite_at_once {
    use super::*;
    use migratory_tests::throwaway::Server;

    #[test]
    fn six_processes_on_an_empty_file_apply_each_migration_once() {
        let world = World::on(Server::Sqlite);
        at_once(&world, 6, &[]);
        ran_once(&world);
    }

    #[test]
    fn six_processes_apply_each_migration_once_with_a_write_ahead_log() {
        let world = World::on(Server::Sqlite);
        assert_eq!(world.value("PRAGMA journal_mode = WAL"), "wal");
        at_once(&world, 6, &[]);
        ran_once(&world);
        assert_eq!(world.value("PRAGMA journal_mode"), "wal");
    }

    #[test]
    fn a_writer_that_does_not_end_is_waited_for_as_long_as_said() {
        let world = World::on(Server::Sqlite);
        world.sql("BEGIN IMMEDIATE");
        let migrator = migrator(&[raw("1_a", "SELECT 1")]).lock_wait(Duration::from_millis(300));
        let began = Instant::now();
        let error = world.migrate_fails(&migrator);
        assert_eq!(error.kind(), ErrorKind::Locked, "{error}");
        assert!(
            began.elapsed() < Duration::from_secs(3),
            "{:?}",
            began.elapsed()
        );
        world.sql("ROLLBACK");
        assert_eq!(world.migrate(&migrator).names(), ["1_a"]);
    }
}

mod postgres_at_once {
    use super::*;
    use migratory_tests::throwaway::Server;

    #[test]
    fn sixteen_processes_that_build_an_index_concurrently_do_not_stall_each_other() {
        let Some(server) = Server::postgres() else {
            return;
        };
        let world = World::on(server);
        at_once(&world, 16, &[("FLEET_CONCURRENTLY", "yes")]);
        ran_once(&world);
        let valid = "SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'runs_migration_idx'::regclass";
        assert_eq!(world.value(valid), "true");
    }

    /// The server hands the lock to everybody, as behind a pooler or after a failover.
    #[test]
    fn sixteen_processes_apply_each_migration_once_when_the_lock_does_not_hold() {
        let Some(server) = Server::postgres() else {
            return;
        };
        let world = World::on(server);
        world.sql(
            "CREATE SCHEMA broken; \
             CREATE FUNCTION broken.pg_try_advisory_lock(bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true'; \
             DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = broken, pg_catalog, public', current_database()); END $$",
        );
        let url = world.url().to_owned();
        let started: Vec<Fleet> = (0..16)
            .map(|_| fleet(&url, &["--schema", "public", "migrate"], &[]))
            .collect();
        for process in started {
            process.end().with(0);
        }
        world.sql("SET search_path = broken, public");
        let ledger = world.rows("SELECT name FROM public._migrations ORDER BY name");
        assert_eq!(ledger.len(), MIGRATIONS.len(), "{ledger:?}");
        let twice = "SELECT count(*)::text FROM (SELECT migration FROM runs GROUP BY 1 HAVING count(*) > 1) t";
        assert_eq!(world.value(twice), "0");
        assert_eq!(world.count("runs"), 6);
    }
}

/// A process that has the lock and pauses, on its third migration.
fn holder(world: &World) -> Fleet {
    let pause = world.pick("SELECT pg_sleep(30)", "SELECT SLEEP(30)", "");
    let mut holder = fleet(world.url(), &["migrate"], &[("FLEET_PAUSE", pause)]);
    holder.until_after(MIGRATIONS[1]);
    holder
}

fn a_runner_that_waits_in_vain_names_the_holder(world: &World) {
    let _holder = holder(world);
    let migrator = migrator(&[raw("1_a", "SELECT 1")]).lock_wait(Duration::from_millis(400));
    let began = Instant::now();
    let error = failed(world.block(migrator.migrate(&world.database)));
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(error.kind(), ErrorKind::Locked, "{error}");
    let text = error.to_string();
    let session = world.value(world.pick(
        "SELECT pid::text FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid() AND datname = current_database()",
        "SELECT CAST(id AS CHAR) FROM information_schema.processlist WHERE info LIKE '%SLEEP(30)%' AND id <> CONNECTION_ID() AND db = DATABASE()",
        "",
    ));
    assert!(text.contains(&format!(" {session} of migratory")), "{text}");
    assert!(
        text.contains(world.pick(MIGRATIONS[2], "SLEEP(30)", "")),
        "what the holder does: {text}"
    );
    assert!(text.contains("next: run the same command again"), "{text}");
    assert!(!world.applied().contains(&"1_a".to_owned()));
}

/// Keeps what it is told of waiting.
#[derive(Clone, Default)]
struct Waits(Arc<Mutex<Vec<String>>>);

impl Observer for Waits {
    fn waiting(&self, waiting: &Waiting) {
        self.0.lock().unwrap().push(waiting.holder.clone());
    }
}

fn a_runner_that_waits_finds_nothing_to_do(world: &World) {
    let pause = world.pick("SELECT pg_sleep(1.5)", "SELECT SLEEP(1.5)", "");
    let mut first = fleet(world.url(), &["migrate"], &[("FLEET_PAUSE", pause)]);
    first.until_after(MIGRATIONS[1]);
    let second = fleet(world.url(), &["migrate"], &[]).end().with(0);
    assert!(
        second.said.contains("waiting for the lock"),
        "{}",
        second.said
    );
    assert!(second.said.contains("by another runner"), "{}", second.said);
    first.end().with(0);
    ran_once(world);
}

fn two_runners_of_different_ledgers_do_not_wait_for_each_other(world: &World) {
    let _holder = holder(world);
    let waits = Waits::default();
    let other: Migrator = migrator(&[raw("1_a", "SELECT 1")])
        .table("_other")
        .allow_existing(true)
        .observer(waits.clone());
    let report = done(world.block(other.migrate(&world.database)));
    assert_eq!(report.names(), ["1_a"]);
    assert!(waits.0.lock().unwrap().is_empty());
}

fn the_lock_of_a_dead_runner_is_free(world: &World) {
    let holder = holder(world);
    holder.signal("KILL");
    assert_eq!(holder.end().code, None);
    if world.rolls_back() {
        let again = migrates(world);
        assert!(again.took < Duration::from_secs(10), "{:?}", again.took);
        ran_once(world);
    } else {
        // MariaDB notices a dead client when it has something to say to it.
        let sleeping = "SELECT CAST(id AS CHAR) FROM information_schema.processlist WHERE info LIKE '%SLEEP(30)%' AND id <> CONNECTION_ID() AND db = DATABASE()";
        let id = world.value(sleeping);
        world.sql(&format!("KILL {id}"));
        migrates(world);
        ran_once(world);
    }
}

fn ctrl_c_ends_the_waiting_and_nothing_was_done(world: &World) {
    let _holder = holder(world);
    let mut waiter = fleet(world.url(), &["migrate"], &[]);
    waiter.until("waiting for the lock");
    waiter.signal("INT");
    let ended = waiter.end().with(130);
    assert!(ended.took < Duration::from_secs(3), "{:?}", ended.took);
    assert!(ended.said.contains("nothing was run"), "{}", ended.said);
    assert_eq!(world.applied(), MIGRATIONS[..2]);
}

/// Two batches, the second of which takes its time to be undone.
fn two_batches(world: &World) -> Migrator {
    let pause = world.pick("SELECT pg_sleep(0.7)", "SELECT SLEEP(0.7)", "");
    let slow = table("2_slow", "b").down(move |schema| {
        schema.sql(pause);
        schema.drop_table("b");
    });
    world.migrate(&migrator(&[table("1_a", "a")]));
    let both = migrator(&[table("1_a", "a"), slow]);
    world.migrate(&both);
    both
}

/// A second run that begins while the first is in the middle.
fn together<T>(
    first: impl Future<Output = T>,
    second: impl Future<Output = T>,
) -> impl Future<Output = (T, T)> {
    let later = async {
        tokio::time::sleep(Duration::from_millis(250)).await;
        second.await
    };
    async { tokio::join!(first, later) }
}

fn two_rollbacks_at_once_undo_one_batch(world: &World) {
    let both = two_batches(world);
    let database = done(world.block(migratory::Database::connect(world.url())));
    let (first, second) = world.block(together(
        both.rollback(&world.database),
        both.rollback(&database),
    ));
    assert_eq!(done(first).names(), ["2_slow"]);
    assert_eq!(
        world.applied(),
        ["1_a"],
        "the second meant the same batch: {second:?}"
    );
    assert_eq!(done(second).by_others, ["2_slow"]);
}

fn two_rollbacks_of_steps_at_once_undo_them_once(world: &World) {
    let both = two_batches(world);
    let database = done(world.block(migratory::Database::connect(world.url())));
    let (first, second) = world.block(together(
        both.rollback_steps(&world.database, 1),
        both.rollback_steps(&database, 1),
    ));
    assert_eq!(done(first).names(), ["2_slow"]);
    assert_eq!(
        world.applied(),
        ["1_a"],
        "the second meant the same migration: {second:?}"
    );
}
