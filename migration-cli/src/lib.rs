//! The command line of migratory, inside the user's own program: thin calls into the runtime.
//!
//! What is asked for goes to stdout, everything else to stderr. A password is never shown.

mod args;
mod codes;
mod commands;
mod config;
mod exit;
mod left_out;
mod output;
mod signals;
mod stop;

use std::ffi::OsString;
use std::process::ExitCode;

use args::Command;
use config::Layers;
use output::Output;

/// Runs the command of this process's arguments, with all registered migrations.
pub fn main() -> ExitCode {
    run(std::env::args_os())
}

/// Runs a command, with all registered migrations. The first argument is the program's name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    let program = args::program(&mut arguments);
    let (layers, unread) = match Layers::read(&arguments) {
        Ok(layers) => (layers, None),
        Err(stop) => (Layers::default(), Some(stop)),
    };
    let (args, matches) = match args::parse(&program, &arguments, &layers) {
        Ok(parsed) => parsed,
        Err(asked_or_wrong) => {
            let shown = asked_or_wrong.show();
            return shown
                .unwrap_or_else(|stop| output::stop_plainly(&stop))
                .into();
        }
    };
    let output = Output::new(&program, &args.global);
    // Whoever asks for help gets it, whatever is in a file.
    if let Some(stop) = unread {
        let name = args.command.as_ref().map_or("migrate", Command::name);
        return output.stop(name, &stop).into();
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            output::say(&format!("error: the async runtime does not start: {error}"));
            return exit::FAILED.into();
        }
    };
    let ran = commands::run(args, &matches, &layers, &output);
    runtime.block_on(ran).into()
}
