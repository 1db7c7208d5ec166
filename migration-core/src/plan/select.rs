//! Which migrations a run is about, and in which order.

/// A row of the ledger: a migration that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The order of application.
    pub id: i64,
    /// The migration's name.
    pub name: String,
    /// The batch that it was applied in.
    pub batch: i64,
}

/// Which migrations to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// Up: all that are pending.
    Pending,
    /// Down: the last batch, in reverse order of application.
    LastBatch,
    /// Down: the last n, newest first.
    Steps(usize),
    /// Down: one batch.
    Batch(i64),
    /// Down: all that were applied after this one, which stays.
    To(String),
    /// Down: all.
    All,
}
