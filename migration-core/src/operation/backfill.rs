//! Payload of a backfill: rows that are changed in batches, outside of the migration's transaction.

use std::time::Duration;

use crate::schema::{DefaultValue, Expression, ObjectName, SchemaState};

/// How many rows a batch has unless said.
pub const DEFAULT_BATCH_SIZE: u64 = 1_000;

/// See [`Operation::Backfill`](super::Operation::Backfill).
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Backfill {
    /// The table.
    pub table: ObjectName,
    /// The columns that are set, and to what.
    pub set: Vec<(String, DefaultValue)>,
    /// Which rows; all without it.
    pub filter: Option<Expression>,
    /// The unique columns that the batches follow; the primary key unless said.
    pub key: Option<Vec<String>>,
    /// How many rows a batch has; the first one, when a target duration changes it.
    pub batch_size: u64,
    /// How long to rest between two batches.
    pub pause: Duration,
    /// How long a batch should take: its size is changed to reach that.
    pub target_duration: Option<Duration>,
    /// Whether the values may stay when it is rolled back.
    pub keep_on_rollback: bool,
}

impl Backfill {
    /// A backfill of a table that sets nothing yet.
    pub fn of(table: ObjectName) -> Self {
        Self {
            table,
            set: Vec::new(),
            filter: None,
            key: None,
            batch_size: DEFAULT_BATCH_SIZE,
            pause: Duration::ZERO,
            target_duration: None,
            keep_on_rollback: false,
        }
    }

    /// The columns that the batches follow, as far as the state knows them.
    pub fn key_columns<'a>(&'a self, before: &'a SchemaState) -> Option<&'a [String]> {
        match &self.key {
            Some(key) => Some(key),
            None => {
                let table = before.table(&self.table)?;
                table.primary_key.as_ref().map(|key| key.columns.as_slice())
            }
        }
    }
}
