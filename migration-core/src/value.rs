//! Values: what a default is, and what a row holds.

#[cfg(any(
    feature = "bigdecimal",
    feature = "json",
    feature = "rust_decimal",
    feature = "uuid"
))]
mod crates;
mod from;
pub(crate) mod serialize;
mod text;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

pub use from::ArrayElement;
pub(crate) use text::hex;

/// One value, free of any database.
///
/// [`dialect::writer`](crate::dialect::writer) is the one place that writes a value as an SQL literal.
///
/// Values are made from Rust's own types, from those of `chrono`, and with the features `json`, `uuid`, `rust_decimal`
/// and `bigdecimal` from those of these crates:
///
/// ```
/// use migration_core::Value;
///
/// assert_eq!(Value::from(7_u64), Value::Int(7));
/// assert_eq!(Value::from(u64::MAX), Value::Decimal("18446744073709551615".into()));
/// assert_eq!(Value::from(None::<bool>), Value::Null);
/// assert_eq!(Value::from(vec![0_u8, 255]), Value::Bytes(vec![0, 255]));
/// assert_eq!(
///     Value::from(vec![Some("a"), None]),
///     Value::Array(vec![Value::Text("a".into()), Value::Null]),
/// );
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// SQL `NULL`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// An exact number, as its decimal text. Whole numbers beyond 64 bits are too.
    Decimal(String),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A UUID, as its 16 bytes in network order.
    Uuid([u8; 16]),
    /// A calendar date.
    Date(NaiveDate),
    /// A time of day.
    Time(NaiveTime),
    /// A point in time.
    Timestamp(DateTime<Utc>),
    /// A date and time of day in no particular time zone.
    LocalTimestamp(NaiveDateTime),
    /// A JSON document, as its text. JSON's own `null` is `Json("null")`, not [`Null`](Self::Null).
    Json(String),
    /// An array. Databases without arrays (MySQL, SQLite) are given its elements as a JSON document.
    Array(Vec<Value>),
}
