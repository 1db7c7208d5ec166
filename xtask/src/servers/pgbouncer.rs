//! A throwaway PgBouncer in front of the PostgreSQL server, in transaction pooling.

use std::fs;

use migration_servers::find;
use migration_servers::process::Place;

use super::{PGBOUNCER_URL, Server, given};
use crate::Error;

/// Starts one for all databases of the server of this URL. Whoever connects is that URL's user.
pub fn start(postgres: &str) -> Result<Server, Error> {
    let program = find::pgbouncer().ok_or("PgBouncer is not installed")?;
    let (user, password) = user_of(postgres).ok_or_else(|| {
        format!(
            "PgBouncer cannot be started for that PostgreSQL URL, whose user or password has special characters: set \
             {PGBOUNCER_URL} to one of your own, in pool_mode = transaction"
        )
    })?;
    let server = given::host_of(postgres, 5432).ok_or("the PostgreSQL URL names no host")?;
    let (host, server_port) = server.rsplit_once(':').unwrap_or((&server, "5432"));
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let database = database_of(postgres);

    let place = Place::new("pgbouncer", &["postgres", "nobody"])?;
    let port = place.port;
    let password = match password {
        "" => String::new(),
        password => format!(" password={password}"),
    };
    // https://www.pgbouncer.org/config.html
    let settings = format!(
        "[databases]\n* = host={host} port={server_port} user={user}{password}\n\
         [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n\
         auth_type = any\npool_mode = transaction\ndefault_pool_size = 20\nmax_client_conn = 400\n\
         server_idle_timeout = 5\n"
    );
    let file = place.path("pgbouncer.ini");
    fs::write(&file, settings).map_err(|error| format!("cannot write {file}: {error}"))?;
    let (process, name) = place.start(&program, &[&file], "TERM", |place| {
        let log = fs::read_to_string(place.path("log")).ok()?;
        let up = log.lines().find(|line| line.contains("process up:"))?;
        let version = up.split("PgBouncer ").nth(1)?.split([',', ' ']).next()?;
        Some(format!("PgBouncer {version}"))
    })?;
    Ok(Server {
        variable: PGBOUNCER_URL,
        url: format!("postgres://{user}@127.0.0.1:{port}/{database}"),
        name,
        _processes: vec![process],
    })
}

/// The user and password of a URL, if they may stand in a settings file as they are.
fn user_of(url: &str) -> Option<(&str, &str)> {
    let (_, rest) = url.split_once("://")?;
    let (user, _) = rest.split(['/', '?']).next()?.rsplit_once('@')?;
    let (user, password) = user.split_once(':').unwrap_or((user, ""));
    let is_plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (is_plain(user) && is_plain(password)).then_some((user, password))
}

fn database_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    path.split('?').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_that_needs_quotes_is_left_to_who_knows_them() {
        for (url, user) in [
            ("postgres://app@h/d", Some(("app", ""))),
            ("postgres://app:secret@h:1/d?x=1", Some(("app", "secret"))),
            ("postgres://app:p%40ss@h/d", None),
            ("postgres://h/d", None),
        ] {
            assert_eq!(user_of(url), user, "{url}");
        }
        assert_eq!(database_of("postgres://app@h/shop?x=1"), "shop");
    }
}
