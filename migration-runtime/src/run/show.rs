//! One migration in full.

use migration_core::plan;

use super::Run;
use super::edited::diff;
use super::names::the_one;
use crate::error::Result;
use crate::ledger;
use crate::migrator::Shown;

impl Run<'_> {
    pub(crate) async fn show(&mut self, name: &str) -> Result<Shown> {
        let statuses = self.statuses()?;
        let ids: Vec<_> = statuses.iter().map(|status| status.id()).collect();
        let id = the_one(ids.iter(), name)?.clone();
        let at = ids
            .iter()
            .position(|other| *other == id)
            .unwrap_or_default();
        let status = statuses[at].clone();
        let is_applied = (self.snapshot.entries.iter()).any(|entry| entry.migration == id);
        let (applied_sql, applied_down_sql) = match is_applied {
            true => {
                let ledger = self.snapshot.ledger.clone();
                ledger.sql_of(&mut self.connection, &id).await?
            }
            false => (None, None),
        };
        let applied: Vec<_> = (self.snapshot.entries.iter())
            .take_while(|entry| entry.migration != id)
            .map(ledger::Entry::to_applied)
            .collect();
        let now = match self.history().get(&id) {
            Some(_) => plan::planned(self.history(), &applied, &id, &self.snapshot.target).ok(),
            None => None,
        };
        let sql = now.as_ref().and_then(|now| now.sql(usize::MAX));
        let diff = match (&applied_sql, &sql) {
            (Some(before), Some(now)) if before != now => Some(diff(before, now)),
            _ => None,
        };
        Ok(Shown {
            status,
            applied_sql,
            applied_down_sql,
            sql,
            down_sql: now.and_then(|now| now.down_sql),
            diff,
        })
    }
}
