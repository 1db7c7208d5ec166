//! Keys and checks. <https://www.postgresql.org/docs/current/sql-altertable.html>

use std::fmt::Write as _;

use super::{PG, parenthesised, word};
use crate::dialect::{LockLevel, ProbeObject, Statement, Target, Unsupported};
use crate::operation::{AddConstraint, DropConstraint, RenameConstraint, ValidateConstraint};
use crate::schema::{
    Constraint, Deferrable, ForeignKey, ObjectName, ReferentialAction, SchemaState, Unique,
};

/// `CONSTRAINT "name" ...`, without `NOT VALID`.
pub(super) fn definition(constraint: &Constraint, target: &Target) -> Result<String, Unsupported> {
    let body = match constraint {
        Constraint::PrimaryKey(key) => format!("PRIMARY KEY ({})", PG.quote_list(&key.columns)),
        Constraint::Unique(unique) => unique_sql(unique, target)?,
        Constraint::ForeignKey(key) => foreign_key_sql(key),
        Constraint::Check(check) => format!("CHECK {}", parenthesised(&check.expression, target)?),
    };
    Ok(format!("CONSTRAINT {} {body}", PG.quote(constraint.name())))
}

fn unique_sql(unique: &Unique, target: &Target) -> Result<String, Unsupported> {
    let nulls = nulls_not_distinct(unique.nulls_not_distinct, target)?;
    let columns = PG.quote_list(&unique.columns);
    let deferrable = deferrable_sql(unique.deferrable);
    Ok(format!("UNIQUE{nulls} ({columns}){deferrable}"))
}

/// ` NULLS NOT DISTINCT`, which came with PostgreSQL 15.
pub(super) fn nulls_not_distinct(
    wanted: bool,
    target: &Target,
) -> Result<&'static str, Unsupported> {
    if wanted && !target.capabilities.nulls_not_distinct {
        return Err(target.unsupported(
            "unique key that counts two NULLs as equal before version 15",
            "make a unique index over `coalesce(column, ...)`",
        ));
    }
    Ok(word(wanted, " NULLS NOT DISTINCT"))
}

fn foreign_key_sql(key: &ForeignKey) -> String {
    let mut sql = format!(
        "FOREIGN KEY ({}) REFERENCES {} ({}){}",
        PG.quote_list(&key.columns),
        PG.quote_name(&key.references),
        PG.quote_list(&key.referenced_columns),
        word(key.match_full, " MATCH FULL"),
    );
    for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
        if action != ReferentialAction::NoAction {
            let _ = write!(sql, " ON {event} {}", action.sql());
        }
    }
    sql + deferrable_sql(key.deferrable)
}

fn deferrable_sql(deferrable: Deferrable) -> &'static str {
    match deferrable {
        Deferrable::No => "",
        Deferrable::InitiallyImmediate => " DEFERRABLE INITIALLY IMMEDIATE",
        Deferrable::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
    }
}

/// Whether existing rows are left unchecked.
pub(super) fn is_not_valid(constraint: &Constraint) -> bool {
    match constraint {
        Constraint::PrimaryKey(_) | Constraint::Unique(_) => false,
        Constraint::ForeignKey(key) => key.not_valid,
        Constraint::Check(check) => check.not_valid,
    }
}

/// `ADD CONSTRAINT ...`: a clause of ALTER TABLE.
pub(super) fn add_clause(constraint: &Constraint, target: &Target) -> Result<String, Unsupported> {
    let not_valid = word(is_not_valid(constraint), " NOT VALID");
    Ok(format!(
        "ADD {}{not_valid}",
        definition(constraint, target)?
    ))
}

/// A foreign key locks both tables; the manual names SHARE ROW EXCLUSIVE for it, and ACCESS EXCLUSIVE for the others.
pub(super) fn add(op: &AddConstraint, target: &Target) -> Result<Statement, Unsupported> {
    let constraint = &op.constraint;
    let lock = match constraint {
        Constraint::ForeignKey(_) => LockLevel::ShareRowExclusive,
        Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::Check(_) => {
            LockLevel::AccessExclusive
        }
    };
    let statement = add_to(&op.table, constraint, target)?.locks(&op.table, lock);
    Ok(match is_not_valid(constraint) {
        true => statement,
        false => statement.scans(),
    })
}

/// The statement alone, with no facts but its probe.
pub(super) fn add_to(
    table: &ObjectName,
    constraint: &Constraint,
    target: &Target,
) -> Result<Statement, Unsupported> {
    let clause = add_clause(constraint, target)?;
    let sql = format!("ALTER TABLE {} {clause}", PG.quote_name(table));
    let probe = ProbeObject::Constraint(table.clone(), constraint.name().to_owned());
    Ok(Statement::new(sql).creates(probe))
}

/// A primary key leaves its columns NOT NULL behind; those that may be NULL by the state get that back.
pub(super) fn drop(op: &DropConstraint, before: &SchemaState) -> Statement {
    let mut sql = format!(
        "ALTER TABLE {} DROP CONSTRAINT {}{}",
        PG.quote_name(&op.table),
        word(op.if_exists, "IF EXISTS "),
        PG.quote(&op.name)
    );
    if let Some(table) = before.table(&op.table) {
        let key = (table.primary_key.iter()).filter(|key| key.name == op.name);
        for column in key.flat_map(|key| &key.columns) {
            if (table.column(column)).is_some_and(|column| column.nullable && !column.is_identity())
            {
                let _ = write!(sql, ", ALTER COLUMN {} DROP NOT NULL", PG.quote(column));
            }
        }
    }
    Statement::new(sql)
        .locks(&op.table, LockLevel::AccessExclusive)
        .removes(ProbeObject::Constraint(op.table.clone(), op.name.clone()))
}

pub(super) fn rename(op: &RenameConstraint) -> Statement {
    Statement::new(format!(
        "ALTER TABLE {} RENAME CONSTRAINT {} TO {}",
        PG.quote_name(&op.table),
        PG.quote(&op.from),
        PG.quote(&op.to)
    ))
    .locks(&op.table, LockLevel::AccessExclusive)
    .creates(ProbeObject::Constraint(op.table.clone(), op.to.clone()))
}

/// Reads the table under a lock that lets reads and writes go on.
pub(super) fn validate(op: &ValidateConstraint) -> Statement {
    Statement::new(format!(
        "ALTER TABLE {} VALIDATE CONSTRAINT {}",
        PG.quote_name(&op.table),
        PG.quote(&op.name)
    ))
    .locks(&op.table, LockLevel::ShareUpdateExclusive)
    .scans()
}
