//! What there is besides tables, by name.

use super::Found;
use crate::error::Result;
use migration_core::Row;

impl Found {
    /// A row for each object: its kind, its name, and the table that it is on.
    pub(super) fn read_others(&mut self, rows: &[Row], schema: &str, ours: &[&str]) -> Result<()> {
        for row in rows {
            let kind: String = row.get("kind")?;
            let name: String = row.get("name")?;
            match row.get::<Option<String>>("table_name")? {
                Some(table) if ours.contains(&table.as_str()) => {}
                Some(table) => {
                    let table = self.name(schema, table);
                    self.unmodelled
                        .push(format!("{kind} \"{name}\" on \"{table}\""));
                }
                None => {
                    let name = self.name(schema, name);
                    self.unmodelled.push(format!("{kind} \"{name}\""));
                }
            }
        }
        Ok(())
    }
}
