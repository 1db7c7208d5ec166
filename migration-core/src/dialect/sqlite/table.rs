//! Tables: <https://www.sqlite.org/lang_createtable.html>.

use std::collections::BTreeMap;

use super::context::quote;
use super::rebuild::{Rebuild, temporary_name};
use super::{Context, column_definition, constraint, index, storage};
use crate::dialect::{LockLevel, ProbeObject, Statement, Unsupported};
use crate::operation::{CommentOnTable, CreateTable, DropTable, RenameTable};
use crate::schema::{Constraint, ForeignKey, Generation, ObjectName, ReferentialAction, Table};

pub(super) fn create(
    op: &CreateTable,
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    let table = &op.table;
    if op.if_not_exists && context.before.table(&table.name).is_some() {
        return Ok(Vec::new());
    }
    let sql = creation(table, &table.name, op.if_not_exists, context)?;
    let mut statements = vec![Statement::new(sql).creates(ProbeObject::Table(table.name.clone()))];
    for index in table.indexes.values() {
        let created = index::creation(&table.name, index, op.if_not_exists, context)?;
        statements.push(created);
    }
    Ok(statements)
}

pub(super) fn drop(op: &DropTable, context: &Context<'_>) -> Result<Vec<Statement>, Unsupported> {
    let name = context.name(&op.table)?;
    let mut statements = Vec::new();
    if op.cascade {
        statements = without_keys_to(&op.table, context, |_| true)?;
    }
    if let Some(table) = context.before.table(&op.table) {
        let keys = keys_that_restrict_itself(table);
        if !keys.is_empty() {
            statements.extend(without_keys(table, &keys, context)?);
        }
    }
    let if_exists = if op.if_exists { "IF EXISTS " } else { "" };
    let dropped = Statement::new(format!("DROP TABLE {if_exists}{name}"))
        .locks(&op.table, LockLevel::ShareRowExclusive)
        .drops(context.before.table(&op.table))
        .removes(ProbeObject::Table(op.table.clone()));
    statements.push(dropped);
    Ok(statements)
}

/// Foreign keys of a table to itself that refuse to have a row deleted. `DROP TABLE` deletes all rows first, and
/// RESTRICT does not wait for the end of the statement (<https://www.sqlite.org/foreignkeys.html#fk_schemacommands>).
fn keys_that_restrict_itself(table: &Table) -> Vec<&str> {
    (table.foreign_keys.values())
        .filter(|key| key.references == table.name && key.on_delete == ReferentialAction::Restrict)
        .map(|key| key.name.as_str())
        .collect()
}

/// Rebuilds each other table that refers to this one, without those of the keys that are to go.
pub(super) fn without_keys_to(
    table: &ObjectName,
    context: &Context<'_>,
    goes: impl Fn(&ForeignKey) -> bool,
) -> Result<Vec<Statement>, Unsupported> {
    let mut keys: BTreeMap<&ObjectName, Vec<&str>> = BTreeMap::new();
    for (child, key) in context.before.references_to(table) {
        if goes(key) {
            keys.entry(child).or_default().push(&key.name);
        }
    }
    let mut statements = Vec::new();
    for (child, keys) in keys {
        let child = context.table(child, "drop a foreign key")?;
        statements.extend(without_keys(child, &keys, context)?);
    }
    Ok(statements)
}

fn without_keys(
    table: &Table,
    keys: &[&str],
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    let mut rebuild = Rebuild::of(table);
    for key in keys {
        rebuild.after.foreign_keys.remove(*key);
    }
    rebuild.statements(context)
}

/// References to the table from other tables, views and triggers follow by themselves.
pub(super) fn rename(
    op: &RenameTable,
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    let (from, to) = (context.name(&op.from)?, context.name(&op.to)?);
    let renaming = |from: &str, to: &str| {
        Statement::new(format!("ALTER TABLE {from} RENAME TO {to}"))
            .locks(&op.from, LockLevel::ShareRowExclusive)
    };
    let probe = ProbeObject::Table(op.to.clone());
    if !op.from.name.eq_ignore_ascii_case(&op.to.name) {
        return Ok(vec![renaming(&from, &to).creates(probe)]);
    }
    // Names are compared without case: the new name would be taken.
    let between = quote(&temporary_name(&op.from.name, context.before));
    Ok(vec![
        renaming(&from, &between),
        renaming(&between, &to).creates(probe),
    ])
}

/// SQLite has no comments; ours are documentation in the migrations alone, so nothing is written.
pub(super) fn comment(
    op: &CommentOnTable,
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    context.name(&op.table)?;
    Ok(Vec::new())
}

/// `CREATE TABLE`, under a name that may be another than the table's own.
pub(super) fn creation(
    table: &Table,
    name: &ObjectName,
    if_not_exists: bool,
    context: &Context<'_>,
) -> Result<String, Unsupported> {
    refuse(table, context)?;
    let mut lines = (table.columns.iter())
        .map(|column| column_definition::definition(table, column, context))
        .collect::<Result<Vec<_>, _>>()?;
    for constraint in table.constraints() {
        // AUTOINCREMENT is a word of the column's own PRIMARY KEY.
        let on_column = matches!(constraint, Constraint::PrimaryKey(_)) && counts(table);
        if !on_column {
            lines.push(constraint::definition(&constraint, context)?);
        }
    }
    Ok(format!(
        "CREATE {}TABLE {}{} (\n    {}\n)",
        if table.temporary { "TEMPORARY " } else { "" },
        if if_not_exists { "IF NOT EXISTS " } else { "" },
        context.name(name)?,
        lines.join(",\n    "),
    ))
}

/// Whether the table has a counter, in `sqlite_sequence`.
pub(super) fn counts(table: &Table) -> bool {
    table.columns.iter().any(|column| column.is_identity())
}

pub(super) fn no_partitions(name: &ObjectName, context: &Context<'_>) -> Unsupported {
    context.unsupported(
        format!("partitions, which \"{name}\" asks for"),
        "use one table with an index on the columns that decide",
    )
}

pub(super) fn no_unlogged(name: &ObjectName, context: &Context<'_>) -> Unsupported {
    context.unsupported(
        format!("unlogged tables, which \"{name}\" asks to be"),
        "leave it out, or make the table temporary: one journal keeps the whole file",
    )
}

fn refuse(table: &Table, context: &Context<'_>) -> Result<(), Unsupported> {
    let name = &table.name;
    if table.unlogged {
        return Err(no_unlogged(name, context));
    }
    if table.partitioning.is_some() || table.partition_of.is_some() {
        return Err(no_partitions(name, context));
    }
    if !table.inherits.is_empty() {
        return Err(context.unsupported(
            format!("tables that inherit from others, as \"{name}\" does"),
            "use like(...), or one table with a column that tells the kinds apart",
        ));
    }
    let kept = (&table.storage, table.tablespace.as_ref());
    storage::refuse(&name.name, kept.0, kept.1, context)?;
    let computed = |generation: &Generation| generation.expression().is_some();
    let is_plain = |generation: &Option<Generation>| !generation.as_ref().is_some_and(computed);
    if !(table.columns.iter()).any(|column| is_plain(&column.generation)) {
        return Err(context.unsupported(
            format!("tables without a stored column, which \"{name}\" would be"),
            "keep or add a column; to be rid of the table, drop it",
        ));
    }
    Ok(())
}
