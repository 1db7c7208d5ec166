//! Keys and checks. <https://www.postgresql.org/docs/current/sql-altertable.html>

use std::fmt::Write as _;

use super::{Lowered, PG, index, parenthesised, table, word};
use crate::dialect::{LockLevel, ProbeObject, Statement, Target, Unsupported};
use crate::operation::{
    AddConstraint, AlterConstraint, CommentOnPart, ConstraintChange, DropConstraint,
    RenameConstraint, TablePart, ValidateConstraint,
};
use crate::schema::{
    Check, Constraint, Deferrable, Exclusion, ForeignKey, ObjectName, ReferentialAction,
    SchemaState, Unique,
};

/// `CONSTRAINT "name" ...`, without `NOT VALID`.
pub(super) fn definition(constraint: &Constraint, target: &Target) -> Result<String, Unsupported> {
    let body = match constraint {
        Constraint::PrimaryKey(key) => {
            let overlaps = without_overlaps(key.without_overlaps, target)?;
            format!("PRIMARY KEY ({}{overlaps})", PG.quote_list(&key.columns))
        }
        Constraint::Unique(unique) => unique_sql(unique, target)?,
        Constraint::ForeignKey(key) => foreign_key_sql(key, target)?,
        Constraint::Check(check) => check_sql(check, target)?,
        Constraint::Exclusion(exclusion) => exclusion_sql(exclusion, target)?,
    };
    Ok(format!("CONSTRAINT {} {body}", PG.quote(constraint.name())))
}

fn check_sql(check: &Check, target: &Target) -> Result<String, Unsupported> {
    if check.not_enforced && !target.capabilities.unenforced_checks {
        return Err(target.unsupported(
            "check that is not enforced before version 18",
            "say not_valid: rows that are there are left alone, and new ones are checked",
        ));
    }
    let enforced = word(check.not_enforced, " NOT ENFORCED");
    Ok(format!(
        "CHECK {}{enforced}",
        parenthesised(&check.expression, target)?
    ))
}

fn exclusion_sql(exclusion: &Exclusion, target: &Target) -> Result<String, Unsupported> {
    let element = |element: &crate::schema::ExclusionElement| {
        let part = index::part_sql(&element.part, target)?;
        Ok(format!(
            "{part} WITH {}",
            operator(&element.operator, target)?
        ))
    };
    let elements = (exclusion.elements.iter())
        .map(element)
        .collect::<Result<Vec<_>, Unsupported>>()?;
    let mut sql = format!(
        "EXCLUDE USING {} ({})",
        index::method(&exclusion.method),
        elements.join(", ")
    );
    if let Some(filter) = &exclusion.filter {
        let _ = write!(sql, " WHERE {}", parenthesised(filter, target)?);
    }
    Ok(sql + deferrable_sql(exclusion.deferrable))
}

/// An operator is not quoted, so it must be one: <https://www.postgresql.org/docs/current/sql-createoperator.html>.
fn operator<'a>(operator: &'a str, target: &Target) -> Result<&'a str, Unsupported> {
    let is_operator = |text: &str| {
        let mut chars = text.chars();
        !text.is_empty()
            && chars.all(|c| "+-*/<>=~!@#%^&|`?".contains(c))
            && !text.contains("--")
            && !text.contains("/*")
    };
    match is_operator(operator) {
        true => Ok(operator),
        false => Err(target.unsupported(
            format!("operator `{operator}`"),
            "name an operator by its characters: =, &&, <>, -|-",
        )),
    }
}

fn unique_sql(unique: &Unique, target: &Target) -> Result<String, Unsupported> {
    let nulls = nulls_not_distinct(unique.nulls_not_distinct, target)?;
    let columns = PG.quote_list(&unique.columns);
    let overlaps = without_overlaps(unique.without_overlaps, target)?;
    let deferrable = deferrable_sql(unique.deferrable);
    Ok(format!("UNIQUE{nulls} ({columns}{overlaps}){deferrable}"))
}

/// ` WITHOUT OVERLAPS`, of the last column.
fn without_overlaps(wanted: bool, target: &Target) -> Result<&'static str, Unsupported> {
    if wanted && !target.capabilities.temporal_keys {
        return Err(target.unsupported(
            "key without overlaps before version 18",
            "add an exclusion constraint: the other columns with \"=\", the range with \"&&\"",
        ));
    }
    Ok(word(wanted, " WITHOUT OVERLAPS"))
}

/// The columns of a foreign key, the last of them a period where it is one.
fn key_columns(columns: &[String], period: bool) -> String {
    match columns.split_last() {
        Some((last, others)) if period => {
            let mut columns: Vec<String> = others.iter().map(|column| PG.quote(column)).collect();
            columns.push(format!("PERIOD {}", PG.quote(last)));
            columns.join(", ")
        }
        Some(_) | None => PG.quote_list(columns),
    }
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

fn foreign_key_sql(key: &ForeignKey, target: &Target) -> Result<String, Unsupported> {
    if !key.on_delete_columns.is_empty() && !target.capabilities.set_null_columns {
        return Err(target.unsupported(
            "foreign key that sets some of its columns before version 15",
            "let it set all of them, or write a trigger",
        ));
    }
    if key.period && !target.capabilities.temporal_keys {
        return Err(target.unsupported(
            "foreign key over a period before version 18",
            "let a trigger look for the rows that cover it",
        ));
    }
    let mut sql = format!(
        "FOREIGN KEY ({}) REFERENCES {} ({}){}",
        key_columns(&key.columns, key.period),
        PG.quote_name(&key.references),
        key_columns(&key.referenced_columns, key.period),
        word(key.match_full, " MATCH FULL"),
    );
    for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
        if action != ReferentialAction::NoAction {
            let _ = write!(sql, " ON {event} {}", action.sql());
        }
        if event == "DELETE" && !key.on_delete_columns.is_empty() {
            let _ = write!(sql, " ({})", PG.quote_list(&key.on_delete_columns));
        }
    }
    Ok(sql + deferrable_sql(key.deferrable))
}

pub(super) fn deferrable_sql(deferrable: Deferrable) -> &'static str {
    match deferrable {
        Deferrable::No => "",
        Deferrable::InitiallyImmediate => " DEFERRABLE INITIALLY IMMEDIATE",
        Deferrable::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
    }
}

/// Whether existing rows are left unchecked.
pub(super) fn is_not_valid(constraint: &Constraint) -> bool {
    match constraint {
        Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::Exclusion(_) => false,
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
pub(super) fn add(
    op: &AddConstraint,
    before: &SchemaState,
    target: &Target,
) -> Result<Statement, Unsupported> {
    let table = before.table(&op.table);
    let partitioned = table.is_some_and(|table| table.partitioning.is_some());
    if partitioned && op.using_index.is_some() {
        return Err(target.unsupported(
            "key of a partitioned table that takes over an index",
            "leave using_index out",
        ));
    }
    let refused = match &op.constraint {
        Constraint::Exclusion(_) => {
            Some("exclusion constraint on a partitioned table before version 17")
        }
        Constraint::ForeignKey(key) if key.not_valid => {
            Some("foreign key that is not valid on a partitioned table before version 18")
        }
        Constraint::PrimaryKey(_)
        | Constraint::Unique(_)
        | Constraint::ForeignKey(_)
        | Constraint::Check(_) => None,
    };
    if let Some(what) = refused.filter(|_| partitioned) {
        return Err(target.unsupported(what, "add it to its partitions"));
    }
    if let Some(index) = &op.using_index {
        return Ok(add_using_index(op, index));
    }
    let constraint = &op.constraint;
    let lock = match constraint {
        Constraint::ForeignKey(_) => LockLevel::ShareRowExclusive,
        Constraint::PrimaryKey(_)
        | Constraint::Unique(_)
        | Constraint::Check(_)
        | Constraint::Exclusion(_) => LockLevel::AccessExclusive,
    };
    let statement = add_to(&op.table, constraint, target)?.locks(&op.table, lock);
    Ok(match is_not_valid(constraint) {
        true => statement,
        false => statement.scans(),
    })
}

/// The index is there already, so no row is read. It takes the constraint's name.
fn add_using_index(op: &AddConstraint, index: &str) -> Statement {
    let (kind, deferrable) = match &op.constraint {
        Constraint::Unique(unique) => ("UNIQUE", unique.deferrable),
        Constraint::PrimaryKey(_)
        | Constraint::ForeignKey(_)
        | Constraint::Check(_)
        | Constraint::Exclusion(_) => ("PRIMARY KEY", Deferrable::No),
    };
    let name = op.constraint.name();
    Statement::new(format!(
        "ALTER TABLE {} ADD CONSTRAINT {} {kind} USING INDEX {}{}",
        PG.quote_name(&op.table),
        PG.quote(name),
        PG.quote(index),
        deferrable_sql(deferrable)
    ))
    .locks(&op.table, LockLevel::AccessExclusive)
    .creates(ProbeObject::Constraint(op.table.clone(), name.to_owned()))
}

/// Of a foreign key it is a change of the catalog. The index of any other constraint is made to wait or not, so it is
/// made again.
pub(super) fn alter(op: &AlterConstraint, before: &SchemaState, target: &Target) -> Lowered {
    let to = match op.change {
        ConstraintChange::Deferrable(to) => to,
        ConstraintChange::Enforced(_) => {
            return Err(target.unsupported(
                "check that is not enforced before version 18",
                "drop the check, and add it again as not valid when it is wanted",
            ));
        }
    };
    let (table, name) = (PG.quote_name(&op.table), PG.quote(&op.name));
    let known = before
        .table(&op.table)
        .and_then(|table| table.constraint(&op.name));
    let changed = match known {
        Some(Constraint::Unique(unique)) => Some(Constraint::Unique(Unique {
            deferrable: to,
            ..unique
        })),
        Some(Constraint::Exclusion(exclusion)) => Some(Constraint::Exclusion(Exclusion {
            deferrable: to,
            ..exclusion
        })),
        Some(Constraint::PrimaryKey(_) | Constraint::ForeignKey(_) | Constraint::Check(_))
        | None => None,
    };
    let made_again = changed.is_some();
    let statement = match changed {
        Some(changed) => {
            let add = add_clause(&changed, target)?;
            Statement::new(format!("ALTER TABLE {table} DROP CONSTRAINT {name}, {add}")).scans()
        }
        None => {
            let to = match to {
                Deferrable::No => " NOT DEFERRABLE",
                Deferrable::InitiallyImmediate | Deferrable::InitiallyDeferred => {
                    deferrable_sql(to)
                }
            };
            Statement::new(format!("ALTER TABLE {table} ALTER CONSTRAINT {name}{to}"))
        }
    };
    let comment = match made_again {
        true => comment_again(&op.table, &op.name, before),
        false => None,
    };
    let statement = statement.locks(&op.table, LockLevel::AccessExclusive);
    Ok([statement].into_iter().chain(comment).collect())
}

/// The comment on a constraint that is made again.
pub(super) fn comment_again(
    table: &ObjectName,
    name: &str,
    before: &SchemaState,
) -> Option<Statement> {
    let comment = before.table(table)?.constraint_comments.get(name)?;
    Some(table::comment_on_part(&CommentOnPart {
        table: table.clone(),
        part: TablePart::Constraint(name.to_owned()),
        comment: Some(comment.clone()),
    }))
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
