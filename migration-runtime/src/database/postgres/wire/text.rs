//! Values in PostgreSQL's text format, as scripts return them.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use migration_core::Value;
use migration_core::text::parse_uuid;

use super::kind::Kind;

/// The value that a text is; none for one that is not of its kind.
pub(super) fn read(kind: &Kind, text: &str) -> Option<Value> {
    let owned = || Value::Text(text.to_owned());
    Some(match kind {
        Kind::Bool => Value::Bool(text == "t"),
        Kind::Int | Kind::Oid => Value::Int(text.parse().ok()?),
        // In between a double, or `0.1` would be another number than the column holds.
        Kind::Float4 => Value::Float(f64::from(text.parse::<f32>().ok()?)),
        Kind::Float8 => Value::Float(text.parse().ok()?),
        Kind::Numeric => Value::Decimal(text.to_owned()),
        Kind::Bytea => Value::Bytes(bytes(text.strip_prefix("\\x")?)?),
        Kind::Uuid => Value::Uuid(parse_uuid(text)?),
        // What no type of chrono holds stays text: infinity, far years, 24:00:00.
        Kind::Date => date(text).map_or_else(owned, Value::Date),
        Kind::Time => text.parse().map_or_else(|_| owned(), Value::Time),
        Kind::Timestamp => timestamp(text).map_or_else(owned, Value::LocalTimestamp),
        Kind::TimestampTz => timestamp(text).map_or_else(owned, |v| Value::Timestamp(v.and_utc())),
        Kind::Json | Kind::Jsonb => Value::Json(text.to_owned()),
        Kind::Array { element, .. } => array(element, text)?,
        Kind::Void => Value::Null,
        Kind::Interval
        | Kind::Inet
        | Kind::Cidr
        | Kind::MacAddr
        | Kind::Bit
        | Kind::Text
        | Kind::TsVector
        | Kind::Range(_)
        | Kind::Other => owned(),
    })
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    let pairs = digits.as_bytes().chunks(2);
    pairs
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect()
}

/// `2026-01-02`, `0044-03-15 BC`.
fn date(text: &str) -> Option<NaiveDate> {
    let (text, before_christ) = match text.strip_suffix(" BC") {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let mut parts = text.splitn(3, '-');
    let year: i32 = parts.next()?.parse().ok()?;
    let (month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let year = if before_christ { 1 - year } else { year };
    NaiveDate::from_ymd_opt(year, month, day)
}

/// `2026-01-02 03:04:05.123456+01:30`, in UTC; old zones are off by seconds.
fn timestamp(text: &str) -> Option<NaiveDateTime> {
    let (day, rest) = text.split_once(' ')?;
    let (rest, era) = match rest.strip_suffix(" BC") {
        Some(rest) => (rest, " BC"),
        None => (rest, ""),
    };
    let zone = rest.find(['+', '-']).unwrap_or(rest.len());
    let time: NaiveTime = rest[..zone].parse().ok()?;
    let moment = date(&format!("{day}{era}"))?.and_time(time);
    moment.checked_sub_signed(offset(&rest[zone..])?)
}

fn offset(zone: &str) -> Option<TimeDelta> {
    let Some(sign) = zone.chars().next() else {
        return Some(TimeDelta::zero());
    };
    let mut seconds = 0;
    for (part, unit) in zone[1..].split(':').zip([3600, 60, 1]) {
        seconds += part.parse::<i64>().ok()? * unit;
    }
    TimeDelta::try_seconds(if sign == '-' { -seconds } else { seconds })
}

/// `{1,NULL,"a \"b\""}`, or with bounds `[0:1]={1,2}`.
pub(super) fn array(element: &Kind, text: &str) -> Option<Value> {
    let text = match text.starts_with('[') {
        true => text.split_once('=')?.1,
        false => text,
    };
    let mut rest = text.strip_prefix('{')?;
    let value = elements(element, &mut rest)?;
    rest.is_empty().then_some(value)
}

/// The elements up to the closing brace, which is taken.
fn elements(element: &Kind, rest: &mut &str) -> Option<Value> {
    let mut values = Vec::new();
    if let Some(after) = rest.strip_prefix('}') {
        *rest = after;
        return Some(Value::Array(values));
    }
    loop {
        values.push(match rest.chars().next()? {
            '{' => {
                *rest = &rest[1..];
                elements(element, rest)?
            }
            '"' => read(element, &quoted(rest)?)?,
            _ => {
                let (plain, after) = rest.split_at(rest.find([',', '}'])?);
                *rest = after;
                match plain {
                    "NULL" => Value::Null,
                    plain => read(element, plain)?,
                }
            }
        });
        let next = rest.chars().next()?;
        *rest = &rest[1..];
        match next {
            ',' => {}
            '}' => return Some(Value::Array(values)),
            _ => return None,
        }
    }
}

fn quoted(rest: &mut &str) -> Option<String> {
    let mut content = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => {
                *rest = &rest[at + 1..];
                return Some(content);
            }
            '\\' => content.push(chars.next()?.1),
            c => content.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_read_with_their_quotes_and_to_any_depth() {
        let texts = Value::from(vec![
            Some("a"),
            Some("b, \"c\\"),
            Some("NULL"),
            None,
            Some(""),
        ]);
        let text = texts.to_text().unwrap();
        assert_eq!(array(&Kind::Text, &text), Some(texts));
        let numbers = Value::from(vec![vec![Some(1), None], vec![Some(-2), Some(3)]]);
        assert_eq!(array(&Kind::Int, "{{1,NULL},{-2,3}}"), Some(numbers));
        assert_eq!(array(&Kind::Int, "{}"), Some(Value::Array(vec![])));
        assert_eq!(
            array(&Kind::Int, "[0:1]={1,2}"),
            Some(Value::from(vec![1, 2]))
        );
        assert_eq!(
            array(&Kind::Bytea, r#"{"\\x00ff"}"#),
            Some(Value::from(vec![vec![0_u8, 255]]))
        );
        for broken in ["{", "{1", "{1,}x", "1", "{\"a}"] {
            assert_eq!(array(&Kind::Int, broken), None, "{broken}");
        }
    }

    #[test]
    fn times_before_christ_and_in_old_zones_are_read() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
        assert_eq!(date("0001-01-01 BC"), day(0, 1, 1));
        assert_eq!(date("12345-01-01"), day(12345, 1, 1));
        assert_eq!(date("infinity"), None);
        assert_eq!(
            timestamp("1800-01-01 00:00:00.5+00:19:32"),
            day(1799, 12, 31).and_then(|day| day.and_hms_milli_opt(23, 40, 28, 500))
        );
        assert_eq!(
            timestamp("0044-03-15 12:00:00 BC"),
            day(-43, 3, 15).and_then(|day| day.and_hms_opt(12, 0, 0))
        );
    }

    #[test]
    fn what_is_not_of_its_kind_is_no_value() {
        assert_eq!(read(&Kind::Bytea, "\\x0"), None);
        assert_eq!(read(&Kind::Int, "x"), None);
        assert_eq!(
            read(&Kind::Time, "24:00:00"),
            Some(Value::Text("24:00:00".into()))
        );
        assert_eq!(
            read(&Kind::Float4, "0.1"),
            Some(Value::Float(f64::from(0.1_f32)))
        );
    }
}
