//! Tables, without what is in them.

use migration_core::schema::Table;

use super::{Found, Open};
use crate::error::Result;
use migration_core::Row;

impl Found {
    /// A row for each table, view and sequence.
    pub(super) fn read_tables(&mut self, rows: &[Row], schema: &str, ours: &[&str]) -> Result<()> {
        for row in rows {
            let name: String = row.get("name")?;
            let full = self.name(schema, name.clone());
            match row.get::<String>("kind")?.as_str() {
                "BASE TABLE" | "SYSTEM VERSIONED" if !ours.contains(&name.as_str()) => {
                    let mut table = Table::new(full);
                    table.comment = row.get("comment")?;
                    let collation: Option<String> = row.get("collation")?;
                    let collation = collation.unwrap_or_default();
                    self.tables.insert(name.clone(), Open { table, collation });
                    self.note_options(row, &name)?;
                }
                // Temporary tables belong to their session alone.
                "BASE TABLE" | "SYSTEM VERSIONED" | "TEMPORARY" => {}
                // It is read as one.
                "VIEW" | "SYSTEM VIEW" => {}
                "SEQUENCE" => self.sequences.push((schema.to_owned(), name)),
                kind => {
                    let kind = kind.to_ascii_lowercase();
                    self.unmodelled.push(format!("{kind} \"{full}\""));
                }
            }
        }
        Ok(())
    }

    /// What this project writes for no table.
    fn note_options(&mut self, row: &Row, table: &str) -> Result<()> {
        let engine: Option<String> = row.get("engine")?;
        let collation: Option<String> = row.get("collation")?;
        let options: Option<String> = row.get("options")?;
        if let Some(engine) = engine.filter(|engine| !engine.eq_ignore_ascii_case("innodb")) {
            self.note(&format!("engine \"{engine}\""), table);
        }
        if let Some(collation) = collation.filter(|name| !name.starts_with("utf8mb4_")) {
            self.note(&format!("collation \"{collation}\""), table);
        }
        if options.is_some_and(|options| options.contains("partitioned")) {
            self.note("partitions", table);
        }
        if row.get::<String>("kind")? == "SYSTEM VERSIONED" {
            self.note("system versioning", table);
        }
        Ok(())
    }
}
