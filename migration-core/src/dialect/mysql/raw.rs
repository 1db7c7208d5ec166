//! Raw SQL.

use super::context::{Answer, Context};
use crate::dialect::{Dialect, Statement};
use crate::operation::RawSql;

/// The text as it is. It may hold DDL, which commits, so it never counts as transactional.
pub(super) fn run(_cx: &Context<'_>, op: &RawSql) -> Answer<Vec<Statement>> {
    if op.runs_on(Dialect::Mysql) {
        Ok(vec![Statement::of_raw(op).outside_transaction()])
    } else {
        Ok(Vec::new())
    }
}
