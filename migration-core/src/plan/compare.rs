//! What the code and the ledger disagree on, and what is to be done about it.

use std::collections::BTreeMap;

use super::select::pending;
use super::{Applied, Direction, Selection};
use crate::checksum;
use crate::dialect::Dialect;
use crate::migration::MigrationId;
use crate::operation::Touched;
use crate::registry::{Body, Entry, History};
use crate::replay::record_up;
use crate::{Location, Problem};

/// What to do about a disagreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Nothing runs.
    Refuse,
    /// It is said, and the run goes on.
    Allow,
}

/// What to do about migrations that are applied out of the order of their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// They run, unless they touch what a later one that is applied touches as well.
    #[default]
    Independent,
    /// They run.
    Any,
    /// Nothing runs.
    Strict,
}

/// What to do about each kind of disagreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// A migration was edited after it was applied.
    pub edited: Verdict,
    /// A migration was applied and is no longer in the code, which knows later ones.
    pub missing: Verdict,
    /// A migration was applied by code that is newer than this.
    pub newer: Verdict,
    /// A migration is to run after one that comes later.
    pub order: Order,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            edited: Verdict::Refuse,
            missing: Verdict::Refuse,
            newer: Verdict::Allow,
            order: Order::default(),
        }
    }
}

/// A disagreement.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// It does something else now than when it was applied.
    Edited {
        /// The migration.
        migration: MigrationId,
        /// Where it is.
        at: Option<Location>,
        /// The batch that it was applied in.
        batch: i64,
    },
    /// It was applied, and is not in the code, which knows later ones.
    Missing {
        /// The migration.
        migration: MigrationId,
        /// The batch that it was applied in.
        batch: i64,
    },
    /// It was applied, is not in the code, and another that does the same is.
    Renamed {
        /// What it was called when it was applied.
        migration: MigrationId,
        /// What it is called now.
        now: MigrationId,
        /// Where that is.
        at: Option<Location>,
    },
    /// It was applied, and comes after all that the code knows.
    Newer {
        /// The migration.
        migration: MigrationId,
        /// The batch that it was applied in.
        batch: i64,
    },
    /// It is pending, and one that comes later is applied.
    OutOfOrder {
        /// The migration.
        migration: MigrationId,
        /// Where it is.
        at: Option<Location>,
        /// The last that is applied.
        after: MigrationId,
        /// What it touches that a later one touches as well, and which one.
        shares: Option<(String, MigrationId)>,
    },
}

impl Finding {
    /// Whether it is about a migration that is not in the code.
    pub fn is_gone(&self) -> bool {
        match self {
            Self::Missing { .. } | Self::Renamed { .. } | Self::Newer { .. } => true,
            Self::Edited { .. } | Self::OutOfOrder { .. } => false,
        }
    }

    /// The migration that it is about.
    pub fn migration(&self) -> &MigrationId {
        match self {
            Self::Edited { migration, .. }
            | Self::Missing { migration, .. }
            | Self::Renamed { migration, .. }
            | Self::Newer { migration, .. }
            | Self::OutOfOrder { migration, .. } => migration,
        }
    }

    /// The problem that it is, by a policy; none where the policy lets it pass.
    pub fn problem(&self, policy: &Policy) -> Option<Problem> {
        let refused = match self {
            Self::Edited { .. } => policy.edited == Verdict::Refuse,
            Self::Missing { .. } | Self::Renamed { .. } => policy.missing == Verdict::Refuse,
            Self::Newer { .. } => policy.newer == Verdict::Refuse,
            Self::OutOfOrder { shares, .. } => match policy.order {
                Order::Independent => shares.is_some(),
                Order::Any => false,
                Order::Strict => true,
            },
        };
        refused.then(|| self.as_problem())
    }

    fn as_problem(&self) -> Problem {
        let problem = Problem::new(self.to_string());
        match self {
            Self::Edited { migration, at, .. } => {
                let problem = problem.in_migration(migration.to_string()).help(format!(
                    "take the change back, and write it as a migration of its own; or, if the database is right as it is, \
                     accept it: repair {}",
                    migration.name
                ));
                with_place(problem, *at)
            }
            Self::Missing { migration, .. } => problem.help(format!(
                "bring its file back, check its `mod` line and its #[migration]; or, if it is gone for good, strike it \
                 from the ledger: repair {}",
                migration.name
            )),
            Self::Renamed {
                migration, now, at, ..
            } => {
                let problem = problem.in_migration(now.to_string()).help(format!(
                    "give it its old name back, or tell the ledger: repair {}",
                    migration.name
                ));
                with_place(problem, *at)
            }
            Self::Newer { .. } => {
                problem.help("run the newer code, or allow it: --on-newer allow, in code .on_newer(Allow)")
            }
            Self::OutOfOrder { migration, at, .. } => {
                let problem = problem.in_migration(migration.to_string()).help(
                    "give it a later name, or run it all the same: --order any, in code .order(Order::Any)",
                );
                with_place(problem, *at)
            }
        }
    }
}

fn with_place(problem: Problem, at: Option<Location>) -> Problem {
    match at {
        Some(at) => problem.at(at),
        None => problem,
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Edited {
                migration, batch, ..
            } => write!(
                f,
                "migration \"{migration}\" was edited after it was applied (batch {batch})"
            ),
            Self::Missing { migration, batch } => write!(
                f,
                "migration \"{migration}\" was applied (batch {batch}) and is not in the code"
            ),
            Self::Renamed { migration, now, .. } => write!(
                f,
                "migration \"{now}\" was applied under the name \"{migration}\""
            ),
            Self::Newer { migration, batch } => {
                write!(
                    f,
                    "\"{migration}\" was applied by newer code (batch {batch})"
                )
            }
            Self::OutOfOrder {
                migration,
                after,
                shares,
                ..
            } => {
                write!(
                    f,
                    "\"{migration}\" runs out of order: \"{after}\" was applied before it"
                )?;
                match shares {
                    Some((what, other)) => write!(f, ", and \"{other}\" touches {what} as well"),
                    None => Ok(()),
                }
            }
        }
    }
}

/// What the code and the ledger disagree on, in the order of the ledger, then of the code. Of a selection that goes up,
/// only what it chooses can be out of order.
///
/// # Errors
///
/// A checksum cannot be made: a migration panics, or its file cannot be read.
pub fn compare(
    history: &History,
    applied: &[Applied],
    chosen: &[&MigrationId],
    selection: &Selection,
    dialect: Dialect,
) -> Result<Vec<Finding>, Problem> {
    let mut findings = Vec::new();
    let newest_known = history.entries().last().map(|entry| &entry.id);
    let gone = || (applied.iter()).filter(|row| history.get(&row.migration).is_none());
    let renamed = renamed(history, applied, gone(), dialect)?;
    for row in applied {
        let migration = row.migration.clone();
        let batch = row.batch;
        let Some(entry) = history.get(&migration) else {
            findings.push(match renamed.get(&migration) {
                Some(now) => Finding::Renamed {
                    migration,
                    now: now.id.clone(),
                    at: now.at,
                },
                None if newest_known.is_some_and(|known| *known > migration) => {
                    Finding::Missing { migration, batch }
                }
                None => Finding::Newer { migration, batch },
            });
            continue;
        };
        if let Some(before) = &row.checksum
            && before.starts_with(checksum::FORM)
            && *before != checksum::of_entry(entry, dialect)?
        {
            findings.push(Finding::Edited {
                migration,
                at: entry.at,
                batch,
            });
        }
    }
    if selection.direction() == Direction::Up {
        findings.extend(out_of_order(history, applied, chosen, dialect)?);
    }
    Ok(findings)
}

/// Which pending migrations are applied ones under another name.
fn renamed<'h>(
    history: &'h History,
    applied: &[Applied],
    gone: impl Iterator<Item = &'h Applied>,
    dialect: Dialect,
) -> Result<BTreeMap<MigrationId, &'h Entry>, Problem> {
    let mut gone = gone.filter(|row| row.checksum.is_some()).peekable();
    let mut found = BTreeMap::new();
    if gone.peek().is_none() {
        return Ok(found);
    }
    let mut by_checksum: BTreeMap<String, Vec<&Entry>> = BTreeMap::new();
    for entry in pending(history, applied).filter_map(|id| history.get(id)) {
        let says_something = match &entry.body {
            Body::Pure(_) => !record_up(entry)?.is_empty(),
            Body::Sql(_) => true,
            // What its code does is not known, so any may be any other.
            Body::Data(_) => false,
        };
        if says_something {
            let checksum = checksum::of_entry(entry, dialect)?;
            by_checksum.entry(checksum).or_default().push(entry);
        }
    }
    for row in gone {
        let checksum = row.checksum.as_deref().unwrap_or_default();
        if let Some([entry]) = by_checksum.get(checksum).map(Vec::as_slice) {
            found.insert(row.migration.clone(), *entry);
        }
    }
    Ok(found)
}

fn out_of_order(
    history: &History,
    applied: &[Applied],
    chosen: &[&MigrationId],
    dialect: Dialect,
) -> Result<Vec<Finding>, Problem> {
    let known = || (applied.iter()).filter_map(|row| history.get(&row.migration));
    let Some(last) = known().map(|entry| &entry.id).max() else {
        return Ok(Vec::new());
    };
    let mut findings = Vec::new();
    for id in chosen.iter().copied().filter(|id| *id < last) {
        let Some(entry) = history.get(id) else {
            continue;
        };
        let touched = touched(entry, dialect)?;
        let mut shares = None;
        for later in known().filter(|later| later.id > *id) {
            if let Some(what) = touched.shared(&self::touched(later, dialect)?) {
                shares = Some((format!("\"{what}\""), later.id.clone()));
                break;
            }
        }
        findings.push(Finding::OutOfOrder {
            migration: id.clone(),
            at: entry.at,
            after: last.clone(),
            shares,
        });
    }
    Ok(findings)
}

/// The tables, types and other objects that a migration names, as far as it can be told.
fn touched(entry: &Entry, dialect: Dialect) -> Result<Touched, Problem> {
    let mut touched = Touched::default();
    for recorded in record_up(entry)? {
        touched.add(&recorded.operation);
    }
    if let Body::Sql(file) = &entry.body {
        touched.add_words(file.up.survey(dialect)?.names.iter().cloned());
    }
    Ok(touched)
}
