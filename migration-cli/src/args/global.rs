//! What every command takes.

use std::time::Duration;

use clap::builder::BoolishValueParser;
use clap::{ArgAction, Args, ValueEnum};
use migration_core::migration::Phase;

/// What every command takes. What it is unless said may come from the environment, `.env` or `migratory.toml`.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Global {
    /// The database: postgres://user:password@host:5432/name, mysql://user:password@host:3306/name, sqlite:file.db
    /// [env: DATABASE_URL]
    #[arg(long, short, global = true, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// The environment: which seeders run, which options of migratory.toml hold, what the database is stamped with
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) env: Option<String>,
    /// Read options from this file instead of the nearest migratory.toml
    #[arg(long, global = true, hide_short_help = true, value_name = "FILE")]
    pub(crate) config: Option<String>,
    /// Do not read the nearest .env
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) no_dotenv: bool,
    /// The folder that migrations are written to
    #[arg(long, global = true, hide_short_help = true, value_name = "DIR")]
    pub(crate) dir: Option<String>,
    /// How to answer: human, json, ndjson, markdown, github; of `sql` also sql and text
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "FORMAT",
        hide_possible_values = true
    )]
    pub(crate) format: Option<Format>,
    /// When to use colours
    #[arg(long, global = true, hide_short_help = true, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub(crate) color: Color,
    /// Say nothing but errors and what was asked for
    #[arg(long, short, global = true, action = ArgAction::Set, num_args = 0..=1, require_equals = true,
        value_parser = BoolishValueParser::new(), default_value = "false", default_missing_value = "true",
        hide_default_value = true, hide_possible_values = true)]
    pub(crate) quiet: bool,
    /// Say how long connecting and the rest took
    #[arg(long, global = true, hide_short_help = true, action = ArgAction::Set, num_args = 0..=1, require_equals = true,
        value_parser = BoolishValueParser::new(), default_value = "false", default_missing_value = "true",
        hide_default_value = true, hide_possible_values = true)]
    pub(crate) timing: bool,
    /// Never ask; what would be asked is an error that names the flag
    #[arg(long, global = true, hide_short_help = true, action = ArgAction::Set, num_args = 0..=1, require_equals = true,
        value_parser = BoolishValueParser::new(), default_value = "false", default_missing_value = "true",
        hide_default_value = true, hide_possible_values = true)]
    pub(crate) no_input: bool,
    /// The table that keeps what was applied
    #[arg(
        long,
        global = true,
        hide_short_help = true,
        value_name = "NAME",
        default_value = "_migrations"
    )]
    pub(crate) table: String,
    /// The schema of that table; the current one unless said
    #[arg(long, global = true, hide_short_help = true, value_name = "NAME")]
    pub(crate) schema: Option<String>,
    /// The table that keeps which seeders have run, beside the other
    #[arg(
        long,
        global = true,
        hide_short_help = true,
        value_name = "NAME",
        default_value = "_seeds"
    )]
    pub(crate) seeds_table: String,
    /// How long to wait for another runner: 90, 90s, 5m
    #[arg(long, global = true, hide_short_help = true, value_name = "TIME", default_value = "5m", value_parser = time)]
    pub(crate) lock_wait: Duration,
    /// How long a statement may wait for locks of others, before the migration is rolled back and tried again; 0 is for ever
    #[arg(long, global = true, hide_short_help = true, value_name = "TIME", default_value = "3s", value_parser = time)]
    pub(crate) lock_timeout: Duration,
    /// How often a migration that did not get its locks is tried again
    #[arg(
        long,
        global = true,
        hide_short_help = true,
        value_name = "N",
        default_value_t = 10
    )]
    pub(crate) retries: u32,
    /// How long to wait for a server that is not there yet; 60s when no time is said
    #[arg(long, global = true, hide_short_help = true, value_name = "TIME", num_args = 0..=1, require_equals = true,
        default_missing_value = "60s", value_parser = time)]
    pub(crate) wait: Option<Duration>,
    /// Only migrations of this phase: pre-deploy or post-deploy
    #[arg(long, global = true, hide_short_help = true, value_name = "PHASE", value_parser = phase)]
    pub(crate) phase: Option<Phase>,
    /// What to do about migrations that are to run after one that comes later by name: run those that touch nothing that it
    /// touches, run any, or none
    #[arg(long, global = true, hide_short_help = true, value_enum, default_value_t = OrderArg::Independent)]
    pub(crate) order: OrderArg,
    /// What to do when a migration was edited after it was applied
    #[arg(long, global = true, hide_short_help = true, value_enum, value_name = "VERDICT", default_value_t = VerdictArg::Refuse)]
    pub(crate) on_edited: VerdictArg,
    /// What to do when a migration was applied and is not in the code, which has later ones
    #[arg(long, global = true, hide_short_help = true, value_enum, value_name = "VERDICT", default_value_t = VerdictArg::Refuse)]
    pub(crate) on_missing: VerdictArg,
    /// What to do when migrations were applied by newer code
    #[arg(long, global = true, hide_short_help = true, value_enum, value_name = "VERDICT", default_value_t = VerdictArg::Allow)]
    pub(crate) on_newer: VerdictArg,
    /// Refuse whatever undoes a migration
    #[arg(long, global = true, hide_short_help = true, action = ArgAction::Set, num_args = 0..=1, require_equals = true,
        value_parser = BoolishValueParser::new(), default_value = "false", default_missing_value = "true",
        hide_default_value = true, hide_possible_values = true)]
    pub(crate) forward_only: bool,
    /// Migrate a database that has tables but was never migrated by this program
    #[arg(long, global = true, hide_short_help = true, action = ArgAction::Set, num_args = 0..=1, require_equals = true,
        value_parser = BoolishValueParser::new(), default_value = "false", default_missing_value = "true",
        hide_default_value = true, hide_possible_values = true)]
    pub(crate) allow_existing: bool,
    /// Undo migrations although the database is stamped with this environment, which is production
    #[arg(long, global = true, hide_short_help = true, value_name = "NAME")]
    pub(crate) allow_env: Option<String>,
}

/// How a command answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Human,
    Json,
    Ndjson,
    Markdown,
    Github,
    Sql,
    Rust,
    Text,
}

impl Format {
    /// What it is called.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Markdown => "markdown",
            Self::Github => "github",
            Self::Sql => "sql",
            Self::Rust => "rust",
            Self::Text => "text",
        }
    }
}

/// When there are colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

/// What to do about what runs out of order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OrderArg {
    Independent,
    Any,
    Strict,
}

/// What to do about a disagreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum VerdictArg {
    Allow,
    Refuse,
}

pub(super) fn phase(word: &str) -> Result<Phase, String> {
    Phase::of(word).ok_or_else(|| "it is pre-deploy or post-deploy".to_owned())
}

/// A length of time: a number of seconds, or a number with `ms`, `s`, `m` or `h`.
pub(super) fn time(text: &str) -> Result<Duration, String> {
    let wrong = || "it is a number of seconds, or a number with ms, s, m or h".to_owned();
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: f64 = digits.trim().parse().map_err(|_| wrong())?;
    let unit = match &text[digits.len()..] {
        "" | "s" | "sec" => 1.0,
        "ms" => 0.001,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => return Err(wrong()),
    };
    Duration::try_from_secs_f64(number * unit).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_unit_or_are_seconds() {
        for (text, ms) in [
            ("3", 3_000),
            ("0.5", 500),
            ("200ms", 200),
            ("3 s", 3_000),
            ("5m", 300_000),
            ("1h", 3_600_000),
            ("0", 0),
        ] {
            assert_eq!(time(text), Ok(Duration::from_millis(ms)), "{text}");
        }
        for text in ["", "soon", "-1", "3 days", "nan", "1e300h", "inf"] {
            assert!(time(text).is_err(), "{text}");
        }
    }
}
