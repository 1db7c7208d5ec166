//! Renaming columns, and what stands in the way.

use super::alter::{Alter, Work};
use super::context::{Answer, Context};
use super::{constraint, foreign_key};
use crate::dialect::{ProbeObject, Statement};
use crate::operation::RenameColumn;
use crate::schema::{Check, DefaultValue, Generation, IndexKey, Table};

/// MariaDB carries the new name into checks, generated columns and defaults. MySQL refuses when one of them mentions the
/// column (errors 3959, 3108, 3774, 3837): checks are put back under the new name, the others are left to the user.
pub(super) fn rename(cx: &Context<'_>, op: &RenameColumn) -> Answer<Vec<Statement>> {
    let mut rename = Alter::new(&op.table);
    let (from, to) = (cx.quote(&op.from)?, cx.quote(&op.to)?);
    rename.add(Work::Metadata, format!("RENAME COLUMN {from} TO {to}"));
    let probe = ProbeObject::Column(op.table.clone(), op.to.clone());
    let Some(table) = cx.known(&op.table).filter(|_| !cx.is_mariadb()) else {
        return Ok(vec![rename.statement(cx)?.creates(probe)]);
    };
    check_computed(cx, table, &op.from, "renamed")?;
    check_functional_indexes(cx, table, &op.from)?;
    let checks: Vec<&Check> = (table.checks.values())
        .filter(|check| check.expression.mentions(&op.from))
        .collect();
    let Some(check) = checks.first() else {
        return Ok(vec![rename.statement(cx)?.creates(probe)]);
    };
    // Adding a check copies the table, and a copy cannot rename columns of foreign keys (error 1846): then each step is
    // a statement of its own.
    if foreign_key::of_column(cx, &op.table, &op.from).is_empty() {
        put_checks(cx, op, &checks, |drop, add| {
            rename.drop(Work::Metadata, drop);
            rename.add(Work::Copy, add);
        })?;
        return Ok(vec![rename.statement(cx)?.creates(probe)]);
    }
    let (mut first, mut last) = (Alter::new(&op.table), Alter::new(&op.table));
    put_checks(cx, op, &checks, |drop, add| {
        first.drop(Work::Metadata, drop);
        last.add(Work::Copy, add);
    })?;
    let constraint = ProbeObject::Constraint(op.table.clone(), check.name.clone());
    Ok(vec![
        first.statement(cx)?.removes(constraint.clone()),
        rename.statement(cx)?.creates(probe),
        last.statement(cx)?.creates(constraint),
    ])
}

/// The clauses that drop each check and add it again under the new name of the column.
fn put_checks(
    cx: &Context<'_>,
    op: &RenameColumn,
    checks: &[&Check],
    mut put: impl FnMut(String, String),
) -> Answer<()> {
    for check in checks {
        let mut renamed = Check::clone(check);
        renamed.expression = check.expression.rename(&op.from, &op.to);
        put(
            format!("DROP CONSTRAINT {}", cx.quote(&check.name)?),
            format!("ADD {}", constraint::check_clause(cx, &renamed)?),
        );
    }
    Ok(())
}

fn check_functional_indexes(cx: &Context<'_>, table: &Table, column: &str) -> Answer<()> {
    let mentions = |key: &IndexKey| match key {
        IndexKey::Column(_) => false,
        IndexKey::Expression(expression) => expression.mentions(column),
    };
    match table.indexes.values().find(|index| index.parts.iter().any(|part| mentions(&part.key))) {
        Some(index) => cx.refuse(
            format!("way to rename a column that an index over an expression uses (\"{column}\", \"{}\")", index.name),
            "drop the index before, and create it again after",
        ),
        None => Ok(()),
    }
}

/// Neither database drops a column that another is computed from; MySQL does not rename one either.
pub(super) fn check_computed(
    cx: &Context<'_>,
    table: &Table,
    column: &str,
    done: &str,
) -> Answer<()> {
    let user = table.columns.iter().find(|other| {
        let generation = other.generation.as_ref().and_then(Generation::expression);
        let default = match &other.default {
            Some(DefaultValue::Expression(expression)) => Some(expression),
            Some(DefaultValue::Value(_) | DefaultValue::CurrentTimestamp) | None => None,
        };
        [generation, default]
            .into_iter()
            .flatten()
            .any(|expression| expression.mentions(column))
    });
    match user {
        Some(user) => cx.refuse(
            format!("way for a column to be {done} while another is computed from it (\"{column}\", \"{}\")", user.name),
            format!("drop \"{}\" before, and add it again after if it is still wanted", user.name),
        ),
        None => Ok(()),
    }
}
