//! Other migration tools: what they have written into a database, and which of our migrations that is. Nothing of theirs is
//! ever changed.

mod fit;
mod ledger;

use std::fmt;

use chrono::{DateTime, Utc};

pub(crate) use fit::{is_edited, known_as, migration_of};
pub(crate) use ledger::{read, there};

/// A tool whose ledger [`Migrator::adopt`](crate::Migrator::adopt) reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum OtherTool {
    /// sea-orm-migration: `seaql_migrations`.
    SeaOrm,
    /// sqlx: `_sqlx_migrations`.
    Sqlx,
    /// refinery: `refinery_schema_history`.
    Refinery,
    /// diesel_migrations: `__diesel_schema_migrations`.
    Diesel,
}

impl OtherTool {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::SeaOrm, Self::Sqlx, Self::Refinery, Self::Diesel];

    /// What it is called, as the command line spells it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::SeaOrm => "sea-orm",
            Self::Sqlx => "sqlx",
            Self::Refinery => "refinery",
            Self::Diesel => "diesel",
        }
    }

    /// The tool of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tool| tool.word() == word)
    }

    /// The table that it keeps what was applied in, unless told otherwise.
    pub const fn table(self) -> &'static str {
        match self {
            Self::SeaOrm => "seaql_migrations",
            Self::Sqlx => "_sqlx_migrations",
            Self::Refinery => "refinery_schema_history",
            Self::Diesel => "__diesel_schema_migrations",
        }
    }
}

impl fmt::Display for OtherTool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A row of another tool's ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TheirRow {
    /// The number of sqlx and refinery, the date of diesel, the whole name of sea-orm.
    pub(crate) version: String,
    /// What it is called besides: sqlx has spaces there for each `_`.
    pub(crate) name: Option<String>,
    pub(crate) applied_at: Option<DateTime<Utc>>,
    pub(crate) duration_ms: Option<i64>,
    /// Whether it was begun and did not come to its end.
    pub(crate) failed: bool,
    /// The SHA-384 of a file of sqlx, as hexadecimal digits.
    pub(crate) checksum: Option<String>,
}

/// As errors show it: `20260102103000 create posts`.
impl fmt::Display for TheirRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.version)?;
        match &self.name {
            Some(name) => write!(f, " {name}"),
            None => Ok(()),
        }
    }
}
