//! Several runners on one backfill, with and without the lock that keeps them apart.

use std::sync::Arc;

use super::{all_counted_once, journal};
use crate::process::counter;
use crate::world::World;

on_each_database!(
    runners_that_start_at_once_do_each_row_once,
    without_the_lock_two_runners_share_the_batches,
);

/// Enough rows that all of them are there before the first is done.
const ROWS: &str = "2000";

fn at_once(world: &World, before: &[(&str, &str)], runners: usize) -> Vec<String> {
    let mut environment = vec![
        ("COUNTER_ROWS", ROWS),
        ("COUNTER_BATCH", "10"),
        ("COUNTER_PAUSE", "2"),
    ];
    environment.extend(before);
    let processes: Vec<_> = (0..runners)
        .map(|_| counter(world.url(), &["migrate"], &environment))
        .collect();
    processes
        .into_iter()
        .map(|process| process.end().with(0).said)
        .collect()
}

fn runners_that_start_at_once_do_each_row_once(world: &World) {
    at_once(world, &[], 4);
    all_counted_once(world, 2000);
    assert_eq!(journal(world, 2), ["recorded", "2000", "2000", "200"]);
    assert_eq!(world.applied().len(), 2);
}

fn without_the_lock_two_runners_share_the_batches(world: &World) {
    // What the first runner does before the backfill gives the lock away; on SQLite there is none.
    let before = world.pick(
        "SELECT pg_advisory_unlock_all()",
        "DO RELEASE_ALL_LOCKS()",
        "SELECT 1",
    );
    let watched = Watched::start(world);
    // Nothing keeps two runners from the same change of the schema on MySQL, which is no transaction.
    let alone = world.pick("COUNTER", "COUNTER_ALONE", "COUNTER");
    let said = at_once(world, &[("COUNTER_BEFORE", before), (alone, "")], 2);
    all_counted_once(world, 2000);
    let step = world.pick(2, 3, 2);
    assert_eq!(journal(world, step), ["recorded", "2000", "2000", "200"]);
    assert_eq!(world.applied().len(), 2);
    assert!(
        said.iter().all(|said| said.contains("counters: 2000 rows")),
        "both were there to the end: {said:?}"
    );
    watched.end();
}

/// A look at the rows while they change: none is ever counted twice.
struct Watched(
    std::thread::JoinHandle<()>,
    Arc<std::sync::atomic::AtomicBool>,
);

impl Watched {
    fn start(world: &World) -> Self {
        let (url, stop) = (
            world.url().to_owned(),
            Arc::<std::sync::atomic::AtomicBool>::default(),
        );
        let stopped = stop.clone();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            let database = runtime
                .block_on(migratory::Database::connect(&url))
                .unwrap();
            while !stopped.load(std::sync::atomic::Ordering::Relaxed) {
                let rows = runtime
                    .block_on(database.query("SELECT count(*) AS twice FROM counters WHERE n > 1"));
                // Before the table and the column are there, this fails.
                if let Ok(rows) = rows {
                    assert_eq!(rows[0].get::<i64>("twice").unwrap(), 0);
                }
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
        });
        Self(thread, stop)
    }

    fn end(self) {
        self.1.store(true, std::sync::atomic::Ordering::Relaxed);
        self.0.join().unwrap();
    }
}
