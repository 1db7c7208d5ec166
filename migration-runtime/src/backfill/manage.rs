//! Looking at backfills, pausing them, letting them go on.

use chrono::{DateTime, Utc};
use migration_core::migration::MigrationId;
use migration_core::plan::Direction;

use crate::database::{Access, Database};
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::ledger::journal::{Journal, StepState};
use crate::migrator::Migrator;
use crate::run::{Run, names};

/// A backfill, and how far it is.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct BackfillStatus {
    /// The migration.
    pub migration: String,
    /// Whether it belongs to the way back.
    pub direction: Direction,
    /// Which step of the migration it is, counted from 1.
    pub step: usize,
    /// How it is.
    pub state: BackfillState,
    /// How many rows it has passed over.
    pub rows_done: u64,
    /// How many of them it has changed.
    pub rows_changed: u64,
    /// How many batches are done.
    pub batches: u64,
    /// When the last one was, by the server's clock.
    pub at: Option<DateTime<Utc>>,
}

/// How a backfill is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BackfillState {
    /// It has begun: a run is at it, or was broken off.
    Running,
    /// Somebody paused it.
    Paused,
    /// No row is left.
    Done,
}

impl BackfillState {
    /// `running`, `paused` or `done`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Done => "done",
        }
    }
}

impl Migrator {
    /// Every backfill that has begun, those that are done included, until their migration is run another time. Writes
    /// nothing.
    ///
    /// # Errors
    ///
    /// The journal cannot be read.
    pub async fn backfills(&self, database: &Database) -> Result<Vec<BackfillStatus>> {
        let history = self.history()?;
        let mut run = Run::start(&self.settings, &history, database, Access::Read).await?;
        let found = run.backfills().await;
        run.close().await;
        found
    }

    /// Pauses the backfill of a migration: the run that is at it stops after its running batch, and no run goes on with it
    /// until [`resume_backfill`](Self::resume_backfill). The begin of its name will do. Answers with the whole name.
    ///
    /// # Errors
    ///
    /// No backfill of this name is on its way.
    pub async fn pause_backfill(&self, database: &Database, name: &str) -> Result<String> {
        self.set_paused(database, name, true).await
    }

    /// Lets a backfill that was paused go on: the next run continues it.
    ///
    /// # Errors
    ///
    /// No backfill of this name is paused.
    pub async fn resume_backfill(&self, database: &Database, name: &str) -> Result<String> {
        self.set_paused(database, name, false).await
    }

    async fn set_paused(&self, database: &Database, name: &str, paused: bool) -> Result<String> {
        let history = self.history()?;
        let mut run = Run::start(&self.settings, &history, database, Access::Write).await?;
        let done = run.set_paused(name, paused).await;
        run.close().await;
        done
    }
}

impl Run<'_> {
    async fn backfills(&mut self) -> Result<Vec<BackfillStatus>> {
        if self.snapshot().journal.is_none() {
            return Ok(Vec::new());
        }
        let journal = Journal::beside(&self.snapshot().ledger);
        let found = journal.backfills(self.connection()).await?;
        let statuses = found.into_iter().map(|(open, row)| {
            Ok(BackfillStatus {
                migration: open.migration.to_string(),
                direction: open.direction,
                step: open.row.step,
                state: match open.row.state {
                    StepState::Running | StepState::Intent => BackfillState::Running,
                    StepState::Paused => BackfillState::Paused,
                    StepState::Done | StepState::Recorded => BackfillState::Done,
                },
                rows_done: open.row.rows_done,
                rows_changed: open.row.rows_changed,
                batches: open.row.batches,
                at: row.get("updated_at")?,
            })
        });
        statuses.collect()
    }

    /// It takes no lock: the run that is at the backfill holds it.
    async fn set_paused(&mut self, name: &str, paused: bool) -> Result<String> {
        let wanted = match paused {
            true => StepState::Running,
            false => StepState::Paused,
        };
        let open = self.snapshot().open().iter();
        let ids = open.filter(|open| open.row.state == wanted);
        let ids: Vec<MigrationId> = ids.map(|open| open.migration.clone()).collect();
        let Ok(id) = names::the_one(ids.iter(), name) else {
            let what = match paused {
                true => "on its way",
                false => "paused",
            };
            let message = format!("no backfill of \"{name}\" is {what}");
            return Err(Error::new(ErrorKind::Selection, message)
                .leaving(DatabaseState::Untouched)
                .help("`backfill list` says which are"));
        };
        let journal = Journal::beside(&self.snapshot().ledger);
        let script = journal.set_paused(id, paused);
        self.connection().script(&script).await?;
        Ok(id.to_string())
    }
}
