//! The user's own SQL.

use super::PG;
use crate::dialect::Statement;
use crate::operation::RawSql;

/// The text as it is; nothing when it is for other databases. Nothing is known of what it does.
pub(super) fn run(op: &RawSql) -> Vec<Statement> {
    if op.runs_on(PG) {
        vec![Statement::of_raw(op)]
    } else {
        Vec::new()
    }
}
