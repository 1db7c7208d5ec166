//! What a key can be over.

use super::column_type::{is_large, key_bytes};
use super::context::{Answer, Context};
use crate::schema::{Column, ColumnType, Table};

/// The most that a key of an InnoDB table can hold: <https://dev.mysql.com/doc/refman/8.4/en/innodb-limits.html>.
const KEY_BYTES: u32 = 3072;
const KEY_PARTS: usize = 16;

/// Refuses keys that would need a prefix length: MariaDB would shorten some of them with a warning only.
pub(super) fn check_columns<'c>(
    cx: &Context<'_>,
    key: &str,
    table: Option<&Table>,
    columns: impl Iterator<Item = &'c str>,
) -> Answer<()> {
    check_parts(cx, key, table, columns.map(|column| (column, None)))
}

/// The same for an index, whose columns may have prefixes.
pub(super) fn check_parts<'c>(
    cx: &Context<'_>,
    key: &str,
    table: Option<&Table>,
    columns: impl Iterator<Item = (&'c str, Option<u32>)>,
) -> Answer<()> {
    let (mut bytes, mut parts) = (0_u32, 0);
    for (name, prefix) in columns {
        parts += 1;
        let Some(column) = table.and_then(|table| table.column(name)) else {
            continue;
        };
        if let Some(prefix) = prefix {
            bytes = bytes.saturating_add(prefix_bytes(cx, key, column, prefix)?);
            continue;
        }
        if is_large(&column.column_type) {
            let alternative = match column.column_type {
                ColumnType::CiText => {
                    "use string(n) with n up to 768, which compares without case as well"
                }
                _ => {
                    "make the column a string(n) with n up to 768, or say col(...).prefix(n) in an index"
                }
            };
            return cx.refuse(
                format!("keys over whole columns of this type (\"{name}\" in \"{key}\")"),
                alternative,
            );
        }
        let one_byte = column.collation.as_deref().is_some_and(|collation| {
            collation.starts_with("ascii_") || collation.starts_with("latin1_")
        });
        bytes = bytes.saturating_add(key_bytes(&column.column_type, one_byte));
    }
    if bytes > KEY_BYTES {
        return cx.refuse(
            format!("keys of more than {KEY_BYTES} bytes, four for each character (\"{key}\" could take {bytes})"),
            "use shorter strings: 768 characters over all columns of the key",
        );
    }
    if parts > KEY_PARTS {
        return cx.refuse(
            format!("keys of more than {KEY_PARTS} columns (\"{key}\")"),
            "use fewer columns",
        );
    }
    Ok(())
}

/// The most bytes that the beginning of a column takes.
fn prefix_bytes(cx: &Context<'_>, key: &str, column: &Column, prefix: u32) -> Answer<u32> {
    let name = &column.name;
    match &column.column_type {
        ColumnType::Char(n) | ColumnType::String(n) if prefix > *n => cx.refuse(
            format!("prefixes that are longer than the column (\"{name}\" in \"{key}\")"),
            "leave the prefix out",
        ),
        ColumnType::Char(_) | ColumnType::String(_) | ColumnType::Text | ColumnType::CiText => {
            Ok(prefix.saturating_mul(4))
        }
        ColumnType::Binary | ColumnType::Custom(_) => Ok(prefix),
        _ => cx.refuse(
            format!(
                "prefixes of columns that are neither text nor bytes (\"{name}\" in \"{key}\")"
            ),
            "leave the prefix out",
        ),
    }
}
