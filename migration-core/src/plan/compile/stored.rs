//! The way back as the ledger keeps it: an SQL script, for code that no longer has the migration, or not yet.

use super::super::{Applied, PlannedMigration, PlannedStatement, sql_file, terminated};
use super::lower::{in_steps, lower_one};
use super::{Compiler, Undone};
use crate::dialect::{Dialect, Statement};
use crate::migration::MigrationId;
use crate::operation::Recorded;
use crate::replay::Replay;
use crate::sql_file::{PieceKind, Statements};
use crate::{Location, Problem};

/// What the script begins with if a statement of it cannot run in a transaction.
const OUTSIDE: &str = "-- migratory: transaction=false\n";

impl Compiler<'_> {
    /// The SQL of a way back, for the ledger; none when this database cannot do it. The state is afterwards as it was.
    pub(super) fn script(
        &mut self,
        migration: &str,
        recorded: &[Recorded],
        undo: &Undone,
    ) -> Option<String> {
        if let (true, [undo]) = (undo.derived, undo.operations.as_slice()) {
            // It can be applied (law 2), and nothing comes after it, so that nobody needs the state that it leaves.
            return self.script_of_one(migration, undo);
        }
        // What is derived can be done again (law 2), which is cheaper than a copy of the whole state.
        let copy = (!undo.derived).then(|| self.replay.state.clone());
        let state = std::mem::take(&mut self.replay.state);
        let mut compiler = Compiler::new(self.target);
        compiler.replay = Replay::from_state(state, Some(self.target.dialect));
        let statements = compiler.lower_all(migration, &undo.operations);
        let failed = compiler.fail_if_any().is_err();
        self.replay.state = copy.unwrap_or_else(|| {
            compiler.replay.run(migration, recorded, |_, _| {});
            std::mem::take(&mut compiler.replay.state)
        });
        (!failed).then(|| script(&statements, self.target.dialect))
    }

    fn script_of_one(&self, migration: &str, undo: &Recorded) -> Option<String> {
        let statements = lower_one(migration, undo, &self.replay.state, self.target).ok()?;
        Some(script(&statements, self.target.dialect))
    }
}

/// Statements as a script.
fn script(statements: &[PlannedStatement], dialect: Dialect) -> String {
    // On MySQL none can, and that needs not be said.
    let outside = dialect != Dialect::Mysql
        && (statements.iter()).any(|planned| !planned.statement.facts.transactional);
    let head = if outside { OUTSIDE } else { "" };
    let sql: String = (statements.iter())
        .map(|planned| terminated(&planned.statement.sql))
        .collect();
    format!("{head}{sql}")
}

/// What undoes a migration that is not in the code.
///
/// # Errors
///
/// The ledger has no way back for it.
pub(super) fn way_back(
    id: &MigrationId,
    applied: &[Applied],
    dialect: Dialect,
) -> Result<PlannedMigration, Problem> {
    let row = applied.iter().find(|row| row.migration == *id);
    let Some(script) = row.and_then(|row| row.down_sql.as_deref()) else {
        return Err(Problem::new(format!(
            "migration \"{id}\" cannot be rolled back: it is not in the code, and the ledger has no way back for it"
        ))
        .help("roll back with the version of the code that applied it"));
    };
    let transactional = !script.starts_with(OUTSIDE);
    let mut reader = Statements::new(script.as_bytes(), 1, dialect);
    let mut statements = Vec::new();
    let unreadable = |error: std::io::Error| {
        Problem::new(format!(
            "the way back of \"{id}\" in the ledger cannot be read: {error}"
        ))
        .help("roll back with the version of the code that applied it")
    };
    while let Some(found) = reader.next_statement().map_err(unreadable)? {
        if found.kind == PieceKind::Statement {
            let mut statement = Statement::own_sql(found.sql);
            statement.facts.transactional = transactional && dialect != Dialect::Mysql;
            statements.push(PlannedStatement {
                operation: sql_file::operation(&statement.sql).into(),
                at: Location {
                    file: "down_sql of the ledger",
                    line: found.at.line,
                    column: found.at.column,
                },
                statement,
            });
        }
    }
    Ok(PlannedMigration {
        id: id.clone(),
        checksum: None,
        body: in_steps(statements),
        down_sql: None,
    })
}
