//! How far the building of an index is, as PostgreSQL tells
//! (<https://www.postgresql.org/docs/current/progress-reporting.html#CREATE-INDEX-PROGRESS-REPORTING>).

use std::sync::Arc;
use std::time::{Duration, Instant};

use migration_core::Row;

use crate::observer::{Building, Observer};

/// Tells it, with what is left at the rate that a phase has had.
pub(super) struct Builder {
    migration: String,
    observer: Arc<dyn Observer>,
    /// The phase, when it was seen first, and how much was done then.
    phase: Option<(String, Instant, u64)>,
}

/// A row while a session builds an index.
pub(super) fn query(session: i64) -> String {
    format!(
        "SELECT phase, blocks_done, blocks_total, tuples_done, tuples_total, lockers_done, lockers_total \
         FROM pg_catalog.pg_stat_progress_create_index WHERE pid = {session}"
    )
}

impl Builder {
    pub(super) fn new(migration: String, observer: Arc<dyn Observer>) -> Self {
        Self {
            migration,
            observer,
            phase: None,
        }
    }

    pub(super) fn tell(&mut self, row: &Row) {
        if let Some(building) = self.read(row) {
            self.observer.building(&building);
        }
    }

    fn read(&mut self, row: &Row) -> Option<Building> {
        let phase: String = row.get("phase").ok()?;
        let number = |name: &str| -> u64 {
            let number: Option<i64> = row.get(name).ok().flatten();
            u64::try_from(number.unwrap_or_default()).unwrap_or_default()
        };
        // Each phase counts one of these.
        let counted = [
            ("blocks", number("blocks_done"), number("blocks_total")),
            ("tuples", number("tuples_done"), number("tuples_total")),
            ("lockers", number("lockers_done"), number("lockers_total")),
        ];
        let counted = counted.into_iter().find(|(_, _, total)| *total > 0);
        let (unit, done, total) = counted.unwrap_or(("blocks", 0, 0));
        let since = match &self.phase {
            Some((before, since, at)) if *before == phase && *at <= done => (*since, *at),
            _ => {
                self.phase = Some((phase.clone(), Instant::now(), done));
                (Instant::now(), done)
            }
        };
        Some(Building {
            migration: self.migration.clone(),
            phase,
            done,
            total: Some(total).filter(|total| *total > 0),
            unit,
            remaining: remaining(
                since.0.elapsed(),
                done - since.1,
                total.saturating_sub(done),
            ),
        })
    }
}

/// How long the rest takes, when so much was done in this time.
fn remaining(took: Duration, done: u64, left: u64) -> Option<Duration> {
    if done == 0 || took < Duration::from_millis(500) {
        return None;
    }
    Duration::try_from_secs_f64(took.as_secs_f64() / done as f64 * left as f64).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_told_once_there_is_a_rate() {
        let seconds = Duration::from_secs;
        assert_eq!(remaining(seconds(2), 50, 100), Some(seconds(4)));
        assert_eq!(remaining(seconds(2), 0, 100), None);
        assert_eq!(remaining(Duration::from_millis(1), 50, 100), None);
    }
}
