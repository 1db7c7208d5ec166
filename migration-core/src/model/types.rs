//! Which column type a Rust type is.

use std::borrow::Cow;
use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};

use super::ModelEnum;
use crate::schema::ColumnType;

/// A Rust type that a column can be of.
///
/// | Rust | column type |
/// | --- | --- |
/// | `i16`, `i32`, `i64` | `small_integer()`, `integer()`, `big_integer()` |
/// | `f32`, `f64` | `float()`, `double()` |
/// | `bool` | `boolean()` |
/// | `String`, `Box<str>`, `Cow<str>` | `text()`; with `max_length = n`, `string(n)` |
/// | `Vec<u8>` | `binary()` |
/// | `chrono::DateTime<_>`, `NaiveDateTime` | `timestamp()`, `local_timestamp()` |
/// | `chrono::NaiveDate`, `NaiveTime` | `date()`, `time()` |
/// | `std::net::IpAddr` | `inet()` |
/// | `uuid::Uuid` (feature `uuid`) | `uuid()` |
/// | `Decimal` of `rust_decimal`, `BigDecimal` of `bigdecimal` (features of these names) | `numeric()`; with `precision = p, scale = s`, `decimal(p, s)` |
/// | `serde_json::Value` (feature `json`) | `jsonb()` |
/// | a type with `#[derive(DbEnum)]` | `enumeration("...")` |
/// | `Option<T>` | that of `T`, and it may hold NULL |
/// | `Vec<T>` | `array(...)` (PostgreSQL) |
///
/// A type of one's own is what it is made of:
///
/// ```
/// use migration_core::model::{ColumnTypeOf, ModelType};
/// use migration_core::schema::ColumnType;
///
/// struct UserId(i64);
///
/// impl ColumnTypeOf for UserId {
///     fn column_type() -> ModelType {
///         i64::column_type()
///     }
/// }
///
/// struct Path(Vec<String>);
///
/// impl ColumnTypeOf for Path {
///     fn column_type() -> ModelType {
///         ColumnType::Custom("ltree".into()).into()
///     }
/// }
///
/// assert_eq!(<Option<UserId>>::column_type().column_type, ColumnType::BigInteger);
/// assert_eq!(Path::column_type().column_type.to_string(), "custom(\"ltree\")");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no column type",
    label = "which column type is this?",
    note = "say it at the field: #[model(type = \"jsonb\")]",
    note = "or for the type: `impl ColumnTypeOf`, #[derive(Model)] with #[model(transparent)] on a struct around one value, \
            #[derive(DbEnum)] on an enum",
    note = "the types of uuid, rust_decimal, bigdecimal and serde_json have one with migratory's features `uuid`, \
            `rust_decimal`, `bigdecimal` and `json`; of whole numbers, `i16`, `i32` and `i64` have one"
)]
pub trait ColumnTypeOf {
    /// The column type.
    fn column_type() -> ModelType;
}

/// What a Rust type says of a column.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelType {
    /// The type.
    pub column_type: ColumnType,
    /// Whether it may hold NULL.
    pub nullable: bool,
    /// The enum type that its values are of.
    pub enumeration: Option<ModelEnum>,
}

impl From<ColumnType> for ModelType {
    fn from(column_type: ColumnType) -> Self {
        Self {
            column_type,
            nullable: false,
            enumeration: None,
        }
    }
}

impl ModelType {
    /// The type that a Rust enum is.
    pub fn of_enum(enumeration: ModelEnum) -> Self {
        Self {
            column_type: ColumnType::Enumeration(enumeration.name().clone()),
            nullable: false,
            enumeration: Some(enumeration),
        }
    }
}

macro_rules! types {
    ($($(#[$condition:meta])* $t:ty => $column_type:expr;)*) => {$(
        $(#[$condition])*
        impl $crate::model::ColumnTypeOf for $t {
            fn column_type() -> $crate::model::ModelType {
                $column_type.into()
            }
        }
    )*};
}
#[cfg(any(
    feature = "bigdecimal",
    feature = "json",
    feature = "rust_decimal",
    feature = "uuid"
))]
pub(super) use types;

types! {
    i16 => ColumnType::SmallInteger;
    i32 => ColumnType::Integer;
    i64 => ColumnType::BigInteger;
    f32 => ColumnType::Float;
    f64 => ColumnType::Double;
    bool => ColumnType::Boolean;
    String => ColumnType::Text;
    Box<str> => ColumnType::Text;
    Cow<'_, str> => ColumnType::Text;
    Vec<u8> => ColumnType::Binary;
    NaiveDate => ColumnType::Date;
    NaiveTime => ColumnType::Time;
    NaiveDateTime => ColumnType::LocalTimestamp;
    IpAddr => ColumnType::Inet;
}

impl<Tz: TimeZone> ColumnTypeOf for DateTime<Tz> {
    fn column_type() -> ModelType {
        ColumnType::Timestamp.into()
    }
}

impl<T: ColumnTypeOf> ColumnTypeOf for Option<T> {
    fn column_type() -> ModelType {
        ModelType {
            nullable: true,
            ..T::column_type()
        }
    }
}

/// Elements may be NULL, whatever their type: PostgreSQL has no arrays in which they may not.
impl<T: ColumnTypeOf> ColumnTypeOf for Vec<T> {
    fn column_type() -> ModelType {
        let element = T::column_type();
        ModelType {
            column_type: ColumnType::Array(Box::new(element.column_type)),
            nullable: false,
            enumeration: element.enumeration,
        }
    }
}
