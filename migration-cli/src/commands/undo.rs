//! `rollback`, `reset`, `refresh`, `fresh`.

use migration_core::plan::Selection;
use migration_runtime::State;

use super::Session;
use crate::args::{Destroy, Rollback};
use crate::output::Answer;
use crate::stop::Stop;

impl Session<'_> {
    pub(super) async fn rollback(&self, which: &Rollback) -> Result<Answer, Stop> {
        let selection = match which {
            Rollback {
                step: Some(steps), ..
            } => Selection::Steps(*steps),
            Rollback {
                batch: Some(batch), ..
            } => Selection::Batch(*batch),
            Rollback {
                to: Some(begin), ..
            } => Selection::To(self.applied_name(begin).await?),
            _ => Selection::LastBatch,
        };
        if which.dry_run {
            let plan = self.migrator.plan_of(self.database, &selection).await?;
            return self.planned(&plan);
        }
        let (migrator, database) = (self.migrator, self.named());
        let report = match selection {
            Selection::Steps(steps) => migrator.rollback_steps(database, steps).await?,
            Selection::Batch(batch) => migrator.rollback_batch(database, batch).await?,
            Selection::To(name) => migrator.rollback_to(database, name).await?,
            _ => migrator.rollback(database).await?,
        };
        self.ran(&report, false).await
    }

    pub(super) async fn reset(&self, destroy: &Destroy) -> Result<Answer, Stop> {
        self.guard("reset", destroy, false).await?;
        let report = self.migrator.reset(self.named()).await?;
        self.ran(&report, false).await
    }

    pub(super) async fn refresh(&self, destroy: &Destroy, seed: bool) -> Result<Answer, Stop> {
        self.guard("refresh", destroy, false).await?;
        let report = self.migrator.refresh(self.named()).await?;
        self.ran(&report, seed).await
    }

    pub(super) async fn fresh(&self, destroy: &Destroy, seed: bool) -> Result<Answer, Stop> {
        self.guard("fresh", destroy, true).await?;
        let report = self.migrator.fresh(self.named()).await?;
        self.ran(&report, seed).await
    }

    /// The applied migration that a name is for: all of it or its begin, with the `m` of its file or without.
    async fn applied_name(&self, begin: &str) -> Result<String, Stop> {
        let bare = begin.strip_prefix('m').unwrap_or(begin);
        let statuses = self.migrator.status(self.database).await?;
        let applied = statuses
            .iter()
            .filter(|status| status.state != State::Pending);
        let names: Vec<&str> = applied
            .map(|status| status.name.as_str())
            .filter(|name| name.starts_with(begin) || name.starts_with(bare))
            .collect();
        match names.as_slice() {
            _ if names.contains(&begin) => Ok(begin.to_owned()),
            [only] => Ok((*only).to_owned()),
            // The runtime says what is wrong with it.
            [] => Ok(begin.to_owned()),
            several => Err(Stop::said(
                crate::exit::USAGE,
                "MIG-0205",
                &format!("\"{begin}\" may be any of {}", several.join(", ")),
                "type more of the name",
            )),
        }
    }
}
