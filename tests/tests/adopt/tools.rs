//! The other tools: a program of its own, which is built by the first test that needs it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Migrates a database with another tool; says why when that fails.
pub fn run(tool: &str, url: &str, what: &[&str]) -> Result<(), String> {
    let output = Command::new(program())
        .args([tool, url])
        .args(what)
        .output()
        .expect("the program starts");
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// The same, when it must work.
#[track_caller]
pub fn must(tool: &str, url: &str, what: &[&str]) {
    if let Err(error) = run(tool, url, what) {
        panic!("{tool}: {error}");
    }
}

fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/Cargo.toml");
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../tests/other_tools");
        let status = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--locked", "--manifest-path"])
            .arg(manifest)
            .env("CARGO_TARGET_DIR", &target)
            .env_remove("RUSTFLAGS")
            .status()
            .expect("cargo starts");
        assert!(status.success(), "the other tools cannot be built");
        let name = format!("migratory-other-tools{}", std::env::consts::EXE_SUFFIX);
        target.join("debug").join(name)
    })
}
