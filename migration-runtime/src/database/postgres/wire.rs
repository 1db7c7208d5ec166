//! Values on PostgreSQL's wire: text in scripts, binary in queries with values.
//!
//! <https://www.postgresql.org/docs/current/protocol-overview.html#PROTOCOL-FORMAT-CODES>

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};
use migration_core::Value;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{
    PgArgumentBuffer, PgArguments, PgRow, PgTypeInfo, PgTypeKind, PgValueFormat, Postgres,
};
use sqlx::{Arguments as _, Column as _, Row as _, TypeInfo as _, ValueRef as _};

use migration_core::FromValue;
use migration_core::text::{parse_timestamp, parse_uuid, text};

/// Oids of built-in types never change: `pg_type.dat`.
mod oid {
    pub(super) const BOOL: u32 = 16;
    pub(super) const BYTEA: u32 = 17;
    pub(super) const CHAR: u32 = 18;
    pub(super) const NAME: u32 = 19;
    pub(super) const INT8: u32 = 20;
    pub(super) const INT2: u32 = 21;
    pub(super) const INT4: u32 = 23;
    pub(super) const TEXT: u32 = 25;
    pub(super) const OID: u32 = 26;
    pub(super) const JSON: u32 = 114;
    pub(super) const XML: u32 = 142;
    pub(super) const FLOAT4: u32 = 700;
    pub(super) const FLOAT8: u32 = 701;
    pub(super) const UNKNOWN: u32 = 705;
    pub(super) const BPCHAR: u32 = 1042;
    pub(super) const VARCHAR: u32 = 1043;
    pub(super) const DATE: u32 = 1082;
    pub(super) const TIME: u32 = 1083;
    pub(super) const TIMESTAMP: u32 = 1114;
    pub(super) const TIMESTAMPTZ: u32 = 1184;
    pub(super) const NUMERIC: u32 = 1700;
    pub(super) const VOID: u32 = 2278;
    pub(super) const UUID: u32 = 2950;
    pub(super) const JSONB: u32 = 3802;
    /// From here on, types are made by users and extensions.
    pub(super) const FIRST_OF_USERS: u32 = 16384;
}

/// A value of a row.
pub(super) fn read(row: &PgRow, at: usize) -> sqlx::Result<Value> {
    let raw = row.try_get_raw(at)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let info = raw.type_info().into_owned();
    let value = match raw.format() {
        PgValueFormat::Text => from_text(
            oid_of(&info).unwrap_or(oid::TEXT),
            raw.as_str().map_err(sqlx::Error::Decode)?,
        ),
        PgValueFormat::Binary => from_binary(&info, raw.as_bytes().map_err(sqlx::Error::Decode)?),
    };
    value.ok_or_else(|| {
        let column = row.columns()[at].name();
        sqlx::Error::Decode(
            format!(
                "column \"{column}\" is of type {}, which is not read here; write {column}::text in the query",
                info.name()
            )
            .into(),
        )
    })
}

/// The type underneath domains; none for a type that is only known by name.
fn oid_of(info: &PgTypeInfo) -> Option<u32> {
    let oid = info.oid()?.0;
    if oid < oid::FIRST_OF_USERS || info.name() == "?" {
        return Some(oid);
    }
    match info.kind() {
        PgTypeKind::Domain(base) => oid_of(base),
        PgTypeKind::Enum(_) => Some(oid::TEXT),
        _ if info.name().eq_ignore_ascii_case("citext") => Some(oid::TEXT),
        _ => Some(oid),
    }
}

fn from_text(oid: u32, text: &str) -> Option<Value> {
    let owned = || text.to_owned();
    Some(match oid {
        oid::BOOL => Value::Bool(text == "t"),
        oid::INT2 | oid::INT4 | oid::INT8 | oid::OID => Value::Int(text.parse().ok()?),
        oid::FLOAT4 | oid::FLOAT8 => Value::Float(text.parse().ok()?),
        oid::NUMERIC => Value::Decimal(owned()),
        oid::BYTEA => Value::Bytes(from_hex(text.strip_prefix("\\x")?)?),
        oid::UUID => Value::Uuid(parse_uuid(text)?),
        oid::DATE => match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            Ok(date) => Value::Date(date),
            // infinity, and years before Christ
            Err(_) => Value::Text(owned()),
        },
        oid::TIME => Value::Time(text.parse().ok()?),
        oid::TIMESTAMP => {
            parse_timestamp(text).map_or_else(|| Value::Text(owned()), Value::LocalTimestamp)
        }
        oid::TIMESTAMPTZ => parse_timestamp(text)
            .map_or_else(|| Value::Text(owned()), |v| Value::Timestamp(v.and_utc())),
        oid::VOID => Value::Null,
        _ => Value::Text(owned()),
    })
}

fn from_hex(digits: &str) -> Option<Vec<u8>> {
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok())
        .collect()
}

fn from_binary(info: &PgTypeInfo, bytes: &[u8]) -> Option<Value> {
    let text = |bytes: &[u8]| Some(Value::Text(std::str::from_utf8(bytes).ok()?.to_owned()));
    let int = || -> Option<i64> {
        Some(match bytes.len() {
            2 => i64::from(i16::from_be_bytes(bytes.try_into().ok()?)),
            4 => i64::from(i32::from_be_bytes(bytes.try_into().ok()?)),
            8 => i64::from_be_bytes(bytes.try_into().ok()?),
            _ => return None,
        })
    };
    Some(match oid_of(info)? {
        oid::BOOL => Value::Bool(*bytes.first()? != 0),
        oid::INT2 | oid::INT4 | oid::INT8 => Value::Int(int()?),
        oid::OID => Value::Int(i64::from(u32::from_be_bytes(bytes.try_into().ok()?))),
        oid::FLOAT4 => Value::Float(f64::from(f32::from_be_bytes(bytes.try_into().ok()?))),
        oid::FLOAT8 => Value::Float(f64::from_be_bytes(bytes.try_into().ok()?)),
        oid::NUMERIC => Value::Decimal(numeric_from(bytes)?),
        oid::BYTEA => Value::Bytes(bytes.to_vec()),
        oid::UUID => Value::Uuid(bytes.try_into().ok()?),
        oid::DATE => Value::Date(
            epoch()
                .date()
                .checked_add_signed(TimeDelta::try_days(int()?)?)?,
        ),
        oid::TIME => Value::Time(NaiveTime::MIN + TimeDelta::microseconds(int()?)),
        oid::TIMESTAMP => Value::LocalTimestamp(moment(int()?)?),
        oid::TIMESTAMPTZ => Value::Timestamp(moment(int()?)?.and_utc()),
        oid::JSONB => text(bytes.get(1..)?)?,
        oid::VOID => Value::Null,
        oid::TEXT
        | oid::VARCHAR
        | oid::BPCHAR
        | oid::NAME
        | oid::CHAR
        | oid::UNKNOWN
        | oid::JSON
        | oid::XML => text(bytes)?,
        _ => return None,
    })
}

/// Dates and times count from here.
fn epoch() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2000, 1, 1)
        .unwrap_or_default()
        .and_time(NaiveTime::MIN)
}

fn moment(microseconds: i64) -> Option<NaiveDateTime> {
    epoch().checked_add_signed(TimeDelta::microseconds(microseconds))
}

/// Values as the types that the server expects.
pub(super) fn arguments(values: &[Value], types: &[u32]) -> sqlx::Result<PgArguments> {
    if values.len() != types.len() {
        return Err(sqlx::Error::Encode(
            format!(
                "the query has {} placeholders, but {} values are bound to it",
                types.len(),
                values.len()
            )
            .into(),
        ));
    }
    let mut arguments = PgArguments::default();
    for (n, (value, oid)) in values.iter().zip(types).enumerate() {
        let bytes = match value {
            Value::Null => None,
            value => Some(to_binary(value, *oid).map_err(|expected| {
                sqlx::Error::Encode(
                    format!(
                        "${} is {value:?}, but the query needs {expected} there",
                        n + 1
                    )
                    .into(),
                )
            })?),
        };
        let argument = Argument {
            info: PgTypeInfo::with_oid(Oid(*oid)),
            bytes,
        };
        arguments.add(argument).map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

/// A value in its binary form. The error says what would fit.
fn to_binary(value: &Value, oid: u32) -> Result<Vec<u8>, &'static str> {
    let micros = |v: NaiveDateTime| {
        (v - epoch())
            .num_microseconds()
            .ok_or("a time that fits into 64 bits")
    };
    Ok(match oid {
        oid::BOOL => vec![u8::from(bool::from_value(value)?)],
        oid::INT2 => i16::from_value(value)?.to_be_bytes().to_vec(),
        oid::INT4 => i32::from_value(value)?.to_be_bytes().to_vec(),
        oid::INT8 => i64::from_value(value)?.to_be_bytes().to_vec(),
        oid::OID => u32::from_value(value)?.to_be_bytes().to_vec(),
        oid::FLOAT4 => f32::from_value(value)?.to_be_bytes().to_vec(),
        oid::FLOAT8 => f64::from_value(value)?.to_be_bytes().to_vec(),
        oid::NUMERIC => numeric_to(&text(value).ok_or("a number")?).ok_or("a number")?,
        oid::BYTEA => Vec::<u8>::from_value(value)?,
        oid::UUID => <[u8; 16]>::from_value(value)?.to_vec(),
        oid::DATE => i32::try_from((NaiveDate::from_value(value)? - epoch().date()).num_days())
            .map_err(|_| "a date")?
            .to_be_bytes()
            .to_vec(),
        oid::TIME => {
            let time = NaiveTime::from_value(value)?;
            let seconds = i64::from(time.num_seconds_from_midnight());
            let micros = seconds * 1_000_000 + i64::from(time.nanosecond() / 1000);
            micros.to_be_bytes().to_vec()
        }
        oid::TIMESTAMP | oid::TIMESTAMPTZ => micros(NaiveDateTime::from_value(value)?)?
            .to_be_bytes()
            .to_vec(),
        oid::JSONB => {
            let mut bytes = vec![1];
            bytes.extend(text(value).ok_or("JSON text")?.as_bytes());
            bytes
        }
        oid::TEXT
        | oid::VARCHAR
        | oid::BPCHAR
        | oid::NAME
        | oid::UNKNOWN
        | oid::JSON
        | oid::XML => text(value).ok_or("text")?.into_bytes(),
        // Enum types and the like read their text; whatever else is told so by the server.
        oid::FIRST_OF_USERS.. => match value {
            Value::Text(v) => v.clone().into_bytes(),
            _ => return Err("text"),
        },
        _ => {
            return Err("a type that is not sent here; write CAST(CAST($n AS text) AS its type)");
        }
    })
}

/// An argument that says its own type.
struct Argument {
    info: PgTypeInfo,
    bytes: Option<Vec<u8>>,
}

impl sqlx::Type<Postgres> for Argument {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(oid::TEXT))
    }
}

impl sqlx::Encode<'_, Postgres> for Argument {
    fn encode_by_ref(
        &self,
        buffer: &mut PgArgumentBuffer,
    ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
        Ok(match &self.bytes {
            Some(bytes) => {
                buffer.extend_from_slice(bytes);
                sqlx::encode::IsNull::No
            }
            None => sqlx::encode::IsNull::Yes,
        })
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(self.info.clone())
    }
}

const NEGATIVE: u16 = 0x4000;

/// `numeric_send`: digits of base 10000, the weight of the first, the sign, and how many decimals are shown.
fn numeric_from(bytes: &[u8]) -> Option<String> {
    let word = |at: usize| Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let (count, weight, sign, scale) = (word(0)?, word(2)? as i16, word(4)?, word(6)?);
    match sign {
        0 | NEGATIVE => {}
        0xC000 => return Some("NaN".to_owned()),
        0xD000 => return Some("Infinity".to_owned()),
        0xF000 => return Some("-Infinity".to_owned()),
        _ => return None,
    }
    let digit = |place: i32| -> Option<u16> {
        let at = i32::from(weight) - place;
        match usize::try_from(at) {
            Ok(at) if at < usize::from(count) => word(8 + 2 * at),
            _ => Some(0),
        }
    };
    let mut out = String::new();
    if sign == NEGATIVE {
        out.push('-');
    }
    let mut whole = String::new();
    for place in (0..=i32::from(weight).max(0)).rev() {
        whole.push_str(&format!("{:04}", digit(place)?));
    }
    let whole = whole.trim_start_matches('0');
    out.push_str(if whole.is_empty() { "0" } else { whole });
    if scale > 0 {
        let mut decimals = String::new();
        for place in 1..=i32::from(scale).div_euclid(4) + 1 {
            decimals.push_str(&format!("{:04}", digit(-place)?));
        }
        decimals.truncate(usize::from(scale));
        out.push('.');
        out.push_str(&decimals);
    }
    Some(out)
}

/// `numeric_recv`.
fn numeric_to(text: &str) -> Option<Vec<u8>> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (NEGATIVE, rest),
        None => (0, text),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.len() + decimals.len() == 0 || !all_digits(whole) || !all_digits(decimals) {
        return None;
    }
    let whole = format!("{}{whole}", "0".repeat((4 - whole.len() % 4) % 4));
    let padded = format!("{decimals}{}", "0".repeat((4 - decimals.len() % 4) % 4));
    let groups = |part: &str| -> Option<Vec<u16>> {
        (0..part.len())
            .step_by(4)
            .map(|at| part[at..at + 4].parse().ok())
            .collect()
    };
    let weight = i16::try_from(whole.len() / 4).ok()? - 1;
    let digits = [groups(&whole)?, groups(&padded)?].concat();
    let mut bytes = Vec::new();
    bytes.extend(u16::try_from(digits.len()).ok()?.to_be_bytes());
    bytes.extend(weight.to_be_bytes());
    bytes.extend(sign.to_be_bytes());
    bytes.extend(u16::try_from(decimals.len()).ok()?.to_be_bytes());
    for digit in digits {
        bytes.extend(digit.to_be_bytes());
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_from_the_wire_as_they_went() {
        for text in [
            "0",
            "1",
            "-1",
            "10000",
            "123456789.5",
            "0.00001",
            "-0.5",
            "99.90",
            "100000000.00000001",
        ] {
            let bytes = numeric_to(text).unwrap();
            assert_eq!(numeric_from(&bytes).as_deref(), Some(text));
        }
        for text in ["", ".", "-", "1e5", "NaN", "1.2.3", "é000"] {
            assert_eq!(numeric_to(text), None, "{text}");
        }
    }

    #[test]
    fn a_value_that_does_not_fit_says_what_would() {
        assert_eq!(
            to_binary(&Value::Text("x".into()), oid::INT4),
            Err("a whole number")
        );
        assert_eq!(to_binary(&Value::Int(7), oid::INT2), Ok(vec![0, 7]));
    }
}
