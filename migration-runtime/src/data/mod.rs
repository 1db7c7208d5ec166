//! Migrations that must reach the database, and what they can do there.

mod condition;
mod db;
mod find;
mod insert;
mod kind;
mod placeholders;
mod query;
mod read;
mod rows;
mod stored;
mod table;
mod upsert;
mod write;

use std::any::Any;
use std::sync::Arc;

use async_trait::async_trait;
use migration_core::builder::Schema;
use migration_core::migration::{Meta, OpaqueMigration};
use migration_core::registry::Body;

pub use db::Db;
pub use find::{Find, FindOne};
pub use query::Query;

use crate::error::{Error, ErrorKind, Result};

/// A migration that must read data to decide, or move it.
///
/// It runs in a transaction with its row of the ledger: all of it happens, or nothing. On MySQL and MariaDB a change of
/// the schema commits what was done before it.
///
/// ```
/// use async_trait::async_trait;
/// use migration_runtime::{DataMigration, Db, Result, row};
///
/// struct AddAdmin;
///
/// #[async_trait]
/// impl DataMigration for AddAdmin {
///     async fn up(&self, db: &mut Db<'_>) -> Result<()> {
///         if !db.exists("users", row! { "email" => "admin@example.com" }).await? {
///             db.insert("users", row! { "email" => "admin@example.com" }).await?;
///         }
///         Ok(())
///     }
/// }
/// ```
#[async_trait]
pub trait DataMigration: Send + Sync + 'static {
    /// Does it.
    async fn up(&self, db: &mut Db<'_>) -> Result<()>;

    /// Undoes it. Left out, the migration cannot be rolled back, and a rollback that would have to is refused before
    /// anything runs.
    async fn down(&self, db: &mut Db<'_>) -> Result<()> {
        let _ = db;
        Err(Error::new(
            ErrorKind::Refused,
            "this data migration does not say how to undo itself",
        ))
    }

    /// Whether [`down`](Self::down) is written. `#[migration]` answers this by itself.
    fn has_down(&self) -> bool {
        false
    }

    /// What it does to the schema, for the migrations after it and for what works without a database. Nothing, unless
    /// said.
    fn effect(&self, schema: &mut Schema) {
        let _ = schema;
    }

    /// What `#[migration]` knows of it.
    #[doc(hidden)]
    fn meta(&self) -> Meta {
        Meta::of_type(std::any::type_name::<Self>())
    }
}

/// A data migration as the registry keeps it.
pub fn data_body(migration: impl DataMigration) -> Body {
    Body::Data(Arc::new(Adapter(Box::new(migration))))
}

/// What the core sees of a data migration; the executor gets the migration back out of it.
pub(crate) struct Adapter(pub(crate) Box<dyn DataMigration>);

impl OpaqueMigration for Adapter {
    fn effect(&self, schema: &mut Schema) {
        self.0.effect(schema);
    }

    fn has_down(&self) -> bool {
        self.0.has_down()
    }

    fn as_any(&self) -> &(dyn Any + Send + Sync) {
        self
    }
}
