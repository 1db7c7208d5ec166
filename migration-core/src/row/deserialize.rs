//! Rows become structs: values of columns as serde's data model.
//!
//! A database does not always say all that a field wants to know: SQLite has no booleans and no times, MySQL's UUIDs are
//! bytes. So a value is read as what the field asks for, as far as that is certain.

use serde::de::value::{SeqDeserializer, StringDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, Expected, IntoDeserializer,
    MapAccess, Visitor,
};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::{FromValue, Row, Short, ValueError};
use crate::Value;

/// A row as a struct, a map, a tuple, or the value of its only column.
pub(super) fn typed<T: DeserializeOwned>(row: Row) -> Result<T, ValueError> {
    let names = row.columns().join(", ");
    T::deserialize(FromRow(row)).map_err(|ValueError(message)| {
        // In serde's words, which do not know of columns.
        match message.starts_with("missing field") {
            true => ValueError(format!("{message}; the row has {names}")),
            false => ValueError(message),
        }
    })
}

struct FromRow(Row);

impl FromRow {
    /// The value of the only column.
    fn only(self) -> Result<Field, ValueError> {
        let mut pairs = self.0.into_pairs();
        match (pairs.pop(), pairs.len()) {
            (Some((name, value)), 0) => Ok(Field { name, value }),
            (_, others) => Err(ValueError(format!(
                "the row has {} columns, so it is not one value",
                others + 1
            ))),
        }
    }
}

/// Methods of a deserializer that come to the same as others: tuples are sequences, and names of types say nothing.
macro_rules! nameless {
    () => {
        fn deserialize_tuple<V: Visitor<'de>>(
            self,
            _: usize,
            visitor: V,
        ) -> Result<V::Value, ValueError> {
            self.deserialize_seq(visitor)
        }

        fn deserialize_tuple_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            _: usize,
            visitor: V,
        ) -> Result<V::Value, ValueError> {
            self.deserialize_seq(visitor)
        }

        fn deserialize_newtype_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            visitor: V,
        ) -> Result<V::Value, ValueError> {
            visitor.visit_newtype_struct(self)
        }

        fn deserialize_unit_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            visitor: V,
        ) -> Result<V::Value, ValueError> {
            self.deserialize_unit(visitor)
        }

        fn deserialize_ignored_any<V: Visitor<'de>>(
            self,
            visitor: V,
        ) -> Result<V::Value, ValueError> {
            visitor.visit_unit()
        }
    };
}

/// Methods of a deserializer that ask for one value.
macro_rules! only {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
            self.only()?.$method(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for FromRow {
    type Error = ValueError;

    only! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32
        deserialize_f64 deserialize_char deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf
        deserialize_identifier
    }
    nameless!();

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_map(Fields {
            rest: self.0.into_pairs().into_iter(),
            field: None,
        })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        let pairs = self.0.into_pairs().into_iter();
        visitor.visit_seq(SeqDeserializer::new(
            pairs.map(|(name, value)| Field { name, value }),
        ))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self.0.values() {
            [_] => self.only()?.deserialize_option(visitor),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_unit()
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        self.only()?.deserialize_enum(name, variants, visitor)
    }
}

/// The columns that are left.
struct Fields {
    rest: std::vec::IntoIter<(String, Value)>,
    field: Option<Field>,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = ValueError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ValueError> {
        let Some((name, value)) = self.rest.next() else {
            return Ok(None);
        };
        let key: StringDeserializer<ValueError> = name.clone().into_deserializer();
        self.field = Some(Field { name, value });
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, ValueError> {
        let field = self.field.take();
        seed.deserialize(field.ok_or_else(|| ValueError::custom("a value without its key"))?)
    }
}

/// A column and its value.
struct Field {
    name: String,
    value: Value,
}

impl<'de> IntoDeserializer<'de, ValueError> for Field {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl Field {
    fn read<T: FromValue>(&self) -> Result<T, ValueError> {
        T::from_value(&self.value).map_err(|expected| self.is_not(expected))
    }

    fn is_not(&self, expected: &str) -> ValueError {
        let name = &self.name;
        ValueError(match &self.value {
            Value::Null => format!(
                "column \"{name}\" is NULL, which is not {expected}; make the field an Option"
            ),
            value => format!(
                "column \"{name}\" holds {}, which is not {expected}",
                Short(value)
            ),
        })
    }

    /// What the field's own type says is said of the column.
    fn within<T>(
        name: &str,
        shown: &str,
        result: Result<T, impl std::fmt::Display>,
    ) -> Result<T, ValueError> {
        result.map_err(|error| ValueError(format!("column \"{name}\" holds {shown}: {error}")))
    }

    /// The document that the value is, or is the text of.
    fn document(&self) -> Result<serde_json::Value, ValueError> {
        let text = match &self.value {
            Value::Json(text) | Value::Text(text) => text.clone(),
            value @ Value::Array(_) => value.to_json(),
            _ => return Err(self.is_not("a JSON document")),
        };
        serde_json::from_str(&text).map_err(|_| self.is_not("a JSON document"))
    }

    /// The text that a type which is written as text wants. Those of `chrono` and `uuid` are known by what they expect.
    fn text_for(&self, expected: &dyn Expected) -> Option<String> {
        let expected = expected.to_string();
        let time = || NaiveDateTime::from_value(&self.value).ok();
        Some(match expected.as_str() {
            e if e.contains("RFC 3339") => time()?.format("%Y-%m-%dT%H:%M:%S%.fZ").to_string(),
            e if e.contains("date and time") => time()?.format("%Y-%m-%dT%H:%M:%S%.f").to_string(),
            e if e.contains("formatted date") => {
                NaiveDate::from_value(&self.value).ok()?.to_string()
            }
            e if e.contains("formatted time") => {
                NaiveTime::from_value(&self.value).ok()?.to_string()
            }
            e if e.contains("UUID") => {
                let bytes = <[u8; 16]>::from_value(&self.value).ok()?;
                Value::Uuid(bytes).to_text()?
            }
            _ => return None,
        })
    }

    fn text(&self) -> Result<String, ValueError> {
        match &self.value {
            Value::Null | Value::Bytes(_) => Err(self.is_not("text")),
            value => value.to_text().ok_or_else(|| self.is_not("text")),
        }
    }
}

/// Methods of a deserializer for types that a value is read as.
macro_rules! read {
    ($($method:ident $visit:ident;)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
            let value = self.read()?;
            let shown = Short(&self.value).to_string();
            Self::within(&self.name, &shown, visitor.$visit::<ValueError>(value))
        })*
    };
}

impl<'de> Deserializer<'de> for Field {
    type Error = ValueError;

    read! {
        deserialize_bool visit_bool;
        deserialize_i8 visit_i8;
        deserialize_i16 visit_i16;
        deserialize_i32 visit_i32;
        deserialize_i64 visit_i64;
        deserialize_i128 visit_i128;
        deserialize_u8 visit_u8;
        deserialize_u16 visit_u16;
        deserialize_u32 visit_u32;
        deserialize_u64 visit_u64;
        deserialize_u128 visit_u128;
        deserialize_f32 visit_f32;
        deserialize_f64 visit_f64;
    }
    nameless!();

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        let shown = Short(&self.value).to_string();
        let name = self.name.clone();
        let visited: Result<V::Value, ValueError> = match &self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(v) => visitor.visit_bool(*v),
            Value::Int(v) => visitor.visit_i64(*v),
            Value::Float(v) => visitor.visit_f64(*v),
            Value::Text(v) | Value::Decimal(v) => visitor.visit_str(v),
            Value::Bytes(v) => visitor.visit_bytes(v),
            Value::Uuid(_) | Value::Date(_) | Value::Time(_) => visitor.visit_string(self.text()?),
            Value::Timestamp(v) => {
                visitor.visit_string(v.format("%Y-%m-%dT%H:%M:%S%.fZ").to_string())
            }
            Value::LocalTimestamp(v) => {
                visitor.visit_string(v.format("%Y-%m-%dT%H:%M:%S%.f").to_string())
            }
            Value::Json(_) => {
                return Self::within(&name, &shown, self.document()?.deserialize_any(visitor));
            }
            Value::Array(_) => return self.deserialize_seq(visitor),
        };
        Self::within(&name, &shown, visited)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        let shown = Short(&self.value).to_string();
        let visited = match (self.text_for(&visitor), &self.value) {
            (Some(text), _) => visitor.visit_string::<ValueError>(text),
            (None, Value::Bytes(bytes)) => visitor.visit_bytes(bytes),
            (None, _) => visitor.visit_string(self.text()?),
        };
        Self::within(&self.name, &shown, visited)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        self.deserialize_byte_buf(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_byte_buf(self.read()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            _ => Err(self.is_not("nothing")),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        let shown = Short(&self.value).to_string();
        match self.value {
            Value::Array(elements) => {
                let name = self.name;
                let element = |value| Field {
                    name: name.clone(),
                    value,
                };
                visitor.visit_seq(SeqDeserializer::new(elements.into_iter().map(element)))
            }
            Value::Bytes(bytes) => {
                let bytes = SeqDeserializer::<_, ValueError>::new(bytes.into_iter());
                Self::within(&self.name, &shown, visitor.visit_seq(bytes))
            }
            Value::Uuid(bytes) => {
                let bytes = SeqDeserializer::<_, ValueError>::new(bytes.into_iter());
                Self::within(&self.name, &shown, visitor.visit_seq(bytes))
            }
            Value::Json(_) | Value::Text(_) => {
                let document = self.document().map_err(|_| self.is_not("a list"))?;
                Self::within(&self.name, &shown, document.deserialize_seq(visitor))
            }
            _ => Err(self.is_not("a list")),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        let shown = Short(&self.value).to_string();
        let document = self.document()?;
        Self::within(&self.name, &shown, document.deserialize_map(visitor))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        let shown = Short(&self.value).to_string();
        let document = self.document()?;
        let read = document.deserialize_struct(name, fields, visitor);
        Self::within(&self.name, &shown, read)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        let shown = Short(&self.value).to_string();
        let text = self.text()?;
        // A variant with data is an object.
        if text.starts_with('{') {
            let read = self.document()?.deserialize_enum(name, variants, visitor);
            return Self::within(&self.name, &shown, read);
        }
        let variant: StringDeserializer<ValueError> = text.into_deserializer();
        let read = variant.deserialize_enum(name, variants, visitor);
        Self::within(&self.name, &shown, read)
    }
}
