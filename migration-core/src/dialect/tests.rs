//! What the tests of the dialects share: how statements are shown with what is known of each, and a backfill.

use std::time::Duration;

use super::{Batches, Facts, LockLevel, ProbeObject, Target, Unsupported, lower};
use crate::builder::Schema;
use crate::operation::{Backfill, Recorded};
use crate::schema::{DefaultValue, Expression, ObjectName, SchemaState};

/// What a migration is on a database after another one: its statements with their facts, and what is refused.
pub(super) fn shown(target: &Target, before: fn(&mut Schema), change: fn(&mut Schema)) -> String {
    let mut state = SchemaState::new();
    for recorded in recorded(before) {
        apply(&mut state, &recorded);
    }
    let mut lines = Vec::new();
    for recorded in recorded(change) {
        match lower(&recorded.operation, &state, target) {
            Ok(statements) => lines
                .extend((statements.iter()).map(|it| format!("{};{}", it.sql, facts(&it.facts)))),
            Err(refused) => lines.push(format!("{refused}\n  help: {}", refused.alternative)),
        }
        apply(&mut state, &recorded);
    }
    lines.join("\n")
}

fn recorded(record: fn(&mut Schema)) -> Vec<Recorded> {
    let mut schema = Schema::new();
    record(&mut schema);
    schema.finish()
}

fn apply(state: &mut SchemaState, recorded: &Recorded) {
    let applied = state.apply(&recorded.operation);
    applied.unwrap_or_else(|conflicts| panic!("{}: {conflicts:?}", recorded.operation.describe()));
}

/// The facts in a line of their own; nothing when there are none.
pub(super) fn facts(facts: &Facts) -> String {
    let mut shown = Vec::new();
    if let Some(table) = &facts.table {
        shown.push(format!("{:?} {table}", facts.lock));
    } else {
        assert_eq!(facts.lock, LockLevel::None, "a lock names its table");
    }
    for (fact, word) in [
        (facts.own_sql, "own SQL"),
        (facts.rewrites, "rewrites"),
        (facts.scans, "scans"),
        (facts.loses_data, "loses data"),
        (facts.commit_before_use, "commit before use"),
        (!facts.transactional, "outside transaction"),
    ] {
        if fact {
            shown.push(word.to_owned());
        }
    }
    if let Some(probe) = &facts.probe {
        let sign = if probe.present { '+' } else { '-' };
        shown.push(format!("{sign} {}", object(&probe.object)));
    }
    if shown.is_empty() {
        return String::new();
    }
    format!("\n  -- {}", shown.join(" | "))
}

fn object(object: &ProbeObject) -> String {
    match object {
        ProbeObject::Table(table) => format!("table {table}"),
        ProbeObject::Column(table, name) => format!("column {table}.{name}"),
        ProbeObject::Constraint(table, name) => format!("constraint {name} of {table}"),
        ProbeObject::Index(table, name) => format!("index {name} of {table}"),
        ProbeObject::Enum(name) => format!("enum {name}"),
        ProbeObject::Partition(parent, name) => format!("partition {name} of {parent}"),
        ProbeObject::EnumValue(name, value) => format!("value {value} of {name}"),
        ProbeObject::Object(id) => id.to_string(),
        ProbeObject::Query(query) => query.clone(),
    }
}

/// A backfill with all that it can say. The first column of the key is called `tenant`.
pub(super) fn backfill(table: ObjectName, tenant: &str) -> Backfill {
    let lower = Expression::new("lower(email) -- as it is");
    Backfill {
        set: vec![
            ("lower".into(), lower.into()),
            ("seen".into(), DefaultValue::CurrentTimestamp),
            ("note".into(), "it's \\".into()),
        ],
        filter: Some("a OR b -- both".into()),
        key: Some(vec![tenant.into(), "id".into()]),
        pause: Duration::from_millis(5),
        ..Backfill::of(table)
    }
}

/// What a backfill becomes.
pub(super) fn batches(target: &Target, before: &SchemaState, op: Backfill) -> Batches {
    let statements = lower(&op.into(), before, target).expect("it can be lowered");
    let [statement] = statements.as_slice() else {
        panic!("{statements:?}");
    };
    assert!(statement.facts.loses_data && statement.facts.table.is_some());
    let batches = statement.facts.backfill.as_deref();
    batches.cloned().expect("a backfill")
}

/// Why a backfill of a table that no migration made, and that says no key, is refused.
pub(super) fn backfill_without_key(target: &Target) -> Unsupported {
    let op = Backfill {
        set: vec![("a".into(), 1.into())],
        ..Backfill::of(ObjectName::new("others"))
    };
    lower(&op.into(), &SchemaState::new(), target).expect_err("no key")
}
