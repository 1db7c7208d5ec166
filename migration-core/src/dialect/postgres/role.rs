//! Roles: <https://www.postgresql.org/docs/current/sql-createrole.html>.

use super::{Lowered, PG, word};
use crate::dialect::Statement;
use crate::operation::CreateObject;
use crate::schema::Role;

/// There is no IF NOT EXISTS for roles; a block that looks first does the same.
pub(super) fn create(role: &Role, op: &CreateObject) -> Statement {
    let mut sql = format!(
        "CREATE ROLE {}{}",
        PG.quote(&role.name),
        word(role.login, " LOGIN")
    );
    if !role.member_of.is_empty() {
        sql += &format!(" IN ROLE {}", PG.quote_list(&role.member_of));
    }
    if !(op.if_not_exists || op.or_replace) {
        return Statement::new(sql);
    }
    let body = format!(
        "BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {}) THEN {sql}; END IF; END",
        PG.string_literal(&role.name)
    );
    Statement::new(format!("DO {}", PG.string_literal(&body)))
}

pub(super) fn alter(from: Option<&Role>, to: &Role) -> Lowered {
    let name = PG.quote(&to.name);
    let mut statements = Vec::new();
    if from.is_none_or(|from| from.login != to.login) {
        let login = if to.login { "LOGIN" } else { "NOLOGIN" };
        statements.push(Statement::new(format!("ALTER ROLE {name} {login}")));
    }
    let was: &[String] = from.map_or(&[], |from| &from.member_of);
    for group in was.iter().filter(|group| !to.member_of.contains(group)) {
        let sql = format!("REVOKE {} FROM {name}", PG.quote(group));
        statements.push(Statement::new(sql));
    }
    for group in to.member_of.iter().filter(|group| !was.contains(group)) {
        let sql = format!("GRANT {} TO {name}", PG.quote(group));
        statements.push(Statement::new(sql));
    }
    Ok(statements)
}
