//! The error of this crate.
//!
//! An error of a run says which migration, which operation and statement, what state the database is in now, what was
//! already applied, and what to type next.

mod code;

use std::fmt;

use migration_core::Location;

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// What went wrong, where, and what is true now.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    migration: Option<String>,
    seeder: Option<String>,
    at: Option<Location>,
    failed: Option<FailedStatement>,
    state: Option<DatabaseState>,
    applied: Vec<String>,
    help: Option<String>,
    details: Vec<String>,
    source: Option<Source>,
}

/// The kinds of errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The URL cannot be read, or names a database whose feature is off.
    Url,
    /// Nothing answers at the address, or the connection broke.
    Unreachable,
    /// The server refused the user, or the user lacks a right.
    Access,
    /// The server has no database of this name.
    NoDatabase,
    /// There is no migration, or names are malformed or used twice.
    History,
    /// The migrations cannot be run as they are: the message lists everything that is wrong. Nothing was done.
    Plan,
    /// Migrations cannot be made one, or the one that replaces them is not equal to them.
    Squash,
    /// The ledger and the code do not fit, or the ledger is not there where it should be.
    Ledger,
    /// What was asked for does not exist.
    Selection,
    /// Migrations are pending, and none may be.
    Pending,
    /// Another runner holds the lock.
    Locked,
    /// What was begun is no longer what it was.
    Edited,
    /// A statement was begun, and nothing says whether it has happened: somebody must decide.
    Undecided,
    /// Another session did not give up in time what a statement needed.
    Busy,
    /// The database can only be read.
    ReadOnly,
    /// A migration failed.
    Failed,
    /// The run was cancelled.
    Cancelled,
    /// Refused, because it would lose what cannot be brought back, or cannot be undone.
    Refused,
    /// A value cannot be read as the type that was asked for.
    Value,
    /// A query of the user's own code failed.
    Query,
    /// A row that was asked for is not there.
    NoRow,
    /// There are several rows where one was asked for.
    SeveralRows,
    /// An error of the user's own code.
    Custom,
}

/// The statement that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedStatement {
    /// Which one of the migration's statements, counted from 1.
    pub number: usize,
    /// How many statements the migration has.
    pub of: usize,
    /// Its SQL.
    pub sql: String,
    /// The operation in words.
    pub operation: String,
    /// The call in the user's source that asked for it.
    pub at: Option<Location>,
}

/// What is true of the database after an error.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DatabaseState {
    /// Nothing was run.
    Untouched,
    /// The failing migration left nothing behind.
    RolledBack,
    /// The migration is done and recorded after all; only the answer was lost.
    Recorded,
    /// What the failing migration did before it failed is still there.
    PartlyApplied {
        /// What is done and stays done, in words.
        done: String,
        /// Whether the ledger has the migration.
        in_ledger: bool,
    },
    /// `fresh` could not drop everything, and no migration ran.
    PartlyDropped {
        /// How many objects are gone.
        dropped: usize,
    },
    /// What the migration did before it failed is done and recorded, and the same command goes on from there.
    Resumable {
        /// What is done, in words.
        done: String,
    },
    /// The connection was lost, so nothing is known of the migration that was running.
    Unknown,
}

impl FailedStatement {
    /// Its SQL for a terminal: at most 20 lines of at most 400 characters, each after the first indented by four.
    pub fn shortened(&self) -> String {
        shortened(&self.sql)
    }
}

impl Error {
    /// An error of your own, from a message. It remembers this call's place in the source.
    #[track_caller]
    pub fn custom(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Custom, message).or_at(Some(Location::caller()))
    }

    /// An error of your own, from any other error. It remembers this call's place in the source.
    #[track_caller]
    pub fn other(source: impl Into<Source>) -> Self {
        let source = source.into();
        Self::new(ErrorKind::Custom, source.to_string())
            .caused_by(source)
            .or_at(Some(Location::caller()))
    }

    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            migration: None,
            seeder: None,
            at: None,
            failed: None,
            state: None,
            applied: Vec::new(),
            help: None,
            details: Vec::new(),
            source: None,
        }))
    }

    pub(crate) fn caused_by(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// Says more, a line each.
    pub(crate) fn with_details(mut self, details: Vec<String>) -> Self {
        self.0.details = details;
        self
    }

    /// Gives help, unless there is some.
    pub(crate) fn or_help(mut self, help: impl Into<String>) -> Self {
        self.0.help.get_or_insert_with(|| help.into());
        self
    }

    pub(crate) fn in_migration(mut self, name: impl Into<String>) -> Self {
        self.0.migration = Some(name.into());
        self
    }

    pub(crate) fn in_seeder(mut self, name: impl Into<String>) -> Self {
        self.0.seeder = Some(name.into());
        self
    }

    pub(crate) fn failed_at(mut self, statement: FailedStatement) -> Self {
        self.0.failed = Some(statement);
        self
    }

    /// The failed statement's number, counted within all of a migration's.
    pub(crate) fn counted_from(mut self, before: usize, of: usize) -> Self {
        if let Some(failed) = &mut self.0.failed {
            failed.number += before;
            failed.of = of;
        }
        self
    }

    pub(crate) fn leaving(mut self, state: DatabaseState) -> Self {
        self.0.state = Some(state);
        self
    }

    /// Says what state the database is in, unless that is said.
    pub(crate) fn or_leaving(mut self, state: DatabaseState) -> Self {
        self.0.state.get_or_insert(state);
        self
    }

    /// Names the place in the user's source, unless there is one.
    pub(crate) fn or_at(mut self, at: Option<Location>) -> Self {
        self.0.at = self.0.at.or(at);
        self
    }

    /// Takes out a place that is in our source.
    pub(crate) fn nowhere(mut self) -> Self {
        self.0.at = None;
        if let Some(failed) = &mut self.0.failed {
            failed.at = None;
        }
        self
    }

    pub(crate) fn after(mut self, applied: Vec<String>) -> Self {
        self.0.applied = applied;
        self
    }

    /// Says it in other words; what it was caused by stays.
    pub(crate) fn saying(mut self, message: impl Into<String>) -> Self {
        self.0.message = message.into();
        self
    }

    pub(crate) fn of_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// What kind of error it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What went wrong, in one sentence; [`Display`](fmt::Display) says the rest as well.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The migration that it is about.
    pub fn migration(&self) -> Option<&str> {
        self.0.migration.as_deref()
    }

    /// The seeder that it is about.
    pub fn seeder(&self) -> Option<&str> {
        self.0.seeder.as_deref()
    }

    /// The statement that failed.
    pub fn failed_statement(&self) -> Option<&FailedStatement> {
        self.0.failed.as_ref()
    }

    /// What is true of the database now, as far as the failing migration goes.
    pub fn database_state(&self) -> Option<&DatabaseState> {
        self.0.state.as_ref()
    }

    /// The migrations, or seeders, that this run had finished before: they stay applied (or rolled back) and recorded.
    pub fn finished_before(&self) -> &[String] {
        &self.0.applied
    }

    /// Where the user's source says what failed.
    pub fn at(&self) -> Option<Location> {
        let at = self.0.failed.as_ref().and_then(|failed| failed.at);
        at.or(self.0.at)
    }

    /// More about it, a line each: the rows that are in the way of a constraint.
    pub fn details(&self) -> &[String] {
        &self.0.details
    }

    /// What is true of the database now, and what was finished before, in words.
    pub fn state_in_words(&self) -> Option<String> {
        use fmt::Write as _;
        let state = self.0.state.as_ref()?;
        let mut words = String::new();
        let _ = state.say(&mut words, self.what());
        match self.0.applied.as_slice() {
            [] => {}
            before => {
                let _ = write!(words, ". Done before, and stays so: {}", before.join(", "));
            }
        }
        Some(words)
    }

    /// What it is an error of.
    fn what(&self) -> &'static str {
        match self.0.seeder {
            Some(_) => "seeder",
            None => "migration",
        }
    }

    /// What to do.
    pub fn hint(&self) -> Option<&str> {
        self.0.help.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        f.write_str(&inner.message)?;
        if inner.message.contains("\n\n") {
            // Several problems; what follows is not about the last one alone.
            f.write_str("\n")?;
        }
        let at = inner.failed.as_ref().and_then(|failed| failed.at);
        let what = self.what();
        match (
            inner.migration.as_ref().or(inner.seeder.as_ref()),
            at.or(inner.at),
        ) {
            (Some(name), Some(at)) => write!(f, "\n  --> {at} ({what} {name})")?,
            (Some(name), None) => write!(f, "\n  in {what} {name}")?,
            (None, _) => {}
        }
        if let Some(failed) = &inner.failed {
            let FailedStatement {
                number,
                of,
                operation,
                sql,
                ..
            } = failed;
            let which = match of {
                0 | 1 => String::new(),
                _ => format!(", statement {number} of {of}"),
            };
            // The SQL itself follows.
            let operation = match operation.strip_prefix("run SQL: ") {
                Some(_) => "run SQL",
                None => operation,
            };
            write!(f, "\n  {operation}{which}:\n    {}", shortened(sql))?;
        }
        for detail in &inner.details {
            write!(f, "\n  {detail}")?;
        }
        if let Some(state) = self.state_in_words() {
            write!(f, "\n  database: {state}")?;
        }
        match &inner.help {
            Some(help) => write!(f, "\n  next: {help}"),
            None => Ok(()),
        }
    }
}

/// The text for a terminal: at most 20 lines of at most 400 characters, each after the first indented.
fn shortened(sql: &str) -> String {
    const LINES: usize = 20;
    const CHARS: usize = 400;
    let mut lines: Vec<String> = sql
        .trim()
        .lines()
        .take(LINES)
        .map(|line| match line.char_indices().nth(CHARS) {
            Some((end, _)) => format!("{} ...", &line[..end]),
            None => line.to_owned(),
        })
        .collect();
    if sql.trim().lines().count() > LINES {
        lines.push("...".to_owned());
    }
    lines.join("\n    ")
}

impl fmt::Display for DatabaseState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.say(f, "migration")
    }
}

impl DatabaseState {
    /// The state after an error of a `what`.
    fn say(&self, f: &mut impl fmt::Write, what: &str) -> fmt::Result {
        match self {
            Self::Untouched => f.write_str("unchanged, nothing was run"),
            Self::RolledBack => write!(f, "unchanged by this {what} (rolled back)"),
            Self::PartlyApplied { done, in_ledger } => write!(
                f,
                "PARTLY CHANGED by this {what}: {done}. The ledger {} the {what}",
                if *in_ledger { "has" } else { "does not have" }
            ),
            Self::Recorded => write!(f, "changed; this {what} is done, and the ledger has it"),
            Self::PartlyDropped { dropped } => write!(
                f,
                "PARTLY DROPPED: {dropped} objects are gone, the others are still there, and no migration ran"
            ),
            Self::Resumable { done } => write!(
                f,
                "changed by a part of this migration, which is recorded: {done}"
            ),
            Self::Unknown => f.write_str(
                "unknown, because the connection was lost; `status` says what the ledger has",
            ),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.0.kind)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.0.source.as_ref()?;
        Some(source.as_ref())
    }
}

impl From<migration_core::Error> for Error {
    fn from(error: migration_core::Error) -> Self {
        use migration_core::ErrorKind as Core;
        let (kind, help) = match error.kind() {
            Core::Ledger => (
                ErrorKind::Ledger,
                "make code and database fit (`status` shows both), then run the same command again",
            ),
            Core::Selection => (
                ErrorKind::Selection,
                "choose from what `status` lists, then run the command with that",
            ),
            Core::Irreversible => (
                ErrorKind::Refused,
                "do that and run the same command again, or write a new migration that undoes it",
            ),
            Core::Names | Core::NoMigrations => (
                ErrorKind::History,
                "correct this, then run the same command again",
            ),
            Core::Squash => (
                ErrorKind::Squash,
                "do that, then run the same command again",
            ),
            Core::Models => (
                ErrorKind::Plan,
                "correct the models, then run the same command again",
            ),
            _ => (
                ErrorKind::Plan,
                "correct the migration, then run the same command again",
            ),
        };
        Self::new(kind, error.to_string())
            .caused_by(error)
            .leaving(DatabaseState::Untouched)
            .help(help)
    }
}

impl From<migration_core::ValueError> for Error {
    fn from(error: migration_core::ValueError) -> Self {
        Self::new(ErrorKind::Value, error.message()).caused_by(error)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let kind = match &error {
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut => {
                ErrorKind::Unreachable
            }
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => ErrorKind::Value,
            _ => ErrorKind::Query,
        };
        Self::new(kind, crate::database::describe(&error)).caused_by(error)
    }
}

macro_rules! from_other {
    ($($error:ty),*) => {
        $(impl From<$error> for Error {
            #[track_caller]
            fn from(error: $error) -> Self {
                Self::other(error)
            }
        })*
    };
}
from_other!(
    std::io::Error,
    fmt::Error,
    std::num::ParseIntError,
    std::num::ParseFloatError,
    std::str::Utf8Error,
    std::string::FromUtf8Error,
    Source
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_a_run_says_everything_a_user_needs() {
        let error = Error::new(ErrorKind::Failed, "column \"b\" does not exist")
            .in_migration("2_b")
            .failed_at(FailedStatement {
                number: 2,
                of: 3,
                sql: "ALTER TABLE t\n  DROP COLUMN b".into(),
                operation: "drop column \"b\" of table \"t\"".into(),
                at: None,
            })
            .leaving(DatabaseState::RolledBack)
            .after(vec!["1_a".into()])
            .help("correct the migration, then migrate again");
        assert_eq!(
            error.to_string(),
            "column \"b\" does not exist\n  in migration 2_b\n  drop column \"b\" of table \"t\", statement 2 of \
             3:\n    ALTER TABLE t\n      DROP COLUMN b\n  database: unchanged by this migration (rolled back). Done \
             before, and stays so: 1_a\n  next: correct the migration, then migrate again"
        );
    }

    #[test]
    fn long_statements_are_cut() {
        let text = shortened(&"é".repeat(1000));
        assert_eq!(text.chars().count(), 404);
        assert_eq!(shortened(&"x\n".repeat(50)).lines().count(), 21);
    }
}
