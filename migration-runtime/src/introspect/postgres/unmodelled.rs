//! What there is besides, by name.

use super::Names;
use crate::error::Result;
use migration_core::Row;
use migration_core::schema::ObjectName;

/// A row for each object: its kind, its name, and the table that it is on.
pub(super) fn read(rows: &[Row], names: &Names) -> Result<Vec<String>> {
    rows.iter().map(|row| object(row, names)).collect()
}

/// `view "active_users"`, `trigger "touch" on "posts"`.
fn object(row: &Row, names: &Names) -> Result<String> {
    let kind: String = row.get("kind")?;
    let name: String = row.get("name")?;
    let name = match row.get::<Option<String>>("schema")? {
        Some(schema) => names.of(schema, name),
        // It is in no schema.
        None => ObjectName::new(name),
    };
    Ok(match row.get::<Option<String>>("table_name")? {
        Some(table) => format!("{kind} \"{}\" on \"{}\"", name.name, name.sibling(table)),
        None => format!("{kind} \"{name}\""),
    })
}
