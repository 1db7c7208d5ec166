//! Locks of others, and other runners.

use std::time::{Duration, Instant};

use migratory::ErrorKind;
use migratory_tests::throwaway::Server;

use crate::look::Look;
use crate::process::{fleet, ran_once};
use crate::world::{World, failed, migrator, step, table};

fn all_at_once(server: Option<Server>, runners: usize, environment: &[(&str, &str)]) {
    let Some(world) = server.map(World::on) else {
        return;
    };
    let all: Vec<_> = (0..runners)
        .map(|_| fleet(world.url(), &["migrate"], environment))
        .collect();
    for runner in all {
        runner.end().with(0);
    }
    ran_once(&world);
}

#[test]
fn r01_first_boot_of_sixteen_at_once() {
    for _ in 0..3 {
        all_at_once(Server::postgres(), 16, &[]);
        all_at_once(Server::mysql(), 16, &[]);
    }
}

#[test]
fn r02_who_waits_does_not_block_an_index_that_is_built_concurrently() {
    all_at_once(Server::postgres(), 16, &[("FLEET_CONCURRENTLY", "1")]);
}

#[test]
fn r09_six_processes_on_a_file() {
    for _ in 0..5 {
        all_at_once(Some(Server::Sqlite), 6, &[]);
    }
}

fn adds_a_column() -> [crate::world::Step; 2] {
    let add = step("2_b", |schema| {
        schema.alter_table("a", |t| {
            t.add_column("n", migratory::prelude::integer()).optional();
        });
    });
    [table("1_a", "a"), add]
}

/// SQL of the user's own goes another way than typed operations; it does not wait for ever either.
#[test]
fn r33_own_sql_that_waits_gives_up_and_says_for_whom() {
    for server in [Server::postgres(), Server::mysql()] {
        let Some(world) = server.map(World::on) else {
            continue;
        };
        let add = crate::world::raw("2_b", "ALTER TABLE a ADD COLUMN n int");
        world.migrate(&migrator(&[table("1_a", "a")]));
        let holder = Look::at(&world);
        holder.sql("BEGIN");
        holder.sql("SELECT * FROM a");
        let migrator = migrator(&[table("1_a", "a"), add]).lock_timeout(Duration::from_secs(1));
        let began = Instant::now();
        let error = failed(world.block(migrator.retries(1).migrate(&world.database)));
        assert_eq!(error.kind(), ErrorKind::Busy, "{error}");
        assert!(error.message().contains("in the way: "), "{error}");
        assert!(began.elapsed() < Duration::from_secs(10));
    }
}

/// What is done of a way back on MySQL is not done again when the rest of it did not get its locks: neither by the next
/// run, nor by the next try of the same run.
fn a_rollback_that_waits(gives_up_first: bool) {
    let Some(world) = Server::mysql().map(World::on) else {
        return;
    };
    let both = || {
        let both = step("1_both", |schema| {
            for name in ["a", "b"] {
                schema.create_table(name, |t| {
                    t.id();
                });
            }
        });
        migrator(&[both]).lock_timeout(Duration::from_secs(1))
    };
    world.migrate(&both());
    let holder = Look::at(&world);
    holder.sql("BEGIN");
    holder.sql("SELECT * FROM a");
    if gives_up_first {
        let error = failed(world.block(both().retries(0).rollback(&world.database)));
        assert_eq!(error.kind(), ErrorKind::Busy, "{error}");
        assert_eq!(world.tables(), ["_migrations", "a"]);
    }
    let url = world.url().to_owned();
    let runner = std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let database = migratory::Database::connect(&url).await.unwrap();
            both()
                .rollback(&database)
                .await
                .map(|report| report.ran.len())
        })
    });
    // It did not get the lock in its first try.
    std::thread::sleep(Duration::from_millis(2500));
    assert_eq!(world.tables(), ["_migrations", "a"]);
    holder.sql("ROLLBACK");
    assert_eq!(runner.join().unwrap().unwrap(), 1);
    assert_eq!(world.tables(), ["_migrations"]);
}

#[test]
fn r33_a_rollback_of_mysql_is_gone_on_with_by_the_next_run() {
    a_rollback_that_waits(true);
}

#[test]
fn r33_a_rollback_of_mysql_is_gone_on_with_by_the_next_try() {
    a_rollback_that_waits(false);
}

/// A long reader, and a change of its table: whoever comes after the change waits no longer than the lock timeout.
#[test]
fn r33_readers_do_not_queue_behind_a_change_that_waits() {
    for server in [Server::postgres(), Server::mysql()] {
        let Some(world) = server.map(World::on) else {
            continue;
        };
        let steps = adds_a_column();
        world.migrate(&migrator(&steps[..1]));
        let holder = Look::at(&world);
        holder.sql("BEGIN");
        holder.sql("SELECT * FROM a");
        let timeout = world.pick(
            Duration::from_millis(300),
            Duration::from_secs(1),
            Duration::ZERO,
        );
        // Never: it gives up, and says who is in the way.
        let short = || migrator(&steps).lock_timeout(timeout).retries(2);
        let error = failed(world.block(short().migrate(&world.database)));
        assert_eq!(error.kind(), ErrorKind::Busy, "{error}");
        assert!(error.message().contains("tried 3 times"), "{error}");
        assert!(error.message().contains("in the way: "), "{error}");
        assert_eq!(world.applied(), ["1_a"]);
        // Later: it lands when the reader is gone, and other readers hardly notice.
        let url = world.url().to_owned();
        let reader = Look::at(&world);
        let runner = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(async {
                let database = migratory::Database::connect(&url).await.unwrap();
                let migrator = migrator(&adds_a_column()).lock_timeout(timeout).retries(30);
                migrator
                    .migrate(&database)
                    .await
                    .map(|report| report.ran.len())
            })
        });
        let mut slowest = Duration::ZERO;
        let end = Instant::now() + Duration::from_secs(3);
        while Instant::now() < end {
            let began = Instant::now();
            reader.sql("SELECT * FROM a");
            slowest = slowest.max(began.elapsed());
            std::thread::sleep(Duration::from_millis(20));
        }
        holder.sql("ROLLBACK");
        assert_eq!(runner.join().unwrap().unwrap(), 1);
        assert!(
            slowest < timeout + Duration::from_millis(700),
            "{slowest:?}"
        );
        assert_eq!(world.applied(), ["1_a", "2_b"]);
    }
}

/// Commands that are given at the same time leave what one after the other would.
#[test]
fn r06_commands_that_exclude_each_other() {
    let pairs: [[&[&str]; 2]; 5] = [
        [&["migrate"], &["rollback"]],
        [&["migrate"], &["fresh", "--yes"]],
        [&["rollback"], &["fresh", "--yes"]],
        [&["reset"], &["migrate"]],
        [&["refresh"], &["migrate"]],
    ];
    for server in [Some(Server::Sqlite), Server::postgres(), Server::mysql()] {
        let Some(world) = server.map(World::on) else {
            continue;
        };
        fleet(world.url(), &["migrate"], &[]).end().with(0);
        for pair in pairs {
            let both = pair.map(|command| fleet(world.url(), command, &[]));
            for process in both {
                let ended = process.end();
                // One that came too late for what it was to undo says so.
                assert!(matches!(ended.code, Some(0 | 5)), "{pair:?}: {ended:?}");
            }
            fleet(world.url(), &["migrate"], &[]).end().with(0);
            ran_once(&world);
        }
    }
}

#[test]
fn r07_neither_who_holds_the_lock_nor_who_waits_pins_a_snapshot() {
    let Some(world) = Server::postgres().map(World::on) else {
        return;
    };
    let pause = [("FLEET_PAUSE", "SELECT pg_sleep(2)")];
    let mut holder = fleet(world.url(), &["migrate"], &pause);
    holder.until_after(crate::process::MIGRATIONS[1]);
    let waiter = fleet(world.url(), &["migrate"], &[]);
    std::thread::sleep(Duration::from_millis(500));
    let idle = "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() \
                AND pid <> pg_backend_pid() AND state LIKE 'idle%' AND backend_xmin IS NOT NULL";
    let waiting = "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() \
                   AND pid <> pg_backend_pid() AND state = 'idle'";
    for _ in 0..10 {
        assert_eq!(world.value(idle), "0");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_ne!(world.value(waiting), "0", "nobody waits");
    holder.end().with(0);
    waiter.end().with(0);
    ran_once(&world);
}

#[test]
fn r08_a_named_lock_of_mysql_is_of_one_database() {
    let Some(world) = Server::mysql().map(World::on) else {
        return;
    };
    let other = world.another();
    let pause = [("FLEET_PAUSE", "SELECT SLEEP(3)")];
    let mut holder = fleet(world.url(), &["migrate"], &pause);
    holder.until_after(crate::process::MIGRATIONS[1]);
    let ended = fleet(other.url(), &["migrate"], &[]).end().with(0);
    assert!(ended.took < Duration::from_secs(2), "{:?}", ended.took);
    ran_once(&other);
    holder.end().with(0);
    ran_once(&world);
}
