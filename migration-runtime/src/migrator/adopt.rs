//! Taking over a database that another tool has migrated.

use migration_core::migration::MigrationId;

use super::Migrator;
use crate::database::{Access, Database};
use crate::error::Result;
use crate::other_tools::OtherTool;
use crate::run::Run;

/// What to take over, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Adopt {
    pub(crate) from: Option<OtherTool>,
    pub(crate) dry_run: bool,
    pub(crate) force: bool,
}

impl Adopt {
    /// From the tool whose ledger is there.
    pub fn new() -> Self {
        Self::default()
    }

    /// From this tool: where there are ledgers of several.
    #[must_use]
    pub fn from(mut self, tool: OtherTool) -> Self {
        self.from = Some(tool);
        self
    }

    /// Looks, and writes nothing.
    #[must_use]
    pub fn dry_run(mut self, dry_run: bool) -> Self {
        self.dry_run = dry_run;
        self
    }

    /// Although files were edited since sqlx applied them: the database has what they say now.
    #[must_use]
    pub fn force(mut self, force: bool) -> Self {
        self.force = force;
        self
    }
}

/// What was taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Adopted {
    /// Who had applied it.
    pub from: OtherTool,
    /// The batch that it is now; none when there was nothing to mark, or nothing was to be written.
    pub batch: Option<i64>,
    /// What is marked as applied, in order.
    pub marked: Vec<MigrationId>,
    /// What the other tool has applied and our ledger had already.
    pub already: Vec<MigrationId>,
    /// Those whose files were edited since.
    pub edited: Vec<MigrationId>,
    /// What is still to be applied.
    pub pending: Vec<MigrationId>,
}

impl Migrator {
    /// Marks as applied what another tool has applied by its own ledger, as one batch, each with the time that it was
    /// applied at. Nothing is run, and the other tool's table is left as it is. What it has not applied stays pending; what
    /// our ledger has already is passed over.
    ///
    /// | tool | table | a migration of ours is the same by |
    /// | --- | --- | --- |
    /// | sea-orm-migration | `seaql_migrations` | its name, with the `m` of its file or without |
    /// | sqlx | `_sqlx_migrations` | the number before the first `_`; its file must be what it was |
    /// | refinery | `refinery_schema_history` | the number and the name in `V1__name` |
    /// | diesel_migrations | `__diesel_schema_migrations` | what is before the first `_`, without dashes |
    ///
    /// The folders of sqlx, refinery and diesel are read as they are by `sql_migrations!` and
    /// [`add_sql_folder`](Self::add_sql_folder).
    ///
    /// # Errors
    ///
    /// There is no such ledger, or there are several and none is named; a migration that was applied is not in this program,
    /// did not come to its end, or is another now; the ledger cannot be written. Nothing is marked then.
    pub async fn adopt(&self, database: &Database, adopt: &Adopt) -> Result<Adopted> {
        let access = match adopt.dry_run {
            true => Access::Read,
            false => Access::Write,
        };
        let history = self.history()?;
        let mut run = Run::start(&self.settings, &history, database, access).await?;
        let adopted = run.adopt(adopt).await;
        run.close().await;
        adopted
    }
}
