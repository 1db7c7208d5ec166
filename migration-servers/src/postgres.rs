//! A throwaway PostgreSQL server.

use std::fs;
use std::path::Path;

use super::process::Place;
use super::{DATABASE, POSTGRES_CRASH_URL, POSTGRES_URL, Server, USER, find};
use crate::Error;

/// What is set on each server besides its place. A standby must have the connections of its primary.
pub const SETTINGS: [&str; 5] = [
    "listen_addresses=127.0.0.1",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_connections=200",
];

/// Starts a server with one superuser, who needs no password, and one database.
pub fn start() -> Result<Server, Error> {
    run("postgres", POSTGRES_URL, false)
}

/// Starts another one, which tests may kill: it comes back.
pub fn start_for_crashes() -> Result<Server, Error> {
    run("postgres_crash", POSTGRES_CRASH_URL, true)
}

fn run(kind: &str, variable: &'static str, again: bool) -> Result<Server, Error> {
    let programs = find::postgres().ok_or("PostgreSQL is not installed")?;
    let postgres = programs.join("postgres");
    let place = Place::new(kind, &["postgres", "nobody"])?.started_again(again);
    let data = place.path("data");
    place.run(
        &programs.join("initdb"),
        &[
            "--pgdata",
            &data,
            "--username",
            USER,
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "--no-instructions",
        ],
        "",
    )?;
    // A server without a server: no client program is needed to make the database.
    let create = format!("CREATE DATABASE {DATABASE};\n");
    place.run(
        &postgres,
        &["--single", "-F", "-D", &data, "postgres"],
        &create,
    )?;

    let port = place.port;
    let sockets = format!("unix_socket_directories={}", place.folder.display());
    let listen = format!("port={port}");
    let settings = SETTINGS.iter().copied().chain([listen.as_str(), &sockets]);
    let mut arguments = vec!["-D", data.as_str()];
    arguments.extend(settings.flat_map(|setting| ["-c", setting]));
    // QUIT is the immediate shutdown: https://www.postgresql.org/docs/current/server-shutdown.html
    let (process, ()) = place.start(&postgres, &arguments, "QUIT", |place| {
        is_ready(place, &data)
    })?;
    Ok(Server {
        variable,
        url: format!("postgres://{USER}@127.0.0.1:{port}/{DATABASE}"),
        name: name(&postgres),
        _processes: vec![process],
    })
}

/// Whether the server of this data folder, and no other, takes connections on our port. Its `postmaster.pid` has the
/// lines: process, data folder, start, port, folder of the socket, address, shared memory, status.
pub fn is_ready(place: &Place, data: &str) -> Option<()> {
    let status = fs::read_to_string(Path::new(data).join("postmaster.pid")).ok()?;
    let lines: Vec<&str> = status.lines().map(str::trim).collect();
    match lines.as_slice() {
        [_, folder, _, port, _, _, _, "ready", ..] => {
            (*folder == data && *port == place.port.to_string()).then_some(())
        }
        _ => None,
    }
}

/// From `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
pub fn name(postgres: &Path) -> String {
    let version = super::given::output_of(postgres, &["--version"]).unwrap_or_default();
    match version.split_whitespace().nth(2) {
        Some(version) => format!("PostgreSQL {version}"),
        None => "PostgreSQL".to_owned(),
    }
}
