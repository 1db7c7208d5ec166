//! Grants: <https://www.postgresql.org/docs/current/sql-grant.html>.

use super::{Lowered, PG, policy::role_list, word};
use crate::dialect::{LockLevel, Statement, Target};
use crate::operation::{Grant, Revoke};
use crate::schema::{GrantTarget, ObjectName, Privilege, Privileges};

pub(super) fn grant(op: &Grant, target: &Target) -> Lowered {
    check(&op.privileges, &op.on, target)?;
    if op.with_grant_option && op.to.iter().any(|role| role == "PUBLIC") {
        return Err(target.unsupported(
            "grant option for everybody",
            "name the roles that may grant it to others",
        ));
    }
    Ok(vec![Statement::new(format!(
        "GRANT {} ON {} TO {}{}",
        keywords(&op.privileges),
        object(&op.on),
        role_list(&op.to),
        word(op.with_grant_option, " WITH GRANT OPTION"),
    ))])
}

pub(super) fn revoke(op: &Revoke, target: &Target) -> Lowered {
    check(&op.privileges, &op.on, target)?;
    Ok(vec![Statement::new(format!(
        "REVOKE {}{} ON {} FROM {}",
        word(op.grant_option_only, "GRANT OPTION FOR "),
        keywords(&op.privileges),
        object(&op.on),
        role_list(&op.from),
    ))])
}

/// What was granted on an object that had to be made anew.
pub(super) fn again(on: &GrantTarget, role: &str, privileges: &Privileges) -> Vec<Statement> {
    let mut statements = Vec::new();
    for option in [false, true] {
        let of_them = privileges.iter().filter(|(_, with)| **with == option);
        let of_them: Vec<Privilege> = of_them.map(|(privilege, _)| *privilege).collect();
        if !of_them.is_empty() {
            statements.push(Statement::new(format!(
                "GRANT {} ON {} TO {}{}",
                keywords(&of_them),
                object(on),
                role_list(&[role.to_owned()]),
                word(option, " WITH GRANT OPTION"),
            )));
        }
    }
    statements
}

fn check(
    privileges: &[Privilege],
    on: &GrantTarget,
    target: &Target,
) -> Result<(), crate::dialect::Unsupported> {
    let known = |privilege: &&Privilege| {
        **privilege == Privilege::All || on.privileges().contains(privilege)
    };
    match privileges.iter().find(|privilege| !known(privilege)) {
        None => Ok(()),
        Some(wrong) => {
            let there: Vec<&str> = on.privileges().iter().map(|it| it.sql()).collect();
            Err(target.unsupported(
                format!("privilege {} on {on}", wrong.sql()),
                format!("choose from {}", there.join(", ")),
            ))
        }
    }
}

fn keywords(privileges: &[Privilege]) -> String {
    let words = privileges.iter().map(|privilege| privilege.sql());
    words.collect::<Vec<_>>().join(", ")
}

fn object(on: &GrantTarget) -> String {
    match on {
        GrantTarget::Table(name) => PG.quote_name(name),
        GrantTarget::Sequence(name) => format!("SEQUENCE {}", PG.quote_name(name)),
        GrantTarget::Schema(name) => format!("SCHEMA {}", PG.quote(name)),
        GrantTarget::Type(name) => format!("TYPE {}", PG.quote_name(name)),
        GrantTarget::Routine(name, arguments) => {
            format!("ROUTINE {}({arguments})", PG.quote_name(name))
        }
    }
}

/// Row-level security of a table: only what differs is said.
pub(super) fn row_security(
    table: &ObjectName,
    from: crate::schema::RowSecurity,
    to: crate::schema::RowSecurity,
) -> Option<Statement> {
    let mut clauses = Vec::new();
    if from.enabled != to.enabled {
        clauses.push(match to.enabled {
            true => "ENABLE ROW LEVEL SECURITY",
            false => "DISABLE ROW LEVEL SECURITY",
        });
    }
    if from.forced != to.forced {
        clauses.push(match to.forced {
            true => "FORCE ROW LEVEL SECURITY",
            false => "NO FORCE ROW LEVEL SECURITY",
        });
    }
    let sql = format!(
        "ALTER TABLE {} {}",
        PG.quote_name(table),
        clauses.join(", ")
    );
    let statement = Statement::new(sql).locks(table, LockLevel::AccessExclusive);
    (!clauses.is_empty()).then_some(statement)
}
