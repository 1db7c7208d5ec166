//! Payloads about rows. A state holds no rows, so none of these changes one.
//!
//! What is in the way of them is in `data/check.rs`, what undoes them in `data/reverse.rs`, and how a value becomes one
//! of a column's type in `data/fit.rs`.

pub(super) mod check;
mod fit;
pub(super) mod reverse;

use super::Operation;
use crate::schema::{DefaultValue, Expression, ObjectName};
use crate::{Row, Value};

pub use fit::fit;

/// See [`Operation::InsertRows`].
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct InsertRows {
    /// The table.
    pub table: ObjectName,
    /// The rows, in order. A column that a row leaves out gets its default.
    #[serde(serialize_with = "crate::value::serialize::rows")]
    pub rows: Vec<Row>,
    /// Where the rows stand in a file, counted from 1: a line for each row, or none at all.
    #[serde(skip)]
    pub lines: Vec<u64>,
    /// What happens to a row that is there already; without this it is an error.
    pub on_conflict: Option<OnConflict>,
    /// What undoes it, where that is not derived.
    pub down: Option<Vec<Operation>>,
}

/// `ON CONFLICT`: which key decides that a row is there already, and what is done then.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct OnConflict {
    /// The columns of a primary key, unique constraint or unique index, in any order.
    pub columns: Vec<String>,
    /// What is done.
    pub action: ConflictAction,
}

/// What is done with a row that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub enum ConflictAction {
    /// It stays as it is.
    Nothing,
    /// It takes all values of the new row.
    Update,
}

/// See [`Operation::UpdateRows`].
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct UpdateRows {
    /// The table.
    pub table: ObjectName,
    /// The columns and what they are set to, in order.
    pub set: Vec<Assignment>,
    /// Which rows; all without this.
    pub filter: Option<Expression>,
    /// What undoes it, where that is not derived.
    pub down: Option<Vec<Operation>>,
}

/// A column of an update.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Assignment {
    /// The column.
    pub column: String,
    /// The value that it must have before, which makes the update one that can be undone.
    #[serde(serialize_with = "crate::value::serialize::optional")]
    pub from: Option<Value>,
    /// A constant, the current time, or an expression over the row as it was: the three that a default can be, too.
    pub to: DefaultValue,
}

/// See [`Operation::DeleteRows`].
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct DeleteRows {
    /// The table.
    pub table: ObjectName,
    /// Which rows.
    pub which: WhichRows,
    /// What undoes it.
    pub down: Option<Vec<Operation>>,
}

/// Which rows are deleted.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub enum WhichRows {
    /// All of them.
    All,
    /// Those that an expression is true for.
    Where(Expression),
    /// Those with these values of a key, in this order.
    Keys {
        /// The columns of the key.
        columns: Vec<String>,
        /// A value for each column, none of them NULL; a list for each row.
        #[serde(serialize_with = "crate::value::serialize::lists")]
        keys: Vec<Vec<Value>>,
    },
}

impl InsertRows {
    /// Rows for a table, none of which is there already.
    pub fn new(table: ObjectName, rows: Vec<Row>) -> Self {
        Self {
            table,
            rows,
            lines: Vec::new(),
            on_conflict: None,
            down: None,
        }
    }

    /// A row in words: by its line in a file, or by its number.
    fn row_in_words(&self, at: usize) -> String {
        match self.lines.get(at) {
            Some(line) => format!("the row in line {line}"),
            None if self.rows.len() == 1 => "the row".to_owned(),
            None => format!("row {}", at + 1),
        }
    }

    /// Every column that some row names, once each time that it differs from the row before.
    pub(super) fn columns(&self) -> impl Iterator<Item = &String> {
        let lists = self.rows.chunk_by(|a, b| a.columns() == b.columns());
        lists.filter_map(|rows| rows.first()).flat_map(Row::columns)
    }
}
