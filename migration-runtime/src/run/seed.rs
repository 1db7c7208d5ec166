//! A run of seeders: nothing may be pending -> ledger of seeds -> lock -> look again -> one after the other -> report.

use std::time::Instant;

use migration_core::migration::{MigrationId, Phase};
use migration_core::plan::{Direction, Selection};
use migration_core::replay::replay;

use super::{Run, are_pending, labels};
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::execute::Seeding;
use crate::report::Ran;
use crate::seed::ledger::{SeedEntry, SeedLedger, Standing};
use crate::seed::order::Seed;
use crate::seed::{SeedReport, SeedState, SeedStatus};

/// Which seeders to run, and how.
pub(crate) struct SeedOptions<'a> {
    pub(crate) table: &'a str,
    pub(crate) environment: &'a str,
    /// Those that run although they are unchanged: all, or the named.
    pub(crate) force: Force<'a>,
}

/// Which seeders run although they are unchanged.
#[derive(Clone, Copy)]
pub(crate) enum Force<'a> {
    None,
    All,
    These(&'a [String]),
}

impl Force<'_> {
    fn has(&self, name: &str) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::These(names) => names.iter().any(|forced| forced == name),
        }
    }
}

impl Run<'_> {
    /// Runs the seeders that are new or changed, in their order.
    pub(crate) async fn seed(
        &mut self,
        seeds: &[Seed<'_>],
        options: &SeedOptions<'_>,
    ) -> Result<SeedReport> {
        let began = Instant::now();
        self.refuse_pending()?;
        let mut report = SeedReport::new(options.environment);
        let (here, elsewhere): (Vec<&Seed<'_>>, Vec<_>) =
            (seeds.iter()).partition(|seed| seed.meta.is_for(options.environment));
        report.elsewhere = elsewhere
            .iter()
            .map(|seed| seed.name().to_owned())
            .collect();
        let ledger = SeedLedger::beside(&self.snapshot.ledger, options.table);
        let untouched = |error: Error| error.or_leaving(DatabaseState::Untouched);
        let rows = ledger.read(&mut self.connection).await.map_err(untouched)?;
        let is_due = |seed: &&Seed<'_>| {
            options.force.has(seed.name()) || self.standing(seed, &rows) != Standing::Unchanged
        };
        if here.iter().any(is_due) {
            self.refuse_another_environment()?;
            self.refuse_read_only()?;
            self.lock_only().await.map_err(untouched)?;
            self.refuse_pending()?;
            ledger
                .create(&mut self.connection)
                .await
                .map_err(untouched)?;
            self.seed_each(&here, &ledger, options, &mut report).await?;
        } else {
            report.unchanged = here.iter().map(|seed| seed.name().to_owned()).collect();
        }
        report.took = began.elapsed();
        Ok(report)
    }

    async fn seed_each(
        &mut self,
        seeds: &[&Seed<'_>],
        ledger: &SeedLedger,
        options: &SeedOptions<'_>,
        report: &mut SeedReport,
    ) -> Result<()> {
        let state = replay(self.history())?;
        let applied = self.snapshot.ids.clone();
        for seed in seeds {
            if self.settings.cancel.is_cancelled() {
                return Err(
                    Error::new(ErrorKind::Cancelled, "cancelled between two seeders")
                        .leaving(DatabaseState::RolledBack)
                        .after(labels(&report.ran))
                        .help("run `seed` again to go on: it passes over those that are done"),
                );
            }
            let seeding = Seeding {
                ledger,
                environment: options.environment,
                applied: &applied,
                state: &state,
            };
            let mut executor = self.executor(Direction::Up, 0);
            let force = options.force.has(seed.name());
            match executor.seed(&seeding, seed, force).await {
                Ok(Some(took)) => {
                    self.settings.observer.seeded(seed.name(), took);
                    let id = MigrationId::new(seed.name(), Phase::PreDeploy);
                    report.ran.push(Ran::of(&id, took));
                }
                Ok(None) => report.unchanged.push(seed.name().to_owned()),
                Err(error) => {
                    let error = executor.as_the_lease_tells(error).await;
                    let error = error
                        .in_seeder(seed.name())
                        .or_at(seed.meta.at)
                        .after(labels(&report.ran));
                    self.settings.observer.seeding_failed(seed.name(), &error);
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Every seeder, in order, and those that only the ledger has.
    pub(crate) async fn seed_status(
        &mut self,
        seeds: &[Seed<'_>],
        options: &SeedOptions<'_>,
    ) -> Result<Vec<SeedStatus>> {
        let ledger = SeedLedger::beside(&self.snapshot.ledger, options.table);
        let rows = ledger.read(&mut self.connection).await?;
        let row_of = |name: &str| rows.iter().find(|row| row.name == name);
        let mut statuses = Vec::new();
        for seed in seeds {
            let run = row_of(seed.name())
                .filter(|row| row.is_done())
                .map(|row| row.run.clone());
            let state = match (run, self.standing(seed, &rows)) {
                (run, _) if !seed.meta.is_for(options.environment) => SeedState::Elsewhere(run),
                (None, _) | (Some(_), Standing::New) => SeedState::Pending,
                (Some(run), Standing::Unchanged) => SeedState::Done(run),
                (Some(run), Standing::Changed) => SeedState::Changed(run),
                (Some(run), Standing::RolledBack) => SeedState::RolledBack(run),
            };
            statuses.push(SeedStatus {
                name: seed.name().to_owned(),
                environments: (seed.meta.environments.iter())
                    .map(|name| (*name).to_owned())
                    .collect(),
                state,
            });
        }
        for row in &rows {
            if !seeds.iter().any(|seed| seed.name() == row.name) {
                statuses.push(SeedStatus {
                    name: row.name.clone(),
                    environments: Vec::new(),
                    state: SeedState::Unknown(row.run.clone()),
                });
            }
        }
        Ok(statuses)
    }

    fn standing(&self, seed: &Seed<'_>, rows: &[SeedEntry]) -> Standing {
        let row = rows.iter().find(|row| row.name == seed.name());
        row.map_or(Standing::New, |row| {
            row.standing(&seed.fingerprint, &self.snapshot.ids)
        })
    }

    /// Seeders are written for the schema that all migrations make.
    fn refuse_pending(&self) -> Result<()> {
        let pending: Vec<String> = (self.plan(&Selection::Pending)?.migrations.iter())
            .map(|planned| planned.id.to_string())
            .collect();
        if pending.is_empty() {
            return Ok(());
        }
        let message = format!(
            "{}, and seeders need the schema that all of them make: {}",
            are_pending(&pending),
            pending.join(", ")
        );
        Err(Error::new(ErrorKind::Pending, message)
        .leaving(DatabaseState::Untouched)
        .help("run `migrate --seed`, or `migrate` and then `seed`; in code .migrate(...) before .seed(...)"))
    }
}
