//! Processes that are killed in the middle of a backfill that must not change a row twice.

use std::time::{Duration, Instant};

use migratory_tests::throwaway::Server;

use super::{all_counted_once, journal};
use crate::process::{Fleet, counter};
use crate::world::World;

/// How often a process is killed.
const KILLS: usize = 20;
/// How many rows there are.
const ROWS: &str = "20000";

fn process(world: &World, batch: &str, pause: &str) -> Fleet {
    let environment = [
        ("COUNTER_ROWS", ROWS),
        ("COUNTER_BATCH", batch),
        ("COUNTER_PAUSE", pause),
    ];
    counter(world.url(), &["migrate"], &environment)
}

/// How many rows the journal says are done; none before it is there.
fn rows_done(world: &World) -> u64 {
    let there = world
        .tables_and_journal()
        .contains(&"_migrations_steps".to_owned());
    let sql = "SELECT CAST(coalesce(sum(rows_done), 0) AS CHAR(20)) FROM _migrations_steps";
    if there {
        world.value(sql).trim().parse().unwrap()
    } else {
        0
    }
}

/// Waits until so many rows are done.
#[track_caller]
fn until(world: &World, rows: u64) {
    let end = Instant::now() + Duration::from_secs(30);
    while rows_done(world) < rows {
        assert!(Instant::now() < end, "{} rows are done", rows_done(world));
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Kills it while it works, each time somewhere else: after some batches, in a batch, or between two.
fn killed_often(world: &World) {
    let mut seen = Vec::new();
    for n in 0..KILLS {
        let before = rows_done(world);
        // Of 5 to 24 rows, with and without a pause between them, so that kills hit batches of all sizes.
        let batch = (5 + n).to_string();
        let process = process(world, &batch, if n % 3 == 0 { "1" } else { "0" });
        until(world, before + 1);
        std::thread::sleep(Duration::from_micros(700 * n as u64));
        process.signal("KILL");
        let ended = process.end();
        assert_eq!(
            ended.code, None,
            "it came to its end before it was killed: {}",
            ended.said
        );
        seen.push(rows_done(world));
    }
    assert!(
        seen.windows(2).all(|pair| pair[0] < pair[1]),
        "each got on: {seen:?}"
    );
    assert!(seen.last().is_some_and(|done| *done < 20_000), "{seen:?}");
    let last = process(world, "500", "0").end().with(0);
    assert!(last.said.contains("counters: 20000 rows"), "{}", last.said);
    all_counted_once(world, 20_000);
    assert_eq!(
        world.applied(),
        ["20260101000001_create_counters", "20260101000002_count"]
    );
    let (step, index) = (world.pick(2, 2, 2), world.pick(3, 3, 3));
    assert_eq!(journal(world, step)[..3], ["recorded", "20000", "20000"]);
    assert_eq!(journal(world, index)[0], "recorded");
}

#[test]
fn a_backfill_that_is_killed_twenty_times_on_sqlite_changes_each_row_once() {
    killed_often(&World::on(Server::Sqlite));
}

#[test]
fn a_backfill_that_is_killed_twenty_times_on_postgres_changes_each_row_once() {
    if let Some(server) = Server::postgres() {
        killed_often(&World::on(server));
    }
}

#[test]
fn a_backfill_that_is_killed_twenty_times_on_mysql_changes_each_row_once() {
    if let Some(server) = Server::mysql() {
        killed_often(&World::on(server));
    }
}

mod interrupted {
    use super::*;

    on_each_database!(ctrl_c_keeps_what_is_done_and_says_how_to_go_on);

    fn ctrl_c_keeps_what_is_done_and_says_how_to_go_on(world: &World) {
        let process = process(world, "20", "5");
        until(world, 100);
        process.signal("INT");
        let ended = process.end().with(130);
        assert!(ended.took < Duration::from_secs(5), "{:?}", ended.took);
        let done = rows_done(world);
        for said in [
            "step 1 of 3 is done",
            &format!("{done} rows of table \"counters\" are done, those up to"),
            &format!(
                "= {}",
                world.pick(
                    format!("'{}'", 3 * done),
                    (3 * done).to_string(),
                    (3 * done).to_string()
                )
            ),
            "next: run `migrate` again to go on",
        ] {
            assert!(ended.said.contains(said), "{said:?} in:\n{}", ended.said);
        }
        super::process(world, "500", "0").end().with(0);
        all_counted_once(world, 20_000);
    }
}
