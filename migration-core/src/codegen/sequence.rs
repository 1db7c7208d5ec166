//! Sequences.

use super::Unwritable;
use super::literal::{name, plain};
use super::rust::{Call, text};
use crate::schema::{ObjectName, Sequence, SequenceOptions, SequenceWidth};

type Owner = (ObjectName, String);

/// The numbers that a sequence is told.
fn numbers(said: [(&str, Option<i64>); 5]) -> impl Iterator<Item = Call> {
    let said = said.into_iter();
    said.filter_map(|(method, number)| Some(Call::new(method, vec![plain(number?)])))
}

fn owned_by((table, column): &Owner) -> Call {
    Call::new("owned_by", vec![name(table), text(column)])
}

pub(super) fn create(sequence: &Sequence) -> Result<Vec<Call>, Unwritable> {
    let Sequence {
        name: called,
        width,
        start,
        increment,
        min,
        max,
        cache,
        cycle,
        owned_by: owner,
    } = sequence;
    let mut calls = vec![Call::new("create_sequence", vec![name(called)])];
    match width {
        None => {}
        Some(SequenceWidth::SmallInteger) => calls.push(Call::bare("small_integer")),
        Some(SequenceWidth::Integer) => calls.push(Call::bare("integer")),
        Some(SequenceWidth::BigInteger) => {
            return Err(Unwritable::because(
                "its numbers are big without being told",
            ));
        }
    }
    calls.extend(numbers([
        ("start", *start),
        ("increment", *increment),
        ("min", *min),
        ("max", *max),
        ("cache", *cache),
    ]));
    calls.extend(cycle.then(|| Call::bare("cycle")));
    calls.extend(owner.as_ref().map(owned_by));
    Ok(calls)
}

pub(super) fn alter(of: &ObjectName, options: &SequenceOptions) -> Result<Vec<Call>, Unwritable> {
    let SequenceOptions {
        width,
        start,
        increment,
        min,
        max,
        cache,
        cycle,
        owned_by: owner,
    } = options;
    if width.is_some() {
        return Err(Unwritable::because("its numbers stay as wide as they are"));
    }
    let mut calls = vec![Call::new("alter_sequence", vec![name(of)])];
    calls.extend(numbers([
        ("start", *start),
        ("increment", *increment),
        ("min", *min),
        ("max", *max),
        ("cache", *cache),
    ]));
    calls.extend(cycle.map(|cycle| Call::new("cycle", vec![plain(cycle)])));
    calls.extend(match owner {
        None => None,
        Some(None) => Some(Call::bare("owned_by_none")),
        Some(Some(owner)) => Some(owned_by(owner)),
    });
    Ok(calls)
}
