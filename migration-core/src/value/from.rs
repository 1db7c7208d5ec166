//! Values from Rust's own types and from those of `chrono`.

use std::borrow::Cow;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};

use super::Value;

macro_rules! from_int {
    ($($t:ty),*) => { $(impl From<$t> for Value { fn from(v: $t) -> Self { Value::Int(i64::from(v)) } })* };
}
from_int!(i8, i16, i32, i64, u8, u16, u32);

/// Whole numbers that may be beyond 64 bits, and then are decimals.
macro_rules! from_large_int {
    ($($t:ty),*) => { $(impl From<$t> for Value {
        fn from(v: $t) -> Self {
            i64::try_from(v).map_or_else(|_| Value::Decimal(v.to_string()), Value::Int)
        }
    })* };
}
from_large_int!(u64, i128, u128, usize, isize);

macro_rules! from {
    ($($t:ty => $variant:ident;)*) => {
        $(impl From<$t> for Value { fn from(v: $t) -> Self { Value::$variant(v.into()) } })*
    };
}
from! {
    bool => Bool;
    f32 => Float;
    f64 => Float;
    char => Text;
    &str => Text;
    String => Text;
    Cow<'_, str> => Text;
    Vec<u8> => Bytes;
    &[u8] => Bytes;
    [u8; 16] => Uuid;
    NaiveDate => Date;
    NaiveTime => Time;
    NaiveDateTime => LocalTimestamp;
}

impl From<&String> for Value {
    fn from(v: &String) -> Self {
        Value::Text(v.clone())
    }
}

/// Bytes, `b"like these"`.
impl<const N: usize> From<&[u8; N]> for Value {
    fn from(v: &[u8; N]) -> Self {
        Value::Bytes(v.to_vec())
    }
}

/// The same point in time, whatever the zone.
impl<Tz: TimeZone> From<DateTime<Tz>> for Value {
    fn from(v: DateTime<Tz>) -> Self {
        Value::Timestamp(v.with_timezone(&Utc))
    }
}

/// Times as they are written by ISO 8601. A text that is none stays a text, which no column of the type takes: that is
/// reported when the plan is made.
impl Value {
    /// A calendar date: `2026-01-02`.
    ///
    /// ```
    /// use migration_core::Value;
    ///
    /// assert!(matches!(Value::date("2026-01-02"), Value::Date(_)));
    /// assert_eq!(Value::date("tomorrow"), Value::Text("tomorrow".to_owned()));
    /// ```
    pub fn date(text: &str) -> Self {
        Self::of_text(text, Self::Date)
    }

    /// A time of day: `03:04:05.5`.
    pub fn time(text: &str) -> Self {
        Self::of_text(text, Self::Time)
    }

    /// A point in time: `2026-01-02T03:04:05Z`.
    pub fn timestamp(text: &str) -> Self {
        Self::of_text(text, Self::Timestamp)
    }

    /// A date and time of day in no particular time zone: `2026-01-02T03:04:05`.
    pub fn local_timestamp(text: &str) -> Self {
        Self::of_text(text, Self::LocalTimestamp)
    }

    fn of_text<T: FromStr>(text: &str, of: impl FnOnce(T) -> Self) -> Self {
        text.parse()
            .map_or_else(|_| Self::Text(text.to_owned()), of)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(v: Option<T>) -> Self {
        v.map_or(Value::Null, Into::into)
    }
}

/// A type whose vectors are arrays: all that become a [`Value`] but `u8`, whose vectors are bytes.
///
/// For a type of your own:
///
/// ```
/// use migration_core::{ArrayElement, Value};
///
/// enum Role { Admin, Guest }
///
/// impl From<Role> for Value {
///     fn from(role: Role) -> Self {
///         match role { Role::Admin => "admin", Role::Guest => "guest" }.into()
///     }
/// }
/// impl ArrayElement for Role {}
///
/// assert_eq!(
///     Value::from(vec![Role::Admin, Role::Guest]),
///     Value::Array(vec!["admin".into(), "guest".into()]),
/// );
/// ```
pub trait ArrayElement: Into<Value> {}

macro_rules! element {
    ($($t:ty),*) => { $(impl ArrayElement for $t {})* };
}
element!(
    i8,
    i16,
    i32,
    i64,
    i128,
    isize,
    u16,
    u32,
    u64,
    u128,
    usize,
    f32,
    f64,
    bool,
    char,
    &str,
    String,
    &String,
    Cow<'_, str>,
    &[u8],
    [u8; 16],
    NaiveDate,
    NaiveTime,
    NaiveDateTime,
    Value
);
impl<const N: usize> ArrayElement for &[u8; N] {}
impl<Tz: TimeZone> ArrayElement for DateTime<Tz> {}
impl<T: Into<Value>> ArrayElement for Option<T> {}
/// Arrays in arrays, and arrays of bytes.
impl<T> ArrayElement for Vec<T> where Vec<T>: Into<Value> {}

impl<T: ArrayElement> From<Vec<T>> for Value {
    fn from(v: Vec<T>) -> Self {
        Value::Array(v.into_iter().map(Into::into).collect())
    }
}

impl<T: ArrayElement + Clone> From<&[T]> for Value {
    fn from(v: &[T]) -> Self {
        Value::Array(v.iter().cloned().map(Into::into).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_beyond_64_bits_are_decimals() {
        assert_eq!(Value::from(i64::MAX as u64), Value::Int(i64::MAX));
        assert_eq!(
            Value::from(u64::MAX),
            Value::Decimal("18446744073709551615".into())
        );
        assert_eq!(
            Value::from(i128::from(i64::MIN) - 1),
            Value::Decimal("-9223372036854775809".into())
        );
        assert_eq!(Value::from(7_usize), Value::Int(7));
    }

    #[test]
    fn vectors_are_arrays_but_those_of_u8_are_bytes() {
        assert_eq!(Value::from(vec![1_u8]), Value::Bytes(vec![1]));
        assert_eq!(Value::from(b"\0a"), Value::Bytes(vec![0, b'a']));
        assert_eq!(
            Value::from(vec![1_i32, -1]),
            Value::Array(vec![Value::Int(1), Value::Int(-1)])
        );
        assert_eq!(
            Value::from(vec![Some(1_u8), None]),
            Value::Array(vec![Value::Int(1), Value::Null])
        );
        assert_eq!(
            Value::from(vec![vec![1_u8], vec![]]),
            Value::Array(vec![Value::Bytes(vec![1]), Value::Bytes(vec![])])
        );
        assert_eq!(
            Value::from(vec![vec!["a"], vec!["b"]]),
            Value::Array(vec![
                Value::Array(vec!["a".into()]),
                Value::Array(vec!["b".into()])
            ])
        );
        assert_eq!(Value::from(Vec::<String>::new()), Value::Array(vec![]));
        assert_eq!(
            Value::from(["a", "b"].as_slice()),
            Value::Array(vec!["a".into(), "b".into()])
        );
    }

    #[test]
    fn a_time_in_a_zone_is_the_same_point_in_time() {
        let there = DateTime::parse_from_rfc3339("2026-01-02T03:04:05+02:00").unwrap();
        assert_eq!(Value::from(there), Value::Timestamp(there.to_utc()));
    }
}
