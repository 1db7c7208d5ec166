//! Foreign keys and checks. The primary key is an index here.

use std::collections::BTreeMap;

use migration_core::schema::{
    Check, Constraint, Deferrable, ForeignKey, ObjectName, ReferentialAction,
};

use super::Found;
use crate::error::Result;
use migration_core::Row;

impl Found {
    /// A row for each check.
    pub(super) fn read_checks(&mut self, rows: &[Row]) -> Result<()> {
        for row in rows {
            let table: String = row.get("table_name")?;
            let name: String = row.get("name")?;
            let text: String = row.get("expression")?;
            let expression = self.expression(&text);
            let not_enforced = row.get::<String>("enforced")? != "YES";
            if row.get::<String>("level")? == "Table" {
                let check = Check {
                    name,
                    expression,
                    not_valid: false,
                    not_enforced,
                };
                if let Some(open) = self.tables.get_mut(&table) {
                    open.table.put_constraint(Constraint::Check(check));
                }
            } else if let Some(column) = json_column(&text) {
                self.is_json(&table, &column);
            } else {
                // Such a check can be changed with its column alone.
                self.note(&format!("check of column \"{name}\""), &table);
            }
        }
        Ok(())
    }

    /// What MariaDB makes of a JSON column: text with this check and a collation of its own
    /// (<https://mariadb.com/docs/server/reference/data-types/string-data-types/json>).
    fn is_json(&mut self, table: &str, column: &str) {
        let open = self.tables.get_mut(table);
        if let Some(column) = open.and_then(|open| open.table.column_mut(column)) {
            column.column_type = migration_core::schema::ColumnType::Json;
            column.collation = None;
        }
    }

    /// A row for each column of a key, in order, and one for what happens to its rows.
    pub(super) fn read_foreign_keys(&mut self, rows: &[Row], actions: &[Row]) -> Result<()> {
        let mut by_key = BTreeMap::new();
        for row in actions {
            let key: (String, String) = (row.get("table_name")?, row.get("name")?);
            by_key.insert(key, (action(row, "on_delete")?, action(row, "on_update")?));
        }
        for row in rows {
            let key: (String, String) = (row.get("table_name")?, row.get("name")?);
            let (on_delete, on_update) = by_key.get(&key).copied().unwrap_or_default();
            let references = self.references(row)?;
            let Some(open) = self.tables.get_mut(&key.0) else {
                continue;
            };
            let keys = &mut open.table.foreign_keys;
            let found = keys.entry(key.1.clone()).or_insert_with(|| ForeignKey {
                name: key.1,
                columns: Vec::new(),
                references,
                referenced_columns: Vec::new(),
                on_delete,
                on_update,
                on_delete_columns: Vec::new(),
                match_full: false,
                deferrable: Deferrable::No,
                not_valid: false,
                period: false,
            });
            found.columns.push(row.get("column_name")?);
            found.referenced_columns.push(row.get("other_column")?);
        }
        Ok(())
    }

    fn references(&self, row: &Row) -> Result<ObjectName> {
        let schema: String = row.get("other_schema")?;
        Ok(self.name(&schema, row.get("other_table")?))
    }
}

/// The column of a check that it is JSON. The check keeps its name when the column is renamed, so that is of no use.
fn json_column(check: &str) -> Option<String> {
    let column = check.strip_prefix("json_valid(`")?.strip_suffix("`)")?;
    Some(column.replace("``", "`"))
}

fn action(row: &Row, column: &str) -> Result<ReferentialAction> {
    Ok(match row.get::<String>(column)?.as_str() {
        "RESTRICT" => ReferentialAction::Restrict,
        "CASCADE" => ReferentialAction::Cascade,
        "SET NULL" => ReferentialAction::SetNull,
        "SET DEFAULT" => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    })
}
