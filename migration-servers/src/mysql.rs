//! A throwaway MariaDB or MySQL server.

use std::fs;
use std::path::Path;

use super::process::Place;
use super::{DATABASE, MYSQL_CRASH_URL, MYSQL_URL, Server, USER, find, given};
use crate::Error;

/// Starts a server with one user, who has all rights and a password, and one database.
pub fn start() -> Result<Server, Error> {
    run("mysql", MYSQL_URL, false)
}

/// Starts another one, which tests may kill: it comes back.
pub fn start_for_crashes() -> Result<Server, Error> {
    run("mysql_crash", MYSQL_CRASH_URL, true)
}

fn run(kind: &str, variable: &'static str, again: bool) -> Result<Server, Error> {
    let program = find::mysql().ok_or("neither MariaDB nor MySQL is installed")?;
    let place = Place::new(kind, &["mysql", "nobody"])?.started_again(again);
    let data = format!("--datadir={}", place.path("data"));
    initialize(&place, &program, &data)?;

    let init = place.path("init.sql");
    fs::write(&init, set_up()).map_err(|error| format!("cannot write {init}: {error}"))?;
    let port = place.port;
    let arguments = [
        "--no-defaults".to_owned(),
        data,
        format!("--port={port}"),
        "--bind-address=127.0.0.1".to_owned(),
        format!("--socket={}", place.path("socket")),
        format!("--pid-file={}", place.path("pid")),
        format!("--tmpdir={}", place.folder.display()),
        format!("--init-file={init}"),
        "--skip-name-resolve".to_owned(),
        "--skip-log-bin".to_owned(),
        "--max-connections=200".to_owned(),
        // What is not worth an fsync: https://mariadb.com/docs/server/server-usage/storage-engines/innodb/innodb-system-variables
        // A commit must survive the end of the process, where that is what a test is about.
        format!(
            "--innodb-flush-log-at-trx-commit={}",
            if again { 2 } else { 0 }
        ),
        "--innodb-doublewrite=0".to_owned(),
        "--innodb-flush-method=nosync".to_owned(),
        // MariaDB alone; a table is made or changed ten times as fast without.
        "--loose-sync-frm=0".to_owned(),
    ];
    let arguments = arguments.each_ref().map(String::as_str);
    let (process, name) = place.start(&program, &arguments, "TERM", ready_as)?;
    Ok(Server {
        variable,
        url: format!("mysql://{USER}:{USER}@127.0.0.1:{port}/{DATABASE}"),
        name,
        _processes: vec![process],
    })
}

pub fn initialize(place: &Place, program: &Path, data: &str) -> Result<(), Error> {
    let version = given::output_of(program, &["--no-defaults", "--version"]).unwrap_or_default();
    if !version.contains("MariaDB") {
        return place.run(
            program,
            &["--no-defaults", "--initialize-insecure", data],
            "",
        );
    }
    let install =
        find::mariadb_install_db(program).ok_or("MariaDB is here without mariadb-install-db")?;
    // A server that starts removes the temporary tables of all others that use its folder for them.
    let temporary = format!("--tmpdir={}", place.folder.display());
    let arguments = [
        "--no-defaults",
        data,
        &temporary,
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
    ];
    place.run(&install, &arguments, "")
}

/// One statement a line, as `--init-file` wants it; it runs at each start.
pub fn set_up() -> String {
    format!(
        "CREATE DATABASE IF NOT EXISTS {DATABASE} CHARACTER SET utf8mb4;\n\
         CREATE USER IF NOT EXISTS '{USER}'@'127.0.0.1' IDENTIFIED BY '{USER}';\n\
         GRANT ALL PRIVILEGES ON *.* TO '{USER}'@'127.0.0.1' WITH GRANT OPTION;\n"
    )
}

/// What the server is, as soon as its log says that it takes connections on our socket and port:
/// `Version: '10.11.19-MariaDB-0+deb12u1'  socket: '/tmp/.../socket'  port: 45123  Debian 12`.
pub fn ready_as(place: &Place) -> Option<String> {
    let log = fs::read_to_string(place.folder.join("log")).ok()?;
    let (_, ready) = log.split_once("ready for connections")?;
    let (_, ready) = ready.split_once("ersion: '")?;
    let (version, rest) = ready.split_once('\'')?;
    let ours = [
        format!("socket: '{}'", place.path("socket")),
        format!("port: {} ", place.port),
    ];
    ours.iter()
        .all(|part| rest.contains(part))
        .then(|| given::mysql_name(version))
}
