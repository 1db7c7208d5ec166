//! How far a backfill is.

use std::fmt;
use std::time::{Duration, Instant};

/// How far a backfill is, after a batch.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct BackfillProgress {
    /// The migration.
    pub migration: String,
    /// The table.
    pub table: String,
    /// How many rows it has passed over, those of runs before included.
    pub rows_done: u64,
    /// How many of them it has changed.
    pub rows_changed: u64,
    /// How many rows the table has, as far as the database knows; counted where they are few.
    pub rows_total: Option<u64>,
    /// How many batches are done, those of runs before included.
    pub batches: u64,
    /// How many rows the next batch has.
    pub batch_size: u64,
    /// How many rows this run passes over in a second, pauses included.
    pub rows_per_second: f64,
    /// How long the rest takes at this rate.
    pub remaining: Option<Duration>,
    /// Whether no row is left.
    pub is_done: bool,
}

/// `120000 of 1000000 rows (12 %), 48000 rows/s, 18 s left`
impl fmt::Display for BackfillProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rows_total {
            Some(total) if total > 0 && !self.is_done => {
                let percent = self.rows_done as f64 * 100.0 / total as f64;
                write!(f, "{} of {total} rows ({percent:.0} %)", self.rows_done)?;
            }
            Some(_) | None => write!(f, "{} rows", self.rows_done)?,
        }
        if self.rows_per_second >= 1.0 {
            write!(f, ", {:.0} rows/s", self.rows_per_second)?;
        }
        match self.remaining {
            Some(remaining) if !self.is_done => {
                write!(f, ", {} s left", remaining.as_secs_f64().ceil())
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// Counts rows and time of one run.
pub(crate) struct Tally {
    began: Instant,
    /// What was done when it began.
    before: u64,
    total: Option<u64>,
}

impl Tally {
    pub(crate) fn new(before: u64, total: Option<u64>) -> Self {
        Self {
            began: Instant::now(),
            before,
            total,
        }
    }

    /// Rows in a second, how many there are in all, and how long the rest takes.
    pub(crate) fn after(&self, done: u64, is_done: bool) -> (f64, Option<u64>, Option<Duration>) {
        self.at(self.began.elapsed(), done, is_done)
    }

    fn at(
        &self,
        elapsed: Duration,
        done: u64,
        is_done: bool,
    ) -> (f64, Option<u64>, Option<Duration>) {
        let rate = done.saturating_sub(self.before) as f64 / elapsed.as_secs_f64().max(1e-6);
        if is_done {
            return (rate, Some(done), Some(Duration::ZERO));
        }
        // An estimate may be too low, and rows come while it runs.
        let total = self.total.map(|total| total.max(done));
        let remaining = total
            .filter(|_| rate > 0.0)
            .and_then(|total| Duration::try_from_secs_f64((total - done) as f64 / rate).ok());
        (rate, total, remaining)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_of_this_run_and_the_rest_follows_from_it() {
        let tally = Tally::new(1_000, Some(10_000));
        let (rate, total, remaining) = tally.at(Duration::from_secs(2), 4_000, false);
        assert_eq!((rate, total), (1_500.0, Some(10_000)));
        assert_eq!(remaining, Some(Duration::from_secs(4)));
    }

    #[test]
    fn an_estimate_that_is_too_low_is_raised_and_the_end_is_exact() {
        let tally = Tally::new(0, Some(10));
        let (_, total, remaining) = tally.at(Duration::from_secs(1), 25, false);
        assert_eq!((total, remaining), (Some(25), Some(Duration::ZERO)));
        let (_, total, remaining) = tally.at(Duration::from_secs(1), 7, true);
        assert_eq!((total, remaining), (Some(7), Some(Duration::ZERO)));
    }

    #[test]
    fn nothing_is_foretold_from_nothing() {
        let tally = Tally::new(0, None);
        assert_eq!(
            tally.at(Duration::from_secs(1), 0, false),
            (0.0, None, None)
        );
    }

    #[test]
    fn progress_is_one_line() {
        let progress = BackfillProgress {
            migration: "1_a".into(),
            table: "users".into(),
            rows_done: 120_000,
            rows_changed: 100,
            rows_total: Some(1_000_000),
            batches: 12,
            batch_size: 10_000,
            rows_per_second: 48_000.4,
            remaining: Some(Duration::from_millis(18_300)),
            is_done: false,
        };
        assert_eq!(
            progress.to_string(),
            "120000 of 1000000 rows (12 %), 48000 rows/s, 19 s left"
        );
    }
}
