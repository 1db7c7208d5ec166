//! Values as they are serialized within operations.
//!
//! `Value` is not `Serialize` itself: a struct with such a field, which becomes a row, would keep a document there.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::Value;
use crate::Row;

/// A value, as an enum: its kind, and what it holds as Rust's own type or as text.
struct Tagged<'a>(&'a Value);

impl Serialize for Tagged<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = || self.0.to_text().unwrap_or_default();
        match self.0 {
            Value::Null => serializer.serialize_unit_variant("Value", 0, "Null"),
            Value::Bool(it) => serializer.serialize_newtype_variant("Value", 1, "Bool", it),
            Value::Int(it) => serializer.serialize_newtype_variant("Value", 2, "Int", it),
            Value::Float(it) => serializer.serialize_newtype_variant("Value", 3, "Float", it),
            Value::Decimal(it) => serializer.serialize_newtype_variant("Value", 4, "Decimal", it),
            Value::Text(it) => serializer.serialize_newtype_variant("Value", 5, "Text", it),
            Value::Bytes(_) => serializer.serialize_newtype_variant("Value", 6, "Bytes", &text()),
            Value::Uuid(_) => serializer.serialize_newtype_variant("Value", 7, "Uuid", &text()),
            Value::Date(_) => serializer.serialize_newtype_variant("Value", 8, "Date", &text()),
            Value::Time(_) => serializer.serialize_newtype_variant("Value", 9, "Time", &text()),
            Value::Timestamp(_) => {
                serializer.serialize_newtype_variant("Value", 10, "Timestamp", &text())
            }
            Value::LocalTimestamp(_) => {
                serializer.serialize_newtype_variant("Value", 11, "LocalTimestamp", &text())
            }
            Value::Json(it) => serializer.serialize_newtype_variant("Value", 12, "Json", it),
            Value::Array(it) => {
                serializer.serialize_newtype_variant("Value", 13, "Array", &List(it))
            }
        }
    }
}

struct List<'a>(&'a [Value]);

impl Serialize for List<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Tagged))
    }
}

struct Columns<'a>(&'a Row);

impl Serialize for Columns<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (columns, values) = (self.0.columns(), self.0.values());
        let mut map = serializer.serialize_map(Some(columns.len()))?;
        for (column, value) in columns.iter().zip(values) {
            map.serialize_entry(column, &Tagged(value))?;
        }
        map.end()
    }
}

/// A value: for `#[serde(serialize_with)]`.
pub(crate) fn value<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
    Tagged(value).serialize(serializer)
}

/// A value, if there is one.
pub(crate) fn optional<S: Serializer>(
    value: &Option<Value>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.as_ref().map(Tagged).serialize(serializer)
}

/// Lists of values.
pub(crate) fn lists<S: Serializer>(lists: &[Vec<Value>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(lists.iter().map(|list| List(list)))
}

/// Rows, each by the names of its columns.
pub(crate) fn rows<S: Serializer>(rows: &[Row], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(rows.iter().map(Columns))
}
