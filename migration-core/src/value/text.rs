//! The text of arrays: PostgreSQL's own form, and JSON for databases without arrays.

use std::fmt::Write as _;

use chrono::{Datelike as _, NaiveDate, NaiveTime};

use super::Value;
use crate::dialect::writer::{is_number, uuid_text};

impl Value {
    /// The value as the text that PostgreSQL reads and writes values as; none for NULL.
    ///
    /// An array has quotes where PostgreSQL writes them too, so that an array's default reads back as it was written
    /// (<https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO>).
    ///
    /// ```
    /// # use migration_core::Value;
    /// let array = Value::from(vec![Some("a"), Some("b c"), Some("NULL"), None]);
    /// assert_eq!(array.to_text().as_deref(), Some(r#"{a,"b c","NULL",NULL}"#));
    /// assert_eq!(Value::from(vec![vec![1], vec![2]]).to_text().as_deref(), Some("{{1},{2}}"));
    /// assert_eq!(Value::from(b"\0\xff").to_text().as_deref(), Some("\\x00ff"));
    /// assert_eq!(Value::Null.to_text(), None);
    /// ```
    pub fn to_text(&self) -> Option<String> {
        Some(match self {
            Self::Null => return None,
            Self::Bool(v) => v.to_string(),
            Self::Int(v) => v.to_string(),
            Self::Float(v) => v.to_string(),
            Self::Decimal(v) | Self::Text(v) | Self::Json(v) => v.clone(),
            Self::Bytes(v) => format!("\\x{}", hex(v)),
            Self::Uuid(v) => uuid_text(v),
            Self::Date(v) => dated(*v, ""),
            Self::Time(v) => time(*v),
            Self::Timestamp(v) => dated(v.date_naive(), &format!(" {}+00", time(v.time()))),
            Self::LocalTimestamp(v) => dated(v.date(), &format!(" {}", time(v.time()))),
            Self::Array(elements) => {
                let mut out = String::new();
                write_array(elements, &mut out);
                out
            }
        })
    }

    /// The value as a JSON document: how arrays are kept by databases without them. What JSON has no form for is a
    /// string: bytes as hexadecimal digits, UUIDs and times as usual; a float that is no number is `null`.
    ///
    /// ```
    /// # use migration_core::Value;
    /// assert_eq!(Value::from(vec![Some("a\n\"b\""), None]).to_json(), r#"["a\n\"b\"",null]"#);
    /// assert_eq!(Value::from(vec![1.5, f64::NAN]).to_json(), "[1.5,null]");
    /// ```
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        write_json(self, &mut out);
        out
    }
}

/// A date with its time. Years before 1 and after 9999 are as PostgreSQL writes them, which alone has them.
fn dated(date: NaiveDate, time: &str) -> String {
    let (month, day) = (date.month(), date.day());
    match date.year() {
        year @ 1.. => format!("{year:04}-{month:02}-{day:02}{time}"),
        year => format!("{:04}-{month:02}-{day:02}{time} BC", 1 - year),
    }
}

/// `12:34:56.5`: no zeros at the end.
fn time(time: NaiveTime) -> String {
    let text = time.format("%H:%M:%S%.f").to_string();
    match text.contains('.') {
        true => text.trim_end_matches('0').to_owned(),
        false => text,
    }
}

/// `00ff`.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn write_array(elements: &[Value], out: &mut String) {
    out.push('{');
    for (at, element) in elements.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        match element {
            Value::Array(inner) => write_array(inner, out),
            Value::Bool(v) => out.push(if *v { 't' } else { 'f' }),
            other => match other.to_text() {
                Some(text) => write_element(&text, out),
                None => out.push_str("NULL"),
            },
        }
    }
    out.push('}');
}

/// As `array_out` does it: `src/backend/utils/adt/arrayfuncs.c`.
fn write_element(text: &str, out: &mut String) {
    let special = |c: char| {
        matches!(
            c,
            '"' | '\\' | '{' | '}' | ',' | ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c'
        )
    };
    if !text.is_empty() && !text.eq_ignore_ascii_case("null") && !text.contains(special) {
        out.push_str(text);
        return;
    }
    out.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
}

fn write_json(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Json(text) => out.push_str(text),
        Value::Float(v) if !v.is_finite() => out.push_str("null"),
        Value::Float(v) => {
            let _ = write!(out, "{v:?}");
        }
        Value::Bool(_) | Value::Int(_) => out.push_str(&value.to_text().unwrap_or_default()),
        Value::Decimal(text) if is_json_number(text) => out.push_str(text),
        Value::Bytes(bytes) => write_json_string(&hex(bytes), out),
        Value::Array(elements) => {
            out.push('[');
            for (at, element) in elements.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_json(element, out);
            }
            out.push(']');
        }
        Value::Decimal(_)
        | Value::Text(_)
        | Value::Uuid(_)
        | Value::Date(_)
        | Value::Time(_)
        | Value::Timestamp(_)
        | Value::LocalTimestamp(_) => write_json_string(&value.to_text().unwrap_or_default(), out),
    }
}

/// JSON knows no zeros before a number.
fn is_json_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let whole = digits.split('.').next().unwrap_or_default();
    is_number(text) && (whole == "0" || !whole.starts_with('0'))
}

fn write_json_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_have_quotes_where_they_need_them() {
        let cases = [
            ("a", "{a}"),
            ("", r#"{""}"#),
            ("null", r#"{"null"}"#),
            ("nul", "{nul}"),
            ("a,b", r#"{"a,b"}"#),
            ("{}", r#"{"{}"}"#),
            ("a\\\"b", r#"{"a\\\"b"}"#),
            ("a\nb", "{\"a\nb\"}"),
            ("é\u{1f600}", "{é\u{1f600}}"),
            ("it's", "{it's}"),
        ];
        for (element, expected) in cases {
            assert_eq!(
                Value::from(vec![element]).to_text().as_deref(),
                Some(expected)
            );
        }
    }

    #[test]
    fn dates_of_any_year_are_written_as_postgres_reads_them() {
        for (year, text) in [
            (2026, "2026-03-15"),
            (1, "0001-03-15"),
            (0, "0001-03-15 BC"),
            (-43, "0044-03-15 BC"),
            (12345, "12345-03-15"),
        ] {
            let date = NaiveDate::from_ymd_opt(year, 3, 15).unwrap();
            assert_eq!(Value::Date(date).to_text().as_deref(), Some(text));
        }
        let moment = NaiveDate::from_ymd_opt(-43, 3, 15).unwrap();
        let moment = moment.and_hms_micro_opt(12, 0, 0, 1).unwrap();
        assert_eq!(
            Value::Timestamp(moment.and_utc()).to_text().as_deref(),
            Some("0044-03-15 12:00:00.000001+00 BC")
        );
    }

    #[test]
    fn times_have_no_zeros_at_the_end() {
        for text in [
            "00:00:00",
            "12:34:56.5",
            "23:59:59.999999",
            "10:00:00.00012",
        ] {
            let time = Value::Time(text.parse().unwrap());
            assert_eq!(time.to_text().as_deref(), Some(text));
        }
    }

    #[test]
    fn arrays_of_any_kind_have_a_text() {
        assert_eq!(Value::Array(vec![]).to_text().as_deref(), Some("{}"));
        let bytes = Value::from(vec![vec![0_u8, 255]]);
        assert_eq!(bytes.to_text().as_deref(), Some(r#"{"\\x00ff"}"#));
        let flags = Value::from(vec![Some(true), Some(false), None]);
        assert_eq!(flags.to_text().as_deref(), Some("{t,f,NULL}"));
        let documents = Value::from(vec![Value::Json(r#"{"a": 1}"#.into())]);
        assert_eq!(documents.to_text().as_deref(), Some(r#"{"{\"a\": 1}"}"#));
    }

    #[test]
    fn arrays_are_json_where_there_are_none() {
        let values = Value::Array(vec![
            Value::Int(i64::MIN),
            Value::Decimal("00.5".into()),
            Value::Decimal("-0.50".into()),
            Value::Bytes(vec![0, 255]),
            Value::Json(r#"{"a": null}"#.into()),
            Value::Text("\u{0}\u{1f}\t".into()),
            Value::Array(vec![]),
        ]);
        assert_eq!(
            values.to_json(),
            r#"[-9223372036854775808,"00.5",-0.50,"00ff",{"a": null},"\u0000\u001f\t",[]]"#
        );
    }
}
