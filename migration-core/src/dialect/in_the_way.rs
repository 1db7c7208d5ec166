//! Which rows keep a constraint from being added: a query for whoever must correct them. It is asked only once the
//! database has refused the constraint.

use crate::dialect::Dialect;
use crate::operation::{ColumnChange, Operation};
use crate::schema::{Constraint, ForeignKey, IndexKey, ObjectName, SchemaState};

/// A query for the rows that are in the way of a constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InTheWay {
    /// What its answers are of: `orders.id`, or `users.(email, tenant)`.
    pub of: String,
    /// Answers rows of `found`, a text that tells one row or one value from others, and `total`, how many there are in all.
    /// At most five rows.
    pub sql: String,
}

/// The query for an operation, if one can be told: for a check, a foreign key, a unique key or index, and NOT NULL.
pub(super) fn of(
    operation: &Operation,
    before: &SchemaState,
    dialect: Dialect,
) -> Option<InTheWay> {
    match operation {
        Operation::AddConstraint(op) if op.using_index.is_none() => match &op.constraint {
            Constraint::Check(check) if !check.not_valid && !check.not_enforced => {
                let condition = check.expression.text(dialect).ok()?;
                rows(&op.table, before, dialect, &format!("NOT ({condition})"))
            }
            Constraint::ForeignKey(key) if !key.not_valid => {
                let condition = orphaned(&op.table, key, dialect);
                rows(&op.table, before, dialect, &condition)
            }
            Constraint::Unique(unique) => Some(values(&op.table, &unique.columns, None, dialect)),
            Constraint::PrimaryKey(key) => Some(values(&op.table, &key.columns, None, dialect)),
            _ => None,
        },
        Operation::CreateIndex(op) if op.index.unique => {
            let columns = op.index.parts.iter().map(|part| match &part.key {
                IndexKey::Column(column) => Some(column.clone()),
                IndexKey::Expression(_) => None,
            });
            let columns: Vec<String> = columns.collect::<Option<_>>()?;
            let filter = match &op.index.filter {
                Some(filter) => Some(filter.text(dialect).ok()?),
                None => None,
            };
            Some(values(&op.table, &columns, filter, dialect))
        }
        Operation::AlterColumn(op) if op.change == ColumnChange::Nullable(false) => {
            let condition = format!("{} IS NULL", dialect.quote(&op.column));
            rows(&op.table, before, dialect, &condition)
        }
        _ => None,
    }
}

/// The rows that a condition is for, by their primary key.
fn rows(
    table: &ObjectName,
    before: &SchemaState,
    dialect: Dialect,
    condition: &str,
) -> Option<InTheWay> {
    let key = before.table(table)?.primary_key.as_ref()?;
    let columns: Vec<String> = key
        .columns
        .iter()
        .map(|column| dialect.quote(column))
        .collect();
    Some(InTheWay {
        of: named(table, &key.columns),
        sql: format!(
            "SELECT {} AS found, count(*) OVER () AS total FROM {} WHERE {condition} ORDER BY {} LIMIT 5",
            text(&columns, dialect),
            dialect.quote_name(table),
            columns.join(", ")
        ),
    })
}

/// The values that several rows have.
fn values(
    table: &ObjectName,
    columns: &[String],
    filter: Option<&str>,
    dialect: Dialect,
) -> InTheWay {
    let quoted: Vec<String> = columns.iter().map(|column| dialect.quote(column)).collect();
    let not_null = quoted.iter().map(|column| format!("{column} IS NOT NULL"));
    let conditions: Vec<String> = not_null
        .chain(filter.map(|filter| format!("({filter})")))
        .collect();
    let list = quoted.join(", ");
    InTheWay {
        of: named(table, columns),
        sql: format!(
            "SELECT {} AS found, count(*) OVER () AS total FROM {} WHERE {} GROUP BY {list} HAVING count(*) > 1 \
             ORDER BY {list} LIMIT 5",
            text(&quoted, dialect),
            dialect.quote_name(table),
            conditions.join(" AND ")
        ),
    }
}

/// The condition for rows that refer to nothing.
fn orphaned(table: &ObjectName, key: &ForeignKey, dialect: Dialect) -> String {
    let ours = dialect.quote_name(table);
    let not_null = key
        .columns
        .iter()
        .map(|column| format!("{ours}.{} IS NOT NULL", dialect.quote(column)));
    let equal = key
        .columns
        .iter()
        .zip(&key.referenced_columns)
        .map(|(ours_is, theirs)| {
            format!(
                "referenced.{} = {ours}.{}",
                dialect.quote(theirs),
                dialect.quote(ours_is)
            )
        });
    let not_null: Vec<String> = not_null.collect();
    let equal: Vec<String> = equal.collect();
    format!(
        "{} AND NOT EXISTS (SELECT 1 FROM {} referenced WHERE {})",
        not_null.join(" AND "),
        dialect.quote_name(&key.references),
        equal.join(" AND ")
    )
}

/// Columns as one text.
fn text(columns: &[String], dialect: Dialect) -> String {
    let kind = match dialect {
        Dialect::Postgres | Dialect::Sqlite => "text",
        Dialect::Mysql => "char",
    };
    let parts = columns
        .iter()
        .map(|column| format!("CAST({column} AS {kind})"));
    let parts: Vec<String> = parts.collect();
    match (parts.as_slice(), dialect) {
        ([one], _) => one.clone(),
        (_, Dialect::Sqlite) => parts.join(" || ', ' || "),
        _ => format!("concat_ws(', ', {})", parts.join(", ")),
    }
}

fn named(table: &ObjectName, columns: &[String]) -> String {
    match columns {
        [column] => format!("{table}.{column}"),
        columns => format!("{table}.({})", columns.join(", ")),
    }
}
