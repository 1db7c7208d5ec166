//! After the connection was lost: a new one, and what became of what was sent.
//!
//! A commit whose reply was lost is in the ledger, or it is not. So the old session is waited for, or ended, until it can
//! no longer commit; then the ledger is asked. Nothing is told done, or failed, that was not seen.

use std::time::{Duration, Instant};

use migration_core::dialect::Dialect;
use migration_core::plan::{Direction, Plan, Selection};

use super::{Run, labels, prepared};
use crate::database::Access;
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::ledger::journal::{is_mysql_server, is_postgres_session};
use crate::report::{Ran, Report};

/// How long the server has to come back.
const RECONNECT: Duration = Duration::from_secs(20);
/// How long the old session has to notice by itself that nobody listens any more.
const BY_ITSELF: Duration = Duration::from_secs(2);
/// How long it has after it was told.
const WHEN_TOLD: Duration = Duration::from_secs(10);

/// Whether the run can find out what is true, and go on.
pub(super) fn may_go_on(error: &Error) -> bool {
    error.kind() == ErrorKind::Unreachable
}

impl Run<'_> {
    /// Connects again, takes the lock again, and reads the ledger again. What this run has in it, it has done.
    pub(super) async fn recover(
        &mut self,
        plan: &Plan,
        report: &mut Report,
        lost: Error,
    ) -> Result<()> {
        if self.reconnect().await.is_err() {
            return Err(lost.after(labels(&report.ran)));
        }
        let run_id = Some(self.run_id.as_str());
        for planned in &plan.migrations {
            if report.ran.iter().any(|ran| ran.id() == planned.id) {
                continue;
            }
            let entry = (self.snapshot.entries.iter()).find(|entry| entry.migration == planned.id);
            let done = match plan.direction {
                Direction::Up => entry.is_some_and(|entry| entry.run_id.as_deref() == run_id),
                Direction::Down => entry.is_none(),
            };
            if !done {
                break;
            }
            let took = entry.and_then(|entry| u64::try_from(entry.duration_ms?).ok());
            let took = Duration::from_millis(took.unwrap_or_default());
            let label = planned.id.to_string();
            self.settings
                .observer
                .finished(&label, plan.direction, took);
            report.ran.push(Ran::of(&planned.id, took));
        }
        Ok(())
    }

    pub(super) async fn reconnect(&mut self) -> Result<()> {
        let notice =
            "the connection was lost; connecting again, to see what became of what was sent";
        self.settings.observer.notice(notice);
        let connection = self.database.open_within(Access::Write, RECONNECT).await?;
        let (connection, snapshot) = prepared(self.settings, connection).await?;
        let before = std::mem::replace(&mut self.connection, connection);
        // It is gone; whatever it says to a farewell does not matter, and may not come.
        drop(before);
        let old = self.see(snapshot);
        self.watch = (self.settings.cancel).watch(self.database, &self.snapshot);
        self.end_session(old.session, old.session_start.as_deref())
            .await?;
        self.lock_only().await
    }

    /// Waits until a session is gone; tells it to go, if it does not by itself.
    async fn end_session(&mut self, session: i64, start: Option<&str>) -> Result<()> {
        // The session is the pooler's. What is still running in it holds its migration's row of the ledger, and whoever
        // runs that migration again waits for it there.
        if self.database.is_pooled() {
            return Ok(());
        }
        let (is_there, end) = match self.connection.dialect() {
            Dialect::Postgres => {
                let from = format!(
                    "FROM pg_catalog.pg_stat_activity WHERE {}",
                    is_postgres_session(session, start)
                );
                (
                    format!("SELECT 1 {from}"),
                    format!("SELECT pg_terminate_backend(pid) {from}"),
                )
            }
            // One on another node of a cluster is not waited for: what it writes after the lease was taken again is refused.
            Dialect::Mysql => (
                format!(
                    "SELECT 1 FROM information_schema.processlist WHERE id = {session} AND {}",
                    is_mysql_server(start)
                ),
                format!("KILL {session}"),
            ),
            Dialect::Sqlite => return Ok(()),
        };
        let began = Instant::now();
        let mut told = false;
        while !self.connection.query(&is_there, &[]).await?.is_empty() {
            if !told && began.elapsed() >= BY_ITSELF {
                // It may be gone by now, or belong to somebody else's user; then it is waited for.
                let _ = self.connection.script(&end).await;
                told = true;
            }
            if began.elapsed() >= BY_ITSELF + WHEN_TOLD {
                let message =
                    format!("the session {session} whose connection was lost does not end");
                return Err(Error::new(ErrorKind::Locked, message)
                    .leaving(DatabaseState::Unknown)
                    .help("end it, then run the same command again"));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// What is left of a plan.
    pub(super) fn what_is_left(&self, selection: &Selection, plan: &Plan) -> Result<Plan> {
        match plan.direction {
            Direction::Up => self.plan(selection),
            Direction::Down => {
                let ids = plan.migrations.iter().map(|planned| planned.id.clone());
                self.plan(&Selection::These(ids.collect()))
            }
        }
    }
}
