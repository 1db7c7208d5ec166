//! The command `migratory`: `init` begins a project, and every other command is that of the project's own program, which
//! cargo builds and runs. The migrations are linked into that program, so nothing here knows any. Where there is no project,
//! `diff` compares any two databases, and `test-db` looks after those of tests.

mod forward;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

/// The exit code of wrong arguments, as the project's own program has it.
const WRONG: u8 = 2;

/// The command that needs no project.
#[derive(Parser)]
#[command(name = "migratory", bin_name = "migratory")]
enum Begin {
    /// Write the crate of migrations, and the alias `cargo migrate`
    #[command(name = "init", after_help = "Example: migratory init --db postgres")]
    Project {
        #[command(flatten)]
        init: migration_make::Init,
        /// The folder of the crate, from that of the workspace; its last part is the crate's name
        #[arg(long, value_name = "DIR", default_value = "migrations")]
        dir: PathBuf,
    },
}

const HELP: &str = "\
Typed schema migrations for Rust

Usage: migratory <COMMAND>

Commands:
  init  Write the crate of migrations, and the alias `cargo migrate`
  diff  Say what differs between two databases, or snapshots: --from URL --to URL
  test-db  Start a throwaway server for tests: up, url, down; list and drop what tests have left: ls, gc
  ...   Every other command is run by the project's own program: migrate, status, rollback, make; see migratory help

Example: migratory init --db postgres
";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let command = arguments.get(1).and_then(|it| it.to_str());
    if command == Some("init") {
        return begin(arguments);
    }
    if command == Some("--version") || command == Some("-V") {
        println!("migratory {}", env!("CARGO_PKG_VERSION"));
        return ExitCode::SUCCESS;
    }
    let Some(project) = forward::find() else {
        return match command {
            Some("diff") => diff(arguments),
            Some("test-db") => migration_cli::run(arguments),
            _ => without_project(command),
        };
    };
    let mut forwarded = arguments.iter().skip(1).cloned();
    match command {
        // What the program itself says.
        Some("help") => {
            forwarded.next();
            let words = forwarded.chain([OsString::from("--help")]);
            forward::run(&project, words)
        }
        _ => forward::run(&project, forwarded),
    }
}

/// Writes what a project begins with.
fn begin(arguments: Vec<OsString>) -> ExitCode {
    let (init, dir) = match Begin::try_parse_from(arguments) {
        Ok(Begin::Project { init, dir }) => (init, dir),
        Err(asked_or_wrong) => {
            let _ = asked_or_wrong.print();
            let is_wrong = asked_or_wrong.use_stderr();
            return ExitCode::from(if is_wrong { WRONG } else { 0 });
        }
    };
    match migration_make::init(&init, Some(&dir)) {
        Ok(said) => {
            eprintln!("{}", said.join("\n"));
            ExitCode::SUCCESS
        }
        Err(mistake) => {
            eprintln!("error: {mistake}");
            ExitCode::from(if mistake.is_usage { WRONG } else { 1 })
        }
    }
}

/// Compares two databases: there is no history to compare with.
fn diff(arguments: Vec<OsString>) -> ExitCode {
    let texts = || arguments.iter().filter_map(|it| it.to_str());
    let says =
        |flag: &str| texts().any(|text| text == flag || text.starts_with(&format!("{flag}=")));
    let is_of_a_program = |text: &str| {
        let value = text.split_once('=').map_or(text, |(_, value)| value);
        ["history", "models"].contains(&value)
    };
    let asks = says("--help") || says("-h");
    if asks || says("--from") && says("--to") && !texts().any(is_of_a_program) {
        return migration_cli::run(arguments);
    }
    eprintln!(
        "error: no crate of migrations is found from here upwards, so there is no history to compare with\n  \
         next: migratory diff --from URL --to URL"
    );
    ExitCode::from(WRONG)
}

fn without_project(command: Option<&str>) -> ExitCode {
    if matches!(command, None | Some("help" | "--help" | "-h")) {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let here = std::env::current_dir().unwrap_or_default();
    eprintln!(
        "error: no crate of migrations is found from {} upwards\n  next: migratory init",
        here.display()
    );
    ExitCode::from(WRONG)
}
