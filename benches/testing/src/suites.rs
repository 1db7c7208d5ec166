//! The suites of 200 tests in `tests/suite.rs`, each run as whoever has it runs it.

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::Result;
use crate::server::{BASE, Server};

/// How a suite is run.
struct Runner {
    name: &'static str,
    /// The command, before the filter.
    before: &'static [&'static str],
}

const RUNNERS: [Runner; 2] = [
    Runner {
        name: "cargo test",
        before: &["test", "--release", "--test", "suite"],
    },
    Runner {
        name: "cargo nextest run",
        before: &["nextest", "run", "--release", "--test", "suite"],
    },
];

/// How often ours is run; the other, which takes a minute and more, once.
const ROUNDS: usize = 3;

/// Runs both by each runner.
pub async fn measure(server: &Server) -> Result<String> {
    let mut text = "| 200 tests, s | `#[migratory::test]`, nothing made yet | `#[migratory::test]`, median of 3 | `#[sqlx::test]` | ratio |\n\
                    | --- | --- | --- | --- | --- |\n"
        .to_owned();
    for runner in &RUNNERS {
        if runner.before.first() == Some(&"nextest") && !has_nextest() {
            let _ = writeln!(text, "| {} | not installed | | | |", runner.name);
            continue;
        }
        runner.build(server)?;
        server.drop_all().await?;
        let first = runner.run(server, "suite_migratory")?;
        let mut ours = Vec::new();
        for _ in 0..ROUNDS {
            ours.push(runner.run(server, "suite_migratory")?);
        }
        ours.sort_by(f64::total_cmp);
        let ours = ours[ROUNDS / 2];
        // Where sqlx keeps its list.
        let database = format!("{BASE}_sqlx");
        let mut admin = server.admin().await?;
        admin.script(&format!("CREATE DATABASE {database}")).await?;
        let theirs = runner.run(server, "suite_sqlx");
        admin.drop(&database).await?;
        let theirs = theirs?;
        let _ = writeln!(
            text,
            "| {} | {first:.2} | {ours:.2} | {theirs:.2} | {:.3} |",
            runner.name,
            ours / theirs
        );
    }
    Ok(text)
}

fn has_nextest() -> bool {
    let mut command = Command::new("cargo");
    command.args(["nextest", "--version"]).stdout(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

impl Runner {
    fn command(&self, server: &Server) -> Command {
        let mut command = Command::new("cargo");
        command
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(self.before)
            .env("MIGRATORY_TEST_POSTGRES_URL", server.url_of(BASE))
            .env("DATABASE_URL", server.url_of(&format!("{BASE}_sqlx")));
        command
    }

    fn build(&self, server: &Server) -> Result<()> {
        let status = self.command(server).arg("--no-run").status()?;
        match status.success() {
            true => Ok(()),
            false => Err("the suites cannot be built".into()),
        }
    }

    /// How many seconds a suite takes.
    fn run(&self, server: &Server, suite: &str) -> Result<f64> {
        let mut command = self.command(server);
        command.arg(suite);
        let began = Instant::now();
        let output = command.output()?;
        let took = began.elapsed().as_secs_f64();
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        match output.status.success() && said.contains("200 passed") {
            true => Ok(took),
            false => Err(format!("{suite} with {}:\n{said}", self.name).into()),
        }
    }
}
