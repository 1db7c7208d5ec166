//! Rights, which a file's own permissions are here.

use super::Context;
use crate::dialect::{Statement, Unsupported};

pub(super) fn refuse(context: &Context<'_>) -> Result<Vec<Statement>, Unsupported> {
    Err(context.unsupported(
        "rights to grant or revoke",
        "let the file's own permissions decide, and leave this out here",
    ))
}
