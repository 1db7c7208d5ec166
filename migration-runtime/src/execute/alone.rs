//! A statement that runs outside of any transaction: intent, statement, done. Whoever comes after a crash finds the
//! intent, and settles it (`settle.rs`).

use migration_core::dialect::Dialect;
use migration_core::plan::{PlannedMigration, PlannedStatement};

use super::probe::Found;
use super::{Executor, Outcome, failed_statement};
use crate::database::{Failure, Reply, failure};
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::fault;
use crate::ledger::Book;
use crate::ledger::journal::StepKey;

impl Executor<'_> {
    /// Runs a statement outside of any transaction. `written` says that the intent is in the journal already.
    pub(super) async fn step_alone(
        &mut self,
        planned: &PlannedMigration,
        statement: &PlannedStatement,
        key: &StepKey,
        written: bool,
    ) -> Result<Outcome> {
        let unrun = DatabaseState::RolledBack;
        let restore = match statement.statement.facts.own_sql {
            true => match self.session_as_it_is().await {
                Ok(session) => Some(session),
                Err(error) => return Err(self.failed(planned, error, None, unrun)),
            },
            false => None,
        };
        if !written {
            let intent = self.intent(key);
            match self.connection.script(&intent).await {
                Ok(()) => {}
                Err(error) => {
                    // Outside of a transaction it does nothing; it fails only with the connection.
                    let _ = self.connection.script("ROLLBACK").await;
                    return match failure(&error) {
                        Failure::Duplicate | Failure::IsNull => Ok(Outcome::Taken),
                        _ => Err(self.failed(planned, error, None, unrun)),
                    };
                }
            }
        }
        if written && self.connection.dialect() == Dialect::Postgres {
            let session = self.session_of_a_long_statement();
            let set = self.connection.script(&session).await;
            set.map_err(|error| self.failed(planned, error, None, unrun))?;
        }
        fault::point("intent", key.step).await?;
        let mut parts = 0;
        let ran = if self.cancel.is_cancelled() {
            Err(sqlx::Error::Protocol("cancelled".to_owned()))
        } else {
            fault::point("statement", key.step).await?;
            let count = &mut |reply| parts += usize::from(matches!(reply, Reply::Done));
            let sql = self.connection.fenced_change(&statement.statement.sql);
            self.connection.stream(&sql, count).await
        };
        let parts = parts.saturating_sub(self.connection.fences());
        if let Some(restore) = &restore
            && !matches!(&ran, Err(error) if failure(error) == Failure::Lost)
        {
            let restored = self.connection.script(restore).await;
            restored.map_err(|error| self.failed(planned, error, None, DatabaseState::Unknown))?;
        }
        if let Err(error) = ran {
            let error = self
                .alone_failed(planned, statement, key, error, parts)
                .await;
            return Err(error);
        }
        fault::point("ran", key.step).await?;
        let found = match self.half(statement).await {
            Ok(found) => found,
            Err(error) => return Err(self.failed(planned, error, None, DatabaseState::Unknown)),
        };
        if let Found::Half { what, clean_up } = found {
            return Err(self
                .left_half(planned, statement, key, &what, &clean_up)
                .await);
        }
        let done = self.connection.fenced_alone(&key.set_done());
        if let Err(error) = self.connection.script(&done).await {
            // As above.
            let _ = self.connection.script("ROLLBACK").await;
            return Err(self.failed(planned, error, None, DatabaseState::Unknown));
        }
        fault::point("done", key.step).await?;
        Ok(Outcome::Done)
    }

    /// A script that writes the intent, unless the ledger says that the migration has been run.
    pub(super) fn intent(&self, key: &StepKey) -> String {
        let insert = key.insert_intent(&self.author.run_id, &self.not_run(key));
        match (self.connection.dialect(), &self.ledger) {
            // https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES
            (Dialect::Postgres, Book::Ledger(ledger)) => format!(
                "BEGIN;\nLOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE;\n{insert};\nCOMMIT;\n{}",
                ledger.quoted(),
                self.session_of_a_long_statement()
            ),
            (Dialect::Postgres, Book::Step(_)) | (Dialect::Mysql | Dialect::Sqlite, _) => {
                self.connection.fenced_intent(&insert)
            }
        }
    }

    /// Takes out what was intended, and is known not to be done.
    pub(super) async fn forget_intent(&mut self, key: &StepKey) -> sqlx::Result<()> {
        let forget = self.connection.fenced_alone(&key.forget_intent());
        let forgotten = self.connection.script(&forget).await;
        if forgotten.is_err() {
            // Outside of a transaction it does nothing; it fails only with the connection.
            let _ = self.connection.script("ROLLBACK").await;
        }
        forgotten
    }

    /// A condition that holds as long as the migration has not been run.
    fn not_run(&self, key: &StepKey) -> String {
        let exists = match &self.ledger {
            Book::Ledger(ledger) => format!("EXISTS ({})", ledger.find(&key.migration)),
            Book::Step(_) => return "1 = 1".to_owned(),
        };
        match self.direction {
            migration_core::plan::Direction::Up => format!("NOT {exists}"),
            migration_core::plan::Direction::Down => exists,
        }
    }

    /// What is true after a statement failed, once what it left behind is cleaned up.
    async fn alone_failed(
        &mut self,
        planned: &PlannedMigration,
        statement: &PlannedStatement,
        key: &StepKey,
        error: sqlx::Error,
        parts: usize,
    ) -> Error {
        let failed = failed_statement(statement, 1, 1);
        if failure(&error) == Failure::Lost {
            return self.failed(planned, error, Some(failed), DatabaseState::Unknown);
        }
        // PostgreSQL takes back the whole of a message that fails, but for what the text itself commits.
        let is_taken_back = self.connection.dialect() == Dialect::Postgres
            && !statement
                .statement
                .sql
                .to_ascii_uppercase()
                .contains("COMMIT");
        if parts > 0 && !is_taken_back {
            // Its first parts are done: there is nothing to go back to, and nothing that says how to go on.
            let state = DatabaseState::Resumable {
                done: match parts {
                    1 => "the first part of the statement that failed is done".to_owned(),
                    _ => format!("the first {parts} parts of the statement that failed are done"),
                },
            };
            let error = self.failed(planned, error, Some(failed), state);
            let kind = match error.kind() {
                ErrorKind::Cancelled => ErrorKind::Cancelled,
                _ => ErrorKind::Undecided,
            };
            return error.of_kind(kind).help(self.decide(planned));
        }
        let cleaned = match self.half(statement).await {
            Ok(Found::Half { clean_up, .. }) if makes_something(statement) => {
                self.connection.script(&clean_up).await
            }
            Ok(Found::Half { .. }) => Err(sqlx::Error::Protocol("half done".to_owned())),
            Ok(Found::Done | Found::Absent | Found::Unknown) => Ok(()),
            Err(error) => Err(error),
        };
        let forgotten = match cleaned {
            Ok(()) => self.forget_intent(key).await,
            Err(error) => Err(error),
        };
        let state = match forgotten {
            Ok(()) => DatabaseState::RolledBack,
            Err(_) => DatabaseState::Resumable {
                done: "what the statement that failed left behind is cleaned up by the next run"
                    .to_owned(),
            },
        };
        self.failed(planned, error, Some(failed), state)
    }

    /// The error when a statement said that it is done, and it is not.
    async fn left_half(
        &mut self,
        planned: &PlannedMigration,
        statement: &PlannedStatement,
        key: &StepKey,
        what: &str,
        clean_up: &str,
    ) -> Error {
        let cleaned =
            self.connection.script(clean_up).await.is_ok() && self.forget_intent(key).await.is_ok();
        let state = match cleaned {
            true => DatabaseState::RolledBack,
            false => DatabaseState::Resumable {
                done: format!("{what}; the next run cleans up"),
            },
        };
        Error::new(ErrorKind::Failed, what)
            .in_migration(planned.id.to_string())
            .failed_at(failed_statement(statement, 1, 1))
            .leaving(state)
            .help("run the same command again")
    }

    /// The two commands that decide what became of a statement that nobody can look up.
    pub(super) fn decide(&self, planned: &PlannedMigration) -> String {
        let phase = match planned.id.phase {
            migration_core::migration::Phase::PreDeploy => String::new(),
            phase => format!(" --phase {phase}"),
        };
        let name = &planned.id.name;
        format!(
            "look whether it has happened, then type one of these and run the same command again: \
             `resolve {name}{phase} --done` if it has, `resolve {name}{phase} --again` if it has not"
        )
    }
}

/// Whether a statement makes something, a half of which can be dropped.
fn makes_something(planned: &PlannedStatement) -> bool {
    let probe = planned.statement.facts.probe.as_ref();
    probe.is_some_and(|probe| probe.present)
}
