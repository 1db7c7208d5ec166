//! Values in PostgreSQL's binary format, as queries with values return them. What has no type here becomes the text that
//! the server writes in its default settings, so that both formats read the same.

use std::net::{Ipv4Addr, Ipv6Addr};

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use migration_core::Value;

use super::kind::Kind;
use super::numeric;

/// The value that bytes are; none for those that are not of their kind, or of a type that is only known by its text.
pub(super) fn read(kind: &Kind, bytes: &[u8]) -> Option<Value> {
    Some(match kind {
        Kind::Bool => Value::Bool(*bytes.first()? != 0),
        Kind::Int => Value::Int(int(bytes)?),
        Kind::Oid => Value::Int(i64::from(u32::from_be_bytes(bytes.try_into().ok()?))),
        Kind::Float4 => Value::Float(f64::from(f32::from_be_bytes(bytes.try_into().ok()?))),
        Kind::Float8 => Value::Float(f64::from_be_bytes(bytes.try_into().ok()?)),
        Kind::Numeric => Value::Decimal(numeric::read(bytes)?),
        Kind::Bytea => Value::Bytes(bytes.to_vec()),
        Kind::Uuid => Value::Uuid(bytes.try_into().ok()?),
        Kind::Date => date(int(bytes)?),
        Kind::Time => time(int(bytes)?),
        Kind::Timestamp => match moment(int(bytes)?) {
            Ok(moment) => Value::LocalTimestamp(moment),
            Err(text) => Value::Text(text),
        },
        Kind::TimestampTz => match moment(int(bytes)?) {
            Ok(moment) => Value::Timestamp(moment.and_utc()),
            Err(text) if text.ends_with("infinity") => Value::Text(text),
            Err(text) => Value::Text(format!("{text}+00")),
        },
        Kind::Interval => Value::Text(interval(bytes)?),
        Kind::Inet => Value::Text(address(bytes, false)?),
        Kind::Cidr => Value::Text(address(bytes, true)?),
        Kind::MacAddr => {
            let parts: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            Value::Text(parts.join(":"))
        }
        Kind::Bit => Value::Text(bits(bytes)?),
        Kind::Json => Value::Json(text(bytes)?),
        // Its version stands before it.
        Kind::Jsonb => Value::Json(text(bytes.get(1..)?)?),
        Kind::Text => Value::Text(text(bytes)?),
        Kind::TsVector => Value::Text(words(bytes)?),
        Kind::Void => Value::Null,
        Kind::Range(element) => Value::Text(range(element, bytes)?),
        Kind::Array { element, .. } => array(element, bytes)?,
        Kind::Other => return None,
    })
}

fn text(bytes: &[u8]) -> Option<String> {
    Some(std::str::from_utf8(bytes).ok()?.to_owned())
}

fn int(bytes: &[u8]) -> Option<i64> {
    Some(match bytes.len() {
        2 => i64::from(i16::from_be_bytes(bytes.try_into().ok()?)),
        4 => i64::from(i32::from_be_bytes(bytes.try_into().ok()?)),
        8 => i64::from_be_bytes(bytes.try_into().ok()?),
        _ => return None,
    })
}

/// Takes bytes from the front.
struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn i32(&mut self) -> Option<i32> {
        Some(i32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    /// A length and as many bytes; none inside for NULL.
    fn field(&mut self) -> Option<Option<&'b [u8]>> {
        match usize::try_from(self.i32()?) {
            Ok(length) => Some(Some(self.take(length)?)),
            Err(_) => Some(None),
        }
    }
}

/// Dates and times count from here.
pub(super) fn epoch() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2000, 1, 1)
        .unwrap_or_default()
        .and_time(NaiveTime::MIN)
}

/// What chrono has no value for is text.
fn date(days: i64) -> Value {
    const LAST: i64 = i32::MAX as i64;
    const FIRST: i64 = i32::MIN as i64;
    let text = match days {
        LAST => "infinity".to_owned(),
        FIRST => "-infinity".to_owned(),
        days => {
            let since = TimeDelta::try_days(days);
            let date = since.and_then(|since| epoch().date().checked_add_signed(since));
            match date {
                Some(date) => return Value::Date(date),
                None => far_date(days),
            }
        }
    };
    Value::Text(text)
}

/// A date in a year that chrono does not have, which has as many days as the one 400 years before it.
fn far_date(mut days: i64) -> String {
    const CYCLE_DAYS: i64 = 146_097;
    let cycles = days / CYCLE_DAYS;
    days %= CYCLE_DAYS;
    let date = epoch().date() + TimeDelta::days(days);
    let year = i64::from(date.year()) + cycles * 400;
    format!("{year:04}-{:02}-{:02}", date.month(), date.day())
}

/// The server has 24:00:00 too.
fn time(micros: i64) -> Value {
    match micros {
        86_400_000_000 => Value::Text("24:00:00".to_owned()),
        micros => Value::Time(NaiveTime::MIN + TimeDelta::microseconds(micros)),
    }
}

/// The text instead where chrono has no value.
fn moment(micros: i64) -> Result<NaiveDateTime, String> {
    const DAY_MICROS: i64 = 86_400_000_000;
    match micros {
        i64::MAX => Err("infinity".to_owned()),
        i64::MIN => Err("-infinity".to_owned()),
        micros => {
            let moment = epoch().checked_add_signed(TimeDelta::microseconds(micros));
            moment.ok_or_else(|| {
                let time = time(micros.rem_euclid(DAY_MICROS)).to_text();
                let day = far_date(micros.div_euclid(DAY_MICROS));
                format!("{day} {}", time.unwrap_or_default())
            })
        }
    }
}

/// As `EncodeInterval` writes it in the style `postgres`: `1 year 2 mons -3 days +04:05:06.789`.
fn interval(bytes: &[u8]) -> Option<String> {
    let micros = int(bytes.get(..8)?)?;
    let (days, months) = (int(bytes.get(8..12)?)?, int(bytes.get(12..16)?)?);
    let mut out = Vec::new();
    let mut before_is_negative = false;
    for (count, unit) in [(months / 12, "year"), (months % 12, "mon"), (days, "day")] {
        if count == 0 {
            continue;
        }
        let sign = if before_is_negative && count > 0 {
            "+"
        } else {
            ""
        };
        let plural = if count == 1 { "" } else { "s" };
        out.push(format!("{sign}{count} {unit}{plural}"));
        before_is_negative = count < 0;
    }
    if micros != 0 || out.is_empty() {
        let sign = match (micros < 0, before_is_negative) {
            (true, _) => "-",
            (false, true) => "+",
            (false, false) => "",
        };
        let micros = micros.unsigned_abs();
        let (seconds, rest) = (micros / 1_000_000, micros % 1_000_000);
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let mut time = format!("{sign}{hours:02}:{minutes:02}:{seconds:02}");
        if rest != 0 {
            time += format!(".{rest:06}").trim_end_matches('0');
        }
        out.push(time);
    }
    Some(out.join(" "))
}

/// Family, bits of the network, whether it is a network, length, address.
fn address(bytes: &[u8], always_with_network: bool) -> Option<String> {
    let (&[_, bits, _, length], address) = bytes.split_first_chunk::<4>()?;
    let text = match length {
        4 => Ipv4Addr::from(<[u8; 4]>::try_from(address).ok()?).to_string(),
        16 => Ipv6Addr::from(<[u8; 16]>::try_from(address).ok()?).to_string(),
        _ => return None,
    };
    match always_with_network || bits != length * 8 {
        true => Some(format!("{text}/{bits}")),
        false => Some(text),
    }
}

fn bits(bytes: &[u8]) -> Option<String> {
    let mut reader = Reader(bytes);
    let count = usize::try_from(reader.i32()?).ok()?;
    let mut text: String = reader.0.iter().map(|byte| format!("{byte:08b}")).collect();
    text.truncate(count);
    (text.len() == count).then_some(text)
}

/// Words with their positions and weights: `'cat':2A 'run':1`.
fn words(bytes: &[u8]) -> Option<String> {
    let mut reader = Reader(bytes);
    let mut words = Vec::new();
    for _ in 0..reader.i32()? {
        let end = reader.0.iter().position(|byte| *byte == 0)?;
        let word = text(reader.take(end)?)?;
        reader.take(1)?;
        let mut out = format!("'{}'", word.replace('\\', "\\\\").replace('\'', "''"));
        let count = u16::from_be_bytes(reader.take(2)?.try_into().ok()?);
        for n in 0..count {
            let position = u16::from_be_bytes(reader.take(2)?.try_into().ok()?);
            out.push(if n == 0 { ':' } else { ',' });
            out += &(position & 0x3fff).to_string();
            out += ["", "C", "B", "A"][usize::from(position >> 14)];
        }
        words.push(out);
    }
    Some(words.join(" "))
}

/// Flags, then the bounds that there are: <https://www.postgresql.org/docs/current/rangetypes.html#RANGETYPES-IO>.
fn range(element: &Kind, bytes: &[u8]) -> Option<String> {
    const EMPTY: u8 = 0x01;
    const LOWER_INCLUSIVE: u8 = 0x02;
    const UPPER_INCLUSIVE: u8 = 0x04;
    const LOWER_INFINITE: u8 = 0x08;
    const UPPER_INFINITE: u8 = 0x10;
    let (&flags, rest) = bytes.split_first()?;
    if flags & EMPTY != 0 {
        return Some("empty".to_owned());
    }
    let mut reader = Reader(rest);
    let mut bound = |infinite: u8| -> Option<String> {
        match flags & infinite {
            0 => bound_text(&read(element, reader.field()??)?),
            _ => Some(String::new()),
        }
    };
    let (lower, upper) = (bound(LOWER_INFINITE)?, bound(UPPER_INFINITE)?);
    let open = if flags & LOWER_INCLUSIVE != 0 {
        '['
    } else {
        '('
    };
    let close = if flags & UPPER_INCLUSIVE != 0 {
        ']'
    } else {
        ')'
    };
    Some(format!("{open}{lower},{upper}{close}"))
}

/// Quotes as `range_bound_escape` sets them.
fn bound_text(value: &Value) -> Option<String> {
    let text = value.to_text()?;
    let special =
        |c: char| matches!(c, '"' | '\\' | '(' | ')' | '[' | ']' | ',') || c.is_ascii_whitespace();
    if !text.is_empty() && !text.contains(special) {
        return Some(text);
    }
    let doubled = text.replace('\\', "\\\\").replace('"', "\"\"");
    Some(format!("\"{doubled}\""))
}

/// Dimensions, whether there are NULLs, the type; a length and a lower bound for each dimension; the elements.
fn array(element: &Kind, bytes: &[u8]) -> Option<Value> {
    let mut reader = Reader(bytes);
    let dimensions = reader.i32()?;
    reader.take(8)?;
    let mut lengths = Vec::new();
    for _ in 0..dimensions {
        lengths.push(usize::try_from(reader.i32()?).ok()?);
        reader.take(4)?;
    }
    match lengths.as_slice() {
        [] => Some(Value::Array(Vec::new())),
        lengths => level(element, lengths, &mut reader),
    }
}

fn level(element: &Kind, lengths: &[usize], reader: &mut Reader<'_>) -> Option<Value> {
    let Some((length, inner)) = lengths.split_first() else {
        return match reader.field()? {
            Some(bytes) => read(element, bytes),
            None => Some(Value::Null),
        };
    };
    let elements = (0..*length).map(|_| level(element, inner, reader));
    elements.collect::<Option<_>>().map(Value::Array)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_written_as_the_server_does() {
        let text = |months: i32, days: i32, micros: i64| {
            let mut bytes = micros.to_be_bytes().to_vec();
            bytes.extend(days.to_be_bytes());
            bytes.extend(months.to_be_bytes());
            interval(&bytes).unwrap()
        };
        assert_eq!(text(0, 0, 0), "00:00:00");
        assert_eq!(
            text(14, -3, 14_706_789_000),
            "1 year 2 mons -3 days +04:05:06.789"
        );
        assert_eq!(text(-1, 0, -500_000), "-1 mons -00:00:00.5");
        assert_eq!(text(-12, 1, 0), "-1 years +1 day");
    }

    #[test]
    fn midnight_at_the_end_of_a_day_is_no_midnight_at_its_start() {
        assert_eq!(time(0), Value::Time(NaiveTime::MIN));
        assert_eq!(time(86_400_000_000), Value::Text("24:00:00".into()));
        assert_eq!(date(i64::from(i32::MAX)), Value::Text("infinity".into()));
        assert_eq!(moment(i64::MIN), Err("-infinity".to_owned()));
    }

    #[test]
    fn years_that_chrono_does_not_have_are_text() {
        assert_eq!(date(2_145_031_948), Value::Text("5874897-12-31".into()));
        assert_eq!(
            moment(9_223_371_331_199_999_999),
            Err("294276-12-31 23:59:59.999999".to_owned())
        );
    }

    #[test]
    fn bytes_that_end_too_early_are_no_value() {
        for kind in [
            Kind::Interval,
            Kind::Inet,
            Kind::Bit,
            Kind::TsVector,
            Kind::Range(Box::new(Kind::Int)),
            Kind::Array {
                element: Box::new(Kind::Int),
                oid: 23,
            },
        ] {
            assert_eq!(read(&kind, &[0, 0, 0]), None, "{kind:?}");
        }
        let range_without_bounds = read(&Kind::Range(Box::new(Kind::Int)), &[0x02]);
        assert_eq!(range_without_bounds, None);
    }
}
