//! What a migration is.

use std::any::Any;
use std::cmp::Ordering;
use std::fmt;

use crate::Location;
use crate::builder::Schema;

/// A migration that records operations and does nothing else, so it can be replayed, previewed, reversed and hashed
/// without a database.
///
/// ```
/// use migration_core::{builder::Schema, migration::Migration};
///
/// struct CreatePosts;
///
/// impl Migration for CreatePosts {
///     fn up(&self, schema: &mut Schema) {
///         schema.create_table("posts", |t| {
///             t.id();
///             t.string("title", 200);
///         });
///     }
///     // No `down`: it is derived.
/// }
/// ```
pub trait Migration: Send + Sync + 'static {
    /// Records what to do.
    fn up(&self, schema: &mut Schema);

    /// Records how to undo it. Left out, it is derived from `up` and the schema before it.
    fn down(&self, schema: &mut Schema) {
        schema.derive_down();
    }

    /// What `#[migration]` knows of it.
    #[doc(hidden)]
    fn meta(&self) -> Meta {
        Meta::of_type(std::any::type_name::<Self>())
    }
}

/// A migration that must reach the database, as this crate sees it: one opaque step with a declared effect. Its code is
/// in the runtime.
pub trait OpaqueMigration: Send + Sync + 'static {
    /// Records what it does to the schema.
    fn effect(&self, schema: &mut Schema);

    /// Whether it says how to undo itself.
    fn has_down(&self) -> bool;

    /// For the runtime to get its own type back.
    fn as_any(&self) -> &(dyn Any + Send + Sync);
}

/// What is known of a migration besides what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meta {
    /// The module that it stands in.
    pub module: &'static str,
    /// The name given by `#[migration(name = "...")]`.
    pub name: Option<&'static str>,
    /// Where its `impl` is.
    pub at: Option<Location>,
    /// Before or after the code that needs it is deployed.
    pub phase: Phase,
    /// Whether its own SQL runs in a transaction, as far as the database has that for changes of the schema.
    pub in_transaction: bool,
    /// The migrations whose place it takes, as `#[migration(replaces = [...])]` has them.
    pub replaces: &'static [&'static str],
}

/// When a migration runs: before the code that needs it is deployed, or after the code that no longer needs what it
/// removes.
///
/// All of both phases is one history, sorted by name. `migrate` runs both in that order, or one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Phase {
    /// Before the deploy: adds what new code needs and old code does not mind.
    #[default]
    PreDeploy,
    /// After the deploy: takes away what only old code used.
    PostDeploy,
}

impl Phase {
    /// Both, in order.
    pub const ALL: [Self; 2] = [Self::PreDeploy, Self::PostDeploy];

    /// As the ledger, the command line and `#[migration(phase = "...")]` spell it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::PreDeploy => "pre-deploy",
            Self::PostDeploy => "post-deploy",
        }
    }

    /// The phase of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.word() == word)
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What tells one migration from all others: two may be called the same, if they are of different phases.
///
/// It is shown as its name, with the phase in parentheses if that is not the usual one.
///
/// They are sorted by name, byte by byte; but a number of fewer than eight digits before a `_` sorts by what it counts, so
/// that `2_b` is before `10_c`, and both are before whatever has a date.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MigrationId {
    /// The name: what it is sorted by.
    pub name: String,
    /// The phase.
    pub phase: Phase,
}

impl MigrationId {
    /// A migration of a phase.
    pub fn new(name: impl Into<String>, phase: Phase) -> Self {
        Self {
            name: name.into(),
            phase,
        }
    }
}

/// How many digits a date has at least.
const DATE: usize = 8;

/// The bytes that a name is sorted by: a number is filled up with zeros to the length of a date.
fn sorted_by(name: &str) -> impl Iterator<Item = u8> {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let is_number =
        (1..DATE).contains(&digits) && matches!(name.as_bytes().get(digits), None | Some(b'_'));
    let zeros = if is_number { DATE - digits } else { 0 };
    std::iter::repeat_n(b'0', zeros).chain(name.bytes())
}

impl Ord for MigrationId {
    fn cmp(&self, other: &Self) -> Ordering {
        sorted_by(&self.name)
            .cmp(sorted_by(&other.name))
            // The same number may be written with more zeros.
            .then_with(|| self.name.cmp(&other.name))
            .then_with(|| self.phase.cmp(&other.phase))
    }
}

impl PartialOrd for MigrationId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for MigrationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match self.phase {
            Phase::PreDeploy => Ok(()),
            phase => write!(f, " ({phase})"),
        }
    }
}

impl Meta {
    /// What `#[migration]` writes.
    pub const fn new(module: &'static str, name: Option<&'static str>, at: Location) -> Self {
        Self {
            module,
            name,
            at: Some(at),
            phase: Phase::PreDeploy,
            in_transaction: true,
            replaces: &[],
        }
    }

    /// The same of another phase.
    #[must_use]
    pub const fn phase(mut self, phase: Phase) -> Self {
        self.phase = phase;
        self
    }

    /// The same, its own SQL outside of any transaction.
    #[must_use]
    pub const fn outside_transaction(mut self) -> Self {
        self.in_transaction = false;
        self
    }

    /// The same in the place of these.
    #[must_use]
    pub const fn replaces(mut self, names: &'static [&'static str]) -> Self {
        self.replaces = names;
        self
    }

    /// What can be told from a type's name, `crate::m20260102103000000_create_posts::CreatePosts`: its module.
    pub fn of_type(type_name: &'static str) -> Self {
        let path = type_name.split('<').next().unwrap_or(type_name);
        Self {
            module: path.rsplit_once("::").map_or("", |(module, _)| module),
            name: None,
            at: None,
            phase: Phase::PreDeploy,
            in_transaction: true,
            replaces: &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_sort_by_what_they_count_and_before_dates() {
        let sorted = [
            "0_begin",
            "01_a",
            "1_a",
            "1_b",
            "2_b",
            "10_c",
            "100",
            "2026-01-01_d",
            "20260101_000001_e",
            "20260101_f",
            "20260102103000_g",
            "3f_h",
            "abc",
        ];
        let mut ids: Vec<MigrationId> = (sorted.iter().rev())
            .map(|name| MigrationId::new(*name, Phase::PreDeploy))
            .collect();
        ids.sort();
        let names: Vec<&str> = ids.iter().map(|id| id.name.as_str()).collect();
        assert_eq!(names, sorted);
    }
}
