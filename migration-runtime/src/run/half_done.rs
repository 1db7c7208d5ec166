//! What an earlier run left half done: applied in part, or rolled back in part. It is finished before anything is built upon
//! it, or taken from under it.

use migration_core::migration::MigrationId;
use migration_core::plan::{Direction, Plan};

use super::Run;
use crate::error::{DatabaseState, Error, ErrorKind, Result};

impl Run<'_> {
    /// Refuses to go on over what was broken off: a rollback, whose migration counts as applied while half of it is gone;
    /// or, when something is to be rolled back, a migration that is half applied, whose steps would still count as done
    /// when what they were done to is gone. With the lock, so that nobody is still at it.
    pub(super) fn refuse_what_is_half_done(&self, plan: &Plan) -> Result<()> {
        if let Some((id, how_far)) = self.half_undone(plan) {
            let message = format!("the rollback of \"{id}\" was broken off: {how_far}");
            return Err(half_done(message, &id, how_far).help(
                "finish it first, by the command that was broken off, or by `rollback --step 1` if it was the last one; \
                 then run the same command again",
            ));
        }
        if plan.direction == Direction::Down
            && let Some((id, how_far)) = self.half_applied()
        {
            let message = format!("\"{id}\" is half applied: {how_far}");
            return Err(half_done(message, &id, how_far).help(
                "finish it first: `migrate`; then run the same command again. A database that holds nothing of value \
                 starts over with `fresh`",
            ));
        }
        Ok(())
    }

    /// Refuses to let a squash take the place of what is half undone, or give way to it: nobody would finish that any more.
    pub(super) fn refuse_squashes_of_what_is_half_done(&self) -> Result<()> {
        let Some((squash, open)) = self.half_undone_squash() else {
            return Ok(());
        };
        let how_far = self.partly(&open).unwrap_or_default();
        let message = format!(
            "\"{open}\" is half done: {how_far}; until it is done, the ledger cannot say anything else of \"{squash}\""
        );
        let help = "finish it with the version of the program that began it, then run the same command again";
        Err(half_done(message, &open.to_string(), how_far).help(help))
    }

    /// A migration that is applied, whose way back was begun, and which this plan does not undo; with how far it came.
    pub(super) fn half_undone(&self, plan: &Plan) -> Option<(String, String)> {
        let is_undone = |id: &MigrationId| {
            let mut planned = plan.migrations.iter();
            plan.direction == Direction::Down && planned.any(|planned| planned.id == *id)
        };
        self.half_way(Direction::Down, |id| self.is_applied(id) && !is_undone(id))
    }

    /// A migration that was begun, and is not applied; with how far it came.
    fn half_applied(&self) -> Option<(String, String)> {
        self.half_way(Direction::Up, |id| !self.is_applied(id))
    }

    fn is_applied(&self, id: &MigrationId) -> bool {
        let mut entries = self.snapshot.entries.iter();
        entries.any(|entry| entry.migration == *id)
    }

    fn half_way(
        &self,
        direction: Direction,
        is_it: impl Fn(&MigrationId) -> bool,
    ) -> Option<(String, String)> {
        let mut open = self.snapshot.open().iter();
        let open = open.find(|open| open.direction == direction && is_it(&open.migration))?;
        let how_far = self.partly(&open.migration).unwrap_or_default();
        Some((open.migration.to_string(), how_far))
    }
}

fn half_done(message: String, id: &str, how_far: String) -> Error {
    Error::new(ErrorKind::Undecided, message)
        .in_migration(id.to_owned())
        .leaving(DatabaseState::Resumable { done: how_far })
}
