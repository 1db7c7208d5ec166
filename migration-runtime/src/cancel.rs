//! Cancelling a run: Ctrl-C, a deadline, a shutdown.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::AbortHandle;

use crate::database::Database;
use crate::ledger::Snapshot;

/// Cancels the runs of the migrator that it came from. Cheap to clone.
///
/// Dropping a run's future does not stop the server, and a transaction that was sent whole still commits. This stops the
/// running statement from a second connection, so that the migration is rolled back and the run can say what is true.
#[derive(Debug, Clone, Default)]
pub struct CancelHandle(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    flag: Arc<AtomicBool>,
    notify: Notify,
}

impl CancelHandle {
    /// Cancels: the running migration is rolled back, no other begins, and the run ends with an error that says so.
    pub fn cancel(&self) {
        self.0.flag.store(true, Ordering::SeqCst);
        self.0.notify.notify_waiters();
    }

    /// Whether it was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.0.flag.load(Ordering::SeqCst)
    }

    pub(crate) fn flag(&self) -> Arc<AtomicBool> {
        self.0.flag.clone()
    }

    /// Waits until the runs are cancelled.
    pub async fn cancelled(&self) {
        let notified = self.0.notify.notified();
        tokio::pin!(notified);
        notified.as_mut().enable();
        if !self.is_cancelled() {
            notified.await;
        }
    }

    /// Watches for as long as the result lives, and stops what the session does when this is cancelled.
    pub(crate) fn watch(&self, database: &Database, snapshot: &Snapshot) -> Watch {
        /// A cancellation that arrives between two statements does nothing, so it is repeated.
        const AGAIN_AFTER: Duration = Duration::from_millis(300);
        let (handle, database) = (self.clone(), database.clone());
        let (session, start) = (snapshot.session, snapshot.session_start.clone());
        let task = tokio::spawn(async move {
            handle.cancelled().await;
            loop {
                // When the server cannot be reached, it cannot be told either; the run notices the same by itself.
                let _ = database.cancel_session(session, start.as_deref()).await;
                tokio::time::sleep(AGAIN_AFTER).await;
            }
        });
        Watch(task.abort_handle())
    }
}

/// Ends the watching when it is dropped.
pub(crate) struct Watch(AbortHandle);

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.abort();
    }
}
