//! Privileges, and whose rows one sees.

use super::literal::{name, plain};
use super::part::Part;
use super::rust::{Argument, Call, text, texts};
use crate::operation::{Grant, Revoke, SetRowSecurity};
use crate::schema::{GrantTarget, Privilege, RowSecurity};

pub(super) fn row_security(op: &SetRowSecurity) -> Part<'static> {
    let table = vec![name(&op.table)];
    let RowSecurity { enabled, forced } = op.to;
    let method = match (enabled, forced) {
        (true, _) => "enable_row_security",
        (false, true) => "force_row_security",
        (false, false) => "disable_row_security",
    };
    let mut calls = vec![Call::new(method, table)];
    calls.extend((enabled && forced).then(|| Call::bare("force")));
    Part::Schema(calls)
}

fn privileges(privileges: &[Privilege]) -> Argument {
    let privileges = privileges.iter();
    let privileges = privileges.map(|it| plain(format!("Privilege::{it:?}")));
    Argument::List(privileges.collect())
}

fn target(on: &GrantTarget) -> Argument {
    let (function, arguments) = match on {
        GrantTarget::Table(table) => return name(table),
        GrantTarget::Sequence(of) => ("on_sequence", vec![name(of)]),
        GrantTarget::Schema(of) => ("on_schema", vec![text(of)]),
        GrantTarget::Type(of) => ("on_type", vec![name(of)]),
        GrantTarget::Routine(of, types) => ("on_routine", vec![name(of), text(types)]),
    };
    Argument::Chain(Call::new(function, arguments), Vec::new())
}

fn roles(method: &str, roles: &[String]) -> Option<Call> {
    (!roles.is_empty()).then(|| Call::new(method, vec![texts(roles)]))
}

pub(super) fn grant(op: &Grant) -> Part<'static> {
    let arguments = vec![privileges(&op.privileges), target(&op.on)];
    let mut calls = vec![Call::new("grant", arguments)];
    calls.extend(roles("to", &op.to));
    calls.extend((op.with_grant_option).then(|| Call::bare("with_grant_option")));
    Part::Schema(calls)
}

pub(super) fn revoke(op: &Revoke) -> Part<'static> {
    let arguments = vec![privileges(&op.privileges), target(&op.on)];
    let mut calls = vec![Call::new("revoke", arguments)];
    calls.extend(roles("from", &op.from));
    calls.extend((op.grant_option_only).then(|| Call::bare("grant_option_only")));
    Part::Schema(calls)
}
