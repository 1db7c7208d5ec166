//! The names of column types: <https://www.postgresql.org/docs/current/datatype.html>.

use super::PG;
use crate::dialect::{Target, Unsupported};
use crate::schema::{ColumnType, RangeKind};

/// The type as PostgreSQL is told it.
pub(super) fn name(column_type: &ColumnType, target: &Target) -> Result<String, Unsupported> {
    let fixed = match column_type {
        ColumnType::SmallInteger => "smallint",
        ColumnType::Integer => "integer",
        ColumnType::BigInteger => "bigint",
        ColumnType::Decimal(None) => "numeric",
        ColumnType::Decimal(Some((precision, scale))) => {
            return Ok(format!("numeric({precision}, {scale})"));
        }
        ColumnType::Float => "real",
        ColumnType::Double => "double precision",
        ColumnType::Boolean => "boolean",
        ColumnType::Char(length) => return Ok(format!("char({length})")),
        ColumnType::String(length) => return Ok(format!("varchar({length})")),
        ColumnType::Text => "text",
        ColumnType::CiText => "citext",
        ColumnType::Binary => "bytea",
        ColumnType::Uuid => "uuid",
        ColumnType::Date => "date",
        ColumnType::Time => "time",
        ColumnType::Timestamp => "timestamptz",
        ColumnType::LocalTimestamp => "timestamp",
        ColumnType::Interval => "interval",
        ColumnType::Json => "json",
        ColumnType::Jsonb => "jsonb",
        ColumnType::Inet => "inet",
        ColumnType::Cidr => "cidr",
        ColumnType::MacAddr => "macaddr",
        ColumnType::Bit(length) => return Ok(format!("bit({length})")),
        ColumnType::VarBit(length) => return Ok(format!("varbit({length})")),
        ColumnType::TsVector => "tsvector",
        ColumnType::Range(kind) => range(*kind),
        ColumnType::Array(element) => return Ok(format!("{}[]", name(element, target)?)),
        ColumnType::Vector(dimensions) => return Ok(format!("vector({dimensions})")),
        ColumnType::Geometry => "geometry",
        ColumnType::Enumeration(name) => return Ok(PG.quote_name(name)),
        ColumnType::InlineEnum(_) => {
            return Err(target.unsupported(
                "enum values that are written on a column",
                "make the type with `create_type` and give the column that type",
            ));
        }
        ColumnType::Custom(name) => name,
    };
    Ok(fixed.to_owned())
}

fn range(kind: RangeKind) -> &'static str {
    match kind {
        RangeKind::Integer => "int4range",
        RangeKind::BigInteger => "int8range",
        RangeKind::Decimal => "numrange",
        RangeKind::Timestamp => "tstzrange",
        RangeKind::LocalTimestamp => "tsrange",
        RangeKind::Date => "daterange",
    }
}

/// Whether values of the type have a collation.
pub(super) fn is_collatable(column_type: &ColumnType) -> bool {
    use ColumnType::{Array, Char, CiText, Custom, String, Text};
    match column_type {
        Char(_) | String(_) | Text | CiText | Custom(_) => true,
        Array(element) => is_collatable(element),
        _ => false,
    }
}

/// The type that one of PostgreSQL's own names or aliases means: what a custom type of that name is read back as.
pub(super) fn parse(name: &str) -> Option<ColumnType> {
    if let Some(element) = name.trim().strip_suffix("[]") {
        let element = parse(element).unwrap_or_else(|| ColumnType::Custom(element.to_owned()));
        return Some(ColumnType::Array(Box::new(element)));
    }
    let name = name.trim().to_ascii_lowercase();
    let Some((base, rest)) = name.split_once('(') else {
        return plain(&name);
    };
    let numbers: Vec<u32> = (rest.strip_suffix(')')?.split(','))
        .map(|number| number.trim().parse().ok())
        .collect::<Option<_>>()?;
    match (base.trim_end(), numbers.as_slice()) {
        ("numeric" | "decimal", [precision]) => Some(ColumnType::Decimal(Some((*precision, 0)))),
        ("numeric" | "decimal", [precision, scale]) => {
            Some(ColumnType::Decimal(Some((*precision, *scale))))
        }
        ("char" | "character" | "bpchar", [length]) => Some(ColumnType::Char(*length)),
        ("varchar" | "character varying", [length]) => Some(ColumnType::String(*length)),
        ("bit", [length]) => Some(ColumnType::Bit(*length)),
        ("varbit" | "bit varying", [length]) => Some(ColumnType::VarBit(*length)),
        ("vector", [dimensions]) => Some(ColumnType::Vector(*dimensions)),
        _ => None,
    }
}

fn plain(name: &str) -> Option<ColumnType> {
    Some(match name {
        "smallint" | "int2" => ColumnType::SmallInteger,
        "integer" | "int" | "int4" => ColumnType::Integer,
        "bigint" | "int8" => ColumnType::BigInteger,
        "numeric" | "decimal" => ColumnType::Decimal(None),
        "real" | "float4" => ColumnType::Float,
        "double precision" | "float8" | "float" => ColumnType::Double,
        "boolean" | "bool" => ColumnType::Boolean,
        "char" | "character" => ColumnType::Char(1),
        "text" => ColumnType::Text,
        "citext" => ColumnType::CiText,
        "bytea" => ColumnType::Binary,
        "uuid" => ColumnType::Uuid,
        "date" => ColumnType::Date,
        "time" | "time without time zone" => ColumnType::Time,
        "timestamptz" | "timestamp with time zone" => ColumnType::Timestamp,
        "timestamp" | "timestamp without time zone" => ColumnType::LocalTimestamp,
        "interval" => ColumnType::Interval,
        "json" => ColumnType::Json,
        "jsonb" => ColumnType::Jsonb,
        "inet" => ColumnType::Inet,
        "cidr" => ColumnType::Cidr,
        "macaddr" => ColumnType::MacAddr,
        "bit" => ColumnType::Bit(1),
        "tsvector" => ColumnType::TsVector,
        "int4range" => ColumnType::Range(RangeKind::Integer),
        "int8range" => ColumnType::Range(RangeKind::BigInteger),
        "numrange" => ColumnType::Range(RangeKind::Decimal),
        "tstzrange" => ColumnType::Range(RangeKind::Timestamp),
        "tsrange" => ColumnType::Range(RangeKind::LocalTimestamp),
        "daterange" => ColumnType::Range(RangeKind::Date),
        "geometry" => ColumnType::Geometry,
        _ => return None,
    })
}
