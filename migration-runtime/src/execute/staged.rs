//! Migrations that are done step by step: what cannot run in a transaction, or is many. What is done is in the journal,
//! so that a run that was stopped, in whatever way, goes on where it was.

use std::sync::Arc;
use std::time::Instant;

use migration_core::plan::{PlannedBody, PlannedMigration, Stage, Step};

use super::settle::Settled;
use super::{CORRECT, Executor, Outcome};
use crate::database::{Failure, failure};
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::fault;
use crate::ledger::Book;
use crate::ledger::journal::{Journal, StepKey, StepRow, StepState};
use crate::observer::{Observer, Silent};

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
        let keys = self.step_keys(planned, stages);
        let rows = self.journal_rows(planned, &journal, &keys).await;
        let rows = rows.map_err(|error| {
            let error = error
                .in_migration(planned.id.to_string())
                .or_leaving(DatabaseState::RolledBack);
            error.or_help(self.again())
        })?;
        let Some(rows) = rows else {
            return Ok(Outcome::Taken);
        };
        self.started(planned);
        self.is_as_it_was(planned, &keys, &rows, &journal)?;
        for (stage, key) in stages.iter().zip(&keys) {
            let row = rows.iter().find(|row| row.step == key.step);
            let state = row.map(|row| row.state);
            if matches!(state, Some(StepState::Done | StepState::Recorded)) {
                continue;
            }
            if self.cancel.is_cancelled() {
                let error = Error::new(ErrorKind::Cancelled, "cancelled between two steps")
                    .in_migration(planned.id.to_string())
                    .leaving(DatabaseState::RolledBack)
                    .help(self.again());
                return Err(self.goes_on(error, stages, key.step));
            }
            let intent = row.filter(|row| row.state == StepState::Intent);
            let ended = self.stage(planned, stage, key, stages.len(), intent).await;
            match ended {
                Ok(Outcome::Done) => {}
                Ok(other @ (Outcome::Taken | Outcome::Changed)) => return Ok(other),
                Err(error) => {
                    let before = stages.iter().take(key.step - 1);
                    let before = before.map(|stage| stage.statements().len()).sum();
                    let error = error.counted_from(before, planned.statements().count());
                    return Err(self.goes_on(error, stages, key.step));
                }
            }
        }
        self.record_all(planned, stages, &journal, began).await
    }

    /// Runs a step. `intent` is what is left of an earlier time that it was begun.
    async fn stage(
        &mut self,
        planned: &PlannedMigration,
        stage: &Stage,
        key: &StepKey,
        of: usize,
        intent: Option<&StepRow>,
    ) -> Result<Outcome> {
        match stage {
            Stage::Step(step) if step.transactional => {
                self.journalled_step(planned, step, key).await
            }
            Stage::Step(step) => {
                let Some(statement) = step.statements.first() else {
                    return Ok(Outcome::Done);
                };
                let mut written = false;
                if let Some(row) = intent {
                    match self
                        .settle(planned, statement, key, of, &row.session)
                        .await?
                    {
                        Settled::Done => return Ok(Outcome::Done),
                        Settled::Again => written = true,
                        Settled::Taken => return Ok(Outcome::Taken),
                    }
                }
                self.step_alone(planned, statement, key, written).await
            }
            Stage::Backfill(backfill) => {
                let done = self.backfill(planned, backfill, key).await;
                done.map(|()| Outcome::Done)
            }
        }
    }

    /// What the rows of a migration's steps are found by.
    pub(super) fn step_keys(&self, planned: &PlannedMigration, stages: &[Stage]) -> Vec<StepKey> {
        let Book::Ledger(ledger) = self.ledger else {
            return Vec::new();
        };
        let key = |(n, stage): (usize, &Stage)| StepKey {
            journal: Journal::beside(ledger),
            migration: planned.id.clone(),
            direction: self.direction,
            step: n + 1,
            definition: definition(stage),
        };
        stages.iter().enumerate().map(key).collect()
    }

    /// What is done of a migration; none when all of it is, and the ledger has it.
    async fn journal_rows(
        &mut self,
        planned: &PlannedMigration,
        journal: &Journal,
        keys: &[StepKey],
    ) -> Result<Option<Vec<StepRow>>> {
        let (id, direction) = (&planned.id, self.direction);
        let mut rows = journal.read(self.connection, id, direction).await?;
        // After the journal: who sees there that the ledger was told, sees the ledger's row too.
        if self.ledger.has_run(self.connection, id, direction).await? {
            return Ok(None);
        }
        if rows.iter().any(|row| row.state == StepState::Recorded) {
            // It was undone since, or the ledger's row was taken out by hand.
            let forget = journal.forget_recorded(id, direction);
            let forget = self.connection.fenced_alone(&forget);
            self.connection.script(&forget).await?;
            rows.retain(|row| row.state != StepState::Recorded);
        }
        // A backfill that did not come to change anything may be changed itself.
        for key in keys {
            let idle = |row: &StepRow| row.state == StepState::Running && row.reached.is_none();
            let other =
                |row: &StepRow| row.step == key.step && row.fingerprint != key.fingerprint();
            if rows.iter().any(|row| idle(row) && other(row)) {
                let forget = self.connection.fenced_alone(&key.forget_begun());
                self.connection.script(&forget).await?;
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
            if row.state == StepState::Intent {
                return Err(self.begun_and_changed(planned, row, &now));
            }
            let done = match row.state {
                StepState::Running | StepState::Paused => {
                    format!("had done {} rows", row.rows_done)
                }
                StepState::Intent => "was begun".to_owned(),
                StepState::Done | StepState::Recorded => "was done".to_owned(),
            };
            let again = match key {
                Some(key) => key.delete(),
                None => journal.forget(&planned.id, self.direction),
            };
            return Err(Error::new(
                ErrorKind::Edited,
                format!(
                    "step {} was changed after it {done}\n  it was: {}\n  it is:  {now}",
                    row.step,
                    shown(&row.definition)
                ),
            )
            .in_migration(planned.id.to_string())
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

    /// The error of a step that was begun as something else, which nobody can look up any more.
    fn begun_and_changed(&self, planned: &PlannedMigration, row: &StepRow, now: &str) -> Error {
        let was = shown(&row.definition);
        let message = format!(
            "a run was broken off at step {}, and that was changed since\n  it was: {was}\n  it is:  {now}",
            row.step
        );
        Error::new(ErrorKind::Undecided, message)
            .in_migration(planned.id.to_string())
            .leaving(DatabaseState::Resumable {
                done: format!("step {} was begun as it was", row.step),
            })
            .help(self.decide(planned))
    }

    /// A step of statements: as a migration of that step alone, whose row is one of the journal.
    async fn journalled_step(
        &mut self,
        planned: &PlannedMigration,
        step: &Step,
        key: &StepKey,
    ) -> Result<Outcome> {
        let alone = PlannedMigration {
            id: planned.id.clone(),
            checksum: None,
            body: PlannedBody::Steps(vec![step.clone()]),
            down_sql: None,
        };
        let silent: Arc<dyn Observer> = Arc::new(Silent);
        let mut executor = Executor {
            database: self.database,
            connection: &mut *self.connection,
            ledger: Book::Step(key),
            observer: &silent,
            watched: false,
            ran: Vec::new(),
            author: self.author.clone(),
            ..*self
        };
        // Another runner that has done it is as good.
        let (_, ended) = Box::pin(executor.steps(std::slice::from_ref(&alone))).await;
        ended.map(|_| Outcome::Done)
    }

    /// The ledger's row; in the same transaction the journal is told, which keeps what backfills have done.
    async fn record_all(
        &mut self,
        planned: &PlannedMigration,
        stages: &[Stage],
        journal: &Journal,
        began: Instant,
    ) -> Result<Outcome> {
        fault::point("before_insert", 0).await?;
        let close = self.close_journal(planned, stages, journal);
        let recorded = self.write_record(planned, &close, began).await;
        let Err(error) = recorded else {
            fault::point("recorded", 0).await?;
            self.look_at_the_extent().await;
            self.finished(planned, began.elapsed());
            return Ok(Outcome::Done);
        };
        if failure(&error) == Failure::Lost {
            return Err(self.failed(planned, error, None, DatabaseState::Unknown));
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

    /// What is written to the journal when the ledger has its row.
    pub(super) fn close_journal(
        &self,
        planned: &PlannedMigration,
        stages: &[Stage],
        journal: &Journal,
    ) -> String {
        let has_backfill = (stages.iter()).any(|stage| matches!(stage, Stage::Backfill(_)));
        match has_backfill {
            true => journal.close(&planned.id, self.direction),
            false => journal.forget(&planned.id, self.direction),
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
            (migration_core::dialect::Dialect::Postgres, migration_core::plan::Direction::Down) => {
                self.claim(planned)
            }
            _ => row,
        };
        let begin = super::begin(self.connection.dialect());
        let row = self.connection.fenced(&row);
        let script = format!("{begin};\n{row};\n{close};\nCOMMIT");
        self.connection.script(&script).await
    }

    /// An error of a step, with what is done of the migration and stays.
    pub(super) fn goes_on(&self, error: Error, stages: &[Stage], step: usize) -> Error {
        let of = stages.len();
        let before = match step {
            1 => None,
            2 => Some(format!("step 1 of {of} is done ({})", what(&stages[..1]))),
            _ => {
                let done = stages.get(..step - 1).unwrap_or_default();
                Some(format!(
                    "steps 1 to {} of {of} are done ({})",
                    step - 1,
                    what(done)
                ))
            }
        };
        let done = match (error.database_state(), before) {
            (Some(DatabaseState::RolledBack), Some(before)) => before,
            (Some(DatabaseState::Recorded), _) => {
                format!("steps 1 to {step} of {of} are done")
            }
            (Some(DatabaseState::Resumable { done }), Some(before)) => format!("{before}; {done}"),
            (Some(DatabaseState::PartlyApplied { done, in_ledger }), Some(before)) => {
                let (done, in_ledger) = (format!("{before}; of the next one, {done}"), *in_ledger);
                return error.leaving(DatabaseState::PartlyApplied { done, in_ledger });
            }
            _ => return error,
        };
        let help = match error.hint() {
            Some(hint) if hint == CORRECT => Some(
                "correct this step or the data, then run the same command again: it goes on from there",
            ),
            Some(_) | None => None,
        };
        let error = error.leaving(DatabaseState::Resumable { done });
        match help {
            Some(help) => error.help(help),
            None => error,
        }
    }
}

/// What steps do, in words.
fn what(stages: &[Stage]) -> String {
    let mut words: Vec<&str> = Vec::new();
    for planned in stages.iter().flat_map(Stage::statements) {
        if words.last() != Some(&&*planned.operation) {
            words.push(&planned.operation);
        }
    }
    words.join("; ")
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
