//! Tests of a history, which `history_tests!` makes: each migration goes up, down and up again.

use migration_core::dialect::{Dialect, Target};

use super::base::RUNTIME;
use super::options::TestOptions;
use super::server::{self, Server};
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::introspect::Options;
use crate::migrator::Migrator;
use crate::scratch::Scratch;

/// What `history_tests!` says of its tests.
#[derive(Clone)]
pub struct HistoryOptions {
    options: TestOptions,
}

impl HistoryOptions {
    /// Of the migrations that are registered.
    pub fn new(package: &str) -> Self {
        Self {
            options: TestOptions::new("history").package(package),
        }
    }

    /// On this database.
    #[must_use]
    pub fn on(mut self, dialect: Dialect) -> Self {
        self.options = self.options.on(dialect);
        self
    }

    /// Of these migrations.
    #[must_use]
    pub fn migrations<F>(mut self, make: F) -> Self
    where
        F: Fn() -> Result<Migrator> + Send + Sync + 'static,
    {
        self.options = self.options.migrations(make);
        self
    }

    fn migrator(&self) -> Result<Migrator> {
        Ok((self.options.source.make)()?.environment(super::recipe::ENVIRONMENT))
    }
}

/// The history replays without a database: no migration names what is not there at that point.
///
/// # Panics
///
/// It does not; the message says where.
#[track_caller]
pub fn replays(options: &HistoryOptions) {
    let checked = server::dialect(&options.options).and_then(|dialect| {
        let migrator = options.migrator()?;
        migrator.check(&[Target::of(dialect)])
    });
    if let Err(error) = checked {
        panic!("{error}");
    }
}

/// A migration goes up, down and up again on a database of its own, in which all before it are applied: what `down` leaves is
/// what was before `up`, and the second `up` makes what the first one made. One that cannot be undone goes up alone.
///
/// # Panics
///
/// It does not; the message says what differs.
#[track_caller]
pub fn leads_back(options: &HistoryOptions, name: &str) {
    let server = Server::of(&options.options);
    let done = server.and_then(|server| RUNTIME.block_on(verify(options, &server, name)));
    if let Err(error) = done {
        panic!("{error}");
    }
}

async fn verify(options: &HistoryOptions, server: &Server, name: &str) -> Result<()> {
    let url = server.beside().await?;
    let scratch = Scratch::beside(&url).await?;
    let verified = options
        .migrator()?
        .verify_one(&scratch, name, &Options::default())
        .await;
    scratch.remove().await?;
    verified
}

/// Each migration of the program has its test: none is in a place where `history_tests!` does not look.
///
/// # Panics
///
/// Some have none; the message names them.
#[track_caller]
pub fn every_migration_has_a_test(options: &HistoryOptions, tested: &[&str]) {
    let names = options.migrator().and_then(|migrator| migrator.names());
    let names = match names {
        Ok(names) => names,
        Err(error) => panic!("{error}"),
    };
    let missing: Vec<&String> = names
        .iter()
        .filter(|name| !tested.iter().any(|tested| tested == name))
        .collect();
    let gone: Vec<&&str> = tested
        .iter()
        .filter(|tested| !names.iter().any(|name| name == **tested))
        .collect();
    let list = |names: Vec<String>| names.join(", ");
    if !missing.is_empty() {
        let names = list(missing.into_iter().cloned().collect());
        panic!(
            "{}",
            Error::new(ErrorKind::History, format!("history_tests! has no test of {names}"))
                .leaving(DatabaseState::Untouched)
                .help("say where they are: history_tests!(folder = \"src/...\"), or name them: names = [\"...\"]")
        );
    }
    if !gone.is_empty() {
        let names = list(gone.into_iter().map(|it| (*it).to_owned()).collect());
        panic!(
            "{}",
            Error::new(
                ErrorKind::History,
                format!("{names}: in a file, and not in the program")
            )
            .leaving(DatabaseState::Untouched)
            .help("add the `mod` line of the file, or remove the file")
        );
    }
}
