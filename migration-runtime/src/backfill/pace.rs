//! How large the next batch is.
//!
//! The rule is the one of GitLab's batched background migrations
//! (<https://docs.gitlab.com/development/database/batched_background_migrations/>): an average in which newer batches
//! count more, at most a fifth more rows from one batch to the next, and limits. It goes down at once.

use std::time::Duration;

/// How much the last batch counts in the average.
const WEIGHT: f64 = 0.4;
/// How much of the target is aimed at, since batches differ.
const AIM: f64 = 0.95;
/// The most that the next batch grows by.
const GROWTH: f64 = 1.2;
/// The largest batch.
const LARGEST: u64 = 2_000_000;

/// How many rows a batch has, as a target duration changes it.
#[derive(Debug, Clone)]
pub(crate) struct Pace {
    size: u64,
    target: Option<Duration>,
    /// Seconds for one row.
    average: Option<f64>,
}

impl Pace {
    pub(crate) fn new(size: u64, target: Option<Duration>) -> Self {
        Self {
            size: size.max(1),
            target,
            average: None,
        }
    }

    /// How many rows the next batch has.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// A batch of so many rows took so long.
    pub(crate) fn took(&mut self, rows: u64, took: Duration) {
        let Some(target) = self.target else { return };
        if rows == 0 {
            return;
        }
        let last = took.as_secs_f64() / rows as f64;
        let average = self
            .average
            .map_or(last, |average| WEIGHT * last + (1.0 - WEIGHT) * average);
        self.average = Some(average);
        // One that was too long is not waited to become an average.
        let seconds = match took > target {
            true => average.max(last),
            false => average,
        };
        let ideal = AIM * target.as_secs_f64() / seconds.max(1e-9);
        let most = (self.size as f64 * GROWTH).ceil().min(LARGEST as f64);
        // What is a whole number but for the last bits of a float stays one.
        self.size = ((ideal.min(most) + 1e-6) as u64).max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: Duration = Duration::from_millis(500);

    /// Runs batches that cost so much for each row.
    fn run(pace: &mut Pace, row: Duration, batches: usize) -> Vec<u64> {
        let mut sizes = Vec::new();
        for _ in 0..batches {
            let rows = pace.size();
            pace.took(rows, row * u32::try_from(rows).unwrap());
            sizes.push(pace.size());
        }
        sizes
    }

    #[test]
    fn without_a_target_the_size_stays() {
        let mut pace = Pace::new(1000, None);
        assert_eq!(run(&mut pace, Duration::from_secs(1), 3), [1000; 3]);
    }

    #[test]
    fn quick_batches_grow_by_a_fifth_until_they_take_as_long_as_they_should() {
        let mut pace = Pace::new(1000, Some(TARGET));
        let sizes = run(&mut pace, Duration::from_micros(100), 30);
        assert_eq!(sizes[..2], [1200, 1440]);
        // 95 % of 500 ms at 0.1 ms for each row.
        assert_eq!(sizes.last(), Some(&4750));
    }

    #[test]
    fn a_batch_that_takes_too_long_makes_the_next_one_small_at_once() {
        let mut pace = Pace::new(10_000, Some(TARGET));
        let sizes = run(&mut pace, Duration::from_millis(1), 2);
        assert_eq!(sizes, [475, 475]);
    }

    #[test]
    fn it_shrinks_when_rows_become_dear_and_grows_again_when_they_are_cheap() {
        let mut pace = Pace::new(4750, Some(TARGET));
        run(&mut pace, Duration::from_micros(100), 5);
        let dear = *run(&mut pace, Duration::from_millis(5), 10).last().unwrap();
        assert_eq!(dear, 95);
        let cheap = *run(&mut pace, Duration::from_micros(100), 60)
            .last()
            .unwrap();
        assert_eq!(cheap, 4750);
    }

    #[test]
    fn sizes_have_limits() {
        let mut pace = Pace::new(10, Some(TARGET));
        assert_eq!(run(&mut pace, Duration::from_secs(3600), 2), [1, 1]);
        let mut pace = Pace::new(1, Some(TARGET));
        assert_eq!(run(&mut pace, Duration::ZERO, 200).last(), Some(&LARGEST));
    }
}
