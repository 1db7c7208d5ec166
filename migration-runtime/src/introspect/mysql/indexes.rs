//! Indexes, the primary key among them. Those that foreign keys need are taken out by the canonical form.

use migration_core::schema::{Direction, Index, IndexKey, IndexPart, PrimaryKey};

use super::Found;
use crate::error::Result;
use migration_core::Row;

impl Found {
    /// A row for each part of an index, in order.
    pub(super) fn read_indexes(&mut self, rows: &[Row]) -> Result<()> {
        for row in rows {
            let table: String = row.get("table_name")?;
            let name: String = row.get("name")?;
            let part = self.part(row)?;
            self.note_parts(row, &name, &table)?;
            let Some(open) = self.tables.get_mut(&table) else {
                continue;
            };
            if name == "PRIMARY" {
                let key = open.table.primary_key.get_or_insert(PrimaryKey {
                    name,
                    columns: Vec::new(),
                    without_overlaps: false,
                });
                key.columns.push(row.get("column_name")?);
                continue;
            }
            if !open.table.indexes.contains_key(&name) {
                open.table.indexes.insert(name.clone(), index(row, &name)?);
            }
            if let Some(index) = open.table.indexes.get_mut(&name) {
                index.parts.push(part);
            }
        }
        Ok(())
    }

    fn part(&self, row: &Row) -> Result<IndexPart> {
        let key = match row.get::<Option<String>>("expression")? {
            Some(text) => IndexKey::Expression(self.expression(&text)),
            None => IndexKey::Column(row.get("column_name")?),
        };
        let direction = match row.get::<Option<String>>("direction")?.as_deref() {
            Some("D") => Direction::Descending,
            _ => Direction::Ascending,
        };
        Ok(IndexPart {
            key,
            direction,
            nulls: None,
            operator_class: None,
            prefix: match method(row)? {
                None => row.get("prefix")?,
                Some(_) => None,
            },
        })
    }

    fn note_parts(&mut self, row: &Row, name: &str, table: &str) -> Result<()> {
        if let Some(unused) = row.get::<Option<String>>("unused")? {
            self.note(&format!("{unused} index \"{name}\""), table);
        }
        Ok(())
    }
}

fn index(row: &Row, name: &str) -> Result<Index> {
    Ok(Index {
        unique: row.get::<i64>("repeats")? == 0,
        method: method(row)?,
        comment: row.get("comment")?,
        ..Index::new(name, Vec::new())
    })
}

fn method(row: &Row) -> Result<Option<String>> {
    Ok(match row.get::<String>("method")?.as_str() {
        "FULLTEXT" => Some("fulltext".to_owned()),
        "SPATIAL" | "RTREE" => Some("spatial".to_owned()),
        _ => None,
    })
}
