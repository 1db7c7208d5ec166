//! Enum types.

use std::collections::BTreeMap;

use migration_core::schema::{EnumType, ObjectName};

use super::Names;
use crate::error::Result;
use migration_core::Row;

/// A row for each value, in order; one without a value for a type that has none.
pub(super) fn read(rows: &[Row], names: &Names) -> Result<BTreeMap<ObjectName, EnumType>> {
    let mut enums: BTreeMap<ObjectName, EnumType> = BTreeMap::new();
    for row in rows {
        let enum_type = enums.entry(names.read(row, "schema", "name")?).or_default();
        enum_type.comment = row.get("comment")?;
        enum_type.values.extend(row.get::<Option<String>>("value")?);
    }
    Ok(enums)
}
