//! A plan in words, for people.

use std::fmt::Write as _;

use super::{Plan, PlannedBody, PlannedMigration, PlannedStatement, Stage, Step};
use crate::dialect::{Batches, Dialect, Facts, LockLevel};
use crate::schema::ObjectName;
use crate::sql_file::Script;

impl Plan {
    /// The plan in words: notices, what is run in all, and then each migration with its steps and what each operation of
    /// them locks, reads, rewrites and loses. Statements that make up one operation are told together.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        for notice in &self.notices {
            let _ = writeln!(out, "notice: {notice}");
        }
        let statements = self.migrations.iter().map(|it| self.count(it)).sum();
        let _ = writeln!(
            out,
            "{} on {}: {}, {}",
            self.direction.word(),
            self.target.capabilities.database,
            counted(self.migrations.len(), "migration"),
            counted(statements, "statement"),
        );
        for migration in &self.migrations {
            let _ = writeln!(out, "\n{}", migration.id);
            self.migration(migration, &mut out);
        }
        out
    }

    /// How many statements it has, as far as they are known before it runs.
    fn count(&self, migration: &PlannedMigration) -> usize {
        match &migration.body {
            PlannedBody::Script(script) => {
                let survey = script.survey(self.target.dialect);
                survey.map_or(0, |survey| survey.statements)
            }
            PlannedBody::Steps(_) | PlannedBody::Staged(_) | PlannedBody::Data { .. } => {
                migration.statements().count()
            }
        }
    }

    fn migration(&self, migration: &PlannedMigration, out: &mut String) {
        match &migration.body {
            PlannedBody::Steps(steps) if steps.is_empty() => out.push_str("  nothing to do\n"),
            PlannedBody::Steps(steps) => {
                for (n, step) in steps.iter().enumerate() {
                    self.step(step, n + 1, steps.len(), out);
                }
            }
            PlannedBody::Staged(stages) => {
                for (n, stage) in stages.iter().enumerate() {
                    let (n, all) = (n + 1, stages.len());
                    match stage {
                        Stage::Step(step) => self.step(step, n, all, out),
                        Stage::Backfill(backfill) => {
                            let _ = writeln!(out, "  step {n}/{all} {}", pace(&backfill.batches));
                            let statement = std::slice::from_ref(&backfill.statement);
                            self.operations(statement, out);
                        }
                    }
                }
            }
            PlannedBody::Data { .. } => {
                out.push_str("  a data migration: its code decides what it runs\n");
            }
            PlannedBody::Script(script) => self.script(script, out),
        }
    }

    fn step(&self, step: &Step, n: usize, all: usize, out: &mut String) {
        let how = match step.transactional {
            true => "in a transaction",
            false => "alone, outside of a transaction",
        };
        let _ = writeln!(out, "  step {n}/{all} {how}");
        self.operations(&step.statements, out);
    }

    fn script(&self, script: &Script, out: &mut String) {
        let how = match script.in_transaction() {
            true => "in a transaction",
            false => "outside of a transaction",
        };
        let statements = match script.survey(self.target.dialect) {
            Ok(survey) => counted(survey.statements, "statement"),
            Err(problem) => problem.message,
        };
        let _ = writeln!(
            out,
            "  the file {} {how}\n    {statements}, {}\n      own SQL",
            script.begin().file,
            counted(usize::try_from(script.size()).unwrap_or(usize::MAX), "byte"),
        );
    }

    /// Each operation with what is known of its statements.
    fn operations(&self, statements: &[PlannedStatement], out: &mut String) {
        let same =
            |a: &PlannedStatement, b: &PlannedStatement| a.operation == b.operation && a.at == b.at;
        for operation in statements.chunk_by(same) {
            let Some(first) = operation.first() else {
                continue;
            };
            let words = first.operation.split_whitespace().collect::<Vec<_>>();
            let _ = write!(out, "    {}", words.join(" "));
            if operation.len() > 1 {
                let _ = write!(out, ", {}", counted(operation.len(), "statement"));
            }
            let _ = writeln!(out, "  ({}:{})", first.at.file, first.at.line);
            let facts = operation.iter().map(|planned| &planned.statement.facts);
            let facts = self.facts(facts);
            if !facts.is_empty() {
                let _ = writeln!(out, "      {}", facts.join(", "));
            }
        }
    }

    /// What matters of the facts of some statements, in words.
    fn facts<'p>(&self, facts: impl Iterator<Item = &'p Facts> + Clone) -> Vec<String> {
        let any = |is: fn(&Facts) -> bool| facts.clone().any(is);
        let mut words = Vec::new();
        for (table, lock) in strongest(facts.clone()) {
            words.extend(self.lock(table, lock));
        }
        if any(|facts| facts.rebuild.is_some()) {
            words.push("builds the table anew".to_owned());
        } else {
            if any(|facts| facts.rewrites) {
                words.push("rewrites the table".to_owned());
            }
            if any(|facts| facts.scans) {
                words.push("reads the whole table".to_owned());
            }
        }
        for (is, what) in [
            (any(|facts| facts.loses_data), "loses data"),
            (
                any(|facts| facts.commit_before_use),
                "can be used after the commit",
            ),
            (any(|facts| facts.own_sql), "own SQL"),
        ] {
            if is {
                words.push(what.to_owned());
            }
        }
        words
    }

    /// PostgreSQL's locks have names that are looked up; elsewhere what they block is said.
    fn lock(&self, table: &ObjectName, lock: LockLevel) -> Option<String> {
        let blocked = match (self.target.dialect, lock) {
            (_, LockLevel::None) => return None,
            (Dialect::Postgres, lock) => return Some(format!("{} on {table}", lock.words())),
            (Dialect::Mysql | Dialect::Sqlite, LockLevel::RowExclusive) => {
                "writes to the same rows"
            }
            (Dialect::Mysql | Dialect::Sqlite, LockLevel::ShareUpdateExclusive) => "other changes",
            (
                Dialect::Mysql | Dialect::Sqlite,
                LockLevel::Share | LockLevel::ShareRowExclusive | LockLevel::Exclusive,
            ) => "writes",
            (Dialect::Mysql | Dialect::Sqlite, LockLevel::AccessExclusive) => "reads and writes",
        };
        Some(format!("blocks {blocked} on {table}"))
    }
}

impl LockLevel {
    /// Its name on PostgreSQL.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::RowExclusive => "ROW EXCLUSIVE",
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::Exclusive => "EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        }
    }
}

/// Each table once, with the strongest lock on it, in the order in which they come.
fn strongest<'p>(facts: impl Iterator<Item = &'p Facts>) -> Vec<(&'p ObjectName, LockLevel)> {
    let mut found: Vec<(&ObjectName, LockLevel)> = Vec::new();
    for facts in facts {
        let Some(table) = &facts.table else {
            continue;
        };
        match found.iter_mut().find(|(known, _)| *known == table) {
            Some((_, lock)) => *lock = facts.lock.max(*lock),
            None => found.push((table, facts.lock)),
        }
    }
    found
}

/// How a backfill goes.
fn pace(batches: &Batches) -> String {
    let mut pace = format!(
        "in batches of {}, each a transaction of its own",
        counted(
            usize::try_from(batches.batch_size).unwrap_or(usize::MAX),
            "row"
        )
    );
    if let Some(target) = batches.target_duration {
        let _ = write!(pace, ", then of as many as take {target:?}");
    }
    if !batches.pause.is_zero() {
        let _ = write!(pace, ", {:?} apart", batches.pause);
    }
    pace
}

/// `1 migration`, `2 migrations`.
fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}
