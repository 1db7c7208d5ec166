//! What the program says of itself.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::shop::{program, run};

#[test]
fn each_code_is_explained_offline() {
    let all = run(program().arg("explain"));
    assert_eq!(all.code, 0);
    let codes = all
        .stdout
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    let codes: Vec<&str> = codes.filter(|code| code.starts_with("MIG-")).collect();
    assert!(codes.len() >= 30, "{}", all.stdout);
    for code in codes {
        let one = run(program().args(["explain", code]));
        assert_eq!(one.code, 0, "{code}");
        assert!(one.stdout.starts_with(code), "{}", one.stdout);
        assert!(one.stdout.contains("next: "), "{}", one.stdout);
    }
    let unknown = run(program().args(["explain", "MIG-9999"]));
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.stderr.contains("there is no code"),
        "{}",
        unknown.stderr
    );
}

#[test]
fn completions_are_scripts_that_shells_understand() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = run(program().args(["completions", shell]));
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(ran.stdout.contains("rollback"), "{shell}");
        // A shell that is not there understands nothing.
        let Ok(mut child) = Command::new(shell)
            .arg("-n")
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
        else {
            continue;
        };
        let mut stdin = child.stdin.take().expect("it has an input");
        stdin.write_all(ran.stdout.as_bytes()).expect("it reads");
        drop(stdin);
        let output = child.wait_with_output().expect("it ends");
        assert!(
            output.status.success(),
            "{shell}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
fn there_is_a_manual_page_for_each_command() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(program().args(["man", &folder.path().display().to_string()]));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let page = std::fs::read_to_string(folder.path().join("shop-rollback.1")).unwrap();
    assert!(page.contains(".TH"), "{page}");
    let main = run(program().arg("man"));
    assert!(main.stdout.contains(".TH"), "{}", main.stdout);
}

#[test]
fn a_command_of_another_tool_is_answered_with_the_right_one() {
    for (line, part) in [
        ("db:migrate", "`db:migrate` is here: migrate"),
        ("redo", "`redo` is here: rollback --step 1"),
        ("revert", "`revert` is here: rollback --step 1"),
        ("upgrade", "`upgrade` is here: migrate"),
    ] {
        let ran = run(program().arg(line));
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains(part), "{}", ran.stderr);
    }
}
