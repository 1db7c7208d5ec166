//! What is shown on a terminal, or in a log: plain text, one line for each event.

use std::fmt::Display;
use std::io::{ErrorKind, Write as _};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use migration_core::plan::Direction;
use migration_runtime::{
    BackfillProgress, Observer, Retrying, SeedReport, SeedRun, SeedState, SeedStatus, State,
    Status, Waiting,
};

/// How wide a line with a migration is.
const WIDTH: usize = 80;

/// Prints what was asked for. A pipe that was closed is nobody's mistake.
pub(crate) fn print(text: &str) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    let written = stdout.write_all(text.as_bytes());
    match written.and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Says something besides.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Says what went wrong.
pub(crate) fn error(error: &dyn Display) {
    say(&format!("error: {error}"));
}

/// How often the progress of a backfill is said.
const PROGRESS_EVERY: Duration = Duration::from_secs(2);

/// Tells a run line by line.
#[derive(Default)]
pub(crate) struct Terminal {
    /// When the progress of a backfill was said last, or when it began.
    progress: Mutex<Option<Instant>>,
}

impl Observer for Terminal {
    fn finished(&self, migration: &str, direction: Direction, took: Duration) {
        let word = match direction {
            Direction::Up => "DONE",
            Direction::Down => "UNDONE",
        };
        say(&line(migration, &duration(took), word));
    }

    fn failed(&self, migration: &str, _error: &migration_runtime::Error) {
        say(&line(migration, "", "FAIL"));
    }

    fn seeded(&self, seeder: &str, took: Duration) {
        say(&line(seeder, &duration(took), "SEEDED"));
    }

    fn seeding_failed(&self, seeder: &str, _error: &migration_runtime::Error) {
        say(&line(seeder, "", "FAIL"));
    }

    fn backfill(&self, progress: &BackfillProgress) {
        let mut said = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        let due = said.get_or_insert_with(Instant::now).elapsed() >= PROGRESS_EVERY;
        if progress.is_done {
            *said = None;
        } else if due {
            *said = Some(Instant::now());
        } else {
            return;
        }
        say(&format!("  {}: {progress}", progress.table));
    }

    fn retrying(&self, retrying: &Retrying) {
        let who = match &retrying.blockers {
            Some(blockers) => format!(" ({blockers})"),
            None => String::new(),
        };
        say(&format!(
            "  {} {}{who}; try {} of {} in {}",
            retrying.migration,
            retrying.reason,
            retrying.tries + 1,
            retrying.of + 1,
            duration(retrying.pause)
        ));
    }

    fn waiting(&self, waiting: &Waiting) {
        say(&format!(
            "  waiting for the lock ({} s): {}",
            waiting.waited.as_secs(),
            waiting.holder
        ));
    }

    fn notice(&self, notice: &str) {
        say(&format!("  note: {notice}"));
    }
}

/// `  name ............ 41 ms  DONE`
fn line(name: &str, took: &str, word: &str) -> String {
    let used = 2 + name.chars().count() + 1 + took.len() + 1;
    let dots = ".".repeat(WIDTH.saturating_sub(used).max(3));
    if took.is_empty() {
        format!("  {name} {dots}  {word}")
    } else {
        format!("  {name} {dots} {took}  {word}")
    }
}

/// A duration with three digits at most: `0.4 ms`, `41 ms`, `23.1 s`, `12 min 3 s`.
pub(crate) fn duration(took: Duration) -> String {
    let ms = took.as_secs_f64() * 1000.0;
    match took.as_secs() {
        0 if ms < 10.0 => format!("{ms:.1} ms"),
        0 => format!("{ms:.0} ms"),
        1..60 => format!("{:.1} s", took.as_secs_f64()),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

/// All migrations as a table.
pub(crate) fn status_table(statuses: &[Status]) -> String {
    let mut rows =
        vec![["batch", "state", "migration", "applied (UTC)", "ms", "by"].map(String::from)];
    for status in statuses {
        let (state, application) = match &status.state {
            State::Pending => ("pending", None),
            State::Applied(application) => ("applied", Some(application)),
            State::Edited(application) => ("edited", Some(application)),
            State::Missing(application) => ("missing", Some(application)),
            State::Renamed(application, _) => ("renamed", Some(application)),
            State::Unknown(application) => ("unknown", Some(application)),
            _ => ("?", None),
        };
        let of = |text: fn(&migration_runtime::Application) -> Option<String>| {
            application.and_then(text).unwrap_or_else(|| "-".to_owned())
        };
        rows.push([
            of(|a| Some(a.batch.to_string())),
            match (&status.partly, status.out_of_order) {
                (Some(partly), _) => format!("{state}, {partly}"),
                (None, true) => format!("{state}, out of order"),
                (None, false) => state.to_owned(),
            },
            status.id().to_string(),
            of(|a| a.at.map(|at| at.format("%Y-%m-%d %H:%M:%SZ").to_string())),
            of(|a| a.took.map(|took| took.as_millis().to_string())),
            of(|a| a.by.clone()),
        ]);
    }
    table(&rows)
}

/// All seeders as a table.
pub(crate) fn seed_table(statuses: &[SeedStatus]) -> String {
    let head = [
        "state",
        "seeder",
        "environments",
        "seeded (UTC)",
        "ms",
        "runs",
        "by",
    ];
    let mut rows = vec![head.map(String::from)];
    for status in statuses {
        let (state, run) = match &status.state {
            SeedState::Pending => ("pending", None),
            SeedState::Done(run) => ("done", Some(run)),
            SeedState::Changed(run) => ("changed", Some(run)),
            SeedState::RolledBack(run) => ("rolled back", Some(run)),
            SeedState::Elsewhere(run) => ("not here", run.as_ref()),
            SeedState::Unknown(run) => ("unknown", Some(run)),
            _ => ("?", None),
        };
        let of = |text: fn(&SeedRun) -> Option<String>| {
            run.and_then(text).unwrap_or_else(|| "-".to_owned())
        };
        rows.push([
            state.to_owned(),
            status.name.clone(),
            match (&status.state, status.environments.as_slice()) {
                (SeedState::Unknown(_), _) => "-".to_owned(),
                (_, []) => "all".to_owned(),
                (_, some) => some.join(", "),
            },
            of(|run| run.at.map(|at| at.format("%Y-%m-%d %H:%M:%SZ").to_string())),
            of(|run| run.took.map(|took| took.as_millis().to_string())),
            of(|run| Some(run.runs.to_string())),
            of(|run| run.by.clone()),
        ]);
    }
    table(&rows)
}

/// What a run of seeders did, on one line.
pub(crate) fn seeded(report: &SeedReport) -> String {
    let mut others = Vec::new();
    if !report.unchanged.is_empty() {
        others.push(format!("{} unchanged", report.unchanged.len()));
    }
    if !report.elsewhere.is_empty() {
        others.push(format!("{} for other environments", report.elsewhere.len()));
    }
    let environment = &report.environment;
    match report.ran.len() {
        0 => {
            let others = match others.is_empty() {
                true => String::new(),
                false => format!(" ({})", others.join(", ")),
            };
            format!("  nothing to seed for {environment}{others}")
        }
        count => {
            others.push(duration(report.took));
            format!(
                "\n  {count} seeded for {environment}, {}",
                others.join(", ")
            )
        }
    }
}

/// Rows with their columns one below the other.
fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut out = String::new();
    for row in rows {
        let cells: Vec<String> = (row.iter().zip(widths))
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        out.push_str(cells.join("  ").trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_migrations_end_in_one_column() {
        let short = line("1_a", "41 ms", "DONE");
        let long = line("20260102103000000_create_posts", "1.2 s", "DONE");
        assert_eq!(short.len(), long.len());
        assert!(short.starts_with("  1_a ....") && short.ends_with(".... 41 ms  DONE"));
        let longer = line(&"x".repeat(200), "1.2 s", "DONE");
        assert!(longer.contains(" ... 1.2 s"));
    }

    #[test]
    fn durations_are_short() {
        for (micros, text) in [
            (400, "0.4 ms"),
            (41_000, "41 ms"),
            (23_100_000, "23.1 s"),
            (723_000_000, "12 min 3 s"),
        ] {
            assert_eq!(duration(Duration::from_micros(micros)), text);
        }
    }
}
