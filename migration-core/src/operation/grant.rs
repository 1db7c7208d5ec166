//! Grants: payloads, and what each function over operations says of them.

use std::collections::BTreeMap;

use super::Operation;
use super::apply::ConflictKind;
use super::check::Checker;
use super::reverse::Reversed;
use crate::schema::{GrantTarget, ObjectName, Privilege, Privileges, SchemaState};

/// See [`Operation::Grant`](super::Operation::Grant).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Grant {
    /// What may be done.
    pub privileges: Vec<Privilege>,
    /// With what.
    pub on: GrantTarget,
    /// By whom; `PUBLIC` is everybody (PostgreSQL).
    pub to: Vec<String>,
    /// Whether they may grant it to others.
    pub with_grant_option: bool,
}

/// See [`Operation::Revoke`](super::Operation::Revoke).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Revoke {
    /// What may no longer be done.
    pub privileges: Vec<Privilege>,
    /// With what.
    pub on: GrantTarget,
    /// By whom.
    pub from: Vec<String>,
    /// They may go on, but no longer grant it to others.
    pub grant_option_only: bool,
}

/// The privileges one by one.
fn each(privileges: &[Privilege], on: &GrantTarget) -> Vec<Privilege> {
    match privileges.contains(&Privilege::All) {
        true => on.privileges().to_vec(),
        false => privileges.to_vec(),
    }
}

/// What everybody may do unless it was taken back (PostgreSQL,
/// <https://www.postgresql.org/docs/current/ddl-priv.html>): it is there without a grant, so the state does not keep it.
fn is_usual(on: &GrantTarget, role: &str, privilege: Privilege) -> bool {
    role == "PUBLIC"
        && matches!(
            (on, privilege),
            (GrantTarget::Type(_), Privilege::Usage)
                | (GrantTarget::Routine(..), Privilege::Execute)
        )
}

impl SchemaState {
    pub(super) fn grant(&mut self, op: &Grant) {
        for role in &op.to {
            for privilege in each(&op.privileges, &op.on) {
                if !is_usual(&op.on, role, privilege) {
                    let held = self.grants.entry((op.on.clone(), role.clone()));
                    *held.or_default().entry(privilege).or_default() |= op.with_grant_option;
                }
            }
        }
    }

    pub(super) fn revoke(&mut self, op: &Revoke) {
        for role in &op.from {
            let key = (op.on.clone(), role.clone());
            let Some(held) = self.grants.get_mut(&key) else {
                continue;
            };
            for privilege in each(&op.privileges, &op.on) {
                match held.get_mut(&privilege) {
                    Some(option) if op.grant_option_only => *option = false,
                    Some(_) => drop(held.remove(&privilege)),
                    None => {}
                }
            }
            if held.is_empty() {
                self.grants.remove(&key);
            }
        }
    }

    /// What is granted on an object that is gone is gone with it.
    pub(super) fn drop_grants(&mut self, gone: impl Fn(&GrantTarget) -> bool) {
        self.grants.retain(|(on, _), _| !gone(on));
    }

    /// What is granted on an object, or to a role, that is called otherwise.
    pub(super) fn move_grants(&mut self, edit: impl Fn(&mut GrantTarget, &mut String)) {
        if self.grants.is_empty() {
            return;
        }
        let grants = std::mem::take(&mut self.grants);
        for ((mut on, mut role), privileges) in grants {
            edit(&mut on, &mut role);
            self.grants.insert((on, role), privileges);
        }
    }

    fn held(&self, on: &GrantTarget, role: &str) -> Privileges {
        let key = (on.clone(), role.to_owned());
        self.grants.get(&key).cloned().unwrap_or_default()
    }
}

impl Checker<'_> {
    pub(super) fn grant(&mut self, privileges: &[Privilege], on: &GrantTarget, roles: &[String]) {
        if privileges.is_empty() {
            let help = "say which: [Privilege::Select]".to_owned();
            self.report(ConflictKind::Invalid, "no privilege is named", Some(help));
        }
        if roles.is_empty() {
            let help = "say which: to(\"app\"), from(\"app\")".to_owned();
            self.report(ConflictKind::Invalid, "no role is named", Some(help));
        }
        let GrantTarget::Table(table) = on else {
            return;
        };
        if self.state.relation(table).is_none() {
            self.table(table, false);
        }
    }
}

impl Grant {
    pub(super) fn describe(&self) -> String {
        let (privileges, to) = (keywords(&self.privileges), self.to.join("\", \""));
        format!("grant {privileges} on {} to \"{to}\"", self.on)
    }

    /// What was not held before is taken back, and no more.
    pub(super) fn reverse(&self, before: &SchemaState) -> Reversed {
        let mut undo = Vec::new();
        for role in &self.to {
            let held = before.held(&self.on, role);
            let (old, new): (Vec<_>, Vec<_>) = each(&self.privileges, &self.on)
                .into_iter()
                .filter(|privilege| !is_usual(&self.on, role, *privilege))
                .partition(|privilege| held.contains_key(privilege));
            let without_option: Vec<_> = (old.into_iter())
                .filter(|privilege| self.with_grant_option && held.get(privilege) == Some(&false))
                .collect();
            for (privileges, grant_option_only) in [(new, false), (without_option, true)] {
                if !privileges.is_empty() {
                    undo.push(
                        Revoke {
                            privileges,
                            on: self.on.clone(),
                            from: vec![role.clone()],
                            grant_option_only,
                        }
                        .into(),
                    );
                }
            }
        }
        Ok(undo)
    }
}

impl Revoke {
    pub(super) fn describe(&self) -> String {
        let (privileges, from) = (keywords(&self.privileges), self.from.join("\", \""));
        format!("revoke {privileges} on {} from \"{from}\"", self.on)
    }

    /// What was held is granted again.
    pub(super) fn reverse(&self, before: &SchemaState) -> Reversed {
        let mut undo = Vec::new();
        for role in &self.from {
            let mut lost = before.held(&self.on, role);
            let named = each(&self.privileges, &self.on);
            lost.retain(|privilege, option| {
                named.contains(privilege) && (*option || !self.grant_option_only)
            });
            let usual = named.iter().filter(|it| is_usual(&self.on, role, **it));
            lost.extend(usual.map(|privilege| (*privilege, false)));
            undo.extend(grants(&self.on, role, &lost));
        }
        Ok(undo)
    }
}

/// The operations that grant these privileges.
fn grants(on: &GrantTarget, role: &str, privileges: &Privileges) -> Vec<Operation> {
    let mut by_option: BTreeMap<bool, Vec<Privilege>> = BTreeMap::new();
    for (privilege, option) in privileges {
        by_option.entry(*option).or_default().push(*privilege);
    }
    let grant = |(with_grant_option, privileges)| Grant {
        privileges,
        on: on.clone(),
        to: vec![role.to_owned()],
        with_grant_option,
    };
    by_option.into_iter().map(|of| grant(of).into()).collect()
}

/// The operations that grant again what is granted on some objects.
pub(super) fn granted_again(
    before: &SchemaState,
    which: impl Fn(&GrantTarget) -> bool,
) -> Vec<Operation> {
    let of_them = before.grants.iter().filter(|((on, _), _)| which(on));
    of_them
        .flat_map(|((on, role), privileges)| grants(on, role, privileges))
        .collect()
}

/// Whether a grant is on a table, view or sequence of this name.
pub(super) fn is_on_relation(on: &GrantTarget, name: &ObjectName) -> bool {
    match on {
        GrantTarget::Table(table) | GrantTarget::Sequence(table) => table == name,
        GrantTarget::Schema(_) | GrantTarget::Type(_) | GrantTarget::Routine(..) => false,
    }
}

/// The names in a grant.
pub(super) fn names<'a>(on: &'a GrantTarget, roles: &'a [String]) -> Vec<&'a str> {
    let mut names: Vec<&str> = roles.iter().map(String::as_str).collect();
    match on {
        GrantTarget::Schema(name) => names.push(name),
        GrantTarget::Table(name)
        | GrantTarget::Sequence(name)
        | GrantTarget::Type(name)
        | GrantTarget::Routine(name, _) => {
            names.extend(name.schema.as_deref());
            names.push(&name.name);
        }
    }
    names
}

fn keywords(privileges: &[Privilege]) -> String {
    let words = privileges.iter().map(|privilege| privilege.sql());
    words.collect::<Vec<_>>().join(", ")
}
