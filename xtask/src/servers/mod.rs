//! The database servers that the tests run on.

mod galera;
mod given;
mod install;
mod pgbouncer;
mod standby;

use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use migration_servers::process::Guarded;
use migration_servers::{Started, find, mysql, postgres};

use crate::Error;

/// Where a server's URL stands.
const POSTGRES_URL: &str = "MIGRATORY_TEST_POSTGRES_URL";
const MYSQL_URL: &str = "MIGRATORY_TEST_MYSQL_URL";
const POSTGRES_CRASH_URL: &str = "MIGRATORY_TEST_POSTGRES_CRASH_URL";
const MYSQL_CRASH_URL: &str = "MIGRATORY_TEST_MYSQL_CRASH_URL";
const PGBOUNCER_URL: &str = "MIGRATORY_TEST_PGBOUNCER_URL";
const STANDBY_URL: &str = "MIGRATORY_TEST_POSTGRES_STANDBY_URL";
const GALERA_URLS: &str = "MIGRATORY_TEST_GALERA_URLS";

/// A server of each kind, PgBouncer in front of PostgreSQL, servers that tests may kill, a standby, and a cluster. Those that
/// were started for the run stop when this is dropped, or when this program ends in any other way.
pub struct Servers {
    /// In the order in which they stop: PgBouncer before what it talks to.
    servers: Vec<Server>,
    /// Those that some faults need; only where their programs are. In the order in which they stop.
    for_faults: Vec<Server>,
}

struct Server {
    variable: &'static str,
    url: String,
    /// "PostgreSQL 15.18".
    name: String,
    /// The running programs, if it is ours.
    _processes: Vec<Guarded>,
}

impl Servers {
    /// Finds or starts the servers, both at the same time, then PgBouncer.
    pub fn start() -> Result<Self, Error> {
        let postgres_is_given = given::url(POSTGRES_URL);
        let mysql_is_given = given::url(MYSQL_URL);
        let pgbouncer_is_given = given::url(PGBOUNCER_URL);
        install::if_needed(install::Needed {
            postgres: postgres_is_given.is_none(),
            mysql: mysql_is_given.is_none(),
            pgbouncer: pgbouncer_is_given.is_none(),
            galera: mysql_is_given.is_none(),
        })?;
        let (postgres, mysql, for_faults) = thread::scope(|scope| {
            let postgres = scope.spawn(|| match postgres_is_given {
                Some(url) => given::postgres(url),
                None => timed(|| ours(POSTGRES_URL, postgres::start("postgres", false)?)),
            });
            let mysql = scope.spawn(|| match mysql_is_given {
                Some(url) => given::mysql(url),
                None => timed(|| ours(MYSQL_URL, mysql::start("mysql", false)?)),
            });
            let cluster = scope.spawn(|| match galera::is_here() {
                true => timed(galera::start).map(Some),
                false => {
                    eprintln!("left out: a Galera cluster (it needs MariaDB, galera-4, rsync, and ss or lsof)");
                    Ok(None)
                }
            });
            let mut for_faults = Vec::new();
            if find::postgres().is_some() {
                let primary = postgres::start("postgres_crash", true);
                let primary = primary.and_then(|it| ours(POSTGRES_CRASH_URL, it));
                if let (Ok(primary), Some(_)) = (&primary, find::pg_basebackup()) {
                    for_faults.push(standby::start(&primary.url));
                }
                for_faults.push(primary);
            }
            if find::mysql().is_some() {
                let server = mysql::start("mysql_crash", true);
                for_faults.push(server.and_then(|it| ours(MYSQL_CRASH_URL, it)));
            }
            let panicked_as_well = |_| Err("starting the cluster panicked".to_owned());
            for_faults.extend(cluster.join().unwrap_or_else(panicked_as_well).transpose());
            let panicked = |_| Err("starting a server panicked".to_owned());
            (
                postgres.join().unwrap_or_else(panicked),
                mysql.join().unwrap_or_else(panicked),
                for_faults.into_iter().collect::<Result<Vec<_>, _>>(),
            )
        });
        let postgres = postgres?;
        let pgbouncer = match pgbouncer_is_given {
            Some(url) => given::pgbouncer(url),
            None => timed(|| pgbouncer::start(&postgres.url)),
        };
        Ok(Self {
            servers: vec![pgbouncer?, postgres, mysql?],
            for_faults: for_faults?,
        })
    }

    /// The environment variables that tell the tests where the servers are.
    pub fn variables(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let servers = self.servers.iter().chain(&self.for_faults);
        servers.map(|server| (server.variable, server.url.as_str()))
    }

    /// "PgBouncer 1.18.0, PostgreSQL 15.18, MariaDB 10.11.19".
    pub fn names(&self) -> String {
        let cluster = self
            .for_faults
            .iter()
            .filter(|server| server.variable == GALERA_URLS);
        let names = self
            .servers
            .iter()
            .chain(cluster)
            .map(|server| server.name.as_str());
        names.collect::<Vec<_>>().join(", ")
    }
}

fn ours(variable: &'static str, started: Started) -> Result<Server, Error> {
    Ok(Server {
        variable,
        url: started.url,
        name: started.name,
        _processes: vec![started.process],
    })
}

fn timed(start: impl FnOnce() -> Result<Server, Error>) -> Result<Server, Error> {
    let started = Instant::now();
    let server = start()?;
    eprintln!(
        "started {} in {:.1} s",
        server.name,
        started.elapsed().as_secs_f64()
    );
    Ok(server)
}

/// `cargo xtask servers`: the servers, until Ctrl-C.
pub fn serve() -> Result<ExitCode, Error> {
    let servers = Servers::start()?;
    for (variable, url) in servers.variables() {
        println!("export {variable}='{url}'");
    }
    eprintln!("{} are running; Ctrl-C stops them", servers.names());
    loop {
        thread::sleep(Duration::from_secs(3600));
    }
}
