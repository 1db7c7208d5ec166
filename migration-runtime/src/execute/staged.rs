//! Migrations that are done step by step, since a backfill is many transactions. What is done is in the journal, so that
//! a run that was stopped, in whatever way, goes on where it was.

use std::time::Instant;

use migration_core::plan::{Direction, PlannedBody, PlannedMigration, Stage, Step};

use super::{Executor, Outcome};
use crate::database::{Failure, failure};
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::ledger::Book;
use crate::ledger::journal::{Journal, StepKey, StepRow, StepState};
use crate::observer::Silent;

/// A definition that is longer than this is not shown whole.
const SHOWN: usize = 2000;

impl Executor<'_> {
    /// Runs the steps that are not done yet. The ledger's row comes last.
    pub(super) async fn staged(
        &mut self,
        planned: &PlannedMigration,
        stages: &[Stage],
    ) -> Result<Outcome> {
        let began = Instant::now();
        let Book::Ledger(ledger) = self.ledger else {
            return Ok(Outcome::Done);
        };
        let journal = Journal::beside(ledger);
        journal.create(self.connection).await.map_err(|error| {
            error
                .in_migration(&planned.name)
                .or_leaving(DatabaseState::RolledBack)
        })?;
        let keys: Vec<StepKey> = (stages.iter().enumerate())
            .map(|(n, stage)| StepKey {
                journal: journal.clone(),
                migration: planned.name.clone(),
                direction: self.direction,
                step: n + 1,
                definition: definition(stage),
            })
            .collect();
        let rows = self.journal_rows(planned, &journal, &keys).await;
        let rows = rows.map_err(|error| {
            let error = error
                .in_migration(&planned.name)
                .or_leaving(DatabaseState::RolledBack);
            error.or_help(self.again())
        })?;
        let Some(rows) = rows else {
            return Ok(Outcome::Taken);
        };
        self.started(planned);
        self.is_as_it_was(planned, &keys, &rows, &journal)?;
        let is_done =
            |step: usize| (rows.iter()).any(|row| row.step == step && row.state == StepState::Done);
        for (stage, key) in stages.iter().zip(&keys) {
            if is_done(key.step) {
                continue;
            }
            if self.cancel.is_cancelled() {
                let error = Error::new(ErrorKind::Cancelled, "cancelled between two steps")
                    .in_migration(&planned.name)
                    .leaving(DatabaseState::RolledBack)
                    .help(self.again());
                return Err(self.goes_on(error, stages, key.step));
            }
            let ended = match stage {
                Stage::Step(step) => self.journalled_step(planned, step, key).await,
                Stage::Backfill(backfill) => {
                    self.backfill(planned, backfill, key, stages.len()).await
                }
            };
            ended.map_err(|error| self.goes_on(error, stages, key.step))?;
        }
        self.record_all(planned, &journal, began).await
    }

    /// What is done of a migration; none when all of it is, and the ledger has it.
    async fn journal_rows(
        &mut self,
        planned: &PlannedMigration,
        journal: &Journal,
        keys: &[StepKey],
    ) -> Result<Option<Vec<StepRow>>> {
        let (name, direction) = (&planned.name, self.direction);
        let mut rows = journal.read(self.connection, name, direction).await?;
        // After the journal: who sees there that the ledger was told, sees the ledger's row too.
        if self
            .ledger
            .has_run(self.connection, name, direction)
            .await?
        {
            return Ok(None);
        }
        if rows.iter().any(|row| row.state == StepState::Recorded) {
            // It was undone since, or the ledger's row was taken out by hand.
            let forget = journal.forget_recorded(name, direction);
            self.connection.script(&forget).await?;
            rows.retain(|row| row.state != StepState::Recorded);
        }
        // A backfill that did not come to change anything may be changed itself.
        for key in keys {
            let idle = |row: &StepRow| row.state == StepState::Running && row.reached.is_none();
            let other =
                |row: &StepRow| row.step == key.step && row.fingerprint != key.fingerprint();
            if rows.iter().any(|row| idle(row) && other(row)) {
                self.connection.script(&key.forget_begun()).await?;
                rows.retain(|row| !(idle(row) && other(row)));
            }
        }
        Ok(Some(rows))
    }

    /// What was begun must be what it was then: the rest of it would not fit to what is done.
    fn is_as_it_was(
        &self,
        planned: &PlannedMigration,
        keys: &[StepKey],
        rows: &[StepRow],
        journal: &Journal,
    ) -> Result<()> {
        for row in rows {
            let key = keys.iter().find(|key| key.step == row.step);
            if key.is_some_and(|key| key.fingerprint() == row.fingerprint) {
                continue;
            }
            let now = key.map_or("there is no such step".to_owned(), |key| {
                shown(&key.definition)
            });
            let done = match row.state {
                StepState::Running => format!("had done {} rows", row.rows_done),
                StepState::Done | StepState::Recorded => "was done".to_owned(),
            };
            let again = match key {
                Some(key) => key.delete(),
                None => journal.forget(&planned.name, self.direction),
            };
            return Err(Error::new(
                ErrorKind::Refused,
                format!(
                    "step {} was changed after it {done}\n  it was: {}\n  it is:  {now}",
                    row.step,
                    shown(&row.definition)
                ),
            )
            .in_migration(&planned.name)
            .leaving(DatabaseState::Resumable {
                done: "what it had done before is still there, and nothing was added to it".to_owned(),
            })
            .help(format!(
                "write it as it was and run the same command again, and what is to be different into a migration after \
                 it; or, if the new one may run over what the old one did, forget the old one: {again};"
            )));
        }
        Ok(())
    }

    /// A step of statements: as a migration of that step alone, whose row is one of the journal.
    async fn journalled_step(
        &mut self,
        planned: &PlannedMigration,
        step: &Step,
        key: &StepKey,
    ) -> Result<()> {
        let alone = PlannedMigration {
            name: planned.name.clone(),
            body: PlannedBody::Steps(vec![step.clone()]),
            down_sql: None,
        };
        let mut executor = Executor {
            database: self.database,
            connection: &mut *self.connection,
            ledger: Book::Step(key),
            target: self.target,
            search_path: self.search_path,
            role: self.role,
            history: self.history,
            author: self.author.clone(),
            direction: self.direction,
            observer: &Silent,
            watched: false,
            cancel: self.cancel,
            ran: Vec::new(),
        };
        // Another runner that has done it is as good.
        let (_, ended) = executor.steps(std::slice::from_ref(&alone)).await;
        ended.map(drop)
    }

    /// The ledger's row; in the same transaction the journal says that it is there.
    async fn record_all(
        &mut self,
        planned: &PlannedMigration,
        journal: &Journal,
        began: Instant,
    ) -> Result<Outcome> {
        let close = journal.close(&planned.name, self.direction);
        let recorded = self.write_record(planned, &close, began).await;
        let Err(error) = recorded else {
            self.finished(planned, began.elapsed());
            return Ok(Outcome::Done);
        };
        if failure(&error) == Failure::Lost {
            let state = match self.has_run_after_all(planned).await {
                true => DatabaseState::Recorded,
                false => DatabaseState::Unknown,
            };
            return Err(self.failed(planned, error, None, state));
        }
        // Fails only with the connection, and then the server rolls back by itself.
        let _ = self.connection.script("ROLLBACK").await;
        match failure(&error) {
            Failure::Duplicate | Failure::DivisionByZero => Ok(Outcome::Taken),
            _ => Err(self
                .failed(planned, error, None, DatabaseState::RolledBack)
                .leaving(DatabaseState::Resumable {
                    done: "all its steps are done; only the ledger's row is missing".to_owned(),
                })
                .help(self.again())),
        }
    }

    async fn write_record(
        &mut self,
        planned: &PlannedMigration,
        close: &str,
        began: Instant,
    ) -> sqlx::Result<()> {
        let row = self.ledger_row(planned, Some(began.elapsed()));
        #[cfg(feature = "postgres")]
        let row = match (self.connection.dialect(), self.direction) {
            (migration_core::dialect::Dialect::Postgres, Direction::Down) => self.claim(planned),
            _ => row,
        };
        let begin = super::begin(self.connection.dialect());
        let script = format!("{begin};\n{row};\n{close};\nCOMMIT");
        self.connection.script(&script).await
    }

    /// An error of a step, with what is done of the migration and stays.
    fn goes_on(&self, error: Error, stages: &[Stage], step: usize) -> Error {
        let before = match step {
            1 => None,
            2 => Some(format!("step 1 of {} is done", stages.len())),
            _ => Some(format!(
                "steps 1 to {} of {} are done",
                step - 1,
                stages.len()
            )),
        };
        let done = match (error.database_state(), before) {
            (Some(DatabaseState::RolledBack), Some(before)) => before,
            (Some(DatabaseState::Recorded), _) => {
                format!("steps 1 to {step} of {} are done", stages.len())
            }
            (Some(DatabaseState::Resumable { done }), Some(before)) => format!("{before}; {done}"),
            (Some(DatabaseState::PartlyApplied { done, in_ledger }), Some(before)) => {
                let (done, in_ledger) = (format!("{before}; of the next one, {done}"), *in_ledger);
                return error.leaving(DatabaseState::PartlyApplied { done, in_ledger });
            }
            _ => return error,
        };
        error.leaving(DatabaseState::Resumable { done })
    }
}

/// What a step does, as text: the batches of a backfill without how fast they go.
fn definition(stage: &Stage) -> String {
    match stage {
        Stage::Step(step) => {
            let statements = step.statements.iter();
            let texts: Vec<&str> = statements
                .map(|planned| planned.statement.sql.as_str())
                .collect();
            texts.join(";\n")
        }
        Stage::Backfill(backfill) => backfill.batches.definition(),
    }
}

fn shown(definition: &str) -> String {
    match definition.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} ...", &definition[..end]),
        None => definition.to_owned(),
    }
}
