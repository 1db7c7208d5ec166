//! What a test says of the database that it wants.

use std::any::TypeId;
use std::sync::Arc;

use migration_core::dialect::Dialect;

use crate::error::Result;
use crate::migrator::Migrator;

/// How a test is kept apart from all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Isolation {
    /// The test runs in a transaction that is rolled back: `BEGIN`, `ROLLBACK`. What it begins itself is a savepoint. Its pool
    /// has one connection. Sequences do not go back.
    Tx,
    /// The test runs in a database that it shares with those before and after it, and what it changed is undone before the
    /// next one: rows go, those that migrations and seeders put there come back, sequences too. A test that changes the schema
    /// costs a new database.
    Reset,
    /// The test has a database of its own, a copy of a migrated one.
    Db,
    /// As `Reset`, in a schema of its own instead of a database, for users who may not make databases (PostgreSQL).
    Schema,
    /// The test has a database in memory, a copy of a migrated one (SQLite).
    Memory,
}

impl Isolation {
    /// As it is written in `#[migratory::test(isolation = "...")]`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tx => "tx",
            Self::Reset => "reset",
            Self::Db => "db",
            Self::Schema => "schema",
            Self::Memory => "memory",
        }
    }
}

/// Where the migrations of a test come from.
#[derive(Clone)]
pub(super) struct Source {
    /// Tells it from others; not where it holds a value, which may be another each time.
    id: Option<TypeId>,
    pub(super) make: Arc<dyn Fn() -> Result<Migrator> + Send + Sync>,
}

impl Source {
    /// Whether both are the same function, as far as that can be told.
    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.make, &other.make) || self.id.is_some() && self.id == other.id
    }

    fn of<F: Fn() -> Result<Migrator> + Send + Sync + 'static>(make: F) -> Self {
        Self {
            id: (size_of::<F>() == 0).then(TypeId::of::<F>),
            make: Arc::new(make),
        }
    }
}

/// What a test says of the database that it wants: the value that `#[migratory::test(...)]` makes of its options.
///
/// Unless said, it is migrated with all that `#[migration]` registered in this program, has no seeds, is one of the server that
/// [`TestDb`](super::TestDb) finds, and is rolled back.
#[derive(Clone)]
pub struct TestOptions {
    pub(super) name: String,
    pub(super) package: String,
    pub(super) dialect: Option<Dialect>,
    pub(super) url: Option<String>,
    pub(super) isolation: Option<Isolation>,
    pub(super) seed: bool,
    pub(super) at: Option<String>,
    pub(super) connections: u32,
    pub(super) source: Source,
}

/// How many connections the pool of a test has at most, where it may have several.
const CONNECTIONS: u32 = 3;

impl TestOptions {
    /// For a test of this name, which messages show.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            package: std::env::var("CARGO_PKG_NAME").unwrap_or_else(|_| "app".to_owned()),
            dialect: None,
            url: None,
            isolation: None,
            seed: false,
            at: None,
            connections: CONNECTIONS,
            source: Source::of(Migrator::registered),
        }
    }

    /// The package whose test it is: databases are called after it, where no URL says otherwise. Cargo says it unless this does.
    #[must_use]
    pub fn package(mut self, package: impl Into<String>) -> Self {
        self.package = package.into();
        self
    }

    /// On this database.
    #[must_use]
    pub fn on(mut self, dialect: Dialect) -> Self {
        self.dialect = Some(dialect);
        self
    }

    /// On the server of this URL. Its database is not touched: databases of tests are made beside it.
    #[must_use]
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// How it is kept apart from others; [`Isolation::Tx`] unless said, and where [`at`](Self::at) is said, whatever can be
    /// migrated on: [`Isolation::Db`], on SQLite [`Isolation::Memory`].
    #[must_use]
    pub fn isolation(mut self, isolation: Isolation) -> Self {
        self.isolation = Some(isolation);
        self
    }

    /// With the rows of the seeders of the environment `test`.
    #[must_use]
    pub fn seeded(mut self) -> Self {
        self.seed = true;
        self
    }

    /// Migrated up to this migration and no further, to test the next one on rows. The begin of its name will do.
    #[must_use]
    pub fn at(mut self, name: impl Into<String>) -> Self {
        self.at = Some(name.into());
        self
    }

    /// How many connections its pool has at most; 3 unless said. With [`Isolation::Tx`] and [`Isolation::Memory`] it is always
    /// one.
    #[must_use]
    pub fn connections(mut self, connections: u32) -> Self {
        self.connections = connections.max(1);
        self
    }

    /// With these migrations and seeders. A function that holds no value is called once in a
    /// process.
    #[must_use]
    pub fn migrations<F>(mut self, make: F) -> Self
    where
        F: Fn() -> Result<Migrator> + Send + Sync + 'static,
    {
        self.source = Source::of(make);
        self
    }
}
