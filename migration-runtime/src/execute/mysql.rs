//! Pure migrations on MySQL and MariaDB, where each DDL statement commits by itself
//! (<https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html>). Statements about rows that follow each other are
//! one transaction.

use std::time::Instant;

use migration_core::plan::{Direction, PlannedMigration, PlannedStatement, Step};

use super::session::has_own_sql;
use super::{Executor, Outcome, failed_statement, partly_applied_and};
use crate::database::{Failure, Reply, failure};
use crate::error::{DatabaseState, Result};

impl Executor<'_> {
    /// Runs a migration step by step. The ledger's row comes last, so a migration that it has is whole; where all is one
    /// transaction it comes first, so that another runner that has come as far waits for it, and does nothing then.
    pub(super) async fn mysql(
        &mut self,
        planned: &PlannedMigration,
        steps: &[Step],
    ) -> Result<Outcome> {
        let began = Instant::now();
        self.started(planned);
        let session = match has_own_sql(planned) {
            true => match self.session_as_it_is().await {
                Ok(session) => Some(session),
                Err(error) => {
                    return Err(self.failed(planned, error, None, DatabaseState::RolledBack));
                }
            },
            false => None,
        };
        let is_transaction = matches!(steps, [only] if only.transactional);
        let row_first = is_transaction && self.direction == Direction::Up;
        let mut number = 0;
        for (n, step) in steps.iter().enumerate() {
            let before = number;
            if step.transactional
                && let Err(error) = self.connection.script("START TRANSACTION").await
            {
                let state = partly_applied_and(planned, before + 1, None, self.direction);
                return Err(self.failed(planned, error, None, state));
            }
            if row_first {
                let row = self.ledger_row(planned, None);
                if let Err(error) = self.connection.script(&row).await {
                    return self.row_failed(planned, error, before).await;
                }
            }
            for statement in &step.statements {
                number += 1;
                self.mysql_statement(planned, step, statement, number)
                    .await?;
            }
            // The last step's commit follows the ledger's row.
            let is_last = n + 1 == steps.len() && session.is_none();
            if step.transactional
                && !is_last
                && let Err(error) = self.connection.script("COMMIT").await
            {
                let state = partly_applied_and(planned, before + 1, None, self.direction);
                return Err(self.failed(planned, error, None, state));
            }
        }
        let took = Some(began.elapsed());
        let row = match row_first {
            true => self.ledger.set_duration(&planned.name, began.elapsed()),
            false => self.ledger_row(planned, took),
        };
        let in_transaction =
            session.is_none() && steps.last().is_some_and(|last| last.transactional);
        let script = match session {
            Some(session) => format!("{session};\n{row}"),
            None if in_transaction => format!("{row};\nCOMMIT"),
            None => row,
        };
        if let Err(error) = self.connection.script(&script).await {
            let in_last = steps.last().map_or(0, |last| last.statements.len());
            let undone = if in_transaction { in_last } else { 0 };
            return self.row_failed(planned, error, number - undone).await;
        }
        self.finished(planned, began.elapsed());
        Ok(Outcome::Done)
    }

    /// Runs a statement. When it fails, its transaction is rolled back.
    async fn mysql_statement(
        &mut self,
        planned: &PlannedMigration,
        step: &Step,
        statement: &PlannedStatement,
        number: usize,
    ) -> Result<()> {
        // SQL of the user's own may be several statements; each that is done says so.
        let mut done = 0;
        let ran = if self.cancel.is_cancelled() {
            Err(sqlx::Error::Protocol("cancelled".to_owned()))
        } else {
            let count = &mut |reply| done += usize::from(matches!(reply, Reply::Done));
            self.connection
                .stream(&statement.statement.sql, count)
                .await
        };
        let Err(error) = ran else { return Ok(()) };
        let state = match (failure(&error), step.transactional) {
            (Failure::Lost, _) => DatabaseState::Unknown,
            (_, true) => {
                // Fails only where the connection is of no more use; then the server rolls back.
                let _ = self.connection.script("ROLLBACK").await;
                let is_it = |other: &PlannedStatement| std::ptr::eq(other, statement);
                let place = step.statements.iter().position(is_it).unwrap_or(0);
                partly_applied_and(planned, number - place, None, self.direction)
            }
            (_, false) => {
                partly_applied_and(planned, number, first_of(done, number), self.direction)
            }
        };
        let failed = failed_statement(statement, number, planned.statements().count());
        Err(self.failed(planned, error, Some(failed), state))
    }

    /// The answer when the ledger's row cannot be written. `kept` statements are done for good.
    async fn row_failed(
        &mut self,
        planned: &PlannedMigration,
        error: sqlx::Error,
        kept: usize,
    ) -> Result<Outcome> {
        // Outside of a transaction this does nothing; it fails only where the connection is of no more use.
        let _ = self.connection.script("ROLLBACK").await;
        if failure(&error) == Failure::Duplicate {
            return Ok(Outcome::Taken);
        }
        let state = partly_applied_and(planned, kept + 1, None, self.direction);
        Err(self.failed(planned, error, None, state))
    }
}

/// What is done of a statement that is several.
fn first_of(done: usize, number: usize) -> Option<String> {
    match done {
        0 => None,
        1 => Some(format!("the first part of statement {number}")),
        _ => Some(format!("the first {done} parts of statement {number}")),
    }
}
