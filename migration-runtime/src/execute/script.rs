//! SQL files that are read while they run: many statements to a message, no more in memory than that.
//!
//! In a transaction, a file runs as a data migration does. Outside of one, each statement goes alone; what is done when
//! one fails stays done, and the error says how far it came.

use std::io;
use std::time::Instant;

use migration_core::dialect::Dialect;
use migration_core::plan::{Direction, PlannedMigration};
use migration_core::sql_file::{Control, PieceKind, Position, Script, Statement, first_words};

use super::batch::Batch;
use super::{Executor, Outcome};
use crate::database::{Failure, Reply, copy_line, failure};
use crate::error::{DatabaseState, Error, ErrorKind, FailedStatement, Result};

/// How a script ended that did not run to its end.
pub(super) enum Broken {
    /// A statement failed.
    Statement(sqlx::Error, Box<FailedStatement>),
    /// The run was cancelled between two statements.
    Cancelled,
    /// The file cannot be read to its end.
    Unreadable(io::Error),
}

/// How far a script came.
#[derive(Default)]
pub(super) struct Came {
    /// How many statements are done.
    done: usize,
    /// How many were done when the script began the transaction that is still open.
    before_begin: Option<usize>,
}

impl Executor<'_> {
    /// Runs the statements of a script, one after the other.
    pub(super) async fn run_script(
        &mut self,
        script: &Script,
        came: &mut Came,
    ) -> Result<(), Broken> {
        let dialect = self.connection.dialect();
        let mut statements = script.statements(dialect).map_err(Broken::Unreadable)?;
        let mut batch = Batch::default();
        while let Some(next) = statements.next_statement().map_err(Broken::Unreadable)? {
            match next.kind {
                PieceKind::Blank | PieceKind::Client => {}
                PieceKind::Statement => {
                    let alone = !script.in_transaction() || goes_alone(&next.sql, dialect);
                    if alone || batch.is_full_with(&next.sql) {
                        self.send_batch(script, &mut batch, came).await?;
                    }
                    batch.push(next.sql, next.at);
                    if alone {
                        self.send_batch(script, &mut batch, came).await?;
                    }
                }
                PieceKind::CopyIn => {
                    self.send_batch(script, &mut batch, came).await?;
                    let begin = statements.position();
                    let sent = self
                        .connection
                        .copy_from(&next.sql, &mut || statements.rows())
                        .await;
                    if let Err(error) = sent {
                        return Err(self.copy_failed(script, error, next, begin, came));
                    }
                    came.done += 1;
                }
                // The plan has refused it; the file has changed since.
                PieceKind::Unclosed(what, _) => {
                    let error = io::Error::other(format!("a {what} has no end"));
                    return Err(Broken::Unreadable(error));
                }
            }
        }
        self.send_batch(script, &mut batch, came).await
    }

    async fn send_batch(
        &mut self,
        script: &Script,
        batch: &mut Batch,
        came: &mut Came,
    ) -> Result<(), Broken> {
        if batch.is_empty() {
            return Ok(());
        }
        if self.cancel.is_cancelled() {
            return Err(Broken::Cancelled);
        }
        let mut done = 0;
        let count = &mut |reply| done += usize::from(matches!(reply, Reply::Done));
        // Within a transaction it is looked at the end whether the lease is still ours.
        let sent = match script.in_transaction() || came.before_begin.is_some() {
            true => self.connection.stream(batch.sql(), count).await,
            false => {
                let sql = self.connection.fenced_change(batch.sql());
                let sent = self.connection.stream(&sql, count).await;
                done = done.saturating_sub(self.connection.fences());
                sent
            }
        };
        if let Err(error) = sent {
            let (n, sql, at) = batch.failed(&error, done);
            came.done += n;
            let failed = self.failed_in(script, sql.to_owned(), at, came);
            return Err(Broken::Statement(error, Box::new(failed)));
        }
        if !script.in_transaction() {
            match Control::of(&first_words(batch.sql(), self.connection.dialect(), 2)) {
                Some(Control::Begin) => came.before_begin = came.before_begin.or(Some(came.done)),
                Some(Control::End) => came.before_begin = None,
                None => {}
            }
        }
        came.done += batch.len();
        batch.clear();
        Ok(())
    }

    fn failed_in(
        &self,
        script: &Script,
        sql: String,
        at: Position,
        came: &Came,
    ) -> FailedStatement {
        let survey = script.survey(self.connection.dialect());
        FailedStatement {
            number: came.done + 1,
            of: survey.map_or(0, |survey| survey.statements),
            sql,
            operation: "run SQL".to_owned(),
            at: Some(script.place(at)),
        }
    }

    /// The server tells the line of the rows that it does not take.
    fn copy_failed(
        &self,
        script: &Script,
        error: sqlx::Error,
        copy: Statement,
        begin: Position,
        came: &Came,
    ) -> Broken {
        let at = match copy_line(&error) {
            Some(line) => Position::line(begin.line.saturating_add(line.saturating_sub(1))),
            None => copy.at,
        };
        Broken::Statement(error, Box::new(self.failed_in(script, copy.sql, at, came)))
    }

    /// Runs a script outside of a transaction.
    pub(super) async fn script_alone(
        &mut self,
        planned: &PlannedMigration,
        script: &Script,
    ) -> Result<Outcome> {
        let began = Instant::now();
        let untouched = DatabaseState::RolledBack;
        let session = match self.session_as_it_is().await {
            Ok(session) => session,
            Err(error) => return Err(self.failed(planned, error, None, untouched)),
        };
        let run = self
            .ledger
            .has_run(self.connection, &planned.id, self.direction);
        match run.await {
            Ok(false) => self.started(planned),
            Ok(true) => return Ok(Outcome::Taken),
            Err(error) => return Err(self.failed(planned, error, None, untouched)),
        }
        let mut came = Came::default();
        if let Err(broken) = self.run_script(script, &mut came).await {
            let state = self.where_it_stands(&broken, &came);
            if came.before_begin.is_some() {
                // When this fails the connection is gone, and the database rolls back by itself.
                let _ = self.connection.script("ROLLBACK").await;
            }
            let _ = self.connection.script(&session).await;
            return Err(self.script_failed(planned, script, broken, state));
        }
        let row = self.ledger_row(planned, Some(began.elapsed()));
        let row = self.connection.fenced_alone(&row);
        if let Err(error) = self.connection.script(&format!("{session};\n{row}")).await {
            if failure(&error) == Failure::Duplicate {
                return Ok(Outcome::Taken);
            }
            let state = DatabaseState::PartlyApplied {
                done: "all of it is done, and only the ledger does not say so".to_owned(),
                in_ledger: self.direction == Direction::Down,
            };
            return Err(self.failed(planned, error, None, state));
        }
        self.look_at_the_extent().await;
        self.finished(planned, began.elapsed());
        Ok(Outcome::Done)
    }

    /// What is true after a script broke off that runs outside of a transaction.
    fn where_it_stands(&self, broken: &Broken, came: &Came) -> DatabaseState {
        let mut left = None;
        let mut of = String::new();
        if let Broken::Statement(error, failed) = broken {
            if failure(error) == Failure::Lost {
                return DatabaseState::Unknown;
            }
            if is_concurrent_index(&failed.sql) {
                left = Some("the index of the failed statement may be there, but is invalid then");
            }
            of = format!(" of {}", failed.of);
        }
        let done = match came.before_begin.unwrap_or(came.done) {
            0 => None,
            1 => Some(format!("statement 1{of} is applied and not undone")),
            n => Some(format!(
                "statements 1 to {n}{of} are applied and not undone"
            )),
        };
        let parts: Vec<String> = done.into_iter().chain(left.map(str::to_owned)).collect();
        if parts.is_empty() {
            return DatabaseState::RolledBack;
        }
        DatabaseState::PartlyApplied {
            done: parts.join("; "),
            in_ledger: self.direction == Direction::Down,
        }
    }

    /// The error of a script that broke off.
    pub(super) fn script_failed(
        &self,
        planned: &PlannedMigration,
        script: &Script,
        broken: Broken,
        state: DatabaseState,
    ) -> Error {
        match broken {
            Broken::Statement(error, failed) => {
                let concurrent = is_concurrent_index(&failed.sql);
                let error = self.failed(planned, error, Some(*failed), state);
                match concurrent && error.kind() == ErrorKind::Failed && !script.in_transaction() {
                    true => error.help(
                        "drop the index if it is there (DROP INDEX CONCURRENTLY IF EXISTS ...), undo what else is \
                         listed above, then run the same command again",
                    ),
                    false => error,
                }
            }
            Broken::Cancelled => {
                let error = sqlx::Error::Protocol("cancelled".to_owned());
                self.failed(planned, error, None, state)
            }
            Broken::Unreadable(error) => Error::new(
                ErrorKind::Failed,
                format!("the SQL file cannot be read: {error}"),
            )
            .caused_by(error)
            .in_migration(planned.id.to_string())
            .or_at(Some(script.begin()))
            .leaving(state)
            .help("check that the file is there and may be read, then run the same command again"),
        }
    }
}

/// Whether a statement may give back more than one result, so that results cannot be counted when others go along.
fn goes_alone(sql: &str, dialect: Dialect) -> bool {
    match dialect {
        Dialect::Postgres | Dialect::Sqlite => false,
        // A procedure does; what is not known may.
        Dialect::Mysql => {
            let words = first_words(sql, dialect, 1);
            !matches!(
                words.first().map(String::as_str),
                Some(
                    "INSERT"
                        | "REPLACE"
                        | "UPDATE"
                        | "DELETE"
                        | "SET"
                        | "CREATE"
                        | "ALTER"
                        | "DROP"
                )
            )
        }
    }
}

fn is_concurrent_index(sql: &str) -> bool {
    let words = first_words(sql, Dialect::Postgres, 4);
    words.first().is_some_and(|word| word == "CREATE")
        && words.iter().any(|word| word == "CONCURRENTLY")
}
