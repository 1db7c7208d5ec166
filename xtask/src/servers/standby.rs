//! A throwaway standby of a PostgreSQL server. A test may promote it: when it is shut down then, another one is made.

use std::path::Path;

use migration_servers::postgres::{SETTINGS, is_ready, name};
use migration_servers::process::Place;
use migration_servers::{DATABASE, USER, find};

use super::{STANDBY_URL, Server, given};
use crate::Error;

/// `sh -c FOLLOW follow <pg_basebackup> <postgres> <user> <host> <port> <data folder> <arguments of postgres>`: a copy of the
/// primary, and its server, which takes the place of the shell.
const FOLLOW: &str = r#"
copy=$1 server=$2 user=$3 host=$4 port=$5 data=$6
shift 6
rm -rf "$data"
"$copy" -R -X stream -c fast --no-sync -h "$host" -p "$port" -U "$user" -D "$data" &&
exec "$server" -D "$data" "$@"
"#;

/// Starts one that follows the server of this URL.
pub fn start(primary: &str) -> Result<Server, Error> {
    let programs = find::postgres().ok_or("PostgreSQL is not installed")?;
    let place = Place::new("postgres_standby", &["postgres", "nobody"])?.started_again(true);
    let server = given::host_of(primary, 5432).ok_or("the PostgreSQL URL names no host")?;
    let (host, primary_port) = server.rsplit_once(':').unwrap_or((&server, "5432"));
    let (port, data) = (place.port, place.path("data"));
    let copy = find::pg_basebackup().ok_or("pg_basebackup is not installed")?;
    let copy = copy.display().to_string();
    let program = programs.join("postgres").display().to_string();
    let mut arguments = vec!["-c", FOLLOW, "follow", &copy, &program, USER, host];
    arguments.extend([primary_port, &data]);
    let listen = format!("port={port}");
    let sockets = format!("unix_socket_directories={}", place.folder.display());
    for setting in SETTINGS.iter().copied().chain([listen.as_str(), &sockets]) {
        arguments.extend(["-c", setting]);
    }
    let (process, ()) = place.start(Path::new("sh"), &arguments, "QUIT", |place| {
        is_ready(place, &data)
    })?;
    Ok(Server {
        variable: STANDBY_URL,
        url: format!("postgres://{USER}@127.0.0.1:{port}/{DATABASE}"),
        name: format!("{} as a standby", name(Path::new(&program))),
        _processes: vec![process],
    })
}
