//! What is refused before anything is run: tables of somebody else's, and a database that can only be read.

use migration_core::plan::Direction;

use super::Run;
use crate::error::{DatabaseState, Error, ErrorKind, Result};

impl Run<'_> {
    /// Tables that were there before migratory are somebody's; they are not taken over by accident.
    pub(super) async fn refuse_what_is_not_ours(&mut self, direction: Direction) -> Result<()> {
        let ours = self.snapshot.exists || !self.snapshot.occupied || self.settings.allow_existing;
        if ours || direction == Direction::Down {
            return Ok(());
        }
        let others = self.migrated_by_others().await;
        let made_by = match &others {
            Some(others) => format!("it was migrated by {others}"),
            None => "it was not made by these migrations".to_owned(),
        };
        let message = format!(
            "the database has tables, but no ledger {}: {made_by}",
            self.snapshot.ledger.name
        );
        let take_over = match others {
            Some(_) => "take over what it has applied: adopt; or ",
            None => "",
        };
        Err(Error::new(ErrorKind::Ledger, message)
        .leaving(DatabaseState::Untouched)
        .help(format!(
            "{take_over}if the tables are what the migrations would make, mark those as applied: baseline; name the ledger if it is \
             called otherwise: --table NAME, in code .table(\"...\"); or migrate beside the tables that are there: \
             --allow-existing, in code .allow_existing(true)",
        )))
    }

    /// Nothing is tried where nothing can be written.
    pub(super) fn refuse_read_only(&self) -> Result<()> {
        let Some(reason) = &self.snapshot.read_only else {
            return Ok(());
        };
        let message = format!("nothing can be written to this database: {reason}");
        Err(Error::new(ErrorKind::ReadOnly, message)
            .leaving(DatabaseState::Untouched)
            .help(
                "use the URL of the primary; where several hosts may be it, it is the one that libpq finds by \
                 target_session_attrs=read-write, and that answers false to SELECT pg_is_in_recovery()",
            ))
    }
}
