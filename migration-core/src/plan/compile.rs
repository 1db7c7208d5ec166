//! Chosen migrations -> plan.

mod deferred;
mod lower;
mod stored;
mod whole;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::compare::compare;
use super::fingerprint;
use super::{
    Applied, Direction, Finding, Plan, PlannedBody, PlannedMigration, PlannedStatement, Policy,
    Selection, sql_file,
};
use crate::checksum;
use crate::dialect::Target;
use crate::migration::MigrationId;
use crate::operation::{Backfill, Operation, Recorded};
use crate::registry::{Body, Entry, History};
use crate::replay::{Replay, record_down, record_up};
use crate::schema::SchemaState;
use crate::sql_file::Script;
use crate::{Error, ErrorKind, Problem};
use deferred::Deferred;
use lower::{auxiliary, body, lower_one};
pub(super) use whole::check_on;

/// The plan for a selection of a history, given what the ledger says was applied, in order of id.
///
/// # Errors
///
/// Everything that is wrong with the history, the ledger, the selection, or with what the database can do; all problems
/// of one kind at once.
pub fn compile(
    history: &History,
    applied: &[Applied],
    selection: &Selection,
    target: &Target,
) -> Result<Plan, Error> {
    compile_by(&Policy::default(), history, applied, selection, target)
}

/// As [`compile`], by a policy for what the code and the ledger disagree on.
///
/// # Errors
///
/// As of [`compile`].
pub fn compile_by(
    policy: &Policy,
    history: &History,
    applied: &[Applied],
    selection: &Selection,
    target: &Target,
) -> Result<Plan, Error> {
    let chosen = selection.choose(history, applied)?;
    let findings = compare(history, applied, &chosen, selection, target.dialect)
        .map_err(|problem| Error::one(ErrorKind::Panic, problem))?;
    let undone = |finding: &Finding| {
        selection.direction() == Direction::Down && chosen.contains(&finding.migration())
    };
    let (mut problems, mut notices) = (Vec::new(), Vec::new());
    for finding in &findings {
        match finding.problem(policy) {
            // What is not in the code can be undone by what the ledger has of it.
            Some(_) if finding.is_gone() && undone(finding) => {}
            Some(problem) => problems.push(problem),
            None => notices.push(finding.to_string()),
        }
    }
    fail_if_any(ErrorKind::Ledger, problems)?;
    let mut compiler = Compiler::new(target);
    let migrations = match selection.direction() {
        _ if chosen.is_empty() => Vec::new(),
        Direction::Up => compiler.up(history, applied, &chosen)?,
        Direction::Down => compiler.down(history, applied, &chosen)?,
    };
    Ok(Plan {
        direction: selection.direction(),
        target: target.clone(),
        ledger: fingerprint::of_ledger(applied),
        migrations,
        notices,
    })
}

/// The SQL of one migration as it is now, after those that were applied before it; none if it cannot be told.
pub fn sql_of(
    history: &History,
    applied: &[Applied],
    migration: &MigrationId,
    target: &Target,
) -> Option<String> {
    let before = applied.iter().take_while(|row| row.migration != *migration);
    let before: Vec<Applied> = before.cloned().collect();
    planned(history, &before, migration, target)
        .ok()?
        .sql(usize::MAX)
}

/// One migration as it is now, after these.
///
/// # Errors
///
/// It cannot be applied after these, or is not in the history.
pub fn planned(
    history: &History,
    before: &[Applied],
    migration: &MigrationId,
    target: &Target,
) -> Result<PlannedMigration, Error> {
    let planned = Compiler::new(target).up(history, before, &[migration])?;
    planned.into_iter().next().ok_or_else(|| {
        let problem = Problem::new(format!("there is no migration \"{migration}\""));
        Error::one(ErrorKind::Selection, problem)
    })
}

/// Applies recorded operations to `state` and lowers each: what a data migration's `db.schema()` does.
///
/// # Errors
///
/// Operations that cannot be applied, or that the database cannot do.
pub fn lower_recorded(
    migration: &str,
    recorded: &[Recorded],
    state: &mut SchemaState,
    target: &Target,
) -> Result<Vec<PlannedStatement>, Error> {
    let mut compiler = Compiler::new(target);
    compiler.replay = Replay::from_state(std::mem::take(state), Some(target.dialect));
    let mut deferred = Deferred::after_rows();
    let mut statements = compiler.lower_each(migration, recorded, &mut deferred, |_, _| {});
    *state = std::mem::take(&mut compiler.replay.state);
    compiler.fail_if_any()?;
    if let (Some(again), Some(last)) = (deferred.put_off_again(state), recorded.last()) {
        statements.push(auxiliary(again, last));
    }
    Ok(statements)
}

fn fail_if_any(kind: ErrorKind, problems: Vec<Problem>) -> Result<(), Error> {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Error::new(kind, problems))
    }
}

/// A way back that is longer is not kept in the ledger.
const LONGEST_DOWN: usize = 1024 * 1024;

/// The operations that undo one, or why nothing can.
type Undo = Result<Vec<Recorded>, Kept>;

/// An operation that nothing can undo.
struct Kept {
    problems: Vec<Problem>,
    /// What it has filled. Once that is dropped, there is nothing to undo.
    filled: Option<Box<Backfill>>,
}

/// The operations that undo a migration.
struct Undone {
    operations: Vec<Recorded>,
    /// They are the reverse of what it did, and nothing of the user's own.
    derived: bool,
}

struct Compiler<'a> {
    target: &'a Target,
    replay: Replay,
    panics: Vec<Problem>,
    unsupported: Vec<Problem>,
    irreversible: Vec<Problem>,
}

impl<'a> Compiler<'a> {
    fn new(target: &'a Target) -> Self {
        let replay = Replay::new(Some(target.dialect));
        Self {
            target,
            replay,
            panics: Vec::new(),
            unsupported: Vec::new(),
            irreversible: Vec::new(),
        }
    }

    fn fail_if_any(&mut self) -> Result<(), Error> {
        fail_if_any(ErrorKind::Panic, std::mem::take(&mut self.panics))?;
        fail_if_any(
            ErrorKind::History,
            std::mem::take(&mut self.replay.problems),
        )?;
        fail_if_any(
            ErrorKind::Irreversible,
            std::mem::take(&mut self.irreversible),
        )?;
        fail_if_any(
            ErrorKind::Unsupported,
            std::mem::take(&mut self.unsupported),
        )
    }

    fn up(
        &mut self,
        history: &History,
        applied: &[Applied],
        chosen: &[&MigrationId],
    ) -> Result<Vec<PlannedMigration>, Error> {
        let target = self.target;
        let chosen_set: BTreeSet<&MigrationId> = chosen.iter().copied().collect();
        let order = in_order(history, applied, chosen);
        let mut planned = Vec::with_capacity(chosen.len());
        for entry in order {
            let Some(recorded) = self.record(entry) else {
                continue;
            };
            if !chosen_set.contains(&entry.id) {
                self.replay.run(&entry.label, &recorded, |_, _| {});
                continue;
            }
            let (body, undo) = match &entry.body {
                Body::Sql(file) => {
                    if let Some(body) = self.script_body(entry, &file.up) {
                        planned.push(PlannedMigration {
                            id: entry.id.clone(),
                            checksum: self.checksum(entry, &recorded),
                            body,
                            down_sql: file.down.as_ref().and_then(|down| down.text(LONGEST_DOWN)),
                        });
                    }
                    continue;
                }
                Body::Pure(_) => {
                    let mut undo = Vec::new();
                    let statements = self.lower_each(
                        &entry.label,
                        &recorded,
                        &mut Deferred::default(),
                        |recorded, before| undo.push(undo_one(recorded, before, target)),
                    );
                    (body(statements, entry), self.undo(entry, undo, &[]))
                }
                Body::Data(_) => {
                    let before = Arc::new(self.replay.state.clone());
                    self.replay.run(&entry.label, &recorded, |_, _| {});
                    (PlannedBody::Data { before }, Err(Vec::new()))
                }
            };
            let down_sql = undo
                .ok()
                .and_then(|undo| self.script(&entry.label, &recorded, &undo));
            planned.push(PlannedMigration {
                id: entry.id.clone(),
                checksum: self.checksum(entry, &recorded),
                body,
                down_sql,
            });
        }
        self.fail_if_any()?;
        Ok(planned)
    }

    fn down(
        &mut self,
        history: &History,
        applied: &[Applied],
        chosen: &[&MigrationId],
    ) -> Result<Vec<PlannedMigration>, Error> {
        let target = self.target;
        let chosen_set: BTreeSet<&MigrationId> = chosen.iter().copied().collect();
        let mut undone_after: Vec<Recorded> = Vec::new();
        let mut undos: BTreeMap<&MigrationId, Result<Undone, Vec<Problem>>> = BTreeMap::new();
        for entry in in_order(history, applied, &[]) {
            let Some(recorded) = self.record(entry) else {
                continue;
            };
            let mut undo = Vec::new();
            self.replay
                .run(&entry.label, &recorded, |recorded, before| {
                    undo.push(undo_one(recorded, before, target))
                });
            if chosen_set.contains(&entry.id) {
                let undo = self.undo(entry, undo, &undone_after);
                if let Ok(undo) = &undo {
                    undone_after.extend(undo.operations.iter().cloned());
                }
                undos.insert(&entry.id, undo);
            }
        }
        self.fail_if_any()?;
        self.irreversible
            .extend(self.needed(history, applied, &chosen_set));
        let needed = self.irreversible.len();
        let mut planned = Vec::with_capacity(chosen.len());
        for id in chosen {
            match (history.get(id), undos.remove(*id)) {
                (Some(entry), _) if matches!(entry.body, Body::Sql(_)) => {
                    planned.extend(self.script_down(entry));
                }
                (Some(entry), Some(Ok(undo))) => {
                    planned.push(self.planned_down(entry, &undo.operations))
                }
                (_, Some(Err(problems))) => self.irreversible.extend(problems),
                (None, _) | (_, None) => match stored::way_back(id, applied, self.target.dialect) {
                    Ok(undo) => planned.push(undo),
                    Err(problem) => self.irreversible.push(problem),
                },
            }
        }
        if self.irreversible.len() > needed {
            // What is in the way of the others is there because this one stays.
            self.replay.problems.clear();
            self.unsupported.clear();
        }
        self.fail_if_any()?;
        Ok(planned)
    }

    /// What stays applied and cannot be without what goes: those migrations could never be replayed again.
    fn needed(
        &self,
        history: &History,
        applied: &[Applied],
        chosen: &BTreeSet<&MigrationId>,
    ) -> Vec<Problem> {
        let goes = |row: &&Applied| chosen.contains(&row.migration);
        if applied.iter().rev().skip_while(goes).all(|row| !goes(&row)) {
            return Vec::new();
        }
        let mut replay = Replay::new(Some(self.target.dialect));
        for entry in in_order(history, applied, &[]) {
            if !chosen.contains(&entry.id) {
                replay.mention(entry);
            }
            if let (false, Ok(recorded)) = (chosen.contains(&entry.id), record_up(entry)) {
                replay.run(&entry.label, &recorded, |_, _| {});
            }
        }
        let needs = |problem: Problem| {
            let name = problem.migration.as_deref().unwrap_or_default();
            let message = format!(
                "\"{name}\" stays applied and needs what would be undone: {}",
                problem.message
            );
            Problem { message, ..problem }.help("roll that one back as well, or all after it")
        };
        replay.problems.into_iter().map(needs).collect()
    }

    fn planned_down(&mut self, entry: &Entry, undo: &[Recorded]) -> PlannedMigration {
        let body = match &entry.body {
            // A file has no operations; its way back is `script_down`.
            Body::Pure(_) | Body::Sql(_) => body(self.lower_all(&entry.label, undo), entry),
            Body::Data(_) => {
                let before = Arc::new(self.replay.state.clone());
                self.replay.run(&entry.label, undo, |_, _| {});
                PlannedBody::Data { before }
            }
        };
        PlannedMigration {
            id: entry.id.clone(),
            checksum: None,
            body,
            down_sql: None,
        }
    }

    /// How a script of a file will run; none when something is wrong with it, which is noted.
    fn script_body(&mut self, entry: &Entry, script: &Arc<Script>) -> Option<PlannedBody> {
        let problems = match sql_file::body(script, self.target) {
            Ok(body) => return Some(body),
            Err(problems) => problems,
        };
        let problems = problems
            .into_iter()
            .map(|problem| problem.in_migration(&entry.label));
        // What cannot be read has been said when its names were looked for.
        for problem in problems {
            if !self.replay.problems.contains(&problem) {
                self.replay.problems.push(problem);
            }
        }
        None
    }

    /// The way back of SQL in a file: its own, or none.
    fn script_down(&mut self, entry: &Entry) -> Option<PlannedMigration> {
        let Body::Sql(file) = &entry.body else {
            return None;
        };
        let Some(down) = &file.down else {
            let problem = Problem::new(format!(
                "\"{}\" cannot be rolled back: its SQL file has no way down",
                entry.label
            ));
            let problem = problem
                .in_migration(&entry.label)
                .at(file.up.begin())
                .help("write one: a `-- DOWN` section in a file that begins with `-- UP`, or a .down.sql beside an .up.sql");
            self.irreversible.push(problem);
            return None;
        };
        Some(PlannedMigration {
            id: entry.id.clone(),
            checksum: None,
            body: self.script_body(entry, down)?,
            down_sql: None,
        })
    }

    /// The checksum of what a migration does; a file that cannot be read has been complained about.
    fn checksum(&self, entry: &Entry, recorded: &[Recorded]) -> Option<String> {
        match &entry.body {
            Body::Sql(_) => checksum::of_entry(entry, self.target.dialect).ok(),
            Body::Pure(_) | Body::Data(_) => {
                let operations = recorded.iter().map(|recorded| &recorded.operation);
                Some(checksum::of_operations(operations))
            }
        }
    }

    fn record(&mut self, entry: &Entry) -> Option<Vec<Recorded>> {
        self.replay.mention(entry);
        record_up(entry)
            .map_err(|problem| self.panics.push(problem))
            .ok()
    }

    /// What undoes a migration: its own `down`, or the reverse of each operation, last first. `after` is undone in the same
    /// run, but later.
    fn undo(
        &mut self,
        entry: &Entry,
        derived: Vec<Undo>,
        after: &[Recorded],
    ) -> Result<Undone, Vec<Problem>> {
        let (mut own, derive) = record_down(entry).map_err(|problem| vec![problem])?;
        if let Body::Data(migration) = &entry.body
            && !migration.has_down()
        {
            let mut problem = Problem::new(format!(
                "data migration \"{}\" cannot be rolled back: it has no `down`",
                entry.label
            ))
            .in_migration(&entry.label)
            .help("write `async fn down` for it");
            problem.at = entry.at;
            return Err(vec![problem]);
        }
        if !derive {
            return Ok(Undone {
                operations: own,
                derived: false,
            });
        }
        let mut undo = Vec::new();
        let mut kept = Vec::new();
        let has_code = matches!(entry.body, Body::Data(_));
        for reversed in derived.into_iter().rev() {
            match reversed {
                Ok(operations) => undo.extend(operations),
                // Its own `down` does it; what is derived only says what the schema is after that.
                Err(_) if has_code => {}
                Err(reason) => kept.push((undo.len(), reason)),
            }
        }
        let later = |at: usize| undo[at..].iter().chain(after);
        kept.retain(|(at, kept)| {
            let filled = kept.filled.as_ref();
            !filled.is_some_and(|filled| is_dropped(filled, later(*at)))
        });
        let problems = kept.into_iter().flat_map(|(_, kept)| kept.problems);
        let problems: Vec<Problem> = problems
            .map(|problem| problem.in_migration(&entry.label))
            .collect();
        let derived = own.is_empty();
        undo.append(&mut own);
        if problems.is_empty() {
            Ok(Undone {
                operations: undo,
                derived,
            })
        } else {
            Err(problems)
        }
    }

    fn lower_all(&mut self, migration: &str, recorded: &[Recorded]) -> Vec<PlannedStatement> {
        self.lower_each(migration, recorded, &mut Deferred::default(), |_, _| {})
    }

    fn lower_each(
        &mut self,
        migration: &str,
        recorded: &[Recorded],
        deferred: &mut Deferred,
        mut see: impl FnMut(&Recorded, &SchemaState),
    ) -> Vec<PlannedStatement> {
        let (target, unsupported) = (self.target, &mut self.unsupported);
        let mut statements = Vec::new();
        let broken_before = self.replay.problems.len();
        let mut replay = std::mem::replace(&mut self.replay, Replay::new(None));
        replay.run(migration, recorded, |recorded, before| {
            see(recorded, before);
            match lower_one(migration, recorded, before, target) {
                Ok(more) => {
                    let lowered = more.iter().map(|planned| &planned.statement);
                    let first = deferred.before(&recorded.operation, lowered, before, target);
                    statements.extend(first.map(|first| auxiliary(first, recorded)));
                    statements.extend(more);
                }
                Err(problems) => unsupported.extend(problems),
            }
        });
        self.replay = replay;
        if self.replay.problems.len() > broken_before {
            // What was lowered on a state that cannot be reached says nothing of the database.
            self.unsupported
                .retain(|problem| problem.migration.as_deref() != Some(migration));
        }
        statements
    }
}

/// Applied migrations in the order of the ledger, then the chosen ones.
fn in_order<'h>(
    history: &'h History,
    applied: &[Applied],
    chosen: &[&MigrationId],
) -> Vec<&'h Entry> {
    let ids = (applied.iter().map(|row| &row.migration)).chain(chosen.iter().copied());
    ids.filter_map(|id| history.get(id)).collect()
}

fn undo_one(recorded: &Recorded, before: &SchemaState, target: &Target) -> Undo {
    if let Operation::RawSql(raw) = &recorded.operation
        && !raw.runs_on(target.dialect)
    {
        return Ok(Vec::new());
    }
    match recorded.operation.reverse(before) {
        Ok(operations) => Ok(operations
            .into_iter()
            .map(|operation| Recorded::new(operation, recorded.at))
            .collect()),
        Err(irreversible) => {
            let message = format!(
                "\"{}\" cannot be rolled back: {irreversible}",
                recorded.operation.describe()
            );
            let problem = Problem::new(message)
                .at(recorded.at)
                .help("write a `down` for this migration");
            let filled = if let Operation::Backfill(op) = &recorded.operation {
                Some(op.clone())
            } else {
                None
            };
            Err(Kept {
                problems: vec![problem],
                filled,
            })
        }
    }
}

/// Whether all columns that a backfill has filled are dropped.
fn is_dropped<'r>(filled: &Backfill, by: impl Iterator<Item = &'r Recorded> + Clone) -> bool {
    filled.set.iter().all(|(name, _)| {
        by.clone().any(|recorded| {
            matches!(&recorded.operation, Operation::DropTable(op) if op.table == filled.table)
                || matches!(
                    &recorded.operation,
                    Operation::DropColumn(op) if op.table == filled.table && op.column == *name
                )
        })
    })
}
