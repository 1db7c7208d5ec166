//! `Migrator`: the migrations of a program, and what can be done with them. Its options are in `migrator/options.rs`, what
//! is done when code and ledger disagree in `migrator/upkeep.rs`, what only looks in `migrator/look.rs`, what runs some
//! of what is pending in `migrator/some.rs`, what runs without a ledger in `migrator/sync.rs`, and what proves on a scratch
//! database that migrations do what they say in `migrator/verify.rs`.

mod adopt;
mod look;
mod options;
mod saved;
mod some;
pub(crate) mod sync;
mod upkeep;
mod verify;

pub use adopt::{Adopt, Adopted};
pub use look::{LedgerRow, Shown};
pub use saved::SavedPlan;
pub use upkeep::{Decision, Repaired};
pub use verify::Verified;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use migration_core::migration::{Meta, Migration, Phase};
use migration_core::plan::{Direction, Plan, Policy, Selection};
use migration_core::registry::{Body, History, Registration};
use migration_core::schema::ObjectName;
use migration_core::{ErrorKind as CoreErrorKind, Problem};

use crate::cancel::CancelHandle;
use crate::data::{DataMigration, data_body};
use crate::database::{Access, Database};
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::ledger::DEFAULT_TABLE;
use crate::limits::Limits;
use crate::observer::{Observer, Silent};
use crate::report::{Report, State, Status};
use crate::run::{Run, are_pending};
use crate::seed::{SeedSettings, Seeder, SeederRegistration};
use crate::sql_files;

/// Runs migrations.
///
/// ```no_run
/// # async fn example() -> migration_runtime::Result<()> {
/// use migration_runtime::{Database, Migrator};
///
/// let database = Database::connect("sqlite:shop.db").await?;
/// let report = Migrator::registered()?.migrate(&database).await?;
/// println!("{} migrations applied", report.ran.len());
/// # Ok(())
/// # }
/// ```
pub struct Migrator {
    migrations: Vec<(Meta, Body)>,
    pub(crate) seeders: Vec<Box<dyn Seeder>>,
    pub(crate) settings: Settings,
}

/// The options.
pub(crate) struct Settings {
    pub(crate) table: String,
    pub(crate) schema: Option<String>,
    pub(crate) limits: Limits,
    pub(crate) policy: Policy,
    pub(crate) phase: Option<Phase>,
    pub(crate) forward_only: bool,
    pub(crate) observer: Arc<dyn Observer>,
    pub(crate) watched: bool,
    pub(crate) allow_existing: bool,
    pub(crate) allow_environment: Option<String>,
    pub(crate) cancel: CancelHandle,
    pub(crate) seeding: SeedSettings,
}

impl Migrator {
    /// All migrations that `#[migration]` registered in this program, and all seeders of `#[seeder]`.
    ///
    /// # Errors
    ///
    /// No migration at all, malformed names, names used twice.
    pub fn registered() -> Result<Self> {
        // Says what is wrong with them at once, with the usual cause when there are none.
        History::registered()?;
        let found = inventory::iter::<Registration>();
        let migrations = found.map(|registration| (registration.meta, (registration.body)()));
        let mut migrator = Self::with(migrations.collect());
        let seeders = inventory::iter::<SeederRegistration>();
        migrator.seeders = seeders.map(|registration| (registration.0)()).collect();
        Ok(migrator)
    }

    /// Without migrations, to [`add`](Self::add) some.
    #[expect(
        clippy::new_without_default,
        reason = "a migrator without migrations is of no use"
    )]
    pub fn new() -> Self {
        Self::with(Vec::new())
    }

    fn with(migrations: Vec<(Meta, Body)>) -> Self {
        Self {
            migrations,
            seeders: Vec::new(),
            settings: Settings {
                table: DEFAULT_TABLE.to_owned(),
                schema: None,
                limits: Limits::default(),
                policy: Policy::default(),
                phase: None,
                forward_only: false,
                observer: Arc::new(Silent),
                watched: false,
                allow_existing: false,
                allow_environment: None,
                cancel: CancelHandle::default(),
                seeding: SeedSettings::default(),
            },
        }
    }

    /// Adds a migration that is not registered. It is called what its module is called, or what `#[migration]` says.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "nothing is summed up here")]
    pub fn add(mut self, migration: impl Migration) -> Self {
        let meta = migration.meta();
        self.migrations
            .push((meta, Body::Pure(Arc::new(migration))));
        self
    }

    /// Adds a data migration that is not registered.
    #[must_use]
    pub fn add_data(mut self, migration: impl DataMigration) -> Self {
        let meta = migration.meta();
        self.migrations.push((meta, data_body(migration)));
        self
    }

    /// Adds the SQL files of a folder, read now and while they run: `NAME.sql`, with the lines `-- UP` and `-- DOWN` its two
    /// ways; `NAME.up.sql` and `NAME.down.sql`; `NAME/up.sql` and `NAME/down.sql`; refinery's `V1__NAME.sql`. They are sorted by
    /// name among all others. The folders of sqlx, diesel and refinery are read as they are.
    /// `sql_migrations!` does the same when the program is compiled, and needs no folder later.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> migration_runtime::Result<()> {
    /// # use migration_runtime::{Database, Migrator};
    /// let folder = std::env::temp_dir().join(format!("sql_files_{}", std::process::id()));
    /// std::fs::create_dir_all(&folder)?;
    /// std::fs::write(folder.join("1_notes.sql"), "-- UP\nCREATE TABLE notes (note text);\n-- DOWN\nDROP TABLE notes;\n")?;
    ///
    /// let migrator = Migrator::new().add_sql_folder(&folder)?;
    /// let database = Database::connect("sqlite::memory:").await?;
    /// assert_eq!(migrator.migrate(&database).await?.names(), ["1_notes"]);
    /// migrator.rollback(&database).await?;
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// All that is wrong with the folder and its files: there are none, a way down has no way up, two are called the same, a
    /// header says what there is not.
    pub fn add_sql_folder(mut self, folder: impl AsRef<Path>) -> Result<Self> {
        let found = sql_files::of_folder(folder.as_ref())?;
        self.migrations.extend(found);
        Ok(self)
    }

    /// The name of the ledger's table; `_migrations` unless said.
    #[must_use]
    pub fn table(mut self, table: impl Into<String>) -> Self {
        self.settings.table = table.into();
        self
    }

    /// The schema of the ledger's table (PostgreSQL; a database on MySQL). Unless said, it is the one where the migrations
    /// create their tables: the first of the `search_path` that exists.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<String>) -> Self {
        self.settings.schema = Some(schema.into());
        self
    }

    /// The table of the ledger.
    pub(crate) fn ledger_name(&self) -> ObjectName {
        match &self.settings.schema {
            Some(schema) => ObjectName::qualified(schema, &self.settings.table),
            None => ObjectName::new(&self.settings.table),
        }
    }

    /// Is told what happens while it happens.
    #[must_use]
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.settings.observer = Arc::new(observer);
        self.settings.watched = true;
        self
    }

    /// Whether there are seeders.
    pub fn has_seeders(&self) -> bool {
        !self.seeders.is_empty()
    }

    /// Whether there is no migration.
    pub fn is_empty(&self) -> bool {
        self.migrations.is_empty()
    }

    /// Cancels the runs of this migrator.
    pub fn cancel_handle(&self) -> CancelHandle {
        self.settings.cancel.clone()
    }

    /// Applies all that is pending, as one batch.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the history, before anything runs; then the first migration that fails: it is rolled
    /// back (on MySQL the error says what is not), those before it stay applied and recorded.
    pub async fn migrate(&self, database: &Database) -> Result<Report> {
        self.run(database, &self.pending_selection()).await
    }

    /// Undoes the last batch, newest first.
    ///
    /// # Errors
    ///
    /// A migration cannot be undone, which is said before anything runs; or it fails.
    pub async fn rollback(&self, database: &Database) -> Result<Report> {
        self.run(database, &Selection::LastBatch).await
    }

    /// Undoes the last migrations, newest first.
    ///
    /// # Errors
    ///
    /// As [`rollback`](Self::rollback).
    pub async fn rollback_steps(&self, database: &Database, steps: usize) -> Result<Report> {
        self.run(database, &Selection::Steps(steps)).await
    }

    /// Undoes a batch, newest first.
    ///
    /// # Errors
    ///
    /// As [`rollback`](Self::rollback), and when there is no such batch.
    pub async fn rollback_batch(&self, database: &Database, batch: i64) -> Result<Report> {
        self.run(database, &Selection::Batch(batch)).await
    }

    /// Undoes all that was applied after a migration, which itself stays.
    ///
    /// # Errors
    ///
    /// As [`rollback`](Self::rollback), and when it is not applied.
    pub async fn rollback_to(
        &self,
        database: &Database,
        name: impl Into<String>,
    ) -> Result<Report> {
        self.run(database, &Selection::To(name.into())).await
    }

    /// Undoes everything.
    ///
    /// # Errors
    ///
    /// As [`rollback`](Self::rollback).
    pub async fn reset(&self, database: &Database) -> Result<Report> {
        self.run(database, &Selection::All).await
    }

    /// Undoes everything, then applies everything.
    ///
    /// # Errors
    ///
    /// As [`rollback`](Self::rollback) and [`migrate`](Self::migrate).
    pub async fn refresh(&self, database: &Database) -> Result<Report> {
        self.refuse_backward()?;
        let history = self.history()?;
        let mut run = Run::start(&self.settings, &history, database, Access::Write).await?;
        let result = run.refresh().await;
        run.close().await;
        result
    }

    /// Drops everything that is ours in the current schema, rows and all, then applies everything. What an extension owns
    /// stays, and so do other schemas.
    ///
    /// # Errors
    ///
    /// The history is wrong, which is said before anything is dropped; something in another schema depends on what would be
    /// dropped; a migration fails.
    pub async fn fresh(&self, database: &Database) -> Result<Report> {
        self.refuse_backward()?;
        let history = self.history()?;
        let mut run = Run::start(&self.settings, &history, database, Access::Write).await?;
        let result = run.fresh().await;
        run.close().await;
        result
    }

    /// Every migration, by name: applied (batch, when) or pending. Writes nothing, and needs no more than to read the
    /// ledger.
    ///
    /// # Errors
    ///
    /// The ledger cannot be read.
    pub async fn status(&self, database: &Database) -> Result<Vec<Status>> {
        let history = self.history()?;
        let run = Run::start(&self.settings, &history, database, Access::Read).await?;
        let statuses = run.statuses();
        run.close().await;
        statuses
    }

    /// The names of the migrations that are not applied. Writes nothing.
    ///
    /// # Errors
    ///
    /// The ledger cannot be read.
    pub async fn pending(&self, database: &Database) -> Result<Vec<String>> {
        let statuses = self.status(database).await?;
        let pending = statuses
            .into_iter()
            .filter(|status| status.state == State::Pending)
            .filter(|status| {
                self.settings
                    .phase
                    .is_none_or(|phase| status.phase == phase)
            });
        Ok(pending.map(|status| status.id().to_string()).collect())
    }

    /// Whether the current schema has tables or views: whether [`fresh`](Self::fresh) would drop any. Writes nothing.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub async fn has_tables(&self, database: &Database) -> Result<bool> {
        let history = self.history()?;
        let run = Run::start(&self.settings, &history, database, Access::Read).await?;
        let found = run.snapshot().occupied || !run.snapshot().entries.is_empty();
        run.close().await;
        Ok(found)
    }

    /// What [`migrate`](Self::migrate) would do. Writes nothing.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the history.
    pub async fn plan(&self, database: &Database) -> Result<PlanPreview> {
        self.preview(database, &self.pending_selection()).await
    }

    /// What [`rollback`](Self::rollback) would do. Writes nothing.
    ///
    /// # Errors
    ///
    /// A migration cannot be undone.
    pub async fn plan_rollback(&self, database: &Database) -> Result<PlanPreview> {
        self.preview(database, &Selection::LastBatch).await
    }

    /// An error that lists what is pending, if anything is: for the start of a service that does not migrate itself.
    /// Writes nothing.
    ///
    /// # Errors
    ///
    /// Something is pending, or the ledger cannot be read.
    pub async fn require_current(&self, database: &Database) -> Result<()> {
        let pending = self.pending(database).await?;
        if pending.is_empty() {
            return Ok(());
        }
        let message = format!("{}: {}", are_pending(&pending), pending.join(", "));
        Err(Error::new(ErrorKind::Pending, message)
            .leaving(DatabaseState::Untouched)
            .help("run `migrate` before this program"))
    }

    async fn run(&self, database: &Database, selection: &Selection) -> Result<Report> {
        if selection.direction() == Direction::Down {
            self.refuse_backward()?;
        }
        let history = self.history()?;
        let mut run = Run::start(&self.settings, &history, database, Access::Write).await?;
        let result = run.run(selection).await;
        run.close().await;
        result
    }

    async fn preview(&self, database: &Database, selection: &Selection) -> Result<PlanPreview> {
        let history = self.history()?;
        let mut run = Run::start(&self.settings, &history, database, Access::Read).await?;
        let plan = run.full_plan(selection).await;
        run.close().await;
        plan.map(PlanPreview)
    }

    pub(crate) fn history(&self) -> Result<History> {
        if self.migrations.is_empty() {
            let problem = Problem::new("there is no migration to run").help(
                "add some: Migrator::new().add(CreateUsers), or take the registered ones: Migrator::registered()",
            );
            return Err(migration_core::Error::one(CoreErrorKind::NoMigrations, problem).into());
        }
        Ok(History::from_bodies(self.migrations.iter().cloned())?)
    }
}

impl fmt::Debug for Migrator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Migrator")
            .field("table", &self.settings.table)
            .field("schema", &self.settings.schema)
            .finish_non_exhaustive()
    }
}

/// What a run would do.
#[derive(Debug, Clone)]
pub struct PlanPreview(Plan);

impl PlanPreview {
    /// The plan in words: what would run, in which steps, with which locks.
    pub fn to_text(&self) -> String {
        self.0.to_text()
    }

    /// The plan as JSON: what [`SavedPlan::read`] takes.
    pub fn to_json(&self) -> String {
        self.0.to_json()
    }

    /// What tells this plan from any other.
    pub fn fingerprint(&self) -> String {
        self.0.fingerprint()
    }

    /// The plan as an SQL script.
    pub fn to_sql(&self) -> String {
        self.0.to_sql()
    }

    /// The plan itself.
    pub fn plan(&self) -> &Plan {
        &self.0
    }

    /// The migrations, in the order in which they would run.
    pub fn names(&self) -> Vec<&str> {
        let migrations = self.0.migrations.iter();
        migrations.map(|planned| planned.id.name.as_str()).collect()
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
