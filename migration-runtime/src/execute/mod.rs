//! Executes a plan. Never looks at an operation: what to do is decided from the facts of the statements.
//!
//! | database | how a migration runs |
//! | --- | --- |
//! | PostgreSQL | one message `BEGIN; ledger row; statements; COMMIT`, many migrations to a message; what cannot run in a transaction goes alone, its intent written down before |
//! | MySQL, MariaDB | one message `intent; statement; done` for each statement, since each commits by itself, many migrations to a message; the ledger row last |
//! | SQLite | `BEGIN IMMEDIATE`, look again, ledger row, statements, `COMMIT` |
//!
//! Data migrations and seeders are the user's code: in a transaction with their row, on every database.
//! A migration that is not one transaction is run step by step, and the journal says which are done.

mod alone;
mod backfill;
mod batch;
mod building;
mod data;
mod lease;
mod look;
mod message;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
mod probe;
#[cfg(feature = "sqlite")]
pub(crate) mod rebuild;
mod script;
mod seed;
mod session;
mod settle;
#[cfg(feature = "sqlite")]
mod sqlite;
mod staged;

use look::{Looked, Looker};
#[cfg(any(feature = "postgres", feature = "mysql"))]
use message::{Message, Progress, What};
pub(crate) use seed::Seeding;

use std::sync::Arc;
use std::time::Duration;

use migration_core::dialect::{Dialect, Target};
use migration_core::plan::{Direction, Plan, PlannedBody, PlannedMigration, PlannedStatement};
use migration_core::registry::{Body, History};

use crate::cancel::CancelHandle;
use crate::database::{Connection, Database, Failure, describe, failure};
use crate::error::{DatabaseState, Error, ErrorKind, FailedStatement, Result};
use crate::ledger::journal::OpenStep;
use crate::ledger::{Author, Book};
use crate::limits::Limits;
use crate::observer::{Observer, Retrying};
use crate::report::Ran;

/// Executes a plan on a connection.
pub(crate) struct Executor<'a> {
    pub(crate) database: &'a Database,
    pub(crate) connection: &'a mut Connection,
    pub(crate) ledger: Book<'a>,
    pub(crate) target: &'a Target,
    pub(crate) search_path: Option<&'a str>,
    pub(crate) role: Option<&'a str>,
    pub(crate) history: &'a History,
    pub(crate) author: Author,
    pub(crate) direction: Direction,
    pub(crate) observer: &'a Arc<dyn Observer>,
    /// Whether somebody watches, so that news should not come late.
    pub(crate) watched: bool,
    pub(crate) cancel: &'a CancelHandle,
    pub(crate) limits: &'a Limits,
    /// The server's own name for the session.
    pub(crate) session: i64,
    /// When it began (PostgreSQL), at which server (MySQL).
    pub(crate) session_start: Option<&'a str>,
    /// What the journal has of migrations that are not done.
    pub(crate) open: &'a [OpenStep],
    /// Whether a migration was broken off since that was read, so that it has more.
    pub(crate) broken_off: bool,
    /// How many rows the ledger has and the greatest id, as far as this run knows (SQLite).
    pub(crate) extent: (i64, i64),
    /// What ran so far.
    pub(crate) ran: Vec<Ran>,
}

/// How a plan ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All of it ran.
    Done,
    /// Another runner ran the migration whose turn it is; the plan is no longer true.
    Taken,
    /// Another runner applied or undid something else meanwhile; the plan may no longer be true.
    Changed,
}

/// Why a transaction on SQLite did not come to its end.
#[cfg(feature = "sqlite")]
pub(crate) enum Stopped {
    /// Another process has run the migration.
    Taken,
    /// Another process has changed the ledger.
    Changed,
    /// A statement failed; its number, counted from 0, if it is one of the migration's.
    Failed(Option<usize>, sqlx::Error),
    /// It was refused.
    Refused(Error),
}

#[cfg(feature = "sqlite")]
impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

#[cfg(feature = "sqlite")]
impl From<sqlx::Error> for Stopped {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(None, error)
    }
}

impl Executor<'_> {
    /// Runs the migrations of a plan, in order, until one fails. One that did not get its locks in time is tried again.
    pub(crate) async fn run(&mut self, plan: &Plan) -> Result<Outcome> {
        let mut rest = plan.migrations.as_slice();
        let mut tries = 0;
        while let Some(next) = rest.first() {
            self.stop_if_cancelled()?;
            let before = self.ran.len();
            let looked = Looked {
                session: self.session,
                start: self.session_start,
            };
            let limit = self.limits.lock_timeout;
            let looker = Looker::start(self.database, looked, limit, next, self.observer.clone());
            let (count, outcome) = tokio::select! {
                biased;
                outcome = self.next(rest, next) => outcome,
                () = looker.lost() => (1, Err(self.never_answered(next))),
            };
            let blockers = looker.blockers();
            let done = self.ran.len() - before;
            match outcome {
                Ok(Outcome::Done) => {
                    rest = rest.get(count..).unwrap_or_default();
                    tries = 0;
                }
                Ok(other @ (Outcome::Taken | Outcome::Changed)) => {
                    self.still_holds_the_lease(next).await?;
                    return Ok(other);
                }
                Err(error) => {
                    let error = self.as_the_lease_tells(error).await;
                    // Those before it in the same message are done.
                    rest = rest.get(done..).unwrap_or_default();
                    tries = if done > 0 { 1 } else { tries + 1 };
                    if tries <= self.limits.retries && may_be_tried_again(&error) {
                        self.pause_before(tries, &error, blockers).await;
                        continue;
                    }
                    return Err(self.last_word(error, tries, blockers));
                }
            }
        }
        Ok(Outcome::Done)
    }

    /// Runs the first of these migrations, with as many as can go along. Says how many ran.
    async fn next(
        &mut self,
        rest: &[PlannedMigration],
        next: &PlannedMigration,
    ) -> (usize, Result<Outcome>) {
        match &next.body {
            PlannedBody::Data { before } => (1, self.data(next, before).await),
            PlannedBody::Script(script) => (1, self.script(next, script).await),
            PlannedBody::Steps(_) => self.steps(rest).await,
            PlannedBody::Staged(_) if self.connection.dialect() == Dialect::Mysql => {
                self.steps(rest).await
            }
            PlannedBody::Staged(stages) => (1, self.staged(next, stages).await),
        }
    }

    /// The error of a connection on which no answer will come.
    fn never_answered(&self, planned: &PlannedMigration) -> Error {
        let message = "the connection is dead: the server is not working on anything for it, and no answer came";
        Error::new(ErrorKind::Unreachable, message)
            .in_migration(planned.id.to_string())
            .leaving(DatabaseState::Unknown)
            .help("look at `status`, then run the same command again")
    }

    /// Waits, and says for whom.
    async fn pause_before(&self, tries: u32, error: &Error, blockers: Option<String>) {
        let pause = self.limits.pause_before(tries);
        self.observer.retrying(&Retrying {
            migration: error.migration().unwrap_or_default().to_owned(),
            tries,
            of: self.limits.retries,
            reason: error.message().to_owned(),
            blockers,
            pause,
        });
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = self.cancel.cancelled() => {}
        }
    }

    /// An error that the run ends with.
    fn last_word(&self, error: Error, tries: u32, blockers: Option<String>) -> Error {
        let finished = self.ran.iter().map(Ran::label).collect();
        let standing = error
            .migration()
            .and_then(|name| self.history.labelled(name));
        let at = standing.and_then(|entry| entry.at);
        let error = match (error.kind(), blockers) {
            (ErrorKind::Busy, blockers) => {
                let times = match tries {
                    0 | 1 => String::new(),
                    n => format!(", tried {n} times"),
                };
                let who = blockers.map_or(String::new(), |who| format!("; in the way: {who}"));
                let message = format!("{}{times}{who}", error.message());
                error.saying(message)
            }
            _ => error,
        };
        let error = error.or_at(at).after(finished);
        // What the run may still mend is not said to have failed.
        let may_go_on = error.kind() == ErrorKind::Unreachable;
        if let Some(name) = error.migration().filter(|_| !may_go_on) {
            self.observer.failed(name, &error);
        }
        error
    }

    /// As [`next`](Self::next), of what is steps alone.
    async fn steps(&mut self, migrations: &[PlannedMigration]) -> (usize, Result<Outcome>) {
        let next = migrations.first();
        let Some(next) = next else {
            return (0, Ok(Outcome::Done));
        };
        match self.connection.dialect() {
            #[cfg(feature = "postgres")]
            Dialect::Postgres => self.postgres(migrations).await,
            #[cfg(feature = "mysql")]
            Dialect::Mysql => self.mysql(migrations).await,
            #[cfg(feature = "sqlite")]
            Dialect::Sqlite => match &next.body {
                PlannedBody::Steps(steps) => (1, self.sqlite(next, steps).await),
                _ => (1, Ok(Outcome::Done)),
            },
            // No connection can be of a database whose feature is off.
            #[cfg(not(feature = "postgres"))]
            Dialect::Postgres => (1, Ok(Outcome::Done)),
            #[cfg(not(feature = "mysql"))]
            Dialect::Mysql => (1, Ok(Outcome::Done)),
            #[cfg(not(feature = "sqlite"))]
            Dialect::Sqlite => (1, Ok(Outcome::Done)),
        }
    }

    /// The ledger's statement for a migration: its row, or that the row is gone.
    fn ledger_row(&self, planned: &PlannedMigration, took: Option<Duration>) -> String {
        let took = took.map_or("NULL".to_owned(), |took| took.as_millis().to_string());
        self.ledger_row_with(planned, &took)
    }

    /// The same; how long it took, in milliseconds, is an expression.
    fn ledger_row_with(&self, planned: &PlannedMigration, duration_ms: &str) -> String {
        match self.ledger.writes(self.direction) {
            Direction::Up => self.ledger.insert(planned, &self.author, duration_ms),
            Direction::Down => self.ledger.delete(&planned.id),
        }
    }

    /// Sends a message, and tells of each migration in it as the server comes by.
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    async fn deliver<'m, 'p>(
        &mut self,
        message: &'m Message<'p>,
    ) -> (Progress<'m, 'p>, sqlx::Result<()>) {
        let mut progress = Progress::new(message);
        let (observer, direction) = (self.observer, self.direction);
        let ran = &mut self.ran;
        let sent = self
            .connection
            .stream(message.sql(), &mut |reply| {
                let Some(part) = progress.see(&reply) else {
                    return;
                };
                match part.what {
                    What::Begin => observer.started(&part.migration.id.to_string(), direction),
                    What::Commit => {
                        let seconds = progress.took.take().unwrap_or_default();
                        let took = Duration::try_from_secs_f64(seconds).unwrap_or_default();
                        observer.finished(&part.migration.id.to_string(), direction, took);
                        ran.push(Ran::of(&part.migration.id, took));
                    }
                    What::Setup
                    | What::Claim
                    | What::Intent(_)
                    | What::Statement(_)
                    | What::Done(_)
                    | What::Record => {}
                }
            })
            .await;
        (progress, sent)
    }

    /// Whether the ledger is what this run made of it. Where no lock spans a run (SQLite), another one may have applied or
    /// undone something between two of its migrations, and what it has planned no longer fits.
    #[cfg(feature = "sqlite")]
    async fn is_unchanged(&mut self) -> sqlx::Result<bool> {
        let Book::Ledger(ledger) = self.ledger else {
            return Ok(true);
        };
        match ledger.extent(self.connection).await {
            Ok(extent) => Ok(extent == self.extent),
            Err(error) if failure(&error) == Failure::NoTable => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// What the ledger is once this run has changed it.
    #[cfg(feature = "sqlite")]
    async fn extent_now(&mut self) -> sqlx::Result<(i64, i64)> {
        match self.ledger {
            Book::Ledger(ledger) => ledger.extent(self.connection).await,
            Book::Step(_) => Ok(self.extent),
        }
    }

    /// Takes in what the ledger is after a migration that is more than one transaction, or the user's own code.
    async fn look_at_the_extent(&mut self) {
        #[cfg(feature = "sqlite")]
        if self.connection.dialect() == Dialect::Sqlite
            // Without an answer the next migration finds it changed, and looks again.
            && let Ok(extent) = self.extent_now().await
        {
            self.extent = extent;
        }
    }

    fn started(&self, planned: &PlannedMigration) {
        self.observer
            .started(&planned.id.to_string(), self.direction);
    }

    fn finished(&mut self, planned: &PlannedMigration, took: Duration) {
        self.observer
            .finished(&planned.id.to_string(), self.direction, took);
        self.ran.push(Ran::of(&planned.id, took));
    }

    fn stop_if_cancelled(&self) -> Result<()> {
        if !self.cancel.is_cancelled() {
            return Ok(());
        }
        let finished: Vec<String> = self.ran.iter().map(Ran::label).collect();
        Err(
            Error::new(ErrorKind::Cancelled, "cancelled between two migrations")
                .leaving(DatabaseState::RolledBack)
                .after(finished)
                .help(self.again()),
        )
    }

    /// The command that goes on from here.
    fn again(&self) -> &'static str {
        match self.direction {
            Direction::Up => "run `migrate` again to go on",
            Direction::Down => "run the same command again to go on",
        }
    }

    /// The error of a migration.
    fn failed(
        &self,
        planned: &PlannedMigration,
        error: sqlx::Error,
        statement: Option<FailedStatement>,
        state: DatabaseState,
    ) -> Error {
        let failure = failure(&error);
        let state = match failure {
            // What was sent may have arrived.
            Failure::Lost => DatabaseState::Unknown,
            _ => state,
        };
        let cancelled = self.cancel.is_cancelled();
        let kind = match failure {
            _ if cancelled => ErrorKind::Cancelled,
            Failure::Lost => ErrorKind::Unreachable,
            Failure::Busy => ErrorKind::Locked,
            Failure::LockTimeout => ErrorKind::Busy,
            Failure::ReadOnly => ErrorKind::ReadOnly,
            _ => ErrorKind::Failed,
        };
        let message = match (cancelled, failure) {
            (true, _) => "cancelled".to_owned(),
            (false, Failure::Busy) => format!(
                "another process writes to the database: {}",
                describe(&error)
            ),
            (false, _) => with_code(&error),
        };
        let help = match (&state, cancelled) {
            (DatabaseState::PartlyApplied { in_ledger, .. }, _)
                if *in_ledger == (self.direction == Direction::Up) =>
            {
                "do by hand what is missing, since the ledger counts it as done"
            }
            (DatabaseState::PartlyApplied { .. }, _) => {
                "undo by hand what is listed above, or take it out of the migration; then run the same command again"
            }
            (DatabaseState::Recorded | DatabaseState::Resumable { .. }, true) => self.again(),
            (DatabaseState::Recorded, _) => self.again(),
            (DatabaseState::Unknown, _) => "look at `status`, then run the same command again",
            (_, true) => self.again(),
            (_, false) if failure == Failure::InTransaction => match self.is_of_a_file(planned) {
                true => {
                    "this statement runs only outside of a transaction: write `-- migratory: transaction=false` at the \
                     head of the file, best with this statement alone in it; then run the same command again"
                }
                false => {
                    "this statement runs only outside of a transaction: write #[migration(transaction = false)], best with \
                     this statement alone in it; then run the same command again"
                }
            },
            (_, false) => match failure {
                Failure::Access => {
                    "grant this user the right, or use the URL of one who has it; then run the same command again"
                }
                Failure::ReadOnly => "use a URL that may write, then run the same command again",
                Failure::Busy | Failure::LockTimeout => {
                    "run the same command again when the other one is done"
                }
                _ => CORRECT,
            },
        };
        let error = Error::new(kind, message)
            .caused_by(error)
            .in_migration(planned.id.to_string())
            .leaving(state)
            .help(help);
        match statement {
            Some(statement) => error.failed_at(statement),
            None => error,
        }
    }

    /// Whether a migration is SQL in a file.
    fn is_of_a_file(&self, planned: &PlannedMigration) -> bool {
        let entry = self.history.get(&planned.id);
        entry.is_some_and(|entry| matches!(entry.body, Body::Sql(_)))
    }

    /// What is true when the migration's own SQL ended the transaction that it ran in. `run` is whether the ledger's row
    /// was written (or deleted) nevertheless.
    fn ended_by_its_own_sql(&self, run: bool) -> DatabaseState {
        DatabaseState::PartlyApplied {
            done: "its own SQL ends the transaction (COMMIT or ROLLBACK), so what came before that is done"
                .to_owned(),
            in_ledger: run == (self.direction == Direction::Up),
        }
    }

    /// The error of a migration whose own SQL took the ledger's row back with it.
    #[cfg(feature = "postgres")]
    fn rolled_back_by_its_own_sql(&self, planned: &PlannedMigration) -> Error {
        Error::new(
            ErrorKind::Failed,
            "its own SQL rolled its transaction back (ROLLBACK), so nothing records that it ran",
        )
        .in_migration(planned.id.to_string())
        .leaving(DatabaseState::PartlyApplied {
            done: "what it did after its own ROLLBACK may be done".to_owned(),
            in_ledger: self.direction == Direction::Down,
        })
        .help("take BEGIN, COMMIT and ROLLBACK out of its SQL, then run the same command again")
    }
}

/// What to do about a migration that failed.
const CORRECT: &str = "correct the migration or the data, then run the same command again";

/// Whether a migration that ended with this error did nothing, or what it did is written down, for want of locks.
fn may_be_tried_again(error: &Error) -> bool {
    error.kind() == ErrorKind::Busy
        && matches!(
            error.database_state(),
            Some(DatabaseState::RolledBack | DatabaseState::Resumable { .. })
        )
}

/// What opens a transaction that writes.
fn begin(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => "BEGIN",
        Dialect::Mysql => "START TRANSACTION",
        Dialect::Sqlite => "BEGIN IMMEDIATE",
    }
}

fn with_code(error: &sqlx::Error) -> String {
    let text = describe(error);
    match error {
        sqlx::Error::Database(database) => match database.code() {
            Some(code) if code.len() == 5 => format!("{text} (SQLSTATE {code})"),
            _ => text,
        },
        _ => text,
    }
}

/// Where a statement of a migration failed.
fn failed_statement(planned: &PlannedStatement, number: usize, of: usize) -> FailedStatement {
    FailedStatement {
        number,
        of,
        sql: planned.statement.sql.clone(),
        operation: planned.operation.to_string(),
        at: Some(planned.at),
    }
}
