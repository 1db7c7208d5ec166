//! Many migrations as one, and the proof that it is equal to them.
//!
//! Where nothing was there before them, the one makes what is there after them. Where something was, and they change it, it
//! does what they do, in their order: a difference of two schemas does not know what was renamed, or how rows are converted.

use std::collections::BTreeSet;

use crate::dialect::{Dialect, Target, canonical};
use crate::diff::{Options, Undecided, diff};
use crate::migration::{MigrationId, Phase};
use crate::operation::{Operation, Recorded, Touched};
use crate::registry::{Body, Entry, History};
use crate::replay::{Replay, record_up};
use crate::schema::SchemaState;
use crate::{Error, ErrorKind, Problem};

/// One migration for many.
#[derive(Debug, Clone)]
pub struct Squash {
    /// What it replaces, in order.
    pub replaces: Vec<MigrationId>,
    /// Its phase, which is theirs.
    pub phase: Phase,
    /// Whether its own SQL runs in a transaction: not where theirs does not.
    pub in_transaction: bool,
    /// What it does.
    pub operations: Vec<Operation>,
    /// The schema before it.
    pub before: SchemaState,
    /// The migration that comes after it, which has to stay there.
    pub next: Option<MigrationId>,
}

/// One migration for all of a history, or for those from one to another, proven to be equal to them.
///
/// # Errors
///
/// There are fewer than two; one of them does more than change the schema, or they are of both phases, each named at its line;
/// the history cannot be replayed; the one would not be equal.
pub fn squash(
    history: &History,
    from: Option<&MigrationId>,
    to: Option<&MigrationId>,
) -> Result<Squash, Error> {
    let is_before = |entry: &&Entry| from.is_some_and(|from| entry.id < *from);
    let is_after = |entry: &&Entry| to.is_some_and(|to| entry.id > *to);
    let (mut before, mut range, mut next) = (Vec::new(), Vec::new(), None);
    for entry in history.entries() {
        match entry {
            entry if is_before(&entry) => before.push(entry),
            entry if is_after(&entry) => {
                next = Some(entry.id.clone());
                break;
            }
            entry => range.push(entry),
        }
    }
    let [first, _, ..] = range.as_slice() else {
        let found = range
            .first()
            .map_or("none".to_owned(), |one| format!("\"{}\" alone", one.label));
        let problem = Problem::new(format!(
            "there are no two migrations to make one of: {found}"
        ));
        return Err(Error::one(
            ErrorKind::Selection,
            problem.help("name the first and the last one: --from NAME --to NAME"),
        ));
    };
    let phase = first.id.phase;
    let mut in_the_way = Vec::new();
    let mut operations = Vec::new();
    for entry in &range {
        let recorded = record_up(entry).map_err(|problem| Error::one(ErrorKind::Panic, problem))?;
        if entry.id.phase != phase {
            let message = format!(
                "\"{}\" is of another phase than \"{}\", and one migration is of one phase",
                entry.label, first.label
            );
            in_the_way.push(left_out(entry, message));
        }
        in_the_way.extend(more_than_schema(entry, &recorded));
        operations.extend(recorded.into_iter().map(|recorded| recorded.operation));
    }
    if !in_the_way.is_empty() {
        return Err(Error::new(ErrorKind::Squash, in_the_way));
    }
    let before = state_after(&before, None)?;
    let after = {
        let mut all: Vec<&Entry> = history.entries().iter().collect();
        all.retain(|entry| !is_after(entry));
        state_after(&all, None)?
    };
    let carried = operations;
    let mut touched = Touched::default();
    carried.iter().for_each(|operation| touched.add(operation));
    // SQL of one's own may do more than the effect that is said of it.
    let has_sql = carried.iter().any(|it| matches!(it, Operation::RawSql(_)));
    let operations = match has_sql || touched.touches(&before) {
        true => carried,
        false => match diff(&before, &after, &Options::unasked()) {
            Ok(operations) => operations,
            // What the diff has no operation for, they have.
            Err(Undecided::Left(_) | Undecided::Questions(_)) => carried,
        },
    };
    if let Err(differences) = prove(&before, &operations, &after) {
        let problem = Problem::new(format!(
            "one migration for these would not be equal to them: {}",
            differences.join("; ")
        ));
        return Err(Error::one(
            ErrorKind::Squash,
            problem.help("choose fewer of them: --from NAME --to NAME"),
        ));
    }
    Ok(Squash {
        replaces: range.iter().map(|entry| entry.id.clone()).collect(),
        phase,
        in_transaction: range.iter().all(|entry| entry.in_transaction),
        operations,
        before,
        next,
    })
}

/// Whether operations make of one schema the other.
///
/// # Errors
///
/// What they would leave to do, in words; or why they cannot be applied.
pub fn prove(
    before: &SchemaState,
    operations: &[Operation],
    after: &SchemaState,
) -> Result<(), Vec<String>> {
    let mut state = before.clone();
    for operation in operations {
        if let Err(conflicts) = state.apply(operation) {
            let cannot = |message: String| format!("cannot {}: {message}", operation.describe());
            return Err(conflicts.into_iter().map(|it| cannot(it.message)).collect());
        }
    }
    match state == *after {
        true => Ok(()),
        false => Err(differences(&state, after)),
    }
}

/// What every squash of a history comes to where all that it replaces is in the program, too: what is wrong, and what is worth
/// a warning.
pub(crate) fn proven(history: &History, target: &Target) -> (Vec<Problem>, Vec<Problem>) {
    let (mut wrong, mut warnings) = (Vec::new(), Vec::new());
    for squash in history.squashes() {
        let Some((without, with)) = history.both_ways(&squash.id) else {
            continue;
        };
        let up_to = |history: &'_ History| -> Result<SchemaState, Error> {
            let entries = history.entries().iter();
            let entries = entries.filter(|entry| entry.id <= squash.id);
            state_after(&entries.collect::<Vec<_>>(), Some(target.dialect))
        };
        // What is wrong with the squash itself is found where the history is replayed.
        let Ok(found) = up_to(&with) else { continue };
        let wanted = match up_to(&without) {
            Ok(wanted) => wanted,
            Err(error) => {
                wrong.extend(error.problems().iter().cloned());
                continue;
            }
        };
        let at_it = |message: String| {
            let mut problem = Problem::new(message).in_migration(&squash.label);
            problem.at = squash.at;
            problem
        };
        if canonical(&found, target) != canonical(&wanted, target) {
            let problem = at_it(format!(
                "\"{}\" does not leave the schema that the migrations do which it replaces; after it there is still to {}",
                squash.label,
                differences(&found, &wanted).join("; ")
            ));
            wrong.push(
                problem
                    .help("make it equal to them; or remove it, and write it again with `squash`"),
            );
        }
        let replaced = squash
            .replaces
            .iter()
            .filter_map(|id| history.of_program(id));
        for entry in replaced {
            let more = record_up(entry)
                .is_ok_and(|recorded| !more_than_schema(entry, &recorded).is_empty());
            if more {
                warnings.push(at_it(format!(
                    "it replaces \"{}\", which does more than change the schema: whether it does that, too, cannot be told",
                    entry.label
                )));
            }
        }
    }
    (wrong, warnings)
}

/// What a migration does that is not seen in the schema after it.
fn more_than_schema(entry: &Entry, recorded: &[Recorded]) -> Vec<Problem> {
    let what = match &entry.body {
        Body::Data(_) => Some("is a data migration: its code decides what it does"),
        Body::Sql(_) => Some("is a file of SQL, of which nothing is known"),
        Body::Pure(_) => None,
    };
    if let Some(what) = what {
        return vec![left_out(entry, format!("\"{}\" {what}", entry.label))];
    }
    let mut found = Vec::new();
    for recorded in recorded {
        if let Some(what) = hidden(&recorded.operation) {
            let operation = recorded.operation.describe();
            let message = format!("\"{}\" {what}: {operation}", entry.label);
            found.push(left_out(entry, message).at(recorded.at));
        }
    }
    found
}

/// Why the schema after an operation does not tell all that it does, if it does not.
fn hidden(operation: &Operation) -> Option<&'static str> {
    match operation {
        Operation::RawSql(raw) if raw.effect.is_empty() => {
            Some("runs SQL of its own, and says of no effect on the schema")
        }
        Operation::RawSql(raw) if !raw.only_on.is_empty() => {
            Some("runs SQL of its own on some databases and not on others")
        }
        Operation::InsertRows(_)
        | Operation::UpdateRows(_)
        | Operation::DeleteRows(_)
        | Operation::Backfill(_) => Some("changes rows"),
        Operation::RawSql(_)
        | Operation::CreateTable(_)
        | Operation::DropTable(_)
        | Operation::RenameTable(_)
        | Operation::CommentOnTable(_)
        | Operation::SetLogged(_)
        | Operation::AttachPartition(_)
        | Operation::DetachPartition(_)
        | Operation::AddColumn(_)
        | Operation::DropColumn(_)
        | Operation::RenameColumn(_)
        | Operation::AlterColumn(_)
        | Operation::AddConstraint(_)
        | Operation::DropConstraint(_)
        | Operation::RenameConstraint(_)
        | Operation::ValidateConstraint(_)
        | Operation::AlterConstraint(_)
        | Operation::CreateIndex(_)
        | Operation::AttachIndex(_)
        | Operation::DropIndex(_)
        | Operation::RenameIndex(_)
        | Operation::Reindex(_)
        | Operation::SetStorage(_)
        | Operation::SetTablespace(_)
        | Operation::CreateEnum(_)
        | Operation::DropEnum(_)
        | Operation::CommentOnEnum(_)
        | Operation::RenameEnum(_)
        | Operation::AddEnumValue(_)
        | Operation::RenameEnumValue(_)
        | Operation::DropEnumValue(_)
        | Operation::CreateObject(_)
        | Operation::AlterObject(_)
        | Operation::ChangeObject(_)
        | Operation::DropObject(_)
        | Operation::RenameObject(_)
        | Operation::CommentOnObject(_)
        | Operation::CommentOnPart(_)
        | Operation::SetRowSecurity(_)
        | Operation::Grant(_)
        | Operation::Revoke(_) => None,
    }
}

fn left_out(entry: &Entry, message: String) -> Problem {
    let mut problem = Problem::new(message)
        .in_migration(&entry.label)
        .help("leave it out: --to the migration before it, or --from the one after it");
    problem.at = entry.at;
    problem
}

/// The schema after these, each operation applied.
fn state_after(entries: &[&Entry], dialect: Option<Dialect>) -> Result<SchemaState, Error> {
    let mut replay = Replay::new(dialect);
    for entry in entries {
        replay.mention(entry);
        match record_up(entry) {
            Ok(recorded) => replay.run(&entry.label, &recorded, |_, _| {}),
            Err(problem) => replay.problems.push(problem),
        }
    }
    match replay.problems.is_empty() {
        true => Ok(replay.state),
        false => Err(Error::new(ErrorKind::History, replay.problems)),
    }
}

/// What is left to do to make the one schema of the other, in words.
fn differences(from: &SchemaState, to: &SchemaState) -> Vec<String> {
    let said: BTreeSet<String> = match diff(from, to, &Options::unasked()) {
        Ok(operations) => operations.iter().map(Operation::describe).collect(),
        Err(Undecided::Left(left)) => left.into_iter().collect(),
        Err(undecided @ Undecided::Questions(_)) => [undecided.to_string()].into(),
    };
    match said.is_empty() {
        true => vec!["change what no operation does".to_owned()],
        false => said.into_iter().collect(),
    }
}
