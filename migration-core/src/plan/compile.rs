//! Chosen migrations -> plan.

mod lower;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::select::compare;
use super::{
    Applied, Direction, Plan, PlannedBody, PlannedMigration, PlannedStatement, Selection, sql_file,
};
use crate::dialect::Target;
use crate::operation::{Backfill, Operation, Recorded};
use crate::registry::{Body, Entry, History};
use crate::replay::{Replay, record_down, record_up};
use crate::schema::SchemaState;
use crate::sql_file::Script;
use crate::{Error, ErrorKind, Problem};
use lower::{body, lower_one};

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
    let chosen = selection.choose(history, applied)?;
    let (problems, notices) = compare(history, applied, selection);
    fail_if_any(ErrorKind::Ledger, problems)?;
    if chosen.is_empty() {
        return Ok(Plan {
            direction: selection.direction(),
            target: target.clone(),
            migrations: Vec::new(),
            notices,
        });
    }
    let mut compiler = Compiler::new(target);
    let migrations = match selection.direction() {
        Direction::Up => compiler.up(history, applied, &chosen)?,
        Direction::Down => compiler.down(history, applied, &chosen)?,
    };
    Ok(Plan {
        direction: selection.direction(),
        target: target.clone(),
        migrations,
        notices,
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
    let statements = compiler.lower_all(migration, recorded);
    *state = std::mem::take(&mut compiler.replay.state);
    compiler.fail_if_any()?;
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
        chosen: &[&str],
    ) -> Result<Vec<PlannedMigration>, Error> {
        let target = self.target;
        let chosen_set: BTreeSet<&str> = chosen.iter().copied().collect();
        let order = in_order(history, applied, chosen);
        let mut planned = Vec::with_capacity(chosen.len());
        for entry in order {
            let Some(recorded) = self.record(entry) else {
                continue;
            };
            if !chosen_set.contains(entry.name.as_str()) {
                self.replay.run(&entry.name, &recorded, |_, _| {});
                continue;
            }
            let (body, undo) = match &entry.body {
                Body::Sql(file) => {
                    if let Some(body) = self.script_body(entry, &file.up) {
                        planned.push(PlannedMigration {
                            name: entry.name.clone(),
                            body,
                            down_sql: file.down.as_ref().and_then(|down| down.text(LONGEST_DOWN)),
                        });
                    }
                    continue;
                }
                Body::Pure(_) => {
                    let mut undo = Vec::new();
                    let statements = self.lower_each(&entry.name, &recorded, |recorded, before| {
                        undo.push(undo_one(recorded, before, target))
                    });
                    (body(statements), self.undo(entry, undo, &[]))
                }
                Body::Data(_) => {
                    let before = Arc::new(self.replay.state.clone());
                    self.replay.run(&entry.name, &recorded, |_, _| {});
                    (PlannedBody::Data { before }, Err(Vec::new()))
                }
            };
            let down_sql = undo
                .ok()
                .and_then(|undo| self.script(&entry.name, &recorded, &undo));
            planned.push(PlannedMigration {
                name: entry.name.clone(),
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
        chosen: &[&str],
    ) -> Result<Vec<PlannedMigration>, Error> {
        let target = self.target;
        let chosen_set: BTreeSet<&str> = chosen.iter().copied().collect();
        let mut undone_after: Vec<Recorded> = Vec::new();
        let mut undos: BTreeMap<&str, Result<Undone, Vec<Problem>>> = BTreeMap::new();
        for entry in in_order(history, applied, &[]) {
            let Some(recorded) = self.record(entry) else {
                continue;
            };
            let mut undo = Vec::new();
            self.replay.run(&entry.name, &recorded, |recorded, before| {
                undo.push(undo_one(recorded, before, target))
            });
            if chosen_set.contains(entry.name.as_str()) {
                let undo = self.undo(entry, undo, &undone_after);
                if let Ok(undo) = &undo {
                    undone_after.extend(undo.operations.iter().cloned());
                }
                undos.insert(&entry.name, undo);
            }
        }
        self.fail_if_any()?;
        self.irreversible
            .extend(self.needed(history, applied, &chosen_set));
        let mut planned = Vec::with_capacity(chosen.len());
        for name in chosen {
            match (history.get(name), undos.remove(name)) {
                (Some(entry), _) if matches!(entry.body, Body::Sql(_)) => {
                    planned.extend(self.script_down(entry));
                }
                (Some(entry), Some(Ok(undo))) => {
                    planned.push(self.planned_down(entry, &undo.operations))
                }
                (_, Some(Err(problems))) => self.irreversible.extend(problems),
                (None, _) | (_, None) => self.irreversible.push(
                    Problem::new(format!(
                        "migration \"{name}\" cannot be rolled back: it is not in the code"
                    ))
                    .help("roll back with the version of the code that applied it"),
                ),
            }
        }
        self.fail_if_any()?;
        Ok(planned)
    }

    /// What stays applied and cannot be without what goes: those migrations could never be replayed again.
    fn needed(
        &self,
        history: &History,
        applied: &[Applied],
        chosen: &BTreeSet<&str>,
    ) -> Vec<Problem> {
        let goes = |row: &&Applied| chosen.contains(row.name.as_str());
        if applied.iter().rev().skip_while(goes).all(|row| !goes(&row)) {
            return Vec::new();
        }
        let mut replay = Replay::new(Some(self.target.dialect));
        for entry in in_order(history, applied, &[]) {
            if !chosen.contains(entry.name.as_str()) {
                replay.mention(entry);
            }
            if let (false, Ok(recorded)) = (chosen.contains(entry.name.as_str()), record_up(entry))
            {
                replay.run(&entry.name, &recorded, |_, _| {});
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
            Body::Pure(_) | Body::Sql(_) => body(self.lower_all(&entry.name, undo)),
            Body::Data(_) => {
                let before = Arc::new(self.replay.state.clone());
                self.replay.run(&entry.name, undo, |_, _| {});
                PlannedBody::Data { before }
            }
        };
        PlannedMigration {
            name: entry.name.clone(),
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
            .map(|problem| problem.in_migration(&entry.name));
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
                entry.name
            ));
            let problem = problem
                .in_migration(&entry.name)
                .at(file.up.begin())
                .help("write one: a `-- DOWN` section in a file that begins with `-- UP`, or a .down.sql beside an .up.sql");
            self.irreversible.push(problem);
            return None;
        };
        Some(PlannedMigration {
            name: entry.name.clone(),
            body: self.script_body(entry, down)?,
            down_sql: None,
        })
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
                entry.name
            ))
            .in_migration(&entry.name)
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
            .map(|problem| problem.in_migration(&entry.name))
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
        self.lower_each(migration, recorded, |_, _| {})
    }

    fn lower_each(
        &mut self,
        migration: &str,
        recorded: &[Recorded],
        mut see: impl FnMut(&Recorded, &SchemaState),
    ) -> Vec<PlannedStatement> {
        let (target, unsupported) = (self.target, &mut self.unsupported);
        let mut statements = Vec::new();
        let broken_before = self.replay.problems.len();
        let mut replay = std::mem::replace(&mut self.replay, Replay::new(None));
        replay.run(migration, recorded, |recorded, before| {
            see(recorded, before);
            match lower_one(migration, recorded, before, target) {
                Ok(more) => statements.extend(more),
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

    /// The SQL of a way back, for the ledger; none when this database cannot do it. The state is afterwards as it was.
    fn script(&mut self, migration: &str, recorded: &[Recorded], undo: &Undone) -> Option<String> {
        // What is derived can be done again (law 2), which is cheaper than a copy of the whole state.
        let copy = (!undo.derived).then(|| self.replay.state.clone());
        let state = std::mem::take(&mut self.replay.state);
        let mut compiler = Compiler::new(self.target);
        compiler.replay = Replay::from_state(state, Some(self.target.dialect));
        let statements = compiler.lower_all(migration, &undo.operations);
        let failed = compiler.fail_if_any().is_err();
        self.replay.state = copy.unwrap_or_else(|| {
            compiler.replay.run(migration, recorded, |_, _| {});
            std::mem::take(&mut compiler.replay.state)
        });
        let script = |planned: &PlannedStatement| super::terminated(&planned.statement.sql);
        (!failed).then(|| statements.iter().map(script).collect())
    }
}

/// Applied migrations in the order of the ledger, then the chosen ones.
fn in_order<'h>(history: &'h History, applied: &[Applied], chosen: &[&str]) -> Vec<&'h Entry> {
    let names = applied
        .iter()
        .map(|row| row.name.as_str())
        .chain(chosen.iter().copied());
    names.filter_map(|name| history.get(name)).collect()
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
