//! Throwaway database servers for tests, from the programs that are installed: found, started with a folder of their own, and
//! stopped with it. Nothing but the standard library.
//!
//! [`postgres::start`] and [`mysql::start`] start one that lives as long as the value that they answer with. [`shared`] has one
//! of each kind for all programs of a user, which ends when nobody has used it for a while.

#[cfg(not(unix))]
#[path = "elsewhere.rs"]
pub mod shared;

#[cfg(unix)]
pub mod find;
#[cfg(unix)]
pub mod mysql;
#[cfg(unix)]
pub mod postgres;
#[cfg(unix)]
pub mod process;
#[cfg(unix)]
pub mod shared;
#[cfg(unix)]
pub mod user;

#[cfg(unix)]
use std::path::Path;
#[cfg(unix)]
use std::process::Command;

#[cfg(unix)]
use process::Guarded;

/// What went wrong, for people.
pub type Error = String;

/// The number of the user who runs this program, where users have numbers.
pub fn user_number() -> Option<u32> {
    #[cfg(unix)]
    {
        // A program is asked for it.
        static NUMBER: std::sync::OnceLock<Option<u32>> = std::sync::OnceLock::new();
        *NUMBER.get_or_init(user::number)
    }
    #[cfg(not(unix))]
    None
}

/// The one database of a throwaway server.
pub const DATABASE: &str = "migratory_test";
/// Its superuser; on MySQL also the password.
pub const USER: &str = "migratory";

/// A server of our own, which is stopped when this is dropped, or when this program ends in any other way.
#[cfg(unix)]
pub struct Started {
    /// Where it is.
    pub url: String,
    /// "PostgreSQL 15.18".
    pub name: String,
    /// The running program.
    pub process: Guarded,
}

/// What a program prints, if it ends well.
#[cfg(unix)]
pub fn output_of(program: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
