//! Why a command came to no good end.

use std::process::ExitCode;

use migration_runtime::Error;

use crate::{exit, render};

/// Why a command came to no good end.
pub(crate) enum Stop {
    /// The runtime says so.
    Failed(Error),
    /// The command line says so: the exit code, and the message with all its lines.
    Said(u8, String),
}

impl Stop {
    /// What is wrong, and what to type next; nothing was done to the database.
    pub(crate) fn said(code: u8, what: &str, next: &str) -> Self {
        Self::Said(
            code,
            format!("{what}\n  database: unchanged, nothing was run\n  next: {next}"),
        )
    }

    /// Shows it, and answers with the exit code.
    pub(crate) fn report(&self) -> u8 {
        match self {
            Self::Failed(error) => {
                render::error(error);
                exit::code(error)
            }
            Self::Said(code, message) => {
                render::error(message);
                *code
            }
        }
    }

    /// Shows it, and ends with its exit code.
    pub(crate) fn show(&self) -> ExitCode {
        self.report().into()
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// What was asked for could not be written, as to a full disk.
impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        Self::said(
            exit::FAILED,
            &format!("the output is not complete: {error}"),
            "run the same command again where there is room for it",
        )
    }
}
