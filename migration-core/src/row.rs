//! Rows: what a query returns and what an insert is given, free of any driver.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use crate::Value;
use crate::text::{parse_timestamp, parse_uuid, text};

/// A row: values by the names of their columns, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    columns: Arc<[String]>,
    values: Vec<Value>,
}

/// Builds a [`Row`]: `row! { "email" => "a@example.com", "age" => 30, "name" => None::<String> }`.
#[macro_export]
macro_rules! row {
    ($($column:expr => $value:expr),* $(,)?) => {
        $crate::Row::from_pairs([$((::std::string::String::from($column), $crate::Value::from($value))),*])
    };
}

impl Row {
    /// A row of these columns and values.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, Value)>) -> Self {
        let (columns, values): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
        Self {
            columns: columns.into(),
            values,
        }
    }

    /// A row that shares its columns with others.
    pub fn new(columns: Arc<[String]>, values: Vec<Value>) -> Self {
        Self { columns, values }
    }

    /// The names of the columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The values, in the order of the columns.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The value of a column, as it came.
    pub fn value(&self, column: &str) -> Option<&Value> {
        let at = self.columns.iter().position(|name| name == column)?;
        self.values.get(at)
    }

    /// The value of a column, by name.
    ///
    /// # Errors
    ///
    /// There is no such column, or its value is not one of this type.
    pub fn get<T: FromValue>(&self, column: &str) -> Result<T, ValueError> {
        let value = self.value(column).ok_or_else(|| {
            ValueError(format!(
                "the row has no column \"{column}\"; it has {}",
                self.columns.join(", ")
            ))
        })?;
        T::from_value(value).map_err(|expected| {
            ValueError(format!(
                "column \"{column}\" holds {value:?}, which is not {expected}"
            ))
        })
    }

    /// The value of a column, by position, counted from 0.
    ///
    /// # Errors
    ///
    /// There are not so many columns, or the value is not one of this type.
    pub fn at<T: FromValue>(&self, position: usize) -> Result<T, ValueError> {
        let value = self.values.get(position).ok_or_else(|| {
            ValueError(format!(
                "the row has {} columns, none at position {position}",
                self.values.len()
            ))
        })?;
        T::from_value(value).map_err(|expected| {
            ValueError(format!(
                "column {position} holds {value:?}, which is not {expected}"
            ))
        })
    }
}

/// Why a value cannot be read from a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueError(String);

impl ValueError {
    /// What is wrong, in words.
    pub fn message(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ValueError {}

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

impl FromValue for i64 {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        let expected = "a whole number";
        match value {
            Value::Int(v) => Ok(*v),
            Value::Bool(v) => Ok(i64::from(*v)),
            // SQLite gives 5.0 where a sum or an average happens to be whole.
            Value::Float(v) if v.fract() == 0.0 && v.abs() < 9e15 => Ok(*v as i64),
            Value::Decimal(v) | Value::Text(v) => v.parse().map_err(|_| expected),
            _ => Err(expected),
        }
    }
}

macro_rules! narrow {
    ($($t:ty),*) => {
        $(impl FromValue for $t {
            fn from_value(value: &Value) -> Result<Self, &'static str> {
                Self::try_from(i64::from_value(value)?)
                    .map_err(|_| concat!("a whole number in the range of ", stringify!($t)))
            }
        })*
    };
}
narrow!(i8, i16, i32, u8, u16, u32, u64, usize);

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

impl FromValue for Vec<u8> {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        match value {
            Value::Bytes(v) => Ok(v.clone()),
            Value::Text(v) => Ok(v.clone().into_bytes()),
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

#[cfg(test)]
mod tests {
    #[test]
    fn a_row_is_read_by_name_and_type() {
        let row = row! { "id" => 7, "name" => "Ada", "age" => None::<i32>, "on" => true };
        assert_eq!(row.get::<u32>("id").unwrap(), 7);
        assert_eq!(row.get::<String>("name").unwrap(), "Ada");
        assert_eq!(row.get::<Option<i64>>("age").unwrap(), None);
        assert!(row.get::<bool>("on").unwrap());
        let error = row.get::<i64>("name").unwrap_err();
        assert_eq!(
            error.message(),
            "column \"name\" holds Text(\"Ada\"), which is not a whole number"
        );
        let error = row.get::<i64>("nme").unwrap_err();
        assert_eq!(
            error.message(),
            "the row has no column \"nme\"; it has id, name, age, on"
        );
        assert!(row.get::<i64>("age").is_err());
    }
}
