//! Operations that were worked out and are in no source: run without a ledger (`sync`), or as a migration of a name.

use std::sync::Arc;

use migration_core::builder::Schema;
use migration_core::dialect::Dialect;
use migration_core::diff::{Options, diff};
use migration_core::migration::{Meta, Migration, Phase};
use migration_core::operation::Operation;
use migration_core::registry::{Body, History};
use migration_core::schema::{ObjectName, SchemaState};

use super::{Migrator, Settings};
use crate::database::{Access, Database};
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::ledger::{journal, lock_name};
use crate::run::Run;
use crate::scratch::Scratch;

/// The ledger that is there while [`Migrator::sync`] runs.
const LEDGER: &str = "_migratory_sync";

/// A migration of operations.
struct Given(Vec<Operation>);

impl Migration for Given {
    fn up(&self, schema: &mut Schema) {
        for operation in &self.0 {
            schema.operation(operation.clone());
        }
    }
}

impl Migrator {
    /// Adds a migration of operations that were worked out, under a name as the ledger has it:
    /// `20260102103000000_create_posts`.
    #[must_use]
    pub fn add_operations(mut self, name: &str, operations: Vec<Operation>) -> Self {
        let meta = Meta {
            // Names of migrations last as long as the program; few are made of operations.
            name: Some(Box::leak(name.to_owned().into_boxed_str())),
            module: "",
            at: None,
            phase: Phase::PreDeploy,
            in_transaction: true,
            replaces: &[],
        };
        self.migrations
            .push((meta, Body::Pure(Arc::new(Given(operations)))));
        self
    }

    /// Runs operations on a database whose schema is `from`, as [`Database::introspect`] shows it: in a transaction, rebuilds on
    /// SQLite, with the lock of the migrations held, as those of a migration run; but nothing is written to the ledger. For
    /// development, where the models change faster than anybody writes migrations.
    ///
    /// While it runs there are tables `_migratory_sync...`. Where no lock is held (SQLite, PostgreSQL behind a pooler), two at once
    /// are in each other's way.
    ///
    /// # Errors
    ///
    /// The database is stamped production, a statement fails (all is rolled back then, but on MySQL, where the same call goes on
    /// from what is there), or `from` is not what is there.
    pub async fn sync(
        &self,
        database: &Database,
        from: &SchemaState,
        operations: &[Operation],
    ) -> Result<()> {
        let nothing = History::from_bodies([])?;
        let mut run = Run::start(&self.settings, &nothing, database, Access::Write).await?;
        let locked = match run.snapshot().stamp.as_ref() {
            Some(stamp) if stamp.is_production() => {
                let message = format!("refused: this database is stamped {stamp}");
                Err(Error::new(ErrorKind::Refused, message)
                    .leaving(DatabaseState::Untouched)
                    .help("write a migration of it: make NAME --from-models"))
            }
            _ => run.lock_only().await,
        };
        let ran = match locked {
            Ok(()) => without_ledger(&self.settings, database, from, operations).await,
            Err(error) => Err(error.or_leaving(DatabaseState::Untouched)),
        };
        run.close().await;
        ran
    }
}

impl Scratch {
    /// Runs operations on it, whose schema is `from`: as [`Migrator::sync`] does on a database.
    ///
    /// # Errors
    ///
    /// As of that.
    pub async fn apply(&self, from: &SchemaState, operations: &[Operation]) -> Result<()> {
        let settings = Migrator::new().settings;
        without_ledger(&settings, self.database(), from, operations).await
    }
}

/// Runs operations as the migrations of a ledger that is made for that, and dropped.
async fn without_ledger(
    settings: &Settings,
    database: &Database,
    from: &SchemaState,
    operations: &[Operation],
) -> Result<()> {
    if operations.is_empty() {
        return Ok(());
    }
    let there = diff(&SchemaState::new(), from, &Options::unasked()).map_err(|undecided| {
        Error::new(ErrorKind::Plan, undecided.to_string())
            .leaving(DatabaseState::Untouched)
            .help("write a migration by hand: make NAME")
    })?;
    let mut migrator = Migrator::new()
        .table(LEDGER)
        .add_operations("1_what_is_there", there)
        .add_operations("2_what_differs", operations.to_vec());
    migrator.settings.limits = settings.limits.clone();
    migrator.settings.cancel = settings.cancel.clone();
    // Of one that was killed.
    forget(database).await?;
    let ran = async {
        let first = Some("1_what_is_there");
        migrator.baseline(database, first, true).await?;
        migrator.migrate(database).await
    };
    let ran = ran.await;
    let forgotten = forget(database).await;
    // What the operations met matters more than tables that stay.
    ran?;
    forgotten
}

/// The tables that are there while [`Migrator::sync`] runs, or that one has left which was killed.
pub(crate) fn tables() -> [ObjectName; 3] {
    let ledger = ObjectName::new(LEDGER);
    [journal::name(&ledger), lock_name(&ledger), ledger]
}

/// Drops the ledger of a sync, with what belongs to it.
async fn forget(database: &Database) -> Result<()> {
    let quote = match database.dialect() {
        Dialect::Mysql => '`',
        Dialect::Postgres | Dialect::Sqlite => '"',
    };
    let drops = tables().map(|it| format!("DROP TABLE IF EXISTS {quote}{}{quote}", it.name));
    database.run_all(&drops).await
}
