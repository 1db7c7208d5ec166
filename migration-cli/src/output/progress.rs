//! What a run tells while it runs: lines for people, events for machines, and what is remembered for the end.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use migration_core::plan::Direction;
use migration_runtime::{About, BackfillProgress, Building, Observer, Retrying, Waiting};
use serde_json::{Map, Value, json};

use super::{github, human, json as machine};
use crate::args::Format;

/// How often the progress of something long is said.
const PROGRESS_EVERY: Duration = Duration::from_secs(2);

/// Tells a run.
pub(crate) struct Progress {
    program: String,
    format: Format,
    quiet: bool,
    width: usize,
    seen: Mutex<Seen>,
}

/// What was seen so far.
#[derive(Default)]
struct Seen {
    about: Option<About>,
    /// When the progress of something long was said last, or when it began.
    said: Option<Instant>,
    /// How often each migration was tried again, and why the last time.
    retries: BTreeMap<String, (u32, String)>,
    applied: Vec<Value>,
    rolled_back: Vec<Value>,
    seeded: Vec<Value>,
    failed: Option<String>,
    waited: Option<Duration>,
    warnings: Vec<String>,
    /// Whether the line that says which database it is was written.
    is_named: bool,
    /// Whether it is to be written once the database is known.
    to_be_named: bool,
}

impl Progress {
    pub(crate) fn new(program: &str, format: Format, quiet: bool, width: usize) -> Self {
        Self {
            program: program.to_owned(),
            format,
            quiet,
            width,
            seen: Mutex::default(),
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The database, once it is known.
    pub(crate) fn about(&self) -> Option<About> {
        self.seen().about.clone()
    }

    /// Says which database it is, as soon as that is known.
    pub(crate) fn name_the_database(&self) {
        let mut seen = self.seen();
        seen.to_be_named = true;
        self.name(&mut seen);
    }

    fn name(&self, seen: &mut Seen) {
        if let Some(about) = &seen.about
            && seen.to_be_named
            && !seen.is_named
        {
            self.line(&human::header(about));
            seen.is_named = true;
        }
    }

    /// What machines are told at the end of a run that failed.
    pub(crate) fn data(&self) -> Map<String, Value> {
        let seen = self.seen();
        let mut data = Map::new();
        for (key, list) in [
            ("applied", &seen.applied),
            ("rolled_back", &seen.rolled_back),
            ("seeded", &seen.seeded),
        ] {
            if !list.is_empty() {
                data.insert(key.to_owned(), list.clone().into());
            }
        }
        data.insert("failed".to_owned(), seen.failed.clone().into());
        data
    }

    /// How long the lock was waited for.
    pub(crate) fn waited(&self) -> Option<Duration> {
        self.seen().waited
    }

    /// Remembers what is worth saying, for the end.
    pub(crate) fn warn(&self, text: &str) {
        self.seen().warnings.push(text.to_owned());
    }

    pub(crate) fn warnings(&self) -> Vec<String> {
        self.seen().warnings.clone()
    }

    /// A line for a person.
    fn line(&self, text: &str) {
        let is_human = matches!(
            self.format,
            Format::Human | Format::Sql | Format::Rust | Format::Text
        );
        if is_human && !self.quiet {
            super::say(text);
        }
    }

    fn event(&self, name: &str, object: Value) {
        if self.format == Format::Ndjson
            && let Value::Object(object) = object
        {
            let _ = super::print(&(machine::event(name, object) + "\n"));
        }
    }

    /// Whether it is time to say how far something long is.
    fn is_due(&self, is_done: bool) -> bool {
        let mut seen = self.seen();
        let due = seen.said.get_or_insert_with(Instant::now).elapsed() >= PROGRESS_EVERY;
        if is_done {
            seen.said = None;
        } else if due {
            seen.said = Some(Instant::now());
        }
        due || is_done
    }
}

impl Observer for Progress {
    fn connected(&self, about: &About) {
        let mut seen = self.seen();
        seen.about = Some(about.clone());
        self.name(&mut seen);
    }

    fn started(&self, migration: &str, direction: Direction) {
        self.event(
            "migration.start",
            json!({ "name": migration, "direction": direction.word() }),
        );
    }

    fn finished(&self, migration: &str, direction: Direction, took: Duration) {
        let word = match direction {
            Direction::Up => "DONE",
            Direction::Down => "UNDONE",
        };
        self.line(&human::line(
            migration,
            &human::duration(took),
            word,
            self.width,
        ));
        let mut seen = self.seen();
        let retries = seen.retries.get(migration).cloned();
        if let Some((tries, why)) = &retries {
            self.line(&human::retried(*tries, why, self.width));
        }
        let tries = retries.map_or(0, |(tries, _)| tries);
        let ran = json!({ "name": migration, "ms": machine::ms(took), "retries": tries });
        match direction {
            Direction::Up => seen.applied.push(ran.clone()),
            Direction::Down => seen.rolled_back.push(ran.clone()),
        }
        drop(seen);
        let mut object = ran;
        object["direction"] = direction.word().into();
        self.event("migration.done", object);
    }

    fn failed(&self, migration: &str, error: &migration_runtime::Error) {
        self.line(&human::line(migration, "", "FAIL", self.width));
        self.seen().failed = Some(migration.to_owned());
        self.event(
            "migration.failed",
            json!({ "name": migration, "code": error.code(), "message": error.message() }),
        );
    }

    fn seeding(&self, seeder: &str) {
        self.event("seeder.start", json!({ "name": seeder }));
    }

    fn seeded(&self, seeder: &str, took: Duration) {
        self.line(&human::line(
            seeder,
            &human::duration(took),
            "SEEDED",
            self.width,
        ));
        let ran = json!({ "name": seeder, "ms": machine::ms(took) });
        self.seen().seeded.push(ran.clone());
        self.event("seeder.done", ran);
    }

    fn seeding_failed(&self, seeder: &str, error: &migration_runtime::Error) {
        self.line(&human::line(seeder, "", "FAIL", self.width));
        self.seen().failed = Some(seeder.to_owned());
        self.event(
            "seeder.failed",
            json!({ "name": seeder, "code": error.code(), "message": error.message() }),
        );
    }

    fn backfill(&self, progress: &BackfillProgress) {
        if !self.is_due(progress.is_done) {
            return;
        }
        self.line(&format!("  {}: {progress}", progress.table));
        self.event(
            "step.progress",
            json!({
                "name": progress.migration, "kind": "backfill", "table": progress.table,
                "done": progress.rows_done, "changed": progress.rows_changed, "total": progress.rows_total,
            }),
        );
    }

    fn building(&self, building: &Building) {
        if !self.is_due(false) {
            return;
        }
        self.line(&human::building(building, self.width));
        self.event(
            "step.progress",
            json!({
                "name": building.migration, "kind": "index", "phase": building.phase,
                "done": building.done, "total": building.total,
            }),
        );
    }

    fn retrying(&self, retrying: &Retrying) {
        let why = match &retrying.blockers {
            Some(blockers) => format!("{} ({blockers})", retrying.reason),
            None => retrying.reason.clone(),
        };
        self.line(&format!(
            "  {} {why}; try {} of {} in {}",
            retrying.migration,
            retrying.tries + 1,
            retrying.of + 1,
            human::duration(retrying.pause)
        ));
        self.event(
            "step.retry",
            json!({
                "name": retrying.migration, "tries": retrying.tries, "reason": retrying.reason,
                "blockers": retrying.blockers, "pause_ms": machine::ms(retrying.pause),
            }),
        );
        let mut seen = self.seen();
        seen.retries
            .insert(retrying.migration.clone(), (retrying.tries, why));
    }

    fn waiting(&self, waiting: &Waiting) {
        self.line(&format!(
            "  waiting for the lock ({} s): {}",
            waiting.waited.as_secs(),
            waiting.holder
        ));
        self.event(
            "lock.wait",
            json!({ "waited_ms": machine::ms(waiting.waited), "holder": waiting.holder }),
        );
        self.seen().waited = Some(waiting.waited);
    }

    fn notice(&self, notice: &str) {
        match self.format {
            Format::Json => self.warn(notice),
            Format::Ndjson => {
                self.warn(notice);
                self.event("notice", json!({ "message": notice }));
            }
            Format::Github => super::say(&github::line("notice", None, notice)),
            _ => self.line(&format!("  note: {notice}")),
        }
    }
}

impl Progress {
    /// What to type to undo a batch.
    pub(crate) fn undo(&self, batch: Option<i64>) -> Option<String> {
        batch.map(|batch| format!("undo: {} rollback --batch {batch}", self.program))
    }
}
