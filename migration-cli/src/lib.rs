//! The command line of migratory, inside the user's own program: thin calls into the runtime.
//!
//! What is asked for goes to stdout, everything else to stderr. A password is never shown.

mod args;
mod commands;
mod exit;
mod render;
mod signals;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

use args::Args;

/// Runs the command of this process's arguments, with all registered migrations.
pub fn main() -> ExitCode {
    run(std::env::args_os())
}

/// Runs a command, with all registered migrations. The first argument is the program's name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => {
            // Help goes to stdout, mistakes to stderr; a closed pipe is nobody's mistake.
            let _ = error.print();
            return if error.use_stderr() {
                exit::USAGE.into()
            } else {
                exit::DONE.into()
            };
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            render::error(&format!("the async runtime does not start: {error}"));
            return exit::FAILED.into();
        }
    };
    runtime.block_on(commands::run(args)).into()
}
