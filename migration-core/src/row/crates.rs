//! Values read as types of other crates, each with the feature of its name.

use super::FromValue;
use crate::Value;

/// A document; SQL's NULL is none.
#[cfg(feature = "json")]
impl FromValue for serde_json::Value {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        let text = match value {
            Value::Json(text) | Value::Text(text) => text.as_str(),
            Value::Array(_) => &value.to_json(),
            _ => return Err("a JSON document"),
        };
        serde_json::from_str(text).map_err(|_| "a JSON document")
    }
}

/// The elements of a JSON array, numbers with all their digits and objects as their text.
#[cfg(feature = "json")]
pub(super) fn elements(array: &str) -> Option<Vec<Value>> {
    use serde_json::value::RawValue;
    let raw: Vec<&RawValue> = serde_json::from_str(array).ok()?;
    let element = |raw: &RawValue| {
        let text = raw.get().trim();
        Some(match text.as_bytes().first()? {
            b'"' => Value::Text(serde_json::from_str(text).ok()?),
            b'[' => Value::Array(elements(text)?),
            b'{' => Value::Json(text.to_owned()),
            b'n' => Value::Null,
            b't' | b'f' => Value::Bool(text == "true"),
            _ if text.contains(['e', 'E']) => Value::Float(text.parse().ok()?),
            _ => (text.parse()).map_or_else(|_| Value::Decimal(text.to_owned()), Value::Int),
        })
    };
    raw.into_iter().map(element).collect()
}

#[cfg(feature = "uuid")]
impl FromValue for uuid::Uuid {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        <[u8; 16]>::from_value(value).map(Self::from_bytes)
    }
}

/// The text of a number; a float's is the shortest that is this float.
#[cfg(any(feature = "rust_decimal", feature = "bigdecimal"))]
fn digits(value: &Value) -> Option<String> {
    match value {
        Value::Decimal(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) => value.to_text(),
        _ => None,
    }
}

/// Up to 28 digits; more are an error, never rounded.
#[cfg(feature = "rust_decimal")]
impl FromValue for rust_decimal::Decimal {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        let expected = "a decimal number of at most 28 digits";
        let digits = digits(value).ok_or(expected)?;
        Self::from_str_exact(&digits).map_err(|_| expected)
    }
}

#[cfg(feature = "bigdecimal")]
impl FromValue for bigdecimal::BigDecimal {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        let expected = "a decimal number";
        let digits = digits(value).ok_or(expected)?;
        digits.parse().map_err(|_| expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(feature = "json")]
    fn a_document_comes_back_as_it_went() {
        let document = serde_json::json!({ "a": [1, 1.5, "é\u{1f600}\"", null, {}] });
        let value = Value::from(document.clone());
        assert_eq!(FromValue::from_value(&value), Ok(document));
        assert_eq!(
            serde_json::Value::from_value(&Value::Text("{".into())),
            Err("a JSON document")
        );
        assert_eq!(
            Option::<serde_json::Value>::from_value(&Value::Json("null".into())),
            Ok(Some(serde_json::Value::Null))
        );
    }

    #[test]
    #[cfg(feature = "uuid")]
    fn a_uuid_is_read_from_bytes_and_from_text() {
        for value in [
            Value::Uuid([255; 16]),
            Value::Bytes(vec![255; 16]),
            Value::Text("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF".into()),
        ] {
            assert_eq!(uuid::Uuid::from_value(&value), Ok(uuid::Uuid::max()));
        }
    }

    #[test]
    #[cfg(feature = "rust_decimal")]
    fn a_decimal_is_exact_or_an_error() {
        let read = rust_decimal::Decimal::from_value;
        let exact = Value::Decimal("123456789012345678.1234567890".into());
        assert_eq!(
            read(&exact).unwrap().to_string(),
            "123456789012345678.1234567890"
        );
        assert_eq!(read(&Value::Float(0.1)).unwrap().to_string(), "0.1");
        assert!(
            read(&Value::Decimal(
                "1234567890123456789012345678.1234567890".into()
            ))
            .is_err()
        );
        assert!(read(&Value::Decimal("NaN".into())).is_err());
    }

    #[test]
    #[cfg(feature = "bigdecimal")]
    fn a_big_decimal_keeps_any_number_of_digits() {
        let digits = "1234567890123456789012345678.1234567890";
        let read = bigdecimal::BigDecimal::from_value(&Value::Decimal(digits.into())).unwrap();
        assert_eq!(read.to_plain_string(), digits);
    }
}
