//! What is shown: what was asked for goes to stdout, everything else to stderr; in the format that was chosen.

mod error;
mod github;
pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod markdown;
mod progress;
mod snippet;

use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::sync::Arc;

use migration_runtime::{About, Error};
use serde_json::{Map, Value};

pub(crate) use progress::Progress;

use crate::args::{Color, Format, Global};
use crate::stop::Stop;

/// Prints what was asked for. A pipe that was closed is nobody's mistake.
pub(crate) fn print(text: &str) -> std::io::Result<()> {
    let mut stdout = anstream::stdout().lock();
    let written = stdout.write_all(text.as_bytes());
    match written.and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Says something besides.
pub(crate) fn say(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// How wide lines are: what the terminal has, or `COLUMNS` says; 80 in a log.
fn width() -> usize {
    let columns = std::env::var("COLUMNS")
        .ok()
        .and_then(|text| text.parse().ok());
    let columns = columns.or_else(|| {
        let size = terminal_size::terminal_size_of(std::io::stderr());
        size.map(|(width, _)| usize::from(width.0))
    });
    columns.unwrap_or(80).clamp(40, 120)
}

/// How a command answers.
pub(crate) struct Output {
    /// What the program is called.
    pub(crate) program: String,
    pub(crate) format: Format,
    quiet: bool,
    no_input: bool,
    pub(crate) width: usize,
    /// What a run tells while it runs.
    pub(crate) progress: Arc<Progress>,
}

/// What a command came to.
#[derive(Default)]
pub(crate) struct Answer {
    /// The exit code, where it is not 0.
    pub(crate) code: u8,
    /// What JSON has besides what all have.
    pub(crate) data: Map<String, Value>,
    /// What was asked for, as a person reads it.
    pub(crate) text: String,
    /// The same as Markdown, where that is other than the text in a block.
    pub(crate) markdown: Option<String>,
    /// What is said besides.
    pub(crate) said: String,
    /// Whether what machines read is printed already.
    pub(crate) is_printed: bool,
    /// What is worth a look, each with its place in the source if it has one.
    pub(crate) findings: Vec<Finding>,
}

/// Something worth a look that is no error.
pub(crate) struct Finding {
    pub(crate) message: String,
    pub(crate) at: Option<migration_core::Location>,
}

impl Answer {
    /// With a value in JSON.
    pub(crate) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.data.insert(key.to_owned(), value.into());
        self
    }

    /// And what a second look came to.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.code = self.code.max(other.code);
        self.data.extend(other.data);
        self.text += &other.text;
        self.said = format!("{}\n{}", self.said, other.said);
        self.findings.extend(other.findings);
        self
    }

    /// What was asked for.
    pub(crate) fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// What is said besides.
    pub(crate) fn said(mut self, said: impl Into<String>) -> Self {
        self.said = said.into();
        self
    }
}

impl Output {
    pub(crate) fn new(program: &str, global: &Global) -> Self {
        let choice = match global.color {
            // What anstream looks at: NO_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM, and whether it is a terminal.
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
        let format = global.format.unwrap_or(Format::Human);
        let width = width();
        Self {
            program: program.to_owned(),
            format,
            quiet: global.quiet,
            no_input: global.no_input,
            width,
            progress: Arc::new(Progress::new(program, format, global.quiet, width)),
        }
    }

    /// Whether somebody can be asked: never in a log, a pipe, or a machine that builds.
    pub(crate) fn may_ask(&self) -> bool {
        let is_ci = std::env::var_os("CI").is_some_and(|value| value != "false" && value != "0");
        self.is_human()
            && !self.no_input
            && !is_ci
            && std::io::stdin().is_terminal()
            && std::io::stderr().is_terminal()
    }

    /// Whether somebody wants that nothing is asked.
    pub(crate) fn asks_nothing(&self) -> bool {
        self.no_input
    }

    /// The format that was chosen.
    pub(crate) fn format(&self) -> Format {
        self.format
    }

    fn is_human(&self) -> bool {
        matches!(
            self.format,
            Format::Human | Format::Sql | Format::Rust | Format::Text
        )
    }

    /// Says something to a person who is not to be left in peace.
    pub(crate) fn tell(&self, text: &str) {
        if self.is_human() && !self.quiet {
            say(text);
        }
    }

    /// Says what may be wrong.
    pub(crate) fn warn(&self, text: &str) {
        match self.format {
            Format::Json | Format::Ndjson => self.progress.warn(text),
            Format::Github => say(&github::line("warning", None, text)),
            _ => say(&human::warning(text)),
        }
    }

    /// Answers, and says with which exit code to end.
    pub(crate) fn answer(&self, command: &str, answer: Answer) -> u8 {
        let about = self.progress.about();
        let shown = match self.format {
            Format::Human | Format::Sql | Format::Rust | Format::Text => {
                for finding in &answer.findings {
                    say(&human::warning(&finding.message));
                }
                if !answer.said.is_empty() && (!self.quiet || answer.code != 0) {
                    say(&answer.said);
                }
                print(&answer.text)
            }
            Format::Json | Format::Ndjson if answer.is_printed => Ok(()),
            Format::Json | Format::Ndjson => {
                print(&self.object(command, answer.code, answer.data, about.as_ref()))
            }
            Format::Markdown => print(&markdown::answer(&answer)),
            Format::Github => {
                for finding in &answer.findings {
                    say(&github::line("warning", finding.at, &finding.message));
                }
                print(&markdown::answer(&answer))
            }
        };
        match shown {
            Ok(()) => answer.code,
            Err(error) => self.stop(command, &Stop::from(error)),
        }
    }

    /// The one object that JSON is, and ndjson ends with.
    fn object(
        &self,
        command: &str,
        code: u8,
        data: Map<String, Value>,
        about: Option<&About>,
    ) -> String {
        let warnings = self.progress.warnings();
        let object = json::envelope(command, code, about, data, warnings);
        match self.format {
            Format::Ndjson => json::event("run.done", object) + "\n",
            _ => format!("{:#}\n", Value::Object(object)),
        }
    }

    /// Shows why a command came to no good end, and answers with the exit code.
    pub(crate) fn stop(&self, command: &str, stop: &Stop) -> u8 {
        let code = stop.code();
        let about = self.progress.about();
        match self.format {
            Format::Human | Format::Sql | Format::Rust | Format::Text => {
                say(&error::human(stop, self.width))
            }
            Format::Json | Format::Ndjson => {
                let mut data = self.progress.data();
                data.insert("error".to_owned(), json::stop(stop));
                // A full disk is said where it can be.
                if print(&self.object(command, code, data, about.as_ref())).is_err() {
                    say(&error::human(stop, self.width));
                }
            }
            Format::Markdown => {
                let _ = print(&markdown::stop(stop));
            }
            Format::Github => {
                for line in github::stop(stop) {
                    say(&line);
                }
                say(&error::human(stop, self.width));
            }
        }
        code
    }
}

/// An error before it is known how to answer.
pub(crate) fn stop_plainly(stop: &Stop) -> u8 {
    say(&error::human(stop, width()));
    stop.code()
}

/// The places and messages of an error: several, if several things are wrong.
fn places(error: &Error) -> Vec<(Option<migration_core::Location>, String, Option<String>)> {
    let problems = error.problems();
    if problems.is_empty() {
        return vec![(error.at(), error.message().to_owned(), None)];
    }
    let problems = problems.iter();
    problems
        .map(|problem| (problem.at, problem.message.clone(), problem.help.clone()))
        .collect()
}
