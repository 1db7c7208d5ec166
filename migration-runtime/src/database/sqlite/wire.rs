//! Values as SQLite stores them: <https://www.sqlite.org/datatype3.html>.

use migration_core::Value;
use sqlx::error::BoxDynError;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteRow};
use sqlx::{Arguments as _, Column as _, Decode, Row as _, TypeInfo as _, ValueRef as _};

/// A value as it is stored; what the column was declared as says nothing certain in SQLite.
pub(super) fn read(row: &SqliteRow, at: usize) -> sqlx::Result<Value> {
    let raw = row.try_get_raw(at)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let stored = raw.type_info().into_owned();
    let value = match stored.name() {
        "INTEGER" | "BOOLEAN" => <i64 as Decode<Sqlite>>::decode(raw).map(Value::Int),
        "REAL" => <f64 as Decode<Sqlite>>::decode(raw).map(Value::Float),
        "BLOB" => <Vec<u8> as Decode<Sqlite>>::decode(raw).map(Value::Bytes),
        _ => <String as Decode<Sqlite>>::decode(raw).map(Value::Text),
    };
    value.map_err(|source| sqlx::Error::ColumnDecode {
        index: row.columns()[at].name().to_owned(),
        source,
    })
}

/// Values for the placeholders of a query; times as the text that literals are written as too.
pub(super) fn arguments(values: &[Value]) -> sqlx::Result<SqliteArguments> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        add(&mut arguments, value).map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

fn add(arguments: &mut SqliteArguments, value: &Value) -> Result<(), BoxDynError> {
    match value {
        Value::Bool(v) => arguments.add(*v),
        Value::Int(v) => arguments.add(*v),
        // It would be stored as NULL.
        Value::Float(v) if v.is_nan() => Err("SQLite has no NaN".into()),
        Value::Float(v) => arguments.add(*v),
        Value::Bytes(v) => arguments.add(v.clone()),
        Value::Array(_) => arguments.add(value.to_json()),
        Value::Timestamp(v) => arguments.add(v.format("%Y-%m-%d %H:%M:%S%.f").to_string()),
        Value::Date(v) => arguments.add(v.to_string()),
        Value::LocalTimestamp(v) => arguments.add(v.format("%Y-%m-%d %H:%M:%S%.f").to_string()),
        other => arguments.add(other.to_text()),
    }
}
