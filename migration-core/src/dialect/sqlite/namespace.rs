//! Schemas, which are other files here.

use super::Context;
use crate::dialect::Unsupported;

pub(super) fn refuse<T>(context: &Context<'_>) -> Result<T, Unsupported> {
    Err(context.unsupported(
        "schemas in a database",
        "put the schema into the names of its tables (\"audit_events\")",
    ))
}
