//! Installs missing servers, when that needs no question.

use std::process::Command;

use migration_servers::{find, user};

use crate::Error;

/// Which servers have to be started.
#[derive(Clone, Copy)]
pub struct Needed {
    /// PostgreSQL.
    pub postgres: bool,
    /// MariaDB or MySQL.
    pub mysql: bool,
    /// PgBouncer.
    pub pgbouncer: bool,
    /// Galera, without which the tests of a cluster are left out.
    pub galera: bool,
}

/// Installs what is needed and not there, or says what to do.
pub fn if_needed(needed: Needed) -> Result<(), Error> {
    if missing(needed).is_empty() {
        return Ok(());
    }
    let can_be_left_out = |it: &Missing| it.variable == super::GALERA_URLS;
    if user::is_root() && has_apt() {
        let packages: Vec<&str> = missing(needed).iter().map(|it| it.package).collect();
        eprintln!("installing {} with apt-get", packages.join(" and "));
        // A server that cannot be started as a service makes apt-get fail: what counts is whether the programs are there.
        apt_get(&["update"]);
        apt_get(
            &[
                &["install", "-y", "--no-install-recommends"],
                packages.as_slice(),
            ]
            .concat(),
        );
    }
    let mut missing = missing(needed);
    missing.retain(|it| !can_be_left_out(it));
    if missing.is_empty() {
        return Ok(());
    }
    let name = |it: &Missing| it.name;
    let variable = |it: &Missing| it.variable;
    let package = |it: &Missing| it.package;
    let list = |part: fn(&Missing) -> &'static str| -> String {
        missing.iter().map(part).collect::<Vec<_>>().join(" and ")
    };
    Err(format!(
        "the tests need {}, and there is none here. The ways on:\n  \
         - set {} to the URL of a server whose data does not matter\n  \
         - install it: {}, or what your system calls it; the tests start their own server, no service is needed\n  \
         - as root on a system with apt-get, run this again: it installs it",
        list(name),
        list(variable),
        list(package),
    ))
}

struct Missing {
    name: &'static str,
    variable: &'static str,
    package: &'static str,
}

fn missing(needed: Needed) -> Vec<Missing> {
    let mut missing = Vec::new();
    if needed.postgres && find::postgres().is_none() {
        missing.push(Missing {
            name: "PostgreSQL",
            variable: super::POSTGRES_URL,
            package: "postgresql",
        });
    }
    if needed.mysql && find::mysql().is_none() {
        missing.push(Missing {
            name: "MariaDB or MySQL",
            variable: super::MYSQL_URL,
            package: "mariadb-server",
        });
    }
    if needed.pgbouncer && find::pgbouncer().is_none() {
        missing.push(Missing {
            name: "PgBouncer",
            variable: super::PGBOUNCER_URL,
            package: "pgbouncer",
        });
    }
    let of_galera = [
        ("Galera", find::galera(), "galera-4"),
        ("rsync", find::rsync(), "rsync"),
        ("ss", find::ss(), "iproute2"),
    ];
    for (name, found, package) in of_galera {
        if needed.galera && found.is_none() {
            missing.push(Missing {
                name,
                variable: super::GALERA_URLS,
                package,
            });
        }
    }
    missing
}

fn has_apt() -> bool {
    Command::new("apt-get")
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
}

fn apt_get(arguments: &[&str]) {
    let status = Command::new("apt-get")
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .status();
    match status {
        Ok(status) if status.success() => {}
        Ok(status) => eprintln!("apt-get {} ended with {status}", arguments.join(" ")),
        Err(error) => eprintln!("cannot run apt-get: {error}"),
    }
}
