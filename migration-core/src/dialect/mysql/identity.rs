//! Columns that count up: `AUTO_INCREMENT`.

use super::context::{Answer, Context};
use super::index;
use crate::schema::{Column, ColumnType, Index, IndexKey, Table};

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
    if has_key {
        return Ok(());
    }
    cx.refuse(
        format!("AUTO_INCREMENT columns that no key or index begins with (\"{}\")", column.name),
        "add a primary key or index that begins with it; before dropping that, make the column a plain integer",
    )
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
