//! Values from types of other crates, each with the feature of its name.

use super::{ArrayElement, Value};

/// A document; JSON's `null` is a document too, and `None` is SQL's.
#[cfg(feature = "json")]
impl From<serde_json::Value> for Value {
    fn from(v: serde_json::Value) -> Self {
        Value::Json(v.to_string())
    }
}
#[cfg(feature = "json")]
impl ArrayElement for serde_json::Value {}

#[cfg(feature = "uuid")]
impl From<uuid::Uuid> for Value {
    fn from(v: uuid::Uuid) -> Self {
        Value::Uuid(v.into_bytes())
    }
}
#[cfg(feature = "uuid")]
impl ArrayElement for uuid::Uuid {}

#[cfg(feature = "rust_decimal")]
impl From<rust_decimal::Decimal> for Value {
    fn from(v: rust_decimal::Decimal) -> Self {
        Value::Decimal(v.to_string())
    }
}
#[cfg(feature = "rust_decimal")]
impl ArrayElement for rust_decimal::Decimal {}

#[cfg(feature = "bigdecimal")]
impl From<bigdecimal::BigDecimal> for Value {
    fn from(v: bigdecimal::BigDecimal) -> Self {
        Value::Decimal(v.to_plain_string())
    }
}
#[cfg(feature = "bigdecimal")]
impl ArrayElement for bigdecimal::BigDecimal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(feature = "json")]
    fn a_document_is_its_text() {
        let document = serde_json::json!({ "a": [1, "é\u{1f600}", null] });
        assert_eq!(
            Value::from(document),
            Value::Json("{\"a\":[1,\"é\u{1f600}\",null]}".into())
        );
        assert_eq!(
            Value::from(serde_json::Value::Null),
            Value::Json("null".into())
        );
        assert_eq!(Value::from(None::<serde_json::Value>), Value::Null);
    }

    #[test]
    #[cfg(feature = "uuid")]
    fn a_uuid_is_its_bytes() {
        assert_eq!(Value::from(uuid::Uuid::max()), Value::Uuid([255; 16]));
    }

    #[test]
    #[cfg(feature = "rust_decimal")]
    fn a_decimal_keeps_its_digits() {
        let number: rust_decimal::Decimal = "-123456789012345678.1234567890".parse().unwrap();
        assert_eq!(
            Value::from(vec![number]),
            Value::Array(vec![Value::Decimal(
                "-123456789012345678.1234567890".into()
            )])
        );
    }

    #[test]
    #[cfg(feature = "bigdecimal")]
    fn a_big_decimal_has_no_exponent() {
        let number: bigdecimal::BigDecimal = "1e-20".parse().unwrap();
        assert_eq!(
            Value::from(number),
            Value::Decimal("0.00000000000000000001".into())
        );
    }
}
