//! `cargo xtask test`: servers, `cargo test` on all of the workspace, and at the end what it ran on.

use std::process::{Command, ExitCode};
use std::time::Instant;

use crate::Error;
use crate::servers::Servers;

/// Runs the tests; `arguments` go to `cargo test`.
pub fn run(arguments: &[String]) -> Result<ExitCode, Error> {
    let servers = Servers::start()?;
    let started = Instant::now();
    let status = cargo_test(arguments)
        .envs(servers.variables())
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    let seconds = started.elapsed().as_secs_f64();
    let ran_on = servers.names();
    drop(servers);

    let outcome = if status.success() { "passed" } else { "failed" };
    println!("\ntests {outcome} in {seconds:.1} s; ran on: SQLite (bundled), {ran_on}");
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn cargo_test(arguments: &[String]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.arg("test");
    let names_packages = |argument: &String| {
        argument == "-p" || argument.starts_with("--package") || argument == "--workspace"
    };
    if !arguments.iter().any(names_packages) {
        command.arg("--workspace");
    }
    command.arg("--all-features").args(arguments);
    command
}
