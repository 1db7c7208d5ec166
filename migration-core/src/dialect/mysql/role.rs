//! Roles: <https://dev.mysql.com/doc/refman/8.4/en/roles.html>. None can log in.

use super::context::{Answer, Context};
use crate::dialect::Statement;
use crate::operation::CreateObject;
use crate::schema::{Object, Role};

pub(super) fn create(cx: &Context<'_>, role: &Role, op: &CreateObject) -> Answer<Vec<Statement>> {
    no_login(cx, role)?;
    let if_not_exists = match op.if_not_exists || op.or_replace {
        true => "IF NOT EXISTS ",
        false => "",
    };
    let name = cx.quote(&role.name)?;
    let mut statements = vec![Statement::new(format!("CREATE ROLE {if_not_exists}{name}"))];
    for group in &role.member_of {
        let sql = format!("GRANT {} TO {name}", cx.quote(group)?);
        statements.push(Statement::new(sql));
    }
    Ok(statements)
}

pub(super) fn alter(cx: &Context<'_>, to: &Role) -> Answer<Vec<Statement>> {
    no_login(cx, to)?;
    let known = cx.before.object(&Object::Role(to.clone()).id());
    let was: &[String] = match known {
        Some(Object::Role(from)) => &from.member_of,
        _ => &[],
    };
    let name = cx.quote(&to.name)?;
    let mut statements = Vec::new();
    for group in was.iter().filter(|group| !to.member_of.contains(group)) {
        let sql = format!("REVOKE {} FROM {name}", cx.quote(group)?);
        statements.push(Statement::new(sql).outside_transaction());
    }
    for group in to.member_of.iter().filter(|group| !was.contains(group)) {
        let sql = format!("GRANT {} TO {name}", cx.quote(group)?);
        statements.push(Statement::new(sql).outside_transaction());
    }
    Ok(statements)
}

fn no_login(cx: &Context<'_>, role: &Role) -> Answer<()> {
    if role.login {
        return cx.refuse(
            "roles that log in",
            "create a user with its password on the server, and grant it the role",
        );
    }
    Ok(())
}
