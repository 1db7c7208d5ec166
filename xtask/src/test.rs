//! `cargo xtask test`: servers, `cargo test` on all of the workspace, and at the end what it ran on.

use std::process::{Command, ExitCode};
use std::time::Instant;

use crate::Error;
use crate::servers::Servers;

/// Runs the tests; `arguments` go to `cargo test`.
pub fn run(arguments: &[String]) -> Result<ExitCode, Error> {
    let servers = Servers::start()?;
    let started = Instant::now();
    let mut status = cargo_test(arguments)
        .envs(servers.variables())
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    // A process for each test, once more: `examples/testing` is about both.
    if status.success() && arguments.is_empty() && nextest_is_here()? {
        status = cargo()
            .args(["nextest", "run", "-p", "testing-example", "--all-features"])
            .envs(servers.variables())
            .status()
            .map_err(|error| format!("cannot run cargo nextest: {error}"))?;
    }
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

/// Whether cargo-nextest is installed; in CI it is installed where it is not.
fn nextest_is_here() -> Result<bool, Error> {
    let is_here = || {
        let version = cargo().args(["nextest", "--version"]).output();
        version.is_ok_and(|output| output.status.success())
    };
    if is_here() {
        return Ok(true);
    }
    if std::env::var_os("CI").is_none() {
        eprintln!(
            "left out: the example `testing` by nextest (cargo install --locked cargo-nextest)"
        );
        return Ok(false);
    }
    eprintln!("installing cargo-nextest");
    let installed = cargo()
        .args(["install", "--locked", "cargo-nextest"])
        .status();
    match installed.is_ok_and(|status| status.success()) && is_here() {
        true => Ok(true),
        false => Err(
            "cargo-nextest cannot be installed: cargo install --locked cargo-nextest".to_owned(),
        ),
    }
}

fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn cargo_test(arguments: &[String]) -> Command {
    let mut command = cargo();
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
