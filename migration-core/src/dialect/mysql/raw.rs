//! Raw SQL.

use super::context::{Answer, Context};
use crate::dialect::{Dialect, Statement};
use crate::operation::RawSql;
use crate::schema::words;

/// The text as it is. It may hold DDL, which commits, so it counts as transactional only if it is one statement about rows.
pub(super) fn run(_cx: &Context<'_>, op: &RawSql) -> Answer<Vec<Statement>> {
    if !op.runs_on(Dialect::Mysql) {
        return Ok(Vec::new());
    }
    let statement = Statement::of_raw(op);
    Ok(vec![match is_about_rows(&op.sql) {
        true => statement,
        false => statement.outside_transaction(),
    }])
}

/// Whether a text is one statement that reads or writes rows, which nothing that it calls can commit
/// (<https://dev.mysql.com/doc/refman/8.4/en/stored-program-restrictions.html>).
fn is_about_rows(sql: &str) -> bool {
    const ABOUT_ROWS: [&str; 5] = ["SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE"];
    let is_one = !sql.trim().trim_end_matches(';').contains(';');
    let first = words(sql).next().map(|word| word.text.to_uppercase());
    is_one && first.is_some_and(|word| ABOUT_ROWS.contains(&word.as_str()))
}
