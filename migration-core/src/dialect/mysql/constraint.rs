//! Keys and checks.
//!
//! A unique constraint is a unique index, and goes by the index's name. The primary key is called `PRIMARY`, whatever
//! name it was given. Foreign keys and checks cannot be renamed, so they are added under the new name.

use super::alter::{Alter, Work};
use super::context::{Answer, Context, Guard, IF_EXISTS};
use super::foreign_key::{self, follow};
use super::key::check_columns;
use super::{column, identity};
use crate::dialect::{ProbeObject, Statement};
use crate::operation::{
    AddConstraint, AlterConstraint, ConstraintChange, DropConstraint, RenameConstraint,
    ValidateConstraint,
};
use crate::schema::{
    Check, Constraint, ConstraintKind, Deferrable, ObjectName, Table, Unique, naming,
};

pub(super) fn add(cx: &Context<'_>, op: &AddConstraint) -> Answer<Vec<Statement>> {
    let known = cx.known(&op.table);
    let mut alter = Alter::new(&op.table);
    if let Some(before) = known {
        let mut after = before.clone();
        if let Some(index) = &op.using_index {
            after.indexes.remove(index);
        }
        after.put_constraint(op.constraint.clone());
        identity::check(cx, &after)?;
        follow(cx, before, &after, &mut alter)?;
    }
    if let (Constraint::Check(check), Some(table)) = (&op.constraint, known) {
        for key in table.foreign_keys.values() {
            foreign_key::check_actions(cx, key, check)?;
        }
    }
    if let (Constraint::PrimaryKey(key), Some(table)) = (&op.constraint, known) {
        // A primary key makes its columns NOT NULL; saying so keeps the server from taking NULL for a mistake.
        for name in &key.columns {
            if let Some(column) = table.column(name).filter(|column| column.nullable) {
                let definition = column::definition(cx, column, true)?;
                alter.add(Work::Rebuild, format!("MODIFY COLUMN {definition}"));
            }
        }
    }
    let clause = clause(cx, &op.constraint, known)?;
    let probe = probe(&op.table, op.constraint.kind(), op.constraint.name());
    match (&op.using_index, op.constraint.kind()) {
        // A unique index is a unique constraint: only its name can differ.
        (Some(index), ConstraintKind::Unique)
            if index == op.constraint.name() && !has_comment(known, index) =>
        {
            return Ok(Vec::new());
        }
        (Some(index), ConstraintKind::Unique) if !has_comment(known, index) => {
            let (from, to) = (cx.quote(index)?, cx.quote(op.constraint.name())?);
            alter.add(Work::Metadata, format!("RENAME INDEX {from} TO {to}"));
        }
        (index, kind) => {
            if let Some(index) = index {
                alter.drop(Work::Metadata, format!("DROP INDEX {}", cx.quote(index)?));
            }
            alter.add(work_of_adding(kind), format!("ADD {clause}"));
        }
    }
    Ok(vec![alter.statement(cx)?.creates(probe)])
}

pub(super) fn drop(cx: &Context<'_>, op: &DropConstraint) -> Answer<Vec<Statement>> {
    let known = cx.known(&op.table);
    let found = known.and_then(|table| kind_of(table, &op.name));
    let guard = cx.guard(Guard {
        asked: op.if_exists,
        clause: IF_EXISTS,
        table: &op.table,
        name: &op.name,
        found: found.is_some(),
    })?;
    let Some(guard) = guard else {
        return Ok(Vec::new());
    };
    let kind = found.or(op.kind);
    let is_key = kind == Some(ConstraintKind::PrimaryKey);
    if op.if_exists && is_key && known.is_some_and(|table| table.primary_key.is_none()) {
        // DROP PRIMARY KEY has no IF EXISTS.
        return Ok(Vec::new());
    }
    let mut alter = Alter::new(&op.table);
    let work = match kind {
        // Without another primary key to take its place, dropping one copies the table.
        Some(ConstraintKind::PrimaryKey) => Work::Copy,
        Some(
            ConstraintKind::Unique
            | ConstraintKind::ForeignKey
            | ConstraintKind::Check
            | ConstraintKind::Exclusion,
        )
        | None => Work::Metadata,
    };
    alter.drop(work, drop_clause(cx, kind, &op.name, guard)?);
    if let Some(before) = known {
        let mut after = before.clone();
        if after.take_constraint(&op.name).is_none() {
            after.indexes.remove(&op.name);
        }
        follow(cx, before, &after, &mut alter)?;
        identity::check(cx, &after)?;
    }
    let probe = probe(&op.table, kind.unwrap_or(ConstraintKind::Check), &op.name);
    Ok(vec![alter.statement(cx)?.removes(probe)])
}

pub(super) fn rename(cx: &Context<'_>, op: &RenameConstraint) -> Answer<Vec<Statement>> {
    let Some(table) = cx.known(&op.table) else {
        return cx.refuse(
            format!(
                "way to rename constraint \"{}\" of table \"{}\", which no migration creates",
                op.from, op.table
            ),
            "use raw SQL that drops it and adds it under the new name",
        );
    };
    let (from, to) = (cx.quote(&op.from)?, cx.quote(&op.to)?);
    let mut alter = Alter::new(&op.table);
    match table.constraint(&op.from) {
        Some(Constraint::PrimaryKey(_)) => return Ok(Vec::new()),
        Some(Constraint::ForeignKey(key)) => return foreign_key::rename(cx, table, key, &op.to),
        Some(Constraint::Check(check)) => {
            let renamed = Check {
                name: op.to.clone(),
                ..check
            };
            alter.drop(Work::Copy, format!("DROP CONSTRAINT {from}"));
            alter.add(Work::Copy, format!("ADD {}", check_clause(cx, &renamed)?));
        }
        Some(Constraint::Exclusion(exclusion)) => return refuse_exclusion(cx, &exclusion.name),
        Some(Constraint::Unique(_)) | None => {
            alter.add(Work::Metadata, format!("RENAME INDEX {from} TO {to}"));
        }
    }
    let kind = kind_of(table, &op.from).unwrap_or(ConstraintKind::Unique);
    Ok(vec![
        alter.statement(cx)?.creates(probe(&op.table, kind, &op.to)),
    ])
}

/// Nothing to do: a constraint is never added without looking at the rows.
pub(super) fn validate(cx: &Context<'_>, op: &ValidateConstraint) -> Answer<Vec<Statement>> {
    let constraint = cx
        .known(&op.table)
        .and_then(|table| table.constraint(&op.name));
    match constraint {
        Some(Constraint::ForeignKey(key)) => {
            foreign_key::clause(cx, &key, None).map(|_| Vec::new())
        }
        Some(Constraint::Check(check)) => check_clause(cx, &check).map(|_| Vec::new()),
        Some(Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::Exclusion(_))
        | None => Ok(Vec::new()),
    }
}

/// A constraint has no comment, so an index that becomes one is to lose it.
fn has_comment(table: Option<&Table>, index: &str) -> bool {
    let index = table.and_then(|table| table.indexes.get(index));
    index.is_some_and(|index| index.comment.is_some())
}

/// Nothing here waits for the end of a transaction; MySQL can leave a check unenforced.
pub(super) fn alter(cx: &Context<'_>, op: &AlterConstraint) -> Answer<Vec<Statement>> {
    match op.change {
        ConstraintChange::Deferrable(Deferrable::No) => Ok(Vec::new()),
        ConstraintChange::Deferrable(
            Deferrable::InitiallyImmediate | Deferrable::InitiallyDeferred,
        ) => cx.refuse(
            format!("deferrable constraints (\"{}\")", op.name),
            "leave it as it is, and write rows in the order of the keys",
        ),
        ConstraintChange::Enforced(enforced) => {
            if !cx.target.capabilities.unenforced_checks {
                return refuse_unenforced(cx, &op.name);
            }
            let mut alter = Alter::new(&op.table);
            let (name, not) = (cx.quote(&op.name)?, if enforced { "" } else { "NOT " });
            // Rows are read when they are to be checked again.
            let work = if enforced { Work::Copy } else { Work::Metadata };
            alter.add(work, format!("ALTER CHECK {name} {not}ENFORCED"));
            Ok(vec![alter.statement(cx)?])
        }
    }
}

fn refuse_unenforced<T>(cx: &Context<'_>, name: &str) -> Answer<T> {
    cx.refuse(
        format!("checks that are not enforced (\"{name}\")"),
        "drop the check, and add it again when it is wanted",
    )
}

fn refuse_exclusion<T>(cx: &Context<'_>, name: &str) -> Answer<T> {
    cx.refuse(
        format!("exclusion constraints (\"{name}\")"),
        "look for the other row in a trigger, under a lock on what both belong to",
    )
}

fn refuse_temporal(cx: &Context<'_>, name: &str) -> Answer<String> {
    cx.refuse(
        format!("keys over ranges (\"{name}\")"),
        "keep the two ends in two columns, and look for overlaps in a trigger",
    )
}

/// A constraint, as `CREATE TABLE` and `ALTER TABLE` write it.
pub(super) fn clause(
    cx: &Context<'_>,
    constraint: &Constraint,
    table: Option<&Table>,
) -> Answer<String> {
    match constraint {
        Constraint::PrimaryKey(key) if key.without_overlaps => refuse_temporal(cx, &key.name),
        Constraint::Unique(key) if key.without_overlaps => refuse_temporal(cx, &key.name),
        Constraint::ForeignKey(key) if key.period => refuse_temporal(cx, &key.name),
        Constraint::PrimaryKey(key) => {
            check_columns(cx, &key.name, table, key.columns.iter().map(String::as_str))?;
            Ok(format!("PRIMARY KEY ({})", cx.quote_list(&key.columns)?))
        }
        Constraint::Unique(unique) => unique_clause(cx, unique, table),
        Constraint::ForeignKey(key) => foreign_key::clause(cx, key, table),
        Constraint::Check(check) => check_clause(cx, check),
        Constraint::Exclusion(exclusion) => refuse_exclusion(cx, &exclusion.name),
    }
}

fn unique_clause(cx: &Context<'_>, unique: &Unique, table: Option<&Table>) -> Answer<String> {
    let name = &unique.name;
    if unique.nulls_not_distinct {
        return cx.refuse(
            format!("unique constraints to which NULLs are equal (\"{name}\")"),
            "make the columns NOT NULL, or index a generated column that turns NULL into a value",
        );
    }
    if unique.deferrable != Deferrable::No {
        return cx.refuse(
            format!("deferrable unique constraints (\"{name}\")"),
            "leave deferrable out",
        );
    }
    check_columns(cx, name, table, unique.columns.iter().map(String::as_str))?;
    Ok(format!(
        "CONSTRAINT {} UNIQUE ({})",
        cx.quote(name)?,
        cx.quote_list(&unique.columns)?
    ))
}

pub(super) fn check_clause(cx: &Context<'_>, check: &Check) -> Answer<String> {
    if check.not_valid {
        return cx.refuse(
            format!(
                "checks that leave existing rows unchecked (\"{}\")",
                check.name
            ),
            "put the rows right first, then add it without not_valid",
        );
    }
    if check.not_enforced && !cx.target.capabilities.unenforced_checks {
        return refuse_unenforced(cx, &check.name);
    }
    let enforced = if check.not_enforced {
        " NOT ENFORCED"
    } else {
        ""
    };
    Ok(format!(
        "CONSTRAINT {} CHECK ({}){enforced}",
        cx.quote(&check.name)?,
        cx.sql(&check.expression)?
    ))
}

/// `DROP` of a constraint. Without a kind, the server finds out what it is.
pub(super) fn drop_clause(
    cx: &Context<'_>,
    kind: Option<ConstraintKind>,
    name: &str,
    guard: &str,
) -> Answer<String> {
    Ok(match kind {
        Some(ConstraintKind::PrimaryKey) => "DROP PRIMARY KEY".to_owned(),
        Some(ConstraintKind::Unique) => format!("DROP INDEX{guard} {}", cx.quote(name)?),
        Some(ConstraintKind::ForeignKey) => format!("DROP FOREIGN KEY{guard} {}", cx.quote(name)?),
        Some(ConstraintKind::Check | ConstraintKind::Exclusion) | None => {
            format!("DROP CONSTRAINT{guard} {}", cx.quote(name)?)
        }
    })
}

/// A unique index counts as a unique constraint: introspection cannot tell them apart.
fn kind_of(table: &Table, name: &str) -> Option<ConstraintKind> {
    let index = || table.indexes.get(name).filter(|index| index.unique);
    (table.constraint(name).map(|constraint| constraint.kind()))
        .or_else(|| index().map(|_| ConstraintKind::Unique))
}

fn probe(table: &ObjectName, kind: ConstraintKind, name: &str) -> ProbeObject {
    match kind {
        ConstraintKind::PrimaryKey => {
            ProbeObject::Constraint(table.clone(), naming::primary_key(table))
        }
        ConstraintKind::Unique => ProbeObject::Index(table.clone(), name.to_owned()),
        ConstraintKind::ForeignKey | ConstraintKind::Check | ConstraintKind::Exclusion => {
            ProbeObject::Constraint(table.clone(), name.to_owned())
        }
    }
}

fn work_of_adding(kind: ConstraintKind) -> Work {
    match kind {
        ConstraintKind::PrimaryKey => Work::Rebuild,
        ConstraintKind::Unique => Work::Build,
        ConstraintKind::ForeignKey | ConstraintKind::Check | ConstraintKind::Exclusion => {
            Work::Copy
        }
    }
}
