//! What the README says is true.

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests are a folder of the workspace")
        .to_owned()
}

fn read(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).expect("the file is there")
}

#[test]
fn the_readme_shows_the_quickstart_as_it_is() {
    let example = read("examples/quickstart.rs");
    let code = &example[example
        .find("use migratory::prelude::*;")
        .expect("it uses the prelude")..];
    assert!(
        read("README.md").contains(code.trim_end()),
        "copy the code of examples/quickstart.rs into README.md"
    );
    assert!(example.lines().count() < 60);
}

#[test]
fn the_two_commands_are_on_the_first_screen() {
    let readme = read("README.md");
    let first_screen: Vec<&str> = readme.lines().take(24).collect();
    for command in ["cargo run --example quickstart", "cargo xtask test"] {
        assert!(
            first_screen.iter().any(|line| line.starts_with(command)),
            "{command}"
        );
    }
}

#[test]
fn the_quickstart_runs_and_prints_what_the_readme_says() {
    let run = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--example", "quickstart"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let printed = String::from_utf8(run.stdout).expect("it prints text");
    assert!(
        run.status.success(),
        "{printed}{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let without_times = |text: &str| -> Vec<String> {
        text.lines()
            .map(|line| line.split("  ").take(2).collect::<Vec<_>>().join("  "))
            .collect()
    };
    let readme = read("README.md");
    let shown = readme
        .split("```text\n")
        .nth(1)
        .and_then(|rest| rest.split("...\n").next())
        .expect("the README shows it");
    let printed = without_times(&printed);
    assert_eq!(printed[..without_times(shown).len()], without_times(shown));
    assert!(
        printed
            .iter()
            .any(|line| line.starts_with("CREATE TABLE \"posts\""))
    );
}
