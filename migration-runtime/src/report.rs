//! What a run did, and what the ledger says.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};
use migration_core::Location;
use migration_core::migration::{MigrationId, Phase};
use migration_core::plan::Direction;

/// What a run did.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// Up or down.
    pub direction: Direction,
    /// The run, as the ledger names it.
    pub run_id: String,
    /// The batch that was made; none when nothing was applied, or when migrations were undone.
    pub batch: Option<i64>,
    /// What ran, in order.
    pub ran: Vec<Ran>,
    /// What was undone before, by `refresh`.
    pub undone: Vec<Ran>,
    /// How many objects were dropped before, by `fresh`.
    pub dropped: usize,
    /// What another runner did while this one waited or ran.
    pub by_others: Vec<String>,
    /// How long all of it took, without connecting.
    pub took: Duration,
    /// What is worth saying, but no error.
    pub notices: Vec<String>,
}

/// A migration or a seeder that ran.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ran {
    /// Its name.
    pub name: String,
    /// Its phase.
    pub phase: Phase,
    /// How long it took.
    pub took: Duration,
}

impl Ran {
    pub(crate) fn of(id: &MigrationId, took: Duration) -> Self {
        Self {
            name: id.name.clone(),
            phase: id.phase,
            took,
        }
    }

    /// Name and phase.
    pub fn id(&self) -> MigrationId {
        MigrationId::new(&self.name, self.phase)
    }

    pub(crate) fn label(&self) -> String {
        self.id().to_string()
    }
}

/// `name  1.2 ms`
impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = self.took.as_secs_f64() * 1000.0;
        write!(f, "{}  {ms:.1} ms", self.label())
    }
}

impl Report {
    pub(crate) fn new(direction: Direction, run_id: &str) -> Self {
        Self {
            direction,
            run_id: run_id.to_owned(),
            batch: None,
            ran: Vec::new(),
            undone: Vec::new(),
            dropped: 0,
            by_others: Vec::new(),
            took: Duration::ZERO,
            notices: Vec::new(),
        }
    }

    /// The names of the migrations that ran, in order.
    pub fn names(&self) -> Vec<&str> {
        self.ran.iter().map(|ran| ran.name.as_str()).collect()
    }

    /// Whether nothing ran.
    pub fn is_empty(&self) -> bool {
        self.ran.is_empty()
    }
}

/// One line for what was done, and one for each migration:
///
/// ```text
/// applied 2 migrations as batch 1
///   20260101090000000_create_users  1.2 ms
///   20260102103000000_create_posts  0.8 ms
/// ```
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |n: usize| format!("{n} migration{}", if n == 1 { "" } else { "s" });
        if self.dropped > 0 {
            let s = if self.dropped == 1 { "" } else { "s" };
            writeln!(f, "dropped {} object{s}", self.dropped)?;
        }
        if !self.undone.is_empty() {
            writeln!(f, "rolled back {}", count(self.undone.len()))?;
        }
        match (self.direction, self.batch) {
            _ if self.ran.is_empty() => f.write_str("nothing to do")?,
            (Direction::Up, Some(batch)) => {
                write!(f, "applied {} as batch {batch}", count(self.ran.len()))?
            }
            (Direction::Up, None) => write!(f, "applied {}", count(self.ran.len()))?,
            (Direction::Down, _) => write!(f, "rolled back {}", count(self.ran.len()))?,
        }
        for ran in &self.ran {
            write!(f, "\n  {ran}")?;
        }
        Ok(())
    }
}

/// A migration, and what the ledger says of it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Status {
    /// Its name.
    pub name: String,
    /// Its phase.
    pub phase: Phase,
    /// Where its code is; none of one that is not in the code.
    pub at: Option<Location>,
    /// Where it stands.
    pub state: State,
    /// Whether it is pending and one that comes later is applied.
    pub out_of_order: bool,
    /// How far it is, if a run was broken off in it.
    pub partly: Option<String>,
    /// The migrations whose place it takes.
    pub replaces: Vec<String>,
    /// Whether the ledger has it under its name. It may be applied and not be recorded: what it replaces is then, and the next
    /// run that applies migrations records it.
    pub recorded: bool,
}

impl Status {
    /// Name and phase.
    pub fn id(&self) -> MigrationId {
        MigrationId::new(&self.name, self.phase)
    }
}

/// Where a migration stands.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum State {
    /// It is not in the ledger.
    Pending,
    /// It was applied.
    Applied(Application),
    /// It was applied, and edited since.
    Edited(Application),
    /// It was applied, and the program does not have it, but knows later ones.
    Missing(Application),
    /// It was applied, and the program has it under another name, which is this.
    Renamed(Application, String),
    /// It was applied by newer code.
    Unknown(Application),
}

/// What the ledger keeps of an application.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Application {
    /// The batch that it was applied in.
    pub batch: i64,
    /// When, by the server's clock.
    pub at: Option<DateTime<Utc>>,
    /// How long it took.
    pub took: Option<Duration>,
    /// By whom.
    pub by: Option<String>,
}
