//! Column types.
//!
//! | type | MySQL and MariaDB | read back as |
//! | --- | --- | --- |
//! | small, plain, big integer | `smallint`, `int`, `bigint` | the same |
//! | decimal(p, s) | `decimal(p, s)` | the same |
//! | decimal without limits | `decimal(65, 30)`, the widest (plain `decimal` would be without decimals) | decimal(65, 30) |
//! | float, double | `float`, `double` | the same |
//! | boolean | `tinyint(1)` | the same |
//! | char(n), string(n) | `char(n)` up to 255, `varchar(n)` up to 16383 | the same |
//! | text | `longtext` | the same |
//! | citext | `longtext` with collation `utf8mb4_unicode_ci` | text with that collation |
//! | binary | `longblob` | the same |
//! | uuid | `binary(16)` | the same |
//! | date, time | `date`, `time(6)` | the same |
//! | timestamp | `timestamp(6)`: UTC inside, years 1970 to 2038 (MariaDB 11.5: 2106) | the same |
//! | local timestamp | `datetime(6)` | the same |
//! | json, jsonb | `json` (on MariaDB `longtext` with a check) | json |
//! | inet, cidr | `varchar(43)` | string(43) |
//! | macaddr | `varchar(17)` | string(17) |
//! | bit(n) | `bit(n)` up to 64 | the same |
//! | vector(n), geometry | `vector(n)` (MySQL 9, MariaDB 11.7), `geometry` | the same |
//! | enumeration | `enum('a', 'b')` | inline enum |
//! | custom | as it is | the nearest of these |
//! | interval, varbit, tsvector, ranges, arrays | none | |

use super::context::{Answer, Context, is_basic};
use crate::dialect::Dialect;
use crate::schema::{ColumnType, ObjectName};

/// The collation of [`ColumnType::CiText`]: in both databases, all versions, and blind to case.
pub(super) const CITEXT_COLLATION: &str = "utf8mb4_unicode_ci";

/// The widest decimal: <https://dev.mysql.com/doc/refman/8.4/en/fixed-point-types.html>.
pub(super) const WIDEST_DECIMAL: (u32, u32) = (65, 30);

/// Characters of an address with its network: 39 for IPv6, a slash and three digits.
pub(super) const INET_CHARS: u32 = 43;

/// Characters of a MAC address.
pub(super) const MAC_ADDRESS_CHARS: u32 = 17;

/// The type as SQL.
pub(super) fn sql(cx: &Context<'_>, column_type: &ColumnType) -> Answer<String> {
    Ok(match column_type {
        ColumnType::SmallInteger => "smallint".to_owned(),
        ColumnType::Integer => "int".to_owned(),
        ColumnType::BigInteger => "bigint".to_owned(),
        ColumnType::Decimal(limits) => {
            let (precision, scale) = limits.unwrap_or(WIDEST_DECIMAL);
            format!("decimal({precision}, {scale})")
        }
        ColumnType::Float => "float".to_owned(),
        ColumnType::Double => "double".to_owned(),
        ColumnType::Boolean => "tinyint(1)".to_owned(),
        ColumnType::Char(n) => sized(cx, "char", *n, 255, "use string(n)")?,
        ColumnType::String(n) => sized(cx, "varchar", *n, 16_383, "use text")?,
        ColumnType::Text | ColumnType::CiText => "longtext".to_owned(),
        ColumnType::Binary => "longblob".to_owned(),
        ColumnType::Uuid => "binary(16)".to_owned(),
        ColumnType::Date => "date".to_owned(),
        ColumnType::Time => "time(6)".to_owned(),
        ColumnType::Timestamp => "timestamp(6)".to_owned(),
        ColumnType::LocalTimestamp => "datetime(6)".to_owned(),
        ColumnType::Json | ColumnType::Jsonb => "json".to_owned(),
        ColumnType::Inet | ColumnType::Cidr => format!("varchar({INET_CHARS})"),
        ColumnType::MacAddr => format!("varchar({MAC_ADDRESS_CHARS})"),
        ColumnType::Bit(n) => sized(cx, "bit", *n, 64, "use binary")?,
        ColumnType::Vector(n) => format!("vector({n})"),
        ColumnType::Geometry => "geometry".to_owned(),
        ColumnType::Enumeration(name) => enumeration(cx, values(cx, name)?)?,
        ColumnType::InlineEnum(values) => enumeration(cx, values)?,
        ColumnType::Custom(text) => text.clone(),
        ColumnType::Interval => {
            return cx.refuse("interval type", "use a big integer of microseconds");
        }
        ColumnType::VarBit(_) => {
            return cx.refuse(
                "bit strings of varying length",
                "use bit(n), or a string of 0 and 1",
            );
        }
        ColumnType::TsVector => {
            return cx.refuse(
                "text search documents",
                "create an index of method \"fulltext\" over the text columns",
            );
        }
        ColumnType::Range(_) => {
            return cx.refuse(
                "range types",
                "use two columns, for the lower and the upper bound",
            );
        }
        ColumnType::Array(_) => {
            return cx.refuse(
                "array types",
                "use a json column, or a table with a row for each element",
            );
        }
    })
}

fn sized(cx: &Context<'_>, name: &str, n: u32, most: u32, alternative: &str) -> Answer<String> {
    if n > most {
        return cx.refuse(format!("{name} of more than {most} ({n})"), alternative);
    }
    Ok(format!("{name}({n})"))
}

/// The values of an enum type.
pub(super) fn values<'a>(cx: &Context<'a>, name: &ObjectName) -> Answer<&'a [String]> {
    match cx.before.enum_type(name) {
        Some(found) => Ok(&found.values),
        None => cx.refuse(
            format!("enum types, and no migration says the values of \"{name}\""),
            "create the type before the column, or use custom(\"enum('a', 'b')\")",
        ),
    }
}

/// Values live in the column: <https://dev.mysql.com/doc/refman/8.4/en/enum.html>. What the server would change without
/// a word (spaces at the end, characters that the catalog cannot hold) is refused.
fn enumeration(cx: &Context<'_>, values: &[String]) -> Answer<String> {
    if values.is_empty() {
        return cx.refuse("enums without values", "give it a value");
    }
    for (at, value) in values.iter().enumerate() {
        let lower = value.to_lowercase();
        if values[..at]
            .iter()
            .any(|other| other.to_lowercase() == lower)
        {
            return cx.refuse(
                format!("enum values that differ in case only ({value:?})"),
                "use other values, or a string column with a check",
            );
        }
        if value.ends_with(' ') || !is_basic(value) {
            return cx.refuse(
                format!(
                    "enum values that end in a space or hold characters beyond U+FFFF ({value:?})"
                ),
                "use other values, or a string column with a check",
            );
        }
    }
    let literals: Vec<String> = (values.iter())
        .map(|value| Dialect::Mysql.string_literal(value))
        .collect();
    Ok(format!("enum({})", literals.join(", ")))
}

/// Whether the type is kept outside of the row: then a default must be an expression, and a key would need a prefix.
pub(super) fn is_large(column_type: &ColumnType) -> bool {
    use ColumnType::{Binary, CiText, Custom, Geometry, Json, Jsonb, Text, Vector};
    match column_type {
        Text | CiText | Binary | Json | Jsonb | Geometry | Vector(_) => true,
        Custom(text) => {
            let text = text.trim().to_ascii_lowercase();
            ["tinytext", "text", "mediumtext", "longtext"]
                .into_iter()
                .chain(["tinyblob", "blob", "mediumblob", "longblob"])
                .chain([
                    "json",
                    "geometry",
                    "point",
                    "linestring",
                    "polygon",
                    "vector",
                ])
                .any(|large| text.starts_with(large))
        }
        _ => false,
    }
}

/// The most bytes that a value takes in a key, where that matters. A character takes up to four.
pub(super) fn key_bytes(column_type: &ColumnType, one_byte_characters: bool) -> u32 {
    let character = if one_byte_characters { 1 } else { 4 };
    match column_type {
        ColumnType::Char(n) | ColumnType::String(n) => n.saturating_mul(character),
        ColumnType::Inet | ColumnType::Cidr => INET_CHARS * character,
        ColumnType::MacAddr => MAC_ADDRESS_CHARS * character,
        ColumnType::Uuid => 16,
        ColumnType::Decimal(_) => 30,
        _ => 8,
    }
}
