//! Structs and maps become rows: serde's data model as values of columns.
//!
//! | in Rust | value |
//! | --- | --- |
//! | numbers, `bool`, `String`, `char` | the same; whole numbers beyond 64 bits are decimals |
//! | `Option` | the value, or NULL |
//! | newtypes | what is inside |
//! | enums without data | the name of the variant, as `#[serde(rename)]` has it |
//! | lists and tuples | an array; bytes where the column is of bytes, a document where it is of documents |
//! | maps, structs, enums with data | a JSON document |
//! | types of `chrono`, `uuid`, `rust_decimal` and the like | their text, which the column makes its own of |

use serde::ser::{
    Impossible, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant,
};
use serde::{Serialize, Serializer};

use super::{Row, ValueError};
use crate::Value;

/// A struct or map as a row.
pub(super) fn row(value: &(impl Serialize + ?Sized)) -> Result<Row, ValueError> {
    value.serialize(ToRow)
}

/// Methods of a serializer for what it does not take.
macro_rules! refuse {
    ($why:ident; $($method:ident($($type:ty),*)),* $(,)?) => {
        $(fn $method(self, $(_: $type),*) -> Result<Self::Ok, ValueError> {
            Err($why(stringify!($method)))
        })*
    };
}

struct ToRow;

/// `serialize_i32` refused.
fn no_row(method: &str) -> ValueError {
    let what = match method.strip_prefix("serialize_").unwrap_or(method) {
        "none" | "unit" | "unit_struct" => "nothing",
        "str" | "char" => "a text",
        "bytes" => "bytes",
        "seq" | "tuple" | "tuple_struct" => "a list",
        "unit_variant" | "newtype_variant" | "tuple_variant" | "struct_variant" => "an enum",
        "bool" => "a boolean",
        _ => "a number",
    };
    ValueError(format!(
        "a row is made of a struct or a map with names of columns, not of {what}"
    ))
}

impl Serializer for ToRow {
    type Ok = Row;
    type Error = ValueError;
    type SerializeSeq = Impossible<Row, ValueError>;
    type SerializeTuple = Impossible<Row, ValueError>;
    type SerializeTupleStruct = Impossible<Row, ValueError>;
    type SerializeTupleVariant = Impossible<Row, ValueError>;
    type SerializeMap = Fields;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Impossible<Row, ValueError>;

    refuse! { no_row;
        serialize_bool(bool), serialize_i8(i8), serialize_i16(i16), serialize_i32(i32), serialize_i64(i64),
        serialize_u8(u8), serialize_u16(u16), serialize_u32(u32), serialize_u64(u64), serialize_f32(f32),
        serialize_f64(f64), serialize_char(char), serialize_str(&str), serialize_bytes(&[u8]), serialize_none(),
        serialize_unit(), serialize_unit_struct(&'static str), serialize_unit_variant(&'static str, u32, &'static str),
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Row, ValueError> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Row, ValueError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Row, ValueError> {
        Err(no_row("serialize_newtype_variant"))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, ValueError> {
        Err(no_row("serialize_seq"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, ValueError> {
        Err(no_row("serialize_tuple"))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, ValueError> {
        Err(no_row("serialize_tuple_struct"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, ValueError> {
        Err(no_row("serialize_tuple_variant"))
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Fields, ValueError> {
        Ok(Fields::new(len.unwrap_or(0), true))
    }

    fn serialize_struct(self, _: &'static str, len: usize) -> Result<Fields, ValueError> {
        Ok(Fields::new(len, false))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, ValueError> {
        Err(no_row("serialize_struct_variant"))
    }
}

/// The columns so far.
struct Fields {
    pairs: Vec<(String, Value)>,
    /// The key of a map whose value comes next.
    key: String,
    /// A map may come in any order, and each time in another.
    is_map: bool,
}

impl Fields {
    fn new(len: usize, is_map: bool) -> Self {
        Self {
            pairs: Vec::with_capacity(len),
            key: String::new(),
            is_map,
        }
    }

    fn push<T: Serialize + ?Sized>(&mut self, name: String, value: &T) -> Result<(), ValueError> {
        let value = value
            .serialize(ToValue)
            .map_err(|ValueError(error)| ValueError(format!("field \"{name}\": {error}")))?;
        self.pairs.push((name, value));
        Ok(())
    }

    fn row(mut self) -> Row {
        if self.is_map {
            self.pairs.sort_by(|(a, _), (b, _)| a.cmp(b));
        }
        Row::from_pairs(self.pairs)
    }
}

impl SerializeStruct for Fields {
    type Ok = Row;
    type Error = ValueError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), ValueError> {
        self.push(name.to_owned(), value)
    }

    fn end(self) -> Result<Row, ValueError> {
        Ok(self.row())
    }
}

impl SerializeMap for Fields {
    type Ok = Row;
    type Error = ValueError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), ValueError> {
        match key.serialize(ToValue)? {
            Value::Text(key) => {
                self.key = key;
                Ok(())
            }
            _ => Err(ValueError(
                "the keys of a map that becomes a row are names of columns".to_owned(),
            )),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ValueError> {
        let key = std::mem::take(&mut self.key);
        self.push(key, value)
    }

    fn end(self) -> Result<Row, ValueError> {
        Ok(self.row())
    }
}

struct ToValue;

/// Methods of a serializer that makes values of Rust's own types.
macro_rules! plain {
    ($($method:ident($type:ty)),* $(,)?) => {
        $(fn $method(self, v: $type) -> Result<Value, ValueError> {
            Ok(Value::from(v))
        })*
    };
}

/// What has names inside is a document.
type Json = serde_json::value::Serializer;
const JSON: Json = serde_json::value::Serializer;

fn document(document: serde_json::Result<serde_json::Value>) -> Result<Value, ValueError> {
    match document {
        Ok(document) => Ok(Value::Json(document.to_string())),
        Err(error) => Err(ValueError(error.to_string())),
    }
}

fn problem<T>(result: serde_json::Result<T>) -> Result<T, ValueError> {
    result.map_err(|error| ValueError(error.to_string()))
}

impl Serializer for ToValue {
    type Ok = Value;
    type Error = ValueError;
    type SerializeSeq = Elements;
    type SerializeTuple = Elements;
    type SerializeTupleStruct = Elements;
    type SerializeTupleVariant = Document<<Json as Serializer>::SerializeTupleVariant>;
    type SerializeMap = Document<<Json as Serializer>::SerializeMap>;
    type SerializeStruct = Document<<Json as Serializer>::SerializeStruct>;
    type SerializeStructVariant = Document<<Json as Serializer>::SerializeStructVariant>;

    plain! {
        serialize_bool(bool), serialize_i8(i8), serialize_i16(i16), serialize_i32(i32), serialize_i64(i64),
        serialize_i128(i128), serialize_u8(u8), serialize_u16(u16), serialize_u32(u32), serialize_u64(u64),
        serialize_u128(u128), serialize_f32(f32), serialize_f64(f64), serialize_char(char), serialize_str(&str),
        serialize_bytes(&[u8]),
    }

    fn serialize_none(self) -> Result<Value, ValueError> {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, ValueError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value, ValueError> {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Value, ValueError> {
        Ok(Value::Null)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Value, ValueError> {
        Ok(Value::from(variant))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Value, ValueError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Value, ValueError> {
        document(JSON.serialize_newtype_variant(name, index, variant, value))
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Elements, ValueError> {
        Ok(Elements(Vec::with_capacity(len.unwrap_or(0).min(1024))))
    }

    fn serialize_tuple(self, len: usize) -> Result<Elements, ValueError> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_struct(self, _: &'static str, len: usize) -> Result<Elements, ValueError> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleVariant, ValueError> {
        problem(JSON.serialize_tuple_variant(name, index, variant, len)).map(Document)
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Self::SerializeMap, ValueError> {
        problem(JSON.serialize_map(len)).map(Document)
    }

    fn serialize_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStruct, ValueError> {
        problem(JSON.serialize_struct(name, len)).map(Document)
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStructVariant, ValueError> {
        problem(JSON.serialize_struct_variant(name, index, variant, len)).map(Document)
    }
}

/// The elements of a list so far.
struct Elements(Vec<Value>);

macro_rules! elements {
    ($($of:ident, $method:ident);* $(;)?) => {
        $(impl $of for Elements {
            type Ok = Value;
            type Error = ValueError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ValueError> {
                self.0.push(value.serialize(ToValue)?);
                Ok(())
            }

            fn end(self) -> Result<Value, ValueError> {
                Ok(Value::Array(self.0))
            }
        })*
    };
}
elements! {
    SerializeSeq, serialize_element;
    SerializeTuple, serialize_element;
    SerializeTupleStruct, serialize_field;
}

/// A document that is being put together by `serde_json`.
struct Document<S>(S);

impl<S> SerializeMap for Document<S>
where
    S: SerializeMap<Ok = serde_json::Value, Error = serde_json::Error>,
{
    type Ok = Value;
    type Error = ValueError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), ValueError> {
        problem(self.0.serialize_key(key))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ValueError> {
        problem(self.0.serialize_value(value))
    }

    fn end(self) -> Result<Value, ValueError> {
        document(self.0.end())
    }
}

macro_rules! documents {
    ($($of:ident($($name:ident: $type:ty)?)),*) => {
        $(impl<S> $of for Document<S>
        where
            S: $of<Ok = serde_json::Value, Error = serde_json::Error>,
        {
            type Ok = Value;
            type Error = ValueError;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                $($name: $type,)?
                value: &T,
            ) -> Result<(), ValueError> {
                problem(self.0.serialize_field($($name,)? value))
            }

            fn end(self) -> Result<Value, ValueError> {
                document(self.0.end())
            }
        })*
    };
}
documents!(
    SerializeStruct(name: &'static str),
    SerializeStructVariant(name: &'static str),
    SerializeTupleVariant()
);
