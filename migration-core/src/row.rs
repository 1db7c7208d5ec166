//! Rows: what a query returns and what an insert is given, free of any driver.

#[cfg(any(
    feature = "bigdecimal",
    feature = "json",
    feature = "rust_decimal",
    feature = "uuid"
))]
mod crates;
mod deserialize;
mod from_value;
mod into_row;
mod serialize;

use std::fmt;
use std::sync::Arc;

use crate::Value;

pub use from_value::FromValue;
pub use into_row::IntoRow;

/// A row: values by the names of their columns, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    columns: Arc<[String]>,
    values: Vec<Value>,
}

/// Builds a [`Row`]: `row! { "email" => "a@example.com", "age" => 30, "name" => None::<String> }`.
#[macro_export]
macro_rules! row {
    // The names of the columns are made once for all rows of this place.
    ($($column:literal => $value:expr),+ $(,)?) => {{
        static COLUMNS: ::std::sync::OnceLock<::std::sync::Arc<[::std::string::String]>> =
            ::std::sync::OnceLock::new();
        let columns = COLUMNS.get_or_init(|| [$(::std::string::String::from($column)),+].into());
        $crate::Row::new(
            ::std::sync::Arc::clone(columns),
            ::std::vec![$($crate::Value::from($value)),+],
        )
    }};
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

    /// The values alone, in the order of the columns.
    pub fn into_values(self) -> Vec<Value> {
        self.values
    }

    /// The columns and their values, in order.
    pub fn into_pairs(self) -> Vec<(String, Value)> {
        let names = self.columns.iter().cloned();
        names.zip(self.values).collect()
    }

    /// The row as a struct whose fields are named as its columns: any `serde::Deserialize` type. Columns that the struct
    /// has no field for are left out. A tuple takes the columns in their order, and a row of one column becomes its value.
    ///
    /// ```
    /// # use migration_core::row;
    /// #[derive(serde::Deserialize)]
    /// struct User {
    ///     name: String,
    ///     age: Option<u8>,
    /// }
    ///
    /// let user: User = row! { "id" => 7, "name" => "Ada", "age" => 36 }.into_row()?;
    /// assert_eq!((user.name.as_str(), user.age), ("Ada", Some(36)));
    ///
    /// assert_eq!(row! { "count" => 3 }.into_row::<usize>()?, 3);
    /// assert_eq!(row! { "a" => 1, "b" => "x" }.into_row::<(i32, String)>()?, (1, "x".to_owned()));
    /// # Ok::<(), migration_core::ValueError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// There is no column for a field, or its value is not one of the field's type: the message names the column.
    pub fn into_row<T: serde::de::DeserializeOwned>(self) -> Result<T, ValueError> {
        deserialize::typed(self)
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
                "column \"{column}\" holds {}, which is not {expected}",
                Short(value)
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
                "column {position} holds {}, which is not {expected}",
                Short(value)
            ))
        })
    }
}

/// A value for a message, where a megabyte would bury what the message says.
struct Short<'v>(&'v Value);

impl fmt::Display for Short<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MOST_CHARS: usize = 200;
        let text = format!("{:?}", self.0);
        match text.char_indices().nth(MOST_CHARS) {
            Some((end, _)) => write!(f, "{}...", &text[..end]),
            None => f.write_str(&text),
        }
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

impl serde::ser::Error for ValueError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl serde::de::Error for ValueError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
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
