//! Column types of other crates' types, each with the feature of its name.

use super::types::types;
use crate::schema::ColumnType;

types! {
    #[cfg(feature = "json")]
    serde_json::Value => ColumnType::Jsonb;
    #[cfg(feature = "uuid")]
    uuid::Uuid => ColumnType::Uuid;
    #[cfg(feature = "rust_decimal")]
    rust_decimal::Decimal => ColumnType::Decimal(None);
    #[cfg(feature = "bigdecimal")]
    bigdecimal::BigDecimal => ColumnType::Decimal(None);
}
