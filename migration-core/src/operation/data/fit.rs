//! A value as a column of a type takes it, on every database: the text `"true"` for a boolean column is a boolean, and
//! `true` for an integer column is a 1. A database would do some of this by itself, but each would do something else.

use std::borrow::Cow;

use crate::Value;
use crate::schema::ColumnType;
use crate::text::{parse_timestamp, parse_uuid};

/// The value that a column of this type is given; itself, where nothing is known to do with it.
///
/// # Errors
///
/// No database takes it: what the column holds instead, in words.
pub fn fit<'v>(value: &'v Value, of: &ColumnType) -> Result<Cow<'v, Value>, String> {
    let fitted = match (of, value) {
        (_, Value::Null) => return Ok(Cow::Borrowed(value)),
        (ColumnType::SmallInteger, _) => integer(value, i16::MIN.into(), i16::MAX.into())?,
        (ColumnType::Integer, _) => integer(value, i32::MIN.into(), i32::MAX.into())?,
        (ColumnType::BigInteger, _) => integer(value, i64::MIN, i64::MAX)?,
        (ColumnType::Decimal(_) | ColumnType::Float | ColumnType::Double, Value::Text(text)) => {
            number(text)?
        }
        (ColumnType::Boolean, Value::Int(0)) => Some(Value::Bool(false)),
        (ColumnType::Boolean, Value::Int(1)) => Some(Value::Bool(true)),
        (ColumnType::Boolean, Value::Text(text)) => Some(Value::Bool(boolean(text)?)),
        (ColumnType::Boolean, Value::Bool(_)) => None,
        (ColumnType::Boolean, _) => return Err("true or false".to_owned()),
        (ColumnType::Char(most) | ColumnType::String(most), Value::Text(text)) => {
            short(text, *most)?;
            None
        }
        // Told as text, since what a number is as text is the database's own matter, and to compare the two may be an error.
        (of, Value::Int(_) | Value::Bool(_) | Value::Decimal(_)) if is_text(of) => {
            value.to_text().map(Value::Text)
        }
        (ColumnType::Uuid, Value::Text(text)) => {
            let bare = text.trim().trim_start_matches('{').trim_end_matches('}');
            let bytes = parse_uuid(bare).ok_or("UUIDs of 32 hexadecimal digits")?;
            Some(Value::Uuid(bytes))
        }
        (ColumnType::Uuid, Value::Bytes(bytes)) => {
            let bytes = bytes.as_slice().try_into();
            Some(Value::Uuid(bytes.map_err(|_| "UUIDs of 16 bytes")?))
        }
        (ColumnType::Binary, Value::Text(text)) => Some(Value::Bytes(text.as_bytes().to_vec())),
        (ColumnType::Date, Value::Text(text)) => text.trim().parse().ok().map(Value::Date),
        (ColumnType::Time, Value::Text(text)) => text.trim().parse().ok().map(Value::Time),
        (ColumnType::Timestamp, Value::Text(text)) => {
            parse_timestamp(text).map(|time| Value::Timestamp(time.and_utc()))
        }
        (ColumnType::Timestamp, Value::LocalTimestamp(time)) => {
            Some(Value::Timestamp(time.and_utc()))
        }
        (ColumnType::LocalTimestamp, Value::Text(text)) => {
            parse_timestamp(text).map(Value::LocalTimestamp)
        }
        (ColumnType::LocalTimestamp, Value::Timestamp(time)) => {
            Some(Value::LocalTimestamp(time.naive_utc()))
        }
        (ColumnType::InlineEnum(values), Value::Text(text)) if !values.contains(text) => {
            return Err(format!("one of {}", values.join(", ")));
        }
        _ => None,
    };
    Ok(fitted.map_or(Cow::Borrowed(value), Cow::Owned))
}

fn is_text(of: &ColumnType) -> bool {
    use ColumnType::{Char, CiText, String, Text};
    matches!(of, Char(_) | String(_) | Text | CiText)
}

fn integer(value: &Value, least: i64, most: i64) -> Result<Option<Value>, String> {
    let number = match value {
        Value::Int(number) => Some(*number),
        Value::Bool(flag) => Some(i64::from(*flag)),
        Value::Decimal(text) | Value::Text(text) => text.trim().parse().ok(),
        // A fraction is rounded, by rules of the database's own.
        Value::Float(_) => return Ok(None),
        _ => None,
    };
    match number {
        Some(number) if (least..=most).contains(&number) => {
            let is_it = matches!(value, Value::Int(_));
            Ok((!is_it).then_some(Value::Int(number)))
        }
        Some(_) | None => Err(format!("whole numbers from {least} to {most}")),
    }
}

fn number(text: &str) -> Result<Option<Value>, String> {
    let text = text.trim();
    let number: f64 = text.parse().map_err(|_| "numbers".to_owned())?;
    let is_plain = text
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    Ok(Some(match is_plain && number.is_finite() {
        true => Value::Decimal(text.to_owned()),
        false => Value::Float(number),
    }))
}

fn boolean(text: &str) -> Result<bool, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "on" | "1" => Ok(true),
        "false" | "f" | "no" | "n" | "off" | "0" => Ok(false),
        _ => Err("true or false".to_owned()),
    }
}

/// SQLite alone would keep a longer text. Blanks at the end are cut off by the others.
fn short(text: &str, most: u32) -> Result<(), String> {
    let length = text.trim_end_matches(' ').chars().count();
    match usize::try_from(most).is_ok_and(|most| length > most) {
        true => Err(format!("at most {most} characters, not {length}")),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(value: impl Into<Value>, of: &ColumnType) -> Result<Value, String> {
        fit(&value.into(), of).map(Cow::into_owned)
    }

    #[test]
    fn texts_become_values_of_the_columns_type() {
        use ColumnType::{BigInteger, Binary, Boolean, Decimal, Double, Timestamp, Uuid};
        let is = |text: &str, of: &ColumnType, value: Value| {
            assert_eq!(fitted(text, of), Ok(value), "{text:?} as {of}");
        };
        is(" 12", &BigInteger, Value::Int(12));
        is("1.50", &Decimal(None), Value::Decimal("1.50".into()));
        is("1e3", &Double, Value::Float(1000.0));
        is("Yes", &Boolean, Value::Bool(true));
        is("ab", &Binary, Value::Bytes(b"ab".to_vec()));
        is(
            "{00112233-4455-6677-8899-aabbccddeeff}",
            &Uuid,
            Value::Uuid(parse_uuid("00112233445566778899aabbccddeeff").unwrap()),
        );
        let noon = parse_timestamp("2026-01-02 12:00:00").unwrap();
        is(
            "2026-01-02T13:00:00+01:00",
            &Timestamp,
            Value::Timestamp(noon.and_utc()),
        );
        is("today", &Timestamp, Value::Text("today".into()));
    }

    #[test]
    fn what_no_database_takes_is_refused_with_what_the_column_holds() {
        use ColumnType::{Boolean, SmallInteger, String};
        let refused = |value: Value, of: &ColumnType| fitted(value, of).unwrap_err();
        let whole = "whole numbers from -32768 to 32767";
        assert_eq!(refused(40_000.into(), &SmallInteger), whole);
        assert_eq!(refused("x".into(), &SmallInteger), whole);
        assert_eq!(refused(2.into(), &Boolean), "true or false");
        assert_eq!(
            refused("abcd".into(), &String(3)),
            "at most 3 characters, not 4"
        );
        assert_eq!(fitted("abc  ", &String(3)), Ok("abc  ".into()));
        assert_eq!(fitted(true, &SmallInteger), Ok(Value::Int(1)));
    }
}
