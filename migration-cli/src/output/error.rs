//! An error as a person reads it: what, where in the source, what is true of the database now, and what to type next.

use anstyle::{AnsiColor, Style};
use migration_core::Location;
use migration_runtime::Error;

use super::{places, snippet};
use crate::stop::{Said, Stop};

const RED: Style = AnsiColor::Red.on_default().bold();
const BOLD: Style = Style::new().bold();

/// All of it, a line each, the first `error[MIG-0307]: ...`.
pub(super) fn human(stop: &Stop, width: usize) -> String {
    match stop {
        Stop::Failed(error) => failed(error, width),
        Stop::Said(said) => said_by_us(said),
    }
}

fn title(code: &str, message: &str) -> String {
    format!("{RED}error[{code}]{RED:#}{BOLD}: {message}{BOLD:#}")
}

fn said_by_us(said: &Said) -> String {
    let mut lines = vec![title(said.code, &said.what)];
    lines.extend(said.details.iter().map(|detail| format!("  {detail}")));
    lines.push("  database: unchanged, nothing was run".to_owned());
    lines.push(format!("  next: {}", said.next));
    lines.join("\n")
}

fn failed(error: &Error, width: usize) -> String {
    let whose = match (error.migration(), error.seeder()) {
        (Some(name), _) => Some(format!("migration {name}")),
        (None, Some(name)) => Some(format!("seeder {name}")),
        (None, None) => None,
    };
    let statement = error.failed_statement();
    let mut out = String::new();
    for (number, (at, message, help)) in places(error).into_iter().enumerate() {
        if number > 0 {
            out.push('\n');
        }
        out += &title(error.code(), &message);
        out.push('\n');
        let whose = problem_s_migration(error, number).or(whose.clone());
        // What runs SQL of the user's own says it where it stands.
        let label = match statement {
            Some(failed) if !failed.operation.starts_with("run SQL") => failed.operation.as_str(),
            _ => "",
        };
        match at {
            Some(at) => out += &place(at, label, whose.as_deref(), width),
            None => {
                if let Some(whose) = &whose {
                    out += &format!("  in {whose}\n");
                }
            }
        }
        if let Some(help) = help {
            out += &format!("  help: {help}\n");
        }
    }
    if let Some(failed) = statement {
        let which = match failed.of {
            0 | 1 => "statement".to_owned(),
            of => format!("statement {} of {of}", failed.number),
        };
        // Said below the source, if that is at hand.
        let is_said = failed.operation.starts_with("run SQL") || out.contains(&failed.operation);
        let operation = match is_said {
            true => String::new(),
            false => format!("{}, ", failed.operation),
        };
        out += &format!("  {operation}{which}:\n    {}\n", failed.shortened());
    }
    for line in error.details() {
        out += &format!("  {line}\n");
    }
    if let Some(state) = error.state_in_words() {
        out += &format!("  database: {state}\n");
    }
    if let Some(next) = error.hint() {
        out += &format!("  next: {next}\n");
    }
    out.truncate(out.trim_end().len());
    out
}

/// Each of several problems may be of another migration.
fn problem_s_migration(error: &Error, number: usize) -> Option<String> {
    let problem = error.problems().get(number)?;
    problem
        .migration
        .as_ref()
        .map(|name| format!("migration {name}"))
}

/// The place, and the source there if it is at hand.
fn place(at: Location, label: &str, whose: Option<&str>, width: usize) -> String {
    let whose = whose.map(|whose| format!(" ({whose})")).unwrap_or_default();
    // The renderer writes line and column itself.
    match snippet::show(at, label, at.file, width) {
        Some(shown) => format!("{shown}\n{}", whose_line(&whose)),
        None => format!("  --> {at}{whose}\n"),
    }
}

fn whose_line(whose: &str) -> String {
    match whose.trim().trim_start_matches('(').trim_end_matches(')') {
        "" => String::new(),
        whose => format!("  in {whose}\n"),
    }
}
