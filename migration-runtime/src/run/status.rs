//! What the ledger, the journal and the code say of each migration.

use std::collections::BTreeMap;
use std::time::Duration;

use migration_core::migration::MigrationId;
use migration_core::plan::{Direction, Finding, Selection};

use super::Run;
use crate::error::Result;
use crate::ledger::Entry;
use crate::ledger::journal::StepState;
use crate::report::{Application, State, Status};

impl Run<'_> {
    /// Every migration, by name.
    pub(crate) fn statuses(&self) -> Result<Vec<Status>> {
        let history = self.history().entries().iter();
        let mut states: BTreeMap<&MigrationId, State> =
            history.map(|entry| (&entry.id, State::Pending)).collect();
        let findings = self.findings()?;
        let found = |id: &MigrationId| findings.iter().find(|found| found.migration() == id);
        for entry in &self.snapshot.entries {
            let application = application(entry);
            let state = match found(&entry.migration) {
                Some(Finding::Edited { .. }) => State::Edited(application),
                // A squash stands for it, once all that this replaces is applied.
                Some(Finding::Missing { migration, .. } | Finding::Newer { migration, .. })
                    if self.program.replaced_by(migration).is_some() =>
                {
                    State::Applied(application)
                }
                Some(Finding::Missing { .. }) => State::Missing(application),
                Some(Finding::Renamed { now, .. }) => State::Renamed(application, now.to_string()),
                Some(Finding::Newer { .. }) => State::Unknown(application),
                Some(_) | None => State::Applied(application),
            };
            states.insert(&entry.migration, state);
        }
        let statuses = states.into_iter().map(|(id, state)| Status {
            name: id.name.clone(),
            phase: id.phase,
            at: self.history().get(id).and_then(|entry| entry.at),
            out_of_order: matches!(found(id), Some(Finding::OutOfOrder { .. })),
            partly: self.partly(id),
            replaces: self.replaced_by(id),
            recorded: state != State::Pending && self.is_recorded(id),
            state,
        });
        Ok(statuses.collect())
    }

    /// What a migration takes the place of.
    fn replaced_by(&self, id: &MigrationId) -> Vec<String> {
        let entry = self.history().get(id);
        let replaced = entry.iter().flat_map(|entry| &entry.replaces);
        replaced.map(ToString::to_string).collect()
    }

    /// What a selection of what is pending chooses, in order.
    pub(crate) fn pending_ids(&self, selection: &Selection) -> Result<Vec<MigrationId>> {
        let applied: Vec<_> = (self.snapshot.entries.iter())
            .map(Entry::to_applied)
            .collect();
        let chosen = selection.choose(self.history(), &applied)?;
        Ok(chosen.into_iter().cloned().collect())
    }

    /// How far a migration is that was broken off.
    pub(super) fn partly(&self, id: &MigrationId) -> Option<String> {
        let open = self.snapshot.open().iter();
        let open: Vec<_> = open.filter(|open| open.migration == *id).collect();
        let last = open.last()?;
        let way = match last.direction {
            Direction::Up => "",
            Direction::Down => " of the way back",
        };
        let step = last.row.step;
        Some(match last.row.state {
            StepState::Done | StepState::Recorded => format!("step {step}{way} is done"),
            StepState::Intent => format!("step {step}{way} was begun"),
            StepState::Running => format!("step {step}{way} has done {} rows", last.row.rows_done),
            StepState::Paused => format!(
                "step {step}{way} is paused after {} rows",
                last.row.rows_done
            ),
        })
    }
}

fn application(entry: &Entry) -> Application {
    Application {
        batch: entry.batch,
        at: entry.applied_at,
        took: entry
            .duration_ms
            .and_then(|ms| u64::try_from(ms).ok())
            .map(Duration::from_millis),
        by: entry.applied_by.clone(),
    }
}
