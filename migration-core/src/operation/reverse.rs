//! reverse
use super::Operation;
use crate::schema::SchemaState;
/// Why an operation cannot be reversed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Irreversible {
    pub reason: String,
}
impl Operation {
    /// The operations that undo this one, given the state before it.
    pub fn reverse(&self, _before: &SchemaState) -> Result<Vec<Operation>, Irreversible> {
        todo!()
    }
}
