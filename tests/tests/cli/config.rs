//! Where the value of an option comes from.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::shop::{Ran, program, run};

/// The program in a folder of its own.
fn within(folder: &Path, line: &str) -> Command {
    let mut command = program();
    command.current_dir(folder).args(line.split_whitespace());
    command
}

/// What `config` says of an option: its value, and where that comes from.
fn said(ran: &Ran, option: &str) -> (String, String) {
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let line = ran
        .stdout
        .lines()
        .find(|line| line.split_whitespace().next() == Some(option));
    let cells: Vec<&str> = line
        .unwrap_or_else(|| panic!("{option}: {}", ran.stdout))
        .split("  ")
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .collect();
    (cells[1].to_owned(), cells[2].to_owned())
}

#[test]
fn a_flag_goes_before_the_environment_before_dotenv_before_the_file_before_the_default() {
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("a/b");
    fs::create_dir_all(&below).unwrap();
    let look = |line: &str, variable: Option<&str>| {
        let mut command = within(&below, &format!("config {line}"));
        if let Some(value) = variable {
            command.env("MIGRATORY_TABLE", value);
        }
        said(&run(&mut command), "table")
    };
    assert_eq!(look("", None), ("_migrations".into(), "default".into()));

    fs::write(
        folder.path().join("migratory.toml"),
        "table = \"of_file\"\n",
    )
    .unwrap();
    let (value, from) = look("", None);
    assert_eq!(value, "of_file");
    assert!(from.ends_with("migratory.toml"), "{from}");

    fs::write(folder.path().join(".env"), "MIGRATORY_TABLE=of_dotenv\n").unwrap();
    let (value, from) = look("", None);
    assert_eq!(value, "of_dotenv");
    assert!(from.starts_with("MIGRATORY_TABLE in "), "{from}");
    assert_eq!(look("--no-dotenv", None).0, "of_file");

    let (value, from) = look("", Some("of_variable"));
    assert_eq!(
        (value.as_str(), from.as_str()),
        ("of_variable", "environment variable MIGRATORY_TABLE")
    );

    let (value, from) = look("--table of_flag", Some("of_variable"));
    assert_eq!((value.as_str(), from.as_str()), ("of_flag", "flag --table"));
}

#[test]
fn an_environment_has_options_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let file = "lock_wait = \"1m\"\n[env.production]\nlock_wait = \"9m\"\nforward_only = true\n";
    fs::write(folder.path().join("migratory.toml"), file).unwrap();
    let ran = run(&mut within(folder.path(), "config"));
    assert_eq!(said(&ran, "lock_wait").0, "1m");
    let ran = run(&mut within(folder.path(), "--env production config"));
    let (value, from) = said(&ran, "lock_wait");
    assert_eq!(value, "9m");
    assert!(from.starts_with("[env.production] in "), "{from}");
    assert_eq!(said(&ran, "forward_only").0, "true");
    let mut by_variable = within(folder.path(), "config");
    by_variable.env("MIGRATORY_ENV", "production");
    assert_eq!(said(&run(&mut by_variable), "lock_wait").0, "9m");
}

#[test]
fn what_is_said_in_a_file_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("shop.db").display());
    fs::write(
        folder.path().join(".env"),
        format!("DATABASE_URL=\"{url}\"\n"),
    )
    .unwrap();
    fs::write(
        folder.path().join("migratory.toml"),
        "table = \"applied\"\n",
    )
    .unwrap();
    let ran = run(&mut within(folder.path(), "migrate"));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(folder.path().join("shop.db").exists());
    let other = run(&mut within(folder.path(), "status --table other"));
    assert!(other.stdout.contains("pending"), "{}", other.stdout);
    let same = run(&mut within(folder.path(), "status"));
    assert!(!same.stdout.contains("pending"), "{}", same.stdout);
}

#[test]
fn the_server_itself_goes_before_the_pooler_in_front_of_it() {
    let mut command = program();
    command
        .arg("config")
        .env("DATABASE_URL", "postgres://app@pooler/shop")
        .env("MIGRATORY_DIRECT_URL", "postgres://app@server/shop");
    let (value, from) = said(&run(&mut command), "url");
    assert_eq!(value, "postgres://app@server/shop");
    assert_eq!(from, "environment variable MIGRATORY_DIRECT_URL");
}

#[test]
fn a_mistake_in_a_file_is_said_with_its_line_and_help_is_given_all_the_same() {
    for (file, text, part) in [
        (
            "migratory.toml",
            "table = \"a\"\ntabel = \"b\"\n",
            "line 2: there is no option tabel",
        ),
        ("migratory.toml", "table = \n", "line 1: "),
        (
            "migratory.toml",
            "env = \"production\"\n",
            "--env or MIGRATORY_ENV says",
        ),
        (".env", "DATABASE_URL='s3cret-canary\n", ".env: "),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(file), text).unwrap();
        let ran = run(&mut within(folder.path(), "status"));
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        assert!(ran.stderr.contains("error[MIG-0802]"), "{}", ran.stderr);
        assert!(ran.stderr.contains(part), "{}", ran.stderr);
        assert!(!ran.stderr.contains("canary"), "{}", ran.stderr);
        let help = run(&mut within(folder.path(), "--help"));
        assert_eq!(help.code, 0, "{}", help.stderr);
    }
}

#[test]
fn a_value_that_cannot_be_is_said_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("migratory.toml"),
        "order = \"backwards\"\n",
    )
    .unwrap();
    let ran = run(&mut within(folder.path(), "status"));
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("'backwards'"), "{}", ran.stderr);
    assert!(ran.stderr.contains("It comes from "), "{}", ran.stderr);
    assert!(ran.stderr.contains("migratory.toml"), "{}", ran.stderr);
}

#[test]
fn a_file_that_is_named_must_be_there() {
    let ran = run(program().args(["--config", "no-such.toml", "status"]));
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("there is no file no-such.toml"),
        "{}",
        ran.stderr
    );
}

#[test]
fn no_password_is_shown_wherever_it_comes_from() {
    let folder = tempfile::tempdir().unwrap();
    let url = "postgres://app:s3cret-canary@127.0.0.1:1/shop";
    for (file, text) in [
        (".env", format!("DATABASE_URL={url}\n")),
        ("migratory.toml", format!("url = \"{url}\"\n")),
    ] {
        fs::write(folder.path().join(file), text).unwrap();
        for line in [
            "config",
            "config --explain",
            "config --format json",
            "--help",
            "status",
            "migrate",
            "status --format json",
            "rollback --step x",
            "doctor",
            "wait --wait=0",
            "prepare",
        ] {
            let ran = run(&mut within(folder.path(), line));
            for shown in [&ran.stdout, &ran.stderr] {
                assert!(!shown.contains("canary"), "{file}, {line}: {shown}");
            }
        }
        fs::remove_file(folder.path().join(file)).unwrap();
    }
}
