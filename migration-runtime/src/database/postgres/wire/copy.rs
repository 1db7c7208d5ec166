//! Rows in the binary format of `COPY`: <https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4>.
//!
//! Only values that are of their column's type already, so that nothing is read differently than the server would read
//! it; others go in as text.

use chrono::NaiveDateTime;
use migration_core::Value;

use super::binary::epoch;
use super::numeric;

/// What comes before the rows.
pub(crate) const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// What comes after them.
pub(crate) const END: &[u8] = &(-1_i16).to_be_bytes();

/// The type of a column that binary values are sent for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Int2,
    Int4,
    Int8,
    Float8,
    Numeric,
    Bool,
    Text,
    Bytea,
    Uuid,
    Date,
    Timestamp,
    TimestampTz,
}

impl Field {
    /// By the name of the type, as `format_type` writes it.
    pub(crate) fn of(sql_type: &str) -> Option<Self> {
        Some(match sql_type {
            "smallint" => Self::Int2,
            "integer" => Self::Int4,
            "bigint" => Self::Int8,
            "double precision" => Self::Float8,
            "numeric" => Self::Numeric,
            "boolean" => Self::Bool,
            "text" | "character varying" => Self::Text,
            "bytea" => Self::Bytea,
            "uuid" => Self::Uuid,
            "date" => Self::Date,
            "timestamp without time zone" => Self::Timestamp,
            "timestamp with time zone" => Self::TimestampTz,
            _ => return None,
        })
    }
}

/// Writes a row. Where a value is not of its column's type, writes nothing and says so.
pub(crate) fn row(fields: &[Field], values: &[Value], out: &mut Vec<u8>) -> bool {
    let before = out.len();
    let written = write_row(fields, values, out).is_some();
    if !written {
        out.truncate(before);
    }
    written
}

fn write_row(fields: &[Field], values: &[Value], out: &mut Vec<u8>) -> Option<()> {
    out.extend(i16::try_from(fields.len()).ok()?.to_be_bytes());
    for (field, value) in fields.iter().zip(values) {
        match (field, value) {
            (_, Value::Null) => out.extend((-1_i32).to_be_bytes()),
            (Field::Int2, Value::Int(v)) => put(out, &i16::try_from(*v).ok()?.to_be_bytes())?,
            (Field::Int4, Value::Int(v)) => put(out, &i32::try_from(*v).ok()?.to_be_bytes())?,
            (Field::Int8, Value::Int(v)) => put(out, &v.to_be_bytes())?,
            (Field::Float8, Value::Float(v)) => put(out, &v.to_be_bytes())?,
            (Field::Numeric, Value::Decimal(v)) => put(out, &numeric::write(v)?)?,
            (Field::Bool, Value::Bool(v)) => put(out, &[u8::from(*v)])?,
            (Field::Text, Value::Text(v)) => put(out, v.as_bytes())?,
            (Field::Bytea, Value::Bytes(v)) => put(out, v)?,
            (Field::Uuid, Value::Uuid(v)) => put(out, v)?,
            (Field::Date, Value::Date(v)) => {
                let days = (*v - epoch().date()).num_days();
                put(out, &i32::try_from(days).ok()?.to_be_bytes())?;
            }
            (Field::Timestamp, Value::LocalTimestamp(v)) => put(out, &micros(*v)?)?,
            (Field::TimestampTz, Value::Timestamp(v)) => put(out, &micros(v.naive_utc())?)?,
            _ => return None,
        }
    }
    Some(())
}

fn micros(time: NaiveDateTime) -> Option<[u8; 8]> {
    (time - epoch()).num_microseconds().map(i64::to_be_bytes)
}

fn put(out: &mut Vec<u8>, bytes: &[u8]) -> Option<()> {
    out.extend(i32::try_from(bytes.len()).ok()?.to_be_bytes());
    out.extend_from_slice(bytes);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_its_fields_with_their_lengths() {
        let mut out = Vec::new();
        let fields = [Field::Int4, Field::Text, Field::Bool];
        let values = [Value::Int(7), Value::Null, Value::Bool(true)];
        assert!(row(&fields, &values, &mut out));
        let expected = [
            0, 3, 0, 0, 0, 4, 0, 0, 0, 7, 255, 255, 255, 255, 0, 0, 0, 1, 1,
        ];
        assert_eq!(out, expected);
    }

    #[test]
    fn a_value_of_another_type_leaves_nothing_of_its_row() {
        for (field, value) in [
            (Field::Int4, Value::Int(i64::MAX)),
            (Field::Int4, Value::Text("7".into())),
            (Field::Numeric, Value::Decimal("1e5".into())),
            (Field::TimestampTz, Value::Text("infinity".into())),
        ] {
            let mut out = vec![1];
            assert!(!row(
                &[Field::Bool, field],
                &[Value::Bool(true), value],
                &mut out
            ));
            assert_eq!(out, [1]);
        }
    }
}
