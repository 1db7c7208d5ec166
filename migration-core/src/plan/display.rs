//! A plan as text.

use std::fmt::Write as _;

use super::{Plan, PlannedBody, PlannedMigration, PlannedStatement, Stage, Step};
use crate::dialect::{Dialect, Rebuild};
use crate::sql_file::{Script, end_of_script, for_client};

impl Plan {
    /// The plan as an SQL script for the database's own client (`psql`, `sqlite3`, `mysql`), as it would run: a comment for
    /// each migration, `BEGIN` and `COMMIT` around what runs in a transaction. The rows that the runner writes to its
    /// ledger are not shown. A client should stop at the first error: `psql -v ON_ERROR_STOP=1`, `sqlite3 -bail`.
    pub fn to_sql(&self) -> String {
        let mut out = String::new();
        for notice in &self.notices {
            let _ = writeln!(out, "-- notice: {}", notice.replace('\n', "\n--   "));
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
        let direction = self.direction.word();
        let _ = writeln!(out, "-- {direction}: {}", migration.id);
        match &migration.body {
            PlannedBody::Steps(steps) => self.write_steps(steps, out),
            PlannedBody::Staged(stages) => {
                for stage in stages {
                    match stage {
                        Stage::Step(step) => self.write_steps(std::slice::from_ref(step), out),
                        Stage::Backfill(backfill) => {
                            self.write_statement(&backfill.statement, out);
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
            out.push_str(
                "-- by hand, triggers of a table that is rebuilt are lost: the runner keeps them\n",
            );
            // Inside a transaction it does nothing.
            out.push_str("PRAGMA foreign_keys = OFF;\n");
        }
        for step in steps {
            if step.transactional {
                out.push_str(self.begin());
            }
            for planned in &step.statements {
                self.write_statement(planned, out);
            }
            if rebuilds {
                out.push_str("PRAGMA foreign_key_check;\n");
            }
            if step.transactional {
                out.push_str("COMMIT;\n");
            }
        }
        if rebuilds {
            out.push_str("PRAGMA foreign_keys = ON;\n");
        }
    }

    fn write_statement(&self, planned: &PlannedStatement, out: &mut String) {
        out.push_str(&for_the_client(planned, self.target.dialect));
    }

    /// A file as it is, line for line.
    fn write_script(&self, script: &Script, out: &mut String) {
        if script.in_transaction() {
            out.push_str(self.begin());
        }
        match script.text(usize::MAX) {
            Some(text) => {
                out.push_str(&text);
                out.push_str(&end_of_script(&text, self.target.dialect));
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

/// A statement as the database's own client takes it. A rebuild is not followed by what mentions the table; other renames are.
pub fn for_the_client(planned: &PlannedStatement, dialect: Dialect) -> String {
    let mut out = String::new();
    let (sql, facts) = (&planned.statement.sql, &planned.statement.facts);
    if matches!(facts.rebuild, Some(Rebuild::Start(_))) {
        out.push_str("PRAGMA legacy_alter_table = ON;\n");
    }
    if facts.own_sql || [";", "--", "#", "/*"].iter().any(|it| sql.contains(it)) {
        out.push_str(&for_client(sql, dialect));
    } else {
        // One statement and no comment, as most are: nothing must be read to end it.
        out.push_str(sql.trim_end());
        out.push_str(";\n");
    }
    if matches!(facts.rebuild, Some(Rebuild::End(_))) {
        out.push_str("PRAGMA legacy_alter_table = OFF;\n");
    }
    out
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
