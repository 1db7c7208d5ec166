//! Runs through a connection pooler that gives each transaction another session: what works there, and what does not.
//!
//! Each migration takes its row of the ledger in its own transaction, so two runners never run one twice. No lock is held,
//! since it would stay behind with a session of the pooler's.

use migration_core::Location;
use migration_core::plan::{Plan, PlannedBody, PlannedMigration, Stage};

use super::Run;
use crate::database::Database;
use crate::error::{DatabaseState, Error, ErrorKind, Result};

/// Says what to do about it.
const HELP: &str =
    "name the server itself, past the pooler: --url, or MIGRATORY_DIRECT_URL beside DATABASE_URL";

impl Run<'_> {
    /// Whether a pooler is in between; told, if so.
    pub(super) async fn is_pooled(&mut self) -> bool {
        let is_pooled = self.database.look_for_a_pooler().await;
        if is_pooled && !self.pooler_is_told {
            self.pooler_is_told = true;
            self.settings.observer.notice(
                "a connection pooler is between here and the server: no lock is held, the ledger alone keeps a migration \
                 from running twice",
            );
        }
        is_pooled
    }

    /// Refuses, before anything is done, what must not be cut off from its session: a statement outside of a transaction
    /// may outlive its run, and nothing tells then whether it is still running.
    pub(super) async fn refuse_through_a_pooler(&self, plan: &Plan) -> Result<()> {
        if !self.database.look_for_a_pooler().await {
            return Ok(());
        }
        refuse_a_place(self.database)?;
        let mut found = plan.migrations.iter().filter_map(outside);
        let Some((planned, sql, at)) = found.next() else {
            return Ok(());
        };
        let what = match sql {
            Some(sql) => format!("a statement that runs outside of a transaction: {sql}"),
            None => "SQL that runs outside of a transaction".to_owned(),
        };
        let message =
            format!("a connection pooler is between here and the server, and this has {what}");
        let entry = self.history().get(&planned.id);
        let at = at.or_else(|| entry.and_then(|entry| entry.at));
        Err(Error::new(ErrorKind::Plan, message)
            .in_migration(planned.id.to_string())
            .or_at(at)
            .leaving(DatabaseState::Untouched)
            .help(HELP))
    }
}

/// The first statement of a migration that runs outside of a transaction; without its text, if it is a script.
fn outside(
    planned: &PlannedMigration,
) -> Option<(&PlannedMigration, Option<&str>, Option<Location>)> {
    match &planned.body {
        PlannedBody::Script(script) => (!script.in_transaction()).then_some((planned, None, None)),
        PlannedBody::Staged(stages) => stages.iter().find_map(|stage| match stage {
            Stage::Step(step) if !step.transactional => {
                let statement = step.statements.first()?;
                let sql = statement.statement.sql.as_str();
                Some((planned, Some(sql), Some(statement.at)))
            }
            Stage::Step(_) | Stage::Backfill(_) => None,
        }),
        PlannedBody::Steps(_) | PlannedBody::Data { .. } => None,
    }
}

/// A connection that was put into a schema has another session, in no schema, a transaction later.
pub(super) fn refuse_a_place(database: &Database) -> Result<()> {
    if !(database.is_placed() && database.is_pooled()) {
        return Ok(());
    }
    let message = "through a connection pooler no connection can be put into a schema";
    Err(Error::new(ErrorKind::Plan, message)
        .leaving(DatabaseState::Untouched)
        .help(HELP))
}
