//! Indexes. <https://www.postgresql.org/docs/current/sql-createindex.html>

use super::constraint::nulls_not_distinct;
use super::{Lowered, PG, comment_literal, parenthesised, storage, word};
use crate::dialect::{LockLevel, ProbeObject, Statement, Target, Unsupported};
use crate::operation::{AttachIndex, CreateIndex, DropIndex, RenameIndex};
use crate::schema::{
    Direction, Expression, Index, IndexKey, IndexPart, Nulls, ObjectName, SchemaState,
};

pub(super) fn create(op: &CreateIndex, before: &SchemaState, target: &Target) -> Lowered {
    if op.if_not_exists && is_known(&op.table, &op.index.name, before) {
        return Ok(Vec::new());
    }
    if op.concurrently {
        refuse_on_partitioned(&op.table, before, target)?;
    }
    if op.only
        && before
            .table(&op.table)
            .is_some_and(|table| table.partitioning.is_none())
    {
        return Err(target.unsupported(
            "parts of an index on a table that is not cut into partitions",
            "leave only() out",
        ));
    }
    let words = [
        word(op.concurrently, "CONCURRENTLY "),
        word(op.if_not_exists, "IF NOT EXISTS "),
    ]
    .concat();
    let statement = index_statement(&op.table, &op.index, (&words, op.only), target)?.scans();
    let statement = match op.concurrently {
        true => statement
            .locks(&op.table, LockLevel::ShareUpdateExclusive)
            .outside_transaction(),
        false => statement.locks(&op.table, LockLevel::Share),
    };
    Ok([statement]
        .into_iter()
        .chain(comment(&op.table, &op.index))
        .collect())
}

/// `CREATE INDEX` with these words before the name, and no facts but its probe.
pub(super) fn create_on(
    table: &ObjectName,
    index: &Index,
    words: &str,
    target: &Target,
) -> Result<Statement, Unsupported> {
    index_statement(table, index, (words, false), target)
}

fn index_statement(
    table: &ObjectName,
    index: &Index,
    (words, only): (&str, bool),
    target: &Target,
) -> Result<Statement, Unsupported> {
    refuse_method(index, target)?;
    let parts = (index.parts.iter())
        .map(|part| part_sql(part, target))
        .collect::<Result<Vec<_>, _>>()?;
    let mut sql = format!(
        "CREATE {}INDEX {words}{} ON {}{}{} ({})",
        word(index.unique, "UNIQUE "),
        PG.quote(&index.name),
        word(only, "ONLY "),
        PG.quote_name(table),
        (index.method.as_ref()).map_or_else(String::new, |m| format!(" USING {}", method(m))),
        parts.join(", ")
    );
    if !index.include.is_empty() {
        sql += &format!(" INCLUDE ({})", PG.quote_list(&index.include));
    }
    sql += nulls_not_distinct(index.unique && index.nulls_not_distinct, target)?;
    sql += &storage::with(&index.storage);
    sql += &storage::tablespace(index.tablespace.as_ref());
    if let Some(filter) = &index.filter {
        sql += &format!(" WHERE {}", parenthesised(filter, target)?);
    }
    let probe = ProbeObject::Index(table.clone(), index.name.clone());
    Ok(Statement::new(sql).creates(probe))
}

/// The comment on a new index.
pub(super) fn comment(table: &ObjectName, index: &Index) -> Option<Statement> {
    let comment = index.comment.as_deref()?;
    Some(Statement::new(format!(
        "COMMENT ON INDEX {} IS {}",
        PG.quote_name(&table.sibling(&index.name)),
        comment_literal(Some(comment))
    )))
}

/// Methods that have another name here.
fn refuse_method(index: &Index, target: &Target) -> Result<(), Unsupported> {
    let alternative = match index.method.as_deref() {
        Some("fulltext") => "index to_tsvector('simple', ...) using gin",
        Some("spatial") => "index the column using gist",
        Some(_) | None => return Ok(()),
    };
    let method = index.method.as_deref().unwrap_or_default();
    Err(target.unsupported(format!("{method} indexes"), alternative))
}

pub(super) fn part_sql(part: &IndexPart, target: &Target) -> Result<String, Unsupported> {
    if let (Some(prefix), Some(column)) = (part.prefix, part.column_name()) {
        return Err(target.unsupported(
            format!("index over the beginning of column \"{column}\""),
            format!("index the expression left({}, {prefix})", PG.quote(column)),
        ));
    }
    let mut sql = match &part.key {
        IndexKey::Column(column) => PG.quote(column),
        IndexKey::Expression(expression) => parenthesised(expression, target)?,
    };
    if let Some(class) = &part.operator_class {
        let class: Vec<String> = class.split('.').map(|word| PG.quote(word)).collect();
        sql += &format!(" {}", class.join("."));
    }
    if part.direction == Direction::Descending {
        sql += " DESC";
    }
    sql += match part.nulls {
        Some(Nulls::First) => " NULLS FIRST",
        Some(Nulls::Last) => " NULLS LAST",
        None => "",
    };
    Ok(sql)
}

/// Access methods are names in lower case, but everybody writes `GIN`.
pub(super) fn method(method: &str) -> String {
    PG.quote(&method.to_ascii_lowercase())
}

/// Whether the state is sure that the index is there.
fn is_known(table: &ObjectName, name: &str, before: &SchemaState) -> bool {
    let there = before
        .table(table)
        .is_some_and(|table| table.indexes.contains_key(name));
    there && !before.is_named_by_raw_sql(name) && !before.is_named_by_raw_sql(&table.name)
}

fn refuse_on_partitioned(
    table: &ObjectName,
    before: &SchemaState,
    target: &Target,
) -> Result<(), Unsupported> {
    let table = before.table(table);
    if table.is_some_and(|table| table.partitioning.is_some()) {
        return Err(target.unsupported(
            "concurrent change of an index on a partitioned table",
            "leave `concurrently` out, or change the indexes of its partitions one by one",
        ));
    }
    Ok(())
}

/// An index lives in its table's schema.
pub(super) fn drop(
    op: &DropIndex,
    before: &SchemaState,
    target: &Target,
) -> Result<Statement, Unsupported> {
    if op.concurrently {
        refuse_on_partitioned(&op.table, before, target)?;
    }
    let statement = Statement::new(format!(
        "DROP INDEX {}{}{}",
        word(op.concurrently, "CONCURRENTLY "),
        word(op.if_exists, "IF EXISTS "),
        PG.quote_name(&op.table.sibling(&op.name))
    ))
    .removes(ProbeObject::Index(op.table.clone(), op.name.clone()));
    Ok(match op.concurrently {
        true => statement
            .locks(&op.table, LockLevel::ShareUpdateExclusive)
            .outside_transaction(),
        false => statement.locks(&op.table, LockLevel::AccessExclusive),
    })
}

/// The last part to be attached makes the whole index valid. Reads and writes go on
/// (<https://www.postgresql.org/docs/current/sql-alterindex.html>).
pub(super) fn attach(op: &AttachIndex) -> Statement {
    Statement::new(format!(
        "ALTER INDEX {} ATTACH PARTITION {}",
        PG.quote_name(&op.table.sibling(&op.index)),
        PG.quote_name(&op.partition.sibling(&op.part))
    ))
    .locks(&op.partition, LockLevel::None)
}

/// Locks the index alone.
pub(super) fn rename(op: &RenameIndex) -> Statement {
    Statement::new(format!(
        "ALTER INDEX {} RENAME TO {}",
        PG.quote_name(&op.table.sibling(&op.from)),
        PG.quote(&op.to)
    ))
    .creates(ProbeObject::Index(op.table.clone(), op.to.clone()))
}

/// Whether an expression or the filter of the index reads the column.
pub(super) fn computes_with(index: &Index, column: &str) -> bool {
    let keys = index.parts.iter().filter_map(|part| match &part.key {
        IndexKey::Expression(expression) => Some(expression),
        IndexKey::Column(_) => None,
    });
    keys.chain(&index.filter)
        .any(|e: &Expression| e.mentions(column))
}
