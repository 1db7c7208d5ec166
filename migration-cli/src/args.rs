//! The arguments.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{
    Args as ClapArgs, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum,
};
use migration_core::migration::Phase;
use migration_runtime::redacted;

use crate::stop::Stop;
use crate::{exit, render};

/// Applies and undoes the migrations of this program.
#[derive(Debug, Parser)]
#[command(
    version = concat!("(migratory ", env!("CARGO_PKG_VERSION"), ")"),
    disable_help_subcommand = true
)]
pub(crate) struct Args {
    /// What to do; `migrate` unless said
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) global: Global,
}

/// What every command takes.
#[derive(Debug, ClapArgs)]
pub(crate) struct Global {
    /// The database: postgres://user:password@host:5432/name, mysql://user:password@host:3306/name, sqlite:file.db
    #[arg(
        long,
        short,
        global = true,
        env = "DATABASE_URL",
        hide_env_values = true
    )]
    pub(crate) url: Option<String>,
    /// The table that keeps what was applied
    #[arg(
        long,
        global = true,
        value_name = "NAME",
        default_value = "_migrations"
    )]
    pub(crate) table: String,
    /// The schema of that table; the current one unless said
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) schema: Option<String>,
    /// The environment that seeders are for; development unless said
    #[arg(
        long,
        global = true,
        value_name = "NAME",
        env = "MIGRATORY_ENV",
        hide_env_values = true
    )]
    pub(crate) env: Option<String>,
    /// The table that keeps which seeders have run, beside the other
    #[arg(long, global = true, value_name = "NAME", default_value = "_seeds")]
    pub(crate) seeds_table: String,
    /// How many seconds to wait for another runner
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 300)]
    pub(crate) lock_wait: u64,
    /// How many seconds a statement may wait for locks of others, before the migration is rolled back and tried again
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 3.0)]
    pub(crate) lock_timeout: f64,
    /// How many seconds to wait for a server that is not there yet
    #[arg(long, global = true, value_name = "SECONDS", num_args = 0..=1, require_equals = true, default_missing_value = "60")]
    pub(crate) wait: Option<u64>,
    /// Only migrations of this phase: pre-deploy or post-deploy
    #[arg(long, global = true, value_name = "PHASE", value_parser = phase)]
    pub(crate) phase: Option<Phase>,
    /// What to do about migrations that are to run after one that comes later by name: run those that touch nothing that it
    /// touches, run any, or none
    #[arg(long, global = true, value_enum, default_value_t = OrderArg::Independent)]
    pub(crate) order: OrderArg,
    /// What to do when a migration was edited after it was applied
    #[arg(long, global = true, value_enum, default_value_t = VerdictArg::Refuse)]
    pub(crate) on_edited: VerdictArg,
    /// What to do when a migration was applied and is not in the code, which has later ones
    #[arg(long, global = true, value_enum, default_value_t = VerdictArg::Refuse)]
    pub(crate) on_missing: VerdictArg,
    /// What to do when migrations were applied by newer code
    #[arg(long, global = true, value_enum, default_value_t = VerdictArg::Allow)]
    pub(crate) on_newer: VerdictArg,
    /// Refuse whatever undoes a migration
    #[arg(long, global = true)]
    pub(crate) forward_only: bool,
    /// Migrate a database that has tables but was never migrated by this program
    #[arg(long, global = true)]
    pub(crate) allow_existing: bool,
}

/// The commands.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub(crate) enum Command {
    /// Apply all that is pending, as one batch
    #[command(visible_aliases = ["up", "run"])]
    Migrate {
        /// Then run the seeders that are new or changed
        #[arg(long)]
        seed: bool,
        /// Run this plan, as `sql --format json` saved it, or nothing
        #[arg(long, value_name = "FILE")]
        plan: Option<PathBuf>,
    },
    /// List all migrations: applied (batch, when) or pending
    #[command(alias = "info")]
    Status {
        /// End with exit code 3 when something is pending
        #[arg(long)]
        check: bool,
    },
    /// List the migrations that are not applied
    Pending,
    /// Undo the last batch, or what is chosen
    #[command(visible_alias = "down")]
    Rollback(Rollback),
    /// Undo everything
    Reset,
    /// Undo everything, then apply everything
    #[command(visible_alias = "redo")]
    Refresh {
        /// Then run the seeders
        #[arg(long)]
        seed: bool,
    },
    /// Drop every table, type and function of the current schema, rows and all, then apply everything
    Fresh {
        /// Really, although there are tables
        #[arg(long, short)]
        yes: bool,
        /// Then run the seeders
        #[arg(long)]
        seed: bool,
    },
    /// Run the seeders that are new or changed
    Seed(Seed),
    /// Replay the whole history without a database, up and down, and say all that is wrong
    Check,
    /// Make the ledger say what the code says: accept edited migrations, know renamed ones by their new name
    Repair {
        /// Only these; one that is gone from the code must be named to be struck off
        names: Vec<String>,
    },
    /// Decide what became of a statement that a run was broken off at
    Resolve(Resolve),
    /// Print what `migrate` would run
    #[command(visible_alias = "plan")]
    Sql {
        /// Print what `rollback` would run instead
        #[arg(long)]
        down: bool,
        /// As an SQL script, in words, or as JSON that `migrate --plan` takes
        #[arg(long, value_enum, default_value_t = PlanFormat::Sql)]
        format: PlanFormat,
    },
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

/// How a plan is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlanFormat {
    Sql,
    Text,
    Json,
}

fn phase(word: &str) -> Result<Phase, String> {
    Phase::of(word).ok_or_else(|| "it is pre-deploy or post-deploy".to_owned())
}

/// What became of a statement.
#[derive(Debug, Clone, PartialEq, Eq, ClapArgs)]
pub(crate) struct Resolve {
    /// The migration
    pub(crate) name: String,
    /// The statement has happened
    #[arg(long, conflicts_with = "again", required_unless_present = "again")]
    pub(crate) done: bool,
    /// The statement has not happened, and is to run
    #[arg(long)]
    pub(crate) again: bool,
}

/// What is done when no command is said.
pub(crate) const MIGRATE: Command = Command::Migrate {
    seed: false,
    plan: None,
};

/// Which migrations to undo; the last batch unless said.
#[derive(Debug, Clone, PartialEq, Eq, ClapArgs)]
#[group(multiple = false)]
pub(crate) struct Rollback {
    /// The last N migrations
    #[arg(long, short = 'n', alias = "steps", value_name = "N")]
    pub(crate) step: Option<usize>,
    /// The migrations of one batch
    #[arg(long, value_name = "BATCH")]
    pub(crate) batch: Option<i64>,
    /// All that were applied after this one; the begin of its name will do
    #[arg(long, value_name = "NAME")]
    pub(crate) to: Option<String>,
}

/// Which seeders to run.
#[derive(Debug, Clone, PartialEq, Eq, ClapArgs)]
pub(crate) struct Seed {
    /// Unchanged ones, too
    #[arg(long)]
    pub(crate) force: bool,
    /// This one and those that it comes after; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) only: Vec<String>,
    /// Run none, and list where each stands
    #[arg(long, conflicts_with_all = ["force", "only"])]
    pub(crate) status: bool,
}

/// An example of each command, after the program's name.
const EXAMPLES: [(&str, &str); 12] = [
    ("migrate", "migrate --url postgres://app@localhost/shop"),
    ("status", "status --check"),
    ("pending", "pending"),
    ("rollback", "rollback --step 2"),
    ("reset", "reset"),
    ("refresh", "refresh"),
    ("fresh", "fresh --yes"),
    ("seed", "seed --env test"),
    ("check", "check"),
    ("repair", "repair 20260102103000000_create_posts"),
    ("resolve", "resolve 20260102103000000_create_posts --done"),
    ("sql", "sql > pending.sql"),
];

/// What the program is called: the first argument without its folders.
pub(crate) fn program(arguments: &[OsString]) -> String {
    let path = arguments.first().map(Path::new);
    let name = path.and_then(Path::file_name).unwrap_or_default();
    let name = name.to_string_lossy();
    match name.strip_suffix(std::env::consts::EXE_SUFFIX) {
        None | Some("") => "migrations".to_owned(),
        Some(name) => name.to_owned(),
    }
}

/// Help was asked for, or the arguments are wrong.
pub(crate) struct NoCommand {
    text: String,
    wrong: bool,
}

impl NoCommand {
    /// Shows it: help goes to stdout, mistakes to stderr. Answers with the exit code.
    pub(crate) fn show(&self) -> Result<u8, Stop> {
        if self.wrong {
            render::say(self.text.trim_end());
            return Ok(exit::USAGE);
        }
        render::print(&self.text)?;
        Ok(exit::DONE)
    }
}

/// Reads the arguments.
pub(crate) fn parse(program: &str, arguments: &[OsString]) -> Result<Args, NoCommand> {
    let command = command(program);
    let parsed = command.try_get_matches_from(arguments).and_then(|matches| {
        let mut args = Args::from_arg_matches(&matches)?;
        if matches.value_source("url") != Some(ValueSource::CommandLine)
            && let Some(direct) = direct_url()
        {
            args.global.url = Some(direct);
        }
        Ok(args)
    });
    parsed.map_err(|error| no_command(&error, arguments))
}

/// Where the server itself is, when `DATABASE_URL` names a connection pooler in front of it.
fn direct_url() -> Option<String> {
    let url = std::env::var("MIGRATORY_DIRECT_URL").ok();
    url.filter(|url| !url.trim().is_empty())
}

fn command(program: &str) -> clap::Command {
    let mut command = Args::command()
        .bin_name(program)
        .display_name(program)
        .after_help(format!("Example: {program} --url sqlite:shop.db"));
    for (name, example) in EXAMPLES {
        command = command.mut_subcommand(name, |subcommand| {
            subcommand.after_help(format!("Example: {program} {example}"))
        });
    }
    command
}

/// A URL among the arguments is shown without its password.
fn no_command(error: &clap::Error, arguments: &[OsString]) -> NoCommand {
    let mut text = error.render().to_string();
    let mut misplaced = false;
    for argument in arguments {
        let argument = argument.to_string_lossy();
        let value = match argument.split_once('=') {
            Some((flag, value)) if flag.starts_with('-') => value,
            _ => &argument,
        };
        if value.contains("://") || value.contains('@') {
            misplaced |= text.contains(value);
            text = text.replace(value, &redacted(value));
        }
    }
    let unknown = [ErrorKind::InvalidSubcommand, ErrorKind::UnknownArgument];
    if misplaced && unknown.contains(&error.kind()) {
        text.push_str("A database is named with --url, or in DATABASE_URL.\n");
    }
    NoCommand {
        text,
        wrong: error.use_stderr(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(line: &str) -> Vec<OsString> {
        let words = std::iter::once("app").chain(line.split_whitespace());
        words.map(OsString::from).collect()
    }

    fn parsed(line: &str) -> Option<Args> {
        parse("app", &arguments(line)).ok()
    }

    #[test]
    fn other_tools_names_for_commands_are_understood() {
        let command = |line| parsed(line).unwrap().command;
        assert_eq!(command(""), None);
        for name in ["migrate", "up", "run"] {
            assert_eq!(command(name), Some(MIGRATE));
        }
        assert_eq!(command("info"), Some(Command::Status { check: false }));
        assert!(matches!(command("down"), Some(Command::Rollback(_))));
        assert_eq!(
            command("plan"),
            Some(Command::Sql {
                down: false,
                format: PlanFormat::Sql
            })
        );
    }

    #[test]
    fn a_rollback_is_chosen_in_one_way_only() {
        assert!(parsed("rollback --step 2").is_some());
        assert!(parsed("rollback --step 2 --batch 1").is_none());
    }

    #[test]
    fn the_url_may_stand_before_or_after_the_command() {
        for line in ["--url sqlite:a.db status", "status -u sqlite:a.db"] {
            let args = parsed(line).unwrap();
            assert_eq!(args.global.url.as_deref(), Some("sqlite:a.db"));
        }
    }

    #[test]
    fn each_command_has_an_example_that_is_understood() {
        let command = command("app");
        for subcommand in command.get_subcommands() {
            let name = subcommand.get_name();
            let example = EXAMPLES.iter().find(|(of, _)| *of == name);
            let (_, example) = example.unwrap_or_else(|| panic!("{name} has none"));
            let line = example.split('>').next().unwrap();
            assert!(parsed(line).is_some(), "{example}");
        }
        command.debug_assert();
    }

    #[test]
    fn a_url_in_the_wrong_place_is_shown_without_its_password() {
        for line in [
            "postgres://app:canary@db/shop status",
            "status mysql://app:canary@db/shop",
            "status --ulr=mysql://app:canary@db/shop",
            "status --ulr mysql://app:canary@db/shop",
            "app:canary@db/shop",
        ] {
            let Err(shown) = parse("app", &arguments(line)) else {
                panic!("{line} is understood");
            };
            assert!(!shown.text.contains("canary"), "{}", shown.text);
            assert!(shown.wrong);
        }
    }
}
