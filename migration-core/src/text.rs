//! Values as the text that databases write and read.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};

use crate::Value;

/// A value as the text that a database's own input function reads; `None` for NULL and for bytes.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::Bytes(_) => None,
        other => other.to_text(),
    }
}

/// The bytes of a UUID's usual text.
pub fn parse_uuid(text: &str) -> Option<[u8; 16]> {
    let digits: Vec<u8> = text.bytes().filter(|b| *b != b'-').collect();
    if digits.len() != 32 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut bytes = [0; 16];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        let pair = std::str::from_utf8(pair).ok()?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(bytes)
}

/// A date, or a date and time in the forms that databases write; a zone is applied, so that the result is in UTC.
pub fn parse_timestamp(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(date.and_time(NaiveTime::MIN));
    }
    let text = text.replacen('T', " ", 1).replace('Z', "+00:00");
    let zoned = ["%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%d %H:%M%#z"]
        .iter()
        .find_map(|form| DateTime::parse_from_str(&text, form).ok());
    let local = || {
        ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(&text, form).ok())
    };
    zoned.map(|v| v.naive_utc()).or_else(local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_are_read_in_the_forms_databases_write() {
        let expected = NaiveDate::from_ymd_opt(2026, 1, 2)
            .unwrap()
            .and_hms_opt(3, 4, 5)
            .unwrap();
        for text in [
            "2026-01-02 03:04:05",
            "2026-01-02T03:04:05Z",
            "2026-01-02 03:04:05+00",
            "2026-01-02 04:04:05.000+01:00",
        ] {
            assert_eq!(parse_timestamp(text), Some(expected), "{text}");
        }
        assert_eq!(parse_timestamp("yesterday"), None);
    }

    #[test]
    fn uuids_are_read_from_their_text() {
        let bytes = parse_uuid("00112233-4455-6677-8899-aabbccddeeff").unwrap();
        assert_eq!(bytes[0..3], [0, 0x11, 0x22]);
        assert_eq!(parse_uuid("00112233"), None);
    }
}
