//! Pure migrations on MySQL and MariaDB, where each DDL statement commits by itself
//! (<https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html>).
//!
//! Each such statement is a step: intent, statement, done, each committed before the next. All of it is the server's own
//! doing, since it is one message, and many migrations go into one: the server stops at the first error. Where something
//! is left of an earlier time, or the SQL is the user's own, the steps are sent one by one (`staged.rs`).

use std::time::Duration;

use migration_core::plan::{Direction, PlannedBody, PlannedMigration, Stage, Step};

use super::message::{Message, What};
use super::session::has_own_sql;
use super::{Executor, Outcome, failed_statement};
use crate::database::{Failure, failure};
use crate::error::{DatabaseState, Result};
use crate::fault;
use crate::ledger::journal::Journal;
use crate::ledger::{Book, journal::StepKey};

/// How much SQL goes into one message; the server takes 16 MB and more (`max_allowed_packet`).
const MESSAGE_BYTES: usize = 512 * 1024;

impl Executor<'_> {
    /// Runs the first of these migrations, with as many as can go along. Says how many ran.
    pub(super) async fn mysql(
        &mut self,
        migrations: &[PlannedMigration],
    ) -> (usize, Result<Outcome>) {
        let (mut count, mut bytes) = (0, 0);
        for planned in migrations {
            if !self.goes_in_a_message(planned) {
                break;
            }
            bytes += 2048
                + 3 * planned
                    .statements()
                    .map(|it| it.statement.sql.len())
                    .sum::<usize>();
            if count > 0 && (bytes > MESSAGE_BYTES || self.watched) {
                break;
            }
            count += 1;
        }
        let ended = match (count, migrations.first()) {
            (0, Some(first)) => {
                let ended = match &first.body {
                    PlannedBody::Staged(stages) => self.staged(first, stages).await,
                    PlannedBody::Steps(steps) => self.rows_of_mysql(first, steps).await,
                    PlannedBody::Data { .. } | PlannedBody::Script(_) => Ok(Outcome::Done),
                };
                return (1, ended);
            }
            _ => self.send_to_mysql(&migrations[..count]).await,
        };
        (count, ended)
    }

    /// Whether a migration can be sent whole: nothing is left of it in the journal, and what comes back can be counted.
    fn goes_in_a_message(&self, planned: &PlannedMigration) -> bool {
        let is_open = |planned: &PlannedMigration| {
            (self.open.iter())
                .any(|open| open.migration == planned.id && open.direction == self.direction)
        };
        let is_known = match &planned.body {
            PlannedBody::Steps(_) => true,
            PlannedBody::Staged(stages) => (stages.iter()).all(|stage| match stage {
                Stage::Step(_) => true,
                Stage::Backfill(_) => false,
            }),
            PlannedBody::Data { .. } | PlannedBody::Script(_) => false,
        };
        is_known
            && !has_own_sql(planned)
            && !fault::is_armed()
            && matches!(self.ledger, Book::Ledger(_))
            && !self.broken_off
            && !is_open(planned)
    }

    async fn send_to_mysql(&mut self, migrations: &[PlannedMigration]) -> Result<Outcome> {
        let mut message = Message::new(&self.author.run_id);
        for planned in migrations {
            match &planned.body {
                PlannedBody::Staged(stages) => self.write_stages(&mut message, planned, stages),
                PlannedBody::Steps(steps) => self.write_rows(&mut message, planned, steps),
                PlannedBody::Data { .. } | PlannedBody::Script(_) => {}
            }
        }
        let (progress, sent) = self.deliver(&message).await;
        let Err(error) = sent else {
            return Ok(Outcome::Done);
        };
        let part = progress.part();
        let (planned, what) = match part {
            Some(part) => (part.migration, Some(part.what)),
            None => (&migrations[0], None),
        };
        self.mysql_stopped(planned, what, error).await
    }

    /// What it means that a message broke off, after what was open is rolled back and what was only intended is
    /// forgotten.
    async fn mysql_stopped(
        &mut self,
        planned: &PlannedMigration,
        what: Option<What>,
        error: sqlx::Error,
    ) -> Result<Outcome> {
        if failure(&error) == Failure::Lost {
            return Err(self.failed(planned, error, None, DatabaseState::Unknown));
        }
        // Outside of a transaction it does nothing; it fails only where the connection is of no more use.
        let _ = self.connection.script("ROLLBACK").await;
        let claims = matches!(what, Some(What::Claim | What::Intent(_) | What::Done(_)));
        if claims && matches!(failure(&error), Failure::Duplicate | Failure::IsNull) {
            return Ok(Outcome::Taken);
        }
        let of = planned.statements().count();
        let statement = match what {
            Some(What::Statement(n)) => planned
                .statements()
                .nth(n)
                .map(|failed| failed_statement(failed, n + 1, of)),
            _ => None,
        };
        let PlannedBody::Staged(stages) = &planned.body else {
            return Err(self.failed(planned, error, statement, DatabaseState::RolledBack));
        };
        self.broken_off = true;
        let step = match what {
            Some(What::Statement(n)) => step_of(stages, n),
            Some(What::Intent(step) | What::Done(step)) => step,
            Some(What::Record | What::Commit) => stages.len() + 1,
            Some(What::Begin | What::Setup | What::Claim) | None => 1,
        };
        let keys = self.step_keys(planned, stages);
        if !matches!(what, Some(What::Done(_)))
            && let Some(key) = keys.get(step - 1)
        {
            // The server said that the statement failed, and here a statement does all or nothing.
            let _ = self.forget_intent(key).await;
        }
        let error = self.failed(planned, error, statement, DatabaseState::RolledBack);
        Err(self.goes_on(error, stages, step))
    }

    fn write_stages<'m>(
        &self,
        message: &mut Message<'m>,
        planned: &'m PlannedMigration,
        stages: &'m [Stage],
    ) {
        message.push(planned, What::Begin, BEGAN);
        let keys = self.step_keys(planned, stages);
        let mut number = 0;
        for (stage, key) in stages.iter().zip(&keys) {
            let Stage::Step(step) = stage else { continue };
            match step.transactional {
                true => self.write_row_step(message, planned, step, key, number),
                false => {
                    message.push(planned, What::Intent(key.step), &self.intent(key));
                    for (n, statement) in step.statements.iter().enumerate() {
                        let sql = &statement.statement.sql;
                        message.push(planned, What::Statement(number + n), sql);
                    }
                    let done = self.connection.fenced_alone(&key.set_done());
                    message.push(planned, What::Done(key.step), &done);
                }
            }
            number += step.statements.len();
        }
        if let Book::Ledger(ledger) = self.ledger {
            message.push(planned, What::Setup, "START TRANSACTION");
            let row = self.mysql_row(planned);
            let row = self.connection.fenced(&row);
            message.push(planned, What::Claim, &row);
            let close = self.close_journal(planned, stages, &Journal::beside(ledger));
            message.push(planned, What::Setup, &close);
        }
        message.push(planned, What::Record, TOOK);
        message.push(planned, What::Commit, "COMMIT");
    }

    fn write_row_step<'m>(
        &self,
        message: &mut Message<'m>,
        planned: &'m PlannedMigration,
        step: &'m Step,
        key: &StepKey,
        number: usize,
    ) {
        message.push(planned, What::Setup, "START TRANSACTION");
        let done = key.insert_done(&self.author.run_id, None);
        message.push(planned, What::Intent(key.step), &done);
        for (n, statement) in step.statements.iter().enumerate() {
            message.push(
                planned,
                What::Statement(number + n),
                &statement.statement.sql,
            );
        }
        let commit = self.connection.fenced("COMMIT");
        message.push(planned, What::Done(key.step), &commit);
    }

    /// A migration that is one transaction: only rows.
    fn write_rows<'m>(
        &self,
        message: &mut Message<'m>,
        planned: &'m PlannedMigration,
        steps: &'m [Step],
    ) {
        message.push(planned, What::Begin, BEGAN);
        message.push(planned, What::Setup, "START TRANSACTION");
        message.push(planned, What::Claim, &self.mysql_row(planned));
        let statements = steps.iter().flat_map(|step| &step.statements);
        for (n, statement) in statements.enumerate() {
            message.push(planned, What::Statement(n), &statement.statement.sql);
        }
        message.push(planned, What::Record, TOOK);
        if self.ledger.writes(self.direction) == Direction::Up {
            let set = self.ledger.set_duration_to(&planned.id, TOOK_MS);
            message.push(planned, What::Setup, &set);
        }
        let commit = self.connection.fenced("COMMIT");
        message.push(planned, What::Commit, &commit);
    }

    /// As a message of one, sent part by part: what is known of a row of the journal is only rows.
    async fn rows_of_mysql(
        &mut self,
        planned: &PlannedMigration,
        steps: &[Step],
    ) -> Result<Outcome> {
        let mut message = Message::new(&self.author.run_id);
        self.write_rows(&mut message, planned, steps);
        let mut statement = 0;
        for (what, sql) in message.parts() {
            let point = match what {
                What::Begin => "begin",
                What::Claim => "before_insert",
                What::Statement(n) => {
                    statement = n + 1;
                    "statement"
                }
                What::Commit => "before_commit",
                _ => "",
            };
            fault::point(point, statement).await?;
            if let Err(error) = self.connection.script(sql).await {
                return self.mysql_stopped(planned, Some(what), error).await;
            }
        }
        fault::point("after_commit", 0).await?;
        self.started(planned);
        self.finished(planned, Duration::ZERO);
        Ok(Outcome::Done)
    }

    /// The ledger's row, or that it is gone.
    fn mysql_row(&self, planned: &PlannedMigration) -> String {
        match self.ledger.writes(self.direction) {
            Direction::Up => self.ledger_row_with(planned, TOOK_MS),
            Direction::Down => self.ledger.delete(&planned.id),
        }
    }
}

const BEGAN: &str = "SET @migratory_began = SYSDATE(6)";
const TOOK: &str = "SELECT TIMESTAMPDIFF(MICROSECOND, @migratory_began, SYSDATE(6)) / 1e6 AS took";
const TOOK_MS: &str = "TIMESTAMPDIFF(MICROSECOND, @migratory_began, SYSDATE(6)) DIV 1000";

/// The step, counted from 1, that statement `n`, counted from 0, is in.
fn step_of(stages: &[Stage], n: usize) -> usize {
    let mut before = 0;
    for (at, stage) in stages.iter().enumerate() {
        before += stage.statements().len();
        if n < before {
            return at + 1;
        }
    }
    stages.len().max(1)
}
