//! The server of a test: by URL, or a throwaway one.

use migration_core::dialect::Dialect;
use migration_servers::shared::{self, Kind};

#[cfg(feature = "mysql")]
use super::mysql;
use super::names;
use super::options::TestOptions;
#[cfg(feature = "postgres")]
use super::postgres;
#[cfg(feature = "sqlite")]
use super::sqlite;
use crate::database::url;
use crate::error::{DatabaseState, Error, ErrorKind, Result};

/// Where databases of tests are made.
pub(super) enum Server {
    #[cfg(feature = "postgres")]
    Postgres(postgres::Server),
    #[cfg(feature = "mysql")]
    Mysql(mysql::Server),
    #[cfg(feature = "sqlite")]
    Sqlite(sqlite::Server),
    #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
    None(std::convert::Infallible),
}

/// Where the URL of a server may stand, for any database and for one.
const ANY: &str = "MIGRATORY_TEST_URL";
const POSTGRES: &str = "MIGRATORY_TEST_POSTGRES_URL";
const MYSQL: &str = "MIGRATORY_TEST_MYSQL_URL";
/// What a program that is not a test uses; only for tests if its database is.
const PROGRAM: &str = "DATABASE_URL";

impl Server {
    /// The server of a test.
    pub(super) fn of(options: &TestOptions) -> Result<Self> {
        let url = url_of(options)?;
        let url = match throwaway(&url) {
            Some(kind) => shared::get(kind).map_err(no_server)?.url,
            None => url,
        };
        Self::at(&url, &options.package)
    }

    /// The server of a URL.
    pub(super) fn at(url: &str, package: &str) -> Result<Self> {
        let _ = package;
        match url::dialect_of(url)? {
            #[cfg(feature = "postgres")]
            Dialect::Postgres => postgres::Server::of(url, package).map(Self::Postgres),
            #[cfg(feature = "mysql")]
            Dialect::Mysql => mysql::Server::of(url, package).map(Self::Mysql),
            #[cfg(feature = "sqlite")]
            Dialect::Sqlite => Ok(Self::Sqlite(sqlite::Server::of(package))),
            #[allow(unreachable_patterns, reason = "with all features on")]
            off => {
                let feature = format!("{off:?}").to_lowercase();
                let message = format!("tests on {off:?} need the feature `{feature}` of migratory");
                Err(Error::new(ErrorKind::Url, message)
                    .leaving(DatabaseState::Untouched)
                    .help(format!(
                        "add it in Cargo.toml: features = [\"testing\", \"{feature}\"]"
                    )))
            }
        }
    }

    /// A URL of it beside which a scratch database may be made: it is for tests.
    pub(super) async fn beside(&self) -> Result<String> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(server) => {
                let mut admin = server.admin().await?;
                let refused = postgres::template::refuse_what_is_no_test(server, &mut admin).await;
                admin.close().await;
                refused.map(|()| server.url.clone())
            }
            #[cfg(feature = "mysql")]
            Self::Mysql(server) => {
                let mut admin = server.admin().await?;
                let refused = mysql::template::refuse_what_is_no_test(server, &mut admin).await;
                admin.close().await;
                refused.map(|()| server.url.clone())
            }
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => Ok("sqlite::memory:".to_owned()),
            #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
            Self::None(never) => match *never {},
        }
    }

    pub(super) fn dialect(&self) -> Dialect {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Dialect::Postgres,
            #[cfg(feature = "mysql")]
            Self::Mysql(_) => Dialect::Mysql,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => Dialect::Sqlite,
            #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
            Self::None(never) => match *never {},
        }
    }

    /// What databases of tests are called after.
    pub(super) fn base(&self) -> &str {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(server) => &server.base,
            #[cfg(feature = "mysql")]
            Self::Mysql(server) => &server.base,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(server) => &server.base,
            #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
            Self::None(never) => match *never {},
        }
    }
}

/// The URL of a test's server, or which throwaway one.
fn url_of(options: &TestOptions) -> Result<String> {
    let url = match (&options.url, options.dialect) {
        (Some(url), _) => Some(url.clone()),
        (None, Some(Dialect::Sqlite)) => Some("sqlite:".to_owned()),
        (None, dialect) => said(dialect)?,
    };
    Ok(url.unwrap_or_else(|| unsaid(options.dialect).to_owned()))
}

/// Which database a test is for; nothing is started for that.
pub(super) fn dialect(options: &TestOptions) -> Result<Dialect> {
    let url = url_of(options)?;
    match throwaway(&url) {
        Some(Kind::Postgres) => Ok(Dialect::Postgres),
        Some(Kind::Mysql) => Ok(Dialect::Mysql),
        None => url::dialect_of(&url),
    }
}

/// The URL that the environment says for tests on this database, or on any.
fn said(dialect: Option<Dialect>) -> Result<Option<String>> {
    let value = |variable: &str| {
        let value = std::env::var(variable).ok();
        value
            .map(|it| it.trim().to_owned())
            .filter(|it| !it.is_empty())
    };
    let own = match dialect {
        Some(Dialect::Postgres) => value(POSTGRES),
        Some(Dialect::Mysql) => value(MYSQL),
        Some(Dialect::Sqlite) | None => None,
    };
    if own.is_some() {
        return Ok(own);
    }
    for url in [ANY, PROGRAM].into_iter().filter_map(value) {
        let of = match throwaway(&url) {
            Some(Kind::Postgres) => Dialect::Postgres,
            Some(Kind::Mysql) => Dialect::Mysql,
            None => url::dialect_of(&url)?,
        };
        if dialect.is_none_or(|dialect| dialect == of) {
            return Ok(Some(url));
        }
    }
    Ok(None)
}

/// A URL that says which database and nothing else is for a throwaway server.
fn throwaway(url: &str) -> Option<Kind> {
    match url.trim_end_matches("//") {
        "postgres:" | "postgresql:" => Some(Kind::Postgres),
        "mysql:" | "mariadb:" => Some(Kind::Mysql),
        _ => None,
    }
}

/// What it is when nobody says: SQLite, or what this program has.
fn unsaid(dialect: Option<Dialect>) -> &'static str {
    match dialect {
        Some(Dialect::Postgres) => "postgres:",
        Some(Dialect::Mysql) => "mysql:",
        Some(Dialect::Sqlite) => "sqlite:",
        None if cfg!(feature = "sqlite") => "sqlite:",
        None if cfg!(feature = "postgres") => "postgres:",
        None if cfg!(feature = "mysql") => "mysql:",
        None => "sqlite:",
    }
}

pub(super) fn no_server(message: String) -> Error {
    Error::new(
        ErrorKind::Unreachable,
        format!("no throwaway server can be started: {message}"),
    )
    .help(format!(
        "install it, or give the URL of a server whose data does not matter: {ANY}=postgres://user@host/shop_test"
    ))
}

/// The URLs of servers that the environment says for tests.
pub(super) fn said_for_tests() -> Vec<String> {
    let said = [ANY, POSTGRES, MYSQL].map(|variable| std::env::var(variable).ok());
    let mut urls: Vec<String> = said.into_iter().flatten().collect();
    let program = std::env::var(PROGRAM).ok();
    // A program's own, if its tests use that.
    urls.extend(
        program.filter(|url| Server::at(url, "app").is_ok_and(|it| names::is_for_tests(it.base()))),
    );
    urls.retain(|url| !url.trim().is_empty() && throwaway(url.trim()).is_none());
    urls.dedup();
    urls
}

/// The URLs of the throwaway servers that run.
pub(super) fn throwaways() -> Vec<String> {
    let running = [Kind::Postgres, Kind::Mysql].map(|kind| shared::running(kind).ok().flatten());
    running.into_iter().flatten().map(|it| it.url).collect()
}
