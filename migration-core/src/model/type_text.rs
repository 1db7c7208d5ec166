//! Column types as text: `type = "jsonb"`.

use crate::schema::{ColumnType, RangeKind};

/// Names without anything in parentheses: the builder's and PostgreSQL's.
const PLAIN: &[(&str, ColumnType)] = &[
    ("small_integer", ColumnType::SmallInteger),
    ("smallint", ColumnType::SmallInteger),
    ("int2", ColumnType::SmallInteger),
    ("integer", ColumnType::Integer),
    ("int", ColumnType::Integer),
    ("int4", ColumnType::Integer),
    ("big_integer", ColumnType::BigInteger),
    ("bigint", ColumnType::BigInteger),
    ("int8", ColumnType::BigInteger),
    ("float", ColumnType::Float),
    ("real", ColumnType::Float),
    ("float4", ColumnType::Float),
    ("double", ColumnType::Double),
    ("double precision", ColumnType::Double),
    ("float8", ColumnType::Double),
    ("boolean", ColumnType::Boolean),
    ("bool", ColumnType::Boolean),
    ("numeric", ColumnType::Decimal(None)),
    ("decimal", ColumnType::Decimal(None)),
    ("text", ColumnType::Text),
    ("citext", ColumnType::CiText),
    ("binary", ColumnType::Binary),
    ("bytea", ColumnType::Binary),
    ("uuid", ColumnType::Uuid),
    ("date", ColumnType::Date),
    ("time", ColumnType::Time),
    // The builder's `timestamp()` has a zone; PostgreSQL's has not.
    ("timestamptz", ColumnType::Timestamp),
    ("timestamp with time zone", ColumnType::Timestamp),
    ("local_timestamp", ColumnType::LocalTimestamp),
    ("timestamp without time zone", ColumnType::LocalTimestamp),
    ("interval", ColumnType::Interval),
    ("json", ColumnType::Json),
    ("jsonb", ColumnType::Jsonb),
    ("inet", ColumnType::Inet),
    ("cidr", ColumnType::Cidr),
    ("macaddr", ColumnType::MacAddr),
    ("tsvector", ColumnType::TsVector),
    ("geometry", ColumnType::Geometry),
    ("int4range", ColumnType::Range(RangeKind::Integer)),
    ("int8range", ColumnType::Range(RangeKind::BigInteger)),
    ("numrange", ColumnType::Range(RangeKind::Decimal)),
    ("tstzrange", ColumnType::Range(RangeKind::Timestamp)),
    ("tsrange", ColumnType::Range(RangeKind::LocalTimestamp)),
    ("daterange", ColumnType::Range(RangeKind::Date)),
];

/// The column type that a text names, as the builder or PostgreSQL spells it; any other text is the database's own name of a
/// type, as is. `[]` at the end makes an array of it.
///
/// ```
/// use migration_core::model::column_type;
/// use migration_core::schema::ColumnType;
///
/// assert_eq!(column_type("jsonb"), ColumnType::Jsonb);
/// assert_eq!(column_type("varchar(80)"), ColumnType::String(80));
/// assert_eq!(column_type("numeric(10, 2)"), ColumnType::Decimal(Some((10, 2))));
/// assert_eq!(column_type("text[]"), ColumnType::Array(Box::new(ColumnType::Text)));
/// assert_eq!(column_type("ltree"), ColumnType::Custom("ltree".into()));
/// ```
pub fn column_type(text: &str) -> ColumnType {
    let text = text.trim();
    if let Some(element) = text.strip_suffix("[]") {
        return match column_type(element) {
            ColumnType::Custom(_) => ColumnType::Custom(text.to_owned()),
            known => ColumnType::Array(Box::new(known)),
        };
    }
    let lower = text.to_ascii_lowercase();
    let plain = PLAIN.iter().find(|(name, _)| *name == lower);
    match plain {
        Some((_, known)) => known.clone(),
        None => sized(&lower).unwrap_or_else(|| ColumnType::Custom(text.to_owned())),
    }
}

/// A type with numbers in parentheses.
fn sized(text: &str) -> Option<ColumnType> {
    let (name, numbers) = text.strip_suffix(')')?.split_once('(')?;
    let numbers = numbers.split(',').map(|number| number.trim().parse().ok());
    let numbers: Vec<u32> = numbers.collect::<Option<_>>()?;
    Some(match (name.trim(), numbers.as_slice()) {
        ("string" | "varchar" | "character varying", [length]) => ColumnType::String(*length),
        ("char" | "character", [length]) => ColumnType::Char(*length),
        ("bit", [length]) => ColumnType::Bit(*length),
        ("varbit" | "bit varying", [length]) => ColumnType::VarBit(*length),
        ("vector", [dimensions]) => ColumnType::Vector(*dimensions),
        ("decimal" | "numeric", [precision]) => ColumnType::Decimal(Some((*precision, 0))),
        ("decimal" | "numeric", [precision, scale]) => {
            ColumnType::Decimal(Some((*precision, *scale)))
        }
        _ => return None,
    })
}
