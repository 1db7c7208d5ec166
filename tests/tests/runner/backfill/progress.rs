//! What is told while a backfill runs, and how its batches become larger and smaller.

use std::time::{Duration, Instant};

use migratory::prelude::*;

use super::{Told, all_counted_once, counters, counts};
use crate::world::{World, migrator, step};

on_each_database!(
    progress_adds_up,
    progress_of_a_second_run_counts_the_first,
    there_is_a_pause_between_batches,
    batches_grow_towards_their_target,
);
mod slow {
    use super::batches_shrink_when_rows_become_slow;

    on_postgres!(batches_shrink_when_rows_become_slow);
}

fn progress_adds_up(world: &World) {
    let told = Told::default();
    let migrator = migrator(&[counters(95), counts(10)]).observer(told.clone());
    world.migrate(&migrator);
    let told = told.all();
    let done: Vec<u64> = told.iter().map(|progress| progress.rows_done).collect();
    assert_eq!(done, [10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 95]);
    let batches: Vec<u64> = told.iter().map(|progress| progress.batches).collect();
    assert_eq!(batches, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10]);
    let (last, before) = told.split_last().unwrap();
    for progress in before {
        assert_eq!(
            (progress.migration.as_str(), progress.table.as_str()),
            ("2_count", "counters")
        );
        assert_eq!(progress.rows_total, Some(95));
        assert_eq!(progress.rows_changed, progress.rows_done);
        assert!(!progress.is_done && progress.rows_per_second > 0.0);
        let left = (95 - progress.rows_done) as f64 / progress.rows_per_second;
        let said = progress.remaining.unwrap().as_secs_f64();
        assert!((left - said).abs() < 1e-6, "{left} {said}");
    }
    assert!(last.is_done);
    assert_eq!(last.remaining, Some(Duration::ZERO));
}

fn progress_of_a_second_run_counts_the_first(world: &World) {
    world.migrate(&migrator(&[counters(30)]));
    let told = Told::default();
    let first = migrator(&[counters(30), counts(7)]).observer(told.clone());
    let cancel = first.cancel_handle();
    // Stopped by what it tells itself: after two batches.
    struct After(Told, migratory::CancelHandle);
    impl migratory::Observer for After {
        fn backfill(&self, progress: &migratory::BackfillProgress) {
            self.0.backfill(progress);
            if progress.batches == 2 {
                self.1.cancel();
            }
        }
    }
    let first = first.observer(After(told.clone(), cancel));
    world.migrate_fails(&first);
    assert_eq!(told.all().len(), 2);
    let second = migrator(&[counters(30), counts(7)]).observer(told.clone());
    world.migrate(&second);
    let told = told.all();
    assert_eq!(told[0].rows_done, 21);
    assert_eq!(told[0].batches, 3);
    assert_eq!(told.last().unwrap().rows_done, 30);
    all_counted_once(world, 30);
}

fn there_is_a_pause_between_batches(world: &World) {
    world.migrate(&migrator(&[counters(30)]));
    let slow = step("2_count", |schema| {
        let backfill = schema.backfill("counters").set("n", expr("n + 1"));
        backfill.batch_size(10).pause(Duration::from_millis(150));
    });
    let began = Instant::now();
    world.migrate(&migrator(&[counters(30), slow]));
    // After the third there may be more, so there is one after that too.
    assert!(
        began.elapsed() >= Duration::from_millis(450),
        "{:?}",
        began.elapsed()
    );
}

fn batches_grow_towards_their_target(world: &World) {
    let told = Told::default();
    let grows = step("2_count", |schema| {
        let backfill = schema.backfill("counters").set("n", expr("n + 1"));
        backfill
            .batch_size(10)
            .target_duration(Duration::from_secs(60));
    });
    world.migrate(&migrator(&[counters(400), grows]).observer(told.clone()));
    let sizes: Vec<u64> = told
        .all()
        .iter()
        .map(|progress| progress.batch_size)
        .collect();
    assert_eq!(sizes[..5], [12, 15, 18, 22, 27]);
    all_counted_once(world, 400);
}

fn batches_shrink_when_rows_become_slow(world: &World) {
    let told = Told::default();
    world.migrate(&migrator(&[counters(300)]));
    world.sql(
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.005); RETURN NEW; END $$; \
         CREATE TRIGGER slow BEFORE UPDATE ON counters FOR EACH ROW WHEN (NEW.id <= 300) EXECUTE FUNCTION slow()",
    );
    let shrinks = step("2_count", |schema| {
        let backfill = schema.backfill("counters").set("n", expr("n + 1"));
        backfill
            .batch_size(100)
            .target_duration(Duration::from_millis(100));
    });
    world.migrate(&migrator(&[counters(300), shrinks]).observer(told.clone()));
    let told = told.all();
    // 100 rows took at least 500 ms, so that 19 are the most for 95 ms.
    assert!(told[0].batch_size <= 19, "{:?}", told[0]);
    assert_eq!(told[0].rows_done, 100);
    // The next batch was of that size.
    assert_eq!(told[1].rows_done, 100 + told[0].batch_size);
    let smallest = told
        .iter()
        .map(|progress| progress.batch_size)
        .min()
        .unwrap();
    assert!(
        told.last().unwrap().batch_size > smallest,
        "it grows again where rows are quick"
    );
    all_counted_once(world, 300);
}
