//! Keys and checks.
//!
//! They are written in `CREATE TABLE` alone, always with their names, so adding, dropping and renaming one rebuilds the
//! table. Existing rows are always checked: a check by the copy, a foreign key by `PRAGMA foreign_key_check` before the
//! commit. So `not valid` means nothing here, and to validate is nothing to do.

use super::Context;
use super::context::quote;
use super::expression::parenthesised;
use super::rebuild::{Rebuild, proven};
use crate::dialect::{Dialect, ProbeObject, Statement, Unsupported};
use crate::operation::{
    AddConstraint, AlterConstraint, ConstraintChange, DropConstraint, RenameConstraint,
    ValidateConstraint,
};
use crate::schema::{Constraint, Deferrable, ForeignKey, PrimaryKey, ReferentialAction, Unique};

pub(super) fn add(
    op: &AddConstraint,
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    let change = format!("add a {}", op.constraint.kind().term());
    let mut rebuild = Rebuild::of(context.table(&op.table, &change)?);
    if let Some(index) = &op.using_index {
        // The constraint brings its own.
        rebuild.after.indexes.remove(index);
    }
    rebuild.after.put_constraint(op.constraint.clone());
    let probe = ProbeObject::Constraint(op.table.clone(), op.constraint.name().to_owned());
    Ok(proven(rebuild.statements(context)?, |last| {
        last.creates(probe)
    }))
}

pub(super) fn drop(
    op: &DropConstraint,
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    let table = context.table(&op.table, "drop a constraint")?;
    let mut rebuild = Rebuild::of(table);
    if rebuild.after.take_constraint(&op.name).is_none() {
        if op.if_exists {
            return Ok(Vec::new());
        }
        return Err(context.unknown("constraint", &op.name, table));
    }
    let probe = ProbeObject::Constraint(op.table.clone(), op.name.clone());
    Ok(proven(rebuild.statements(context)?, |last| {
        last.removes(probe)
    }))
}

pub(super) fn rename(
    op: &RenameConstraint,
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    let table = context.table(&op.table, "rename a constraint")?;
    let mut rebuild = Rebuild::of(table);
    let mut constraint = (rebuild.after.take_constraint(&op.from))
        .ok_or_else(|| context.unknown("constraint", &op.from, table))?;
    let name = match &mut constraint {
        Constraint::PrimaryKey(key) => &mut key.name,
        Constraint::Unique(unique) => &mut unique.name,
        Constraint::ForeignKey(key) => &mut key.name,
        Constraint::Check(check) => &mut check.name,
        Constraint::Exclusion(exclusion) => &mut exclusion.name,
    };
    name.clone_from(&op.to);
    rebuild.after.put_constraint(constraint);
    let probe = ProbeObject::Constraint(op.table.clone(), op.to.clone());
    Ok(proven(rebuild.statements(context)?, |last| {
        last.creates(probe)
    }))
}

/// A foreign key alone can wait for the end of the transaction.
pub(super) fn alter(
    op: &AlterConstraint,
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    let table = context.table(&op.table, "change a constraint")?;
    let mut rebuild = Rebuild::of(table);
    match (rebuild.after.take_constraint(&op.name), op.change) {
        (Some(Constraint::ForeignKey(key)), ConstraintChange::Deferrable(to)) => {
            let changed = ForeignKey {
                deferrable: to,
                ..key
            };
            rebuild
                .after
                .put_constraint(Constraint::ForeignKey(changed));
        }
        (Some(Constraint::Unique(key)), ConstraintChange::Deferrable(to)) => {
            let changed = Unique {
                deferrable: to,
                ..key
            };
            rebuild.after.put_constraint(Constraint::Unique(changed));
        }
        (_, ConstraintChange::Deferrable(_)) => {
            return Err(context.unknown("foreign key", &op.name, table));
        }
        (_, ConstraintChange::Enforced(_)) => return Err(unenforced(&op.name, context)),
    }
    rebuild.statements(context)
}

fn unenforced(name: &str, context: &Context<'_>) -> Unsupported {
    context.unsupported(
        format!("checks that are not enforced, which \"{name}\" is to be"),
        "drop the check, and add it again when it is wanted",
    )
}

/// Nothing: the rows were checked when the constraint was added.
pub(super) fn validate(
    op: &ValidateConstraint,
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    context.name(&op.table)?;
    Ok(Vec::new())
}

/// A constraint as `CREATE TABLE` has it.
pub(super) fn definition(
    constraint: &Constraint,
    context: &Context<'_>,
) -> Result<String, Unsupported> {
    let temporal = match constraint {
        Constraint::PrimaryKey(key) => key.without_overlaps,
        Constraint::Unique(key) => key.without_overlaps,
        Constraint::ForeignKey(key) => key.period,
        Constraint::Check(_) | Constraint::Exclusion(_) => false,
    };
    if temporal {
        return Err(context.unsupported(
            format!("keys over ranges, which \"{}\" is", constraint.name()),
            "keep the two ends in two columns, and look for overlaps in a trigger",
        ));
    }
    let body = match constraint {
        Constraint::PrimaryKey(PrimaryKey { columns, .. }) => {
            format!("PRIMARY KEY ({})", Dialect::Sqlite.quote_list(columns))
        }
        Constraint::Unique(key) => unique(key, context)?,
        Constraint::ForeignKey(key) => foreign_key(key, context)?,
        Constraint::Check(check) if check.not_enforced => {
            return Err(unenforced(&check.name, context));
        }
        Constraint::Exclusion(exclusion) => {
            return Err(context.unsupported(
                format!("exclusion constraints, which \"{}\" is", exclusion.name),
                "look for the other row in a trigger: one transaction writes at a time",
            ));
        }
        Constraint::Check(check) => {
            let text = context.expression(&check.expression)?;
            format!("CHECK {}", parenthesised(text))
        }
    };
    Ok(format!("CONSTRAINT {} {body}", quote(constraint.name())))
}

fn unique(key: &Unique, context: &Context<'_>) -> Result<String, Unsupported> {
    if key.nulls_not_distinct {
        return Err(nulls_not_distinct(&key.name, context));
    }
    if key.deferrable != Deferrable::No {
        return Err(context.unsupported(
            format!(
                "deferrable unique constraints, which \"{}\" asks to be",
                key.name
            ),
            "leave `deferrable` out; where rows swap their values, write a third value in between",
        ));
    }
    Ok(format!(
        "UNIQUE ({})",
        Dialect::Sqlite.quote_list(&key.columns)
    ))
}

/// NULLs are always distinct to SQLite (<https://www.sqlite.org/nulls.html>).
pub(super) fn nulls_not_distinct(name: &str, context: &Context<'_>) -> Unsupported {
    context.unsupported(
        format!("unique keys to which two NULLs are equal, which \"{name}\" asks to be"),
        "make the columns NOT NULL, or use a unique index over `coalesce(column, '')`",
    )
}

fn foreign_key(key: &ForeignKey, context: &Context<'_>) -> Result<String, Unsupported> {
    // SQLite reads MATCH and ignores it: https://www.sqlite.org/foreignkeys.html#fk_unsupported
    if key.match_full {
        return Err(context.unsupported(
            format!(
                "MATCH FULL, which the foreign key \"{}\" asks for",
                key.name
            ),
            "leave it out, and add a check that the columns are all NULL or all not",
        ));
    }
    if !key.on_delete_columns.is_empty() {
        return Err(context.unsupported(
            format!(
                "foreign keys that set some of their columns, which \"{}\" asks for",
                key.name
            ),
            "let it set all of them, or write a trigger",
        ));
    }
    let mut sql = format!(
        "FOREIGN KEY ({}) REFERENCES {} ({})",
        Dialect::Sqlite.quote_list(&key.columns),
        context.name(&key.references)?,
        Dialect::Sqlite.quote_list(&key.referenced_columns),
    );
    for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
        if action != ReferentialAction::NoAction {
            sql.push_str(&format!(" ON {event} {}", action.sql()));
        }
    }
    sql.push_str(match key.deferrable {
        Deferrable::No => "",
        Deferrable::InitiallyImmediate => " DEFERRABLE INITIALLY IMMEDIATE",
        Deferrable::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
    });
    Ok(sql)
}
