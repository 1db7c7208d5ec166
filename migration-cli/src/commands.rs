//! The commands.

use std::time::Duration;

use migration_core::plan::Direction;
use migration_runtime::{Database, Migrator, Report, Result, State};

use crate::args::{Args, Command, Global, Rollback};
use crate::render::Terminal;
use crate::{exit, render, signals};

/// Runs a command, and answers with the exit code.
pub(crate) async fn run(args: Args) -> u8 {
    let command = args.command.unwrap_or(Command::Migrate);
    let migrator = match migrator(&args.global) {
        Ok(migrator) => migrator,
        Err(error) => {
            render::error(&error);
            return exit::code(&error);
        }
    };
    let Some(url) = args.global.url else {
        render::error(
            &"no database is named\n  next: give --url, or set DATABASE_URL: --url sqlite:shop.db",
        );
        return exit::USAGE;
    };
    let work = async {
        let database = Database::connect(&url).await?;
        execute(&migrator, &database, &command).await
    };
    let cancel = migrator.cancel_handle();
    let (result, signal) = signals::cancelled_by_signals(&cancel, work).await;
    match result {
        Ok(code) => code,
        Err(error) => {
            render::error(&error);
            match (exit::code(&error), signal) {
                (exit::INTERRUPTED, Some(code)) => code,
                (code, _) => code,
            }
        }
    }
}

fn migrator(global: &Global) -> Result<Migrator> {
    let mut migrator = Migrator::registered()?
        .table(&global.table)
        .lock_wait(Duration::from_secs(global.lock_wait))
        .allow_existing(global.allow_existing)
        .observer(Terminal);
    if let Some(schema) = &global.schema {
        migrator = migrator.schema(schema);
    }
    Ok(migrator)
}

async fn execute(migrator: &Migrator, database: &Database, command: &Command) -> Result<u8> {
    match command {
        Command::Migrate => {
            render::say(&database.to_string());
            ran(&migrator.migrate(database).await?);
        }
        Command::Status => {
            let statuses = migrator.status(database).await?;
            render::print(&render::status_table(&statuses));
        }
        Command::Pending => {
            for name in migrator.pending(database).await? {
                render::print(&format!("{name}\n"));
            }
        }
        Command::Rollback(which) => {
            render::say(&database.to_string());
            ran(&rollback(migrator, database, which).await?);
        }
        Command::Reset => {
            render::say(&database.to_string());
            ran(&migrator.reset(database).await?);
        }
        Command::Refresh => {
            render::say(&database.to_string());
            ran(&migrator.refresh(database).await?);
        }
        Command::Fresh { yes } => {
            render::say(&database.to_string());
            if !yes && migrator.has_tables(database).await? {
                render::error(&format!(
                    "refused: {database} has tables, and `fresh` drops all of them with their rows\n  database: \
                     unchanged\n  next: if you mean it, say so: fresh --yes"
                ));
                return Ok(exit::REFUSED);
            }
            ran(&migrator.fresh(database).await?);
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
            render::print(&plan.to_sql());
        }
    }
    Ok(exit::DONE)
}

async fn rollback(migrator: &Migrator, database: &Database, which: &Rollback) -> Result<Report> {
    match which {
        Rollback {
            step: Some(steps), ..
        } => migrator.rollback_steps(database, *steps).await,
        Rollback {
            batch: Some(batch), ..
        } => migrator.rollback_batch(database, *batch).await,
        Rollback { to: Some(name), .. } => {
            let name = whole_name(migrator, database, name).await?;
            migrator.rollback_to(database, name).await
        }
        Rollback {
            step: None,
            batch: None,
            to: None,
        } => migrator.rollback(database).await,
    }
}

/// The migration that a name, or the begin of one, is for.
async fn whole_name(migrator: &Migrator, database: &Database, begin: &str) -> Result<String> {
    let statuses = migrator.status(database).await?;
    let mut found = statuses
        .iter()
        .filter(|status| status.state != State::Pending && status.name.starts_with(begin));
    match (found.next(), found.next()) {
        _ if statuses.iter().any(|status| status.name == begin) => Ok(begin.to_owned()),
        (Some(only), None) => Ok(only.name.clone()),
        _ => Ok(begin.to_owned()),
    }
}

/// Says what a run did.
fn ran(report: &Report) {
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
                Some(batch) => format!("      undo: rollback --batch {batch}"),
                None => String::new(),
            };
            render::say(&format!(
                "\n  {count} {done}, {}{undo}",
                render::duration(report.took)
            ));
        }
    }
}
