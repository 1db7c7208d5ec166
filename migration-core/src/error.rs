//! The error of this crate.

use std::fmt;

use crate::Location;

/// What is wrong with a history, all of it at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Error {
    kind: ErrorKind,
    problems: Vec<Problem>,
}

/// The kinds of errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is no migration to run.
    NoMigrations,
    /// Names are malformed or used twice.
    Names,
    /// Operations cannot be applied to the state before them.
    History,
    /// The database cannot do what was asked.
    Unsupported,
    /// A migration cannot be rolled back.
    Irreversible,
    /// The ledger and the code do not fit.
    Ledger,
    /// What was asked for does not exist.
    Selection,
    /// A migration panicked while it was recorded.
    Panic,
    /// Models contradict each other, or themselves.
    Models,
    /// Migrations cannot be one, or the one is not equal to them.
    Squash,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// The migration that says it.
    pub migration: Option<String>,
    /// Where the user's source says it.
    pub at: Option<Location>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Problem {
    /// A problem of no particular place.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            migration: None,
            at: None,
            message: message.into(),
            help: None,
        }
    }

    /// Names the migration.
    #[must_use]
    pub fn in_migration(mut self, name: impl Into<String>) -> Self {
        self.migration = Some(name.into());
        self
    }

    /// Names the place.
    #[must_use]
    pub fn at(mut self, at: Location) -> Self {
        self.at = Some(at);
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl Error {
    /// An error of one or more problems.
    pub fn new(kind: ErrorKind, problems: Vec<Problem>) -> Self {
        Self { kind, problems }
    }

    /// An error of one problem.
    pub fn one(kind: ErrorKind, problem: Problem) -> Self {
        Self::new(kind, vec![problem])
    }

    /// What kind of error it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// All that is wrong.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match (&self.migration, &self.at) {
            (Some(migration), Some(at)) => write!(f, "\n  --> {at} (migration {migration})")?,
            (Some(migration), None) => write!(f, "\n  in migration {migration}")?,
            (None, Some(at)) => write!(f, "\n  --> {at}")?,
            (None, None) => {}
        }
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.problems.iter().enumerate() {
            if i > 0 {
                f.write_str("\n\n")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
