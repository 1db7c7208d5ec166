//! The databases' own clients, and what they say of a schema.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use migratory_tests::throwaway::{Throwaway, left_out};

/// The lines of a dump and how often each is there: their order depends on what was made when.
pub type Dump = BTreeMap<String, usize>;

fn output(command: &mut Command) -> Option<String> {
    let output = match command.stdin(Stdio::null()).output() {
        Ok(output) => output,
        Err(error) => {
            left_out(&format!("{:?} ({error})", command.get_program()));
            return None;
        }
    };
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {errors}");
    Some(String::from_utf8(output.stdout).unwrap())
}

/// Runs a file by psql, in one transaction or statement by statement.
pub fn psql(database: &Throwaway, file: &Path, in_transaction: bool) -> Option<()> {
    let mut command = Command::new("psql");
    command.args(["--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1"]);
    if in_transaction {
        command.arg("--single-transaction");
    }
    command
        .args(["--dbname", database.url(), "--file"])
        .arg(file);
    output(&mut command).map(drop)
}

/// What `pg_dump` writes of the schema, without the ledger.
pub fn pg_dump(database: &Throwaway) -> Option<Dump> {
    let mut command = Command::new("pg_dump");
    command.args([
        "--schema-only",
        "--no-owner",
        "--no-privileges",
        "--exclude-table",
        "_migrations*",
    ]);
    let text = output(command.args(["--dbname", database.url()]))?;
    let mut lines = Dump::new();
    for line in text.lines() {
        // `\restrict` has another key each time; comments have object numbers.
        if !(line.is_empty() || line.starts_with("--") || line.starts_with('\\')) {
            *lines
                .entry(line.trim_end_matches(',').to_owned())
                .or_default() += 1;
        }
    }
    Some(lines)
}

/// Runs a file by sqlite3.
pub fn sqlite3(database: &Throwaway, file: &Path) -> Option<()> {
    let read = format!(".read '{}'", file.display());
    output(
        Command::new("sqlite3")
            .args(["-bail", path_of(database)])
            .arg(read),
    )
    .map(drop)
}

/// What `sqlite_schema` says, without the ledger.
pub fn sqlite_schema(database: &Throwaway) -> Option<Dump> {
    let query = "SELECT type || ' ' || name || ' ' || tbl_name || ': ' || coalesce(sql, '') FROM sqlite_schema \
                 WHERE tbl_name NOT LIKE '\\_migrations%' ESCAPE '\\' AND name <> 'sqlite_sequence'";
    sqlite_lines(database, query)
}

/// The lines that sqlite3 answers to a query.
pub fn sqlite_lines(database: &Throwaway, query: &str) -> Option<Dump> {
    let text = output(Command::new("sqlite3").args(["-bail", path_of(database), query]))?;
    let mut lines = Dump::new();
    for line in text.lines() {
        *lines.entry(line.to_owned()).or_default() += 1;
    }
    Some(lines)
}

fn path_of(database: &Throwaway) -> &str {
    let path = database.url().strip_prefix("sqlite:").unwrap();
    path.split('?').next().unwrap()
}

/// Runs a file by the client of MariaDB or MySQL, whose `DELIMITER` the text may use.
pub fn mariadb(database: &Throwaway, text: &str) -> Option<()> {
    let command = &mut client(database, "mariadb");
    let file = std::env::temp_dir().join(format!("{}.sql", database_of(database)));
    std::fs::write(&file, text).unwrap();
    let done = output(command.arg(format!("--execute=source {}", file.display())));
    std::fs::remove_file(file).unwrap();
    done.map(drop)
}

/// What `mariadb-dump` writes of the schema, routines, events and triggers included, without the ledger.
pub fn mariadb_dump(database: &Throwaway) -> Option<Dump> {
    let name = database_of(database);
    let command = &mut client(database, "mariadb-dump");
    command.args([
        "--no-data",
        "--routines",
        "--events",
        "--triggers",
        "--skip-comments",
    ]);
    let text = output(command.arg(format!("--ignore-table={name}._migrations")))?;
    let mut lines = Dump::new();
    // The client takes comments out; what a session was set to is its own.
    let counts = |line: &&str| {
        let line = line.trim();
        !(line.is_empty()
            || line.starts_with("--")
            || line.starts_with("/*!50003 SET")
            || line == "DELIMITER ;")
    };
    for line in text.lines().filter(counts) {
        *lines
            .entry(line.trim_end_matches(',').replace(&name, "db"))
            .or_default() += 1;
    }
    Some(lines)
}

fn database_of(database: &Throwaway) -> String {
    let url = database.url().split('?').next().unwrap();
    url.rsplit('/').next().unwrap().to_owned()
}

/// The client for the server of a URL: `mysql://user:password@host:port/name`.
fn client(database: &Throwaway, program: &str) -> Command {
    let url = database.url().split_once("://").unwrap().1;
    let (main, query) = url.split_once('?').unwrap_or((url, ""));
    let (login, place) = main.rsplit_once('@').unwrap_or(("root", main));
    let (user, password) = login.split_once(':').unwrap_or((login, ""));
    let (host, name) = place.split_once('/').unwrap();
    let (host, port) = host.split_once(':').unwrap_or((host, "3306"));
    let mut command = Command::new(program);
    command.args([format!("--user={user}"), format!("--password={password}")]);
    match query
        .split('&')
        .find_map(|pair| pair.strip_prefix("socket="))
    {
        Some(socket) => command.arg(format!("--socket={}", socket.replace("%2F", "/"))),
        None => command.args([
            format!("--host={host}"),
            format!("--port={port}"),
            "--protocol=tcp".to_owned(),
        ]),
    };
    command.arg(name);
    command
}

/// What only one of two dumps has.
pub fn difference(before: &Dump, after: &Dump) -> Vec<String> {
    let only = |a: &Dump, b: &Dump, sign: &str| -> Vec<String> {
        let lines = a
            .iter()
            .filter(|(line, count)| b.get(*line) != Some(*count));
        lines.map(|(line, _)| format!("{sign} {line}")).collect()
    };
    [only(before, after, "-"), only(after, before, "+")].concat()
}

#[track_caller]
pub fn assert_same(before: &Dump, after: &Dump, what: &str) {
    let lines = difference(before, after);
    assert!(lines.is_empty(), "{what}:\n{}", lines.join("\n"));
    assert!(
        !before.is_empty() || what.contains("nothing"),
        "{what}: the dump is empty"
    );
}

/// All that `pg_dump` writes, rows too, without the ledger and without what is another text each time.
pub fn pg_dump_text(database: &Throwaway) -> Option<String> {
    let mut command = Command::new("pg_dump");
    command.args([
        "--no-owner",
        "--no-privileges",
        "--exclude-table",
        "_migrations*",
    ]);
    let text = output(command.args(["--dbname", database.url()]))?;
    let lines = text
        .lines()
        .filter(|line| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict"));
    Some(lines.fold(String::new(), |text, line| text + line + "\n"))
}
