//! A plan that was looked at, and is to run as it was then or not at all.

use serde::Deserialize;

use super::Migrator;
use crate::database::{Access, Database};
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::report::Report;
use crate::run::Run;
use migration_core::migration::{MigrationId, Phase};
use migration_core::plan::Selection;

/// A plan as it was saved: what [`PlanPreview::to_json`](super::PlanPreview::to_json) wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedPlan {
    fingerprint: String,
    is_up: bool,
    migrations: Vec<MigrationId>,
}

#[derive(Deserialize)]
struct Read {
    schema: String,
    fingerprint: String,
    direction: String,
    migrations: Vec<ReadMigration>,
}

#[derive(Deserialize)]
struct ReadMigration {
    name: String,
    phase: String,
}

impl SavedPlan {
    /// Reads a plan.
    ///
    /// # Errors
    ///
    /// The text is no plan, or one of a version that this one does not know.
    pub fn read(json: &str) -> Result<Self> {
        let wrong = |message: String| {
            Error::new(ErrorKind::Plan, message)
                .leaving(DatabaseState::Untouched)
                .help("save the plan again: sql --format json > plan.json")
        };
        let read: Read = serde_json::from_str(json)
            .map_err(|error| wrong(format!("this is no saved plan: {error}")).caused_by(error))?;
        if read.schema != "migratory.plan/1" {
            let message = format!(
                "this plan is of the form {:?}, which this version does not know",
                read.schema
            );
            return Err(wrong(message));
        }
        let id = |migration: ReadMigration| {
            let phase = Phase::of(&migration.phase).unwrap_or_default();
            MigrationId::new(migration.name, phase)
        };
        Ok(Self {
            fingerprint: read.fingerprint,
            is_up: read.direction == "up",
            migrations: read.migrations.into_iter().map(id).collect(),
        })
    }

    /// What tells it from any other.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

impl Migrator {
    /// Runs a saved plan: all of it as it was saved, or nothing. The plan is made again, and its fingerprint compared, when
    /// the lock is held.
    ///
    /// # Errors
    ///
    /// The migrations or the ledger are no longer what they were ([`ErrorKind::Edited`]), which is said with what is
    /// different; then as [`migrate`](Self::migrate).
    pub async fn run_plan(&self, database: &Database, plan: &SavedPlan) -> Result<Report> {
        if !plan.is_up {
            self.refuse_backward()?;
        }
        let history = self.history()?;
        let mut run = Run::start(&self.settings, &history, database, Access::Write).await?;
        let selection = match plan.is_up {
            true => Selection::PendingThese(plan.migrations.clone()),
            false => Selection::These(plan.migrations.clone()),
        };
        let result = run.run_as(&selection, Some(&plan.fingerprint)).await;
        run.close().await;
        result
    }
}
