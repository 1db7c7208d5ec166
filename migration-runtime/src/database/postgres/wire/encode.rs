//! Values in PostgreSQL's binary format, as queries send them. The errors say what would fit.

use std::net::IpAddr;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike as _};
use migration_core::text::text;
use migration_core::{FromValue, Value};

use super::binary::epoch;
use super::kind::{Kind, oid};
use super::{numeric, text as text_format};

/// A value as a parameter of a type.
pub(super) fn write(value: &Value, oid: u32, kind: &Kind) -> Result<Vec<u8>, &'static str> {
    Ok(match kind {
        Kind::Bool => vec![u8::from(bool::from_value(value)?)],
        Kind::Int => match oid {
            oid::INT2 => i16::from_value(value)?.to_be_bytes().to_vec(),
            oid::INT4 => i32::from_value(value)?.to_be_bytes().to_vec(),
            _ => i64::from_value(value)?.to_be_bytes().to_vec(),
        },
        Kind::Oid => u32::from_value(value)?.to_be_bytes().to_vec(),
        Kind::Float4 => f32::from_value(value)?.to_be_bytes().to_vec(),
        Kind::Float8 => f64::from_value(value)?.to_be_bytes().to_vec(),
        Kind::Numeric => numeric::write(&text(value).ok_or("a number")?).ok_or("a number")?,
        Kind::Bytea => Vec::<u8>::from_value(value)?,
        Kind::Uuid => <[u8; 16]>::from_value(value)?.to_vec(),
        Kind::Date => i32::try_from((NaiveDate::from_value(value)? - epoch().date()).num_days())
            .map_err(|_| "a date")?
            .to_be_bytes()
            .to_vec(),
        Kind::Time => {
            let time = NaiveTime::from_value(value)?;
            let seconds = i64::from(time.num_seconds_from_midnight());
            let micros = seconds * 1_000_000 + i64::from(time.nanosecond() / 1000);
            micros.to_be_bytes().to_vec()
        }
        Kind::Timestamp | Kind::TimestampTz => (NaiveDateTime::from_value(value)? - epoch())
            .num_microseconds()
            .ok_or("a time that fits into 64 bits")?
            .to_be_bytes()
            .to_vec(),
        Kind::Inet => text(value)
            .and_then(|text| address(&text, false))
            .ok_or("an IP address, with or without /bits")?,
        Kind::Cidr => text(value)
            .and_then(|text| address(&text, true))
            .ok_or("an IP network")?,
        Kind::MacAddr => text(value)
            .and_then(|text| mac_address(&text))
            .ok_or("a MAC address, as bytes with colons between")?,
        Kind::Bit => text(value)
            .and_then(|text| bits(&text))
            .ok_or("text of 0 and 1")?,
        Kind::Json => document(value)?,
        Kind::Jsonb => [vec![1], document(value)?].concat(),
        Kind::Text => text(value).ok_or("text")?.into_bytes(),
        Kind::Array { element, oid } => array(value, *oid, element)?,
        Kind::Interval | Kind::TsVector | Kind::Void | Kind::Range(_) | Kind::Other => {
            return Err("a type that is not sent here; write CAST(CAST($n AS text) AS its type)");
        }
    })
}

fn document(value: &Value) -> Result<Vec<u8>, &'static str> {
    let text = match value {
        Value::Array(_) => Some(value.to_json()),
        other => text(other),
    };
    Ok(text.ok_or("a JSON document")?.into_bytes())
}

/// `inet_recv`: the family, 2 or 3; the bits of the network; whether it is a network; the length; the address.
fn address(text: &str, is_network: bool) -> Option<Vec<u8>> {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits.parse::<u8>().ok()?)),
        None => (text, None),
    };
    let (family, octets) = match address.parse().ok()? {
        IpAddr::V4(address) => (2, address.octets().to_vec()),
        IpAddr::V6(address) => (3, address.octets().to_vec()),
    };
    let length = u8::try_from(octets.len()).ok()?;
    let bits = bits.unwrap_or(length * 8);
    (bits <= length * 8).then(|| {
        [
            &[family, bits, u8::from(is_network), length],
            octets.as_slice(),
        ]
        .concat()
    })
}

fn mac_address(text: &str) -> Option<Vec<u8>> {
    let parts = text.split(':');
    let bytes: Option<Vec<u8>> = parts
        .map(|part| u8::from_str_radix(part, 16).ok())
        .collect();
    bytes.filter(|bytes| matches!(bytes.len(), 6 | 8))
}

fn bits(text: &str) -> Option<Vec<u8>> {
    if !text.bytes().all(|b| matches!(b, b'0' | b'1')) {
        return None;
    }
    let mut out = i32::try_from(text.len()).ok()?.to_be_bytes().to_vec();
    for byte in text.as_bytes().chunks(8) {
        let set = byte.iter().enumerate().filter(|(_, bit)| **bit == b'1');
        out.push(set.fold(0, |byte, (at, _)| byte | 0x80 >> at));
    }
    Some(out)
}

/// `array_recv`.
fn array(value: &Value, oid: u32, element: &Kind) -> Result<Vec<u8>, &'static str> {
    let read;
    let value = match value {
        Value::Text(text) => {
            read = text_format::array(&Kind::Text, text).ok_or("an array")?;
            &read
        }
        other => other,
    };
    let mut lengths = Vec::new();
    let mut level = value;
    while let Value::Array(elements) = level {
        lengths.push(elements.len());
        match elements.first() {
            Some(first) => level = first,
            None => break,
        }
    }
    let mut fields = Vec::new();
    let mut has_null = false;
    elements(value, &lengths, oid, element, &mut fields, &mut has_null)?;
    // An array without elements has no dimensions.
    if fields.is_empty() {
        lengths.clear();
    }
    let number = |n: usize| i32::try_from(n).map_err(|_| "a shorter array");
    let mut out = number(lengths.len())?.to_be_bytes().to_vec();
    out.extend(i32::from(has_null).to_be_bytes());
    out.extend(oid.to_be_bytes());
    for length in lengths {
        out.extend(number(length)?.to_be_bytes());
        out.extend(1_i32.to_be_bytes());
    }
    out.extend(fields);
    Ok(out)
}

fn elements(
    value: &Value,
    lengths: &[usize],
    oid: u32,
    kind: &Kind,
    out: &mut Vec<u8>,
    has_null: &mut bool,
) -> Result<(), &'static str> {
    match (lengths.split_first(), value) {
        (Some((length, inner)), Value::Array(values)) if values.len() == *length => {
            (values.iter()).try_for_each(|value| elements(value, inner, oid, kind, out, has_null))
        }
        (Some(_), Value::Array(_)) => Err("an array whose inner arrays are of one length"),
        (None, Value::Null) => {
            *has_null = true;
            out.extend((-1_i32).to_be_bytes());
            Ok(())
        }
        (None, value) => {
            let field = write(value, oid, kind)?;
            let length = i32::try_from(field.len()).map_err(|_| "a shorter element")?;
            out.extend(length.to_be_bytes());
            out.extend(field);
            Ok(())
        }
        (Some(_), _) => Err("an array"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::binary;
    use super::*;

    #[test]
    fn a_value_that_does_not_fit_says_what_would() {
        let text = Value::Text("x".into());
        assert_eq!(write(&text, oid::INT4, &Kind::Int), Err("a whole number"));
        assert_eq!(write(&Value::Int(7), oid::INT2, &Kind::Int), Ok(vec![0, 7]));
    }

    #[test]
    fn what_is_sent_is_read_again() {
        let ints = Kind::Array {
            element: Box::new(Kind::Int),
            oid: oid::INT4,
        };
        for (kind, value) in [
            (Kind::Inet, Value::Text("10.0.0.1".into())),
            (Kind::Inet, Value::Text("10.0.0.1/8".into())),
            (Kind::Cidr, Value::Text("2001:db8::/32".into())),
            (Kind::MacAddr, Value::Text("08:00:2b:01:02:ff".into())),
            (Kind::Bit, Value::Text("101100111".into())),
            (Kind::Bit, Value::Text("".into())),
            (Kind::Jsonb, Value::Json("[1]".into())),
            (ints.clone(), Value::Array(vec![])),
            (ints.clone(), Value::from(vec![Some(1), None])),
            (ints.clone(), Value::from(vec![vec![1, 2], vec![3, 4]])),
        ] {
            let bytes = write(&value, 0, &kind).unwrap();
            let expected = match kind {
                // Elements are told apart by the type of the elements.
                Kind::Array { .. } => write(&value, oid::INT4, &kind).unwrap(),
                _ => bytes.clone(),
            };
            assert_eq!(bytes, expected);
            assert_eq!(binary::read(&kind, &bytes), Some(value), "{kind:?}");
        }
        let ragged = Value::from(vec![vec![1], vec![2, 3]]);
        assert_eq!(
            write(&ragged, 0, &ints),
            Err("an array whose inner arrays are of one length")
        );
        let text = Value::Text("{1,NULL}".into());
        let read = binary::read(&ints, &write(&text, 0, &ints).unwrap());
        assert_eq!(read, Some(Value::from(vec![Some(1), None])));
    }
}
