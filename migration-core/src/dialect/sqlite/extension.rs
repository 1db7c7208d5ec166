//! Extensions, which a connection loads and no database has.

use super::Context;
use crate::dialect::Unsupported;

pub(super) fn refuse<T>(context: &Context<'_>) -> Result<T, Unsupported> {
    Err(context.unsupported(
        "extensions in a database",
        "load it in each connection, and leave it out here: schema.sql(...).on(Postgres)",
    ))
}
