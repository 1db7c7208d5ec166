//! What only looks: which database it is, what was applied, and one migration in full.

use chrono::{DateTime, Utc};
use std::time::Duration;

use migration_core::dialect::Target;
use migration_core::migration::{MigrationId, Phase};
use migration_core::plan;
use migration_core::registry::History;

use super::Migrator;
use crate::about::About;
use crate::database::{Access, Database};
use crate::error::Result;
use crate::report::Status;
use crate::run::{Run, about, names};

/// A row of the ledger.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct LedgerRow {
    /// The order of application.
    pub id: i64,
    /// The migration.
    pub name: String,
    /// Its phase.
    pub phase: Phase,
    /// The batch that it was applied in.
    pub batch: i64,
    /// When, by the server's clock.
    pub at: Option<DateTime<Utc>>,
    /// How long it took; none of what was marked as applied.
    pub took: Option<Duration>,
    /// By whom.
    pub by: Option<String>,
    /// In which run.
    pub run_id: Option<String>,
}

/// One migration in full.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Shown {
    /// Where it stands.
    pub status: Status,
    /// The SQL that was run, as the ledger has it; none of what is not applied, or ran as code.
    pub applied_sql: Option<String>,
    /// The SQL that undoes it, as the ledger has it.
    pub applied_down_sql: Option<String>,
    /// The SQL as the code says now; none of what is not in the code, or runs as code.
    pub sql: Option<String>,
    /// The SQL that undoes it, as the code says now.
    pub down_sql: Option<String>,
    /// What differs between the two, line by line; none where nothing does.
    pub diff: Option<String>,
}

impl Migrator {
    /// Which database it is. Writes nothing.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub async fn about(&self, database: &Database) -> Result<About> {
        let nothing = History::from_bodies([])?;
        let run = Run::start(&self.settings, &nothing, database, Access::Read).await?;
        let found = about(database, run.snapshot());
        run.close().await;
        Ok(found)
    }

    /// The names of the migrations that would be applied to an empty database, in their order.
    ///
    /// # Errors
    ///
    /// There are none; names are malformed or used twice.
    pub fn names(&self) -> Result<Vec<String>> {
        let history = self.history()?;
        Ok(history
            .entries()
            .iter()
            .map(|it| it.label.clone())
            .collect())
    }

    /// What was applied, in the order of application. Writes nothing.
    ///
    /// # Errors
    ///
    /// The ledger cannot be read.
    pub async fn applied(&self, database: &Database) -> Result<Vec<LedgerRow>> {
        let history = self.history()?;
        let run = Run::start(&self.settings, &history, database, Access::Read).await?;
        let rows = run.snapshot().entries.iter().map(|entry| LedgerRow {
            id: entry.id,
            name: entry.migration.name.clone(),
            phase: entry.migration.phase,
            batch: entry.batch,
            at: entry.applied_at,
            took: (entry.duration_ms)
                .and_then(|ms| u64::try_from(ms).ok())
                .map(Duration::from_millis),
            by: entry.applied_by.clone(),
            run_id: entry.run_id.clone(),
        });
        let rows = rows.collect();
        run.close().await;
        Ok(rows)
    }

    /// One migration in full: where it stands, its SQL as it was applied and as it is now. The begin of its name will do.
    /// Writes nothing.
    ///
    /// # Errors
    ///
    /// There is no such migration, neither in the code nor in the ledger; the ledger cannot be read.
    pub async fn show(&self, database: &Database, name: &str) -> Result<Shown> {
        let history = self.history()?;
        let mut run = Run::start(&self.settings, &history, database, Access::Read).await?;
        let shown = run.show(name).await;
        run.close().await;
        shown
    }

    /// The SQL of one migration, as it would run after all that come before it: up, or down. Without a database. The begin of
    /// its name will do. None of a data migration, whose code decides what it runs.
    ///
    /// # Errors
    ///
    /// There is no such migration; it cannot be applied after those before it; the database cannot do what it says; it cannot
    /// be undone.
    pub fn sql_of(
        &self,
        name: &str,
        target: &Target,
        down: bool,
    ) -> Result<(MigrationId, Option<String>)> {
        let history = self.history()?;
        let entries = history.entries().iter().chain(history.replaced());
        let id = names::the_one(entries.map(|entry| &entry.id), name)?;
        // Of what is replaced, the history is that in which its squash has given way to it.
        let opened = (history
            .replaced_by(id)
            .filter(|_| history.get(id).is_none()))
        .and_then(|squash| history.both_ways(&squash.id))
        .map(|(without, _)| without);
        let of = opened.unwrap_or_else(|| match history.get(id) {
            Some(_) => history.clone(),
            None => history.with_replaced(),
        });
        let planned = plan::alone(&of, id, target)?;
        let sql = match down {
            false => planned.sql(usize::MAX),
            true => planned.down_sql,
        };
        Ok((id.clone(), sql))
    }
}
