//! What is done when code and ledger disagree, or a run was broken off where nothing tells how far it came.

use std::fmt;

use migration_core::Location;
use migration_core::dialect::Target;
use migration_core::migration::{MigrationId, Phase};
use migration_core::plan::{self, Checked};
use migration_core::squash::{self, Squash};

use super::Migrator;
use crate::about::Stamp;
use crate::database::{Access, Database};
use crate::error::Result;
use crate::run::{Run, names};
use crate::seed::name_of_environment;

/// What a statement came to that nobody can look up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It has happened.
    Done,
    /// It has not: it is to run.
    Again,
}

/// What [`Migrator::repair`] changed in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Repaired {
    /// An edited migration is accepted as it is now.
    Accepted(MigrationId),
    /// A renamed one is known by its new name.
    Renamed(MigrationId, MigrationId),
    /// One that is not in the code is struck off.
    Forgotten(MigrationId),
}

impl fmt::Display for Repaired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted(id) => write!(f, "accepted \"{id}\" as it is now"),
            Self::Renamed(old, new) => write!(f, "\"{old}\" is now \"{new}\""),
            Self::Forgotten(id) => write!(f, "\"{id}\" is struck off the ledger"),
        }
    }
}

impl Migrator {
    /// Where each migration in Rust is written, as the compiler was given the file.
    ///
    /// # Errors
    ///
    /// Two migrations have the same name.
    pub fn places(&self) -> Result<Vec<Location>> {
        let history = self.history()?;
        let entries = history.entries().iter().chain(history.replaced());
        Ok(entries.filter_map(|entry| entry.at).collect())
    }

    /// Replays the whole history without a database: up, and each way back, for PostgreSQL, SQLite, MySQL or all that are
    /// given. What it finds is what no run could do; its warnings are what a run can do and somebody may regret.
    ///
    /// ```
    /// # use migration_runtime::Migrator;
    /// # use migration_core::{builder::Schema, dialect::Target, migration::{Meta, Migration}, Location};
    /// struct DropsNothing;
    /// impl Migration for DropsNothing {
    ///     fn up(&self, schema: &mut Schema) {
    ///         schema.drop_table("customers");
    ///     }
    /// #   fn meta(&self) -> Meta { Meta::new("", Some("1_drop"), Location::caller()) }
    /// }
    /// let error = Migrator::new().add(DropsNothing).check(&[Target::postgres()]).unwrap_err();
    /// assert!(error.message().contains("there is no table \"customers\""), "{error}");
    /// ```
    ///
    /// # Errors
    ///
    /// Every operation that cannot be applied, up or down, or that a database cannot do, each at the user's line.
    pub fn check(&self, targets: &[Target]) -> Result<Checked> {
        Ok(plan::check(&self.history()?, targets)?)
    }

    /// One migration for all, or for those from one to another, proven to leave the schema that they leave: what the command
    /// `squash` writes. Without a database. The begins of their names will do.
    ///
    /// # Errors
    ///
    /// There are fewer than two, or none of the name; one of them does what a schema does not show, each named at its line; they
    /// cannot be replayed.
    pub fn squash(&self, from: Option<&str>, to: Option<&str>) -> Result<Squash> {
        let history = self.history()?;
        let known = |name: &str| {
            let ids = history.entries().iter().map(|entry| &entry.id);
            names::the_one(ids, name)
        };
        let from = from.map(known).transpose()?;
        let to = to.map(known).transpose()?;
        Ok(squash::squash(&history, from, to)?)
    }

    /// Makes the ledger say what the code says: an edited migration is accepted as it is now, a renamed one is known by its
    /// new name, one that is not in the code is struck off. Nothing of the schema is changed. Without names, all that are
    /// edited or renamed; one that is missing must be named.
    ///
    /// # Errors
    ///
    /// A name is none of those, or the ledger cannot be written.
    pub async fn repair(&self, database: &Database, names: &[String]) -> Result<Vec<Repaired>> {
        let history = self.history()?;
        let mut run = Run::start(&self.settings, &history, database, Access::Write).await?;
        let repaired = run.repair(names).await;
        run.close().await;
        repaired
    }

    /// Marks migrations as applied without running them, as one batch: all that are pending, or those up to a name and with
    /// it, of which the begin will do. For a database that has already what they would make. Answers with what was marked.
    ///
    /// # Errors
    ///
    /// There is no such migration; the database is empty, unless `force` is said; the ledger cannot be written.
    pub async fn baseline(
        &self,
        database: &Database,
        up_to: Option<&str>,
        force: bool,
    ) -> Result<Vec<MigrationId>> {
        let history = self.history()?;
        let mut run = Run::start(&self.settings, &history, database, Access::Write).await?;
        let marked = run.baseline(up_to, force).await;
        run.close().await;
        marked
    }

    /// Stamps a database with an environment: what is refused in `production` is refused from then on, and so is a run that
    /// says another one. Answers with what it was stamped with before. Nothing but the ledger is changed.
    ///
    /// # Errors
    ///
    /// It is stamped production, and [`allow_environment`](Self::allow_environment) does not say so; the ledger cannot be
    /// written.
    pub async fn stamp(&self, database: &Database, environment: &str) -> Result<Option<Stamp>> {
        let name = name_of_environment(environment.to_owned())?;
        let history = self.history()?;
        let mut run = Run::start(&self.settings, &history, database, Access::Write).await?;
        let had = run.stamp(&name).await;
        run.close().await;
        had
    }

    /// Decides what became of a statement that a run was broken off at, where nothing else tells: the next run goes on from
    /// there.
    ///
    /// # Errors
    ///
    /// There is nothing to decide about that migration.
    pub async fn resolve(
        &self,
        database: &Database,
        name: &str,
        phase: Phase,
        decision: Decision,
    ) -> Result<()> {
        let history = self.history()?;
        let mut run = Run::start(&self.settings, &history, database, Access::Write).await?;
        let resolved = run.resolve(&MigrationId::new(name, phase), decision).await;
        run.close().await;
        resolved
    }
}
