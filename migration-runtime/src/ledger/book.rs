//! Where it is written down that something ran: the ledger for a migration, the journal for a step of one.

use std::time::Duration;

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
    pub(crate) fn is(&self, name: &str) -> String {
        match self {
            Self::Ledger(ledger) => ledger.is(name),
            Self::Step(step) => step.is(),
        }
    }

    /// A query of one row or none.
    pub(crate) fn find(&self, name: &str) -> String {
        match self {
            Self::Ledger(ledger) => ledger.find(name),
            Self::Step(step) => step.find(),
        }
    }

    /// Writes the row. Fails as a duplicate when another runner has written it.
    pub(crate) fn insert(
        &self,
        planned: &PlannedMigration,
        author: &Author,
        duration_ms: Option<i64>,
    ) -> String {
        match self {
            Self::Ledger(ledger) => ledger.insert(planned, author, duration_ms),
            Self::Step(step) => step.insert_done(&author.run_id, duration_ms),
        }
    }

    /// Takes the row out.
    pub(crate) fn delete(&self, name: &str) -> String {
        match self {
            Self::Ledger(ledger) => ledger.delete(name),
            Self::Step(step) => step.delete(),
        }
    }

    /// Writes down how long it took; nothing when the row is gone.
    pub(crate) fn set_duration(&self, name: &str, took: Duration) -> String {
        format!(
            "UPDATE {} SET duration_ms = {} WHERE {}",
            self.quoted(),
            took.as_millis(),
            self.is(name)
        )
    }

    /// Whether it has been run in this direction.
    pub(crate) async fn has_run(
        &self,
        connection: &mut Connection,
        name: &str,
        direction: Direction,
    ) -> sqlx::Result<bool> {
        let found = !connection.query(&self.find(name), &[]).await?.is_empty();
        Ok(match self.writes(direction) {
            Direction::Up => found,
            Direction::Down => !found,
        })
    }
}
