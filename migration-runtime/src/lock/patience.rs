//! The waiting for a lock that another runner has.

use std::time::{Duration, Instant};

use super::{Asker, with_jitter};
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::ledger::Ledger;
use crate::observer::Waiting;

/// The longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_millis(500);
/// How often a waiter says that it waits.
const SAY_EVERY: Duration = Duration::from_secs(5);
/// A session that has just ended may hold the lock for a moment longer; that is not worth saying.
const SAY_AFTER: Duration = Duration::from_millis(500);

/// How long it has been waited, and what was said of it.
pub(super) struct Patience<'a> {
    asker: Asker<'a>,
    began: Instant,
    pause: Duration,
    said: Option<Instant>,
}

impl<'a> Patience<'a> {
    pub(super) fn new(asker: Asker<'a>) -> Self {
        Self {
            asker,
            began: Instant::now(),
            pause: Duration::from_millis(20),
            said: None,
        }
    }

    /// Whether it is time to find out who has the lock.
    pub(super) fn is_to_say(&self) -> bool {
        let waited = self.began.elapsed();
        let due = self
            .said
            .map_or(waited >= SAY_AFTER, |at| at.elapsed() >= SAY_EVERY);
        due || waited >= self.asker.limits.lock_wait
    }

    /// Says who has the lock, if that was found out, and pauses before the next attempt. Fails when it has been waited for
    /// long enough.
    pub(super) async fn pause(&mut self, holder: Option<String>) -> Result<()> {
        let waited = self.began.elapsed();
        let wait = self.asker.limits.lock_wait;
        if let Some(holder) = holder {
            if waited >= wait {
                return Err(held(&holder, waited, self.asker.ledger));
            }
            self.asker.observer.waiting(&Waiting { holder, waited });
            self.said = Some(Instant::now());
        }
        tokio::select! {
            () = tokio::time::sleep(with_jitter(self.pause).min(wait.saturating_sub(waited))) => {}
            () = self.asker.cancel.cancelled() => {
                return Err(Error::new(ErrorKind::Cancelled, "cancelled while waiting for the lock")
                    .leaving(DatabaseState::Untouched)
                    .help("run the same command again"));
            }
        }
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        Ok(())
    }
}

fn held(holder: &str, waited: Duration, ledger: &Ledger) -> Error {
    Error::new(
        ErrorKind::Locked,
        format!(
            "another runner has held the lock of the ledger {} for the {} s that this one waited: {holder}",
            ledger.name,
            waited.as_secs()
        ),
    )
    .leaving(DatabaseState::Untouched)
    .help("run the same command again when that one is done, or wait longer: --lock-wait SECONDS, in code .lock_wait(...)")
}
