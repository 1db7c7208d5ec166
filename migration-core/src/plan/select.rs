//! Which migrations a run is about, and in which order.

use std::collections::BTreeSet;

use super::Direction;
use crate::migration::{MigrationId, Phase};
use crate::registry::History;
use crate::{Error, ErrorKind, Problem};

/// A row of the ledger: a migration that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The order of application.
    pub id: i64,
    /// The migration.
    pub migration: MigrationId,
    /// The batch that it was applied in.
    pub batch: i64,
    /// The checksum of what was applied; none where the ledger has none.
    pub checksum: Option<String>,
    /// The way back as the ledger has it, where it was asked for: of migrations that are not in the code.
    pub down_sql: Option<String>,
}

impl Applied {
    /// A row of a migration of the usual phase, of which no more is known.
    pub fn new(id: i64, name: impl Into<String>, batch: i64) -> Self {
        Self {
            id,
            migration: MigrationId::new(name, Phase::PreDeploy),
            batch,
            checksum: None,
            down_sql: None,
        }
    }
}

/// Which migrations to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// Up: all that are pending.
    Pending,
    /// Up: those of one phase that are pending.
    PendingOf(Phase),
    /// Up: these, as far as they are pending.
    PendingThese(Vec<MigrationId>),
    /// Down: the last batch, in reverse order of application.
    LastBatch,
    /// Down: the last n, newest first.
    Steps(usize),
    /// Down: one batch.
    Batch(i64),
    /// Down: all that were applied after this one, which stays.
    To(String),
    /// Down: these, newest first.
    These(Vec<MigrationId>),
    /// Down: all.
    All,
}

impl Selection {
    /// Which way it goes.
    pub fn direction(&self) -> Direction {
        match self {
            Self::Pending | Self::PendingOf(_) | Self::PendingThese(_) => Direction::Up,
            Self::LastBatch
            | Self::Steps(_)
            | Self::Batch(_)
            | Self::To(_)
            | Self::These(_)
            | Self::All => Direction::Down,
        }
    }

    /// The chosen migrations, in the order in which they run.
    ///
    /// # Errors
    ///
    /// There is no such batch, or the migration to go back to is not applied.
    pub fn choose<'a>(
        &self,
        history: &'a History,
        applied: &'a [Applied],
    ) -> Result<Vec<&'a MigrationId>, Error> {
        let newest_first = || applied.iter().rev();
        let chosen: Vec<&Applied> = match self {
            Self::Pending => return Ok(pending(history, applied).collect()),
            Self::PendingOf(phase) => {
                let pending = pending(history, applied);
                return Ok(pending.filter(|id| id.phase == *phase).collect());
            }
            Self::PendingThese(ids) => {
                let pending = pending(history, applied);
                return Ok(pending.filter(|id| ids.contains(id)).collect());
            }
            Self::LastBatch => {
                let last = applied.iter().map(|row| row.batch).max();
                newest_first()
                    .filter(|row| Some(row.batch) == last)
                    .collect()
            }
            Self::Steps(steps) => newest_first().take(*steps).collect(),
            Self::Batch(batch) => {
                let rows: Vec<_> = newest_first().filter(|row| row.batch == *batch).collect();
                if rows.is_empty() {
                    let batches: BTreeSet<i64> = applied.iter().map(|row| row.batch).collect();
                    let batches: Vec<String> = batches.iter().map(ToString::to_string).collect();
                    let problem = Problem::new(format!("there is no batch {batch}")).help(
                        match batches.as_slice() {
                            [] => "nothing is applied".to_owned(),
                            _ => format!("these batches are applied: {}", batches.join(", ")),
                        },
                    );
                    return Err(Error::one(ErrorKind::Selection, problem));
                }
                rows
            }
            Self::To(name) => {
                let is_it = |row: &Applied| {
                    row.migration.name == *name || row.migration.to_string() == *name
                };
                if !applied.iter().any(is_it) {
                    let problem = Problem::new(format!(
                        "migration \"{name}\" is not applied, so nothing can be rolled back to it"
                    ));
                    return Err(Error::one(ErrorKind::Selection, problem));
                }
                newest_first().take_while(|row| !is_it(row)).collect()
            }
            Self::These(ids) => newest_first()
                .filter(|row| ids.contains(&row.migration))
                .collect(),
            Self::All => newest_first().collect(),
        };
        Ok(chosen.into_iter().map(|row| &row.migration).collect())
    }
}

/// What is in the code and not applied, in order.
pub(super) fn pending<'a>(
    history: &'a History,
    applied: &[Applied],
) -> impl Iterator<Item = &'a MigrationId> {
    let applied: BTreeSet<MigrationId> = applied.iter().map(|row| row.migration.clone()).collect();
    let ids = history.entries().iter().map(|entry| &entry.id);
    ids.filter(move |id| !applied.contains(*id))
}
