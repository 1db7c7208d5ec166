//! Squashes and the ledger: what counts in a database, and what is written so that the ledger says what the program says.

use std::borrow::Cow;
use std::collections::BTreeSet;

use migration_core::checksum;
use migration_core::dialect::Dialect;
use migration_core::migration::MigrationId;
use migration_core::plan::{self, Plan};
use migration_core::registry::{Cover, History};
use migration_core::{ErrorKind as CoreErrorKind, Problem};

use super::Run;
use crate::database::{Failure, failure};
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::ledger::{Entry, Replaced, Snapshot};

/// How often a record is tried again that another process came before (SQLite).
const TRIES: u32 = 5;

/// What counts in a database of what the program has.
pub(super) struct Standing<'a> {
    /// The history there.
    pub(super) history: Cow<'a, History>,
    /// The squashes that are to be recorded in the place of what they replace.
    covers: Vec<(Cover, Vec<Entry>)>,
    /// The squashes of another version of the program that give way to what they have replaced.
    given_back: GivenBack,
    /// Whether migrations are to run that a squash replaces.
    in_part: bool,
    /// What is in the way of that.
    problems: Vec<Problem>,
}

impl<'a> Standing<'a> {
    /// What counts of a program where the ledger is this, which is then in the program's words.
    pub(super) fn of(program: &'a History, snapshot: &mut Snapshot) -> Self {
        let given_back = give_back(program, snapshot);
        let applied = snapshot.entries.iter().map(|entry| entry.migration.clone());
        let applied: Vec<MigrationId> = applied.collect();
        let begun = snapshot.open().iter().map(|open| open.migration.clone());
        let begun: Vec<MigrationId> = begun.collect();
        let Some(standing) = program.standing(&applied, &begun) else {
            return Self {
                history: Cow::Borrowed(program),
                covers: Vec::new(),
                given_back,
                in_part: false,
                problems: Vec::new(),
            };
        };
        let covers = standing.covers.into_iter().map(|cover| {
            let rows = take_the_place(program, &cover, snapshot);
            (cover, rows)
        });
        let covers = covers.collect();
        Self {
            history: Cow::Owned(standing.history),
            covers,
            given_back,
            in_part: standing.in_part,
            problems: standing.problems,
        }
    }

    /// What there is to say of squashes that are not recorded yet.
    fn notices(&self) -> impl Iterator<Item = String> {
        let covers = self.covers.iter();
        let new = covers.filter(|(cover, _)| cover.place != cover.squash);
        new.map(|(cover, rows)| {
            let names = rows.iter().map(|row| format!("\"{}\"", row.migration));
            format!(
                "\"{}\" is recorded in the place of {}, which are applied: it does not run",
                cover.squash,
                names.collect::<Vec<_>>().join(", ")
            )
        })
    }
}

/// A squash of another version of the program, and the marked rows that were its own.
type GivenBack = Vec<(Entry, Vec<Replaced>)>;

/// A program of before a squash knows nothing of it, but what it has replaced: that is what is applied there.
fn give_back(program: &History, snapshot: &mut Snapshot) -> GivenBack {
    let mut given_back = Vec::new();
    if snapshot.replaced.is_empty() {
        return given_back;
    }
    for squash in std::mem::take(&mut snapshot.entries) {
        match parts(program, &snapshot.replaced, &squash, squash.id) {
            Some((rows, records)) => {
                snapshot.entries.extend(rows);
                given_back.extend(records);
            }
            None => snapshot.entries.push(squash),
        }
    }
    snapshot.entries.sort_by_key(|entry| entry.id);
    given_back
}

/// What a program that does not have a squash knows of what it has replaced, if it knows any of that: the others are newer than
/// it. The marks name the
/// squash's row by its id, or by that of the row that says what it was.
fn parts(
    program: &History,
    replaced: &[Replaced],
    squash: &Entry,
    marked_by: i64,
) -> Option<(Vec<Entry>, GivenBack)> {
    let is_known = |id: &MigrationId| program.of_program(id).is_some();
    let own: Vec<Replaced> = (replaced.iter())
        .filter(|row| row.by == marked_by)
        .cloned()
        .collect();
    if own.is_empty() || is_known(&squash.migration) {
        return None;
    }
    let (mut rows, mut records) = (Vec::new(), vec![(squash.clone(), own.clone())]);
    let mut knows_any = false;
    for row in own {
        let id = if row.is_place {
            squash.id
        } else {
            row.entry.id
        };
        let entry = Entry {
            id,
            ..row.entry.clone()
        };
        if is_known(&entry.migration) {
            knows_any = true;
            rows.push(entry);
        } else if let Some((inner, more)) = parts(program, replaced, &entry, row.entry.id) {
            knows_any = true;
            rows.extend(inner);
            records.extend(more);
        } else {
            rows.push(entry);
        }
    }
    knows_any.then_some((rows, records))
}

/// Puts a squash in the place of the rows that it stands for, and answers with those.
fn take_the_place(program: &History, cover: &Cover, snapshot: &mut Snapshot) -> Vec<Entry> {
    let within: BTreeSet<&MigrationId> = cover.rows.iter().collect();
    let dialect = snapshot.target.dialect;
    let (rows, mut entries): (Vec<Entry>, Vec<Entry>) = std::mem::take(&mut snapshot.entries)
        .into_iter()
        .partition(|entry| within.contains(&entry.migration));
    if let Some(place) = rows.iter().find(|row| row.migration == cover.place) {
        let squash = program.of_program(&cover.squash);
        entries.push(Entry {
            migration: cover.squash.clone(),
            // What the row will say, so that a plan that was saved before is the same plan.
            checksum: squash.and_then(|squash| checksum::of_entry(squash, dialect).ok()),
            down_sql: None,
            ..place.clone()
        });
        entries.sort_by_key(|entry| entry.id);
    }
    snapshot.entries = entries;
    rows
}

impl Run<'_> {
    /// Takes in what was read of the ledger.
    pub(super) fn see(&mut self, mut snapshot: Snapshot) -> Snapshot {
        self.standing = Standing::of(self.program, &mut snapshot);
        std::mem::replace(&mut self.snapshot, snapshot)
    }

    /// Fails when migrations are to run that are no longer in the program.
    pub(super) fn refuse_what_is_gone_in_part(&self) -> Result<()> {
        match self.standing.problems.as_slice() {
            [] => Ok(()),
            problems => {
                let problems = problems.to_vec();
                Err(migration_core::Error::new(CoreErrorKind::Ledger, problems).into())
            }
        }
    }

    /// Lets what squashes replace count in their place, where the ledger has none of these: another tool may have run it.
    pub(super) fn open_squashes(&mut self) {
        let mut squashes = self.program.squashes().into_iter();
        if !squashes.any(|squash| self.is_in_ledger(&squash.id)) {
            self.standing.history = Cow::Owned(self.program.with_replaced());
        }
    }

    /// Whether the ledger says in other words what the program says.
    pub(super) fn has_squashes_to_record(&self) -> bool {
        !self.standing.covers.is_empty()
    }

    /// A squash that is to be recorded in the place of what is half undone, and that; or one that would give way while it is.
    pub(super) fn half_undone_squash(&self) -> Option<(MigrationId, MigrationId)> {
        let covers = self.standing.covers.iter().map(|(cover, rows)| {
            let rows = rows.iter().map(|row| &row.migration);
            (&cover.squash, rows.collect::<Vec<_>>())
        });
        let given_back = self.standing.given_back.iter().map(|(squash, rows)| {
            let rows = rows.iter().map(|row| &row.entry.migration);
            (
                &squash.migration,
                rows.chain([&squash.migration]).collect::<Vec<_>>(),
            )
        });
        covers.chain(given_back).find_map(|(squash, within)| {
            let mut open = self.snapshot.open().iter();
            let open = open.find(|open| within.contains(&&open.migration))?;
            Some((squash.clone(), open.migration.clone()))
        })
    }

    /// Whether a squash may be recorded once what it replaces has run.
    pub(super) fn has_squashes_in_part(&self) -> bool {
        self.standing.in_part
    }

    /// Whether a row of the ledger is a squash's own, and not of what that replaces.
    pub(super) fn is_recorded(&self, id: &MigrationId) -> bool {
        let mut covers = self.standing.covers.iter();
        !covers.any(|(cover, _)| cover.squash == *id && cover.place != *id)
    }

    /// Adds to a plan what is recorded with it.
    pub(super) fn with_squashes(&self, mut plan: Plan) -> Plan {
        plan.notices.extend(self.standing.notices());
        plan
    }

    /// Makes the ledger say what the program says of squashes: all of it, or nothing. Answers with what there is to say of it.
    /// The lock is held.
    pub(super) async fn record_squashes(&mut self) -> Result<Vec<String>> {
        let mut said = Vec::new();
        for _ in 0..TRIES {
            let statements = self.records()?;
            if statements.is_empty() {
                break;
            }
            let notices: Vec<String> = self.standing.notices().collect();
            if self.write_records(&statements).await? {
                said.extend(notices);
            }
            self.read_again().await?;
        }
        match self.records()?.is_empty() {
            true => Ok(said),
            false => Err(Error::new(
                ErrorKind::Locked,
                "another runner changes the ledger at the same time",
            )
            .leaving(DatabaseState::RolledBack)
            .help("run the same command again")),
        }
    }

    /// The statements that make the ledger say it.
    fn records(&self) -> Result<Vec<String>> {
        let ledger = &self.snapshot.ledger;
        let mut statements: Vec<String> = Vec::new();
        statements.extend(ledger.delete_rows(&self.snapshot.left_behind));
        for (squash, replaced) in &self.standing.given_back {
            let replaced: Vec<&Replaced> = replaced.iter().collect();
            statements.extend(ledger.give_back(squash, &replaced));
        }
        if !statements.is_empty() {
            return Ok(statements);
        }
        for (cover, rows) in &self.standing.covers {
            let others = rows.iter().filter(|row| row.migration != cover.place);
            let others: Vec<i64> = others.map(|row| row.id).collect();
            match rows.iter().find(|row| row.migration == cover.place) {
                Some(place) => {
                    let before = self.snapshot.entries.iter();
                    let before = before.take_while(|entry| entry.migration != cover.squash);
                    let before: Vec<_> = before.map(Entry::to_applied).collect();
                    let target = &self.snapshot.target;
                    let planned =
                        plan::planned(&self.standing.history, &before, &cover.squash, target)?;
                    statements.extend(ledger.replace(place, &others, &planned));
                }
                // It has a row of its own: it was run, and then a program of before it.
                None => {
                    let mut entries = self.snapshot.entries.iter();
                    let own = entries.find(|entry| entry.migration == cover.squash);
                    statements.extend(own.and_then(|own| ledger.mark_replaced(&others, own.id)));
                }
            }
        }
        Ok(statements)
    }

    /// Writes them in one transaction, unless another process has changed the ledger, which only SQLite lets it.
    async fn write_records(&mut self, statements: &[String]) -> Result<bool> {
        let statements = statements.join(";\n");
        let written = match self.snapshot.target.dialect {
            Dialect::Postgres | Dialect::Mysql => {
                let fenced = self.connection.fenced(&statements);
                let script = format!("BEGIN;\n{fenced};\nCOMMIT");
                self.connection.script(&script).await.map(|()| true)
            }
            Dialect::Sqlite => self.write_unless_changed(&statements).await,
        };
        match written {
            Ok(written) => Ok(written),
            // Another runner has recorded it, where no lock keeps it from that.
            Err(error) if failure(&error) == Failure::Duplicate => {
                self.connection.script("ROLLBACK").await?;
                Ok(false)
            }
            Err(error) => {
                let _ = self.connection.script("ROLLBACK").await;
                let state = match failure(&error) {
                    Failure::Lost => DatabaseState::Unknown,
                    _ => DatabaseState::RolledBack,
                };
                Err(Error::from(error).leaving(state).help(
                    "do what the database's message above asks for, then run the same command again",
                ))
            }
        }
    }

    async fn write_unless_changed(&mut self, statements: &str) -> sqlx::Result<bool> {
        self.connection.script("BEGIN IMMEDIATE").await?;
        let extent = self.snapshot.ledger.extent(&mut self.connection).await?;
        if extent != self.snapshot.extent {
            self.connection.script("ROLLBACK").await?;
            return Ok(false);
        }
        let script = format!("{statements};\nCOMMIT");
        self.connection.script(&script).await.map(|()| true)
    }
}
