//! Scripts of SQL files -> what a plan says of them.

use std::io;
use std::sync::Arc;

use super::{PlannedBody, PlannedStatement, Step};
use crate::dialect::{Dialect, Statement, Target};
use crate::operation::{Operation, RawSql};
use crate::sql_file::{PieceKind, Script};
use crate::{Location, Problem};

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

fn steps(script: &Script, target: &Target) -> io::Result<PlannedBody> {
    let statements = statements(script, target.dialect)?.into_iter();
    let statements: Vec<PlannedStatement> = statements
        .map(|(sql, at)| PlannedStatement {
            operation: operation(&sql).into(),
            at,
            statement: Statement::own_sql(sql),
        })
        .collect();
    Ok(PlannedBody::Steps(match statements.is_empty() {
        true => Vec::new(),
        false => vec![Step {
            transactional: true,
            statements,
        }],
    }))
}

fn statements(script: &Script, dialect: Dialect) -> io::Result<Vec<(String, Location)>> {
    let mut reader = script.statements(dialect)?;
    let mut statements = Vec::new();
    while let Some(found) = reader.next_statement()? {
        if found.kind == PieceKind::Statement {
            statements.push((found.sql, script.place(found.at)));
        }
    }
    Ok(statements)
}

/// The statements of a short file that has no rows, with their places; none when it is long, or cannot be read.
pub(super) fn short(script: &Script, dialect: Dialect) -> Option<Vec<(String, Location)>> {
    let survey = script.survey(dialect).ok()?;
    let is_short = script.size() <= SHORT && !survey.has_rows;
    is_short.then(|| statements(script, dialect).ok()).flatten()
}

/// A statement in words.
pub(super) fn operation(sql: &str) -> String {
    Operation::RawSql(RawSql::new(sql)).describe()
}
