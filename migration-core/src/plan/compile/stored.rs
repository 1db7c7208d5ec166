//! The way back as the ledger keeps it: an SQL script, for code that no longer has the migration, or not yet.

use super::super::{Applied, PlannedMigration, PlannedStatement, sql_file, terminated};
use super::lower::in_steps;
use crate::dialect::{Dialect, Statement};
use crate::migration::MigrationId;
use crate::sql_file::{PieceKind, Statements};
use crate::{Location, Problem};

/// What the script begins with if a statement of it cannot run in a transaction.
const OUTSIDE: &str = "-- migratory: transaction=false\n";

/// Statements as a script.
pub(super) fn script(statements: &[PlannedStatement], dialect: Dialect) -> String {
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
