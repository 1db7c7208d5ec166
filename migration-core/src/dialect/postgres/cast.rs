//! From one column type to another: whether a `USING` is needed, whether the table is rewritten, what is lost.
//!
//! `ALTER COLUMN TYPE` converts by itself where an implicit or assignment cast exists
//! (<https://www.postgresql.org/docs/current/sql-createcast.html>). Where one does exist nothing is written: an explicit
//! cast cuts off text that is too long, the assignment cast refuses it.

use super::column_type;
use crate::dialect::{Target, Unsupported};
use crate::schema::ColumnType;

/// The expression that makes new values of old ones, when the database has no cast that it takes by itself.
/// `column` is quoted. A pair that has no cast at all gets none: the server's own error says what to write.
pub(super) fn using(
    column: &str,
    from: &ColumnType,
    to: &ColumnType,
    target: &Target,
) -> Result<Option<String>, Unsupported> {
    use ColumnType::{Array, Boolean, Custom, Enumeration, Integer, Json, Jsonb};
    let cast = |through: &str| -> Result<Option<String>, Unsupported> {
        let to = column_type::name(&unbounded(to), target)?;
        Ok(Some(format!("{column}{through}::{to}")))
    };
    match (from, to) {
        (a, b) if a == b || (is_text(a) && (is_text(b) || matches!(b, Custom(_)))) => Ok(None),
        (a, _) if is_text(a) => cast(""),
        (Boolean, b) if is_number(b) => Ok(Some(format!("{column}::integer"))),
        (a, Boolean) if is_number(a) => Ok(Some(format!("{column} <> 0"))),
        (Enumeration(_), Enumeration(_)) => cast("::text"),
        (Json, b) if is_number(b) || *b == Boolean => cast("::jsonb"),
        (Jsonb, b) if is_number(b) || *b == Boolean => cast(""),
        (Array(a), Array(b)) => match (&**a, &**b) {
            (a, b) if is_text(a) && (is_text(b) || matches!(b, Custom(_))) => Ok(None),
            (a, _) if is_text(a) => cast(""),
            (Enumeration(a), Enumeration(b)) if a != b => cast("::text[]"),
            (Integer, Boolean) => cast(""),
            (Boolean, b) if is_number(b) => Ok(Some(format!("{column}::integer[]"))),
            _ => Ok(None),
        },
        _ => Ok(None),
    }
}

/// The type without a length that an explicit cast would cut to; the assignment that follows checks it.
fn unbounded(column_type: &ColumnType) -> ColumnType {
    match column_type {
        ColumnType::Bit(_) | ColumnType::VarBit(_) => ColumnType::Custom("varbit".to_owned()),
        ColumnType::Array(element) => ColumnType::Array(Box::new(unbounded(element))),
        other => other.clone(),
    }
}

/// Whether the change writes the table anew, when the conversion is the database's own.
///
/// From `timestamp` to `timestamptz` it does unless the session's time zone is UTC, which is not known here.
pub(super) fn rewrites(from: &ColumnType, to: &ColumnType) -> bool {
    use ColumnType::{CiText, Cidr, Decimal, Inet, String, Text, VarBit};
    match (from, to) {
        (String(old), String(new)) | (VarBit(old), VarBit(new)) => new < old,
        (String(_) | Text | CiText, Text | CiText) | (Decimal(_), Decimal(None)) | (Cidr, Inet) => {
            false
        }
        (Decimal(Some((precision, scale))), Decimal(Some((new_precision, new_scale)))) => {
            scale != new_scale || new_precision < precision
        }
        (a, b) => a != b,
    }
}

/// Whether the change makes indexes on the column anew though the table stays: text compares in another way.
pub(super) fn reindexes(from: &ColumnType, to: &ColumnType) -> bool {
    (*from == ColumnType::CiText) != (*to == ColumnType::CiText)
}

/// Whether the database's own conversion rounds or cuts values without a word. (Text that is too long is refused.)
pub(super) fn loses(from: &ColumnType, to: &ColumnType) -> bool {
    use ColumnType::{
        Array, BigInteger, Boolean, Date, Decimal, Double, Float, LocalTimestamp, Time, Timestamp,
    };
    match (from, to) {
        (Decimal(_) | Double | Float, b) if b.is_integer() => true,
        (Decimal(Some((_, scale))), Decimal(Some((_, new_scale)))) => new_scale < scale,
        (Decimal(None) | Double | Float, Decimal(Some(_))) => true,
        (Decimal(_), Double | Float) | (Double | BigInteger, Float) => true,
        (Timestamp | LocalTimestamp, Date | Time) => true,
        (a, Boolean) => is_number(a),
        (Array(a), Array(b)) => loses(a, b),
        _ => false,
    }
}

fn is_text(column_type: &ColumnType) -> bool {
    use ColumnType::{Char, CiText, Custom, String, Text};
    match column_type {
        Char(_) | String(_) | Text | CiText => true,
        // Without a length it is none of the types that are known.
        Custom(name) => matches!(name.as_str(), "character varying" | "varchar"),
        _ => false,
    }
}

fn is_number(column_type: &ColumnType) -> bool {
    use ColumnType::{Decimal, Double, Float};
    column_type.is_integer() || matches!(column_type, Decimal(_) | Float | Double)
}
