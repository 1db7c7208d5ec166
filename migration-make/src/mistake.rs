//! What is wrong with what was typed, and what to type instead.

use std::fmt;
use std::io;
use std::path::Path;

/// What is wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong.
    pub what: String,
    /// What to type instead.
    pub next: String,
    /// Whether what was typed is wrong; else it is the machine that does not do it.
    pub is_usage: bool,
}

impl Mistake {
    pub(crate) fn new(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            next: next.into(),
            is_usage: true,
        }
    }

    /// A file that the system does not let be written.
    pub(crate) fn of_file(file: &Path, error: &io::Error) -> Self {
        Self {
            what: format!("{} cannot be written: {error}", file.display()),
            next: "correct that, then run the same command again".to_owned(),
            is_usage: false,
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  next: {}", self.what, self.next)
    }
}
