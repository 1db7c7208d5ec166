//! Column types, free of any database.

use std::fmt;

use super::ObjectName;

/// The type of a column. What each database makes of it is in the dialect's `column_type.rs`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub enum ColumnType {
    /// 16-bit integer.
    SmallInteger,
    /// 32-bit integer.
    Integer,
    /// 64-bit integer.
    BigInteger,
    /// Exact number: `(precision, scale)`, or the database's own limits.
    Decimal(Option<(u32, u32)>),
    /// 32-bit float.
    Float,
    /// 64-bit float.
    Double,
    /// Boolean.
    Boolean,
    /// Text of exactly n characters.
    Char(u32),
    /// Text of at most n characters.
    String(u32),
    /// Text of any length.
    Text,
    /// Text that compares without case.
    CiText,
    /// Bytes of any length.
    Binary,
    /// UUID.
    Uuid,
    /// Calendar date.
    Date,
    /// Time of day.
    Time,
    /// Point in time (with time zone), microseconds.
    Timestamp,
    /// Date and time of day in no particular time zone, microseconds.
    LocalTimestamp,
    /// Span of time.
    Interval,
    /// JSON text.
    Json,
    /// JSON, binary where the database has it.
    Jsonb,
    /// IP address, with or without a network.
    Inet,
    /// IP network.
    Cidr,
    /// MAC address.
    MacAddr,
    /// Bit string of exactly n bits.
    Bit(u32),
    /// Bit string of at most n bits.
    VarBit(u32),
    /// Text search document.
    TsVector,
    /// Range of a type.
    Range(RangeKind),
    /// Array of any other type.
    Array(Box<ColumnType>),
    /// Vector of n floats (the `vector` extension on PostgreSQL, `VECTOR` on MySQL 9 and MariaDB 11.7).
    Vector(u32),
    /// Geometry (PostGIS on PostgreSQL).
    Geometry,
    /// A value of an enum type made by `create_type`.
    Enumeration(ObjectName),
    /// The values of an enum written on the column itself: how databases without enum types keep [`Enumeration`](Self::Enumeration),
    /// so what introspection finds there.
    InlineEnum(Vec<String>),
    /// The database's own name of a type, as is.
    Custom(#[serde(serialize_with = "super::serialized::sql")] String),
}

/// The element of a range type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub enum RangeKind {
    /// `int4range`.
    Integer,
    /// `int8range`.
    BigInteger,
    /// `numrange`.
    Decimal,
    /// `tstzrange`.
    Timestamp,
    /// `tsrange`.
    LocalTimestamp,
    /// `daterange`.
    Date,
}

impl ColumnType {
    /// Whether a value may be too long for the page that its row is in, so that PostgreSQL compresses it
    /// (<https://www.postgresql.org/docs/current/storage-toast.html>).
    pub fn may_be_long(&self) -> bool {
        // Of types that only the server knows by name, those that come with it and are short.
        const SHORT: [&str; 17] = [
            "box",
            "circle",
            "date",
            "interval",
            "line",
            "lseg",
            "macaddr8",
            "money",
            "name",
            "oid",
            "pg_lsn",
            "point",
            "tid",
            "time",
            "timestamp",
            "timestamptz",
            "timetz",
        ];
        if let Self::Custom(name) = self {
            let name = name.to_ascii_lowercase();
            let name = name.strip_prefix("pg_catalog.").unwrap_or(&name);
            let word = name.split(['(', ' ']).next().unwrap_or_default();
            return name.ends_with("[]") || !SHORT.contains(&word.trim_matches('"'));
        }
        !matches!(
            self,
            Self::SmallInteger
                | Self::Integer
                | Self::BigInteger
                | Self::Float
                | Self::Double
                | Self::Boolean
                | Self::Uuid
                | Self::Date
                | Self::Time
                | Self::Timestamp
                | Self::LocalTimestamp
                | Self::Interval
                | Self::MacAddr
                | Self::Enumeration(_)
                | Self::InlineEnum(_)
        )
    }

    /// Whether a foreign key may go from a column of this type to one of that type, on any database. Lengths do not matter; kinds
    /// do. MySQL wants integers of one width besides.
    pub fn can_reference(&self, other: &Self) -> bool {
        use ColumnType::{Array, Char, CiText, Custom, Decimal, Json, Jsonb, String, Text};
        match (self, other) {
            (Char(_) | String(_) | Text, Char(_) | String(_) | Text) => true,
            (Custom(_), _) | (_, Custom(_)) => true,
            (Decimal(_), Decimal(_)) | (CiText, CiText) => true,
            (a, b) if a.is_integer() && b.is_integer() => true,
            (Json | Jsonb, _) | (_, Json | Jsonb) => false,
            (Array(a), Array(b)) => a.can_reference(b),
            (a, b) => a == b,
        }
    }

    /// Whether the type is one that a database can count up by itself.
    pub fn is_integer(&self) -> bool {
        matches!(self, Self::SmallInteger | Self::Integer | Self::BigInteger)
    }

    /// The enum type that values of this type are of, through arrays too.
    pub fn enumeration(&self) -> Option<&ObjectName> {
        match self {
            Self::Enumeration(name) => Some(name),
            Self::Array(element) => element.enumeration(),
            _ => None,
        }
    }

    pub(crate) fn enumeration_mut(&mut self) -> Option<&mut ObjectName> {
        match self {
            Self::Enumeration(name) => Some(name),
            Self::Array(element) => element.enumeration_mut(),
            _ => None,
        }
    }
}

/// As the builder spells it: `string(200)`, `big_integer()`.
impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = match self {
            Self::SmallInteger => "small_integer",
            Self::Integer => "integer",
            Self::BigInteger => "big_integer",
            Self::Float => "float",
            Self::Double => "double",
            Self::Boolean => "boolean",
            Self::Text => "text",
            Self::CiText => "citext",
            Self::Binary => "binary",
            Self::Uuid => "uuid",
            Self::Date => "date",
            Self::Time => "time",
            Self::Timestamp => "timestamp",
            Self::LocalTimestamp => "local_timestamp",
            Self::Interval => "interval",
            Self::Json => "json",
            Self::Jsonb => "jsonb",
            Self::Inet => "inet",
            Self::Cidr => "cidr",
            Self::MacAddr => "macaddr",
            Self::TsVector => "tsvector",
            Self::Geometry => "geometry",
            Self::Decimal(None) => "numeric",
            Self::Decimal(Some((precision, scale))) => {
                return write!(f, "decimal({precision}, {scale})");
            }
            Self::Char(length) => return write!(f, "char({length})"),
            Self::String(length) => return write!(f, "string({length})"),
            Self::Bit(length) => return write!(f, "bit({length})"),
            Self::VarBit(length) => return write!(f, "varbit({length})"),
            Self::Vector(dimensions) => return write!(f, "vector({dimensions})"),
            Self::Range(kind) => return write!(f, "range({kind:?})"),
            Self::Array(element) => return write!(f, "array({element})"),
            Self::Enumeration(name) => return write!(f, "enumeration(\"{name}\")"),
            Self::InlineEnum(values) => return write!(f, "inline_enum({values:?})"),
            Self::Custom(sql) => return write!(f, "custom(\"{sql}\")"),
        };
        write!(f, "{plain}()")
    }
}
