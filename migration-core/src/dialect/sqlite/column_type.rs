//! Column types.
//!
//! SQLite gives a column an affinity by words in its declared type (<https://www.sqlite.org/datatype3.html>) and keeps
//! the declared text, so that the type can be read back. Names are chosen for both, and for sqlx, which checks Rust
//! types against the storage class of each value.
//!
//! | type | declared | affinity | what is stored |
//! | --- | --- | --- | --- |
//! | small, plain, big integer | `SMALLINT`, `INTEGER`, `BIGINT` | INTEGER | up to 64 bits in each of them |
//! | plain integer that is the whole key | `INTEGER` | INTEGER | an insert without it gets a free number |
//! | identity, any integer | `INTEGER ... PRIMARY KEY AUTOINCREMENT` | INTEGER | read back as big integer |
//! | decimal | `DECIMAL_REAL`, `DECIMAL_REAL(p,s)` | REAL | a 64-bit float: exact to 15 significant digits |
//! | float, double | `FLOAT`, `DOUBLE` | REAL | a 64-bit float in both |
//! | boolean | `BOOLEAN` | NUMERIC | 0 or 1 |
//! | char(n), string(n), text | `CHAR(n)`, `VARCHAR(n)`, `TEXT` | TEXT | n is kept, but not enforced |
//! | citext | `CITEXT` with `COLLATE "NOCASE"` | TEXT | compares without case in ASCII only |
//! | binary | `BLOB` | BLOB | |
//! | uuid | `UUID_TEXT` | TEXT | hyphenated, lower case: `uuid::fmt::Hyphenated` in sqlx |
//! | date, time | `DATE`, `TIME` | NUMERIC | ISO text |
//! | timestamp, local timestamp | `TIMESTAMP`, `DATETIME` | NUMERIC | `YYYY-MM-DD HH:MM:SS.SSS` as text; UTC |
//! | interval | `DURATION_TEXT` | TEXT | ISO 8601 text; "INTERVAL" would have INTEGER affinity |
//! | json, jsonb | `JSON_TEXT`, `JSONB_TEXT` | TEXT | JSON text in both |
//! | inet, cidr, macaddr | `INET_TEXT`, `CIDR_TEXT`, `MACADDR_TEXT` | TEXT | text |
//! | bit(n), varbit(n) | `BIT_TEXT(n)`, `VARBIT_TEXT(n)` | TEXT | text of 0 and 1; n is not enforced |
//! | enumeration, inline enum | `TEXT` and a check: [`enum_type`](super::enum_type) | TEXT | one of the values |
//! | custom | as it is | by its words | |
//! | array, range, vector, tsvector, geometry | refused: text could be stored, but not searched | | |
//!
//! Why decimals are floats: with NUMERIC affinity 5.00 is stored as an integer and 5.50 as a float, so that sqlx reads
//! one column now as `i64`, now as `f64`, and fails in between; as text, `price > 5` compares digits. Amounts that need
//! more than 15 digits belong in a big integer of the smallest unit.

use super::Context;
use super::context::quote;
use crate::dialect::Unsupported;
use crate::schema::{Column, ColumnType};

/// The declared type.
pub(super) fn declared(
    column_type: &ColumnType,
    context: &Context<'_>,
) -> Result<String, Unsupported> {
    use ColumnType as T;
    let sql = match column_type {
        T::SmallInteger => "SMALLINT",
        T::Integer => "INTEGER",
        T::BigInteger => "BIGINT",
        T::Decimal(None) => "DECIMAL_REAL",
        T::Decimal(Some((precision, scale))) => {
            return Ok(format!("DECIMAL_REAL({precision},{scale})"));
        }
        T::Float => "FLOAT",
        T::Double => "DOUBLE",
        T::Boolean => "BOOLEAN",
        T::Char(n) => return Ok(format!("CHAR({n})")),
        T::String(n) => return Ok(format!("VARCHAR({n})")),
        T::Text | T::Enumeration(_) | T::InlineEnum(_) => "TEXT",
        T::CiText => "CITEXT",
        T::Binary => "BLOB",
        T::Uuid => "UUID_TEXT",
        T::Date => "DATE",
        T::Time => "TIME",
        T::Timestamp => "TIMESTAMP",
        T::LocalTimestamp => "DATETIME",
        T::Interval => "DURATION_TEXT",
        T::Json => "JSON_TEXT",
        T::Jsonb => "JSONB_TEXT",
        T::Inet => "INET_TEXT",
        T::Cidr => "CIDR_TEXT",
        T::MacAddr => "MACADDR_TEXT",
        T::Bit(n) => return Ok(format!("BIT_TEXT({n})")),
        T::VarBit(n) => return Ok(format!("VARBIT_TEXT({n})")),
        T::Custom(sql) => sql,
        T::TsVector | T::Range(_) | T::Array(_) | T::Vector(_) | T::Geometry => {
            return Err(refused(column_type, context));
        }
    };
    Ok(sql.to_owned())
}

/// Text could hold any of these, but none of what they are for would work on it.
fn refused(column_type: &ColumnType, context: &Context<'_>) -> Unsupported {
    let (what, alternative) = match column_type {
        ColumnType::TsVector => (
            "text search documents",
            "create a full-text table with `schema.sql(\"CREATE VIRTUAL TABLE ... USING fts5(...)\")`",
        ),
        ColumnType::Range(_) => (
            "range types",
            "use two columns, the lower and the upper bound, and a check that keeps them in order",
        ),
        ColumnType::Array(_) => (
            "arrays",
            "use a `json` column, or a table of the elements with a foreign key to this one",
        ),
        ColumnType::Vector(_) => (
            "vectors",
            "use a `binary` column of packed floats, or an extension's virtual table with `schema.sql(...)`",
        ),
        _ => (
            "geometry",
            "use a `binary` column of well-known binary, or two `double` columns for a point",
        ),
    };
    context.unsupported(what, alternative)
}

/// The `COLLATE` clause of a column, if it has one.
pub(super) fn collation(column: &Column) -> Option<String> {
    let own = column.collation.as_deref();
    let implied = matches!(column.column_type, ColumnType::CiText).then_some("NOCASE");
    own.or(implied)
        .map(|name| format!("COLLATE {}", quote(name)))
}

/// The type that a declared type reads back as.
///
/// Names of other tools are known when the affinity is the same as that of ours; any other is a custom type.
pub(super) fn parse(declared: &str) -> ColumnType {
    use ColumnType as T;
    let declared = declared.trim();
    let upper = declared.to_ascii_uppercase();
    let (name, arguments) = match upper.strip_suffix(')').and_then(|s| s.split_once('(')) {
        Some((name, arguments)) => (name.trim_end(), numbers(arguments)),
        None => (upper.as_str(), Some(Vec::new())),
    };
    match (name, arguments.as_deref()) {
        ("SMALLINT" | "TINYINT" | "INT2", Some([])) => T::SmallInteger,
        ("INTEGER" | "INT" | "MEDIUMINT" | "INT4", Some([])) => T::Integer,
        ("BIGINT" | "INT8", Some([])) => T::BigInteger,
        ("DECIMAL_REAL", Some([])) => T::Decimal(None),
        ("DECIMAL_REAL", Some(&[precision, scale])) => T::Decimal(Some((precision, scale))),
        ("FLOAT", Some([])) => T::Float,
        ("DOUBLE" | "DOUBLE PRECISION" | "REAL", Some([])) => T::Double,
        ("BOOLEAN" | "BOOL", Some([])) => T::Boolean,
        ("CHAR" | "CHARACTER" | "NCHAR", Some(&[n])) => T::Char(n),
        ("VARCHAR" | "CHARACTER VARYING" | "NVARCHAR", Some(&[n])) => T::String(n),
        ("TEXT" | "VARCHAR" | "CLOB", Some([])) => T::Text,
        ("CITEXT", Some([])) => T::CiText,
        ("BLOB", Some([])) => T::Binary,
        ("UUID_TEXT", Some([])) => T::Uuid,
        ("DATE", Some([])) => T::Date,
        ("TIME", Some([])) => T::Time,
        ("TIMESTAMP", Some([])) => T::Timestamp,
        ("DATETIME", Some([])) => T::LocalTimestamp,
        ("DURATION_TEXT", Some([])) => T::Interval,
        ("JSON_TEXT", Some([])) => T::Json,
        ("JSONB_TEXT", Some([])) => T::Jsonb,
        ("INET_TEXT", Some([])) => T::Inet,
        ("CIDR_TEXT", Some([])) => T::Cidr,
        ("MACADDR_TEXT", Some([])) => T::MacAddr,
        ("BIT_TEXT", Some(&[n])) => T::Bit(n),
        ("VARBIT_TEXT", Some(&[n])) => T::VarBit(n),
        _ => T::Custom(declared.to_owned()),
    }
}

/// The type itself, or the one that a custom type's name reads back as.
pub(super) fn canonical(column_type: &ColumnType) -> ColumnType {
    match column_type {
        ColumnType::Custom(declared) => parse(declared),
        other => other.clone(),
    }
}

fn numbers(list: &str) -> Option<Vec<u32>> {
    list.split(',')
        .map(|number| number.trim().parse().ok())
        .collect()
}
