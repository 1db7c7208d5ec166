//! The options of a migrator.

use std::time::Duration;

use migration_core::migration::Phase;
use migration_core::plan::{Order, Selection, Verdict};

use super::Migrator;
use crate::error::{DatabaseState, Error, ErrorKind, Result};

impl Migrator {
    /// How long to wait for another runner; five minutes unless said.
    #[must_use]
    pub fn lock_wait(mut self, wait: Duration) -> Self {
        self.settings.limits.lock_wait = wait;
        self
    }

    /// How long the lock stays a run's that is not heard of any more, on a Galera cluster; thirty seconds unless said, and at
    /// least one. A run moves the end on three times in that time. Another one takes the lock when the time is over and a
    /// third of it more; a run that was stopped for so long, and goes on, is refused whatever it writes. Elsewhere the lock
    /// is gone with the connection.
    #[must_use]
    pub fn lease(mut self, lease: Duration) -> Self {
        self.settings.limits.lease = lease.max(Duration::from_secs(1));
        self
    }

    /// How long a statement may wait for locks that sessions of others hold; three seconds unless said. A migration that
    /// waits longer is rolled back, so that others need not queue behind it, and tried again: see
    /// [`retries`](Self::retries). What builds an index concurrently blocks nobody, and waits as long as it must.
    ///
    /// On PostgreSQL `lock_timeout`
    /// (<https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT>), on MySQL
    /// `lock_wait_timeout` and `innodb_lock_wait_timeout`, in whole seconds.
    #[must_use]
    pub fn lock_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.settings.limits.lock_timeout = timeout.into();
        self
    }

    /// How long a statement of a migration may take; as long as it must unless said, whatever the role or the database
    /// says otherwise (PostgreSQL).
    #[must_use]
    pub fn statement_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.settings.limits.statement_timeout = timeout.into();
        self
    }

    /// How often a migration that did not get its locks, or met a deadlock, is tried again; ten times unless said. The
    /// pauses between grow to ten seconds.
    #[must_use]
    pub fn retries(mut self, retries: u32) -> Self {
        self.settings.limits.retries = retries;
        self
    }

    /// Only migrations of one phase are applied; both unless said. Rolling back knows no phases: it undoes what was applied
    /// last.
    #[must_use]
    pub fn phase(mut self, phase: Phase) -> Self {
        self.settings.phase = Some(phase);
        self
    }

    /// Whatever undoes a migration is refused: [`rollback`](Self::rollback) and its siblings, [`reset`](Self::reset),
    /// [`refresh`](Self::refresh), [`fresh`](Self::fresh).
    #[must_use]
    pub fn forward_only(mut self) -> Self {
        self.settings.forward_only = true;
        self
    }

    /// What to do about migrations that are to run after one that comes later by name; unless said, they run, but for those
    /// that touch what the later one touches as well.
    #[must_use]
    pub fn order(mut self, order: Order) -> Self {
        self.settings.policy.order = order;
        self
    }

    /// What to do when a migration was edited after it was applied; it is refused unless said.
    #[must_use]
    pub fn on_edited(mut self, verdict: Verdict) -> Self {
        self.settings.policy.edited = verdict;
        self
    }

    /// What to do when a migration was applied and is not in the code, which has later ones; it is refused unless said.
    #[must_use]
    pub fn on_missing(mut self, verdict: Verdict) -> Self {
        self.settings.policy.missing = verdict;
        self
    }

    /// What to do when migrations were applied by newer code; they are allowed unless said.
    #[must_use]
    pub fn on_newer(mut self, verdict: Verdict) -> Self {
        self.settings.policy.newer = verdict;
        self
    }

    /// Whether to migrate a database that has tables but no ledger, as it is.
    #[must_use]
    pub fn allow_existing(mut self, allow: bool) -> Self {
        self.settings.allow_existing = allow;
        self
    }

    /// What undoes migrations or drops what there is may do so in a database that is stamped with this environment, which is
    /// production. Without it, [`rollback`](Self::rollback) and its siblings, [`reset`](Self::reset),
    /// [`refresh`](Self::refresh) and [`fresh`](Self::fresh) are refused there.
    #[must_use]
    pub fn allow_environment(mut self, name: impl Into<String>) -> Self {
        self.settings.allow_environment = Some(name.into());
        self
    }

    pub(super) fn pending_selection(&self) -> Selection {
        match self.settings.phase {
            Some(phase) => Selection::PendingOf(phase),
            None => Selection::Pending,
        }
    }

    pub(super) fn refuse_backward(&self) -> Result<()> {
        if !self.settings.forward_only {
            return Ok(());
        }
        let message = "this program goes forward only: nothing that was applied is undone";
        Err(Error::new(ErrorKind::Refused, message)
            .leaving(DatabaseState::Untouched)
            .help("write a new migration that undoes it"))
    }
}
