//! Repairing the ledger, and deciding what became of a statement.

use migration_core::migration::MigrationId;
use migration_core::plan::{self, Finding, PlannedMigration, Selection};

use super::Run;
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::ledger;
use crate::ledger::journal::{self, StepState};
use crate::migrator::{Decision, Repaired};

impl Run<'_> {
    /// What the code and the ledger disagree on.
    pub(super) fn findings(&self) -> Result<Vec<Finding>> {
        let applied: Vec<_> = (self.snapshot.entries.iter())
            .map(ledger::Entry::to_applied)
            .collect();
        let selection = Selection::Pending;
        let chosen = selection.choose(self.history(), &applied)?;
        let dialect = self.snapshot.target.dialect;
        plan::compare(self.history(), &applied, &chosen, &selection, dialect)
            .map_err(|problem| {
                migration_core::Error::one(migration_core::ErrorKind::Panic, problem)
            })
            .map_err(Error::from)
    }

    pub(crate) async fn repair(&mut self, names: &[String]) -> Result<Vec<Repaired>> {
        self.refuse_read_only()?;
        self.lock_only()
            .await
            .map_err(|error| error.or_leaving(DatabaseState::Untouched))?;
        let findings = self.findings()?;
        let is_named = |id: &MigrationId| {
            (names.iter()).any(|name| *name == id.name || *name == id.to_string())
        };
        for name in names {
            let is_it = |found: &Finding| {
                let id = found.migration();
                *name == id.name || *name == id.to_string()
            };
            if !findings.iter().any(is_it) {
                let message = format!("there is nothing to repair about \"{name}\"");
                return Err(Error::new(ErrorKind::Selection, message)
                    .leaving(DatabaseState::Untouched)
                    .help("`status` lists what code and ledger disagree on"));
            }
        }
        let mut repaired = Vec::new();
        for finding in findings {
            let id = finding.migration();
            if !names.is_empty() && !is_named(id) {
                continue;
            }
            match &finding {
                Finding::Edited { migration, .. } => {
                    self.accept(migration, migration).await?;
                    repaired.push(Repaired::Accepted(migration.clone()));
                }
                Finding::Renamed { migration, now, .. } => {
                    self.accept(migration, now).await?;
                    repaired.push(Repaired::Renamed(migration.clone(), now.clone()));
                }
                Finding::Missing { migration, .. } | Finding::Newer { migration, .. }
                    if is_named(migration) =>
                {
                    let delete = self.snapshot.ledger.delete(migration);
                    let delete = self.connection.fenced_alone(&delete);
                    self.connection.script(&delete).await?;
                    repaired.push(Repaired::Forgotten(migration.clone()));
                }
                _ => {}
            }
        }
        Ok(repaired)
    }

    /// Writes what a migration is now into the row that it had.
    async fn accept(&mut self, before: &MigrationId, now: &MigrationId) -> Result<()> {
        let applied: Vec<_> = (self.snapshot.entries.iter())
            .take_while(|entry| entry.migration != *before)
            .map(ledger::Entry::to_applied)
            .collect();
        let planned = plan::planned(self.history(), &applied, now, &self.snapshot.target)?;
        let update = self.update(before, &planned);
        let update = self.connection.fenced_alone(&update);
        self.connection.script(&update).await?;
        Ok(())
    }

    fn update(&self, before: &MigrationId, planned: &PlannedMigration) -> String {
        self.snapshot.ledger.rewrite(before, planned)
    }

    pub(crate) async fn resolve(&mut self, id: &MigrationId, decision: Decision) -> Result<()> {
        self.refuse_read_only()?;
        self.lock_only()
            .await
            .map_err(|error| error.or_leaving(DatabaseState::Untouched))?;
        let open = (self.snapshot.open().iter())
            .find(|open| open.migration == *id && open.row.state == StepState::Intent);
        let Some(open) = open else {
            let message = format!("there is nothing to decide about migration \"{id}\"");
            return Err(Error::new(ErrorKind::Selection, message)
                .leaving(DatabaseState::Untouched)
                .help("`status` says where a migration is"));
        };
        let name = journal::name(&self.snapshot.ledger.name);
        let script = journal::decide(&name, self.snapshot.target.dialect, open, decision);
        let script = self.connection.fenced_alone(&script);
        self.connection.script(&script).await?;
        Ok(())
    }
}
