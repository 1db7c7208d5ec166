//! Policies: <https://www.postgresql.org/docs/current/sql-createpolicy.html>.

use super::{Lowered, PG, parenthesised, word};
use crate::dialect::{LockLevel, ProbeObject, Statement, Target, Unsupported};
use crate::schema::{Object, Policy, PolicyCommand};

pub(super) fn create(policy: &Policy, target: &Target) -> Result<Statement, Unsupported> {
    let mut sql = format!(
        "CREATE POLICY {} ON {}{}",
        PG.quote(&policy.name),
        PG.quote_name(&policy.table),
        word(policy.restrictive, " AS RESTRICTIVE"),
    );
    if policy.command != PolicyCommand::All {
        sql += &format!(" FOR {}", policy.command.sql());
    }
    if !policy.roles.is_empty() {
        sql += &format!(" TO {}", roles(policy));
    }
    sql += &rules(policy, target)?;
    let probe = ProbeObject::Object(Object::Policy(policy.clone()).id());
    let statement = Statement::new(sql).locks(&policy.table, LockLevel::AccessExclusive);
    Ok(statement.creates(probe))
}

/// Roles and rules can be altered; what it is for cannot.
pub(super) fn alter(from: Option<&Policy>, to: &Policy, target: &Target) -> Lowered {
    let same_kind = from.is_some_and(|from| {
        from.command == to.command
            && from.restrictive == to.restrictive
            && from.using.is_some() == to.using.is_some()
            && from.check.is_some() == to.check.is_some()
    });
    let (name, table) = (PG.quote(&to.name), PG.quote_name(&to.table));
    if !same_kind {
        let drop = Statement::new(format!("DROP POLICY {name} ON {table}"))
            .locks(&to.table, LockLevel::AccessExclusive);
        return Ok(vec![drop, create(to, target)?]);
    }
    let sql = format!(
        "ALTER POLICY {name} ON {table} TO {}{}",
        roles(to),
        rules(to, target)?
    );
    let statement = Statement::new(sql).locks(&to.table, LockLevel::AccessExclusive);
    Ok(vec![statement])
}

/// Everybody is `PUBLIC`, which is a word and no name.
fn roles(policy: &Policy) -> String {
    match policy.roles.is_empty() {
        true => "PUBLIC".to_owned(),
        false => role_list(&policy.roles),
    }
}

/// Roles in quotes, but for the words that stand for some.
pub(super) fn role_list(roles: &[String]) -> String {
    let one = |role: &String| match role.as_str() {
        "PUBLIC" | "CURRENT_USER" | "CURRENT_ROLE" | "SESSION_USER" => role.clone(),
        role => PG.quote(role),
    };
    roles.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn rules(policy: &Policy, target: &Target) -> Result<String, Unsupported> {
    let mut sql = String::new();
    if let Some(using) = &policy.using {
        sql += &format!(" USING {}", parenthesised(using, target)?);
    }
    if let Some(check) = &policy.check {
        sql += &format!(" WITH CHECK {}", parenthesised(check, target)?);
    }
    Ok(sql)
}
