//! What a migrator can do with seeders.

use super::order::{self, Seed};
use super::{SeedReport, SeedStatus, Seeder, environment, ledger};
use crate::database::{Access, Database};
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::migrator::Migrator;
use crate::run::{Force, Run, SeedOptions};

/// The options about seeders.
pub(crate) struct SeedSettings {
    table: String,
    environment: Option<String>,
    force: bool,
    only: Vec<String>,
}

impl SeedSettings {
    /// The environment that somebody says.
    pub(crate) fn said(&self) -> Option<String> {
        environment::said(self.environment.as_deref())
    }
}

impl Default for SeedSettings {
    fn default() -> Self {
        Self {
            table: ledger::DEFAULT_TABLE.to_owned(),
            environment: None,
            force: false,
            only: Vec::new(),
        }
    }
}

/// Seeders.
impl Migrator {
    /// Adds a seeder that is not registered.
    #[must_use]
    pub fn add_seeder(mut self, seeder: impl Seeder) -> Self {
        self.seeders.push(Box::new(seeder));
        self
    }

    /// The name of the ledger of seeds, which stands beside the ledger of migrations; `_seeds` unless said.
    #[must_use]
    pub fn seeds_table(mut self, table: impl Into<String>) -> Self {
        self.settings.seeding.table = table.into();
        self
    }

    /// Which environment this is, as `#[seeder(environments = [...])]` names them. Unless said, it is what the variable
    /// `MIGRATORY_ENV` says, and `development` where that is not set.
    #[must_use]
    pub fn environment(mut self, name: impl Into<String>) -> Self {
        self.settings.seeding.environment = Some(name.into());
        self
    }

    /// Whether [`seed`](Self::seed) runs unchanged seeders, too.
    #[must_use]
    pub fn force_seeds(mut self, force: bool) -> Self {
        self.settings.seeding.force = force;
        self
    }

    /// Keeps [`seed`](Self::seed) to these seeders and those that they come after. With
    /// [`force_seeds`](Self::force_seeds) only these run although they are unchanged. None means all.
    #[must_use]
    pub fn only_seeds<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.settings.seeding.only = names.into_iter().map(Into::into).collect();
        self
    }

    /// Runs the seeders that are for this environment, and are new or changed, each after those that it names and in a
    /// transaction of its own. It takes the same lock as [`migrate`](Self::migrate). One that has run runs again when its
    /// content is another one, or when migrations were rolled back since, which may have taken its rows.
    ///
    /// ```
    /// use async_trait::async_trait;
    /// use migration_runtime::{Database, Db, Migrator, Result, Seeder, row};
    ///
    /// struct BaseRoles;
    ///
    /// #[async_trait]
    /// impl Seeder for BaseRoles {
    ///     async fn run(&self, db: &mut Db<'_>) -> Result<()> {
    ///         db.upsert("roles", ["name"], [row! { "name" => "admin" }]).await?;
    ///         Ok(())
    ///     }
    /// }
    /// # use migration_core::{builder::Schema, migration::{Meta, Migration}, Location};
    /// # struct CreateRoles;
    /// # impl Migration for CreateRoles {
    /// #     fn up(&self, schema: &mut Schema) {
    /// #         schema.create_table("roles", |t| { t.id(); t.string("name", 50).unique(); });
    /// #     }
    /// #     fn meta(&self) -> Meta { Meta::new("", Some("1_create_roles"), Location::caller()) }
    /// # }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<()> {
    ///
    /// let database = Database::connect("sqlite::memory:").await?;
    /// let migrator = Migrator::new().add(CreateRoles).add_seeder(BaseRoles);
    /// migrator.migrate(&database).await?;
    /// assert_eq!(migrator.seed(&database).await?.names(), ["BaseRoles"]);
    /// assert_eq!(migrator.seed(&database).await?.unchanged, ["BaseRoles"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Migrations are pending; names or the order of seeders are wrong, which is said before anything runs; then the first
    /// seeder that fails: it is rolled back, those before it stay done.
    pub async fn seed(&self, database: &Database) -> Result<SeedReport> {
        let seeds = self.seeds()?;
        let history = self.history()?;
        let mut run = Run::start(&self.settings, &history, database, Access::Write).await?;
        let result = self.seed_with(&mut run, seeds).await;
        run.close().await;
        result
    }

    async fn seed_with(&self, run: &mut Run<'_>, mut seeds: Vec<Seed<'_>>) -> Result<SeedReport> {
        let settings = &self.settings.seeding;
        let environment = self.environment_of(run)?;
        if !settings.only.is_empty() {
            seeds = order::only(seeds, &settings.only, &environment)?;
        }
        let options = SeedOptions {
            table: &settings.table,
            environment: &environment,
            force: match (settings.force, settings.only.as_slice()) {
                (false, _) => Force::None,
                (true, []) => Force::All,
                (true, only) => Force::These(only),
            },
        };
        run.seed(&seeds, &options).await
    }

    /// Every seeder in its order, and where it stands. Writes nothing.
    ///
    /// # Errors
    ///
    /// Names or the order of seeders are wrong; a ledger cannot be read.
    pub async fn seed_status(&self, database: &Database) -> Result<Vec<SeedStatus>> {
        let seeds = self.seeds()?;
        let history = self.history()?;
        let mut run = Run::start(&self.settings, &history, database, Access::Read).await?;
        let result = self.seed_status_with(&mut run, &seeds).await;
        run.close().await;
        result
    }

    async fn seed_status_with(
        &self,
        run: &mut Run<'_>,
        seeds: &[Seed<'_>],
    ) -> Result<Vec<SeedStatus>> {
        let environment = self.environment_of(run)?;
        let options = SeedOptions {
            table: &self.settings.seeding.table,
            environment: &environment,
            force: Force::None,
        };
        run.seed_status(seeds, &options).await
    }

    /// The seeders of an environment, and what tells that their content has changed.
    #[cfg(feature = "testing")]
    pub(crate) fn seed_fingerprints(&self, environment: &str) -> Result<Vec<(String, String)>> {
        let seeds = order::sorted(&self.seeders)?;
        let seeds = seeds
            .into_iter()
            .filter(|seed| seed.meta.is_for(environment));
        Ok(seeds
            .map(|it| (it.name().to_owned(), it.fingerprint))
            .collect())
    }

    fn seeds(&self) -> Result<Vec<Seed<'_>>> {
        if self.seeders.is_empty() {
            let error = Error::new(ErrorKind::History, "there is no seeder in this program");
            return Err(error.leaving(DatabaseState::Untouched).help(
                "write one: #[seeder] above an `impl Seeder for ...`. Seeders in a library crate that nothing refers to are \
                 dropped by the linker; write `use my_seeds as _;` (with your crate's name) in the program that runs them",
            ));
        }
        order::sorted(&self.seeders)
    }

    /// The environment of a run: what is said, else what the database is stamped with.
    fn environment_of(&self, run: &Run<'_>) -> Result<String> {
        let stamp = run.snapshot().stamp.as_ref();
        let stamp = stamp.map(|stamp| stamp.name.as_str());
        let environment = environment::of_run(self.settings.seeding.said(), stamp);
        name_of_environment(environment)
    }
}

/// The name, if it can be one.
pub(crate) fn name_of_environment(environment: String) -> Result<String> {
    if environment.chars().count() > 255 || environment.chars().any(char::is_control) {
        return Err(Error::new(
            ErrorKind::Selection,
            format!("{environment:?} cannot be the name of an environment"),
        )
        .leaving(DatabaseState::Untouched)
        .help("use 1 to 255 characters, all of them printable: --env NAME, or MIGRATORY_ENV"));
    }
    Ok(environment)
}
