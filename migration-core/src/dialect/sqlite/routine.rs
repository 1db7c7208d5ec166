//! Functions and procedures, which there are none of in SQL: a program gives SQLite functions of its own
//! (<https://www.sqlite.org/appfunc.html>).

use super::{Context, object};
use crate::dialect::{Dialect, Statement, Unsupported};
use crate::schema::Routine;

/// A routine for other databases is nothing here.
pub(super) fn nothing(
    routine: &Routine,
    context: &Context<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    match routine.is_on(Dialect::Sqlite) {
        true => object::refuse(routine.kind(), context),
        false => Ok(Vec::new()),
    }
}
