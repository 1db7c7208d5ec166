//! Domains: <https://www.postgresql.org/docs/current/sql-createdomain.html>.

use super::column::default_sql;
use super::{Lowered, PG, column_type, parenthesised, word};
use crate::dialect::{LockLevel, Statement, Target, Unsupported};
use crate::operation::is_of_type;
use crate::schema::{Check, Column, Domain, DomainChange, ObjectName, SchemaState};

/// CREATE DOMAIN has no NOT VALID: such a check is added afterwards.
pub(super) fn create(domain: &Domain, target: &Target) -> Lowered {
    let name = PG.quote_name(&domain.name);
    let base = column_type::name(&domain.base, target)?;
    let mut sql = format!("CREATE DOMAIN {name} AS {base}");
    if let Some(collation) = &domain.collation {
        sql += &format!(" COLLATE {}", PG.quote(collation));
    }
    if let Some(default) = &domain.default
        && let Some(default) = default_sql(default, target)?
    {
        sql += &format!(" DEFAULT {default}");
    }
    sql += word(domain.not_null, " NOT NULL");
    for check in domain.checks.values().filter(|check| !check.not_valid) {
        sql += &format!(" {}", check_sql(check, target)?);
    }
    let mut statements = vec![Statement::new(sql)];
    for check in domain.checks.values().filter(|check| check.not_valid) {
        statements.push(add_check(&domain.name, check, target)?);
    }
    Ok(statements)
}

pub(super) fn change(
    name: &ObjectName,
    change: &DomainChange,
    before: &SchemaState,
    target: &Target,
) -> Lowered {
    let alter = format!("ALTER DOMAIN {}", PG.quote_name(name));
    let statement = match change {
        DomainChange::Default(default) => {
            let default = match default {
                Some(default) => default_sql(default, target)?,
                None => None,
            };
            Statement::new(match default {
                Some(default) => format!("{alter} SET DEFAULT {default}"),
                None => format!("{alter} DROP DEFAULT"),
            })
        }
        DomainChange::NotNull(true) => reads_columns(
            Statement::new(format!("{alter} SET NOT NULL")),
            name,
            before,
        ),
        DomainChange::NotNull(false) => Statement::new(format!("{alter} DROP NOT NULL")),
        DomainChange::AddCheck(check) => match check.not_valid {
            true => add_check(name, check, target)?,
            false => reads_columns(add_check(name, check, target)?, name, before),
        },
        DomainChange::DropCheck(check) => {
            Statement::new(format!("{alter} DROP CONSTRAINT {}", PG.quote(check)))
        }
        DomainChange::ValidateCheck(check) => {
            let sql = format!("{alter} VALIDATE CONSTRAINT {}", PG.quote(check));
            reads_columns(Statement::new(sql), name, before)
        }
    };
    Ok(vec![statement])
}

/// What makes the domain that is there this one.
pub(super) fn alter(from: &Domain, to: &Domain, before: &SchemaState, target: &Target) -> Lowered {
    let mut statements = Vec::new();
    for step in from.changes_to(to) {
        statements.extend(change(&to.name, &step, before, target)?);
    }
    Ok(statements)
}

/// All tables with columns of the domain are locked and read; the first is named.
fn reads_columns(statement: Statement, name: &ObjectName, before: &SchemaState) -> Statement {
    let is_of_domain = |column: &Column| is_of_type(&column.column_type, name);
    let mut tables = before.tables.values();
    let statement = statement.scans();
    match tables.find(|table| table.columns.iter().any(is_of_domain)) {
        Some(table) => statement.locks(&table.name, LockLevel::Share),
        None => statement,
    }
}

fn add_check(name: &ObjectName, check: &Check, target: &Target) -> Result<Statement, Unsupported> {
    Ok(Statement::new(format!(
        "ALTER DOMAIN {} ADD {}{}",
        PG.quote_name(name),
        check_sql(check, target)?,
        word(check.not_valid, " NOT VALID"),
    )))
}

fn check_sql(check: &Check, target: &Target) -> Result<String, Unsupported> {
    let rule = parenthesised(&check.expression, target)?;
    Ok(format!("CONSTRAINT {} CHECK {rule}", PG.quote(&check.name)))
}
