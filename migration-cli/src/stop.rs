//! Why a command came to no good end.

use migration_runtime::Error;

use crate::exit;

/// Why a command came to no good end.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The runtime says so.
    Failed(Box<Error>),
    /// The command line says so; nothing was done to the database.
    Said(Box<Said>),
}

/// What the command line has to say.
#[derive(Debug)]
pub(crate) struct Said {
    /// The exit code.
    pub(crate) exit: u8,
    /// What it is looked up by.
    pub(crate) code: &'static str,
    /// What is wrong.
    pub(crate) what: String,
    /// More about it, a line each.
    pub(crate) details: Vec<String>,
    /// What to type next.
    pub(crate) next: String,
}

impl Stop {
    /// What is wrong, and what to type next; nothing was done to the database.
    pub(crate) fn said(exit: u8, code: &'static str, what: &str, next: &str) -> Self {
        Self::Said(Box::new(Said {
            exit,
            code,
            what: what.to_owned(),
            details: Vec::new(),
            next: next.to_owned(),
        }))
    }

    /// With a line more about it.
    pub(crate) fn detail(mut self, line: impl Into<String>) -> Self {
        if let Self::Said(said) = &mut self {
            said.details.push(line.into());
        }
        self
    }

    /// The exit code.
    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::Failed(error) => exit::code(error),
            Self::Said(said) => said.exit,
        }
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(Box::new(error))
    }
}

/// What was asked for could not be written, as to a full disk.
impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        Self::said(
            exit::FAILED,
            "MIG-0803",
            &format!("the output is not complete: {error}"),
            "run the same command again where there is room for it",
        )
    }
}
