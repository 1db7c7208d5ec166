//! Where there are no Unix processes, there are no throwaway servers: tests say the URL of one.

use std::path::PathBuf;

use crate::Error;

/// Which server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// PostgreSQL.
    Postgres,
    /// MariaDB or MySQL, whichever is installed.
    Mysql,
}

/// A server that others may use as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// Where it is: a URL with its user.
    pub url: String,
    /// "PostgreSQL 15.18".
    pub name: String,
    /// Its folder, with `log` in it.
    pub folder: PathBuf,
}

const NONE: &str = "they are there on Linux and macOS alone";

/// The server of a kind.
///
/// # Errors
///
/// There is none here.
pub fn get(_: Kind) -> Result<Shared, Error> {
    Err(NONE.to_owned())
}

/// The server of a kind, if it runs.
///
/// # Errors
///
/// None.
pub fn running(_: Kind) -> Result<Option<Shared>, Error> {
    Ok(None)
}

/// Has the server stay until [`stop`].
///
/// # Errors
///
/// There is none here.
pub fn keep(_: Kind) -> Result<Shared, Error> {
    Err(NONE.to_owned())
}

/// Stops the server.
///
/// # Errors
///
/// None.
pub fn stop(_: Kind) -> Result<Option<Shared>, Error> {
    Ok(None)
}
