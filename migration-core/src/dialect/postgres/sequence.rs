//! Sequences: <https://www.postgresql.org/docs/current/sql-createsequence.html>.

use super::{PG, word};
use crate::dialect::{LockLevel, Statement};
use crate::operation::{ChangeObject, CreateObject};
use crate::schema::{Object, ObjectName, SchemaState, Sequence, SequenceWidth};

pub(super) fn create(sequence: &Sequence, op: &CreateObject) -> Statement {
    let plain = Sequence::new(sequence.name.clone());
    Statement::new(format!(
        "CREATE SEQUENCE {}{}{}",
        word(op.if_not_exists, "IF NOT EXISTS "),
        PG.quote_name(&sequence.name),
        clauses(&plain, sequence),
    ))
}

/// Those options that are others than before. What was not said is so much, and stays so much.
pub(super) fn alter(to: &Sequence, before: &SchemaState) -> Vec<Statement> {
    let plain = Sequence::new(to.name.clone());
    let from = match before.object(&to.id()) {
        Some(Object::Sequence(from)) => from,
        Some(_) | None => &plain,
    };
    let (from, to) = (whole(from), whole(to));
    let turns = from.counts_down() != to.counts_down();
    match clauses(&from, &to) {
        nothing if nothing.is_empty() => Vec::new(),
        // Where it stands is outside of its range once it counts the other way.
        clauses if turns => vec![altered(&to.name, &(clauses + " RESTART")).loses_data()],
        clauses => vec![altered(&to.name, &clauses)],
    }
}

/// Whoever asks for the next number waits.
fn altered(name: &ObjectName, clauses: &str) -> Statement {
    Statement::new(format!("ALTER SEQUENCE {}{clauses}", PG.quote_name(name)))
        .locks(name, LockLevel::ShareRowExclusive)
}

pub(super) fn change(op: &ChangeObject, before: &SchemaState) -> Vec<Statement> {
    let mut object = before.object(&op.id).cloned();
    let object = object.get_or_insert_with(|| Object::Sequence(Sequence::new(op.id.name.clone())));
    object.change(&op.change);
    match object {
        Object::Sequence(to) => alter(to, before),
        _ => Vec::new(),
    }
}

pub(super) fn restart(name: &ObjectName, with: Option<i64>) -> Statement {
    let with = with.map_or_else(String::new, |with| format!(" WITH {with}"));
    altered(name, &format!(" RESTART{with}")).loses_data()
}

fn clauses(from: &Sequence, to: &Sequence) -> String {
    let mut sql = String::new();
    if from.width != to.width {
        let width = to.width.unwrap_or(SequenceWidth::BigInteger);
        sql += &format!(" AS {}", width.sql());
    }
    let mut number = |from: Option<i64>, to: Option<i64>, clause: &str, none: &str| {
        if from != to {
            sql += &match to {
                Some(to) => format!(" {clause} {to}"),
                None => format!(" {none}"),
            };
        }
    };
    number(
        from.increment,
        to.increment,
        "INCREMENT BY",
        "INCREMENT BY 1",
    );
    number(from.min, to.min, "MINVALUE", "NO MINVALUE");
    number(from.max, to.max, "MAXVALUE", "NO MAXVALUE");
    let first = format!("START WITH {}", whole(to).start.unwrap_or(1));
    number(from.start, to.start, "START WITH", &first);
    number(from.cache, to.cache, "CACHE", "CACHE 1");
    if from.cycle != to.cycle {
        sql += if to.cycle { " CYCLE" } else { " NO CYCLE" };
    }
    if from.owned_by != to.owned_by {
        sql += &match &to.owned_by {
            Some((table, column)) => {
                format!(" OWNED BY {}.{}", PG.quote_name(table), PG.quote(column))
            }
            None => " OWNED BY NONE".to_owned(),
        };
    }
    sql
}

/// With all that was not said.
pub(super) fn whole(sequence: &Sequence) -> Sequence {
    let width = sequence.width.unwrap_or(SequenceWidth::BigInteger);
    let (lowest, highest) = width.range();
    let increment = sequence.increment.unwrap_or(1);
    let (min, max) = match increment < 0 {
        true => (lowest, -1),
        false => (1, highest),
    };
    let (min, max) = (sequence.min.unwrap_or(min), sequence.max.unwrap_or(max));
    Sequence {
        name: sequence.name.clone(),
        width: Some(width),
        start: sequence
            .start
            .or(Some(if increment < 0 { max } else { min })),
        increment: Some(increment),
        min: Some(min),
        max: Some(max),
        cache: sequence.cache.or(Some(1)),
        cycle: sequence.cycle,
        owned_by: sequence.owned_by.clone(),
    }
}
