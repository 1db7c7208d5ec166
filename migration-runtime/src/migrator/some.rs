//! Running some of what is pending.

use migration_core::migration::MigrationId;
use migration_core::plan::Selection;

use super::Migrator;
use crate::database::{Access, Database};
use crate::error::Result;
use crate::migrator::PlanPreview;
use crate::report::Report;
use crate::run::Run;

/// Which of the pending migrations.
enum Some {
    UpTo(MigrationId),
    First(usize),
}

impl Migrator {
    /// Applies what is pending up to a migration, and with it, as one batch. The begin of its name will do.
    ///
    /// # Errors
    ///
    /// As [`migrate`](Self::migrate), and when there is no such migration.
    pub async fn migrate_to(&self, database: &Database, name: &str) -> Result<Report> {
        let history = self.history()?;
        let entries = history.entries().iter().chain(history.replaced());
        let ids = entries.map(|entry| &entry.id);
        let last = crate::run::names::the_one(ids, name)?.clone();
        self.migrate_some(database, &Some::UpTo(last)).await
    }

    /// Applies the first so many of what is pending, as one batch.
    ///
    /// # Errors
    ///
    /// As [`migrate`](Self::migrate).
    pub async fn migrate_steps(&self, database: &Database, steps: usize) -> Result<Report> {
        self.migrate_some(database, &Some::First(steps)).await
    }

    async fn migrate_some(&self, database: &Database, which: &Some) -> Result<Report> {
        let history = self.history()?;
        let mut run = Run::start(&self.settings, &history, database, Access::Write).await?;
        let selection = self.some_of(&run, which);
        let result = match selection {
            Ok(selection) => run.run(&selection).await,
            Err(error) => Err(error),
        };
        run.close().await;
        result
    }

    /// What [`migrate_to`](Self::migrate_to) would do. Writes nothing.
    ///
    /// # Errors
    ///
    /// As [`plan`](Self::plan), and when there is no such migration.
    pub async fn plan_to(&self, database: &Database, name: &str) -> Result<PlanPreview> {
        let history = self.history()?;
        let entries = history.entries().iter().chain(history.replaced());
        let ids = entries.map(|entry| &entry.id);
        let last = crate::run::names::the_one(ids, name)?.clone();
        self.plan_some(database, &Some::UpTo(last)).await
    }

    /// What [`migrate_steps`](Self::migrate_steps) would do. Writes nothing.
    ///
    /// # Errors
    ///
    /// As [`plan`](Self::plan).
    pub async fn plan_steps(&self, database: &Database, steps: usize) -> Result<PlanPreview> {
        self.plan_some(database, &Some::First(steps)).await
    }

    async fn plan_some(&self, database: &Database, which: &Some) -> Result<PlanPreview> {
        let history = self.history()?;
        let mut run = Run::start(&self.settings, &history, database, Access::Read).await?;
        let plan = match self.some_of(&run, which) {
            Ok(selection) => run.full_plan(&selection).await,
            Err(error) => Err(error),
        };
        run.close().await;
        plan.map(PlanPreview)
    }

    /// What [`rollback_steps`](Self::rollback_steps), [`rollback_batch`](Self::rollback_batch) or
    /// [`rollback_to`](Self::rollback_to) would do. Writes nothing.
    ///
    /// # Errors
    ///
    /// A migration cannot be undone, or there is no such batch or migration.
    pub async fn plan_of(&self, database: &Database, selection: &Selection) -> Result<PlanPreview> {
        self.preview(database, selection).await
    }

    fn some_of(&self, run: &Run<'_>, which: &Some) -> Result<Selection> {
        let mut pending = run.pending_ids(&self.pending_selection())?;
        match which {
            Some::UpTo(last) => pending.retain(|id| id <= last),
            Some::First(count) => pending.truncate(*count),
        }
        Ok(Selection::PendingThese(pending))
    }
}
