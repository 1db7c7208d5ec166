//! Marking migrations as applied without running them: for a database that has already what they would make.

use chrono::{DateTime, Utc};
use migration_core::dialect::Dialect;
use migration_core::migration::MigrationId;
use migration_core::plan::{self, Order, Plan, Policy, Selection};

use super::Run;
use super::who::applied_by;
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::ledger::{self, Author};

/// A migration that is to be in the ledger, though it was not run.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) migration: MigrationId,
    /// When it was applied; none is now.
    pub(super) applied_at: Option<DateTime<Utc>>,
    pub(super) duration_ms: Option<i64>,
}

impl Mark {
    fn now(migration: MigrationId) -> Self {
        Self {
            migration,
            applied_at: None,
            duration_ms: None,
        }
    }
}

impl Run<'_> {
    /// Marks what is pending as applied, in one batch: all, or up to a name. Answers with what was marked.
    pub(crate) async fn baseline(
        &mut self,
        up_to: Option<&str>,
        force: bool,
    ) -> Result<Vec<MigrationId>> {
        let up_to = up_to.map(|name| self.known(name)).transpose()?;
        self.refuse_read_only()?;
        self.refuse_another_environment()?;
        self.lock_only()
            .await
            .map_err(|error| error.or_leaving(DatabaseState::Untouched))?;
        if !self.snapshot.occupied && self.snapshot.entries.is_empty() && !force {
            let message = "the database is empty, so nothing of what the migrations make is there";
            return Err(Error::new(ErrorKind::Refused, message)
                .leaving(DatabaseState::Untouched)
                .help("`migrate` makes it; to mark it all the same, say --force"));
        }
        // A row that a squash has marked, or left behind, would be there twice.
        self.refuse_squashes_of_what_is_half_done()?;
        self.record_squashes().await?;
        let mut marked = self.pending_up_to(up_to.as_ref());
        marked.retain(|id| !self.is_in_ledger(id));
        let marks: Vec<Mark> = marked.iter().cloned().map(Mark::now).collect();
        self.mark(&marks, None).await?;
        Ok(marked)
    }

    /// What the rows of marked migrations would say of them.
    pub(super) fn planned_marks(&self, marks: &[Mark]) -> Result<Plan> {
        let applied: Vec<_> = (self.snapshot.entries.iter())
            .map(ledger::Entry::to_applied)
            .collect();
        let ids = marks.iter().map(|mark| mark.migration.clone());
        let selection = Selection::PendingThese(ids.collect());
        // Nothing runs, so nothing runs too late.
        let policy = Policy {
            order: Order::Any,
            ..Policy::default()
        };
        let target = &self.snapshot.target;
        let plan = plan::compile_by(&policy, self.history(), &applied, &selection, target);
        Ok(plan?)
    }

    /// Writes the rows of migrations as if they had been applied, all of them or none. Answers with their batch.
    pub(super) async fn mark(&mut self, marks: &[Mark], by: Option<&str>) -> Result<Option<i64>> {
        if marks.is_empty() {
            return Ok(None);
        }
        let plan = self.planned_marks(marks)?;
        self.create_ledger().await?;
        let author = Author {
            batch: self.snapshot.last_batch() + 1,
            applied_by: by.map_or_else(applied_by, str::to_owned),
            run_id: self.run_id.clone(),
        };
        let rows = (plan.migrations.iter()).map(|planned| {
            let mark = marks.iter().find(|mark| mark.migration == planned.id);
            let duration_ms = mark.and_then(|mark| mark.duration_ms);
            let duration_ms = duration_ms.map_or("NULL".to_owned(), |ms| ms.to_string());
            let at = mark.and_then(|mark| mark.applied_at);
            let ledger = &self.snapshot.ledger;
            ledger.insert_as_of(planned, &author, &duration_ms, at)
        });
        let rows: Vec<String> = rows.collect();
        let begin = match self.snapshot.target.dialect {
            Dialect::Sqlite => "BEGIN IMMEDIATE",
            Dialect::Postgres | Dialect::Mysql => "BEGIN",
        };
        let rows = rows.join(";\n");
        let script = format!("{begin};\n{};\nCOMMIT", self.connection.fenced(&rows));
        if let Err(error) = self.connection.script(&script).await {
            let _ = self.connection.script("ROLLBACK").await;
            return Err(Error::from(error).leaving(DatabaseState::RolledBack).help(
                "do what the database's message above asks for, then run the same command again",
            ));
        }
        Ok(Some(author.batch))
    }

    /// What is pending, in order, up to one and with it.
    fn pending_up_to(&self, last: Option<&MigrationId>) -> Vec<MigrationId> {
        let entries = self.history().entries().iter().map(|entry| &entry.id);
        match last {
            None => entries.cloned().collect(),
            Some(last) => entries.take_while(|id| *id <= last).cloned().collect(),
        }
    }

    pub(super) fn is_in_ledger(&self, id: &MigrationId) -> bool {
        let mut entries = self.snapshot.entries.iter();
        entries.any(|entry| entry.migration == *id)
    }

    /// The migration of the code that a name is for: all of it or its begin, with the `m` of its file or without.
    pub(crate) fn known(&self, begin: &str) -> Result<MigrationId> {
        let ids = self.history().entries().iter().map(|entry| &entry.id);
        super::names::the_one(ids, begin).cloned()
    }
}
