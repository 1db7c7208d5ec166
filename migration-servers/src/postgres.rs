//! A throwaway PostgreSQL server.

use std::fs;
use std::path::Path;

use crate::process::{Guarded, Place};
use crate::{DATABASE, Error, Started, USER, find, output_of};

/// What is set on each server besides its place. A standby must have the connections of its primary.
pub const SETTINGS: [&str; 5] = [
    "listen_addresses=127.0.0.1",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_connections=200",
];

/// Starts a server with one superuser, who needs no password, and one database. `kind` is a part of its folder's name; where
/// `again`, it comes back when it ends by itself.
///
/// # Errors
///
/// PostgreSQL is not installed; it does not start.
pub fn start(kind: &str, again: bool) -> Result<Started, Error> {
    let place = Place::new(kind, USERS)?.started_again(again);
    start_at(place)
}

/// Who may run it, when the one who starts it is root.
pub(crate) const USERS: &[&str] = &["postgres", "nobody"];

pub(crate) fn start_at(place: Place) -> Result<Started, Error> {
    let programs = find::postgres().ok_or("PostgreSQL is not installed")?;
    let postgres = programs.join("postgres");
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
    let (process, ()): (Guarded, ()) = place.start(&postgres, &arguments, "QUIT", |place| {
        is_ready(place, &data)
    })?;
    Ok(Started {
        url: format!("postgres://{USER}@127.0.0.1:{port}/{DATABASE}"),
        name: name(&postgres),
        process,
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
    let version = output_of(postgres, &["--version"]).unwrap_or_default();
    match version.split_whitespace().nth(2) {
        Some(version) => format!("PostgreSQL {version}"),
        None => "PostgreSQL".to_owned(),
    }
}
