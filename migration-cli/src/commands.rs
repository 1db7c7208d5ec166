//! The commands.

use std::path::Path;
use std::time::Duration;

use migration_core::dialect::Target;
use migration_core::migration::Phase;
use migration_core::plan::{Direction, Order, Verdict};
use migration_runtime::{Database, Decision, Migrator, Report, Result, SavedPlan, State, Status};

use crate::args::{
    Args, Command, Global, MIGRATE, OrderArg, PlanFormat, Resolve, Rollback, Seed, VerdictArg,
};
use crate::render::Terminal;
use crate::stop::Stop;
use crate::{exit, left_out, render, signals};

/// Runs a command, and answers with the exit code.
pub(crate) async fn run(program: &str, args: Args) -> u8 {
    let command = args.command.unwrap_or(MIGRATE);
    let migrator = match migrator(&args.global) {
        Ok(migrator) => match &command {
            Command::Seed(seed) => with_seeds(migrator, seed),
            _ => migrator,
        },
        Err(error) => return Stop::from(error).report(),
    };
    if let Err(stop) = look_at_the_sources(&migrator, &command) {
        return stop.report();
    }
    if command == Command::Check {
        return match check(&migrator) {
            Ok(code) => code,
            Err(stop) => stop.report(),
        };
    }
    let wait = args.global.wait.map(Duration::from_secs);
    let phase = args.global.phase.unwrap_or_default();
    let Some(url) = args.global.url.filter(|url| !url.trim().is_empty()) else {
        let next = format!("{program} --url sqlite:shop.db, or set DATABASE_URL");
        return Stop::said(exit::USAGE, "no database is named", &next).report();
    };
    let work = async {
        let database = Database::connect_within(&url, wait.unwrap_or_default()).await?;
        let session = Session {
            program,
            migrator: &migrator,
            phase,
            database: &database,
        };
        session.execute(&command).await
    };
    let cancel = migrator.cancel_handle();
    let (result, signal) = signals::cancelled_by_signals(&cancel, work).await;
    match result.map_err(|stop| stop.report()) {
        Err(exit::INTERRUPTED) => signal.unwrap_or(exit::INTERRUPTED),
        Ok(code) | Err(code) => code,
    }
}

/// Commands that apply all that there is, or vouch for it, do not without a file that was left out; the others say so.
fn look_at_the_sources(migrator: &Migrator, command: &Command) -> Result<(), Stop> {
    match command {
        Command::Migrate { .. }
        | Command::Fresh { .. }
        | Command::Refresh { .. }
        | Command::Check => left_out::refuse(migrator),
        _ => {
            if let Some(warning) = left_out::warning(migrator)? {
                render::say(&format!("warning: {warning}"));
            }
            Ok(())
        }
    }
}

fn migrator(global: &Global) -> Result<Migrator> {
    let mut migrator = Migrator::registered()?
        .table(&global.table)
        .lock_wait(Duration::from_secs(global.lock_wait))
        .lock_timeout(lock_timeout(global.lock_timeout))
        .order(match global.order {
            OrderArg::Independent => Order::Independent,
            OrderArg::Any => Order::Any,
            OrderArg::Strict => Order::Strict,
        })
        .on_edited(verdict(global.on_edited))
        .on_missing(verdict(global.on_missing))
        .on_newer(verdict(global.on_newer))
        .allow_existing(global.allow_existing)
        .seeds_table(&global.seeds_table)
        .observer(Terminal::default());
    if let Some(phase) = global.phase {
        migrator = migrator.phase(phase);
    }
    if global.forward_only {
        migrator = migrator.forward_only();
    }
    if let Some(schema) = &global.schema {
        migrator = migrator.schema(schema);
    }
    if let Some(environment) = &global.env {
        migrator = migrator.environment(environment);
    }
    Ok(migrator)
}

fn verdict(argument: VerdictArg) -> Verdict {
    match argument {
        VerdictArg::Allow => Verdict::Allow,
        VerdictArg::Refuse => Verdict::Refuse,
    }
}

/// None is for ever.
fn lock_timeout(seconds: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(seconds)
        .ok()
        .filter(|timeout| !timeout.is_zero())
}

/// With what `seed` was given besides.
fn with_seeds(migrator: Migrator, seed: &Seed) -> Migrator {
    migrator.force_seeds(seed.force).only_seeds(&seed.only)
}

/// A program with its migrations, on a database.
struct Session<'a> {
    program: &'a str,
    migrator: &'a Migrator,
    phase: Phase,
    database: &'a Database,
}

impl Session<'_> {
    async fn execute(&self, command: &Command) -> Result<u8, Stop> {
        let Self {
            migrator, database, ..
        } = *self;
        match command {
            Command::Migrate { seed, plan } => {
                let report = match plan {
                    Some(file) => {
                        let plan = saved_plan(file)?;
                        migrator.run_plan(self.named(), &plan).await?
                    }
                    None => migrator.migrate(self.named()).await?,
                };
                self.ran(&report);
                self.seed_too(*seed).await?;
            }
            Command::Status { check } => {
                let statuses = migrator.status(database).await?;
                render::print(&render::status_table(&statuses))?;
                let pending = |status: &&Status| status.state == State::Pending;
                let pending = statuses.iter().filter(pending).count();
                if *check && pending > 0 {
                    render::say(&format!(
                        "{pending} pending; next: {} migrate",
                        self.program
                    ));
                    return Ok(exit::PENDING);
                }
            }
            Command::Pending => {
                let names = migrator.pending(database).await?;
                if names.is_empty() {
                    render::say("nothing is pending");
                }
                let lines: String = names.iter().map(|name| format!("{name}\n")).collect();
                render::print(&lines)?;
            }
            Command::Rollback(which) => self.ran(&self.rollback(which).await?),
            Command::Reset => self.ran(&migrator.reset(self.named()).await?),
            Command::Refresh { seed } => {
                self.ran(&migrator.refresh(self.named()).await?);
                self.seed_too(*seed).await?;
            }
            Command::Fresh { yes, seed } => {
                if !yes && migrator.has_tables(database).await? {
                    let what = format!(
                        "refused: {database} has tables, and `fresh` drops all of them with their rows"
                    );
                    let next = "if you mean it, run the same command with --yes";
                    return Err(Stop::said(exit::REFUSED, &what, next));
                }
                self.ran(&migrator.fresh(self.named()).await?);
                self.seed_too(*seed).await?;
            }
            Command::Seed(Seed { status: true, .. }) => {
                let statuses = migrator.seed_status(database).await?;
                render::print(&render::seed_table(&statuses))?;
            }
            Command::Seed(_) => {
                self.named();
                self.seed_too(true).await?;
            }
            // It needs no database, and was answered before one was asked for.
            Command::Check => {}
            Command::Repair { names } => {
                let repaired = migrator.repair(self.named(), names).await?;
                if repaired.is_empty() {
                    render::say("nothing to repair");
                }
                for done in repaired {
                    render::say(&format!("  {done}"));
                }
            }
            Command::Resolve(Resolve { name, done, .. }) => {
                let decision = match done {
                    true => Decision::Done,
                    false => Decision::Again,
                };
                migrator
                    .resolve(self.named(), name, self.phase, decision)
                    .await?;
                render::say(&format!("decided; next: {} migrate", self.program));
            }
            Command::Sql { down, format } => {
                let plan = if *down {
                    migrator.plan_rollback(database).await?
                } else {
                    migrator.plan(database).await?
                };
                if plan.is_empty() {
                    render::say("nothing to do");
                }
                render::print(&match format {
                    PlanFormat::Sql => plan.to_sql(),
                    PlanFormat::Text => plan.to_text(),
                    PlanFormat::Json => plan.to_json(),
                })?;
            }
        }
        Ok(exit::DONE)
    }

    /// Runs the seeders, if they are to run.
    async fn seed_too(&self, seed: bool) -> Result<(), Stop> {
        if seed {
            let report = self.migrator.seed(self.database).await?;
            render::say(&render::seeded(&report));
        }
        Ok(())
    }

    /// The database, after saying which one it is.
    fn named(&self) -> &Database {
        render::say(&format!("  {}", self.database));
        self.database
    }

    async fn rollback(&self, which: &Rollback) -> Result<Report, Stop> {
        let migrator = self.migrator;
        let report = match which {
            Rollback {
                step: Some(steps), ..
            } => migrator.rollback_steps(self.named(), *steps).await,
            Rollback {
                batch: Some(batch), ..
            } => migrator.rollback_batch(self.named(), *batch).await,
            Rollback {
                to: Some(begin), ..
            } => {
                let statuses = migrator.status(self.database).await?;
                let name = whole_name(&statuses, begin)?;
                migrator.rollback_to(self.named(), name).await
            }
            Rollback {
                step: None,
                batch: None,
                to: None,
            } => migrator.rollback(self.named()).await,
        };
        Ok(report?)
    }

    /// Says what a run did.
    fn ran(&self, report: &Report) {
        let done = match report.direction {
            Direction::Up => "applied",
            Direction::Down => "rolled back",
        };
        match (report.ran.len(), report.by_others.len()) {
            (0, 0) => render::say("  nothing to do"),
            (0, others) => render::say(&format!(
                "  {others} {done} by another runner; nothing to do"
            )),
            (count, _) => {
                let undo = match report.batch {
                    Some(batch) => {
                        format!("      undo: {} rollback --batch {batch}", self.program)
                    }
                    None => String::new(),
                };
                render::say(&format!(
                    "\n  {count} {done}, {}{undo}",
                    render::duration(report.took)
                ));
            }
        }
    }
}

fn saved_plan(file: &Path) -> Result<SavedPlan, Stop> {
    let json = std::fs::read_to_string(file).map_err(|error| {
        let what = format!("{} cannot be read: {error}", file.display());
        Stop::said(exit::USAGE, &what, "sql --format json > plan.json")
    })?;
    Ok(SavedPlan::read(&json)?)
}

/// Replays the history for all databases that this program is built for.
fn check(migrator: &Migrator) -> Result<u8, Stop> {
    let checked = migrator.check(&targets())?;
    for warning in &checked.warnings {
        render::say(&format!("warning: {warning}"));
    }
    render::say(&format!(
        "{} migrations replayed, up and down: no error",
        checked.migrations
    ));
    Ok(exit::DONE)
}

fn targets() -> Vec<Target> {
    let mut targets = Vec::new();
    if cfg!(feature = "postgres") {
        targets.push(Target::postgres());
    }
    if cfg!(feature = "mysql") {
        targets.extend([Target::mysql(), Target::mariadb()]);
    }
    if cfg!(feature = "sqlite") {
        targets.push(Target::sqlite());
    }
    targets
}

/// The applied migration that a name is for: all of it or its begin, with the `m` of its file or without.
fn whole_name(statuses: &[Status], begin: &str) -> Result<String, Stop> {
    let bare = begin.strip_prefix('m').unwrap_or(begin);
    let applied = statuses
        .iter()
        .filter(|status| status.state != State::Pending);
    let names: Vec<&str> = applied
        .map(|status| status.name.as_str())
        .filter(|name| name.starts_with(begin) || name.starts_with(bare))
        .collect();
    match names.as_slice() {
        _ if names.contains(&begin) => Ok(begin.to_owned()),
        [only] => Ok((*only).to_owned()),
        // The runtime says what is wrong with it.
        [] => Ok(begin.to_owned()),
        several => Err(Stop::said(
            exit::USAGE,
            &format!("\"{begin}\" may be any of {}", several.join(", ")),
            "type more of the name",
        )),
    }
}
