//! Functions that name column types: `t.add_column("sku", string(50))`. What each becomes is in the dialects.

use super::names::IntoName;
use crate::schema::{ColumnType, RangeKind};

macro_rules! plain_types {
    ($($(#[$doc:meta])* $name:ident => $variant:ident;)*) => {
        $($(#[$doc])* pub fn $name() -> ColumnType { ColumnType::$variant })*
    };
}
plain_types! {
    /// 16-bit integer.
    small_integer => SmallInteger;
    /// 32-bit integer.
    integer => Integer;
    /// 64-bit integer.
    big_integer => BigInteger;
    /// 32-bit float.
    float => Float;
    /// 64-bit float.
    double => Double;
    /// Boolean.
    boolean => Boolean;
    /// Text of any length.
    text => Text;
    /// Text that compares without case.
    citext => CiText;
    /// Bytes of any length.
    binary => Binary;
    /// UUID.
    uuid => Uuid;
    /// Calendar date.
    date => Date;
    /// Time of day.
    time => Time;
    /// Point in time, with time zone.
    timestamp => Timestamp;
    /// Date and time of day in no particular time zone.
    local_timestamp => LocalTimestamp;
    /// Span of time.
    interval => Interval;
    /// JSON text.
    json => Json;
    /// JSON, binary where the database has it.
    jsonb => Jsonb;
    /// IP address.
    inet => Inet;
    /// IP network.
    cidr => Cidr;
    /// MAC address.
    macaddr => MacAddr;
    /// Text search document.
    tsvector => TsVector;
    /// Geometry.
    geometry => Geometry;
}

/// Text of exactly `length` characters.
pub fn char(length: u32) -> ColumnType {
    ColumnType::Char(length)
}

/// Text of at most `length` characters.
pub fn string(length: u32) -> ColumnType {
    ColumnType::String(length)
}

/// Exact number of `precision` digits, `scale` of them after the point.
pub fn decimal(precision: u32, scale: u32) -> ColumnType {
    ColumnType::Decimal(Some((precision, scale)))
}

/// Exact number within the database's own limits.
pub fn numeric() -> ColumnType {
    ColumnType::Decimal(None)
}

/// Bit string of exactly `length` bits.
pub fn bit(length: u32) -> ColumnType {
    ColumnType::Bit(length)
}

/// Bit string of at most `length` bits.
pub fn varbit(length: u32) -> ColumnType {
    ColumnType::VarBit(length)
}

/// Range of a type.
pub fn range(kind: RangeKind) -> ColumnType {
    ColumnType::Range(kind)
}

/// Array of another type.
pub fn array(element: ColumnType) -> ColumnType {
    ColumnType::Array(Box::new(element))
}

/// Vector of `dimensions` floats.
pub fn vector(dimensions: u32) -> ColumnType {
    ColumnType::Vector(dimensions)
}

/// A value of an enum type made by `create_type`.
pub fn enumeration(type_name: impl IntoName) -> ColumnType {
    ColumnType::Enumeration(type_name.into_name())
}

/// The database's own name of a type, as is.
pub fn custom(sql: impl Into<String>) -> ColumnType {
    ColumnType::Custom(sql.into())
}
