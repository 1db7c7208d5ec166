//! Values on PostgreSQL's wire: text in scripts, binary in queries with values.
//!
//! <https://www.postgresql.org/docs/current/protocol-overview.html#PROTOCOL-FORMAT-CODES>

mod binary;
pub(crate) mod copy;
mod encode;
mod kind;
mod numeric;
mod text;

use migration_core::Value;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgRow, PgTypeInfo, PgValueFormat, Postgres};
use sqlx::{Arguments as _, Column as _, Row as _, TypeInfo as _, ValueRef as _};

pub(super) use self::kind::Kinds;
use self::kind::oid;

/// The type of text.
pub(super) const TEXT: u32 = oid::TEXT;

/// The types of a row's columns.
pub(super) fn types(row: &PgRow) -> impl Iterator<Item = u32> {
    let columns = row.columns().iter();
    columns.filter_map(|column| column.type_info().oid().map(|oid| oid.0))
}

/// A value of a row.
pub(super) fn read(row: &PgRow, at: usize, kinds: &Kinds) -> sqlx::Result<Value> {
    let raw = row.try_get_raw(at)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let info = raw.type_info().into_owned();
    let kind = kinds.kind(info.oid().map_or(TEXT, |oid| oid.0));
    let value = match raw.format() {
        PgValueFormat::Text => text::read(&kind, raw.as_str().map_err(sqlx::Error::Decode)?),
        PgValueFormat::Binary => binary::read(&kind, raw.as_bytes().map_err(sqlx::Error::Decode)?),
    };
    value.ok_or_else(|| {
        let column = row.columns()[at].name();
        sqlx::Error::Decode(
            format!(
                "column \"{column}\" is of type {}, which is not read here; write {column}::text in the query",
                info.name()
            )
            .into(),
        )
    })
}

/// Values as the types that the server expects.
pub(super) fn arguments(
    values: &[Value],
    types: &[u32],
    kinds: &Kinds,
) -> sqlx::Result<PgArguments> {
    if values.len() != types.len() {
        return Err(sqlx::Error::Encode(
            format!(
                "the query has {} placeholders, but {} values are bound to it",
                types.len(),
                values.len()
            )
            .into(),
        ));
    }
    let mut arguments = PgArguments::default();
    for (n, (value, oid)) in values.iter().zip(types).enumerate() {
        let bytes = match value {
            Value::Null => None,
            value => Some(
                encode::write(value, *oid, &kinds.kind(*oid)).map_err(|expected| {
                    sqlx::Error::Encode(
                        format!(
                            "${} is {value:?}, but the query needs {expected} there",
                            n + 1
                        )
                        .into(),
                    )
                })?,
            ),
        };
        let argument = Argument {
            info: PgTypeInfo::with_oid(Oid(*oid)),
            bytes,
        };
        arguments.add(argument).map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

/// An argument that says its own type.
struct Argument {
    info: PgTypeInfo,
    bytes: Option<Vec<u8>>,
}

impl sqlx::Type<Postgres> for Argument {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(TEXT))
    }
}

impl sqlx::Encode<'_, Postgres> for Argument {
    fn encode_by_ref(
        &self,
        buffer: &mut PgArgumentBuffer,
    ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
        Ok(match &self.bytes {
            Some(bytes) => {
                buffer.extend_from_slice(bytes);
                sqlx::encode::IsNull::No
            }
            None => sqlx::encode::IsNull::Yes,
        })
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(self.info.clone())
    }
}
