//! The suites of 200 tests in `tests/suite.rs`, each run as whoever has it runs it.

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::Result;
use crate::server::{BASE, Server};

/// How a suite is run.
struct Runner {
    name: &'static str,
    /// What comes before the filter.
    before: &'static [&'static str],
    after: &'static [&'static str],
}

const RUNNERS: [Runner; 3] = [
    Runner {
        name: "cargo test",
        before: &["test", "--release", "--test", "suite"],
        after: &[],
    },
    Runner {
        name: "cargo test, one thread",
        before: &["test", "--release", "--test", "suite"],
        after: &["--", "--test-threads=1"],
    },
    Runner {
        name: "cargo nextest run",
        before: &["nextest", "run", "--release", "--test", "suite"],
        after: &[],
    },
];

/// How often each is run.
const ROUNDS: usize = 3;

/// Runs both by each runner.
pub async fn measure(server: &Server) -> Result<String> {
    let mut text = "| 200 tests, s (median, best) | `#[migratory::test]`, nothing made yet | `#[migratory::test]` | `#[sqlx::test]` | ratio of the medians |\n\
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
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            ours.push(runner.run(server, "suite_migratory")?);
            // Where sqlx keeps its list.
            let mut admin = server.admin().await?;
            let database = format!("{BASE}_sqlx");
            admin.drop(&database).await?;
            admin.script(&format!("CREATE DATABASE {database}")).await?;
            theirs.push(runner.run(server, "suite_sqlx")?);
        }
        let (ours, theirs) = (sorted(ours), sorted(theirs));
        let ratio = ours[ROUNDS / 2] / theirs[ROUNDS / 2];
        let _ = writeln!(
            text,
            "| {} | {first:.2} | {:.2}, {:.2} | {:.2}, {:.2} | {ratio:.3} |",
            runner.name,
            ours[ROUNDS / 2],
            ours[0],
            theirs[ROUNDS / 2],
            theirs[0],
        );
    }
    Ok(text)
}

fn has_nextest() -> bool {
    let mut command = Command::new("cargo");
    command.args(["nextest", "--version"]).stdout(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn sorted(mut times: Vec<f64>) -> Vec<f64> {
    times.sort_by(f64::total_cmp);
    times
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
        command.arg(suite).args(self.after);
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
