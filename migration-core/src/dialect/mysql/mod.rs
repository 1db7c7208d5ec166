//! Lowering for this database: see the files beside this one.

use super::{Statement, Target, Unsupported};
use crate::operation::Operation;
use crate::schema::SchemaState;

pub(super) fn lower(
    _operation: &Operation,
    _before: &SchemaState,
    target: &Target,
) -> Result<Vec<Statement>, Unsupported> {
    Err(target.unsupported("anything", "wait"))
}

pub(super) fn canonical(state: &SchemaState, _target: &Target) -> SchemaState {
    state.clone()
}
