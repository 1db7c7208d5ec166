//! A live database, read into a schema state.
//!
//! The state is the canonical one (`dialect::canonical`), so it can be compared with a replayed one that went through
//! the same. How many queries it takes does not depend on how many tables there are.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;

use migration_core::dialect::{Dialect, Target};
use migration_core::schema::{ObjectName, SchemaState};

use crate::database::{Access, Connection, Database};
use crate::error::Result;
#[cfg(not(all(feature = "postgres", feature = "mysql", feature = "sqlite")))]
use crate::error::{Error, ErrorKind};
use crate::ledger::{DEFAULT_TABLE, journal, lock_name};
use crate::seed;

/// What to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The schemas, or none for the current one. What is in the current one is named without its schema.
    pub schemas: Vec<String>,
    /// The ledger, which is no part of the schema; without a schema it is in the current one.
    pub ledger: ObjectName,
    /// The ledger of seeds, which stands beside it.
    pub seeds: String,
}

impl Options {
    /// The tables of a schema that are ours. `current` is the schema of those without one.
    fn ours<'a>(&'a self, schema: &str, current: Option<&str>) -> Vec<&'a str> {
        match self.ledger.schema.as_deref().or(current) == Some(schema) {
            true => vec![&self.ledger.name, &self.seeds],
            false => Vec::new(),
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            schemas: Vec::new(),
            ledger: ObjectName::new(DEFAULT_TABLE),
            seeds: seed::ledger::DEFAULT_TABLE.to_owned(),
        }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Introspected {
    /// What a state has a place for.
    pub state: SchemaState,
    /// What it has none for, by kind and name: `view "active_users"`.
    pub unmodelled: Vec<String>,
    /// What the server can do.
    pub target: Target,
}

impl Database {
    /// Reads what is there, on a connection of its own.
    ///
    /// # Errors
    ///
    /// The database cannot be reached, or its catalogs cannot be read.
    pub async fn introspect(&self, options: &Options) -> Result<Introspected> {
        let mut connection = self.open(Access::Read).await?;
        let found = introspect(&mut connection, options).await;
        connection.close().await;
        found
    }
}

/// Reads what is there.
pub(crate) async fn introspect(
    connection: &mut Connection,
    options: &Options,
) -> Result<Introspected> {
    let mut found = match connection.dialect() {
        #[cfg(feature = "postgres")]
        Dialect::Postgres => postgres::introspect(connection, options).await,
        #[cfg(not(feature = "postgres"))]
        Dialect::Postgres => Err(not_there(Dialect::Postgres)),
        #[cfg(feature = "mysql")]
        Dialect::Mysql => mysql::introspect(connection, options).await,
        #[cfg(not(feature = "mysql"))]
        Dialect::Mysql => Err(not_there(Dialect::Mysql)),
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => sqlite::introspect(connection, options).await,
        #[cfg(not(feature = "sqlite"))]
        Dialect::Sqlite => Err(not_there(Dialect::Sqlite)),
    }?;
    // They go with the ledger.
    found.state.tables.remove(&journal::name(&options.ledger));
    found.state.tables.remove(&lock_name(&options.ledger));
    for table in crate::migrator::sync::tables() {
        found.state.tables.remove(&table);
    }
    Ok(found)
}

#[cfg(not(all(feature = "postgres", feature = "mysql", feature = "sqlite")))]
fn not_there(dialect: Dialect) -> Error {
    Error::new(ErrorKind::Query, format!("{dialect} cannot be read yet"))
}
