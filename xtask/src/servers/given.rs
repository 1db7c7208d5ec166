//! Servers that the environment names by URL, and what servers are called.

use std::io::Read as _;
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use migration_servers::{mysql, output_of};

use super::{MYSQL_URL, PGBOUNCER_URL, POSTGRES_URL, Server};
use crate::Error;

/// The URL in this variable.
pub fn url(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|url| !url.is_empty())
}

/// The PostgreSQL server of this URL. Its version is asked for by `psql`, if there is one.
pub fn postgres(url: String) -> Result<Server, Error> {
    connect(POSTGRES_URL, &url, 5432)?;
    let version = output_of(Path::new("psql"), &[&url, "-XAtc", "SHOW server_version"]);
    let name = match version
        .as_deref()
        .and_then(|it| it.split_whitespace().next())
    {
        Some(version) => format!("PostgreSQL {version}"),
        None => format!("PostgreSQL (version unknown, the server of {POSTGRES_URL})"),
    };
    Ok(Server {
        variable: POSTGRES_URL,
        url,
        name,
        _processes: Vec::new(),
    })
}

/// PgBouncer at this URL.
pub fn pgbouncer(url: String) -> Result<Server, Error> {
    connect(PGBOUNCER_URL, &url, 6432)?;
    Ok(Server {
        variable: PGBOUNCER_URL,
        url,
        name: "PgBouncer".to_owned(),
        _processes: Vec::new(),
    })
}

/// The MySQL or MariaDB server of this URL. It says its version before it asks for a password:
/// <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html>
pub fn mysql(url: String) -> Result<Server, Error> {
    let mut greeting = [0; 128];
    let mut connection = connect(MYSQL_URL, &url, 3306)?;
    let length = connection
        .read(&mut greeting)
        .map_err(|error| format!("the server of {MYSQL_URL} does not answer: {error}"))?;
    let version = match &greeting[..length] {
        [_, _, _, _, 10, version @ ..] => version.split(|byte| *byte == 0).next(),
        _ => None,
    };
    let version = version.ok_or(format!(
        "the server of {MYSQL_URL} is not one of MySQL or MariaDB"
    ))?;
    Ok(Server {
        variable: MYSQL_URL,
        url,
        name: mysql::name(&String::from_utf8_lossy(version)),
        _processes: Vec::new(),
    })
}

/// Connects to the host of a URL. The message has no part of the URL that may be a password.
fn connect(variable: &str, url: &str, default_port: u16) -> Result<TcpStream, Error> {
    let host = host_of(url, default_port).ok_or_else(|| {
        format!("{variable} is not a URL such as postgres://user@host:port/database")
    })?;
    let failed = |error| format!("cannot reach the server of {variable} at {host}: {error}");
    let connection = TcpStream::connect(&host).map_err(failed)?;
    connection
        .set_read_timeout(Some(Duration::from_secs(10)))
        .map_err(failed)?;
    Ok(connection)
}

/// The host and port of a URL.
pub fn host_of(url: &str, default_port: u16) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    if host.is_empty() {
        return None;
    }
    let has_port = host
        .rsplit_once(':')
        .is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    Some(if has_port {
        host.to_owned()
    } else {
        format!("{host}:{default_port}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_a_url_is_found_without_its_password() {
        for (url, host) in [
            (
                "postgres://user:p@ss@db.example:6432/shop?x=1",
                "db.example:6432",
            ),
            ("mysql://root@127.0.0.1/test", "127.0.0.1:3306"),
            ("mysql://[::1]:3307/test", "[::1]:3307"),
            ("mysql://[::1]", "[::1]:3306"),
        ] {
            assert_eq!(host_of(url, 3306).as_deref(), Some(host), "{url}");
        }
        assert_eq!(host_of("not a url", 3306), None);
        assert_eq!(host_of("mysql:///test", 3306), None);
    }
}
