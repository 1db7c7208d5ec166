//! What becomes a row.

use serde::Serialize;

use super::{Row, ValueError, serialize};

/// What becomes a [`Row`]: a row, or any `serde::Serialize` struct or map, by the names of its fields.
///
/// ```
/// use migration_core::{IntoRow, Value};
///
/// #[derive(serde::Serialize)]
/// struct User {
///     name: &'static str,
///     age: Option<u8>,
///     #[serde(rename = "type")]
///     kind: Kind,
///     tags: Vec<&'static str>,
/// }
///
/// #[derive(serde::Serialize)]
/// #[serde(rename_all = "lowercase")]
/// enum Kind { Admin }
///
/// let user = User { name: "Ada", age: None, kind: Kind::Admin, tags: vec!["a", "b"] };
/// let row = user.into_row()?;
/// assert_eq!(row.columns(), ["name", "age", "type", "tags"]);
/// assert_eq!(row.values(), ["Ada".into(), Value::Null, "admin".into(), vec!["a", "b"].into()]);
/// # Ok::<(), migration_core::ValueError>(())
/// ```
///
/// Nested structs and maps become JSON documents. A list becomes what its column holds: an array, a document, or bytes. A
/// column that the database computes cannot be written: leave it out by `#[serde(skip_serializing)]`.
pub trait IntoRow {
    /// The row.
    ///
    /// # Errors
    ///
    /// It is neither a struct nor a map, or there is a value that no column can hold.
    fn into_row(self) -> Result<Row, ValueError>;
}

impl IntoRow for Row {
    fn into_row(self) -> Result<Row, ValueError> {
        Ok(self)
    }
}

impl IntoRow for &Row {
    fn into_row(self) -> Result<Row, ValueError> {
        Ok(self.clone())
    }
}

impl<T: Serialize> IntoRow for T {
    fn into_row(self) -> Result<Row, ValueError> {
        serialize::row(&self)
    }
}
