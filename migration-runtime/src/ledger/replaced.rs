//! Rows of migrations that a squash has taken the place of.
//!
//! The squash's row is the one of the last of them, so that the order of ids stays the order of application and batches are
//! what they were. The others stay, marked: they count for the ledger of seeds as long as the squash is applied, and a program
//! that has them and not the squash, since it is of before, finds them applied. The last one, whose row is the squash's, gets a
//! new one, which only says what that row was called.

use std::collections::BTreeSet;

use migration_core::plan::PlannedMigration;

use super::{Entry, Ledger, Snapshot};

/// The state of the row of a migration that a squash has replaced; `step` is the id of the squash's row.
pub(super) const REPLACED: &str = "replaced";

/// The state of the row that says what the squash's own row was before.
pub(super) const BEFORE: &str = "replaced_here";

/// The row of a migration that a squash has taken the place of.
#[derive(Debug, Clone)]
pub(crate) struct Replaced {
    pub(crate) entry: Entry,
    /// The id of the squash's row.
    pub(crate) by: i64,
    /// Whether its own row has become the squash's.
    pub(crate) is_place: bool,
}

impl Snapshot {
    /// Counts the rows, as they are in the ledger.
    pub(super) fn count(&mut self) {
        self.ids = self.entries.iter().map(|entry| entry.id).collect();
        self.extent = (
            i64::try_from(self.ids.len()).unwrap_or(i64::MAX),
            self.ids.iter().copied().max().unwrap_or_default(),
        );
        let there = self.there();
        for row in &self.replaced {
            let id = row.entry.id;
            match there.contains(&id) {
                true if row.is_place => {}
                true => self.ids.push(id),
                false => self.left_behind.push(id),
            }
        }
    }

    /// The ids of what is applied, and of what that has replaced, which may have replaced something as well.
    fn there(&self) -> BTreeSet<i64> {
        let mut there: BTreeSet<i64> = self.entries.iter().map(|entry| entry.id).collect();
        loop {
            let before = there.len();
            for row in &self.replaced {
                if there.contains(&row.by) {
                    there.insert(row.entry.id);
                }
            }
            if there.len() == before {
                return there;
            }
        }
    }
}

impl Ledger {
    /// Gives a squash the row of one of the migrations that it replaces, and marks the others. `place` is that row as it is.
    pub(crate) fn replace(
        &self,
        place: &Entry,
        others: &[i64],
        squash: &PlannedMigration,
    ) -> Vec<String> {
        let (table, text) = (self.quoted(), |text: &str| {
            self.dialect.string_literal(text)
        });
        let optional = |value: Option<&str>| value.map_or("NULL".to_owned(), text);
        let (at_column, at) = match place.applied_at {
            Some(at) => (", applied_at", format!(", {}", text(&self.time(at)))),
            None => ("", String::new()),
        };
        let mut statements = vec![
            self.rewrite(&place.migration, squash),
            format!(
                "INSERT INTO {table} (name, batch, phase, checksum, duration_ms, applied_by, run_id, state, step{at_column}) \
                 VALUES ({}, {}, {}, {}, {}, {}, {}, '{BEFORE}', {}{at})",
                text(&place.migration.name),
                place.batch,
                text(place.migration.phase.word()),
                optional(place.checksum.as_deref()),
                place
                    .duration_ms
                    .map_or("NULL".to_owned(), |ms| ms.to_string()),
                optional(place.applied_by.as_deref()),
                optional(place.run_id.as_deref()),
                place.id,
            ),
        ];
        // It may have been a squash itself: what that replaced is marked with the row that says so.
        statements.push(format!(
            "UPDATE {table} SET step = (SELECT id FROM (SELECT id FROM {table} WHERE {}) AS named) \
             WHERE state IN ('{REPLACED}', '{BEFORE}') AND step = {} AND NOT ({0})",
            self.is(&place.migration),
            place.id
        ));
        statements.extend(self.mark_replaced(others, place.id));
        statements
    }

    /// Marks rows as those of migrations that the squash of a row replaces.
    pub(crate) fn mark_replaced(&self, rows: &[i64], by: i64) -> Option<String> {
        let (table, ids) = (self.quoted(), ids(rows)?);
        Some(format!(
            "UPDATE {table} SET state = '{REPLACED}', step = {by} WHERE id IN ({ids})"
        ))
    }

    /// Takes a squash out, and makes the rows of what it has replaced what they were.
    pub(crate) fn give_back(&self, squash: &Entry, replaced: &[&Replaced]) -> Vec<String> {
        let table = self.quoted();
        let text = |text: &str| self.dialect.string_literal(text);
        let marked: Vec<i64> = (replaced.iter())
            .filter(|row| !row.is_place)
            .map(|row| row.entry.id)
            .collect();
        let mut statements = Vec::new();
        match replaced.iter().find(|row| row.is_place) {
            Some(place) => {
                let (id, checksum) = (&place.entry.migration, place.entry.checksum.as_deref());
                statements.push(format!("DELETE FROM {table} WHERE id = {}", place.entry.id));
                statements.push(format!(
                    "UPDATE {table} SET name = {}, phase = {}, checksum = {}, up_sql = NULL, down_sql = NULL WHERE id = {}",
                    text(&id.name),
                    text(id.phase.word()),
                    checksum.map_or("NULL".to_owned(), text),
                    squash.id,
                ));
                statements.push(format!(
                    "UPDATE {table} SET step = {} WHERE state IN ('{REPLACED}', '{BEFORE}') AND step = {}",
                    squash.id, place.entry.id
                ));
            }
            None => statements.push(self.delete(&squash.migration)),
        }
        statements.extend(ids(&marked).map(|ids| {
            format!("UPDATE {table} SET state = 'applied', step = NULL WHERE id IN ({ids})")
        }));
        statements
    }

    /// Takes rows out by their ids.
    pub(crate) fn delete_rows(&self, rows: &[i64]) -> Option<String> {
        let ids = ids(rows)?;
        Some(format!("DELETE FROM {} WHERE id IN ({ids})", self.quoted()))
    }
}

/// `1, 2, 3`; nothing for none.
fn ids(rows: &[i64]) -> Option<String> {
    let ids: Vec<String> = rows.iter().map(ToString::to_string).collect();
    (!ids.is_empty()).then(|| ids.join(", "))
}
