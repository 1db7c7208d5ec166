//! What is refused, and how errors of servers are told.

use super::names;
use super::recipe::ENVIRONMENT;
use crate::database::url::redacted;
use crate::database::{Database, describe};
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::migrator::Migrator;

/// Refuses a server whose database is not for tests: neither its name nor its stamp says so, or it is stamped production.
pub(super) async fn what_is_no_test(
    url: &str,
    base: &str,
    database: Option<&Database>,
) -> Result<()> {
    let stamp = match database {
        Some(database) => Migrator::new().about(database).await?.environment,
        None => None,
    };
    if let Some(stamp) = &stamp
        && stamp.is_production()
    {
        return Err(refused(format!(
            "no tests on the server of {}: its database \"{base}\" is stamped {stamp}",
            redacted(url)
        )));
    }
    let is_stamped = stamp.is_some_and(|stamp| stamp.name == ENVIRONMENT);
    match names::is_for_tests(base) || is_stamped {
        true => Ok(()),
        false => Err(refused(format!(
            "no tests on the server of {}: nothing says that its database \"{base}\" is for tests",
            redacted(url)
        ))),
    }
}

fn refused(message: String) -> Error {
    Error::new(ErrorKind::Refused, message)
        .leaving(DatabaseState::Untouched)
        .help(
            "give a URL whose database is called *_test (it need not exist): MIGRATORY_TEST_URL=postgres://.../shop_test; or none, \
             for a throwaway server",
        )
}

/// A URL that cannot be read.
pub(super) fn bad_url(url: &str, error: &sqlx::Error) -> Error {
    let message = format!("{} cannot be read: {}", redacted(url), describe(error));
    Error::new(ErrorKind::Url, message)
        .leaving(DatabaseState::Untouched)
        .help("give one like postgres://user:password@host:5432/shop_test")
}

/// A server that does not answer.
pub(super) fn unreachable(url: &str, error: sqlx::Error) -> Error {
    let message = format!(
        "no connection to the server of {}: {}",
        redacted(url),
        describe(&error)
    );
    Error::new(ErrorKind::Unreachable, message)
        .caused_by(error)
        .help("start it, or leave the URL out: then a throwaway server is started")
}

/// What failed on the way to a test's database.
pub(super) fn failed(error: sqlx::Error) -> Error {
    let message = format!("the database of the test: {}", describe(&error));
    Error::from(error).saying(message)
}

/// A database or schema that may not be made.
pub(super) fn no_right(error: sqlx::Error) -> Error {
    let message = format!("no database for tests can be made: {}", describe(&error));
    Error::new(ErrorKind::Access, message)
        .caused_by(error)
        .help("give the user the right (ALTER ROLE ... CREATEDB), or use isolation = \"schema\" on PostgreSQL")
}

/// An isolation that a database does not have.
pub(super) fn no_such_isolation(message: &str, help: &str) -> Error {
    Error::new(ErrorKind::Refused, message)
        .leaving(DatabaseState::Untouched)
        .help(help)
}
