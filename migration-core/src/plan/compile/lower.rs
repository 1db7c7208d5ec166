//! From operations to statements, and from statements to steps.

use std::sync::Arc;

use crate::Problem;
use crate::dialect::{Statement, Target, lower};
use crate::operation::Recorded;
use crate::plan::{PlannedBackfill, PlannedBody, PlannedStatement, Stage, Step};
use crate::registry::Entry;
use crate::schema::SchemaState;

pub(super) fn lower_one(
    migration: &str,
    recorded: &Recorded,
    before: &SchemaState,
    target: &Target,
) -> Result<Vec<PlannedStatement>, Vec<Problem>> {
    let problems = too_long(migration, recorded, target);
    if !problems.is_empty() {
        return Err(problems);
    }
    let operation: Arc<str> = recorded.operation.describe().into();
    let statements = lower(&recorded.operation, before, target).map_err(|unsupported| {
        let message = format!("cannot {operation}: {unsupported}");
        vec![
            Problem::new(message)
                .in_migration(migration)
                .at(recorded.at)
                .help(unsupported.alternative),
        ]
    })?;
    if statements
        .iter()
        .any(|statement| statement.sql.contains('\0'))
    {
        // PostgreSQL and SQLite end the text there, and run what is left of it.
        let message =
            format!("cannot {operation}: the SQL has a NUL character").replace('\0', "\\0");
        let problem = Problem::new(message)
            .in_migration(migration)
            .at(recorded.at);
        return Err(vec![problem.help("leave it out")]);
    }
    let planned = |statement: Statement| PlannedStatement {
        statement,
        at: recorded.at,
        operation: operation.clone(),
    };
    Ok(statements.into_iter().map(planned).collect())
}

/// A statement that an operation needs beside its own.
pub(super) fn auxiliary(statement: Statement, recorded: &Recorded) -> PlannedStatement {
    PlannedStatement {
        statement,
        at: recorded.at,
        operation: recorded.operation.describe().into(),
    }
}

/// Names that the database would cut or refuse. Generated names never are: see `schema::naming`.
pub(super) fn too_long(migration: &str, recorded: &Recorded, target: &Target) -> Vec<Problem> {
    let capabilities = &target.capabilities;
    let mut problems = Vec::new();
    for name in recorded.operation.identifiers() {
        let over_bytes = capabilities
            .identifier_bytes
            .filter(|limit| name.len() > *limit)
            .map(|limit| (limit, "bytes"));
        let over_chars = capabilities
            .identifier_chars
            .filter(|limit| name.chars().count() > *limit);
        if let Some((limit, unit)) = over_bytes.or(over_chars.map(|limit| (limit, "characters"))) {
            let message = format!(
                "the name \"{name}\" is longer than the {limit} {unit} that {} keeps",
                capabilities.database
            );
            let problem = Problem::new(message)
                .in_migration(migration)
                .at(recorded.place_of(Some(name)));
            problems.push(problem.help("give it a shorter name"));
        }
    }
    problems
}

/// What a migration of these statements does.
pub(super) fn body(mut statements: Vec<PlannedStatement>, entry: &Entry) -> PlannedBody {
    if !entry.in_transaction {
        let own = statements
            .iter_mut()
            .map(|planned| &mut planned.statement.facts);
        own.filter(|facts| facts.own_sql)
            .for_each(|facts| facts.transactional = false);
    }
    in_steps(statements)
}

/// Statements that are one transaction, or else a list of stages, each of which is written down. A backfill ends the
/// step before it.
pub(super) fn in_steps(statements: Vec<PlannedStatement>) -> PlannedBody {
    let (mut stages, mut between) = (Vec::new(), Vec::new());
    for planned in statements {
        match planned.statement.facts.backfill.clone() {
            None => between.push(planned),
            Some(batches) => {
                let steps = cut(std::mem::take(&mut between));
                stages.extend(steps.into_iter().map(Stage::Step));
                stages.push(Stage::Backfill(Box::new(PlannedBackfill {
                    statement: planned,
                    batches,
                })));
            }
        }
    }
    let steps = cut(between);
    let is_one = steps.len() <= 1 && steps.iter().all(|step| step.transactional);
    if stages.is_empty() && is_one {
        return PlannedBody::Steps(steps);
    }
    stages.extend(steps.into_iter().map(Stage::Step));
    PlannedBody::Staged(stages)
}

/// Cuts statements into steps: what can run in one transaction together, and what must run alone.
pub(super) fn cut(statements: Vec<PlannedStatement>) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut committed = true;
    for planned in statements {
        let facts = &planned.statement.facts;
        let transactional = facts.transactional;
        let commits = facts.commit_before_use;
        match steps.last_mut() {
            Some(step) if step.transactional && transactional && (committed || commits) => {
                step.statements.push(planned)
            }
            _ => steps.push(Step {
                transactional,
                statements: vec![planned],
            }),
        }
        committed = !commits;
    }
    steps
}
