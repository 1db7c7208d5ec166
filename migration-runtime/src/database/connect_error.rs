//! What the drivers' errors mean, in words that say what to do.

use std::time::Duration;

use migration_core::dialect::Dialect;

use crate::error::{DatabaseState, Error, ErrorKind};

/// The kinds of failures that are treated differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// No such table.
    NoTable,
    /// No such column.
    NoColumn,
    /// A unique key has the value already.
    Duplicate,
    /// A column that is not to be NULL would be.
    IsNull,
    /// A subquery that stands for one value has several rows (MySQL).
    SeveralRows,
    /// Division by zero: how a script says that a row it counted on is gone.
    DivisionByZero,
    /// The text is not SQL, so nothing of it ran.
    Syntax,
    /// The statement cannot run in a transaction, or uses what the transaction has made before it is committed.
    InTransaction,
    /// Tables are locked by LOCK TABLES, and this one is not among them (MySQL).
    TablesLocked,
    /// The user lacks a right.
    Access,
    /// The user or password is wrong.
    Login,
    /// No such database.
    NoDatabase,
    /// Another process writes (SQLite).
    Busy,
    /// Another session did not give up in time what the statement needed.
    LockTimeout,
    /// The statement was cancelled.
    Cancelled,
    /// The server takes no more connections, or not yet.
    Full,
    /// The database can only be read.
    ReadOnly,
    /// The connection is gone.
    Lost,
    /// Anything else.
    Other,
}

/// What kind of failure a driver's error is.
pub(crate) fn failure(error: &sqlx::Error) -> Failure {
    let database = match error {
        sqlx::Error::Database(database) => database,
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed => return Failure::Lost,
        _ => return Failure::Other,
    };
    #[cfg(feature = "mysql")]
    if let Some(error) = database.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
        return mysql_failure(error.number());
    }
    let code = database.code().unwrap_or_default();
    #[cfg(feature = "postgres")]
    if database
        .try_downcast_ref::<sqlx::postgres::PgDatabaseError>()
        .is_some()
    {
        return postgres_failure(&code);
    }
    sqlite_failure(&code, database.message())
}

/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
#[cfg(feature = "postgres")]
fn postgres_failure(code: &str) -> Failure {
    match code {
        "42P01" => Failure::NoTable,
        "42703" => Failure::NoColumn,
        "23505" => Failure::Duplicate,
        "23502" => Failure::IsNull,
        "22012" => Failure::DivisionByZero,
        "42601" => Failure::Syntax,
        "25001" | "55P04" => Failure::InTransaction,
        "42501" => Failure::Access,
        "28P01" | "28000" => Failure::Login,
        "3D000" => Failure::NoDatabase,
        "55P03" | "40P01" => Failure::LockTimeout,
        "57014" => Failure::Cancelled,
        "53300" | "57P03" => Failure::Full,
        "25006" => Failure::ReadOnly,
        "57P01" | "57P02" | "57P05" | "25P03" => Failure::Lost,
        _ => Failure::Other,
    }
}

/// <https://mariadb.com/docs/server/reference/error-codes/mariadb-error-code-reference>
#[cfg(feature = "mysql")]
fn mysql_failure(number: u16) -> Failure {
    match number {
        1146 => Failure::NoTable,
        1054 => Failure::NoColumn,
        1062 => Failure::Duplicate,
        1048 => Failure::IsNull,
        1242 => Failure::SeveralRows,
        1064 => Failure::Syntax,
        1100 => Failure::TablesLocked,
        1044 | 1142 | 1143 | 1227 | 1370 => Failure::Access,
        1045 | 1698 => Failure::Login,
        1049 => Failure::NoDatabase,
        1205 | 1213 => Failure::LockTimeout,
        1317 | 3024 | 1969 => Failure::Cancelled,
        1040 | 1203 => Failure::Full,
        1290 | 1792 | 1836 => Failure::ReadOnly,
        1927 | 1053 => Failure::Lost,
        _ => Failure::Other,
    }
}

/// <https://www.sqlite.org/rescode.html>; extended codes have the primary one in the low byte.
fn sqlite_failure(code: &str, message: &str) -> Failure {
    let code: i32 = code.parse().unwrap_or_default();
    match (code & 0xff, code) {
        (_, 1555 | 2067) => Failure::Duplicate,
        (_, 1299) => Failure::IsNull,
        (5 | 6, _) => Failure::Busy,
        (9, _) => Failure::Cancelled,
        (8, _) => Failure::ReadOnly,
        // Cannot be opened; is there, but is something else.
        (14 | 26, _) => Failure::NoDatabase,
        (3 | 23, _) => Failure::Access,
        (1, _) if message.starts_with("no such table") => Failure::NoTable,
        (1, _) if message.contains("within a transaction") => Failure::InTransaction,
        (1, _) if message.starts_with("no such column") => Failure::NoColumn,
        _ => Failure::Other,
    }
}

/// Where in the text that was sent the server sees the error: characters, counted from 1. Only PostgreSQL says so.
#[cfg_attr(not(feature = "postgres"), expect(unused_variables))]
pub(crate) fn position(error: &sqlx::Error) -> Option<usize> {
    #[cfg(feature = "postgres")]
    {
        use sqlx::postgres::PgErrorPosition;
        let database = error.as_database_error()?;
        let error = database.try_downcast_ref::<sqlx::postgres::PgDatabaseError>()?;
        match error.position()? {
            PgErrorPosition::Original(at) => Some(at),
            PgErrorPosition::Internal { .. } => None,
        }
    }
    #[cfg(not(feature = "postgres"))]
    None
}

/// Which of the rows of a `COPY` PostgreSQL does not take, counted from 1: `COPY t, line 2, column a: "x"`.
#[cfg_attr(not(feature = "postgres"), expect(unused_variables))]
pub(crate) fn copy_line(error: &sqlx::Error) -> Option<u32> {
    #[cfg(feature = "postgres")]
    {
        let database = error.as_database_error()?;
        let error = database.try_downcast_ref::<sqlx::postgres::PgDatabaseError>()?;
        let line = error.r#where()?.split_once(", line ")?.1;
        line.split([',', ':']).next()?.parse().ok()
    }
    #[cfg(not(feature = "postgres"))]
    None
}

/// The error in the server's own words, with what it adds to them.
pub(crate) fn describe(error: &sqlx::Error) -> String {
    let sqlx::Error::Database(database) = error else {
        return match error {
            sqlx::Error::Io(error) => format!("the connection to the database broke: {error}"),
            sqlx::Error::RowNotFound => "the query returned no row".to_owned(),
            sqlx::Error::Decode(error) | sqlx::Error::Encode(error) => error.to_string(),
            other => other.to_string(),
        };
    };
    #[cfg_attr(not(feature = "postgres"), expect(unused_mut))]
    let mut text = database.message().to_owned();
    #[cfg(feature = "postgres")]
    if let Some(error) = database.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
        if let Some(detail) = error.detail() {
            text.push_str(": ");
            text.push_str(detail);
        }
        if let Some(hint) = error.hint() {
            text.push_str(". ");
            text.push_str(hint);
        }
    }
    text
}

/// A URL that the driver cannot read.
pub(super) fn of_url(error: sqlx::Error, shown: &str) -> Error {
    let reason = match &error {
        sqlx::Error::Configuration(reason) => reason.to_string(),
        other => other.to_string(),
    };
    // The driver's error is not kept as the source: it may quote a part of the URL that is not shown.
    Error::new(
        ErrorKind::Url,
        format!("the database URL {shown} cannot be read: {reason}"),
    )
    .help(if shown.starts_with("sqlite") {
        "write it like sqlite:path/to/file.db; ?mode= may be ro, rw, rwc or memory"
    } else {
        "check the port; percent-encode what is special in a user name or password: @ is %40, : is %3A, / is %2F, \
         # is %23, ? is %3F"
    })
    .leaving(DatabaseState::Untouched)
}

/// Why there is no connection.
pub(super) fn of_connect(error: sqlx::Error, shown: &str) -> Error {
    let said = describe(&error);
    let (kind, message, help) = match failure(&error) {
        Failure::Login => (
            ErrorKind::Access,
            format!("{shown} refuses the user: {said}"),
            "check user name and password in the URL".to_owned(),
        ),
        Failure::Access => (
            ErrorKind::Access,
            format!("{shown} refuses the user: {said}"),
            "grant the user the right to connect to this database, or connect as another".to_owned(),
        ),
        Failure::NoDatabase if shown.starts_with("sqlite") => (
            ErrorKind::NoDatabase,
            format!("{shown} cannot be opened: {said}"),
            "check that the folder exists and that you may write there".to_owned(),
        ),
        Failure::NoDatabase => (
            ErrorKind::NoDatabase,
            format!("{shown} does not exist: {said}"),
            format!("create it: {}", create_database(shown)),
        ),
        Failure::Full => (
            ErrorKind::Unreachable,
            format!("{shown} takes no connection now: {said}"),
            "try again in a moment".to_owned(),
        ),
        Failure::Lost => (
            ErrorKind::Unreachable,
            format!("no connection to {shown}: {}", io_reason(&error)),
            "check host and port in the URL, and that the server is running and may be reached from here".to_owned(),
        ),
        _ => (
            ErrorKind::Unreachable,
            format!("no connection to {shown}: {said}"),
            "check the URL, and that the server is of the kind that it names".to_owned(),
        ),
    };
    Error::new(kind, message)
        .caused_by(error)
        .leaving(DatabaseState::Untouched)
        .help(help)
}

fn io_reason(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Io(error) => error.to_string(),
        sqlx::Error::PoolTimedOut => {
            "all connections of the pool are in use, and none was given back in time".to_owned()
        }
        other => other.to_string(),
    }
}

fn create_database(shown: &str) -> String {
    let name = shown.split('?').next().unwrap_or_default();
    let name = name.rsplit('/').next().unwrap_or_default();
    let dialect = if shown.starts_with("postgres") {
        Dialect::Postgres
    } else {
        Dialect::Mysql
    };
    format!("CREATE DATABASE {}", dialect.quote(name))
}

/// Nothing came back in time.
pub(super) fn no_answer(shown: &str, waited: Duration) -> Error {
    Error::new(
        ErrorKind::Unreachable,
        format!("{shown} did not answer within {} s", waited.as_secs()),
    )
    .leaving(DatabaseState::Untouched)
    .help("check host and port in the URL, and whether a firewall is between")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_codes_are_read_with_their_extension() {
        assert_eq!(sqlite_failure("2067", ""), Failure::Duplicate);
        assert_eq!(sqlite_failure("517", ""), Failure::Busy);
        assert_eq!(sqlite_failure("1", "no such table: x"), Failure::NoTable);
        assert_eq!(
            sqlite_failure("1", "near \"x\": syntax error"),
            Failure::Other
        );
    }

    #[test]
    fn a_missing_database_comes_with_the_statement_that_creates_it() {
        assert_eq!(
            create_database("postgres://app@db:5432/my\"shop?sslmode=require"),
            "CREATE DATABASE \"my\"\"shop\""
        );
        assert_eq!(
            create_database("mysql://app@db/shop"),
            "CREATE DATABASE `shop`"
        );
    }
}
