//! The commands: each calls the runtime, and makes an answer of what comes back.

mod about;
mod adopt;
mod apply;
mod backfill;
mod diff;
mod guard;
mod look;
mod models;
mod names;
mod options;
mod seed;
mod snapshot;
mod source;
mod squash;
mod sync;
mod test_db;
mod undo;
mod upkeep;
mod wanted;
mod writing;

use std::time::{Duration, Instant};

use migration_runtime::{Database, Migrator};

use crate::args::{Args, Command, Diff, Format};
use crate::config::Layers;
use crate::output::{Answer, Output};
use crate::stop::Stop;
use crate::{exit, left_out, signals};

/// How long `wait` waits unless said.
const WAIT: Duration = Duration::from_secs(60);

/// Runs a command, and answers with the exit code.
pub(crate) async fn run(
    args: Args,
    matches: &clap::ArgMatches,
    layers: &Layers,
    output: &Output,
) -> u8 {
    let name = args.command.as_ref().map_or("migrate", Command::name);
    let began = Instant::now();
    if let Err(stop) = refuse_the_format(&args, output) {
        return output.stop(name, &stop);
    }
    let alone = match &args.command {
        Some(Command::Make(make)) if make.from_models || make.against_database => {
            Some(models::make(make, &args.global, output).await)
        }
        Some(Command::TestDb(which)) => Some(test_db::test_db(which, &output.program).await),
        _ => answered_alone(&args, matches, layers, output),
    };
    let code = match alone {
        Some(Ok(answer)) => output.answer(name, answer),
        Some(Err(stop)) => output.stop(name, &stop),
        None => with_migrations(&args, output).await,
    };
    if args.global.timing {
        let took = crate::output::human::duration(began.elapsed());
        crate::output::say(&format!("  {name} took {took}"));
    }
    code
}

/// SQL and words are formats of plans alone.
fn refuse_the_format(args: &Args, output: &Output) -> Result<(), Stop> {
    let is_plan = match &args.command {
        Some(Command::Sql(_) | Command::Diff(_)) => true,
        Some(Command::Migrate(migrate)) => migrate.dry_run,
        Some(Command::Rollback(rollback)) => rollback.dry_run,
        _ => false,
    };
    match output.format {
        Format::Rust if !matches!(&args.command, Some(Command::Diff(_))) => {
            let what = "only what differs is written as Rust";
            let next = "diff --format rust";
            Err(Stop::said(exit::USAGE, "MIG-0801", what, next))
        }
        Format::Sql | Format::Text if !is_plan => {
            let what = format!(
                "{} has no format {}",
                args.command.as_ref().map_or("migrate", Command::name),
                output.format.word()
            );
            let next = "--format human, json, ndjson, markdown or github";
            Err(Stop::said(exit::USAGE, "MIG-0801", &what, next))
        }
        _ => Ok(()),
    }
}

/// The commands that need neither migrations nor a database.
fn answered_alone(
    args: &Args,
    matches: &clap::ArgMatches,
    layers: &Layers,
    output: &Output,
) -> Option<Result<Answer, Stop>> {
    Some(match args.command.as_ref()? {
        Command::Config(config) if config.stamp.is_none() => {
            Ok(about::config(config, matches, layers))
        }
        Command::Explain { code } => about::explain(code.as_deref()),
        Command::Completions { shell } => Ok(about::completions(*shell, &output.program)),
        Command::Man { folder } => about::man(folder.as_deref(), &output.program),
        Command::Make(make) => writing::make(make, &args.global, &output.program),
        Command::Init(init) => writing::init(init, &args.global),
        _ => return None,
    })
}

/// The commands about migrations.
async fn with_migrations(args: &Args, output: &Output) -> u8 {
    let command = args
        .command
        .clone()
        .unwrap_or(Command::Migrate(Default::default()));
    let name = command.name();
    let migrator = match options::for_command(&command, &args.global, output) {
        Ok(migrator) => match &command {
            Command::Seed(seed) => migrator.force_seeds(seed.force).only_seeds(&seed.only),
            _ => migrator,
        },
        Err(error) => return output.stop(name, &Stop::from(error)),
    };
    // A program without migrations has no files of them.
    if !migrator.is_empty()
        && let Err(stop) = look_at_the_sources(&migrator, &command, output)
    {
        return output.stop(name, &stop);
    }
    // They need no database.
    let alone = match &command {
        Command::Check { against_database } => {
            let checked = look::check(&migrator);
            Some(checked).filter(|checked| {
                !*against_database || !matches!(checked, Ok(answer) if answer.code == exit::DONE)
            })
        }
        Command::Squash(which) => {
            let program = &output.program;
            Some(squash::squash(&migrator, which, &args.global, program))
        }
        Command::Sql(sql) => sql.name.as_ref().map(|of| look::sql_of(&migrator, of, sql)),
        _ => None,
    };
    if let Some(answer) = alone {
        return match answer {
            Ok(answer) => output.answer(name, answer),
            Err(stop) => output.stop(name, &stop),
        };
    }
    let url = match &command {
        Command::Diff(diff) => source::url_of(diff).or(args.global.url.clone()),
        _ => args.global.url.clone(),
    };
    let Some(url) = url.filter(|url| !url.trim().is_empty()) else {
        let next = format!(
            "{} --url sqlite:shop.db, or set DATABASE_URL",
            output.program
        );
        let stop = Stop::said(exit::USAGE, "MIG-0801", "no database is named", &next);
        return output.stop(name, &stop);
    };
    let work = async {
        let (database, made) = connect(&command, &url, args.global.wait).await?;
        if made {
            output.tell(&format!("  made the database of {database}"));
        }
        let session = Session {
            output,
            migrator: &migrator,
            database: &database,
            args,
        };
        session.execute(&command).await
    };
    let cancel = migrator.cancel_handle();
    let (result, signal) = signals::cancelled_by_signals(&cancel, work).await;
    let code = match result {
        Ok(answer) => output.answer(name, answer),
        Err(stop) => output.stop(name, &stop),
    };
    match code {
        exit::INTERRUPTED => signal.unwrap_or(exit::INTERRUPTED),
        code => code,
    }
}

/// Connects, and says whether the database was made for that.
async fn connect(
    command: &Command,
    url: &str,
    wait: Option<Duration>,
) -> Result<(Database, bool), Stop> {
    Ok(match command {
        Command::Prepare { .. } => {
            Database::connect_or_create(url, wait.unwrap_or_default()).await?
        }
        Command::Wait => {
            let database = Database::connect_within(url, wait.unwrap_or(WAIT)).await?;
            (database, false)
        }
        _ => {
            let database = Database::connect_within(url, wait.unwrap_or_default()).await?;
            (database, false)
        }
    })
}

/// Commands that apply all that there is, or vouch for it, do not without a file that was left out; the others say so.
fn look_at_the_sources(
    migrator: &Migrator,
    command: &Command,
    output: &Output,
) -> Result<(), Stop> {
    match command {
        Command::Migrate(_)
        | Command::Fresh { .. }
        | Command::Refresh { .. }
        | Command::Prepare { .. }
        | Command::Baseline { .. }
        | Command::Adopt(_)
        | Command::Squash(_)
        | Command::Check { .. } => left_out::refuse(migrator),
        _ => {
            if let Some(warning) = left_out::warning(migrator)? {
                output.warn(&warning);
            }
            Ok(())
        }
    }
}

/// A program with its migrations, on a database.
struct Session<'a> {
    output: &'a Output,
    migrator: &'a Migrator,
    database: &'a Database,
    args: &'a Args,
}

impl Session<'_> {
    async fn execute(&self, command: &Command) -> Result<Answer, Stop> {
        match command {
            Command::Migrate(migrate) => self.migrate(migrate).await,
            Command::Prepare { no_seed } => self.prepare(!no_seed).await,
            Command::Status { pending, check } => self.status(*pending, *check).await,
            Command::Pending { check } => self.pending(*check).await,
            Command::History { since } => self.history(*since).await,
            Command::Show { name, diff } => self.show(name, *diff).await,
            Command::Rollback(which) => self.rollback(which).await,
            Command::Reset(destroy) => self.reset(destroy).await,
            Command::Refresh { destroy, seed } => self.refresh(destroy, *seed).await,
            Command::Fresh { destroy, seed } => self.fresh(destroy, *seed).await,
            Command::Seed(seed) => self.seed(seed).await,
            Command::Backfill(backfill) => self.backfill(backfill.action.as_ref()).await,
            Command::Sql(sql) => self.sql(sql).await,
            Command::Baseline { name, force } => self.baseline(name.as_deref(), *force).await,
            Command::Adopt(adopt) => self.adopt(adopt).await,
            Command::Repair { names } => self.repair(names).await,
            Command::Resolve(resolve) => self.resolve(resolve).await,
            Command::Unlock { kill } => self.unlock(*kill).await,
            Command::Doctor => self.doctor().await,
            Command::Diff(diff) => self.diff(diff).await,
            Command::Sync(sync) => self.sync(sync).await,
            Command::Snapshot(snapshot) => self.snapshot(snapshot).await,
            Command::Wait => {
                // It is there once it answers.
                self.migrator.has_tables(self.database).await?;
                Ok(Answer::default().said(format!("  {} is there", self.database)))
            }
            Command::Config(config) => self.stamp(config).await,
            Command::Check { .. } => {
                let checked = look::check(self.migrator)?;
                Ok(checked.and(self.diff(&Diff::of_the_database()).await?))
            }
            // They need no database, and were answered before one was asked for.
            Command::Explain { .. }
            | Command::Completions { .. }
            | Command::Man { .. }
            | Command::Make(_)
            | Command::Squash(_)
            | Command::TestDb(_)
            | Command::Init(_) => Ok(Answer::default()),
        }
    }

    /// The database, after saying which one it is.
    fn named(&self) -> &Database {
        self.output.progress.name_the_database();
        self.database
    }
}
