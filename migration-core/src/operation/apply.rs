//! apply
use super::Operation;
use crate::schema::SchemaState;
/// Why an operation cannot be applied to a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {}
/// kinds
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConflictKind {}
impl SchemaState {
    /// Applies an operation; on error nothing is changed.
    pub fn apply(&mut self, _operation: &Operation) -> Result<(), Vec<Conflict>> {
        todo!()
    }
}
