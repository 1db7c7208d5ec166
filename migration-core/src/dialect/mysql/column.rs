//! Columns: their definition, and adding, dropping and renaming them. What changes about one is in `column_change.rs`.

use super::alter::{Alter, Work};
use super::context::{Answer, COLUMN_COMMENT_CHARS, Context, Guard, IF_EXISTS, IF_NOT_EXISTS};
use super::foreign_key::{follow, in_primary_key};
use super::{column_rename, column_type, constraint, default, identity, table};
use crate::Value;
use crate::dialect::{ProbeObject, Statement};
use crate::operation::{AddColumn, ColumnPosition, DropColumn};
use crate::schema::{
    Column, ColumnType, Constraint, DefaultValue, Expression, ForeignKey, Generation, Table,
};

/// The whole definition, as `CREATE TABLE`, `ADD COLUMN` and `MODIFY COLUMN` write it. NULL or NOT NULL is always
/// written; a timestamp that may be NULL says so twice, or an old server would give it a default.
pub(super) fn definition(cx: &Context<'_>, column: &Column, in_key: bool) -> Answer<String> {
    if column.compression.is_some() || column.statistics.is_some() {
        refuse_tuning(cx, &column.name)?;
    }
    let mut sql = format!(
        "{} {}",
        cx.quote(&column.name)?,
        column_type::sql(cx, &column.column_type)?
    );
    match (&column.collation, &column.column_type) {
        (Some(collation), _) => sql += &format!(" COLLATE {}", cx.quote(collation)?),
        (None, ColumnType::CiText) => {
            sql += &format!(" COLLATE {}", cx.quote(column_type::CITEXT_COLLATION)?);
        }
        (None, _) => {}
    }
    let nullable = column.nullable && !in_key && !column.is_identity();
    match &column.generation {
        Some(Generation::Stored(expression)) => {
            sql += &computed(cx, expression, "STORED", nullable)?
        }
        Some(Generation::Virtual(expression)) => {
            sql += &computed(cx, expression, "VIRTUAL", nullable)?;
        }
        Some(Generation::IdentityAlways) => {
            return cx.refuse(
                format!(
                    "identity columns that refuse explicit values (\"{}\")",
                    column.name
                ),
                "use the identity that takes them: AUTO_INCREMENT",
            );
        }
        Some(Generation::Identity) => {
            identity::check_integer(cx, column)?;
            sql += " NOT NULL AUTO_INCREMENT";
        }
        None => {
            sql += null(nullable);
            sql += &default_clause(cx, column, nullable)?;
        }
    }
    if let Some(comment) = &column.comment {
        sql += &format!(" COMMENT {}", cx.comment(comment, COLUMN_COMMENT_CHARS)?);
    }
    Ok(sql)
}

/// Both are PostgreSQL's ways; MariaDB compresses columns in another, and samples by histograms.
pub(super) fn refuse_tuning(cx: &Context<'_>, name: &str) -> Answer<()> {
    cx.refuse(
        format!("compression or statistics targets of columns chosen by this operation (\"{name}\")"),
        "leave them out: InnoDB compresses tables (ROW_FORMAT=COMPRESSED), and ANALYZE TABLE says what is sampled",
    )
}

fn null(nullable: bool) -> &'static str {
    if nullable { " NULL" } else { " NOT NULL" }
}

/// MariaDB has no NOT NULL on generated columns: whether they are NULL is what the expression says
/// (<https://mariadb.com/kb/en/generated-columns/>).
fn computed(
    cx: &Context<'_>,
    expression: &Expression,
    kind: &str,
    nullable: bool,
) -> Answer<String> {
    let null = if nullable || cx.is_mariadb() {
        ""
    } else {
        " NOT NULL"
    };
    Ok(format!(
        " GENERATED ALWAYS AS ({}) {kind}{null}",
        cx.sql(expression)?
    ))
}

fn default_clause(cx: &Context<'_>, column: &Column, nullable: bool) -> Answer<String> {
    let is_null = matches!(&column.default, Some(DefaultValue::Value(Value::Null)));
    match &column.default {
        Some(_) if is_null && !nullable => Ok(String::new()),
        Some(value) => Ok(format!(
            " DEFAULT {}",
            default::sql(cx, &column.column_type, value)?
        )),
        None if nullable && column.column_type == ColumnType::Timestamp => {
            Ok(" DEFAULT NULL".to_owned())
        }
        None => Ok(String::new()),
    }
}

pub(super) fn add(cx: &Context<'_>, op: &AddColumn) -> Answer<Vec<Statement>> {
    let AddColumn {
        table,
        column,
        if_not_exists: _,
        position,
    } = op;
    let known = cx.known(table);
    let guard = cx.guard(Guard {
        asked: op.if_not_exists,
        clause: IF_NOT_EXISTS,
        table,
        name: &column.name,
        found: known.is_some_and(|known| known.column(&column.name).is_some()),
    })?;
    let Some(guard) = guard else {
        return Ok(Vec::new());
    };
    if column.is_identity() {
        return cx.refuse(
            format!(
                "AUTO_INCREMENT column without a key to begin (\"{}\")",
                column.name
            ),
            "add a plain integer column, then a key that begins with it, then make it an identity",
        );
    }
    if let Some(known) = known {
        let mut after = known.clone();
        after.columns.push(column.clone());
        identity::check(cx, &after)?;
    }
    let work = match (&column.generation, &column.default) {
        (Some(Generation::Stored(_)), _) | (_, Some(DefaultValue::Expression(_))) => Work::Copy,
        _ => Work::Metadata,
    };
    let place = match position {
        None => String::new(),
        Some(ColumnPosition::First) => " FIRST".to_owned(),
        Some(ColumnPosition::After(other)) => format!(" AFTER {}", cx.quote(other)?),
    };
    let mut alter = Alter::new(table);
    alter.add(
        work,
        format!(
            "ADD COLUMN{guard} {}{place}",
            definition(cx, column, false)?
        ),
    );
    let probe = ProbeObject::Column(table.clone(), column.name.clone());
    Ok(vec![alter.statement(cx)?.creates(probe)])
}

/// The server would take the column out of each index and keep the rest of it; here an index that uses the column goes
/// as a whole, as in the state.
pub(super) fn drop(cx: &Context<'_>, op: &DropColumn) -> Answer<Vec<Statement>> {
    let known = cx.known(&op.table);
    let guard = cx.guard(Guard {
        asked: op.if_exists,
        clause: IF_EXISTS,
        table: &op.table,
        name: &op.column,
        found: known.is_some_and(|known| known.column(&op.column).is_some()),
    })?;
    let Some(guard) = guard else {
        return Ok(Vec::new());
    };
    let refers = |key: &ForeignKey| {
        key.references == op.table && key.referenced_columns.contains(&op.column)
    };
    let mut statements = Vec::new();
    for other in cx
        .before
        .tables
        .values()
        .filter(|other| other.name != op.table)
    {
        statements.extend(table::drop_foreign_keys(cx, other, refers)?);
    }
    let mut alter = Alter::new(&op.table);
    if let Some(before) = known {
        let mut after = before.clone();
        for constraint in before.constraints() {
            let refers_here = matches!(&constraint, Constraint::ForeignKey(key) if refers(key));
            if constraint.uses(&op.column) || refers_here {
                let (kind, name) = (Some(constraint.kind()), constraint.name());
                alter.drop(Work::Metadata, constraint::drop_clause(cx, kind, name, "")?);
                after.take_constraint(name);
            }
        }
        for index in before
            .indexes
            .values()
            .filter(|index| index.uses(&op.column))
        {
            alter.drop(
                Work::Metadata,
                format!("DROP INDEX {}", cx.quote(&index.name)?),
            );
            after.indexes.remove(&index.name);
        }
        after.columns.retain(|column| column.name != op.column);
        column_rename::check_computed(cx, &after, &op.column, "dropped")?;
        follow(cx, before, &after, &mut alter)?;
        identity::check(cx, &after)?;
    }
    alter.drop(
        Work::Rebuild,
        format!("DROP COLUMN{guard} {}", cx.quote(&op.column)?),
    );
    let probe = ProbeObject::Column(op.table.clone(), op.column.clone());
    statements.push(alter.statement(cx)?.loses_data().removes(probe));
    Ok(statements)
}

/// `MODIFY COLUMN` with the whole definition of a column of a table.
pub(super) fn modify(cx: &Context<'_>, table: &Table, column: &Column) -> Answer<String> {
    let in_key = in_primary_key(table, &column.name);
    Ok(format!("MODIFY COLUMN {}", definition(cx, column, in_key)?))
}
