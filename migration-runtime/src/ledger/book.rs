//! Where it is written down that something ran: the ledger for a migration, the journal for a step of one.

use std::time::Duration;

use migration_core::migration::MigrationId;
use migration_core::plan::{Direction, PlannedMigration};

use super::journal::StepKey;
use super::{Author, Ledger};
use crate::database::Connection;

/// The ledger, or a row of the journal. What runs statements writes to either in the same way.
#[derive(Clone, Copy)]
pub(crate) enum Book<'a> {
    Ledger(&'a Ledger),
    Step(&'a StepKey),
}

impl Book<'_> {
    /// Whether a row is written or taken out when something runs in a direction. A step that undoes is done as well.
    pub(crate) fn writes(&self, direction: Direction) -> Direction {
        match self {
            Self::Ledger(_) => direction,
            Self::Step(_) => Direction::Up,
        }
    }

    pub(crate) fn quoted(&self) -> String {
        match self {
            Self::Ledger(ledger) => ledger.quoted(),
            Self::Step(step) => step.journal.quoted(),
        }
    }

    /// The condition for the row.
    pub(crate) fn is(&self, id: &MigrationId) -> String {
        match self {
            Self::Ledger(ledger) => ledger.is(id),
            Self::Step(step) => step.is(),
        }
    }

    /// A query of one row or none.
    pub(crate) fn find(&self, id: &MigrationId) -> String {
        match self {
            Self::Ledger(ledger) => ledger.find(id),
            Self::Step(step) => step.find(),
        }
    }

    /// Writes the row. Fails as a duplicate when another runner has written it.
    pub(crate) fn insert(
        &self,
        planned: &PlannedMigration,
        author: &Author,
        duration_ms: &str,
    ) -> String {
        match self {
            Self::Ledger(ledger) => ledger.insert(planned, author, duration_ms),
            Self::Step(step) => step.insert_done(&author.run_id, Some(duration_ms)),
        }
    }

    /// Takes the row out.
    pub(crate) fn delete(&self, id: &MigrationId) -> String {
        match self {
            Self::Ledger(ledger) => ledger.delete(id),
            Self::Step(step) => step.delete(),
        }
    }

    /// Writes down how long it took; nothing when the row is gone.
    pub(crate) fn set_duration(&self, id: &MigrationId, took: Duration) -> String {
        self.set_duration_to(id, &took.as_millis().to_string())
    }

    /// The same, in milliseconds by an expression.
    pub(crate) fn set_duration_to(&self, id: &MigrationId, duration_ms: &str) -> String {
        format!(
            "UPDATE {} SET duration_ms = {duration_ms} WHERE {}",
            self.quoted(),
            self.is(id)
        )
    }

    /// Whether it has been run in this direction.
    pub(crate) async fn has_run(
        &self,
        connection: &mut Connection,
        id: &MigrationId,
        direction: Direction,
    ) -> sqlx::Result<bool> {
        let found = !connection.query(&self.find(id), &[]).await?.is_empty();
        Ok(match self.writes(direction) {
            Direction::Up => found,
            Direction::Down => !found,
        })
    }
}
