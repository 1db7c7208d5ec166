//! The first form of operations as bytes.
//!
//! Every value begins with a letter that says what it is, and ends where its length or a closing letter says, so that no
//! two values are the same bytes. Structs, their fields and the variants of enums go by their names, maps and fields in
//! the order in which they come. A field that says nothing (none, false, an empty text or list, or a struct all of whose
//! fields say nothing) is left out with its name: when a later version adds such a field, what was written before keeps
//! its checksum. A field of any other type must be skipped by its struct when it holds what was meant without it.

use std::fmt;

use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};
use serde::{Serialize, Serializer};

use crate::dialect::Dialect;
use crate::operation::Operation;
use crate::schema::serialized::{OTHER_LANGUAGE, dialects_of};
use crate::sql_file::{has_dollar_quote, normalised, normalised_for_all, with_plain_line_ends};

/// The fields of a struct that do not count. Why is in the documentation of the module above.
fn left_out(name: &str) -> &'static [&'static str] {
    match name {
        "RawSql" => &["down", "probe", "effect"],
        "InsertRows" | "UpdateRows" | "DeleteRows" => &["down"],
        "Backfill" => &["batch_size", "pause", "target_duration", "keep_on_rollback"],
        _ => &[],
    }
}

/// Appends an operation.
pub(super) fn write(operation: &Operation, out: &mut Vec<u8>) {
    let mut form = Form {
        out,
        text: Text::Plain,
    };
    // Nothing that an operation is made of refuses to be written.
    if operation.serialize(&mut form).is_err() {
        out.push(b'!');
    }
}

/// What the next text is.
#[derive(Clone, Copy)]
enum Text {
    /// A name, or whatever else counts byte for byte.
    Plain,
    /// Code in a language of which nothing is known but that it has lines.
    Code,
    /// SQL for these databases.
    Sql(&'static [Dialect]),
}

pub(super) struct Form<'o> {
    out: &'o mut Vec<u8>,
    text: Text,
}

impl Form<'_> {
    fn length(&mut self, mut length: u128) {
        while length >= 0x80 {
            let [low, ..] = length.to_le_bytes();
            self.out.push(low | 0x80);
            length >>= 7;
        }
        let [low, ..] = length.to_le_bytes();
        self.out.push(low);
    }

    fn bytes(&mut self, letter: u8, bytes: &[u8]) {
        match u8::try_from(bytes.len()) {
            Ok(short) if short < 0x80 => self.out.extend_from_slice(&[letter, short]),
            Ok(_) | Err(_) => {
                self.out.push(letter);
                self.length(bytes.len() as u128);
            }
        }
        self.out.extend_from_slice(bytes);
    }

    fn name(&mut self, letter: u8, name: &str) {
        self.bytes(letter, name.as_bytes());
    }

    /// The sign goes last, so that small numbers are short.
    fn number(&mut self, number: i128) {
        self.out.push(b'i');
        self.length(((number << 1) ^ (number >> 127)).cast_unsigned());
    }

    /// SQL that may be run on these databases: as all of them read it, or as each does.
    fn sql(&mut self, sql: &str, dialects: &[Dialect]) {
        let mut forms: Vec<String> = match dialects {
            [] => vec![sql.to_owned()],
            [only] => vec![normalised(sql, *only)],
            [first, ..] if !may_be_read_otherwise(sql) => vec![normalised_for_all(sql, *first)],
            [first @ Dialect::Postgres, ..] if has_dollar_quote(sql) => {
                vec![normalised_for_all(sql, *first)]
            }
            all => all.iter().map(|it| normalised_for_all(sql, *it)).collect(),
        };
        let first = forms.first().cloned();
        if forms.iter().all(|form| Some(form) == first.as_ref()) {
            forms.truncate(1);
        }
        if forms.len() > 1 {
            self.out.push(b'Q');
            self.length(forms.len() as u128);
        }
        for form in forms {
            self.bytes(b'q', form.as_bytes());
        }
    }

    fn parts(&mut self) -> Parts<'_> {
        Parts {
            out: self.out,
            empty: true,
        }
    }

    fn fields(&mut self, name: &'static str) -> Fields<'_> {
        Fields {
            out: self.out,
            left_out: left_out(name),
            empty: true,
        }
    }
}

/// Whether databases may differ in what of a text they take for quoted, and what for a comment.
fn may_be_read_otherwise(sql: &str) -> bool {
    let differs = |byte| matches!(byte, b'\\' | b'#' | b'`' | b'[' | b'$' | b'-' | b'/');
    sql.bytes().any(differs)
}

/// Nothing that is written here fails.
#[derive(Debug)]
pub(super) struct Failed;

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value refused to be written")
    }
}

impl std::error::Error for Failed {}

impl serde::ser::Error for Failed {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// Whether what was written says nothing.
type Empty = Result<bool, Failed>;

macro_rules! numbers {
    ($($method:ident($type:ty)),* $(,)?) => {
        $(fn $method(self, number: $type) -> Empty {
            self.number(number.into());
            Ok(false)
        })*
    };
}

impl<'f> Serializer for &'f mut Form<'_> {
    type Ok = bool;
    type Error = Failed;
    type SerializeSeq = Parts<'f>;
    type SerializeTuple = Parts<'f>;
    type SerializeTupleStruct = Parts<'f>;
    type SerializeTupleVariant = Parts<'f>;
    type SerializeMap = Parts<'f>;
    type SerializeStruct = Fields<'f>;
    type SerializeStructVariant = Fields<'f>;

    numbers!(
        serialize_i8(i8),
        serialize_i16(i16),
        serialize_i32(i32),
        serialize_i64(i64),
        serialize_i128(i128),
        serialize_u8(u8),
        serialize_u16(u16),
        serialize_u32(u32),
        serialize_u64(u64),
    );

    fn serialize_bool(self, it: bool) -> Empty {
        self.out.push(if it { b't' } else { b'f' });
        Ok(!it)
    }

    fn serialize_f32(self, it: f32) -> Empty {
        self.serialize_f64(it.into())
    }

    fn serialize_f64(self, it: f64) -> Empty {
        self.out.push(b'd');
        self.out.extend_from_slice(&it.to_bits().to_le_bytes());
        Ok(false)
    }

    fn serialize_char(self, it: char) -> Empty {
        self.serialize_str(it.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Empty {
        match self.text {
            Text::Plain => self.bytes(b's', text.as_bytes()),
            Text::Code => self.bytes(b's', with_plain_line_ends(text).as_bytes()),
            Text::Sql(dialects) => self.sql(text, dialects),
        }
        Ok(text.is_empty())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Empty {
        self.bytes(b'b', bytes);
        Ok(bytes.is_empty())
    }

    fn serialize_none(self) -> Empty {
        self.out.push(b'n');
        Ok(true)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Empty {
        self.out.push(b'o');
        value.serialize(self)?;
        Ok(false)
    }

    fn serialize_unit(self) -> Empty {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Empty {
        self.serialize_none()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Empty {
        self.name(b'u', variant);
        Ok(false)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Empty {
        self.text = match dialects_of(name) {
            Some(dialects) => Text::Sql(dialects),
            None if name == OTHER_LANGUAGE => Text::Code,
            None => Text::Plain,
        };
        let empty = value.serialize(&mut *self);
        self.text = Text::Plain;
        empty
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Empty {
        self.name(b'w', variant);
        value.serialize(self)?;
        Ok(false)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'f>, Failed> {
        self.out.push(b'[');
        Ok(self.parts())
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts<'f>, Failed> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Parts<'f>, Failed> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'f>, Failed> {
        self.name(b'l', variant);
        let parts = self.parts();
        Ok(Parts {
            empty: false,
            ..parts
        })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'f>, Failed> {
        self.out.push(b'{');
        Ok(self.parts())
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Fields<'f>, Failed> {
        self.name(b'S', name);
        Ok(self.fields(name))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Fields<'f>, Failed> {
        self.name(b'V', variant);
        let fields = self.fields(variant);
        Ok(Fields {
            empty: false,
            ..fields
        })
    }
}

/// Parts that count by their places, or the keys and values of a map.
pub(super) struct Parts<'o> {
    out: &'o mut Vec<u8>,
    empty: bool,
}

impl Parts<'_> {
    fn part<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        self.empty = false;
        let mut form = Form {
            out: self.out,
            text: Text::Plain,
        };
        value.serialize(&mut form).map(drop)
    }

    fn close(self) -> Empty {
        self.out.push(b']');
        Ok(self.empty)
    }
}

macro_rules! parts {
    ($($of:ident: $($method:ident),*);* $(;)?) => {
        $(impl $of for Parts<'_> {
            type Ok = bool;
            type Error = Failed;

            $(fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
                self.part(value)
            })*

            fn end(self) -> Empty {
                self.close()
            }
        })*
    };
}
parts! {
    SerializeSeq: serialize_element;
    SerializeTuple: serialize_element;
    SerializeTupleStruct: serialize_field;
    SerializeTupleVariant: serialize_field;
    SerializeMap: serialize_key, serialize_value;
}

/// Fields, of which those that say nothing are taken back.
pub(super) struct Fields<'o> {
    out: &'o mut Vec<u8>,
    left_out: &'static [&'static str],
    empty: bool,
}

impl Fields<'_> {
    fn field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Failed> {
        if self.left_out.contains(&name) {
            return Ok(());
        }
        let before = self.out.len();
        let mut form = Form {
            out: self.out,
            text: Text::Plain,
        };
        form.name(b'F', name);
        match value.serialize(&mut form)? {
            true => self.out.truncate(before),
            false => self.empty = false,
        }
        Ok(())
    }

    fn close(self) -> Empty {
        self.out.push(b'E');
        Ok(self.empty)
    }
}

macro_rules! fields {
    ($($of:ident),*) => {
        $(impl $of for Fields<'_> {
            type Ok = bool;
            type Error = Failed;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Failed> {
                self.field(name, value)
            }

            fn end(self) -> Empty {
                self.close()
            }
        })*
    };
}
fields!(SerializeStruct, SerializeStructVariant);
