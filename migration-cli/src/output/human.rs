//! Lines and tables for people: plain text that needs no colours to be read.

use std::time::Duration;

use anstyle::{AnsiColor, Style};
use migration_make::to_migrate;
use migration_runtime::{
    About, BackfillStatus, Building, Health, SeedReport, SeedRun, SeedState, SeedStatus, State,
    Status,
};
use unicode_width::UnicodeWidthStr as _;

use super::json;

const GREEN: Style = AnsiColor::Green.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();
const RED: Style = AnsiColor::Red.on_default();
const DIM: Style = Style::new().dimmed();

/// `  postgres://app@localhost/shop   PostgreSQL 15.18   env production`
pub(super) fn header(about: &About) -> String {
    let mut parts = vec![about.url.clone(), about.server.clone()];
    if let Some(stamp) = &about.environment {
        parts.push(format!("env {}", stamp.name));
    }
    format!("  {}", parts.join("   "))
}

/// `warning: ...`
pub(super) fn warning(text: &str) -> String {
    format!("{YELLOW}warning{YELLOW:#}: {text}")
}

/// `  name ............ 41 ms  DONE`; a name that is too long for the line is cut, but for its beginning, which says which
/// it is.
pub(super) fn line(name: &str, took: &str, word: &str, width: usize) -> String {
    let style = match word {
        "FAIL" => RED.bold(),
        _ => GREEN,
    };
    let rest = word.len() + 2 + if took.is_empty() { 0 } else { took.len() + 1 };
    let name = fitting(name, width.saturating_sub(2 + 1 + 3 + rest).max(20));
    let used = 2 + name.width() + 1 + rest;
    let dots = ".".repeat(width.saturating_sub(used).max(3));
    let took = match took {
        "" => String::new(),
        took => format!(" {took}"),
    };
    format!("  {name} {DIM}{dots}{DIM:#}{took}  {style}{word}{style:#}")
}

/// A text that is no wider than this.
fn fitting(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(3)).collect();
    format!("{kept}...")
}

/// `      retried 2x: lock on users held by ...`
pub(super) fn retried(tries: u32, why: &str, width: usize) -> String {
    let text = format!("retried {tries}x: {why}");
    format!("      {}", fitting(&text, width.saturating_sub(6).max(40)))
}

/// `      building index: scanning table  ##########......  60 %  1.2M/2.0M blocks  eta 9.0 s`
pub(super) fn building(building: &Building, width: usize) -> String {
    let Some(total) = building.total.filter(|total| *total > 0) else {
        return format!("      {}", building.phase);
    };
    let part = (building.done as f64 / total as f64).clamp(0.0, 1.0);
    let mut counted = format!(
        "{:.0} %  {}/{} {}",
        part * 100.0,
        short(building.done),
        short(total),
        building.unit
    );
    if let Some(left) = building.remaining {
        counted += &format!("  eta {}", duration(left));
    }
    progress(&building.phase, part, &counted, width)
}

/// What is done, a bar where there is room for one, and numbers.
fn progress(what: &str, part: f64, counted: &str, width: usize) -> String {
    let room = width.saturating_sub(6 + what.width() + 2 + 2 + counted.width());
    match room {
        0..6 => format!("      {what}  {counted}"),
        room => format!("      {what}  {}  {counted}", bar(part, room.min(16))),
    }
}

/// A bar of so many characters, filled for this part.
fn bar(part: f64, characters: usize) -> String {
    let filled = (part * characters as f64).round() as usize;
    let filled = filled.min(characters);
    format!("{}{}", "#".repeat(filled), ".".repeat(characters - filled))
}

/// `1.2M`
pub(crate) fn short(number: u64) -> String {
    match number {
        0..10_000 => number.to_string(),
        10_000..1_000_000 => format!("{:.1}k", number as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1}M", number as f64 / 1e6),
        _ => format!("{:.1}G", number as f64 / 1e9),
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

/// The rows of a table of all migrations, its head first.
pub(crate) fn status_rows(statuses: &[Status], program: &str) -> Vec<[String; 7]> {
    let head = [
        "batch",
        "state",
        "migration",
        "applied (UTC)",
        "ms",
        "by",
        "",
    ];
    let mut rows = vec![head.map(String::from)];
    for status in statuses {
        let (state, application) = json::state(&status.state);
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
            next_of(status, program),
        ]);
    }
    rows
}

/// What to type about a migration that is not as it should be.
fn next_of(status: &Status, program: &str) -> String {
    match &status.state {
        _ if status.partly.is_some() => format!("{} (goes on)", to_migrate(program)),
        State::Edited(_) => format!("{program} show {} --diff", status.name),
        State::Renamed(_, now) => format!("{program} repair (it is {now} now)"),
        State::Missing(_) => format!("{program} repair {} (strikes it off)", status.name),
        State::Unknown(_) => "newer code applied it".to_owned(),
        State::Applied(_) if !status.recorded => {
            format!(
                "{} (records that it {})",
                to_migrate(program),
                replaces(status)
            )
        }
        _ if !status.replaces.is_empty() => replaces(status),
        _ => String::new(),
    }
}

/// `replaces 3 migrations`
fn replaces(status: &Status) -> String {
    match status.replaces.len() {
        1 => "replaces 1 migration".to_owned(),
        n => format!("replaces {n} migrations"),
    }
}

/// All migrations as a table, what is not as it should be in colour.
pub(crate) fn status_table(statuses: &[Status], program: &str) -> String {
    let table = table(&status_rows(statuses, program));
    let mut lines = table.lines();
    let mut out = format!("{DIM}{}{DIM:#}\n", lines.next().unwrap_or_default());
    for (line, status) in lines.zip(statuses) {
        let style = match &status.state {
            State::Applied(_) if status.partly.is_none() => Style::new(),
            State::Pending if !status.out_of_order && status.partly.is_none() => YELLOW,
            _ => RED,
        };
        out += &format!("{style}{line}{style:#}\n");
    }
    out
}

/// Below the table of migrations, when there is something to tell: `backfills: 2_fill 1.2M rows, running` and
/// `seeds: 2 done, Demo changed`.
pub(crate) fn beside(backfills: &[BackfillStatus], seeders: &[SeedStatus]) -> String {
    let mut lines = String::new();
    let backfills = backfills.iter().map(|backfill| {
        let rows = short(backfill.rows_done);
        format!(
            "{} {rows} rows, {}",
            backfill.migration,
            backfill.state.word()
        )
    });
    let backfills: Vec<String> = backfills.collect();
    if !backfills.is_empty() {
        lines += &format!("backfills: {}\n", backfills.join("; "));
    }
    let is_done = |status: &&SeedStatus| matches!(status.state, SeedState::Done(_));
    let is_elsewhere = |status: &&SeedStatus| matches!(status.state, SeedState::Elsewhere(_));
    let mut parts = Vec::new();
    for (count, word) in [
        (seeders.iter().filter(is_done).count(), "done"),
        (
            seeders.iter().filter(is_elsewhere).count(),
            "for other environments",
        ),
    ] {
        if count > 0 {
            parts.push(format!("{count} {word}"));
        }
    }
    for status in seeders
        .iter()
        .filter(|it| !is_done(it) && !is_elsewhere(it))
    {
        parts.push(format!("{} {}", status.name, seed_state(&status.state).0));
    }
    if !parts.is_empty() {
        lines += &format!("seeds: {}\n", parts.join(", "));
    }
    lines
}

fn seed_state(state: &SeedState) -> (&'static str, Option<&SeedRun>) {
    match state {
        SeedState::Pending => ("pending", None),
        SeedState::Done(run) => ("done", Some(run)),
        SeedState::Changed(run) => ("changed", Some(run)),
        SeedState::RolledBack(run) => ("rolled back", Some(run)),
        SeedState::Elsewhere(run) => ("not here", run.as_ref()),
        SeedState::Unknown(run) => ("unknown", Some(run)),
        _ => ("?", None),
    }
}

/// The rows of a table of all seeders, its head first.
pub(crate) fn seed_rows(statuses: &[SeedStatus]) -> Vec<[String; 7]> {
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
        let (state, run) = seed_state(&status.state);
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
    rows
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

/// A line of what was looked at, in the colour of how it is.
pub(crate) fn healthy(line: &str, health: Health) -> String {
    let style = match health {
        Health::Good => GREEN,
        Health::Doubtful => YELLOW,
        Health::Bad => RED,
    };
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    format!("  {style}{word}{style:#} {rest}\n")
}

/// Rows with their columns one below the other.
pub(crate) fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.width().max(*width);
        }
    }
    let mut out = String::new();
    for row in rows {
        let cells: Vec<String> = (row.iter().zip(widths))
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width())))
            .collect();
        out.push_str(cells.join("  ").trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn lines_of_migrations_end_in_one_column() {
        for width in [60, 80, 120] {
            for name in [
                "1_a",
                "20260102103000000_create_posts",
                &"x".repeat(200),
                "\u{8868}",
            ] {
                for (took, word) in [("41 ms", "DONE"), ("1.2 s", "DONE")] {
                    let line = plain(&line(name, took, word, width));
                    assert_eq!(line.width(), width, "{line}");
                    assert!(line.ends_with(&format!(" {took}  {word}")), "{line}");
                }
            }
        }
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

    #[test]
    fn how_far_something_is_fits_on_a_line() {
        let counted = "60 %  1.2M/2.0M blocks  eta 9.0 s";
        let line = |width| progress("building index: scanning table", 0.6, counted, width);
        for (width, shown) in [
            (
                60,
                "      building index: scanning table  60 %  1.2M/2.0M blocks  eta 9.0 s",
            ),
            (
                80,
                "      building index: scanning table  ####...  60 %  1.2M/2.0M blocks  eta 9.0 s",
            ),
            (
                120,
                "      building index: scanning table  ##########......  60 %  1.2M/2.0M blocks  eta 9.0 s",
            ),
        ] {
            assert_eq!(line(width), shown);
        }
    }

    #[test]
    fn numbers_and_bars_are_short() {
        assert_eq!(
            [9_999, 12_345, 1_200_000, 5_000_000_000].map(short),
            ["9999", "12.3k", "1.2M", "5.0G"]
        );
        assert_eq!(
            [0.0, 0.5, 1.0, 7.0].map(|part| bar(part, 4)),
            ["....", "##..", "####", "####"]
        );
    }
}
