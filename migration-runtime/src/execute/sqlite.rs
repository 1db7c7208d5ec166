//! Pure migrations on SQLite.

use std::time::Instant;

use migration_core::plan::{PlannedMigration, Step};

use super::rebuild::Rebuilds;
use super::session::has_own_sql;
use super::{Executor, Outcome, Stopped, failed_statement};
use crate::database::{Failure, failure};
use crate::error::{DatabaseState, Error, Result};
use crate::fault;

impl Executor<'_> {
    /// Runs a migration as one transaction; with foreign keys off around it, when a table is rebuilt.
    pub(super) async fn sqlite(
        &mut self,
        planned: &PlannedMigration,
        steps: &[Step],
    ) -> Result<Outcome> {
        let began = Instant::now();
        let session = match has_own_sql(planned) {
            true => self.session_as_it_is().await,
            false => Ok(String::new()),
        };
        let session = session
            .map_err(|error| self.failed(planned, error, None, DatabaseState::RolledBack))?;
        let mut rebuilds = Rebuilds::of(planned);
        let ran = match rebuilds.prepare(self.connection).await {
            Ok(()) => {
                self.sqlite_transaction(planned, steps, &mut rebuilds, &session, began)
                    .await
            }
            Err(error) => Err(error.into()),
        };
        let rolled_back = match &ran {
            Ok(()) => Ok(()),
            Err(_) => {
                let rolled_back = self.connection.script("ROLLBACK").await;
                // Fails only where the connection is of no more use.
                let _ = self.connection.script(&session).await;
                rolled_back
            }
        };
        let restored = rebuilds.restore(self.connection).await;
        match (ran, restored) {
            (Ok(()), Ok(())) => {
                self.finished(planned, began.elapsed());
                Ok(Outcome::Done)
            }
            (Ok(()), Err(error)) => {
                self.finished(planned, began.elapsed());
                Err(Error::from(error)
                    .in_migration(planned.id.to_string())
                    .leaving(DatabaseState::Recorded)
                    .help(self.again()))
            }
            (Err(Stopped::Taken), _) => Ok(Outcome::Taken),
            (Err(Stopped::Changed), _) => Ok(Outcome::Changed),
            (Err(Stopped::Refused(error)), _) => Err(error
                .in_migration(planned.id.to_string())
                .leaving(DatabaseState::RolledBack)),
            (Err(Stopped::Failed(at, error)), _) => {
                let of = planned.statements().count();
                let failed = at.and_then(|n| {
                    let statement = planned.statements().nth(n)?;
                    Some(failed_statement(statement, n + 1, of))
                });
                let state = match rolled_back {
                    Err(_) if self.own_sql_ended_it(planned, &error) => {
                        let run = self
                            .ledger
                            .has_run(self.connection, &planned.id, self.direction)
                            .await;
                        self.ended_by_its_own_sql(run.unwrap_or(false))
                    }
                    // Where no transaction is open, there is nothing to roll back.
                    Ok(()) | Err(_) => DatabaseState::RolledBack,
                };
                Err(self.failed(planned, error, failed, state))
            }
        }
    }

    /// Whether the transaction was gone because the user's SQL ended it. Some errors end it too, by a rollback
    /// (<https://www.sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction>).
    fn own_sql_ended_it(&self, planned: &PlannedMigration, error: &sqlx::Error) -> bool {
        let can_end_it = |sql: &str| {
            let sql = sql.to_ascii_uppercase();
            ["COMMIT", "ROLLBACK", "END"]
                .iter()
                .any(|word| sql.contains(word))
        };
        failure(error) != Failure::Busy
            && !self.cancel.is_cancelled()
            && planned
                .statements()
                .any(|planned| can_end_it(&planned.statement.sql))
    }

    async fn sqlite_transaction(
        &mut self,
        planned: &PlannedMigration,
        steps: &[Step],
        rebuilds: &mut Rebuilds,
        session: &str,
        began: Instant,
    ) -> Result<(), Stopped> {
        fault::point("begin", 0).await?;
        self.connection.script("BEGIN IMMEDIATE").await?;
        if !self.is_unchanged().await? {
            return Err(Stopped::Changed);
        }
        if self
            .ledger
            .has_run(self.connection, &planned.id, self.direction)
            .await?
        {
            return Err(Stopped::Taken);
        }
        self.started(planned);
        // First, so that SQL of the user's own that ends the transaction takes the row with it.
        let row = self.ledger_row(planned, None);
        fault::point("before_insert", 0).await?;
        self.connection.script(&row).await?;
        rebuilds.begin(self.connection).await?;
        let statements = steps.iter().flat_map(|step| &step.statements);
        for (n, statement) in statements.enumerate() {
            let statement = &statement.statement;
            rebuilds.before(self.connection, statement).await?;
            fault::point("statement", n + 1).await?;
            if let Err(error) = self.connection.script(&statement.sql).await {
                return Err(Stopped::Failed(Some(n), error));
            }
            rebuilds.after(self.connection, statement).await?;
        }
        self.connection.script(session).await?;
        rebuilds.check(self.connection).await?;
        let took = self.ledger.set_duration(&planned.id, began.elapsed());
        let extent = self.extent_now().await?;
        fault::point("before_commit", 0).await?;
        self.connection.script(&format!("{took};\nCOMMIT")).await?;
        self.extent = extent;
        fault::point("after_commit", 0).await?;
        Ok(())
    }
}
