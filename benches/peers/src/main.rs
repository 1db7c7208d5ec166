//! Measures migratory beside other tools that do the same migrations on the same PostgreSQL server in the same run:
//! `migratory-peers URL [--n 10,100,1000] [--delay 0,1,20] [--rounds 3] [--tools psql,sqlx]`.
//!
//! Every measurement is on a database of its own, which is made and dropped; nothing else on the server is touched. The
//! user of the URL must be allowed to create databases. What it prints is Markdown.

mod history;
mod proxy;
mod report;
mod server;
mod tools;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use sqlx::{Connection, PgConnection};
use tokio::runtime::Runtime;

use crate::proxy::{Counted, Proxy};
use crate::server::Server;
use crate::tools::{Done, Tool};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Whatever would wait longer than this for the wire, in seconds, is not run, but estimated.
const TOO_LONG: f64 = 60.0;
/// A tool that waits longer than this for the wire is run in one round only.
const LONG: f64 = 5.0;

/// What is asked of a tool, in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Step {
    Migrate,
    NothingPending,
    Status,
    Rollback,
}

const STEPS: [Step; 4] = [
    Step::Migrate,
    Step::NothingPending,
    Step::Status,
    Step::Rollback,
];

/// What a number is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    /// How many migrations.
    count: usize,
    /// The tool's place among all.
    tool: usize,
    step: Step,
}

/// A run of all steps of a tool.
#[derive(Clone, Copy)]
enum Pass {
    /// Through the proxy, which keeps nothing back. It is not timed: the proxy costs those most who speak most.
    Counting,
    /// With what a round trip costs, in milliseconds: through the proxy, or straight to the server if it costs nothing.
    Timed(u64),
}

/// How long something took with some delay.
enum Time {
    /// In seconds, one for each round.
    Measured(Vec<f64>),
    /// It would have waited so many seconds.
    Skipped(f64),
}

/// All that was measured.
#[derive(Default)]
struct Numbers {
    counted: BTreeMap<Key, Counted>,
    /// By the delay in milliseconds.
    times: BTreeMap<(Key, u64), Time>,
    /// What went wrong, by the number of migrations and the tool's place: it is not run again.
    failed: BTreeMap<(usize, usize), String>,
}

impl Numbers {
    /// How many seconds something waits for the wire.
    #[allow(clippy::cast_precision_loss)] // no run has so many round trips
    fn wait(&self, key: Key, delay: u64) -> f64 {
        let counted = self.counted.get(&key);
        counted.map_or(0.0, |it| it.round_trips as f64 * delay as f64 / 1000.0)
    }
}

struct Args {
    server: Server,
    counts: Vec<usize>,
    delays: Vec<u64>,
    rounds: usize,
    /// Only these; all, if there are none.
    tools: Vec<String>,
}

fn main() -> Result<()> {
    let args = args()?;
    let runtime = Arc::new(Runtime::new()?);
    let mut bench = Bench {
        proxy: Proxy::start(args.server.address.clone())?,
        runtime: runtime.clone(),
        numbers: Numbers::default(),
        databases: 0,
        args,
    };
    let trips = bench.delays_measured()?;
    let mut described = Vec::new();
    for count in bench.args.counts.clone() {
        let history = bench.history(count)?;
        let mut tools = tools::all(&history, &runtime)?;
        let only = &bench.args.tools;
        tools.retain(|tool| only.is_empty() || only.iter().any(|name| name == tool.name()));
        bench.measure(count, &tools)?;
        if described.is_empty() {
            for tool in &tools {
                described.push((tool.name(), tool.version()?));
            }
        }
    }
    let (version, date) = runtime.block_on(bench.args.server.version_and_date())?;
    report::print(&report::Report {
        tools: &described,
        numbers: &bench.numbers,
        counts: &bench.args.counts,
        delays: &bench.args.delays,
        trips: &trips,
        rounds: bench.args.rounds,
        server: &version,
        date: &date,
    });
    let failures: Vec<String> = bench.numbers.failed.into_values().collect();
    match failures.as_slice() {
        [] => Ok(()),
        failures => Err(failures.join("\n").into()),
    }
}

fn args() -> Result<Args> {
    let usage = "usage: migratory-peers URL [--n 10,100,1000] [--delay 0,1,20] [--rounds 3] [--tools psql,sqlx]";
    let mut url = None;
    let (mut counts, mut delays, mut rounds) = (vec![10, 100, 1000], vec![0, 1, 20], 3);
    let mut tools = Vec::new();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--n" => counts = list(&args.next().ok_or(usage)?)?,
            "--delay" => delays = list(&args.next().ok_or(usage)?)?,
            "--tools" => tools = list(&args.next().ok_or(usage)?)?,
            "--rounds" => rounds = args.next().ok_or(usage)?.parse()?,
            _ if url.is_none() && !arg.starts_with('-') => url = Some(arg),
            _ => return Err(usage.into()),
        }
    }
    Ok(Args {
        server: Server::of(&url.ok_or(usage)?)?,
        counts,
        delays,
        rounds,
        tools,
    })
}

fn list<T: std::str::FromStr>(text: &str) -> std::result::Result<Vec<T>, T::Err> {
    text.split(',').map(str::parse).collect()
}

struct Bench {
    args: Args,
    proxy: Proxy,
    runtime: Arc<Runtime>,
    numbers: Numbers,
    databases: usize,
}

impl Bench {
    /// What a round trip really costs with each delay, in milliseconds.
    fn delays_measured(&self) -> Result<Vec<f64>> {
        let delays = self.args.delays.iter();
        delays
            .map(|&delay| {
                self.proxy.reset(Duration::from_millis(delay));
                let url = self.args.server.given_through(self.proxy.port());
                self.runtime.block_on(async {
                    let mut connection = PgConnection::connect(&url).await?;
                    let mut times = Vec::new();
                    for _ in 0..25 {
                        let began = Instant::now();
                        sqlx::raw_sql("SELECT 1").execute(&mut connection).await?;
                        times.push(began.elapsed().as_secs_f64() * 1000.0);
                    }
                    connection.close().await?;
                    Ok(report::median(times))
                })
            })
            .collect()
    }

    /// The migrations as SQL.
    fn history(&mut self, count: usize) -> Result<Vec<history::Sql>> {
        let runtime = self.runtime.clone();
        self.with_database(|bench, name| {
            runtime.block_on(history::sql(count, &bench.args.server.url(name)))
        })
    }

    fn measure(&mut self, count: usize, tools: &[Box<dyn Tool>]) -> Result<()> {
        let delays = self.args.delays.clone().into_iter();
        let timed = delays
            .flat_map(|delay| (0..self.args.rounds).map(move |round| (Pass::Timed(delay), round)));
        let passes: Vec<(Pass, usize)> = [(Pass::Counting, 0)].into_iter().chain(timed).collect();
        for (pass, round) in passes {
            // Nobody is always the first, or always after the same one.
            for place in (0..tools.len()).map(|n| (n + round) % tools.len()) {
                let once = STEPS.iter().any(|&step| {
                    let key = Key {
                        count,
                        tool: place,
                        step,
                    };
                    matches!(pass, Pass::Timed(delay) if self.numbers.wait(key, delay) > LONG)
                });
                if self.numbers.failed.contains_key(&(count, place)) || (once && round > 0) {
                    continue;
                }
                let tool = tools[place].as_ref();
                let what = match pass {
                    Pass::Counting => "counting".to_owned(),
                    Pass::Timed(delay) => format!("{delay} ms, round {}", round + 1),
                };
                eprintln!("{count} migrations, {what}: {}", tool.name());
                let result = self
                    .with_database(|bench, database| bench.run(tool, place, count, pass, database));
                if let Err(error) = result {
                    let failure = format!("{}, {count} migrations, {what}: {error}", tool.name());
                    eprintln!("{failure}");
                    self.numbers.failed.insert((count, place), failure);
                }
            }
        }
        Ok(())
    }

    /// All steps of one tool, on an empty database.
    fn run(
        &mut self,
        tool: &dyn Tool,
        place: usize,
        count: usize,
        pass: Pass,
        database: &str,
    ) -> Result<()> {
        let server = self.args.server.clone();
        let (delay, url) = match pass {
            Pass::Timed(0) => (0, server.url(database)),
            Pass::Timed(delay) => (delay, server.url_through(self.proxy.port(), database)),
            Pass::Counting => (0, server.url_through(self.proxy.port(), database)),
        };
        for step in STEPS {
            let key = Key {
                count,
                tool: place,
                step,
            };
            let wait = self.numbers.wait(key, delay);
            if wait > TOO_LONG {
                self.numbers.times.insert((key, delay), Time::Skipped(wait));
                if step == Step::Migrate {
                    // What comes after it is measured all the same.
                    tool.migrate(&server.url(database))?;
                }
                continue;
            }
            self.proxy.reset(Duration::from_millis(delay));
            let began = Instant::now();
            let done = match step {
                Step::Migrate => tool.migrate(&url),
                Step::NothingPending => tool.nothing_pending(&url),
                Step::Status => tool.status(&url),
                Step::Rollback => tool.rollback_all(&url),
            };
            let seconds = began.elapsed().as_secs_f64();
            if done.map_err(|error| format!("{step:?}: {error}"))? == Done::NotOffered {
                continue;
            }
            if let Pass::Counting = pass {
                // A pool may have been about to do something.
                sleep(Duration::from_millis(20));
                self.numbers.counted.insert(key, self.proxy.counted());
            } else {
                match self.numbers.times.get_mut(&(key, delay)) {
                    Some(Time::Measured(times)) => times.push(seconds),
                    _ => {
                        let first = Time::Measured(vec![seconds]);
                        self.numbers.times.insert((key, delay), first);
                    }
                }
            }
            let tables = match step {
                Step::Rollback => 0,
                _ => count,
            };
            self.runtime
                .block_on(server.assert_tables(database, tables))?;
        }
        Ok(())
    }

    /// Does something with a database that is made for it and dropped after it.
    fn with_database<T>(&mut self, work: impl FnOnce(&mut Self, &str) -> Result<T>) -> Result<T> {
        self.databases += 1;
        let name = format!("migratory_peers_{}_{}", std::process::id(), self.databases);
        let runtime = self.runtime.clone();
        runtime.block_on(self.args.server.create(&name))?;
        let result = work(self, &name);
        runtime.block_on(self.args.server.drop(&name))?;
        result
    }
}
