//! A program with migrations and a database of its own, and what it answers.

use std::io::Read as _;
use std::process::{Command, Stdio};

use migratory_tests::throwaway::{Server, Throwaway};
use sqlx::{AnyConnection, AssertSqlSafe, Executor as _, Row as _};

/// The program, with a database that is gone at the end.
pub struct Shop {
    throwaway: Throwaway,
    /// What it is called, and where it is.
    program: (&'static str, &'static str),
    wrong: &'static str,
}

/// What a command left behind.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

const SHOP: (&str, &str) = ("shop", env!("CARGO_BIN_EXE_shop"));
const GALLERY: (&str, &str) = ("gallery", env!("CARGO_BIN_EXE_gallery"));
const GARDEN: (&str, &str) = ("garden", env!("CARGO_BIN_EXE_garden"));

/// The shop's program, with no environment that matters.
pub fn program() -> Command {
    start(SHOP.1)
}

fn start(program: &str) -> Command {
    let mut command = Command::new(program);
    command
        .env_remove("DATABASE_URL")
        .env_remove("MIGRATORY_ENV")
        .env_remove("MIGRATORY_DIRECT_URL")
        .env_remove("COLUMNS")
        .env_remove("CI")
        .env_remove("RUST_BACKTRACE")
        .env("USER", "clerk")
        .env("HOSTNAME", "till")
        .stdin(Stdio::null());
    command
}

/// A password that is in every URL of PostgreSQL here, and in no output. The server asks for none.
const CANARY: &str = "s3cret-canary";

/// Runs a command to its end. A password is not in what it shows.
pub fn run(command: &mut Command) -> Ran {
    let output = command.output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("it prints text");
    let ran = Ran {
        code: output.status.code().expect("no signal ends it"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    };
    for shown in [&ran.stdout, &ran.stderr] {
        assert!(!shown.contains(CANARY), "{command:?}: {shown}");
    }
    ran
}

/// The URL with the password that is not to be shown.
fn with_canary(url: &str) -> String {
    match (url.strip_prefix("postgres://"), url.split_once('@')) {
        (Some(rest), Some((user, host))) if !user[11..].contains(':') => {
            let user = &rest[..user.len() - 11];
            format!("postgres://{user}:{CANARY}@{host}")
        }
        _ => url.to_owned(),
    }
}

impl Shop {
    /// On SQLite.
    pub async fn new() -> Self {
        Self::on(&Server::Sqlite).await
    }

    pub async fn on(server: &Server) -> Self {
        Self {
            throwaway: server.create("cli").await,
            program: SHOP,
            wrong: "",
        }
    }

    /// The program with seeders: `tests/src/bin/garden.rs`.
    pub async fn garden(server: &Server) -> Self {
        Self {
            program: GARDEN,
            ..Self::on(server).await
        }
    }

    /// The program with models: `tests/src/bin/gallery.rs`.
    pub async fn gallery(server: &Server) -> Self {
        Self {
            program: GALLERY,
            ..Self::on(server).await
        }
    }

    /// What is wrong with the program from now on; see `tests/src/bin/shop.rs` and `garden.rs`.
    pub fn wrong(&mut self, wrong: &'static str) -> &Self {
        self.wrong = wrong;
        self
    }

    pub fn url(&self) -> &str {
        self.throwaway.url()
    }

    /// The same database through a pooler, where there is one.
    pub fn through_pgbouncer(&self) -> Option<String> {
        self.throwaway.through_pgbouncer()
    }

    /// A command line that is not run yet.
    pub fn command(&self, line: &str) -> Command {
        let mut command = start(self.program.1);
        command
            .env("DATABASE_URL", with_canary(self.url()))
            .env("SHOP", self.wrong)
            .env("GARDEN", self.wrong)
            .args(line.split_whitespace());
        command
    }

    pub fn run(&self, line: &str) -> Ran {
        run(&mut self.command(line))
    }

    /// Runs a command that must work.
    pub fn must(&self, line: &str) -> Ran {
        let ran = self.run(line);
        assert_eq!(ran.code, 0, "{line}: {}", ran.stderr);
        ran
    }

    /// What a terminal shows of some commands, without what differs from run to run and from database to database.
    pub fn session(&self, lines: &[&str]) -> String {
        let mut shown = String::new();
        for line in lines {
            let (mut terminal, writer) = std::io::pipe().expect("a pipe can be made");
            let mut command = self.command(line);
            command
                .stdout(writer.try_clone().expect("a pipe has copies"))
                .stderr(writer);
            let mut child = command.spawn().expect("the program starts");
            drop(command);
            let mut text = String::new();
            terminal.read_to_string(&mut text).expect("it prints text");
            let status = child.wait().expect("it ends");
            assert!(!text.contains(CANARY), "{line}: {text}");
            let typed = format!("$ {} {line}", self.program.0);
            shown += typed.trim_end();
            shown += &format!("\n{}", self.without_the_accidental(&text));
            if !status.success() {
                shown += &format!("[exit code {}]\n", status.code().unwrap_or(-1));
            }
            shown.push('\n');
        }
        shown
    }

    /// Names for what has another name each time.
    fn without_the_accidental(&self, text: &str) -> String {
        let with_options = self.url();
        let url = with_options.split('?').next().unwrap_or_default();
        let database = url.rsplit('/').next().unwrap_or_default();
        let mut text = text
            .replace(with_options, "<database>")
            .replace(url, "<database>");
        if let (Some((scheme, rest)), Some((_, host))) = (url.split_once("//"), url.split_once('@'))
        {
            let user = rest.split([':', '@']).next().unwrap_or_default();
            text = text.replace(&format!("{scheme}//{user}@{host}"), "<database>");
        }
        let text = text.replace(database, "<name>");
        text.lines()
            .map(|line| without_times(line) + "\n")
            .collect()
    }

    /// Does something to the database that migratory knows nothing of.
    pub async fn execute(&self, sql: &str) {
        let mut connection = self.throwaway.connect().await;
        let statement = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        if let Err(error) = connection.execute(statement).await {
            panic!("{sql}: {error}");
        }
    }

    /// A transaction that has run a query and stays open until it is dropped.
    pub async fn hold(&self, sql: &str) -> AnyConnection {
        let mut connection = self.throwaway.connect().await;
        for sql in ["BEGIN", sql] {
            let statement = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
            if let Err(error) = connection.execute(statement).await {
                panic!("{sql}: {error}");
            }
        }
        connection
    }

    /// The first column of a query's rows.
    pub async fn column(&self, sql: &str) -> Vec<String> {
        let mut connection = self.throwaway.connect().await;
        let rows = connection.fetch_all(sqlx::raw_sql(AssertSqlSafe(sql.to_owned())));
        let rows = match rows.await {
            Ok(rows) => rows,
            Err(error) => panic!("{sql}: {error}"),
        };
        let text = |row: &sqlx::any::AnyRow| row.get::<Option<String>, _>(0).unwrap_or_default();
        rows.iter().map(text).collect()
    }

    /// Whether the password is in a table of ours.
    pub async fn keeps_the_password(&self) -> bool {
        let mut kept = false;
        for table in ["_migrations", "_migrations_steps", "_seeds"] {
            let mut connection = self.throwaway.connect().await;
            let sql = format!("SELECT CAST(t.* AS text) FROM {table} t");
            let rows = connection
                .fetch_all(sqlx::raw_sql(AssertSqlSafe(sql)))
                .await;
            for row in rows.unwrap_or_default() {
                kept |= row.get::<String, _>(0).contains(CANARY);
            }
        }
        kept
    }

    /// The titles of the books, or nothing where there is no such table.
    pub async fn books(&self) -> Vec<String> {
        self.column("SELECT title FROM books ORDER BY title").await
    }
}

/// A line with durations, points in time and the columns' widths taken out.
fn without_times(line: &str) -> String {
    // How much room the tables take differs from database to database.
    let line = match line.split_once(" (") {
        Some((before, _)) if before.starts_with("  would drop ") => before,
        _ => line,
    };
    let indentation = line.len() - line.trim_start().len();
    let mut cells: Vec<String> = line
        .trim_start()
        .split("  ")
        .filter(|cell| !cell.is_empty())
        .map(|cell| without_version(&without_duration(cell.trim())))
        .collect();
    if let Some(at) = cells.iter().position(|cell| is_point_in_time(cell)) {
        cells[at] = "<when>".to_owned();
        cells[at + 1] = "<ms>".to_owned();
    }
    format!("{}{}", &line[..indentation], cells.join("  "))
}

/// `<server>` for a server's name and version.
fn without_version(cell: &str) -> String {
    let is_server = |name: &str| {
        let version = cell.strip_prefix(name);
        version.is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit()))
    };
    match ["PostgreSQL ", "MariaDB ", "MySQL ", "SQLite "]
        .into_iter()
        .any(is_server)
    {
        true => "<server>".to_owned(),
        false => cell.to_owned(),
    }
}

/// `2026-01-02 03:04:05Z`
fn is_point_in_time(cell: &str) -> bool {
    cell.len() == 20 && cell.ends_with('Z') && cell.as_bytes()[10] == b' '
}

/// Words with `4.1 ms` as `<time>`, and the dots before it as three.
fn without_duration(cell: &str) -> String {
    let words: Vec<&str> = cell.split(' ').collect();
    let mut kept: Vec<&str> = Vec::new();
    for word in &words {
        let is_unit = matches!(*word, "ms" | "s");
        if is_unit && kept.last().is_some_and(|last| last.parse::<f64>().is_ok()) {
            kept.pop();
            kept.push("<time>");
        } else if word.len() > 3 && word.bytes().all(|byte| byte == b'.') {
            kept.push("...");
        } else {
            kept.push(word);
        }
    }
    kept.join(" ")
}

#[test]
fn a_session_is_shown_without_what_differs_from_run_to_run() {
    for (line, shown) in [
        (
            "  20260105_a ........ 4.1 ms  DONE",
            "  20260105_a ... <time>  DONE",
        ),
        (
            "1      applied  20260105_a   2026-11-21 07:58:00Z  12  clerk@till",
            "1  applied  20260105_a  <when>  <ms>  clerk@till",
        ),
        ("  4 applied, 1.2 s      undo", "  4 applied, <time>  undo"),
        ("    \"id\" BIGINT", "    \"id\" BIGINT"),
    ] {
        assert_eq!(without_times(line), shown);
    }
}
