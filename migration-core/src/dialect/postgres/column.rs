//! Columns: how they are written, added, dropped and renamed. What changes them is in `column_change`.

use super::{Lowered, PG, column_type, comment_literal, parenthesised, word};
use crate::Value;
use crate::dialect::{LockLevel, ProbeObject, Statement, Target, Unsupported};
use crate::operation::{AddColumn, DropColumn, RenameColumn};
use crate::schema::{
    Column, ColumnType, DefaultValue, Expression, Generation, ObjectName, SchemaState,
};

/// `"name" type ...`, as in CREATE TABLE.
pub(super) fn definition(column: &Column, target: &Target) -> Result<String, Unsupported> {
    let mut sql = PG.quote(&column.name);
    sql += " ";
    sql += &column_type::name(&column.column_type, target)?;
    if let Some(method) = &column.compression {
        sql += &format!(" COMPRESSION {}", compression(method, target)?);
    }
    if let Some(collation) = &column.collation {
        sql += &format!(" COLLATE {}", PG.quote(collation));
    }
    if let Some(generation) = &column.generation {
        sql += &format!(" GENERATED {}", generation_sql(generation, target)?);
    }
    sql += word(!column.nullable, " NOT NULL");
    if let Some(default) = &column.default
        && let Some(default) = default_sql(default, target)?
    {
        sql += &format!(" DEFAULT {default}");
    }
    Ok(sql)
}

/// The methods there are: <https://www.postgresql.org/docs/current/sql-createtable.html>.
pub(super) fn compression<'m>(method: &'m str, target: &Target) -> Result<&'m str, Unsupported> {
    match method {
        "pglz" | "lz4" => Ok(method),
        other => Err(target.unsupported(
            format!("method of compression that is called \"{other}\""),
            "say \"pglz\" or \"lz4\"",
        )),
    }
}

/// What follows `GENERATED`.
fn generation_sql(generation: &Generation, target: &Target) -> Result<String, Unsupported> {
    Ok(match generation {
        Generation::Identity => "BY DEFAULT AS IDENTITY".to_owned(),
        Generation::IdentityAlways => "ALWAYS AS IDENTITY".to_owned(),
        Generation::Stored(expression) => {
            format!("ALWAYS AS {} STORED", parenthesised(expression, target)?)
        }
        Generation::Virtual(expression) if target.capabilities.virtual_columns => {
            format!("ALWAYS AS {} VIRTUAL", parenthesised(expression, target)?)
        }
        Generation::Virtual(_) => {
            return Err(target.unsupported(
                "column that is computed on reading before version 18",
                "make it a stored one, which is computed when the row is written",
            ));
        }
    })
}

/// A default, or none: `DEFAULT NULL` means the same, but some types keep it as an expression.
pub(super) fn default_sql(
    default: &DefaultValue,
    target: &Target,
) -> Result<Option<String>, Unsupported> {
    Ok(match default {
        DefaultValue::Value(Value::Null) => None,
        DefaultValue::Value(value) => Some(PG.literal(value)),
        DefaultValue::CurrentTimestamp => Some("CURRENT_TIMESTAMP".to_owned()),
        DefaultValue::Expression(expression) => Some(parenthesised(expression, target)?),
    })
}

pub(super) fn add(op: &AddColumn, before: &SchemaState, target: &Target) -> Lowered {
    if op.if_not_exists && is_known(&op.table, &op.column.name, before) {
        return Ok(Vec::new());
    }
    if op.position.is_some() {
        return Err(target.unsupported(
            "place for a new column but after all others",
            "leave first() and after(...) out: queries name the columns that they want",
        ));
    }
    let column = &op.column;
    let statement = Statement::new(format!(
        "ALTER TABLE {} ADD COLUMN {}{}",
        PG.quote_name(&op.table),
        word(op.if_not_exists, "IF NOT EXISTS "),
        definition(column, target)?
    ))
    .locks(&op.table, LockLevel::AccessExclusive)
    .creates(ProbeObject::Column(op.table.clone(), column.name.clone()));
    let mut statements = vec![match differs_by_row(column) {
        true => statement.rewrites().scans(),
        false => statement,
    }];
    if let Some(comment) = &column.comment {
        statements.push(comment_statement(&op.table, &column.name, Some(comment)));
    }
    statements.extend(
        column
            .statistics
            .map(|set| statistics(&op.table, &column.name, Some(set))),
    );
    Ok(statements)
}

/// Whether the values of a new column differ from row to row, so that the table is rewritten. A default that is the
/// same for all rows is kept once, in the catalog.
///
/// Only the server knows which functions are volatile. A call of an unknown one counts as such.
fn differs_by_row(column: &Column) -> bool {
    let computed = match &column.generation {
        Some(Generation::Identity | Generation::IdentityAlways | Generation::Stored(_)) => true,
        Some(Generation::Virtual(_)) | None => false,
    };
    let volatile = match &column.default {
        Some(DefaultValue::Expression(expression)) => calls_a_function(expression),
        Some(DefaultValue::Value(_) | DefaultValue::CurrentTimestamp) | None => false,
    };
    // `serial` is a sequence and a default that reads it.
    let serial = matches!(&column.column_type, ColumnType::Custom(name)
        if name.to_ascii_lowercase().contains("serial"));
    computed || volatile || serial
}

/// Functions that are evaluated once for a statement.
const STABLE: [&str; 5] = [
    "now",
    "transaction_timestamp",
    "statement_timestamp",
    "current_schema",
    "timezone",
];

fn calls_a_function(expression: &Expression) -> bool {
    let text = expression.text(PG).unwrap_or_default().to_ascii_lowercase();
    text.match_indices('(').any(|(at, _)| {
        let before = text[..at].trim_end();
        let of_name = |c: char| c.is_alphanumeric() || c == '_';
        let name = before.rsplit(|c| !of_name(c)).next().unwrap_or_default();
        before.ends_with('"') || !(name.is_empty() || STABLE.contains(&name))
    })
}

/// Whether the state is sure that the column is there.
fn is_known(table: &ObjectName, column: &str, before: &SchemaState) -> bool {
    let there = before
        .table(table)
        .is_some_and(|table| table.column(column).is_some());
    there && !before.is_named_by_raw_sql(column) && !before.is_named_by_raw_sql(&table.name)
}

/// Indexes and constraints of the same table go with the column. Foreign keys that refer to it, also those of the same
/// table, need CASCADE.
pub(super) fn drop(op: &DropColumn) -> Statement {
    Statement::new(format!(
        "ALTER TABLE {} DROP COLUMN {}{}{}",
        PG.quote_name(&op.table),
        word(op.if_exists, "IF EXISTS "),
        PG.quote(&op.column),
        word(op.cascade, " CASCADE"),
    ))
    .locks(&op.table, LockLevel::AccessExclusive)
    .loses_data()
    .removes(ProbeObject::Column(op.table.clone(), op.column.clone()))
}

pub(super) fn rename(op: &RenameColumn) -> Statement {
    Statement::new(format!(
        "ALTER TABLE {} RENAME COLUMN {} TO {}",
        PG.quote_name(&op.table),
        PG.quote(&op.from),
        PG.quote(&op.to)
    ))
    .locks(&op.table, LockLevel::AccessExclusive)
    .creates(ProbeObject::Column(op.table.clone(), op.to.clone()))
}

/// How finely ANALYZE samples a column. Of the table alone: partitions have their own.
pub(super) fn statistics(table: &ObjectName, column: &str, set: Option<u16>) -> Statement {
    let set = set.map_or_else(|| "-1".to_owned(), |set| set.to_string());
    Statement::new(format!(
        "ALTER TABLE ONLY {} ALTER COLUMN {} SET STATISTICS {set}",
        PG.quote_name(table),
        PG.quote(column),
    ))
    .locks(table, LockLevel::ShareUpdateExclusive)
}

/// The comment on a column of an existing table.
pub(super) fn comment_statement(
    table: &ObjectName,
    column: &str,
    comment: Option<&str>,
) -> Statement {
    Statement::new(comment_sql(table, column, comment))
        .locks(table, LockLevel::ShareUpdateExclusive)
}

pub(super) fn comment_sql(table: &ObjectName, column: &str, comment: Option<&str>) -> String {
    let (table, column) = (PG.quote_name(table), PG.quote(column));
    format!(
        "COMMENT ON COLUMN {table}.{column} IS {}",
        comment_literal(comment)
    )
}
