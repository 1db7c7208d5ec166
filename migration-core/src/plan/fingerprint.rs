//! What tells one plan from another.

use super::{Applied, Direction, Plan, PlannedBody, PlannedMigration, Stage, Step};
use crate::checksum::{Sum, of_script};
use crate::dialect::Dialect;

impl Plan {
    /// A short text that is the same for the same plan, and another one when anything that runs is another: `1:` and 32
    /// hexadecimal digits. It is of the direction, of the database (not of its version), of what the ledger has, and of each
    /// migration: its name, phase, checksum, its steps, which of them are transactions, and their SQL as it is. Of a data migration only the name is known; a
    /// file goes in as its [checksum](of_script). Notices, places in the source and the way back stay out.
    pub fn fingerprint(&self) -> String {
        let mut sum = Sum::new();
        sum.piece(b'd', self.direction.word());
        sum.piece(b'a', &self.ledger);
        sum.piece(b'l', &self.target.dialect.to_string());
        sum.piece(b'b', self.target.capabilities.database);
        for migration in &self.migrations {
            add(&mut sum, migration, self.target.dialect);
        }
        sum.text()
    }
}

impl Direction {
    /// `up` or `down`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

/// A hash of what the ledger has.
pub(super) fn of_ledger(applied: &[Applied]) -> String {
    let mut sum = Sum::new();
    for row in applied {
        sum.piece(b'i', &row.id.to_string());
        sum.piece(b'm', &row.migration.to_string());
        sum.piece(b'n', &row.batch.to_string());
        sum.piece(b's', row.checksum.as_deref().unwrap_or_default());
    }
    sum.text()
}

fn add(sum: &mut Sum, migration: &PlannedMigration, dialect: Dialect) {
    sum.piece(b'm', &migration.id.name);
    sum.piece(b'p', migration.id.phase.word());
    sum.piece(b's', migration.checksum.as_deref().unwrap_or_default());
    match &migration.body {
        PlannedBody::Steps(steps) => steps.iter().for_each(|step| add_step(sum, step)),
        PlannedBody::Staged(stages) => {
            // Each is written down, and can be gone on with.
            sum.piece(b'j', "");
            for stage in stages {
                match stage {
                    Stage::Step(step) => add_step(sum, step),
                    Stage::Backfill(backfill) => {
                        sum.piece(b'k', &backfill.statement.statement.sql);
                    }
                }
            }
        }
        PlannedBody::Data { .. } => sum.piece(b'c', ""),
        PlannedBody::Script(script) => {
            sum.piece(b'f', in_transaction(script.in_transaction()));
            match of_script(script, dialect) {
                Ok(checksum) => sum.piece(b'h', &checksum),
                Err(problem) => sum.piece(b'e', &problem.message),
            }
        }
    }
}

fn add_step(sum: &mut Sum, step: &Step) {
    sum.piece(b't', in_transaction(step.transactional));
    for planned in &step.statements {
        sum.piece(b'q', &planned.statement.sql);
    }
}

fn in_transaction(it: bool) -> &'static str {
    if it { "in a transaction" } else { "" }
}
