//! Database URLs: which database they are for, and how they may be shown.

use migration_core::dialect::Dialect;

use crate::error::{DatabaseState, Error, ErrorKind, Result};

/// The database that a URL is for.
pub(crate) fn dialect_of(url: &str) -> Result<Dialect> {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme);
    let scheme = scheme.map(str::to_ascii_lowercase);
    match scheme.as_deref() {
        // The driver would take it for a database on this machine.
        Some(server @ ("postgres" | "postgresql" | "mysql" | "mariadb"))
            if !url.contains("://") =>
        {
            Err(bad_url(&format!(
                "the database URL has no \"//\" after \"{server}:\""
            )))
        }
        Some("postgres" | "postgresql") => Ok(Dialect::Postgres),
        Some("mysql" | "mariadb") => Ok(Dialect::Mysql),
        Some("sqlite") => Ok(Dialect::Sqlite),
        Some(other) if url.contains("://") => Err(bad_url(&format!(
            "the URL starts with \"{other}:\", which names no database that is known here"
        ))),
        Some(_) | None => Err(bad_url(if url.trim().is_empty() {
            "the database URL is empty"
        } else {
            "the database URL does not say which database it is for"
        })),
    }
}

/// The URL of another database of the same server.
pub(crate) fn with_database(url: &str, name: &str) -> String {
    let (main, query) = match url.split_once('?') {
        Some((main, query)) => (main, format!("?{query}")),
        None => (url, String::new()),
    };
    let server = main.find("://").map_or(0, |at| at + 3);
    let path = main[server..]
        .find('/')
        .map_or(main.len(), |at| server + at);
    format!("{}/{name}{query}", &main[..path])
}

/// The URL without the `options` that put a session into a schema: `options=-c search_path=shop`, `options[search_path]=shop`.
pub(crate) fn without_search_path(url: &str) -> String {
    let Some((main, query)) = url.split_once('?') else {
        return url.to_owned();
    };
    let is_one = |pair: &&str| {
        pair.starts_with("options") && pair.to_ascii_lowercase().contains("search_path")
    };
    let kept: Vec<&str> = query.split('&').filter(|pair| !is_one(pair)).collect();
    match kept.is_empty() {
        true => main.to_owned(),
        false => format!("{main}?{}", kept.join("&")),
    }
}

fn bad_url(message: &str) -> Error {
    Error::new(ErrorKind::Url, message)
        .leaving(DatabaseState::Untouched)
        .help(
            "give one like postgres://user:password@host:5432/name, mysql://user:password@host:3306/name or \
             sqlite:path/to/file.db",
        )
}

/// A database URL without its password, for messages. When in doubt, more is left out.
pub fn redacted(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once(':') else {
        return "...".to_owned();
    };
    if scheme.eq_ignore_ascii_case("sqlite") {
        return url.to_owned();
    }
    let Some(rest) = rest.strip_prefix("//") else {
        return format!("{scheme}:...");
    };
    let (main, query) = match rest.split_once('?') {
        // A `?` in a password that was not percent-encoded, or an `@` in a password among the options.
        Some((before, after)) if after.contains('@') => {
            let user = match before.split_once([':', '@', '/']) {
                Some((user, _)) => user,
                None => "",
            };
            return format!("{scheme}://{user}@...");
        }
        Some((before, after)) => (before, after),
        None => (rest, ""),
    };
    let mut shown = match main.rsplit_once('@') {
        Some((user, host)) => {
            let user = user.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}@{host}")
        }
        None => match main
            .split('/')
            .next()
            .and_then(|place| place.rsplit_once(':'))
        {
            // A user and password without a host.
            Some((user, port)) if !port.ends_with(']') && !is_port(port) => {
                return format!(
                    "{scheme}://{}:...",
                    user.split(':').next().unwrap_or_default()
                );
            }
            Some(_) | None => format!("{scheme}://{main}"),
        },
    };
    let harmless = query.split('&').filter(|pair| {
        let key = pair.split('=').next().unwrap_or_default();
        matches!(
            key,
            "sslmode" | "ssl-mode" | "mode" | "cache" | "application_name"
        )
    });
    for (i, pair) in harmless.enumerate() {
        shown.push(if i == 0 { '?' } else { '&' });
        shown.push_str(pair);
    }
    shown
}

fn is_port(text: &str) -> bool {
    text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_its_password() {
        for (url, shown) in [
            (
                "postgres://app:canary@db:5432/shop",
                "postgres://app@db:5432/shop",
            ),
            ("postgres://app@db/shop", "postgres://app@db/shop"),
            ("postgres://app:canary/shop", "postgres://app:..."),
            ("postgres://app:can:ary/shop", "postgres://app:..."),
            ("postgres://app:canary", "postgres://app:..."),
            ("postgres://db:5432/shop", "postgres://db:5432/shop"),
            ("postgres://[::1]/shop", "postgres://[::1]/shop"),
            (
                "postgres://db/shop?password=canary&sslmode=require",
                "postgres://db/shop?sslmode=require",
            ),
            ("mysql://a:can@ary@h/d", "mysql://a@h/d"),
            ("mysql://a:can/canary@h/d", "mysql://a@h/d"),
            ("mysql://a:can?canary@h/d", "mysql://a@..."),
            ("mysql://a@h/d?password=p@canary", "mysql://a@..."),
            ("mysql://h/d?password=p@canary", "mysql://h@..."),
            ("mysql:/a:canary@h/d", "mysql:..."),
            ("postgres:a:canary@h/d", "postgres:..."),
            ("canary", "..."),
            ("mysql://:canary@h/d", "mysql://@h/d"),
            ("sqlite:a.db?mode=rwc", "sqlite:a.db?mode=rwc"),
            ("sqlite::memory:", "sqlite::memory:"),
        ] {
            assert_eq!(redacted(url), shown);
        }
    }

    #[test]
    fn a_url_without_a_search_path_is_otherwise_the_same() {
        for (url, without) in [
            ("postgres://h/d", "postgres://h/d"),
            (
                "postgres://h/d?options=-csearch_path%3Dshop",
                "postgres://h/d",
            ),
            (
                "postgres://h/d?sslmode=require&options[search_path]=shop&application_name=a",
                "postgres://h/d?sslmode=require&application_name=a",
            ),
            (
                "postgres://h/d?options=-cwork_mem%3D1MB",
                "postgres://h/d?options=-cwork_mem%3D1MB",
            ),
        ] {
            assert_eq!(without_search_path(url), without);
        }
    }

    #[test]
    fn the_scheme_says_which_database() {
        assert_eq!(dialect_of("postgresql://h/d").unwrap(), Dialect::Postgres);
        assert_eq!(dialect_of("mariadb://h/d").unwrap(), Dialect::Mysql);
        assert_eq!(dialect_of("sqlite::memory:").unwrap(), Dialect::Sqlite);
        for (url, message) in [
            ("", "the database URL is empty"),
            (
                "shop",
                "the database URL does not say which database it is for",
            ),
            (
                "C:\\shop.db",
                "the database URL does not say which database it is for",
            ),
            (
                "mysql:/a:canary@h/d",
                "the database URL has no \"//\" after \"mysql:\"",
            ),
            (
                "mssql://h/d",
                "the URL starts with \"mssql:\", which names no database that is known here",
            ),
        ] {
            let error = dialect_of(url).unwrap_err();
            assert_eq!((error.kind(), error.message()), (ErrorKind::Url, message));
        }
    }
}
