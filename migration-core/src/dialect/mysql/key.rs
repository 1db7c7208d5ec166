//! What a key can be over.

use super::column_type::{is_large, key_bytes};
use super::context::{Answer, Context};
use crate::schema::{ColumnType, Table};

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
    let (mut bytes, mut parts) = (0_u32, 0);
    for name in columns {
        parts += 1;
        let Some(column) = table.and_then(|table| table.column(name)) else {
            continue;
        };
        if is_large(&column.column_type) {
            let alternative = match column.column_type {
                ColumnType::CiText => {
                    "use string(n) with n up to 768, which compares without case as well"
                }
                _ => {
                    "make the column a string(n) with n up to 768, or use raw SQL with a prefix length"
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
