//! Sequences, which MariaDB has: <https://mariadb.com/docs/server/reference/sql-structure/sequences/create-sequence>.

use super::context::{Answer, Context};
use crate::dialect::{ProbeObject, Statement};
use crate::operation::{ChangeObject, CreateObject, RenameObject};
use crate::schema::object::sequence::asks;
use crate::schema::{DefaultValue, Object, ObjectName, Sequence, SequenceWidth};

/// How many numbers are kept in memory when it is not said.
const CACHE: i64 = 1000;

pub(super) fn create(
    cx: &Context<'_>,
    sequence: &Sequence,
    op: &CreateObject,
) -> Answer<Statement> {
    check(cx, sequence)?;
    let if_not_exists = if op.if_not_exists {
        "IF NOT EXISTS "
    } else {
        ""
    };
    let name = cx.quote_name(&sequence.name)?;
    let clauses = clauses(
        &whole(&Sequence::new(sequence.name.clone())),
        &whole(sequence),
    );
    Ok(Statement::new(format!(
        "CREATE SEQUENCE {if_not_exists}{name}{clauses}"
    )))
}

/// Those options that are others than before.
pub(super) fn alter(cx: &Context<'_>, to: &Sequence) -> Answer<Vec<Statement>> {
    check(cx, to)?;
    let plain = Sequence::new(to.name.clone());
    let from = match cx.before.object(&to.id()) {
        Some(Object::Sequence(from)) => from,
        Some(_) | None => &plain,
    };
    let turns = from.counts_down() != to.counts_down();
    Ok(match clauses(&whole(from), &whole(to)) {
        nothing if nothing.is_empty() => Vec::new(),
        clauses if turns => vec![altered(cx, &to.name, &(clauses + " RESTART"))?.loses_data()],
        clauses => vec![altered(cx, &to.name, &clauses)?],
    })
}

fn altered(cx: &Context<'_>, name: &ObjectName, clauses: &str) -> Answer<Statement> {
    let name = cx.quote_name(name)?;
    Ok(Statement::new(format!("ALTER SEQUENCE {name}{clauses}")))
}

pub(super) fn change(cx: &Context<'_>, op: &ChangeObject) -> Answer<Vec<Statement>> {
    let mut object = cx.before.object(&op.id).cloned();
    let object = object.get_or_insert_with(|| Object::Sequence(Sequence::new(op.id.name.clone())));
    object.change(&op.change);
    match object {
        Object::Sequence(to) => alter(cx, to),
        _ => Ok(Vec::new()),
    }
}

pub(super) fn restart(cx: &Context<'_>, name: &ObjectName, with: Option<i64>) -> Answer<Statement> {
    refuse_on_mysql(cx)?;
    let with = with.map_or_else(String::new, |with| format!(" WITH {with}"));
    Ok(altered(cx, name, &format!(" RESTART{with}"))?.loses_data())
}

/// A default keeps the old name, so it must not have one.
pub(super) fn rename(cx: &Context<'_>, op: &RenameObject) -> Answer<Vec<Statement>> {
    refuse_on_mysql(cx)?;
    let mut columns = cx.before.tables.values().flat_map(|table| &table.columns);
    let asked = columns.any(|column| match &column.default {
        Some(DefaultValue::Expression(default)) => asks(default, &op.id.name),
        Some(DefaultValue::Value(_) | DefaultValue::CurrentTimestamp) | None => false,
    });
    if asked {
        return cx.refuse(
            "defaults that follow a renamed sequence",
            "drop the default before, and set it again afterwards",
        );
    }
    let (from, to) = (cx.quote_name(&op.id.name)?, cx.quote_name(&op.to)?);
    let statement = Statement::new(format!("RENAME TABLE {from} TO {to}"));
    Ok(vec![
        statement.creates(ProbeObject::Object(op.id.named(op.to.clone()))),
    ])
}

fn check(cx: &Context<'_>, sequence: &Sequence) -> Answer<()> {
    refuse_on_mysql(cx)?;
    if sequence.owned_by.is_some() {
        return cx.refuse(
            "sequences that go with a column",
            "leave owned_by(...) out, and drop the sequence with the table",
        );
    }
    Ok(())
}

pub(super) fn refuse_on_mysql(cx: &Context<'_>) -> Answer<()> {
    match cx.is_mariadb() {
        true => Ok(()),
        false => cx.refuse(
            "sequences",
            "use an auto-increment column, or a table of one row that is counted up",
        ),
    }
}

/// The highest number of a column minus one, as the server keeps it.
fn bounds(width: SequenceWidth) -> (i64, i64) {
    match width {
        SequenceWidth::BigInteger => (i64::MIN + 1, i64::MAX - 1),
        SequenceWidth::SmallInteger | SequenceWidth::Integer => width.range(),
    }
}

fn clauses(from: &Sequence, to: &Sequence) -> String {
    let mut sql = String::new();
    for (from, to, clause) in [
        (from.start, to.start, "START WITH"),
        (from.min, to.min, "MINVALUE"),
        (from.max, to.max, "MAXVALUE"),
        (from.increment, to.increment, "INCREMENT BY"),
        (from.cache, to.cache, "CACHE"),
    ] {
        if let (true, Some(to)) = (from != to, to) {
            sql += &format!(" {clause} {to}");
        }
    }
    if from.cycle != to.cycle {
        sql += if to.cycle { " CYCLE" } else { " NOCYCLE" };
    }
    sql
}

/// With all that was not said. Its width is in its bounds.
pub(super) fn whole(sequence: &Sequence) -> Sequence {
    let (lowest, highest) = bounds(sequence.width.unwrap_or(SequenceWidth::BigInteger));
    let increment = sequence.increment.unwrap_or(1);
    let (min, max) = match increment < 0 {
        true => (lowest, -1),
        false => (1, highest),
    };
    let (min, max) = (sequence.min.unwrap_or(min), sequence.max.unwrap_or(max));
    Sequence {
        name: sequence.name.clone(),
        width: None,
        start: sequence
            .start
            .or(Some(if increment < 0 { max } else { min })),
        increment: Some(increment),
        min: Some(min),
        max: Some(max),
        cache: sequence.cache.or(Some(CACHE)),
        cycle: sequence.cycle,
        owned_by: None,
    }
}
