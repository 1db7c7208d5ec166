//! The commands.

use std::time::Duration;

use migration_core::plan::Direction;
use migration_runtime::{Database, Migrator, Report, Result, State, Status};

use crate::args::{Args, Command, Global, Rollback, Seed};
use crate::render::Terminal;
use crate::stop::Stop;
use crate::{exit, render, signals};

/// Runs a command, and answers with the exit code.
pub(crate) async fn run(program: &str, args: Args) -> u8 {
    let command = args.command.unwrap_or(Command::Migrate { seed: false });
    let migrator = match migrator(&args.global) {
        Ok(migrator) => match &command {
            Command::Seed(seed) => with_seeds(migrator, seed),
            _ => migrator,
        },
        Err(error) => return Stop::from(error).report(),
    };
    let Some(url) = args.global.url.filter(|url| !url.trim().is_empty()) else {
        let next = format!("{program} --url sqlite:shop.db, or set DATABASE_URL");
        return Stop::said(exit::USAGE, "no database is named", &next).report();
    };
    let work = async {
        let database = Database::connect(&url).await?;
        let session = Session {
            program,
            migrator: &migrator,
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

fn migrator(global: &Global) -> Result<Migrator> {
    let mut migrator = Migrator::registered()?
        .table(&global.table)
        .lock_wait(Duration::from_secs(global.lock_wait))
        .allow_existing(global.allow_existing)
        .seeds_table(&global.seeds_table)
        .observer(Terminal::default());
    if let Some(schema) = &global.schema {
        migrator = migrator.schema(schema);
    }
    if let Some(environment) = &global.env {
        migrator = migrator.environment(environment);
    }
    Ok(migrator)
}

/// With what `seed` was given besides.
fn with_seeds(migrator: Migrator, seed: &Seed) -> Migrator {
    migrator.force_seeds(seed.force).only_seeds(&seed.only)
}

/// A program with its migrations, on a database.
struct Session<'a> {
    program: &'a str,
    migrator: &'a Migrator,
    database: &'a Database,
}

impl Session<'_> {
    async fn execute(&self, command: &Command) -> Result<u8, Stop> {
        let Self {
            migrator, database, ..
        } = *self;
        match command {
            Command::Migrate { seed } => {
                self.ran(&migrator.migrate(self.named()).await?);
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
            Command::Sql { down } => {
                let plan = if *down {
                    migrator.plan_rollback(database).await?
                } else {
                    migrator.plan(database).await?
                };
                if plan.is_empty() {
                    render::say("nothing to do");
                }
                render::print(&plan.to_sql())?;
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
