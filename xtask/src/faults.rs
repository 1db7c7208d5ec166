//! `cargo xtask faults`: the scoreboard of faults, a line for each, and how many were survived.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, ExitCode, Stdio};

use crate::Error;
use crate::servers::Servers;

/// A test of the board, and how it ended.
struct Line {
    /// `r17`, of a name like `r17_a_commit_whose_reply_is_lost`.
    number: String,
    what: String,
    survived: bool,
}

/// Runs the board.
pub fn run() -> Result<ExitCode, Error> {
    let servers = Servers::start()?;
    let mut child = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args([
            "test",
            "--package",
            "migratory-tests",
            "--all-features",
            "--test",
            "faults",
        ])
        .args(["--no-fail-fast"])
        .envs(servers.variables())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    let stdout = child.stdout.take().ok_or("cargo has no output")?;
    let (mut board, mut rest) = (Vec::new(), Vec::new());
    for line in BufReader::new(stdout).lines() {
        let line = line.map_err(|error| error.to_string())?;
        match read(&line) {
            Some(found) => board.push(found),
            None => rest.push(line),
        }
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    let names = servers.names();
    drop(servers);
    board.sort_by(|a, b| (&a.number, &a.what).cmp(&(&b.number, &b.what)));
    if board.iter().any(|line| !line.survived) || board.is_empty() {
        rest.iter().for_each(|line| println!("{line}"));
    }
    for line in &board {
        let word = if line.survived { "survived" } else { "FAILED" };
        println!("{}  {word:<8}  {}", line.number.to_uppercase(), line.what);
    }
    let survived = board.iter().filter(|line| line.survived).count();
    println!(
        "\nfaults survived: {survived}/{}, on SQLite (bundled), {names}",
        board.len()
    );
    Ok(
        if status.success() && survived == board.len() && survived > 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        },
    )
}

/// A line of the test program: `test history::mysql::r36_a_migration_that_was_edited ... ok`.
fn read(line: &str) -> Option<Line> {
    let (test, outcome) = line.strip_prefix("test ")?.split_once(" ... ")?;
    let (module, name) = test.rsplit_once("::").unwrap_or(("", test));
    let (number, what) = name.split_once('_')?;
    let is_number = number.len() == 3
        && number.starts_with('r')
        && number[1..].bytes().all(|byte| byte.is_ascii_digit());
    if !is_number {
        return None;
    }
    let on = match module.rsplit("::").next() {
        Some(database @ ("sqlite" | "postgres" | "mysql")) => format!(" ({database})"),
        Some(_) | None => String::new(),
    };
    Some(Line {
        number: number.to_owned(),
        what: format!("{}{on}", what.replace('_', " ")),
        survived: outcome == "ok",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_board_is_read_with_its_number_and_database() {
        let line = read("test history::mysql::r36_it_was_edited ... ok").unwrap();
        assert_eq!(
            (line.number.as_str(), line.what.as_str()),
            ("r36", "it was edited (mysql)")
        );
        assert!(line.survived);
        assert!(!read("test kills::r10_killed ... FAILED").unwrap().survived);
        assert!(read("test history::sqlite::phases_are_applied ... ok").is_none());
        assert!(read("running 45 tests").is_none());
    }
}
