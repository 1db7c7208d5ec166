//! A throwaway MariaDB or MySQL server.

use std::fs;
use std::path::Path;

use crate::process::Place;
use crate::{DATABASE, Error, Started, USER, find, output_of};

/// Starts a server with one user, who has all rights and a password, and one database. `kind` is a part of its folder's name;
/// where `again`, it comes back when it ends by itself, and what was committed is still there.
///
/// # Errors
///
/// Neither MariaDB nor MySQL is installed; it does not start.
pub fn start(kind: &str, again: bool) -> Result<Started, Error> {
    start_at(Place::new(kind, USERS)?.started_again(again))
}

/// Who may run it, when the one who starts it is root.
pub(crate) const USERS: &[&str] = &["mysql", "nobody"];

pub(crate) fn start_at(place: Place) -> Result<Started, Error> {
    let program = find::mysql().ok_or("neither MariaDB nor MySQL is installed")?;
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
            if place.comes_back() { 2 } else { 0 }
        ),
        "--innodb-doublewrite=0".to_owned(),
        "--innodb-flush-method=nosync".to_owned(),
        // MariaDB alone; a table is made or changed ten times as fast without.
        "--loose-sync-frm=0".to_owned(),
    ];
    let arguments = arguments.each_ref().map(String::as_str);
    let (process, name) = place.start(&program, &arguments, "TERM", ready_as)?;
    Ok(Started {
        url: format!("mysql://{USER}:{USER}@127.0.0.1:{port}/{DATABASE}"),
        name,
        process,
    })
}

/// Makes the data folder.
///
/// # Errors
///
/// The program that makes it fails.
pub fn initialize(place: &Place, program: &Path, data: &str) -> Result<(), Error> {
    let version = output_of(program, &["--no-defaults", "--version"]).unwrap_or_default();
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
        .then(|| name(version))
}

/// "MariaDB 10.11.19" for `5.5.5-10.11.19-MariaDB-0+deb12u1`, "MySQL 8.4.3" for `8.4.3`.
pub fn name(version: &str) -> String {
    let number = version.strip_prefix("5.5.5-").unwrap_or(version);
    let number = number.split(['-', '+']).next().unwrap_or(number);
    let name = if version.contains("MariaDB") {
        "MariaDB"
    } else {
        "MySQL"
    };
    format!("{name} {number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_called_by_their_own_version() {
        assert_eq!(name("5.5.5-10.11.19-MariaDB-0+deb12u1"), "MariaDB 10.11.19");
        assert_eq!(name("11.4.2-MariaDB"), "MariaDB 11.4.2");
        assert_eq!(name("8.4.3"), "MySQL 8.4.3");
    }
}
