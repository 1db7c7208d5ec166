//! The examples, built and run as a user runs them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds an example as the other tests are built, so that nothing is compiled twice, and says where it is.
pub fn build(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--workspace", "--all-features", "--example", name])
        .current_dir(root)
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "{said}");
    // This program is target/debug/deps/chinook-...
    let this = std::env::current_exe().expect("this program is somewhere");
    let target = this
        .ancestors()
        .nth(2)
        .expect("it is in a folder of cargo's");
    target.join("examples").join(name)
}

/// Runs a program that must end well, and says what it printed.
pub fn run(command: &mut Command) -> String {
    let ran = command.output().expect("the example starts");
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}");
    String::from_utf8(ran.stdout).expect("it prints text")
}
