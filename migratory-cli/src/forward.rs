//! The program of a project: where it is, and how it is run.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use toml_edit::DocumentMut;

/// How the program of a project is run.
pub(crate) enum Project {
    /// By the alias `cargo migrate`.
    Alias,
    /// By the manifest of `migrations/`.
    Manifest(PathBuf),
}

/// The project that the current folder is in.
pub(crate) fn find() -> Option<Project> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().find_map(|folder| {
        if has_alias(&folder.join(".cargo/config.toml")) {
            return Some(Project::Alias);
        }
        let manifest = folder.join("migrations/Cargo.toml");
        manifest.is_file().then_some(Project::Manifest(manifest))
    })
}

/// Whether `cargo migrate` is what `init` makes it. Another alias of that name is another tool's.
fn has_alias(config: &Path) -> bool {
    let text = std::fs::read_to_string(config).unwrap_or_default();
    let config: DocumentMut = text.parse().unwrap_or_default();
    let alias = config.get("alias").and_then(|it| it.get("migrate"));
    alias.and_then(|it| it.as_str()).is_some_and(|alias| {
        let own = alias.split_once(" -- ").map(|(_, own)| own);
        let is_only_called = own.is_some_and(|own| own == "--called=cargo-migrate");
        let is_run = alias.starts_with("run ") && alias.contains("--package ");
        is_run && (is_only_called || alias.ends_with(" --"))
    })
}

/// Runs it with these arguments, and ends as it ends.
pub(crate) fn run(project: &Project, arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    match project {
        Project::Alias => command.arg("migrate"),
        Project::Manifest(manifest) => command
            .args(["run", "--quiet", "--manifest-path"])
            .arg(manifest)
            .arg("--"),
    };
    command.args(arguments);
    ended(command)
}

/// The program takes the place of this one, so that Ctrl-C and its exit code are its own.
#[cfg(unix)]
fn ended(mut command: Command) -> ExitCode {
    use std::os::unix::process::CommandExt as _;

    cannot_run(&command.exec())
}

#[cfg(not(unix))]
fn ended(mut command: Command) -> ExitCode {
    match command.status() {
        Ok(status) => {
            let code = status.code().and_then(|code| u8::try_from(code).ok());
            ExitCode::from(code.unwrap_or(1))
        }
        Err(error) => cannot_run(&error),
    }
}

fn cannot_run(error: &std::io::Error) -> ExitCode {
    eprintln!("error: cargo cannot be run: {error}\n  next: install it from https://rustup.rs");
    ExitCode::FAILURE
}
