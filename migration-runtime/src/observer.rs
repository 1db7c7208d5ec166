//! What a run tells while it runs.

use std::time::Duration;

use migration_core::plan::Direction;

use crate::backfill::BackfillProgress;
use crate::error::Error;

/// Is told what a run does, as it does it. All methods do nothing unless written.
pub trait Observer: Send + Sync {
    /// A migration begins.
    fn started(&self, migration: &str, direction: Direction) {
        let _ = (migration, direction);
    }

    /// A migration is done, and recorded.
    fn finished(&self, migration: &str, direction: Direction, took: Duration) {
        let _ = (migration, direction, took);
    }

    /// A migration failed; the run ends with this error.
    fn failed(&self, migration: &str, error: &Error) {
        let _ = (migration, error);
    }

    /// A seeder begins.
    fn seeding(&self, seeder: &str) {
        let _ = seeder;
    }

    /// A seeder is done, and recorded.
    fn seeded(&self, seeder: &str, took: Duration) {
        let _ = (seeder, took);
    }

    /// A seeder failed; the run ends with this error.
    fn seeding_failed(&self, seeder: &str, error: &Error) {
        let _ = (seeder, error);
    }

    /// A batch of a backfill is done. Said after each, which may be many times in a second.
    fn backfill(&self, progress: &BackfillProgress) {
        let _ = progress;
    }

    /// Another runner holds the lock. Said at once, then every few seconds.
    fn waiting(&self, waiting: &Waiting) {
        let _ = waiting;
    }

    /// A migration did not get its locks, and is tried again after a pause.
    fn retrying(&self, retrying: &Retrying) {
        let _ = retrying;
    }

    /// Something worth saying that is no error.
    fn notice(&self, notice: &str) {
        let _ = notice;
    }
}

/// Who is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Waiting {
    /// Who holds the lock, since when, and what it does, as far as the database tells.
    pub holder: String,
    /// How long this run has waited.
    pub waited: Duration,
}

/// A migration that is tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retrying {
    /// The migration.
    pub migration: String,
    /// How often it was tried.
    pub tries: u32,
    /// How often it is tried again at most.
    pub of: u32,
    /// What the database said.
    pub reason: String,
    /// Who was in the way, as far as the database tells.
    pub blockers: Option<String>,
    /// How long it waits now.
    pub pause: Duration,
}

/// Says nothing.
pub(crate) struct Silent;

impl Observer for Silent {}
