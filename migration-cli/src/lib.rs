//! The command line of migratory, inside the user's own program: thin calls into the runtime.
//!
//! What is asked for goes to stdout, everything else to stderr. A password is never shown.

mod args;
mod commands;
mod exit;
mod left_out;
mod render;
mod signals;
mod stop;

use std::ffi::OsString;
use std::process::ExitCode;

/// Runs the command of this process's arguments, with all registered migrations.
pub fn main() -> ExitCode {
    run(std::env::args_os())
}

/// Runs a command, with all registered migrations. The first argument is the program's name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let program = args::program(&arguments);
    let args = match args::parse(&program, &arguments) {
        Ok(args) => args,
        Err(asked_or_wrong) => {
            let shown = asked_or_wrong.show();
            return shown.map_or_else(|stop| stop.show(), ExitCode::from);
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
    runtime.block_on(commands::run(&program, args)).into()
}
