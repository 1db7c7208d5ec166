//! Chosen migrations -> plan.

use super::{Applied, Plan, PlannedStatement, Selection};
use crate::Error;
use crate::dialect::Target;
use crate::operation::Recorded;
use crate::registry::History;
use crate::schema::SchemaState;

/// The plan for a selection of a history, given what the ledger says was applied, in order of id.
///
/// # Errors
///
/// Everything that is wrong with the history, the ledger, the selection, or with what the database can do; all problems
/// of one kind at once.
pub fn compile(
    _history: &History,
    _applied: &[Applied],
    _selection: &Selection,
    _target: &Target,
) -> Result<Plan, Error> {
    todo!()
}

/// Applies recorded operations to `state` and lowers each: what a data migration's `db.schema()` does.
///
/// # Errors
///
/// Operations that cannot be applied, or that the database cannot do.
pub fn lower_recorded(
    _migration: &str,
    _recorded: &[Recorded],
    _state: &mut SchemaState,
    _target: &Target,
) -> Result<Vec<PlannedStatement>, Error> {
    todo!()
}
