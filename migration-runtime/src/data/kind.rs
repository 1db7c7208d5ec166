//! What a column makes of values before they are bound, by its type.

use migration_core::Value;
use migration_core::dialect::Dialect;

/// What a value has to be made into before it is bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    Bytes,
    Uuid,
    Timestamp,
    LocalTimestamp,
    Json,
    /// Bits as a number (MySQL).
    Bits,
    /// Text of characters (MySQL).
    Text,
    /// A number that is kept as a 64-bit float, or nearly so (SQLite).
    Real,
    /// The database takes values as they come.
    #[default]
    Other,
}

impl Kind {
    pub(super) fn of(dialect: Dialect, sql_type: &str) -> Self {
        let sql_type = sql_type.to_ascii_lowercase();
        let name = sql_type.split('(').next().unwrap_or_default().trim();
        match (dialect, name) {
            (Dialect::Postgres, "bytea") => Self::Bytes,
            (Dialect::Postgres, "json" | "jsonb") => Self::Json,
            // The server reads whatever it knows from text.
            (Dialect::Postgres, _) => Self::Other,
            (Dialect::Mysql, "binary") if sql_type == "binary(16)" => Self::Uuid,
            (
                Dialect::Mysql,
                "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob",
            )
            | (Dialect::Sqlite, "" | "blob") => Self::Bytes,
            (Dialect::Mysql, "json") | (Dialect::Sqlite, "json" | "json_text" | "jsonb_text") => {
                Self::Json
            }
            (Dialect::Sqlite, "uuid_text") => Self::Uuid,
            (Dialect::Mysql, "bit") => Self::Bits,
            (
                Dialect::Mysql,
                "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" | "uuid",
            ) => Self::Text,
            (Dialect::Mysql | Dialect::Sqlite, "timestamp") => Self::Timestamp,
            (Dialect::Mysql | Dialect::Sqlite, "datetime") => Self::LocalTimestamp,
            // By the words of the declared type: https://www.sqlite.org/datatype3.html#determination_of_column_affinity
            (Dialect::Sqlite, name)
                if !["char", "clob", "text", "blob"]
                    .iter()
                    .any(|it| name.contains(it)) =>
            {
                Self::Real
            }
            (Dialect::Mysql | Dialect::Sqlite, _) => Self::Other,
        }
    }
}

/// Text of 0 and 1 as the bytes of a number, the highest first.
pub(super) fn bits(text: &str) -> Option<Vec<u8>> {
    if text.is_empty() || !text.bytes().all(|b| matches!(b, b'0' | b'1')) {
        return None;
    }
    let bytes = text.as_bytes().rchunks(8).rev();
    Some(
        bytes
            .map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | (bit - b'0')))
            .collect(),
    )
}

/// Whether a float gives a decimal back, as far as its scale goes. It has 15 digits, and by chance more.
pub(super) fn is_kept_by_a_float(digits: &str, scale: Option<usize>) -> bool {
    const DIGITS: usize = 15;
    let number = digits.strip_prefix('-').unwrap_or(digits);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let Ok(float) = number.parse::<f64>() else {
        return false;
    };
    if !whole
        .bytes()
        .chain(fraction.bytes())
        .all(|b| b.is_ascii_digit())
    {
        return false;
    }
    let seen = &fraction[..scale.unwrap_or(fraction.len()).min(fraction.len())];
    let all = format!("{whole}{}", seen.trim_end_matches('0'));
    let shortest = float.to_string();
    let (float_whole, float_fraction) = shortest.split_once('.').unwrap_or((&shortest, ""));
    all.trim_start_matches('0').len() <= DIGITS
        || (float_whole == whole.trim_start_matches('0')
            && float_fraction == fraction.trim_end_matches('0'))
}

/// Numbers from 0 to 255 as bytes.
pub(super) fn bytes(elements: &[Value]) -> Option<Vec<u8>> {
    let byte = |element: &Value| match element {
        Value::Int(v) => u8::try_from(*v).ok(),
        _ => None,
    };
    elements.iter().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_a_number_with_as_many_bytes_as_they_need() {
        assert_eq!(bits("1"), Some(vec![1]));
        assert_eq!(bits("110110011"), Some(vec![1, 0b1011_0011]));
        assert_eq!(bits("12"), None);
        assert_eq!(bits(""), None);
    }
}
