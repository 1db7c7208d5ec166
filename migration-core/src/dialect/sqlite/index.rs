//! Indexes: <https://www.sqlite.org/lang_createindex.html>.
//!
//! One writer at a time builds an index here, so `concurrently` has nothing to ask for and is ignored.

use super::Context;
use super::constraint::nulls_not_distinct;
use super::context::quote;
use super::expression::parenthesised;
use super::storage;
use crate::dialect::{LockLevel, ProbeObject, Statement, Unsupported};
use crate::operation::{CreateIndex, DropIndex, RenameIndex};
use crate::schema::{Direction, Index, IndexKey, IndexPart, Nulls, ObjectName};

pub(super) fn create(
    op: &CreateIndex,
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    if op.only {
        return Err(super::table::no_partitions(&op.table, context));
    }
    let index = creation(&op.table, &op.index, op.if_not_exists, context)?;
    Ok(vec![index])
}

pub(super) fn drop(op: &DropIndex, context: &Context<'_>) -> Result<Vec<Statement>, Unsupported> {
    context.name(&op.table)?;
    Ok(vec![removal(&op.table, &op.name, op.if_exists)])
}

/// There is no `ALTER INDEX`: it is dropped and built again.
pub(super) fn rename(
    op: &RenameIndex,
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    let table = context.table(&op.table, "rename an index")?;
    let index =
        (table.indexes.get(&op.from)).ok_or_else(|| context.unknown("index", &op.from, table))?;
    let renamed = Index {
        name: op.to.clone(),
        ..index.clone()
    };
    Ok(vec![
        removal(&op.table, &op.from, false),
        creation(&op.table, &renamed, false, context)?,
    ])
}

/// `CREATE INDEX`.
pub(super) fn creation(
    table: &ObjectName,
    index: &Index,
    if_not_exists: bool,
    context: &Context<'_>,
) -> Result<Statement, Unsupported> {
    refuse(index, context)?;
    let parts = (index.parts.iter())
        .map(|part| key(part, context))
        .collect::<Result<Vec<_>, _>>()?;
    let mut sql = format!(
        "CREATE {}INDEX {}{} ON {} ({})",
        if index.unique { "UNIQUE " } else { "" },
        if if_not_exists { "IF NOT EXISTS " } else { "" },
        quote(&index.name),
        context.name(table)?,
        parts.join(", "),
    );
    if let Some(filter) = &index.filter {
        sql.push_str(" WHERE ");
        sql.push_str(context.expression(filter)?);
    }
    let probe = ProbeObject::Index(table.clone(), index.name.clone());
    Ok(Statement::new(sql)
        .locks(table, LockLevel::ShareRowExclusive)
        .scans()
        .creates(probe))
}

/// `DROP INDEX`. Index names are unique in the whole database.
pub(super) fn removal(table: &ObjectName, name: &str, if_exists: bool) -> Statement {
    let if_exists = if if_exists { "IF EXISTS " } else { "" };
    Statement::new(format!("DROP INDEX {if_exists}{}", quote(name)))
        .locks(table, LockLevel::ShareRowExclusive)
        .removes(ProbeObject::Index(table.clone(), name.to_owned()))
}

fn key(part: &IndexPart, context: &Context<'_>) -> Result<String, Unsupported> {
    let key = match &part.key {
        IndexKey::Column(column) => quote(column),
        IndexKey::Expression(expression) => parenthesised(context.expression(expression)?),
    };
    Ok(match part.direction {
        Direction::Ascending => key,
        Direction::Descending => format!("{key} DESC"),
    })
}

fn refuse(index: &Index, context: &Context<'_>) -> Result<(), Unsupported> {
    let name = &index.name;
    if index.nulls_not_distinct {
        return Err(nulls_not_distinct(name, context));
    }
    if !index.include.is_empty() {
        return Err(context.unsupported(
            format!("included columns, which the index \"{name}\" asks for"),
            "add the columns at the end of the key; for a unique index, as a second index",
        ));
    }
    if let Some(method) = index.method.as_deref().filter(|method| !is_btree(method)) {
        return Err(context.unsupported(
            format!("indexes of the method {method}, which \"{name}\" asks for"),
            "leave the method out for a B-tree, or use an FTS5 or R*Tree table with `schema.sql(...)`",
        ));
    }
    storage::refuse(name, &index.storage, index.tablespace.as_ref(), context)?;
    match index.parts.iter().find_map(|part| refused_part(part)) {
        Some((what, alternative)) => Err(context.unsupported(
            format!("{what} in indexes, which \"{name}\" asks for"),
            alternative,
        )),
        None => Ok(()),
    }
}

/// NULL is the smallest value to SQLite, and an index cannot say otherwise.
fn refused_part(part: &IndexPart) -> Option<(String, &'static str)> {
    if let Some(class) = &part.operator_class {
        let what = format!("operator classes ({class})");
        return Some((what, "leave it out, or index an expression of the column"));
    }
    if let (Some(prefix), Some(column)) = (part.prefix, part.column_name()) {
        return Some((
            format!("prefixes of columns ({column}, {prefix})"),
            "leave the prefix out, or index the expression substr(column, 1, n)",
        ));
    }
    match (part.direction, part.nulls?) {
        (Direction::Ascending, Nulls::First) | (Direction::Descending, Nulls::Last) => None,
        (Direction::Ascending, Nulls::Last) | (Direction::Descending, Nulls::First) => Some((
            "NULLS FIRST and NULLS LAST".to_owned(),
            "leave it out: NULLs come first in ascending and last in descending order",
        )),
    }
}

fn is_btree(method: &str) -> bool {
    method.eq_ignore_ascii_case("btree")
}
