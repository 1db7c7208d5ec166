//! Values: what a default is, and what a row holds.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// One value, free of any database.
///
/// [`dialect::writer`](crate::dialect::writer) is the one place that writes a value as an SQL literal.
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
    /// An exact number, as its decimal text.
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
}

macro_rules! from_int {
    ($($t:ty),*) => { $(impl From<$t> for Value { fn from(v: $t) -> Self { Value::Int(i64::from(v)) } })* };
}
from_int!(i8, i16, i32, i64, u8, u16, u32);

macro_rules! from {
    ($($t:ty => $variant:ident $(, $via:expr)?;)*) => {
        $(impl From<$t> for Value { fn from(v: $t) -> Self { Value::$variant(v.into()) } })*
    };
}
from! {
    bool => Bool;
    f32 => Float;
    f64 => Float;
    &str => Text;
    String => Text;
    Vec<u8> => Bytes;
    &[u8] => Bytes;
    NaiveDate => Date;
    NaiveTime => Time;
    DateTime<Utc> => Timestamp;
    NaiveDateTime => LocalTimestamp;
}

impl From<&String> for Value {
    fn from(v: &String) -> Self {
        Value::Text(v.clone())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(v: Option<T>) -> Self {
        v.map_or(Value::Null, Into::into)
    }
}
