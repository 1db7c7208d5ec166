//! Values on MySQL's wire: text in scripts, binary in queries with values.
//!
//! <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset_row.html>

use chrono::{NaiveDate, NaiveTime};
use migration_core::Value;
use sqlx::error::BoxDynError;
use sqlx::mysql::types::{MySqlTime, MySqlTimeSign};
use sqlx::mysql::{MySql, MySqlArguments, MySqlRow, MySqlValueRef};
use sqlx::{Arguments as _, Column as _, Decode, Row as _, Type, TypeInfo as _, ValueRef as _};

/// A value of a row.
pub(super) fn read(row: &MySqlRow, at: usize) -> sqlx::Result<Value> {
    let raw = row.try_get_raw(at)?;
    // Not `is_null`: to the driver, 0000-00-00 is NULL.
    if <&[u8] as Decode<MySql>>::decode(row.try_get_raw(at)?).is_err() {
        return Ok(Value::Null);
    }
    let info = raw.type_info().into_owned();
    let value = match info.name() {
        "JSON" => decode(raw, Value::Json),
        // Text that is compared byte for byte goes by the names of the binary types.
        _ if <str as Type<MySql>>::compatible(&info) => decode(raw, Value::Text),
        "BOOLEAN" | "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INT" | "BIGINT" => {
            decode(raw, Value::Int)
        }
        "YEAR" | "TINYINT UNSIGNED" | "SMALLINT UNSIGNED" | "MEDIUMINT UNSIGNED"
        | "INT UNSIGNED" | "BIGINT UNSIGNED" | "BIT" => decode::<u64>(raw, Value::from),
        "FLOAT" => decode::<f32>(raw, Value::from),
        "DOUBLE" => decode(raw, Value::Float),
        "DECIMAL" => decode(raw, Value::Decimal),
        "DATE" => decode::<NaiveDate>(raw, Value::Date).or_else(|error| zero(row, at, error)),
        "DATETIME" => decode(raw, Value::LocalTimestamp).or_else(|error| zero(row, at, error)),
        "TIMESTAMP" => decode(raw, Value::Timestamp).or_else(|error| zero(row, at, error)),
        "TIME" => decode(raw, time),
        "BINARY" | "VARBINARY" | "TINYBLOB" | "BLOB" | "MEDIUMBLOB" | "LONGBLOB" | "GEOMETRY" => {
            decode(raw, Value::Bytes)
        }
        "NULL" => Ok(Value::Null),
        _ => decode(raw, Value::Text),
    };
    value.map_err(|source| sqlx::Error::ColumnDecode {
        index: row.columns()[at].name().to_owned(),
        source,
    })
}

fn decode<'r, T: Decode<'r, MySql>>(
    raw: MySqlValueRef<'r>,
    value: impl FnOnce(T) -> Value,
) -> Result<Value, BoxDynError> {
    T::decode(raw).map(value)
}

/// A time of day, or a span of time, which the type holds too: `-12:00:00`.
fn time(time: MySqlTime) -> Value {
    // The driver's own conversion loses the sign.
    let of_day = match time.sign() {
        MySqlTimeSign::Positive => NaiveTime::from_hms_micro_opt(
            time.hours(),
            u32::from(time.minutes()),
            u32::from(time.seconds()),
            time.microseconds(),
        ),
        MySqlTimeSign::Negative => None,
    };
    of_day.map_or_else(|| Value::Text(time.to_string()), Value::Time)
}

/// Old tables hold `0000-00-00` and days of month 0, which are no dates: they are read as text.
fn zero(row: &MySqlRow, at: usize, error: BoxDynError) -> Result<Value, BoxDynError> {
    let Ok(raw) = row.try_get_raw(at) else {
        return Err(error);
    };
    let bytes = <&[u8] as Decode<MySql>>::decode(raw)?;
    let text = match bytes {
        // Binary: a length, the year, the month, the day, the time.
        [] | [0] => "0000-00-00".to_owned(),
        [length @ 4..=11, low, high, month, day, time @ ..]
            if bytes.len() == usize::from(*length) + 1 =>
        {
            let mut text = format!(
                "{:04}-{month:02}-{day:02}",
                u16::from_le_bytes([*low, *high])
            );
            if let [hour, minute, second, ..] = time {
                text += &format!(" {hour:02}:{minute:02}:{second:02}");
            }
            text
        }
        text => String::from_utf8(text.to_vec()).map_err(|_| error)?,
    };
    Ok(Value::Text(text))
}

/// Values for the placeholders of a query.
pub(super) fn arguments(values: &[Value]) -> sqlx::Result<MySqlArguments> {
    let mut arguments = MySqlArguments::default();
    for value in values {
        match value {
            Value::Bool(v) => arguments.add(*v),
            Value::Int(v) => arguments.add(*v),
            Value::Float(v) if !v.is_finite() => Err(format!("MySQL has no number {v}").into()),
            Value::Float(v) => arguments.add(*v),
            Value::Decimal(v) | Value::Text(v) | Value::Json(v) => arguments.add(v.as_str()),
            Value::Bytes(v) => arguments.add(v.as_slice()),
            Value::Uuid(v) => arguments.add(v.as_slice()),
            Value::Date(v) => arguments.add(*v),
            Value::Time(v) => arguments.add(*v),
            // The session is in UTC. Sent as a TIMESTAMP, one out of its range is no error to MariaDB.
            Value::Timestamp(v) => arguments.add(v.naive_utc()),
            Value::LocalTimestamp(v) => arguments.add(*v),
            Value::Array(_) => arguments.add(value.to_json()),
            // NULL, and whatever the core learns later, which then fails in the database's own words.
            _ => arguments.add(None::<String>),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}
