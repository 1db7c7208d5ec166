//! What becomes of an intent that was never finished: is the session that runs it still there? Has it happened, has it
//! not, or half?

use std::time::{Duration, Instant};

use migration_core::dialect::Dialect;
use migration_core::plan::{PlannedMigration, PlannedStatement};

use super::probe::Found;
use super::{Executor, failed_statement};
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::ledger::journal::{Session, StepKey, is_postgres_session};
use crate::lock;
use crate::observer::Waiting;

/// What became of an intent.
pub(super) enum Settled {
    /// It has happened, and is written down as done.
    Done,
    /// It has not; the intent is ours now, and the statement is to be run.
    Again,
    /// Another runner has it.
    Taken,
}

impl Executor<'_> {
    /// Finds out what became of a statement that a session `of` an earlier run was about to run.
    pub(super) async fn settle(
        &mut self,
        planned: &PlannedMigration,
        statement: &PlannedStatement,
        key: &StepKey,
        of: usize,
        session: &Session,
    ) -> Result<Settled> {
        let lost = |this: &Self, error| this.failed(planned, error, None, DatabaseState::Unknown);
        if self
            .outlives(session)
            .await
            .map_err(|error| lost(self, error))?
        {
            self.wait_for(session).await?;
            // It may have come to its end.
            return Ok(Settled::Taken);
        }
        let found = match self.cleaned(planned, statement).await {
            Ok(found) => found,
            Err(error) => {
                return Err(error
                    .in_migration(planned.id.to_string())
                    .or_leaving(DatabaseState::Unknown)
                    .or_help(self.again()));
            }
        };
        let (script, settled) = match found {
            Found::Done => (key.set_done(), Settled::Done),
            Found::Absent => {
                let take_over = key.take_over(&self.author.run_id, session);
                (take_over, Settled::Again)
            }
            Found::Half { .. } | Found::Unknown => {
                return Err(self.undecided(planned, statement, key, of));
            }
        };
        let changed = self.connection.execute_fenced(&script).await;
        match changed.map_err(|error| lost(self, error))? {
            0 => Ok(Settled::Taken),
            _ => Ok(settled),
        }
    }

    /// Whether a statement has happened, after a half of it was taken away or brought to its end.
    async fn cleaned(
        &mut self,
        planned: &PlannedMigration,
        statement: &PlannedStatement,
    ) -> Result<Found> {
        let found = self.probe(statement).await?;
        let Found::Half { what, clean_up } = found else {
            return Ok(found);
        };
        self.observer.notice(&format!(
            "\"{}\": {what}, of a run that was broken off; cleaned up by {clean_up}",
            planned.id
        ));
        self.connection.script(&clean_up).await?;
        self.probe(statement).await
    }

    /// Whether the session that wrote an intent is still there.
    async fn outlives(&mut self, session: &Session) -> sqlx::Result<bool> {
        let query = match (self.connection.dialect(), session.id) {
            (Dialect::Postgres, Some(id)) => format!(
                "SELECT 1 FROM pg_catalog.pg_stat_activity WHERE {} AND pid <> pg_backend_pid()",
                is_postgres_session(id, session.start.as_deref())
            ),
            // On another node of a cluster it is not seen; there the lease was taken over, or given back.
            (Dialect::Mysql, _) => format!(
                "SELECT 1 FROM (SELECT IS_USED_LOCK({}) AS id) h WHERE h.id IS NOT NULL AND h.id <> CONNECTION_ID()",
                Dialect::Mysql.string_literal(&lock::run_name(&session.run_id))
            ),
            // A process that is gone has let the file go; one that is there is waited for by BEGIN IMMEDIATE.
            (Dialect::Sqlite, _) | (Dialect::Postgres, None) => return Ok(false),
        };
        Ok(!self.connection.query(&query, &[]).await?.is_empty())
    }

    /// Waits until a session is gone, as long as a runner waits for another.
    async fn wait_for(&mut self, session: &Session) -> Result<()> {
        let began = Instant::now();
        let holder = format!(
            "session {} of run {}",
            session.id.unwrap_or_default(),
            session.run_id
        );
        loop {
            let waited = began.elapsed();
            let alive = self.outlives(session).await;
            let alive =
                alive.map_err(|error| Error::from(error).leaving(DatabaseState::Unknown))?;
            if !alive {
                return Ok(());
            }
            if waited >= self.limits.lock_wait || self.cancel.is_cancelled() {
                let kind = match self.cancel.is_cancelled() {
                    true => ErrorKind::Cancelled,
                    false => ErrorKind::Locked,
                };
                let message = format!(
                    "{holder} is still at a step of this migration, after {} s of waiting",
                    waited.as_secs()
                );
                return Err(Error::new(kind, message)
                    .leaving(DatabaseState::RolledBack)
                    .help("run the same command again when that one is done"));
            }
            self.observer.waiting(&Waiting {
                holder: holder.clone(),
                waited,
            });
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    fn undecided(
        &self,
        planned: &PlannedMigration,
        statement: &PlannedStatement,
        key: &StepKey,
        of: usize,
    ) -> Error {
        Error::new(
            ErrorKind::Undecided,
            "a run was broken off at this statement, and nothing says whether it has happened",
        )
        .in_migration(planned.id.to_string())
        .failed_at(failed_statement(statement, 1, 1))
        .leaving(DatabaseState::Resumable {
            done: format!("step {} of {of} was begun", key.step),
        })
        .help(format!(
            "{}. A `.probe(...)` beside the SQL would have told",
            self.decide(planned)
        ))
    }
}
