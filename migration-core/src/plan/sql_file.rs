//! Scripts of SQL files -> what a plan says of them.

use std::sync::Arc;

use super::{PlannedBody, PlannedStatement, Step};
use crate::Problem;
use crate::dialect::{Dialect, Statement, Target};
use crate::operation::{Operation, RawSql};
use crate::sql_file::{PieceKind, Script};

/// Up to this size a file is made into steps, which need no round trip of their own.
const SHORT: u64 = 64 * 1024;

/// How a script will run.
///
/// # Errors
///
/// All that is wrong with it.
pub(super) fn body(script: &Arc<Script>, target: &Target) -> Result<PlannedBody, Vec<Problem>> {
    let survey = script
        .survey(target.dialect)
        .map_err(|problem| vec![problem])?;
    if !survey.problems.is_empty() {
        return Err(survey.problems.clone());
    }
    let travels = match target.dialect {
        Dialect::Postgres => script.in_transaction() && script.size() <= SHORT && !survey.has_rows,
        // A round trip for each statement in any case.
        Dialect::Mysql | Dialect::Sqlite => false,
    };
    if travels {
        steps(script, target).map_err(|error| vec![script.unreadable(&error)])
    } else {
        Ok(PlannedBody::Script(script.clone()))
    }
}

fn steps(script: &Script, target: &Target) -> std::io::Result<PlannedBody> {
    let mut reader = script.statements(target.dialect)?;
    let mut statements = Vec::new();
    while let Some(found) = reader.next_statement()? {
        if found.kind == PieceKind::Statement {
            statements.push(PlannedStatement {
                operation: operation(&found.sql).into(),
                at: script.place(found.at),
                statement: Statement::own_sql(found.sql),
            });
        }
    }
    Ok(PlannedBody::Steps(match statements.is_empty() {
        true => Vec::new(),
        false => vec![Step {
            transactional: true,
            statements,
        }],
    }))
}

/// A statement in words.
pub(super) fn operation(sql: &str) -> String {
    Operation::RawSql(RawSql::new(sql)).describe()
}
