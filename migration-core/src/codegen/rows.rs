//! Rows, backfills, and the user's own SQL.

use std::time::Duration;

use super::Unwritable;
use super::csv;
use super::literal::{database, default, name, plain, sql, value};
use super::part::{Part, recorded};
use super::rust::{Argument, Call, literal, text, texts};
use crate::Row;
use crate::operation::{
    Assignment, Backfill, ConflictAction, DEFAULT_BATCH_SIZE, DeleteRows, InsertRows, OnConflict,
    Operation, RawSql, UpdateRows, WhichRows,
};
use crate::schema::DefaultValue;

pub(super) fn raw(op: &RawSql) -> Result<Part<'static>, Unwritable> {
    let RawSql {
        sql,
        down,
        only_on,
        probe,
        effect,
    } = op;
    if !only_on.is_sorted() {
        return Err(Unwritable::because("its databases are in no order"));
    }
    let text = |text: &String| Argument::Text(text.clone());
    let mut calls = vec![Call::new("sql", vec![text(sql)])];
    calls.extend(down.as_ref().map(|it| Call::new("down", vec![text(it)])));
    let databases = only_on.iter();
    calls.extend(databases.map(|it| Call::new("on", vec![database(*it)])));
    calls.extend(probe.as_ref().map(|it| Call::new("probe", vec![text(it)])));
    if !effect.is_empty() {
        calls.push(Call::new("effect", vec![recorded(effect)?]));
    }
    Ok(Part::Schema(calls))
}

/// What undoes a change of rows.
fn down(operations: Option<&Vec<Operation>>) -> Result<Option<Call>, Unwritable> {
    let down = |undo: &Vec<Operation>| Ok(Call::new("down", vec![recorded(undo)?]));
    operations.map(down).transpose()
}

/// `row! { "a" => 1 }`.
fn row(row: &Row) -> Result<Argument, Unwritable> {
    let mut pairs = Vec::new();
    for (column, value_of) in row.columns().iter().zip(row.values()) {
        let source = match value(value_of)? {
            Argument::Text(text) => literal(&text),
            Argument::Plain(source) => source,
            Argument::List(_) | Argument::Chain(..) | Argument::Row(_) | Argument::Block(..) => {
                return Err(Unwritable::because("a row has a value of many parts"));
            }
        };
        pairs.push((literal(column), source));
    }
    Ok(Argument::Row(pairs))
}

pub(super) fn insert(op: &InsertRows) -> Result<Part<'static>, Unwritable> {
    let InsertRows {
        table,
        rows,
        lines,
        on_conflict,
        down: undo,
    } = op;
    let mut on_conflict = on_conflict.as_ref();
    let mut calls = if !lines.is_empty() {
        let csv = csv::text(rows, lines)?;
        vec![Call::new(
            "copy_from_csv",
            vec![name(table), Argument::Text(csv)],
        )]
    } else {
        let written: Result<Vec<Argument>, _> = rows.iter().map(row).collect();
        let written = written?;
        let is_update = |it: &&OnConflict| it.action == ConflictAction::Update;
        if let Some(upsert) = on_conflict.take_if(|it| is_update(it)) {
            let key = texts(&upsert.columns);
            vec![Call::new(
                "upsert",
                vec![name(table), key, Argument::List(written)],
            )]
        } else {
            match <[Argument; 1]>::try_from(written) {
                Ok([only]) => vec![Call::new("insert", vec![name(table), only])],
                Err(written) => {
                    let arguments = vec![name(table), Argument::List(written)];
                    vec![Call::new("insert_many", arguments)]
                }
            }
        }
    };
    if let Some(OnConflict { columns, action }) = on_conflict {
        calls.push(Call::new("on_conflict", vec![texts(columns)]));
        calls.push(Call::bare(match action {
            ConflictAction::Nothing => "do_nothing",
            ConflictAction::Update => "do_update",
        }));
    }
    calls.extend(down(undo.as_ref())?);
    Ok(Part::Schema(calls))
}

pub(super) fn update(op: &UpdateRows) -> Result<Part<'static>, Unwritable> {
    let UpdateRows {
        table,
        set,
        filter,
        down: undo,
    } = op;
    let mut calls = vec![Call::new("update", vec![name(table)])];
    for Assignment { column, from, to } in set {
        calls.push(match (from, to) {
            (None, to) => Call::new("set", vec![text(column), default(to)?]),
            (Some(from), DefaultValue::Value(to)) => {
                Call::new("set_from", vec![text(column), value(from)?, value(to)?])
            }
            (Some(_), DefaultValue::CurrentTimestamp | DefaultValue::Expression(_)) => {
                let reason = "what a value becomes is no value";
                return Err(Unwritable::because(reason));
            }
        });
    }
    if let Some(filter) = filter {
        calls.push(Call::new("filter", vec![sql(filter)?]));
    }
    calls.extend(down(undo.as_ref())?);
    Ok(Part::Schema(calls))
}

pub(super) fn delete(op: &DeleteRows) -> Result<Part<'static>, Unwritable> {
    let DeleteRows {
        table,
        which,
        down: undo,
    } = op;
    let mut calls = vec![Call::new("delete", vec![name(table)])];
    match which {
        WhichRows::All => {}
        WhichRows::Where(condition) => calls.push(Call::new("filter", vec![sql(condition)?])),
        WhichRows::Keys { .. } => {
            return Err(Unwritable::because("its rows are told by their keys"));
        }
    }
    calls.extend(down(undo.as_ref())?);
    Ok(Part::Schema(calls))
}

pub(super) fn backfill(op: &Backfill) -> Result<Part<'static>, Unwritable> {
    let Backfill {
        table,
        set,
        filter,
        key,
        batch_size,
        pause,
        target_duration,
        keep_on_rollback,
    } = op;
    let mut calls = vec![Call::new("backfill", vec![name(table)])];
    for (column, to) in set {
        calls.push(Call::new("set", vec![text(column), default(to)?]));
    }
    if let Some(filter) = filter {
        calls.push(Call::new("filter", vec![sql(filter)?]));
    }
    if let Some(key) = key {
        calls.push(Call::new("key", vec![texts(key)]));
    }
    if *batch_size != DEFAULT_BATCH_SIZE {
        calls.push(Call::new("batch_size", vec![plain(batch_size)]));
    }
    if !pause.is_zero() {
        calls.push(Call::new("pause", vec![duration(*pause)]));
    }
    if let Some(target) = target_duration {
        calls.push(Call::new("target_duration", vec![duration(*target)]));
    }
    calls.extend(keep_on_rollback.then(|| Call::bare("keep_on_rollback")));
    Ok(Part::Schema(calls))
}

fn duration(duration: Duration) -> Argument {
    let (seconds, nanos) = (duration.as_secs(), duration.subsec_nanos());
    let of = |unit: &str, count: u128| plain(format!("std::time::Duration::from_{unit}({count})"));
    match nanos {
        0 => of("secs", seconds.into()),
        nanos if nanos % 1_000_000 == 0 && duration.as_millis() <= u64::MAX.into() => {
            of("millis", duration.as_millis())
        }
        nanos => plain(format!("std::time::Duration::new({seconds}, {nanos})")),
    }
}
