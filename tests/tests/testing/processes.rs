//! Tests in processes of their own, as nextest runs them: they share templates and workers, and leave nothing when they are
//! killed.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use migratory::testing::{collect_test_databases, test_databases};

use crate::Home;

/// A test in a process: what it says of its database, once it has one.
pub struct Process {
    child: Child,
    /// The URL of its database.
    pub url: String,
}

impl Process {
    /// Starts one, and waits until it has a database.
    pub fn start(isolation: &str, url: Option<&str>, set: &[(&str, &str)]) -> Self {
        Self::begin(isolation, url, set).wait()
    }

    fn begin(isolation: &str, url: Option<&str>, set: &[(&str, &str)]) -> Begun {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tested"));
        for variable in [
            "MIGRATORY_TEST_URL",
            "MIGRATORY_TEST_POSTGRES_URL",
            "DATABASE_URL",
        ] {
            command.env_remove(variable);
        }
        command.arg(isolation).args(url).envs(set.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        Begun(command.spawn().expect("it starts"))
    }

    /// Ends it as it wants to.
    pub fn end(mut self) {
        drop(self.child.stdin.take());
        let status = self.child.wait().expect("it ends");
        assert!(status.success(), "{status}");
    }

    /// Ends it with `kill -9`.
    fn kill(mut self) -> u32 {
        let number = self.child.id();
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
        number
    }
}

struct Begun(Child);

impl Begun {
    fn wait(mut self) -> Process {
        let mut url = String::new();
        let output = self.0.stdout.take().expect("an output");
        BufReader::new(output).read_line(&mut url).expect("a line");
        assert!(!url.is_empty(), "it has no database: {:?}", self.0.wait());
        Process {
            child: self.0,
            url: url.trim().to_owned(),
        }
    }
}

fn name(url: &str) -> &str {
    url.rsplit('/').next().expect("a name")
}

#[tokio::test]
async fn eight_at_once_make_one_template_and_have_a_worker_each() {
    for home in Home::servers("proc_eight") {
        let begun: Vec<Begun> = (0..8)
            .map(|_| Process::begin("tx", Some(home.url()), &[]))
            .collect();
        let running: Vec<Process> = begun.into_iter().map(Begun::wait).collect();
        let workers: BTreeSet<&str> = running.iter().map(|it| it.url.as_str()).collect();
        assert_eq!(workers.len(), 8);
        let found = test_databases(Some(home.url())).await.expect("a list");
        let templates = found
            .iter()
            .filter(|it| it.name.starts_with(name(home.url())) && it.role == "template");
        assert_eq!(templates.count(), 1, "{found:?}");
        running.into_iter().for_each(Process::end);
        home.clear().await;
    }
}

#[tokio::test]
async fn a_killed_test_leaves_nothing_after_the_next_run() {
    for home in Home::servers("proc_killed") {
        // Its worker is free at once, and clean.
        let killed = Process::start("tx", Some(home.url()), &[]);
        let worker = killed.url.clone();
        killed.kill();
        let mut next = String::new();
        for _ in 0..100 {
            let process = Process::start("tx", Some(home.url()), &[]);
            next.clone_from(&process.url);
            process.end();
            // The server may take a moment to see that its client is gone.
            if next == worker {
                break;
            }
        }
        assert_eq!(next, worker);

        // Its copy goes, and that of a test that runs does not.
        let killed = Process::start("db", Some(home.url()), &[]);
        let alive = Process::start("db", Some(home.url()), &[]);
        let (copy, other) = (name(&killed.url).to_owned(), name(&alive.url).to_owned());
        killed.kill();
        let mut gone = Vec::new();
        for _ in 0..100 {
            gone.extend(
                collect_test_databases(Some(home.url()), false)
                    .await
                    .expect("a list"),
            );
            if gone.contains(&copy) {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert!(gone.contains(&copy) && !gone.contains(&other), "{gone:?}");
        alive.end();
        home.clear().await;
    }
}

/// Whoever makes the template may be killed; the next one makes it.
#[tokio::test]
async fn a_template_that_was_begun_is_made_by_the_next() {
    for home in Home::servers("proc_begun") {
        for wait in [10, 60, 120, 200] {
            let mut begun = Process::begin("tx", Some(home.url()), &[]);
            tokio::time::sleep(std::time::Duration::from_millis(wait)).await;
            begun.0.kill().expect("killed");
            begun.0.wait().expect("gone");
            let next = Process::start("tx", Some(home.url()), &[]);
            next.end();
            home.clear().await;
        }
    }
}
