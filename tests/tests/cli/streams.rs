//! stdout is for what was asked for, stderr for everything else; and neither need be a terminal, or whole.

use std::process::{Command, Stdio};

use crate::shop::{Shop, program, run};

#[tokio::test]
async fn what_was_asked_for_goes_to_stdout_and_the_rest_to_stderr() {
    let shop = Shop::new().await;
    for line in [
        "migrate",
        "rollback",
        "refresh",
        "fresh --yes",
        "reset",
        "rollback --batch 9",
    ] {
        let ran = shop.run(line);
        assert_eq!(ran.stdout, "", "{line}");
        assert!(!ran.stderr.is_empty(), "{line}");
    }
    for line in ["status", "pending", "sql"] {
        let ran = shop.must(line);
        assert_eq!(ran.stderr, "", "{line}");
        assert!(!ran.stdout.is_empty(), "{line}");
    }
    shop.must("migrate");
    for (line, said) in [
        ("pending", "nothing is pending\n"),
        ("sql", "nothing to do\n"),
    ] {
        let ran = shop.must(line);
        assert_eq!(
            (ran.stdout.as_str(), ran.stderr.as_str()),
            ("", said),
            "{line}"
        );
    }
}

#[tokio::test]
async fn there_are_no_colours_in_a_log() {
    let shop = Shop::new().await;
    for line in [
        "migrate",
        "status",
        "rollback --to no",
        "--help",
        "--no-such-flag",
    ] {
        let ran = shop.run(line);
        assert!(
            !format!("{}{}", ran.stdout, ran.stderr).contains('\x1b'),
            "{line}"
        );
    }
}

#[tokio::test]
async fn no_terminal_is_too_dumb_or_too_narrow() {
    let mut shop = Shop::new().await;
    for (name, value) in [
        ("NO_COLOR", "1"),
        ("TERM", "dumb"),
        ("COLUMNS", "40"),
        ("COLUMNS", "1"),
        ("COLUMNS", "wide"),
        ("CI", "1"),
    ] {
        for line in [
            "migrate",
            "status",
            "history",
            "doctor",
            "fresh --yes",
            "reset",
            "explain",
        ] {
            let ran = run(shop.command(line).env(name, value));
            assert_eq!(ran.code, 0, "{line}: {}", ran.stderr);
            assert!(
                !format!("{}{}", ran.stdout, ran.stderr).contains('\x1b'),
                "{name}: {line}"
            );
        }
    }
    shop.wrong("unknown table");
    let ran = run(shop.command("migrate").env("COLUMNS", "40"));
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let forced = run(shop.command("status").env("CLICOLOR_FORCE", "1"));
    assert!(forced.stdout.contains('\x1b'), "{}", forced.stdout);
    let unwanted = run(shop
        .command("status")
        .env("CLICOLOR_FORCE", "1")
        .args(["--color", "never"]));
    assert!(!unwanted.stdout.contains('\x1b'), "{}", unwanted.stdout);
}

/// Nobody is there to answer, and there is no terminal to ask at.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn no_command_waits_for_somebody_who_is_not_there() {
    let shop = Shop::new().await;
    shop.must("migrate");
    for line in crate::secrets::EVERY_COMMAND {
        let mut command = Command::new("timeout");
        command
            .args([
                "--kill-after=5",
                "20",
                "setsid",
                "--wait",
                env!("CARGO_BIN_EXE_shop"),
            ])
            .args(line.split_whitespace())
            .env("DATABASE_URL", shop.url())
            .env_remove("MIGRATORY_ENV")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut child = command.spawn().expect("it starts");
        // Whoever reads from it waits, since nothing comes, nor an end.
        let silent = child.stdin.take();
        let status = child.wait().expect("it ends");
        drop(silent);
        // 124: its time was over; 137, or none: it had to be killed.
        assert!(
            !matches!(status.code(), None | Some(124 | 137)),
            "{line} waits"
        );
    }
}

/// As `| head -0` does: nobody reads.
fn unread(command: &mut Command) -> &mut Command {
    let (reader, writer) = std::io::pipe().expect("a pipe can be made");
    drop(reader);
    command.stdout(writer)
}

#[tokio::test]
async fn a_reader_that_left_is_no_error() {
    let shop = Shop::new().await;
    for line in [
        "status",
        "pending",
        "sql",
        "--help",
        "--version",
        "explain",
        "config",
        "status --format json",
        "status --format markdown",
        "completions zsh",
        "man",
    ] {
        let output = unread(&mut shop.command(line)).output().expect("it starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            (output.status.code(), said.as_ref()),
            (Some(0), ""),
            "{line}"
        );
    }
}

#[tokio::test]
async fn nobody_to_hear_it_is_no_reason_to_stop() {
    let shop = Shop::new().await;
    let (reader, writer) = std::io::pipe().expect("a pipe can be made");
    drop(reader);
    let mut command = shop.command("migrate");
    let status = command.stderr(writer).stdout(Stdio::null()).status();
    assert_eq!(status.expect("it starts").code(), Some(0));
    assert_eq!(shop.must("pending").stdout, "");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn output_that_does_not_fit_on_the_disk_is_an_error() {
    let shop = Shop::new().await;
    for line in ["sql", "status", "pending"] {
        let full = std::fs::File::create("/dev/full").expect("there is one");
        let output = shop.command(line).stdout(full).output().expect("it starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{line}");
        assert!(
            said.contains("error[MIG-0803]: the output is not complete: "),
            "{said}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_url_that_is_no_text_is_a_mistake_not_a_panic() {
    use std::os::unix::ffi::OsStrExt as _;
    let url = std::ffi::OsStr::from_bytes(b"sqlite:\xff.db");
    let output = program()
        .env("DATABASE_URL", url)
        .output()
        .expect("it starts");
    assert_eq!(output.status.code(), Some(2));
}
