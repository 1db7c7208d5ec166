//! `fleet` and `counter`, the programs of `src/bin`, as processes.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::world::World;

/// Its migrations, in order.
pub const MIGRATIONS: [&str; 6] = [
    "20260101000001_create_runs",
    "20260101000002_half",
    "20260101000003_pause",
    "20260101000004_index",
    "20260101000005_data",
    "20260101000006_last",
];
/// What each of them leaves in `runs`.
const RUNS: [&str; 6] = ["create_runs", "data", "half", "index", "last", "pause"];

/// How long a test waits for a process before it gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A process.
pub struct Fleet {
    child: Child,
    lines: Receiver<String>,
    said: String,
}

/// How a process ended, and what it said.
#[derive(Debug)]
pub struct Ended {
    /// None when a signal ended it.
    pub code: Option<i32>,
    pub said: String,
    pub took: Duration,
}

/// Starts a process of `fleet` on a database.
pub fn fleet(url: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Fleet {
    // What the environment says changes what its migrations do.
    let mut all = vec!["--on-edited", "allow"];
    all.extend(arguments);
    program(env!("CARGO_BIN_EXE_fleet"), url, &all, environment)
}

/// Starts the program that counts rows up.
pub fn counter(url: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Fleet {
    program(env!("CARGO_BIN_EXE_counter"), url, arguments, environment)
}

/// Starts a process on a database.
pub fn program(path: &str, url: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Fleet {
    let mut child = Command::new(path)
        .args(arguments)
        .env("DATABASE_URL", url)
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (send, lines) = channel();
    let stderr = child.stderr.take().unwrap();
    std::thread::spawn(move || {
        for line in BufReader::new(stderr).lines() {
            if send.send(line.unwrap()).is_err() {
                return;
            }
        }
    });
    Fleet {
        child,
        lines,
        said: String::new(),
    }
}

impl Fleet {
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it says a text.
    #[track_caller]
    pub fn until(&mut self, text: &str) {
        let end = Instant::now() + PATIENCE;
        while let Ok(line) = self
            .lines
            .recv_timeout(end.saturating_duration_since(Instant::now()))
        {
            self.said.push_str(&line);
            self.said.push('\n');
            if line.contains(text) {
                return;
            }
        }
        panic!("it never said {text:?}, but:\n{}", self.said);
    }

    /// Waits until it is done with a migration, and a moment longer, so that it is in the next.
    #[track_caller]
    pub fn until_after(&mut self, migration: &str) {
        self.until(migration);
        std::thread::sleep(Duration::from_millis(300));
    }

    /// Sends it a signal: `INT`, `TERM`, `KILL`.
    pub fn signal(&self, signal: &str) {
        let sent = Command::new("kill")
            .args(["-s", signal, &self.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Waits for its end.
    #[track_caller]
    pub fn end(mut self) -> Ended {
        let began = Instant::now();
        let status = loop {
            match self.child.try_wait().unwrap() {
                Some(status) => break status,
                None if began.elapsed() > PATIENCE => {
                    panic!("it does not end; it said:\n{}", self.said)
                }
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        };
        let took = began.elapsed();
        for line in self.lines.iter() {
            self.said.push_str(&line);
            self.said.push('\n');
        }
        let mut out = String::new();
        let mut stdout = self.child.stdout.take().unwrap();
        stdout.read_to_string(&mut out).unwrap();
        Ended {
            code: status.code(),
            said: std::mem::take(&mut self.said) + &out,
            took,
        }
    }
}

/// A test that failed leaves no process behind.
impl Drop for Fleet {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Ended {
    #[track_caller]
    pub fn with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.said);
        self
    }
}

/// Runs `migrate` to its end, which must be a good one.
#[track_caller]
pub fn migrates(world: &World) -> Ended {
    fleet(world.url(), &["migrate"], &[]).end().with(0)
}

/// All of it ran, and nothing twice.
#[track_caller]
pub fn ran_once(world: &World) {
    let mut applied = world.applied();
    applied.sort();
    assert_eq!(applied, MIGRATIONS);
    assert_eq!(runs(world), RUNS);
}

/// What migrations left in `runs`, sorted.
#[track_caller]
pub fn runs(world: &World) -> Vec<String> {
    let rows = world.rows("SELECT migration FROM runs ORDER BY migration");
    rows.into_iter()
        .filter_map(|mut row| row.remove(0))
        .collect()
}
