//! A whole history on one database: every problem, not only the first kind of them.

use super::deferred::Deferred;
use super::{Compiler, Recorded, fail_if_any, undo_one};
use crate::dialect::Target;
use crate::registry::{Body, History};
use crate::replay::Replay;
use crate::schema::SchemaState;
use crate::{Error, ErrorKind, Problem};

/// What is worth a warning, or all that is wrong.
pub(in crate::plan) fn check_on(
    history: &History,
    target: &Target,
) -> Result<Vec<Problem>, Vec<Error>> {
    let mut compiler = Compiler::new(target);
    let (mut warnings, mut of_ways_back) = (Vec::new(), Vec::new());
    for entry in history.entries() {
        let Some(recorded) = compiler.record(entry) else {
            continue;
        };
        if let Body::Sql(file) = &entry.body {
            compiler.script_body(entry, &file.up);
            match &file.down {
                Some(down) => drop(compiler.script_body(entry, down)),
                None => warnings.push(
                    Problem::new("it cannot be rolled back: its SQL file has no way down")
                        .in_migration(&entry.label)
                        .at(file.up.begin()),
                ),
            }
            continue;
        }
        let before = compiler.replay.state.clone();
        let broken_before = compiler.replay.problems.len();
        let mut undo = Vec::new();
        let deferred = &mut Deferred::default();
        compiler.lower_each(&entry.label, &recorded, deferred, |recorded, before| {
            undo.push(undo_one(recorded, before, target));
        });
        if compiler.replay.problems.len() > broken_before {
            // What undoes it says nothing, when it cannot be done.
            continue;
        }
        match compiler.undo(entry, undo, &[]) {
            Err(problems) => warnings.extend(problems),
            Ok(undone) => {
                let after = compiler.replay.state.clone();
                let (problems, restored) = undo_on(after, &entry.label, &undone.operations, target);
                let is_clean = problems.is_empty();
                of_ways_back.extend(problems);
                let known = matches!(entry.body, Body::Pure(_)) && !undone.derived;
                if known && is_clean && restored != before {
                    let mut problem = Problem::new(
                        "its `down` leaves another schema than the one before its `up`",
                    )
                    .in_migration(&entry.label);
                    problem.at = entry.at;
                    warnings.push(problem.help("leave `down` out: it is derived"));
                }
            }
        }
    }
    let mut errors = Vec::new();
    let found = [
        (ErrorKind::Panic, std::mem::take(&mut compiler.panics)),
        (
            ErrorKind::History,
            std::mem::take(&mut compiler.replay.problems),
        ),
        (ErrorKind::History, of_ways_back),
        (
            ErrorKind::Unsupported,
            std::mem::take(&mut compiler.unsupported),
        ),
    ];
    for (kind, problems) in found {
        errors.extend(fail_if_any(kind, problems).err());
    }
    match errors.is_empty() {
        true => Ok(warnings),
        false => Err(errors),
    }
}

/// What is wrong with a way back, and where it leads.
fn undo_on(
    after: SchemaState,
    label: &str,
    undo: &[Recorded],
    target: &Target,
) -> (Vec<Problem>, SchemaState) {
    let mut compiler = Compiler::new(target);
    compiler.replay = Replay::from_state(after, Some(target.dialect));
    compiler.lower_all(label, undo);
    let mut problems = std::mem::take(&mut compiler.replay.problems);
    problems.append(&mut compiler.unsupported);
    for problem in &mut problems {
        problem.message = format!("on the way back: {}", problem.message);
    }
    (problems, std::mem::take(&mut compiler.replay.state))
}
