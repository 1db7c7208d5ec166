//! What it means that something was refused because the lease of the lock is another's (a Galera cluster,
//! `lock/lease.rs`). The server says no more than that a key is there twice, or that there was a deadlock, so it is asked.

use migration_core::plan::PlannedMigration;

use super::Executor;
use crate::error::{DatabaseState, Error, ErrorKind, Result};

impl Executor<'_> {
    /// An error as it is, or that the lease was lost, if it was.
    pub(crate) async fn as_the_lease_tells(&mut self, error: Error) -> Error {
        match self.connection.lost_to().await {
            Some(to) => {
                let lost = lost(&to);
                let error = match error.database_state() {
                    // What failed is to write down that something is done.
                    Some(DatabaseState::Unknown) => error.leaving(DatabaseState::Resumable {
                        done: "what ran last may be done, and who has the lock looks it up"
                            .to_owned(),
                    }),
                    _ => error,
                };
                error.of_kind(lost.kind()).saying(lost.message()).help(HELP)
            }
            None => error,
        }
    }

    /// Fails when the lease was lost, so that what was refused was not taken by who looks as if he were faster.
    pub(super) async fn still_holds_the_lease(&mut self, planned: &PlannedMigration) -> Result<()> {
        match self.connection.lost_to().await {
            Some(to) => Err(lost(&to)
                .in_migration(planned.id.to_string())
                .leaving(DatabaseState::RolledBack)
                .help(HELP)),
            None => Ok(()),
        }
    }
}

const HELP: &str =
    "look at `status`, then run the same command again: what is left is run, if anything is";

fn lost(to: &str) -> Error {
    let message = format!(
        "this run was not heard of for longer than its lease of the lock, so another one took it, and this one may write \
         nothing more; {to}"
    );
    Error::new(ErrorKind::Locked, message)
}
