//! Tables.

use super::alter::{Alter, Work, facts};
use super::context::{Answer, Context, TABLE_COMMENT_CHARS};
use super::{column, constraint, foreign_key, identity, index, object, storage};
use crate::dialect::{ProbeObject, Statement};
use crate::operation::{CommentOnTable, CreateTable, DropTable, RenameTable};
use crate::schema::{ConstraintKind, ForeignKey, ObjectName, Table};

/// One statement, keys, checks and indexes included: it happens as a whole or not at all.
pub(super) fn create(cx: &Context<'_>, op: &CreateTable) -> Answer<Vec<Statement>> {
    let table = &op.table;
    check(cx, table)?;
    let mut lines = Vec::new();
    for column in &table.columns {
        let in_key = foreign_key::in_primary_key(table, &column.name);
        lines.push(column::definition(cx, column, in_key)?);
    }
    let constraints = table.constraints();
    let (keys, others): (Vec<_>, Vec<_>) = constraints.iter().partition(|constraint| {
        matches!(
            constraint.kind(),
            ConstraintKind::PrimaryKey | ConstraintKind::Unique
        )
    });
    for constraint in keys {
        lines.push(constraint::clause(cx, constraint, Some(table))?);
    }
    for index in table.indexes.values() {
        lines.push(index::clause(cx, index, Some(table), "")?);
    }
    for (name, columns) in foreign_key::automatic(table) {
        lines.push(foreign_key::index_clause(cx, table, name, columns)?);
    }
    for constraint in others {
        lines.push(constraint::clause(cx, constraint, Some(table))?);
    }
    let mut sql = format!(
        "CREATE {}TABLE {}{} (\n  {}\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4",
        if table.temporary { "TEMPORARY " } else { "" },
        if op.if_not_exists {
            "IF NOT EXISTS "
        } else {
            ""
        },
        cx.quote_name(&table.name)?,
        lines.join(",\n  "),
    );
    if let Some(comment) = &table.comment {
        sql += &format!(" COMMENT={}", cx.comment(comment, TABLE_COMMENT_CHARS)?);
    }
    let probe = ProbeObject::Table(table.name.clone());
    Ok(vec![
        Statement::new(sql).outside_transaction().creates(probe),
    ])
}

pub(super) fn refuse_unlogged(cx: &Context<'_>, name: &ObjectName) -> Answer<()> {
    cx.refuse(
        format!("unlogged tables (\"{name}\")"),
        "leave unlogged out",
    )
}

fn check(cx: &Context<'_>, table: &Table) -> Answer<()> {
    if table.unlogged {
        return refuse_unlogged(cx, &table.name);
    }
    if table.partitioning.is_some() || table.partition_of.is_some() {
        return refuse_partitions(cx, &table.name);
    }
    if !table.inherits.is_empty() {
        return cx.refuse(
            format!("tables that inherit from others (\"{}\")", table.name),
            "use like(...), or one table with a column that tells the kinds apart",
        );
    }
    storage::check(
        cx,
        &table.name.name,
        &table.storage,
        table.tablespace.as_ref(),
    )?;
    identity::check(cx, table)
}

/// Partitions are no tables here.
pub(super) fn refuse_partitions<T>(cx: &Context<'_>, table: &ObjectName) -> Answer<T> {
    cx.refuse(
        format!("partitions made by this operation (\"{table}\")"),
        "create an ordinary table, then use raw SQL: ALTER TABLE ... PARTITION BY ...",
    )
}

pub(super) fn drop(cx: &Context<'_>, op: &DropTable) -> Answer<Vec<Statement>> {
    let mut statements = Vec::new();
    if op.cascade {
        for other in cx
            .before
            .tables
            .values()
            .filter(|other| other.name != op.table)
        {
            statements.extend(drop_foreign_keys(cx, other, |key| {
                key.references == op.table
            })?);
        }
    }
    let temporary = cx.known(&op.table).is_some_and(|table| table.temporary);
    let sql = format!(
        "DROP {}TABLE {}{}",
        if temporary { "TEMPORARY " } else { "" },
        if op.if_exists { "IF EXISTS " } else { "" },
        cx.quote_name(&op.table)?,
    );
    let statement = facts(Statement::new(sql), &op.table, Work::Metadata);
    let probe = ProbeObject::Table(op.table.clone());
    statements.push(statement.drops(cx.known(&op.table)).removes(probe));
    Ok(statements)
}

/// Drops the foreign keys of a table that a cascade takes with it, and the indexes under them: at most one statement.
pub(super) fn drop_foreign_keys(
    cx: &Context<'_>,
    table: &Table,
    goes: impl Fn(&ForeignKey) -> bool,
) -> Answer<Option<Statement>> {
    let mut alter = Alter::new(&table.name);
    let mut after = table.clone();
    let mut probe = None;
    for key in table.foreign_keys.values().filter(|key| goes(key)) {
        alter.drop(
            Work::Metadata,
            format!("DROP FOREIGN KEY {}", cx.quote(&key.name)?),
        );
        after.foreign_keys.remove(&key.name);
        probe = Some(foreign_key::probe(&table.name, &key.name));
    }
    let Some(probe) = probe else {
        return Ok(None);
    };
    foreign_key::follow(cx, table, &after, &mut alter)?;
    Ok(Some(alter.statement(cx)?.removes(probe)))
}

/// Foreign keys of other tables follow by themselves; another schema is another database on the same server.
pub(super) fn rename(cx: &Context<'_>, op: &RenameTable) -> Answer<Vec<Statement>> {
    let mut alter = Alter::new(&op.from);
    alter.add(
        Work::Metadata,
        format!("RENAME TO {}", cx.quote_name(&op.to)?),
    );
    let probe = ProbeObject::Table(op.to.clone());
    let mut statements = vec![alter.statement(cx)?.creates(probe)];
    statements.extend(object::follow(cx, &op.from, &op.to)?);
    Ok(statements)
}

/// No comment and an empty one are the same.
pub(super) fn comment(cx: &Context<'_>, op: &CommentOnTable) -> Answer<Vec<Statement>> {
    let text = cx.comment(op.comment.as_deref().unwrap_or(""), TABLE_COMMENT_CHARS)?;
    let mut alter = Alter::new(&op.table);
    alter.add(Work::Metadata, format!("COMMENT={text}"));
    Ok(vec![alter.statement(cx)?])
}
