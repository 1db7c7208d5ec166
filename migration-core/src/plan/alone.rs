//! One migration by itself, after all that come before it.

use super::{Applied, PlannedMigration, planned};
use crate::Error;
use crate::dialect::Target;
use crate::migration::MigrationId;
use crate::registry::History;

/// One migration as it would run after all that come before it by name.
///
/// # Errors
///
/// It cannot be applied after these, or is not in the history.
pub fn alone(
    history: &History,
    migration: &MigrationId,
    target: &Target,
) -> Result<PlannedMigration, Error> {
    let before = history.entries().iter();
    let before = before.take_while(|entry| entry.id != *migration);
    let before: Vec<Applied> = (1..)
        .zip(before)
        .map(|(id, entry)| Applied {
            migration: entry.id.clone(),
            ..Applied::new(id, "", 1)
        })
        .collect();
    planned(history, &before, migration, target)
}
