//! Grants: <https://dev.mysql.com/doc/refman/8.4/en/grant.html>. To a role by its name, or to a user as `name@host`.

use super::context::{Answer, Context};
use crate::dialect::{Dialect, Statement};
use crate::operation::{Grant, Revoke};
use crate::schema::{GrantTarget, Privilege};

pub(super) fn grant(cx: &Context<'_>, op: &Grant) -> Answer<Vec<Statement>> {
    let option = if op.with_grant_option {
        " WITH GRANT OPTION"
    } else {
        ""
    };
    let sql = format!(
        "GRANT {} ON {} TO {}{option}",
        keywords(cx, &op.privileges)?,
        object(cx, &op.on)?,
        grantees(&op.to)
    );
    Ok(vec![Statement::new(sql).outside_transaction()])
}

pub(super) fn revoke(cx: &Context<'_>, op: &Revoke) -> Answer<Vec<Statement>> {
    let privileges = match op.grant_option_only {
        true => "GRANT OPTION".to_owned(),
        false => keywords(cx, &op.privileges)?,
    };
    let sql = format!(
        "REVOKE {privileges} ON {} FROM {}",
        object(cx, &op.on)?,
        grantees(&op.from)
    );
    Ok(vec![Statement::new(sql).outside_transaction()])
}

fn keywords(cx: &Context<'_>, privileges: &[Privilege]) -> Answer<String> {
    let missing =
        |privilege: &&Privilege| matches!(privilege, Privilege::Truncate | Privilege::Usage);
    if let Some(privilege) = privileges.iter().find(missing) {
        return cx.refuse(
            format!("privilege {} of its own", privilege.sql()),
            "leave it out: who may drop a table may empty it, and a schema can be used by whom something in it is \
             granted to",
        );
    }
    let words = privileges.iter().map(|privilege| privilege.sql());
    Ok(words.collect::<Vec<_>>().join(", "))
}

fn object(cx: &Context<'_>, on: &GrantTarget) -> Answer<String> {
    match on {
        GrantTarget::Table(name) | GrantTarget::Sequence(name) => cx.quote_name(name),
        GrantTarget::Schema(name) => Ok(format!("{}.*", cx.quote(name)?)),
        GrantTarget::Type(_) => cx.refuse("rights on types", "leave this out here"),
        GrantTarget::Routine(..) => cx.refuse(
            "rights on a routine without its kind",
            "use schema.sql(\"GRANT EXECUTE ON FUNCTION ...\")",
        ),
    }
}

/// `app`, or `app@localhost` as the account that it is.
fn grantees(roles: &[String]) -> String {
    let literal = |text: &str| Dialect::Mysql.string_literal(text);
    let one = |role: &String| match role.rsplit_once('@') {
        Some((user, host)) => format!("{}@{}", literal(user), literal(host)),
        None => literal(role),
    };
    roles.iter().map(one).collect::<Vec<_>>().join(", ")
}
