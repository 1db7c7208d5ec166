//! The plan: what a run will do, as a value.
//!
//! `select` chooses migrations, `compile` turns them into steps and statements, `display`, `text` and `json` print
//! them, `fingerprint` tells one from another. The runner executes a plan and decides nothing of this kind itself.

mod alone;
mod beyond;
mod check;
mod compare;
mod compile;
mod display;
mod fingerprint;
mod json;
mod select;
mod sql_file;
mod text;

use std::sync::Arc;

pub use alone::alone;
pub use beyond::{Beyond, beyond};
pub use check::{Checked, check};
pub use compare::{Finding, Order, Policy, Verdict, compare};
pub use compile::{compile, compile_by, lower_recorded, planned, sql_of};
pub use display::{for_the_client, terminated};
pub use select::{Applied, Selection};

use crate::Location;
use crate::dialect::{Batches, Statement, Target};
use crate::migration::MigrationId;
use crate::schema::SchemaState;
use crate::sql_file::Script;

/// Which way migrations are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Applies migrations.
    Up,
    /// Undoes them.
    Down,
}

/// What a run will do.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Up or down.
    pub direction: Direction,
    /// The database that it is made for.
    pub target: Target,
    /// A hash of what the ledger has: with another, this would be another plan.
    pub ledger: String,
    /// The migrations, in the order in which they run.
    pub migrations: Vec<PlannedMigration>,
    /// What is worth saying, but no error: migrations that run out of order, for one.
    pub notices: Vec<String>,
}

/// One migration of a plan.
#[derive(Debug, Clone)]
pub struct PlannedMigration {
    /// Its name and phase.
    pub id: MigrationId,
    /// The checksum of what it does: what the ledger stores. None of one that is undone.
    pub checksum: Option<String>,
    /// What it does.
    pub body: PlannedBody,
    /// The SQL of the other direction, as far as it is known: what the ledger stores.
    pub down_sql: Option<String>,
}

/// What a planned migration does.
#[derive(Debug, Clone)]
pub enum PlannedBody {
    /// Runs statements.
    Steps(Vec<Step>),
    /// Runs statements and backfills, each step for itself: a transaction ends before a backfill, and another one begins
    /// after it. What is done of them is written down, so that a run that was stopped goes on where it was.
    Staged(Vec<Stage>),
    /// Runs the user's code, on a database that looks like this before it.
    Data {
        /// The schema before it, for lowering what it records.
        before: Arc<SchemaState>,
    },
    /// Runs the statements of a file, read while they run. On PostgreSQL, a short file that runs in a transaction is
    /// `Steps` instead, which travel with those of other migrations.
    Script(Arc<Script>),
}

/// One step of a migration that is done step by step.
#[derive(Debug, Clone)]
pub enum Stage {
    /// Statements.
    Step(Step),
    /// Rows that are changed in batches.
    Backfill(Box<PlannedBackfill>),
}

/// A backfill of a plan.
#[derive(Debug, Clone)]
pub struct PlannedBackfill {
    /// What it would be as one statement.
    pub statement: PlannedStatement,
    /// How it is done.
    pub batches: Arc<Batches>,
}

/// Statements that stand or fall together: in one transaction, or a single one that cannot run in any.
#[derive(Debug, Clone)]
pub struct Step {
    /// Whether the statements run in one transaction. On a database without transactional DDL only those about rows do.
    pub transactional: bool,
    /// The statements, in order.
    pub statements: Vec<PlannedStatement>,
}

/// A statement, and what in the user's source it comes from.
#[derive(Debug, Clone)]
pub struct PlannedStatement {
    /// The statement.
    pub statement: Statement,
    /// The call that asked for it.
    pub at: Location,
    /// The operation in words: `add column "sku" to table "products"`.
    pub operation: Arc<str>,
}

impl Plan {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.migrations.is_empty()
    }
}

impl Stage {
    /// All statements, in order.
    pub fn statements(&self) -> &[PlannedStatement] {
        match self {
            Self::Step(step) => &step.statements,
            Self::Backfill(backfill) => std::slice::from_ref(&backfill.statement),
        }
    }
}

impl PlannedMigration {
    /// All statements, in order, each backfill as the one statement that it would be; none for a data
    /// migration, and none of a file that is read while it runs.
    pub fn statements(&self) -> impl Iterator<Item = &PlannedStatement> {
        let (steps, stages) = match &self.body {
            PlannedBody::Steps(steps) => (steps.as_slice(), &[][..]),
            PlannedBody::Staged(stages) => (&[][..], stages.as_slice()),
            PlannedBody::Data { .. } | PlannedBody::Script(_) => (&[][..], &[][..]),
        };
        let steps = steps.iter().flat_map(|step| &step.statements);
        steps.chain(stages.iter().flat_map(Stage::statements))
    }

    /// Its steps of statements, in order, without backfills.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        let (steps, stages) = match &self.body {
            PlannedBody::Steps(steps) => (steps.as_slice(), &[][..]),
            PlannedBody::Staged(stages) => (&[][..], stages.as_slice()),
            PlannedBody::Data { .. } | PlannedBody::Script(_) => (&[][..], &[][..]),
        };
        steps
            .iter()
            .chain(stages.iter().filter_map(|stage| match stage {
                Stage::Step(step) => Some(step),
                Stage::Backfill(_) => None,
            }))
    }

    /// The SQL that it runs, as far as it is known and no longer than that: what the ledger stores.
    pub fn sql(&self, longest: usize) -> Option<String> {
        if let PlannedBody::Script(script) = &self.body {
            return script.text(longest);
        }
        let statements: Vec<&str> = self
            .statements()
            .map(|planned| planned.statement.sql.as_str())
            .collect();
        let len: usize = statements.iter().map(|sql| sql.len() + 2).sum();
        (!statements.is_empty() && len <= longest).then(|| statements.join(";\n"))
    }
}
