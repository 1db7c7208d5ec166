//! What is in the way of a backfill.

use super::{Checker, ConflictKind};
use crate::operation::Backfill;
use crate::schema::{Generation, Table};

impl Checker<'_> {
    pub(super) fn backfill(&mut self, op: &Backfill) {
        if op.batch_size == 0 {
            let help = "say how many rows a batch has: .batch_size(1_000)".to_owned();
            self.report(ConflictKind::Invalid, "a batch has no rows", Some(help));
        }
        if op.target_duration.is_some_and(|target| target.is_zero()) {
            let help =
                "say how long a batch should take: .target_duration(Duration::from_millis(500))";
            self.report(
                ConflictKind::Invalid,
                "a batch is to take no time",
                Some(help.to_owned()),
            );
        }
        if op.set.is_empty() {
            let help = "say what the rows are to hold: .set(\"status\", \"active\")".to_owned();
            self.report(ConflictKind::Invalid, "no column is set", Some(help));
        }
        let Some(table) = self.table(&op.table, false) else {
            return;
        };
        if table.temporary {
            let message = format!(
                "table \"{}\" is temporary, and a backfill must be able to go on later",
                op.table
            );
            self.report(
                ConflictKind::Invalid,
                message,
                Some("use one UPDATE: schema.sql(...)".to_owned()),
            );
        }
        let names: Vec<String> = op.set.iter().map(|(name, _)| name.clone()).collect();
        if !names.is_empty() {
            self.columns_exist(table, &names, "the backfill");
        }
        for name in &names {
            self.can_be_set(table, name);
        }
        self.backfill_key(op, table);
    }

    fn can_be_set(&mut self, table: &Table, name: &str) {
        let generation = table
            .column(name)
            .and_then(|column| column.generation.as_ref());
        match generation {
            Some(Generation::Stored(_) | Generation::Virtual(_)) => {
                let message = format!(
                    "column \"{name}\" of table \"{}\" is computed from others",
                    table.name
                );
                self.report(ConflictKind::Invalid, message, Some("set those".to_owned()));
            }
            Some(Generation::Identity | Generation::IdentityAlways) | None => {}
        }
    }

    /// The batches follow the key from its lowest value to its highest, so it must be unique, hold no NULL, and stay.
    fn backfill_key(&mut self, op: &Backfill, table: &Table) {
        let key = match (&op.key, &table.primary_key) {
            (Some(key), _) => key,
            (None, Some(key)) => &key.columns,
            (None, None) => {
                let message = format!(
                    "table \"{}\" has no primary key for the batches to follow",
                    op.table
                );
                let help = "name unique columns without NULL: .key([\"...\"]); or add a primary key; or use one UPDATE: \
                            schema.sql(...)";
                return self.report(ConflictKind::Invalid, message, Some(help.to_owned()));
            }
        };
        if op.key.is_some() && self.columns_exist(table, key, "the key of the backfill") {
            if !table.is_unique(key) {
                let message = format!(
                    "two rows of table \"{}\" may be equal in \"{}\", and one of them would be left out at the end of a batch",
                    op.table,
                    key.join("\", \"")
                );
                self.report(
                    ConflictKind::NotUnique,
                    message,
                    Some("follow a primary key or unique columns".to_owned()),
                );
            }
            let nullable =
                |name: &&String| table.column(name).is_some_and(|column| column.nullable);
            if let Some(name) = key.iter().find(nullable) {
                let message = format!(
                    "column \"{name}\" of table \"{}\" may be NULL, and such rows have no place in the order",
                    op.table
                );
                self.report(
                    ConflictKind::Invalid,
                    message,
                    Some("follow columns without NULL".to_owned()),
                );
            }
        }
        if let Some((name, _)) = op.set.iter().find(|(name, _)| key.contains(name)) {
            let message = format!(
                "column \"{name}\" is a part of the key that the batches follow, so a row could come up twice"
            );
            self.report(
                ConflictKind::Invalid,
                message,
                Some(
                    "follow another key: .key([\"...\"]); or use one UPDATE: schema.sql(...)"
                        .to_owned(),
                ),
            );
        }
    }
}
