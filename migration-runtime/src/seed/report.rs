//! What a run of seeders did, and what the ledger of seeds says.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::report::Ran;

/// What [`seed`](crate::Migrator::seed) did.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SeedReport {
    /// The environment that it was for.
    pub environment: String,
    /// The seeders that ran, in order.
    pub ran: Vec<Ran>,
    /// Those that the ledger has as they are.
    pub unchanged: Vec<String>,
    /// Those that are for other environments.
    pub elsewhere: Vec<String>,
    /// How long all of it took, without connecting.
    pub took: Duration,
}

impl SeedReport {
    pub(crate) fn new(environment: &str) -> Self {
        Self {
            environment: environment.to_owned(),
            ran: Vec::new(),
            unchanged: Vec::new(),
            elsewhere: Vec::new(),
            took: Duration::ZERO,
        }
    }

    /// The names of the seeders that ran, in order.
    pub fn names(&self) -> Vec<&str> {
        self.ran.iter().map(|ran| ran.name.as_str()).collect()
    }

    /// Whether nothing ran.
    pub fn is_empty(&self) -> bool {
        self.ran.is_empty()
    }
}

/// One line for what was done, and one for each seeder that ran:
///
/// ```text
/// ran 2 seeders for development, 1 unchanged, 1 for other environments
///   BaseRoles  1.2 ms
///   DemoUsers  0.8 ms
/// ```
impl fmt::Display for SeedReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ran.len() {
            0 => write!(f, "nothing to seed for {}", self.environment)?,
            1 => write!(f, "ran 1 seeder for {}", self.environment)?,
            n => write!(f, "ran {n} seeders for {}", self.environment)?,
        }
        if !self.unchanged.is_empty() {
            write!(f, ", {} unchanged", self.unchanged.len())?;
        }
        if !self.elsewhere.is_empty() {
            write!(f, ", {} for other environments", self.elsewhere.len())?;
        }
        for ran in &self.ran {
            write!(f, "\n  {ran}")?;
        }
        Ok(())
    }
}

/// A seeder, and what the ledger of seeds says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SeedStatus {
    /// Its name.
    pub name: String,
    /// The environments that it is for; none for all.
    pub environments: Vec<String>,
    /// Where it stands.
    pub state: SeedState,
}

/// Where a seeder stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SeedState {
    /// It has not run here.
    Pending,
    /// It has run as it is.
    Done(SeedRun),
    /// It has run with another content.
    Changed(SeedRun),
    /// It has run, and migrations of that time have been rolled back since; its rows may be gone with their tables.
    RolledBack(SeedRun),
    /// It is for other environments. What the ledger has of it, if anything.
    Elsewhere(Option<SeedRun>),
    /// The ledger has it, the program does not.
    Unknown(SeedRun),
}

/// What the ledger of seeds keeps of a seeder's last run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SeedRun {
    /// When it ended, by the server's clock.
    pub at: Option<DateTime<Utc>>,
    /// The environment that it was for.
    pub environment: String,
    /// How often it has run.
    pub runs: i64,
    /// How long it took.
    pub took: Option<Duration>,
    /// By whom.
    pub by: Option<String>,
}
