//! Constants as the catalog shows them, and as a column of a type keeps them.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, SubsecRound as _};

use crate::Value;
use crate::dialect::mysql::column_type::WIDEST_DECIMAL;
use crate::dialect::mysql::expression::string;
use crate::schema::ColumnType;

/// The constant that an expression is, if it is one. The expression is in the one way of writing.
pub(super) fn read(sql: &str, of: &ColumnType) -> Option<Value> {
    if sql.starts_with('\'') {
        let (content, rest) = string(sql, '\'')?;
        return rest.is_empty().then_some(Value::Text(content));
    }
    if sql == "null" {
        return Some(Value::Null);
    }
    if let Some(digits) = quoted_in(sql, "b'", "'") {
        return matches!(of, ColumnType::Bit(_)).then(|| Value::Text(digits.to_owned()));
    }
    let bytes = quoted_in(sql, "unhex('", "')").or_else(|| quoted_in(sql, "x'", "'"));
    if let Some(digits) = bytes.or_else(|| sql.strip_prefix("0x")) {
        return hex(digits).map(Value::Bytes);
    }
    number(sql)
}

fn quoted_in<'a>(sql: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let content = sql.strip_prefix(before)?.strip_suffix(after)?;
    (!content.contains('\'')).then_some(content)
}

fn number(text: &str) -> Option<Value> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if digits.bytes().all(|b| b.is_ascii_digit()) {
        let small = text.parse().map(Value::Int);
        return Some(small.unwrap_or_else(|_| Value::Decimal(text.to_owned())));
    }
    let of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | '-' | '+');
    let float: f64 = text.parse().ok().filter(|_| text.chars().all(of_number))?;
    Some(match text.contains('e') {
        true => Value::Float(float),
        false => Value::Decimal(text.to_owned()),
    })
}

/// The value that a column of this type keeps of a constant. One that it would refuse, or that it keeps in a way that is
/// not known here, stays as it is.
pub(super) fn converted(value: Value, of: &ColumnType) -> Value {
    let kept = match of {
        ColumnType::Boolean => boolean(&value),
        ColumnType::SmallInteger | ColumnType::Integer | ColumnType::BigInteger => integer(&value),
        ColumnType::Decimal(limits) => digits(&value).and_then(|digits| decimal(*limits, &digits)),
        ColumnType::Float => float(&value).map(single).map(Value::Float),
        ColumnType::Double => float(&value).map(Value::Float),
        ColumnType::Char(_) | ColumnType::String(_) => digits(&value).map(Value::Text),
        ColumnType::Bit(length) => bits(&value, *length),
        ColumnType::Uuid => match &value {
            Value::Text(text) => uuid(text).map(Value::Uuid),
            Value::Bytes(bytes) => bytes.as_slice().try_into().ok().map(Value::Uuid),
            _ => None,
        },
        ColumnType::Date => match &value {
            Value::Text(text) => text.parse::<NaiveDate>().ok().map(Value::Date),
            _ => None,
        },
        ColumnType::Time => match &value {
            Value::Text(text) => text.parse::<NaiveTime>().ok().map(microseconds),
            Value::Time(time) => Some(microseconds(*time)),
            _ => None,
        },
        ColumnType::Timestamp => moment(&value).map(|time| Value::Timestamp(time.and_utc())),
        ColumnType::LocalTimestamp => moment(&value).map(Value::LocalTimestamp),
        _ => None,
    };
    kept.unwrap_or(value)
}

fn boolean(value: &Value) -> Option<Value> {
    match digits(value)?.as_str() {
        "0" => Some(Value::Bool(false)),
        "1" => Some(Value::Bool(true)),
        _ => None,
    }
}

fn integer(value: &Value) -> Option<Value> {
    digits(value)?.parse().ok().map(Value::Int)
}

fn float(value: &Value) -> Option<f64> {
    match value {
        Value::Float(number) => Some(*number),
        other => digits(other)?.parse().ok(),
    }
}

/// A single float is shown with six digits.
fn single(number: f64) -> f64 {
    format!("{number:.5e}").parse().unwrap_or(number)
}

/// A number, or what may be one, as text.
fn digits(value: &Value) -> Option<String> {
    match value {
        Value::Bool(flag) => Some(u8::from(*flag).to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Decimal(text) | Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

/// A number with as many digits after the point as the column has; one with more is left as it is.
fn decimal(limits: Option<(u32, u32)>, number: &str) -> Option<Value> {
    let scale = usize::try_from(limits.unwrap_or(WIDEST_DECIMAL).1).ok()?;
    let (whole, digits) = number.split_once('.').unwrap_or((number, ""));
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let unsigned = whole.strip_prefix('-').unwrap_or(whole);
    if !all_digits(unsigned) || !all_digits(digits) || digits.len() > scale {
        return None;
    }
    Some(Value::Decimal(match scale {
        0 => whole.to_owned(),
        _ => format!("{whole}.{digits:0<scale$}"),
    }))
}

/// All digits of the column.
fn bits(value: &Value, length: u32) -> Option<Value> {
    let length = usize::try_from(length).ok()?;
    match value {
        Value::Text(bits) if bits.bytes().all(|b| matches!(b, b'0' | b'1')) => Some(Value::Text(
            format!("{:0>length$}", bits.trim_start_matches('0')),
        )),
        Value::Int(number) if *number >= 0 => Some(Value::Text(format!("{number:0>length$b}"))),
        _ => None,
    }
}

/// The server keeps microseconds.
const DIGITS_OF_A_SECOND: u16 = 6;

fn microseconds(time: NaiveTime) -> Value {
    Value::Time(time.round_subsecs(DIGITS_OF_A_SECOND))
}

fn moment(value: &Value) -> Option<NaiveDateTime> {
    let time = match value {
        Value::Text(text) => NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").ok()?,
        Value::Timestamp(time) => time.naive_utc(),
        Value::LocalTimestamp(time) => *time,
        Value::Date(date) => date.and_time(NaiveTime::MIN),
        _ => return None,
    };
    Some(time.round_subsecs(DIGITS_OF_A_SECOND))
}

/// The bytes of a UUID's text, with or without hyphens.
pub(super) fn uuid(text: &str) -> Option<[u8; 16]> {
    hex(&text.replace('-', ""))?.try_into().ok()
}

fn hex(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs
        .map(|pair| {
            let pair = std::str::from_utf8(pair).ok().filter(|it| it.len() == 2)?;
            u8::from_str_radix(pair, 16).ok()
        })
        .collect()
}
