//! The project's own commands.
//!
//! `cargo xtask test` runs all tests on real servers, `cargo xtask faults` the scoreboard of faults, `cargo xtask servers`
//! starts the servers alone. Nothing but the
//! standard library below it, so that it builds in a second.

mod faults;
mod servers;
mod test;

use std::process::ExitCode;

const USAGE: &str = "\
usage:
  cargo xtask test [-- <arguments of cargo test>]   all tests, on SQLite, PostgreSQL and MySQL or MariaDB
  cargo xtask faults                                the scoreboard of faults: what a run survives
  cargo xtask servers                               starts the servers and waits for Ctrl-C

Servers are found in this order:
  1. the URLs in MIGRATORY_TEST_POSTGRES_URL, MIGRATORY_TEST_MYSQL_URL and MIGRATORY_TEST_PGBOUNCER_URL
  2. installed programs, started as throwaway servers
  3. the system's package manager, when it can be used without a question (apt-get, as root)";

/// What went wrong, for people.
type Error = String;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<ExitCode, Error> {
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", arguments),
    };
    match (command, rest.split_first()) {
        ("test", None) => test::run(&[]),
        ("test", Some((separator, rest))) if separator == "--" => test::run(rest),
        ("test", Some((option, _))) if option.starts_with("--postgres") => Err(
            "choosing a version of PostgreSQL is not there yet; start one of that version and set \
             MIGRATORY_TEST_POSTGRES_URL"
                .to_owned(),
        ),
        ("faults", None) => faults::run(),
        ("servers", None) => servers::serve(),
        ("help" | "--help" | "-h", None) => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        _ => Err(format!(
            "`cargo xtask {}` is not known\n\n{USAGE}",
            arguments.join(" ")
        )),
    }
}
