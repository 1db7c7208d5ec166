//! A database in which tests run one after the other.

use std::sync::Arc;
use std::time::Duration;

use super::pool::{Held, Opened, Pool};

/// A worker that this process has.
pub(super) struct Worker {
    /// Which one, where they are numbered.
    pub(super) number: Option<u32>,
    /// Of the database, or the schema.
    pub(super) name: String,
    /// The URL of the database.
    pub(super) url: String,
    /// What the test gets.
    pub(super) pool: Pool,
    /// What has the lock, if it is not the pool's only connection.
    pub(super) keeper: Option<Held>,
    /// The query that says what has changed.
    pub(super) check: Arc<str>,
    /// Whether it is known to be as the template is, when it was taken.
    pub(super) is_clean: bool,
    /// Whether its connection has had a transaction of a test.
    pub(super) has_begun: bool,
    /// How many connections its pool has opened.
    pub(super) opened: Opened,
    /// Whether triggers can be left out when it is brought back (PostgreSQL).
    pub(super) is_replica: bool,
}

/// What became of taking a worker.
pub(super) enum Taking {
    Taken(Worker),
    /// Another process has it.
    Busy,
    /// There is none of this number yet.
    Missing,
}

/// How long a test's connections may take to come back to their pool.
const REST: Duration = Duration::from_secs(2);

impl Worker {
    /// Whether all connections are back, after a moment.
    pub(super) async fn is_at_rest(&self) -> bool {
        self.pool.rest(Duration::from_millis(200)).await
    }

    /// Gives it up, with its lock.
    pub(super) async fn close(self) {
        // What a test has hidden somewhere goes with the process.
        let _ = tokio::time::timeout(REST, self.pool.close()).await;
        if let Some(keeper) = self.keeper {
            keeper.close().await;
        }
    }
}
