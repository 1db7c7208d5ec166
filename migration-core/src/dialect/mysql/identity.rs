//! Columns that count up: `AUTO_INCREMENT`.

use super::context::{Answer, Context};
use super::index;
use crate::schema::{
    Column, ColumnType, DefaultValue, Expression, Generation, Index, IndexKey, Table,
};

/// A table has one `AUTO_INCREMENT` column at most, and it begins a key:
/// <https://dev.mysql.com/doc/refman/8.4/en/innodb-auto-increment-handling.html>.
pub(super) fn check(cx: &Context<'_>, table: &Table) -> Answer<()> {
    let mut identities = table.columns.iter().filter(|column| column.is_identity());
    let Some(column) = identities.next() else {
        return Ok(());
    };
    if let Some(second) = identities.next() {
        return cx.refuse(
            format!(
                "second AUTO_INCREMENT column in a table (\"{}\")",
                second.name
            ),
            "keep one identity column, and make the other a plain integer",
        );
    }
    let first = |columns: &[String]| columns.first() == Some(&column.name);
    let in_index = |index: &Index| {
        !index::is_special(index)
            && (index.parts.first())
                .is_some_and(|part| part.key == IndexKey::Column(column.name.clone()))
    };
    let has_key = table.primary_key.iter().any(|key| first(&key.columns))
        || table.uniques.values().any(|unique| first(&unique.columns))
        || table.indexes.values().any(in_index);
    if !has_key {
        return cx.refuse(
            format!("AUTO_INCREMENT columns that no key or index begins with (\"{}\")", column.name),
            "add a primary key or index that begins with it; before dropping that, make the column a plain integer",
        );
    }
    match expressions(cx, table).find(|(_, expression)| expression.mentions(&column.name)) {
        Some((user, _)) => cx.refuse(
            format!(
                "{user} that mentions an AUTO_INCREMENT column (\"{}\")",
                column.name
            ),
            "leave it out: the database makes the values of that column",
        ),
        None => Ok(()),
    }
}

/// What may not mention an `AUTO_INCREMENT` column, as the value is known too late for it: checks, defaults and
/// generated columns; on MariaDB virtual ones may
/// (<https://dev.mysql.com/doc/refman/8.4/en/create-table-check-constraints.html>).
fn expressions<'a>(
    cx: &Context<'_>,
    table: &'a Table,
) -> impl Iterator<Item = (&'static str, &'a Expression)> {
    let with_virtual = !cx.is_mariadb();
    let checks = (table.checks.values()).map(|check| ("check", &check.expression));
    let defaults = table
        .columns
        .iter()
        .filter_map(|column| match &column.default {
            Some(DefaultValue::Expression(expression)) => Some(("default", expression)),
            Some(DefaultValue::Value(_) | DefaultValue::CurrentTimestamp) | None => None,
        });
    let computed = table.columns.iter().filter_map(move |column| {
        match &column.generation {
            Some(Generation::Stored(expression)) => Some(expression),
            Some(Generation::Virtual(expression)) if with_virtual => Some(expression),
            Some(Generation::Virtual(_) | Generation::Identity | Generation::IdentityAlways)
            | None => None,
        }
        .map(|expression| ("generated column", expression))
    });
    checks.chain(defaults).chain(computed)
}

pub(super) fn check_integer(cx: &Context<'_>, column: &Column) -> Answer<()> {
    match &column.column_type {
        found if found.is_integer() => Ok(()),
        ColumnType::Custom(_) => Ok(()),
        _ => cx.refuse(
            format!(
                "AUTO_INCREMENT on other than integers (\"{}\")",
                column.name
            ),
            "use an integer column",
        ),
    }
}
