//! What becomes a row.

use super::{Row, ValueError};

/// What becomes a [`Row`]: a row itself.
pub trait IntoRow {
    /// The row.
    ///
    /// # Errors
    ///
    /// There is a value that no column can hold.
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
