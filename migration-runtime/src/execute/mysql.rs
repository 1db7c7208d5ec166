//! Pure migrations on MySQL and MariaDB, where each DDL statement commits by itself
//! (<https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html>).

use std::time::Instant;

use migration_core::plan::{PlannedMigration, Step};

use super::{Executor, Outcome, failed_statement, partly_applied};
use crate::database::{Failure, failure};
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
        let statements: Vec<_> = steps.iter().flat_map(|step| &step.statements).collect();
        for (n, statement) in statements.iter().enumerate() {
            let number = n + 1;
            let ran = if self.cancel.is_cancelled() {
                Err(sqlx::Error::Protocol("cancelled".to_owned()))
            } else {
                self.connection.script(&statement.statement.sql).await
            };
            if let Err(error) = ran {
                let state = if failure(&error) == Failure::Lost {
                    DatabaseState::Unknown
                } else {
                    partly_applied(planned, number, self.direction)
                };
                let failed = failed_statement(statement, number, statements.len());
                return Err(self.failed(planned, error, Some(failed), state));
            }
        }
        let row = self.ledger_row(planned, Some(began.elapsed()));
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
