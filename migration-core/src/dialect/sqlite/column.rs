//! Columns.
//!
//! Added natively where `ALTER TABLE ADD COLUMN` can (<https://www.sqlite.org/lang_altertable.html#altertabaddcol>) and
//! dropped natively where no key or check holds the column; else, and for every other change, by a rebuild.

use super::column_definition::definition;
use super::context::quote;
use super::rebuild::{Rebuild, proven};
use super::{Context, index, table};
use crate::dialect::{Dialect, LockLevel, ProbeObject, Statement, Unsupported};
use crate::operation::{AddColumn, DropColumn, RenameColumn};
use crate::schema::{Column, Constraint, DefaultValue, Generation, ObjectName, Table};

pub(super) fn add(op: &AddColumn, context: &Context<'_>) -> Result<Vec<Statement>, Unsupported> {
    let known = context.before.table(&op.table);
    if op.if_not_exists {
        if known.is_some_and(|table| table.column(&op.column.name).is_some()) {
            return Ok(Vec::new());
        }
        sure(&op.table, &op.column.name, "IF NOT EXISTS", context)?;
    }
    let probe = ProbeObject::Column(op.table.clone(), op.column.name.clone());
    if op.position.is_some() || !can_be_added(&op.column) {
        let change = match op.position {
            Some(_) => "add a column anywhere but after all others",
            None => {
                "add a column that is NOT NULL without a constant default, is computed and stored, \
                or has an expression for a default"
            }
        };
        let known = context.table(&op.table, change)?;
        let mut rebuild = Rebuild::of(known);
        op.put(&mut rebuild.after.columns);
        return Ok(proven(rebuild.statements(context)?, |last| {
            last.creates(probe)
        }));
    }
    let unknown = Table::new(op.table.clone());
    let definition = definition(known.unwrap_or(&unknown), &op.column, context)?;
    let table = context.name(&op.table)?;
    let sql = format!("ALTER TABLE {table} ADD COLUMN {definition}");
    let added = Statement::new(sql).locks(&op.table, LockLevel::ShareRowExclusive);
    Ok(vec![added.creates(probe)])
}

/// `ADD COLUMN` and `DROP COLUMN` know no IF: what the migrations say decides, unless raw SQL may have changed it.
fn sure(
    table: &ObjectName,
    column: &str,
    clause: &str,
    context: &Context<'_>,
) -> Result<(), Unsupported> {
    let state = context.before;
    if state.table(table).is_some() && !state.is_named_by_raw_sql(column) {
        return Ok(());
    }
    Err(context.unsupported(
        format!(
            "{clause} for columns, and raw SQL may have made or dropped \"{column}\" of \"{table}\""
        ),
        "leave the condition out, or ask for the column in a data migration first",
    ))
}

fn can_be_added(column: &Column) -> bool {
    let constant = match &column.default {
        None => column.nullable,
        Some(DefaultValue::Value(value)) => {
            column.nullable || Dialect::Sqlite.literal(value) != "NULL"
        }
        Some(DefaultValue::CurrentTimestamp | DefaultValue::Expression(_)) => false,
    };
    match &column.generation {
        // The rebuild's check of identities says what is wrong with it.
        None | Some(Generation::Identity | Generation::IdentityAlways) => constant,
        Some(Generation::Virtual(_)) => column.nullable,
        Some(Generation::Stored(_)) => false,
    }
}

pub(super) fn drop(op: &DropColumn, context: &Context<'_>) -> Result<Vec<Statement>, Unsupported> {
    let name = context.name(&op.table)?;
    let known = context.before.table(&op.table);
    if op.if_exists && known.is_none_or(|table| table.column(&op.column).is_none()) {
        sure(&op.table, &op.column, "IF EXISTS", context)?;
        return Ok(Vec::new());
    }
    let mut statements = Vec::new();
    if let Some(table) = known {
        statements = table::without_keys_to(&op.table, context, |key| {
            key.referenced_columns.contains(&op.column)
        })?;
        let keys = keys_that_hold(table, &op.column);
        if !keys.is_empty() || table.columns.len() == 1 {
            statements.extend(drop_by_rebuild(table, &op.column, &keys, context)?);
            return Ok(statements);
        }
        let indexes = table.indexes.values();
        let using = indexes.filter(|index| index.uses(&op.column));
        statements.extend(using.map(|using| index::removal(&op.table, &using.name, false)));
    }
    let sql = format!("ALTER TABLE {name} DROP COLUMN {}", quote(&op.column));
    let dropped = Statement::new(sql)
        .locks(&op.table, LockLevel::ShareRowExclusive)
        .rewrites()
        .loses_data()
        .removes(ProbeObject::Column(op.table.clone(), op.column.clone()));
    statements.push(dropped);
    Ok(statements)
}

/// The constraints for which `DROP COLUMN` refuses.
fn keys_that_hold(table: &Table, column: &str) -> Vec<String> {
    let refers_to_it = |constraint: &Constraint| match constraint {
        Constraint::ForeignKey(key) => {
            key.references == table.name && key.referenced_columns.iter().any(|name| name == column)
        }
        Constraint::PrimaryKey(_)
        | Constraint::Unique(_)
        | Constraint::Check(_)
        | Constraint::Exclusion(_) => false,
    };
    (table.constraints().iter())
        .filter(|constraint| constraint.uses(column) || refers_to_it(constraint))
        .map(|constraint| constraint.name().to_owned())
        .collect()
}

fn drop_by_rebuild(
    table: &Table,
    column: &str,
    keys: &[String],
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    let mut rebuild = Rebuild::of(table);
    rebuild.loses_data = true;
    for key in keys {
        rebuild.after.take_constraint(key);
    }
    rebuild.after.columns.retain(|other| other.name != column);
    rebuild.after.indexes.retain(|_, index| !index.uses(column));
    let probe = ProbeObject::Column(table.name.clone(), column.to_owned());
    Ok(proven(rebuild.statements(context)?, |last| {
        last.removes(probe)
    }))
}

/// Indexes, keys, checks, views and triggers that name the column follow by themselves.
pub(super) fn rename(
    op: &RenameColumn,
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    let sql = format!(
        "ALTER TABLE {} RENAME COLUMN {} TO {}",
        context.name(&op.table)?,
        quote(&op.from),
        quote(&op.to)
    );
    let probe = ProbeObject::Column(op.table.clone(), op.to.clone());
    let renamed = Statement::new(sql).locks(&op.table, LockLevel::ShareRowExclusive);
    Ok(vec![renamed.creates(probe)])
}
