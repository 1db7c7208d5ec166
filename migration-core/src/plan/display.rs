//! A plan as text.

use std::fmt::Write as _;

use super::{Direction, Plan, PlannedBody, PlannedMigration, Stage, Step};
use crate::dialect::Dialect;
use crate::sql_file::Script;

impl Plan {
    /// The plan as an SQL script, as it would run: a comment for each migration, `BEGIN` and `COMMIT` around what runs
    /// in a transaction. The rows that the runner writes to its ledger are not shown.
    pub fn to_sql(&self) -> String {
        let mut out = String::new();
        for notice in &self.notices {
            let _ = writeln!(out, "-- notice: {notice}");
        }
        for migration in &self.migrations {
            if !out.is_empty() {
                out.push('\n');
            }
            self.write_migration(migration, &mut out);
        }
        out
    }

    fn write_migration(&self, migration: &PlannedMigration, out: &mut String) {
        let direction = match self.direction {
            Direction::Up => "up",
            Direction::Down => "down",
        };
        let _ = writeln!(out, "-- {direction}: {}", migration.name);
        match &migration.body {
            PlannedBody::Steps(steps) => self.write_steps(steps, out),
            PlannedBody::Staged(stages) => {
                for stage in stages {
                    match stage {
                        Stage::Step(step) => self.write_steps(std::slice::from_ref(step), out),
                        Stage::Backfill(backfill) => {
                            out.push_str(&terminated(&backfill.statement.statement.sql))
                        }
                    }
                }
            }
            PlannedBody::Script(script) => self.write_script(script, out),
            PlannedBody::Data { .. } => {
                out.push_str("-- a data migration: its code decides what it runs\n")
            }
        }
    }

    fn write_steps(&self, steps: &[Step], out: &mut String) {
        let rebuilds = (steps.iter().flat_map(|step| &step.statements))
            .any(|planned| planned.statement.facts.rebuild.is_some());
        if rebuilds {
            out.push_str("-- the runner keeps triggers over a rebuild and checks foreign keys before the commit\n");
            out.push_str("PRAGMA foreign_keys = OFF;\nPRAGMA legacy_alter_table = ON;\n");
        }
        for step in steps {
            if step.transactional {
                out.push_str(self.begin());
            }
            for planned in &step.statements {
                out.push_str(&terminated(&planned.statement.sql));
            }
            if step.transactional {
                out.push_str("COMMIT;\n");
            }
        }
        if rebuilds {
            out.push_str("PRAGMA legacy_alter_table = OFF;\nPRAGMA foreign_keys = ON;\n");
        }
    }

    /// A file as it is, line for line.
    fn write_script(&self, script: &Script, out: &mut String) {
        if script.in_transaction() {
            out.push_str(self.begin());
        }
        match script.text(usize::MAX) {
            Some(text) => {
                out.push_str(&text);
                if !text.ends_with('\n') {
                    out.push('\n');
                }
                let may_go_on = text
                    .trim_end()
                    .chars()
                    .next_back()
                    .is_some_and(|last| last != ';');
                if may_go_on {
                    out.push_str(";\n");
                }
            }
            None => {
                let _ = writeln!(out, "-- {} cannot be read", script.begin().file);
            }
        }
        if script.in_transaction() {
            out.push_str("COMMIT;\n");
        }
    }

    fn begin(&self) -> &'static str {
        match self.target.dialect {
            Dialect::Postgres | Dialect::Mysql => "BEGIN;\n",
            Dialect::Sqlite => "BEGIN IMMEDIATE;\n",
        }
    }
}

/// A statement with its final semicolon, on a line of its own when the last line may end in a comment.
pub fn terminated(sql: &str) -> String {
    let sql = sql.trim_end().trim_end_matches(';');
    let comment = sql
        .lines()
        .last()
        .is_some_and(|line| line.contains("--") || line.contains('#'));
    format!("{sql}{};\n", if comment { "\n" } else { "" })
}
