//! The user's own SQL.

use crate::dialect::{Dialect, Statement};
use crate::operation::RawSql;

/// As it is; nothing when it is for other databases.
pub(super) fn lower(op: &RawSql) -> Vec<Statement> {
    if op.runs_on(Dialect::Sqlite) {
        vec![Statement::of_raw(op)]
    } else {
        Vec::new()
    }
}
