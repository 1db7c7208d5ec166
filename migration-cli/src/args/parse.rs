//! From words to arguments: help, mistakes, and what is below the flags.

use std::ffi::OsString;
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _};
use migration_runtime::redacted;

use super::{Args, foreign};
use crate::config::{Layers, SETTINGS};
use crate::stop::Stop;
use crate::{exit, output};

/// An example of each command, after the program's name.
const EXAMPLES: [(&str, &str); 32] = [
    ("migrate", "migrate --url postgres://app@localhost/shop"),
    ("status", "status --check"),
    ("pending", "pending --check"),
    ("snapshot", "snapshot check --file schema.sql"),
    ("diff", "diff --from history --to database --check"),
    ("sync", "sync --url sqlite:shop.db"),
    ("history", "history --since 2026-01-31"),
    ("show", "show 20260102103000000 --diff"),
    ("rollback", "rollback --step 2"),
    ("reset", "reset"),
    ("refresh", "refresh --seed"),
    ("fresh", "fresh --yes"),
    ("prepare", "prepare --url sqlite:shop.db"),
    ("seed", "seed --env test"),
    ("backfill", "backfill pause 20260102103000000"),
    ("check", "check"),
    ("sql", "sql 20260102103000000 --dialect postgres"),
    ("baseline", "baseline 20260102103000000_create_posts"),
    ("adopt", "adopt --from sqlx --dry-run"),
    ("repair", "repair 20260102103000000_create_posts"),
    ("resolve", "resolve 20260102103000000_create_posts --done"),
    ("unlock", "unlock --kill"),
    ("doctor", "doctor"),
    ("wait", "wait --wait=90s"),
    ("config", "config --explain"),
    ("explain", "explain MIG-0307"),
    ("completions", "completions bash > migrate.bash"),
    ("man", "man ./man"),
    ("make", "make create_posts title:string! author:references"),
    ("squash", "squash shop_of_2025 --to 20251231"),
    ("init", "init --db postgres"),
    ("test-db", "test-db up postgres"),
];

/// What a wrapper or an alias tells the program that it is called, before anything else: `--called=cargo-migrate`.
const CALLED: &str = "--called=";

/// What the program is called, as somebody types it: what an alias says that it is, which is taken out of the arguments, or
/// the first argument without its folders. `cargo-migrate` is typed `cargo migrate`.
pub(crate) fn program(arguments: &mut Vec<OsString>) -> String {
    let called = arguments.get(1).and_then(|first| first.to_str());
    let called = called.and_then(|first| first.strip_prefix(CALLED));
    let name = match called.map(str::to_owned) {
        Some(called) => {
            arguments.remove(1);
            called
        }
        None => file_name(arguments),
    };
    match name.strip_prefix("cargo-") {
        Some(command) => format!("cargo {command}"),
        None => name,
    }
}

fn file_name(arguments: &[OsString]) -> String {
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
    /// As it was rendered, with colours.
    text: String,
    wrong: bool,
}

impl NoCommand {
    /// Shows it: help goes to stdout, mistakes to stderr. Answers with the exit code.
    pub(crate) fn show(&self) -> Result<u8, Stop> {
        if self.wrong {
            output::say(self.text.trim_end());
            return Ok(exit::USAGE);
        }
        output::print(&self.text)?;
        Ok(exit::DONE)
    }
}

/// Reads the arguments, with what is below the flags as their defaults. Answers also with which were given.
pub(crate) fn parse(
    program: &str,
    arguments: &[OsString],
    layers: &Layers,
) -> Result<(Args, ArgMatches), NoCommand> {
    let parsed = command(program, layers)
        .try_get_matches_from(arguments)
        .and_then(|matches| Ok((Args::from_arg_matches(&matches)?, matches)));
    parsed.map_err(|error| no_command(&error, arguments, layers))
}

/// Whether an option was given as a flag.
pub(crate) fn is_given(matches: &ArgMatches, key: &str) -> bool {
    let given = |matches: &ArgMatches| {
        matches.try_contains_id(key).unwrap_or_default()
            && matches.value_source(key) == Some(ValueSource::CommandLine)
    };
    given(matches)
        || matches
            .subcommand()
            .is_some_and(|(_, matches)| given(matches))
}

/// The value of an option as it was written, wherever it comes from.
pub(crate) fn raw_value(matches: &ArgMatches, key: &str) -> Option<String> {
    let of = |matches: &ArgMatches| -> Option<String> {
        let values = matches.try_get_raw(key).ok().flatten()?;
        let values: Vec<String> = values
            .map(|value| value.to_string_lossy().into_owned())
            .collect();
        Some(values.join(" "))
    };
    let below = matches.subcommand().and_then(|(_, matches)| of(matches));
    below.or_else(|| of(matches))
}

/// What clap is to understand.
pub(crate) fn command(program: &str, layers: &Layers) -> clap::Command {
    let mut command = Args::command()
        .bin_name(program)
        .display_name(program)
        .after_help(format!("Example: {program} --url sqlite:shop.db"))
        .after_long_help(format!(
            "{}\n\nExample: {program} --url sqlite:shop.db",
            exit::table()
        ));
    for (name, example) in EXAMPLES {
        command = command.mut_subcommand(name, |subcommand| {
            subcommand.after_help(format!("Example: {program} {example}"))
        });
    }
    for (key, (value, _)) in layers.iter() {
        command = command.mut_arg(key, |argument| {
            // It may be a password.
            argument
                .default_value(value.clone())
                .hide_default_value(true)
        });
    }
    command
}

/// Whether a command is called so, here or elsewhere.
#[cfg(test)]
pub(super) fn understood(word: &str) -> bool {
    let command = command("app", &Layers::default());
    command.get_subcommands().any(|subcommand| {
        subcommand.get_name() == word || subcommand.get_all_aliases().any(|alias| alias == word)
    })
}

/// A message without what looks alike, where that is known to be something else.
fn without_tips(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.contains("tip:"));
    lines.map(|line| format!("{line}\n")).collect()
}

/// A URL among the arguments is shown without its password.
fn no_command(error: &clap::Error, arguments: &[OsString], layers: &Layers) -> NoCommand {
    let mut text = error.render().ansi().to_string();
    let mut misplaced = false;
    let below = layers.iter().map(|(_, (value, _))| value.clone());
    let given = arguments
        .iter()
        .map(|argument| argument.to_string_lossy().into_owned());
    for argument in given.chain(below) {
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
        // No command is meant.
        text = without_tips(&text);
        text.push_str("A database is named with --url, or in DATABASE_URL.\n");
    }
    if let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand)
        && let Some(ours) = foreign::answer(word)
    {
        text = without_tips(&text);
        text.push_str(&format!("`{word}` is here: {ours}\n"));
    }
    // Who typed no such flag looks for it in vain on the command line.
    if let Some(ContextValue::String(argument)) = error.get(ContextKind::InvalidArg) {
        let flag = argument.split([' ', '=', '[']).next().unwrap_or_default();
        let setting = SETTINGS.iter().find(|setting| setting.flag() == flag);
        if let Some((_, origin)) = setting.and_then(|setting| layers.get(setting.key))
            && !arguments
                .iter()
                .any(|given| given.to_string_lossy().starts_with(flag))
        {
            text.push_str(&format!("It comes from {origin}.\n"));
        }
    }
    NoCommand {
        text,
        wrong: error.use_stderr(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Command, Migrate, Sql};

    fn arguments(line: &str) -> Vec<OsString> {
        let words = std::iter::once("app").chain(line.split_whitespace());
        words.map(OsString::from).collect()
    }

    fn parsed(line: &str) -> Option<Args> {
        let parsed = parse("app", &arguments(line), &Layers::default());
        parsed.ok().map(|(args, _)| args)
    }

    #[test]
    fn other_tools_names_for_commands_are_understood() {
        let command = |line| parsed(line).unwrap().command;
        assert_eq!(command(""), None);
        for name in ["migrate", "up", "run"] {
            assert_eq!(command(name), Some(Command::Migrate(Migrate::default())));
        }
        assert!(matches!(
            command("info"),
            Some(Command::Status { check: false, .. })
        ));
        assert!(matches!(command("down"), Some(Command::Rollback(_))));
        assert_eq!(command("plan"), Some(Command::Sql(Sql::default())));
        assert!(matches!(command("fake"), Some(Command::Baseline { .. })));
    }

    #[test]
    fn a_command_of_another_tool_is_answered_with_the_right_one() {
        for (line, part) in [
            ("redo", "`redo` is here: rollback --step 1, then migrate"),
            ("db:migrate", "`db:migrate` is here: migrate"),
            ("revert", "`revert` is here: rollback --step 1"),
            ("statsu", "status"),
        ] {
            let Err(shown) = parse("app", &arguments(line), &Layers::default()) else {
                panic!("{line} is understood");
            };
            assert!(shown.text.contains(part), "{}", shown.text);
            assert!(shown.wrong);
        }
    }

    #[test]
    fn a_rollback_is_chosen_in_one_way_only() {
        assert!(parsed("rollback --step 2").is_some());
        assert!(parsed("rollback --step 2 --dry-run").is_some());
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
    fn what_is_said_of_an_option_is_known_wherever_it_stands() {
        for line in ["--table t status", "status --table t"] {
            let (_, matches) = parse("app", &arguments(line), &Layers::default())
                .ok()
                .unwrap();
            assert!(is_given(&matches, "table"), "{line}");
            assert_eq!(raw_value(&matches, "table").as_deref(), Some("t"));
            assert!(!is_given(&matches, "schema"));
        }
    }

    #[test]
    fn every_setting_is_an_option() {
        let command = command("app", &Layers::default());
        for setting in &SETTINGS {
            let mut arguments = command.get_arguments();
            assert!(
                arguments.any(|argument| argument.get_id() == setting.key),
                "{}",
                setting.key
            );
        }
    }

    #[test]
    fn each_command_has_an_example_that_is_understood() {
        let command = command("app", &Layers::default());
        for subcommand in command.get_subcommands() {
            let name = subcommand.get_name();
            let example = EXAMPLES.iter().find(|(of, _)| *of == name);
            let (_, example) = example.unwrap_or_else(|| panic!("{name} has none"));
            let line = example.split('>').next().unwrap();
            assert_eq!(
                parsed(line).unwrap().command.unwrap().name(),
                name,
                "{example}"
            );
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
            let Err(shown) = parse("app", &arguments(line), &Layers::default()) else {
                panic!("{line} is understood");
            };
            assert!(!shown.text.contains("canary"), "{}", shown.text);
            assert!(shown.wrong);
        }
    }
}
