//! Pure migrations on MySQL and MariaDB, where each DDL statement commits by itself
//! (<https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html>).

use std::time::Instant;

use migration_core::plan::{PlannedMigration, Step};

use super::session::has_own_sql;
use super::{Executor, Outcome, failed_statement, partly_applied, partly_applied_and};
use crate::database::{Failure, Reply, failure};
use crate::error::{DatabaseState, Result};

impl Executor<'_> {
    /// Runs a migration statement by statement. The ledger's row comes last, so a migration that it has is whole.
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
        let statements: Vec<_> = steps.iter().flat_map(|step| &step.statements).collect();
        for (n, statement) in statements.iter().enumerate() {
            let number = n + 1;
            // SQL of the user's own may be several statements; each that is done says so.
            let mut done = 0;
            let ran = if self.cancel.is_cancelled() {
                Err(sqlx::Error::Protocol("cancelled".to_owned()))
            } else {
                let sql = &statement.statement.sql;
                let count = &mut |reply| done += usize::from(matches!(reply, Reply::Done));
                self.connection.stream(sql, count).await
            };
            if let Err(error) = ran {
                let state = if failure(&error) == Failure::Lost {
                    DatabaseState::Unknown
                } else {
                    let half = first_of(done, number);
                    partly_applied_and(planned, number, half, self.direction)
                };
                let failed = failed_statement(statement, number, statements.len());
                return Err(self.failed(planned, error, Some(failed), state));
            }
        }
        let row = self.ledger_row(planned, Some(began.elapsed()));
        let row = match session {
            Some(session) => format!("{session};\n{row}"),
            None => row,
        };
        if let Err(error) = self.connection.script(&row).await {
            if failure(&error) == Failure::Duplicate {
                return Ok(Outcome::Taken);
            }
            let state = partly_applied(planned, statements.len() + 1, self.direction);
            return Err(self.failed(planned, error, None, state));
        }
        self.finished(planned, began.elapsed());
        Ok(Outcome::Done)
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
