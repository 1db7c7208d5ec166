//! Which migrations a run is about, and in which order.

use std::collections::BTreeSet;

use super::Direction;
use crate::registry::History;
use crate::{Error, ErrorKind, Problem};

/// A row of the ledger: a migration that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The order of application.
    pub id: i64,
    /// The migration's name.
    pub name: String,
    /// The batch that it was applied in.
    pub batch: i64,
}

/// Which migrations to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// Up: all that are pending.
    Pending,
    /// Down: the last batch, in reverse order of application.
    LastBatch,
    /// Down: the last n, newest first.
    Steps(usize),
    /// Down: one batch.
    Batch(i64),
    /// Down: all that were applied after this one, which stays.
    To(String),
    /// Down: all.
    All,
}

impl Selection {
    /// Which way it goes.
    pub fn direction(&self) -> Direction {
        match self {
            Self::Pending => Direction::Up,
            Self::LastBatch | Self::Steps(_) | Self::Batch(_) | Self::To(_) | Self::All => {
                Direction::Down
            }
        }
    }

    /// The names of the chosen migrations, in the order in which they run.
    pub(super) fn choose<'a>(
        &self,
        history: &'a History,
        applied: &'a [Applied],
    ) -> Result<Vec<&'a str>, Error> {
        let newest_first = || applied.iter().rev();
        let chosen: Vec<&Applied> = match self {
            Self::Pending => return Ok(pending(history, applied)),
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
                if !applied.iter().any(|row| row.name == *name) {
                    let problem = Problem::new(format!(
                        "migration \"{name}\" is not applied, so nothing can be rolled back to it"
                    ));
                    return Err(Error::one(ErrorKind::Selection, problem));
                }
                newest_first().take_while(|row| row.name != *name).collect()
            }
            Self::All => newest_first().collect(),
        };
        Ok(chosen.into_iter().map(|row| row.name.as_str()).collect())
    }
}

fn pending<'a>(history: &'a History, applied: &[Applied]) -> Vec<&'a str> {
    let applied: BTreeSet<&str> = applied.iter().map(|row| row.name.as_str()).collect();
    let names = history.entries().iter().map(|entry| entry.name.as_str());
    names.filter(|name| !applied.contains(name)).collect()
}

/// What the ledger and the code disagree on: problems, and what is only worth a notice.
pub(super) fn compare(
    history: &History,
    applied: &[Applied],
    selection: &Selection,
) -> (Vec<Problem>, Vec<String>) {
    let mut problems = Vec::new();
    let mut notices = Vec::new();
    let newest_known = history.entries().last().map(|entry| entry.name.as_str());
    for row in applied
        .iter()
        .filter(|row| history.get(&row.name).is_none())
    {
        if newest_known.is_some_and(|known| known > row.name.as_str()) {
            problems.push(
                Problem::new(format!(
                    "migration \"{}\" was applied (batch {}) and is not in the code",
                    row.name, row.batch
                ))
                .help("bring its file back, check its `mod` line and its #[migration]"),
            );
        } else {
            notices.push(format!(
                "\"{}\" was applied by newer code (batch {})",
                row.name, row.batch
            ));
        }
    }
    if selection.direction() == Direction::Up {
        let last = applied
            .iter()
            .filter(|row| history.get(&row.name).is_some())
            .map(|row| row.name.as_str())
            .max();
        for name in pending(history, applied)
            .into_iter()
            .filter(|name| last.is_some_and(|last| *name < last))
        {
            let last = last.unwrap_or_default();
            notices.push(format!(
                "\"{name}\" runs out of order: \"{last}\" was applied before it"
            ));
        }
    }
    (problems, notices)
}
