//! What a run tells while it runs.

use std::time::Duration;

use migration_core::plan::Direction;

use crate::about::About;
use crate::backfill::BackfillProgress;
use crate::error::Error;

/// Is told what a run does, as it does it. All methods do nothing unless written.
pub trait Observer: Send + Sync {
    /// A run is connected, and knows which database it talks to.
    fn connected(&self, about: &About) {
        let _ = about;
    }

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

    /// An index is being built, which takes long. Said again and again (PostgreSQL).
    fn building(&self, building: &Building) {
        let _ = building;
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

/// How far the building of an index is.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Building {
    /// The migration.
    pub migration: String,
    /// What the server does now: `building index: scanning table`.
    pub phase: String,
    /// How many of these are done.
    pub done: u64,
    /// How many there are, if that is known.
    pub total: Option<u64>,
    /// What is counted: `blocks`, `tuples`, `lockers`.
    pub unit: &'static str,
    /// How long this phase still takes, at the rate that it has had.
    pub remaining: Option<Duration>,
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

/// What somebody else looks at, too.
impl<O: Observer + ?Sized> Observer for std::sync::Arc<O> {
    fn connected(&self, about: &About) {
        (**self).connected(about);
    }

    fn started(&self, migration: &str, direction: Direction) {
        (**self).started(migration, direction);
    }

    fn finished(&self, migration: &str, direction: Direction, took: Duration) {
        (**self).finished(migration, direction, took);
    }

    fn failed(&self, migration: &str, error: &Error) {
        (**self).failed(migration, error);
    }

    fn seeding(&self, seeder: &str) {
        (**self).seeding(seeder);
    }

    fn seeded(&self, seeder: &str, took: Duration) {
        (**self).seeded(seeder, took);
    }

    fn seeding_failed(&self, seeder: &str, error: &Error) {
        (**self).seeding_failed(seeder, error);
    }

    fn backfill(&self, progress: &BackfillProgress) {
        (**self).backfill(progress);
    }

    fn building(&self, building: &Building) {
        (**self).building(building);
    }

    fn waiting(&self, waiting: &Waiting) {
        (**self).waiting(waiting);
    }

    fn retrying(&self, retrying: &Retrying) {
        (**self).retrying(retrying);
    }

    fn notice(&self, notice: &str) {
        (**self).notice(notice);
    }
}
