//! What a file says, as values of the table's columns.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use migration_core::text::{parse_timestamp, parse_uuid};
use migration_core::{Row, Value};

use super::columns::{Column, Kind};
use super::place::Source;
use super::{Cell, Records, Said, SeedRows};
use crate::error::Result;

/// A row for the table, and where the file says it.
pub(super) struct Placed {
    pub(super) at: usize,
    pub(super) row: Row,
    /// Where each of its values stands.
    pub(super) cells: Vec<usize>,
}

/// All rows of a file.
pub(super) fn rows(
    source: &Source<'_>,
    records: &Records,
    columns: &[Column],
    of: &SeedRows,
) -> Result<Vec<Placed>> {
    let (named, key_columns) = named(source, records, columns, of)?;
    let mut keys: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let mut rows = Vec::with_capacity(records.rows.len());
    for record in &records.rows {
        let (mut pairs, mut cells) = (Vec::new(), Vec::new());
        for cell in &record.cells {
            if let Some(column) = named.get(cell.column) {
                pairs.push((column.name.clone(), value(source, cell, column)?));
                cells.push(cell.at);
            }
        }
        let row = Row::from_pairs(pairs);
        let key = key(source, record.at, &row, &key_columns)?;
        if let Some(other) = keys.insert(key, record.at) {
            let message = format!(
                "this row has the same {} as the one at line {}",
                of.key.join(", "),
                source.place(other).0
            );
            return Err(source.error(record.at, message));
        }
        rows.push(Placed {
            at: record.at,
            row,
            cells,
        });
    }
    Ok(rows)
}

/// The table's columns that the file names, in the file's order, and the names of those of the key.
fn named<'c>(
    source: &Source<'_>,
    records: &Records,
    columns: &'c [Column],
    of: &SeedRows,
) -> Result<(Vec<&'c Column>, Vec<&'c str>)> {
    let known = || {
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        names.join(", ")
    };
    let find = |name: &str| {
        let exact = columns.iter().find(|column| column.name == name);
        // A name that differs in case only is meant, where that leaves no choice.
        let mut blind = (columns.iter()).filter(|column| column.name.eq_ignore_ascii_case(name));
        exact.or_else(|| blind.next().filter(|_| blind.next().is_none()))
    };
    let mut named: Vec<&Column> = Vec::new();
    for (name, at) in &records.columns {
        let Some(column) = find(name) else {
            let message = format!(
                "the table \"{}\" has no column \"{name}\"; it has {}",
                of.table,
                known()
            );
            return Err(source.error(*at, message));
        };
        if named.iter().any(|other| other.name == column.name) {
            return Err(source.error(*at, format!("the column \"{name}\" is named twice")));
        }
        named.push(column);
    }
    let mut keys = Vec::new();
    for key in &of.key {
        let Some(column) = find(key) else {
            let message = format!(
                "the table \"{}\" has no column \"{key}\", which is to be its key; it has {}",
                of.table,
                known()
            );
            return Err(source.error(0, message));
        };
        if !records.columns.is_empty() && !named.iter().any(|named| named.name == column.name) {
            let message = format!("the column \"{key}\", which is the key, is not in the file");
            return Err(source.error(0, message));
        }
        keys.push(column.name.as_str());
    }
    Ok((named, keys))
}

/// The values of a row's key, as text.
fn key(source: &Source<'_>, at: usize, row: &Row, key: &[&str]) -> Result<Vec<String>> {
    let values = key.iter().map(|column| match row.value(column) {
        None | Some(Value::Null) => {
            let message = format!("this row has no \"{column}\", which is its key");
            Err(source.error(at, message))
        }
        Some(value) => Ok(format!("{value:?}")),
    });
    values.collect()
}

fn value(source: &Source<'_>, cell: &Cell, column: &Column) -> Result<Value> {
    let read = match &cell.said {
        Said::Null => return Ok(Value::Null),
        Said::Text(text, json) => of_text(text, json.as_deref(), column.kind),
        Said::Nested(json) => of_nested(json, column.kind),
    };
    read.map_err(|expected| {
        let said = match &cell.said {
            Said::Text(text, _) | Said::Nested(text) => text.as_str(),
            Said::Null => "null",
        };
        let message = format!(
            "{} is not {expected}, which the column \"{}\" ({}) needs",
            shortened(said),
            column.name,
            column.declared
        );
        source.error(cell.at, message)
    })
}

fn of_text(text: &str, json: Option<&str>, kind: Kind) -> Result<Value, String> {
    let expected = |what: &str| what.to_owned();
    let trimmed = text.trim();
    Ok(match kind {
        Kind::Boolean => match trimmed.to_ascii_lowercase().as_str() {
            "true" | "t" | "yes" | "1" => Value::Bool(true),
            "false" | "f" | "no" | "0" => Value::Bool(false),
            _ => return Err(expected("true or false")),
        },
        Kind::Integer(least, most) => {
            let number: i128 = trimmed.parse().map_err(|_| expected("a whole number"))?;
            if number < least || number > most {
                return Err(format!("between {least} and {most}"));
            }
            i64::try_from(number).map_or_else(|_| Value::Decimal(number.to_string()), Value::Int)
        }
        Kind::Decimal => match is_decimal(trimmed) {
            true => Value::Decimal(trimmed.to_owned()),
            false => return Err(expected("a number")),
        },
        Kind::Float => {
            let number: f64 = trimmed.parse().map_err(|_| expected("a number"))?;
            // SQLite would make NULL of it, MySQL has no such number.
            if !number.is_finite() {
                return Err(expected("a finite number"));
            }
            Value::Float(number)
        }
        Kind::Text(most) => {
            let length = text.chars().count();
            match most {
                Some(most) if length > most => {
                    return Err(format!("of at most {most} characters (it has {length})"));
                }
                Some(_) | None => Value::Text(text.to_owned()),
            }
        }
        Kind::Bytes => Value::Bytes(match text.strip_prefix("\\x") {
            Some(hex) => bytes(hex).ok_or_else(|| expected("bytes in hex: \\x00ff"))?,
            None => text.as_bytes().to_vec(),
        }),
        Kind::Bits => {
            let bits = u64::from_str_radix(trimmed, 2);
            let bits = bits.map_err(|_| expected("bits like 101"))?.to_be_bytes();
            let first = bits.iter().position(|byte| *byte != 0);
            Value::Bytes(bits[first.unwrap_or(7)..].to_vec())
        }
        Kind::Uuid => {
            let digits = trimmed.strip_prefix("\\x").unwrap_or(trimmed);
            Value::Uuid(parse_uuid(digits).ok_or_else(|| expected("a UUID"))?)
        }
        Kind::Date => {
            let date = NaiveDate::parse_from_str(trimmed, "%Y-%m-%d");
            Value::Date(date.map_err(|_| expected("a date like 2026-01-31"))?)
        }
        Kind::Time => {
            let time: Result<NaiveTime, _> = trimmed.parse();
            Value::Time(time.map_err(|_| expected("a time like 13:45:00"))?)
        }
        Kind::Timestamp => {
            let at = parse_timestamp(trimmed);
            Value::Timestamp(at.ok_or_else(|| expected(POINT_IN_TIME))?.and_utc())
        }
        Kind::LocalTimestamp => {
            let at = parse_timestamp(trimmed);
            Value::LocalTimestamp(at.ok_or_else(|| expected(POINT_IN_TIME))?)
        }
        Kind::Json => {
            let json = json.unwrap_or(text);
            let read: Result<serde_json::Value, _> = serde_json::from_str(json);
            read.map_err(|_| expected("JSON"))?;
            Value::Json(json.to_owned())
        }
        // An array in CSV is written as PostgreSQL writes it: {a,b}.
        Kind::Array | Kind::Other => Value::Text(text.to_owned()),
    })
}

const POINT_IN_TIME: &str = "a date and time like 2026-01-31 13:45:00";

/// A list or an object: JSON, an array, or the text of it.
fn of_nested(json: &str, kind: Kind) -> Result<Value, String> {
    match kind {
        Kind::Json => Ok(Value::Json(json.to_owned())),
        Kind::Text(_) | Kind::Other => of_text(json, None, kind),
        Kind::Array => array(json),
        Kind::Boolean
        | Kind::Integer(..)
        | Kind::Decimal
        | Kind::Float
        | Kind::Bytes
        | Kind::Bits
        | Kind::Uuid
        | Kind::Date
        | Kind::Time
        | Kind::Timestamp
        | Kind::LocalTimestamp => Err("a single value".to_owned()),
    }
}

fn array(json: &str) -> Result<Value, String> {
    let expected = || "a list of single values".to_owned();
    let elements: Vec<serde_json::Value> = serde_json::from_str(json).map_err(|_| expected())?;
    let element = |element: serde_json::Value| match element {
        serde_json::Value::Null => Ok(Value::Null),
        serde_json::Value::Bool(it) => Ok(Value::Bool(it)),
        serde_json::Value::Number(it) => Ok(Value::Decimal(it.to_string())),
        serde_json::Value::String(it) => Ok(Value::Text(it)),
        serde_json::Value::Array(_) | serde_json::Value::Object(_) => Err(expected()),
    };
    let elements: Result<Vec<Value>, String> = elements.into_iter().map(element).collect();
    elements.map(Value::Array)
}

/// Digits with a sign, a point and an exponent, as far as they are there.
fn is_decimal(text: &str) -> bool {
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, Some(exponent)),
        None => (text, None),
    };
    let unsigned = |text: &str| text.strip_prefix(['-', '+']).unwrap_or(text).to_owned();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let number = unsigned(number);
    let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
    let exponent = exponent.map(unsigned);
    !(whole.is_empty() && fraction.is_empty())
        && digits(whole)
        && digits(fraction)
        && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(&exponent))
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let hex = hex.as_bytes();
    if !hex.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |pair: &[u8]| Some((digit(pair[0])? * 16 + digit(pair[1])?) as u8);
    hex.chunks_exact(2).map(byte).collect()
}

/// A value in quotes, cut after 60 characters.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{:?}...", &text[..end]),
        None => format!("{text:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_by_the_type_of_its_column() {
        let int = Kind::Integer(-128, 127);
        for (text, kind, expected) in [
            ("Yes", Kind::Boolean, Some(Value::Bool(true))),
            ("0", Kind::Boolean, Some(Value::Bool(false))),
            ("2", Kind::Boolean, None),
            (" -128 ", int, Some(Value::Int(-128))),
            ("128", int, None),
            ("1.0", int, None),
            (
                "-1.50e3",
                Kind::Decimal,
                Some(Value::Decimal("-1.50e3".into())),
            ),
            ("1,5", Kind::Decimal, None),
            (".", Kind::Decimal, None),
            ("1); --", Kind::Decimal, None),
            (" é ", Kind::Text(Some(3)), Some(Value::Text(" é ".into()))),
            ("four", Kind::Text(Some(3)), None),
            ("\\x00fF", Kind::Bytes, Some(Value::Bytes(vec![0, 255]))),
            ("\\x0", Kind::Bytes, None),
            ("\\x+1", Kind::Bytes, None),
            ("101", Kind::Bits, Some(Value::Bytes(vec![5]))),
            ("0", Kind::Bits, Some(Value::Bytes(vec![0]))),
            ("100000000", Kind::Bits, Some(Value::Bytes(vec![1, 0]))),
            ("102", Kind::Bits, None),
            ("NaN", Kind::Float, None),
            ("x", Kind::Bytes, Some(Value::Bytes(vec![b'x']))),
            ("2026-02-30", Kind::Date, None),
            ("{\"a\":", Kind::Json, None),
            ("{a,b}", Kind::Array, Some(Value::Text("{a,b}".into()))),
        ] {
            assert_eq!(of_text(text, None, kind).ok(), expected, "{text}: {kind:?}");
        }
        let at = of_text("2026-01-31T01:00:00+01:00", None, Kind::Timestamp).unwrap();
        let Value::Timestamp(at) = at else {
            panic!("{at:?} is no point in time");
        };
        assert_eq!(at.to_rfc3339(), "2026-01-31T00:00:00+00:00");
    }

    #[test]
    fn json_stays_json_where_the_column_is_of_it() {
        let json = |text: &str| Value::Json(text.to_owned());
        assert_eq!(of_text("a", Some("\"a\""), Kind::Json), Ok(json("\"a\"")));
        assert_eq!(of_nested("[1]", Kind::Json), Ok(json("[1]")));
        assert_eq!(
            of_nested("[1]", Kind::Text(None)),
            Ok(Value::Text("[1]".into()))
        );
        assert_eq!(
            of_nested("[1, null, \"a\"]", Kind::Array),
            Ok(Value::Array(vec![
                Value::Decimal("1".into()),
                Value::Null,
                Value::Text("a".into())
            ]))
        );
        assert!(of_nested("[1]", Kind::Boolean).is_err());
    }
}
