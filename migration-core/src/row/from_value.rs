//! What a value can be read as.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use crate::text::{parse_timestamp, parse_uuid, text};
use crate::{ArrayElement, Value};

/// What a value can be read as. The error says what was expected: "a whole number".
pub trait FromValue: Sized {
    /// Reads a value.
    ///
    /// # Errors
    ///
    /// What this type is, in words, when the value is not one.
    fn from_value(value: &Value) -> Result<Self, &'static str>;
}

impl FromValue for Value {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        Ok(value.clone())
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        match value {
            Value::Null => Ok(None),
            other => T::from_value(other).map(Some),
        }
    }
}

impl FromValue for bool {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        match value {
            Value::Bool(v) => Ok(*v),
            Value::Int(0) => Ok(false),
            Value::Int(1) => Ok(true),
            Value::Text(v) if matches!(v.as_str(), "t" | "true") => Ok(true),
            Value::Text(v) if matches!(v.as_str(), "f" | "false") => Ok(false),
            _ => Err("a boolean"),
        }
    }
}

/// Whole numbers, in decimals too: a sum is a decimal on servers, and a float on SQLite.
impl FromValue for i128 {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        let expected = "a whole number";
        match value {
            Value::Int(v) => Ok(i128::from(*v)),
            Value::Bool(v) => Ok(i128::from(*v)),
            Value::Float(v) if v.fract() == 0.0 && v.abs() < 9e15 => Ok(*v as i128),
            Value::Decimal(v) | Value::Text(v) => {
                let (whole, zeros) = v.split_once('.').unwrap_or((v, ""));
                match zeros.bytes().all(|b| b == b'0') {
                    true => whole.parse().map_err(|_| expected),
                    false => Err(expected),
                }
            }
            _ => Err(expected),
        }
    }
}

macro_rules! narrow {
    ($($t:ty),*) => {
        $(impl FromValue for $t {
            fn from_value(value: &Value) -> Result<Self, &'static str> {
                Self::try_from(i128::from_value(value)?)
                    .map_err(|_| concat!("a whole number in the range of ", stringify!($t)))
            }
        })*
    };
}
narrow!(i8, i16, i32, i64, isize, u8, u16, u32, u64, u128, usize);

impl FromValue for f64 {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        match value {
            Value::Float(v) => Ok(*v),
            Value::Int(v) => Ok(*v as f64),
            Value::Decimal(v) | Value::Text(v) => v.parse().map_err(|_| "a number"),
            _ => Err("a number"),
        }
    }
}

impl FromValue for f32 {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        f64::from_value(value).map(|v| v as f32)
    }
}

impl FromValue for String {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        text(value).ok_or("text")
    }
}

impl FromValue for char {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        let text = text(value).unwrap_or_default();
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => Ok(c),
            _ => Err("one character"),
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        match value {
            Value::Bytes(v) => Ok(v.clone()),
            Value::Text(v) | Value::Json(v) => Ok(v.clone().into_bytes()),
            Value::Uuid(v) => Ok(v.to_vec()),
            _ => Err("bytes"),
        }
    }
}

/// The 16 bytes of a UUID.
impl FromValue for [u8; 16] {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        match value {
            Value::Uuid(v) => Ok(*v),
            Value::Bytes(v) => v.as_slice().try_into().map_err(|_| "a UUID"),
            Value::Text(v) => parse_uuid(v).ok_or("a UUID"),
            _ => Err("a UUID"),
        }
    }
}

impl FromValue for NaiveDate {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        match value {
            Value::Date(v) => Ok(*v),
            Value::LocalTimestamp(v) => Ok(v.date()),
            Value::Text(v) => parse_timestamp(v).map(|v| v.date()).ok_or("a date"),
            _ => Err("a date"),
        }
    }
}

impl FromValue for NaiveTime {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        match value {
            Value::Time(v) => Ok(*v),
            Value::Text(v) => v.parse().map_err(|_| "a time of day"),
            _ => Err("a time of day"),
        }
    }
}

impl FromValue for NaiveDateTime {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        match value {
            Value::LocalTimestamp(v) => Ok(*v),
            Value::Timestamp(v) => Ok(v.naive_utc()),
            Value::Date(v) => Ok(v.and_time(NaiveTime::MIN)),
            Value::Text(v) => parse_timestamp(v).ok_or("a date and time"),
            _ => Err("a date and time"),
        }
    }
}

impl FromValue for DateTime<Utc> {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        match value {
            Value::Timestamp(v) => Ok(*v),
            other => NaiveDateTime::from_value(other)
                .map(|v| v.and_utc())
                .map_err(|_| "a point in time"),
        }
    }
}

/// An array; with the feature `json` also a JSON array, which is what databases without arrays keep.
impl<T: FromValue + ArrayElement> FromValue for Vec<T> {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        let read = |elements: &[Value]| elements.iter().map(T::from_value).collect();
        match value {
            Value::Array(elements) => read(elements),
            #[cfg(feature = "json")]
            Value::Json(text) | Value::Text(text) => {
                read(&super::crates::elements(text).ok_or("an array")?)
            }
            #[cfg(not(feature = "json"))]
            Value::Json(_) | Value::Text(_) => {
                Err("an array (the feature `json` reads those in JSON text)")
            }
            _ => Err("an array"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_read_from_all_that_hold_one() {
        let largest = Value::Decimal(u64::MAX.to_string());
        assert_eq!(u64::from_value(&largest), Ok(u64::MAX));
        assert_eq!(
            i64::from_value(&largest),
            Err("a whole number in the range of i64")
        );
        assert_eq!(i64::from_value(&Value::Int(i64::MIN)), Ok(i64::MIN));
        assert_eq!(i32::from_value(&Value::Decimal("12.00".into())), Ok(12));
        assert_eq!(
            i32::from_value(&Value::Decimal("12.01".into())),
            Err("a whole number")
        );
        assert_eq!(i32::from_value(&Value::Float(5.0)), Ok(5));
        assert!(i32::from_value(&Value::Text("".into())).is_err());
    }

    #[test]
    fn arrays_are_read_with_their_nulls_and_to_any_depth() {
        let array = Value::from(vec![Some("a"), None]);
        assert_eq!(
            Vec::<Option<String>>::from_value(&array),
            Ok(vec![Some("a".to_owned()), None])
        );
        assert_eq!(Vec::<String>::from_value(&array), Err("text"));
        let nested = Value::from(vec![vec![1_i64], vec![2]]);
        assert_eq!(
            Vec::<Vec<i64>>::from_value(&nested),
            Ok(vec![vec![1], vec![2]])
        );
        assert_eq!(Option::<Vec<i64>>::from_value(&Value::Null), Ok(None));
        assert_eq!(
            Vec::<u8>::from_value(&Value::Bytes(vec![0, 255])),
            Ok(vec![0, 255])
        );
    }

    #[test]
    #[cfg(feature = "json")]
    fn arrays_are_read_from_the_json_that_databases_without_them_keep() {
        let kept = |value: Value| Value::Text(value.to_json());
        let texts = vec![Some("a\n\"\u{1f600}".to_owned()), None];
        assert_eq!(Vec::from_value(&kept(texts.clone().into())), Ok(texts));
        let numbers = vec![vec![i64::MIN, 0], vec![], vec![i64::MAX]];
        assert_eq!(Vec::from_value(&kept(numbers.clone().into())), Ok(numbers));
        let flags = vec![true, false];
        assert_eq!(Vec::from_value(&kept(flags.clone().into())), Ok(flags));
        assert_eq!(
            Vec::<i64>::from_value(&Value::Text("{}".into())),
            Err("an array")
        );
    }
}
