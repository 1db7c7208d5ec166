//! From the options to a migrator.

use std::time::Duration;

use migration_core::ErrorKind;
use migration_core::dialect::Target;
use migration_core::plan::{Order, Verdict};
use migration_core::registry::History;
use migration_runtime::{Migrator, Result};

use super::source::is_of_any_program;
use crate::args::{Command, Global, OrderArg, VerdictArg};
use crate::output::Output;

/// With all migrations of this program.
pub(super) fn migrator(global: &Global, output: &Output) -> Result<Migrator> {
    Ok(with(Migrator::registered()?, global, output))
}

/// What a command is given: what compares or makes models needs no migrations.
pub(super) fn for_command(command: &Command, global: &Global, output: &Output) -> Result<Migrator> {
    let may_do_without = match command {
        Command::Diff(diff) => is_of_any_program(diff),
        Command::Sync(_) => true,
        _ => false,
    };
    match may_do_without {
        true => {
            let known = any(global, output)?;
            Ok(known.unwrap_or_else(|| with(Migrator::new(), global, output)))
        }
        false => migrator(global, output),
    }
}

/// The same as [`migrator`]; none where the program has no migrations yet.
pub(super) fn any(global: &Global, output: &Output) -> Result<Option<Migrator>> {
    match History::registered() {
        Err(error) if error.kind() == ErrorKind::NoMigrations => Ok(None),
        _ => migrator(global, output).map(Some),
    }
}

/// These migrations, with the options.
pub(super) fn with(migrator: Migrator, global: &Global, output: &Output) -> Migrator {
    let mut migrator = migrator
        .table(&global.table)
        .lock_wait(global.lock_wait)
        .lock_timeout(Some(global.lock_timeout).filter(|limit| *limit > Duration::ZERO))
        .retries(global.retries)
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
        .observer(output.progress.clone());
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
    if let Some(environment) = &global.allow_env {
        migrator = migrator.allow_environment(environment);
    }
    migrator
}

fn verdict(argument: VerdictArg) -> Verdict {
    match argument {
        VerdictArg::Allow => Verdict::Allow,
        VerdictArg::Refuse => Verdict::Refuse,
    }
}

/// The databases that this program is built for, as they are named on the command line.
pub(super) fn targets() -> Vec<(&'static str, Target)> {
    let mut targets = Vec::new();
    if cfg!(feature = "postgres") {
        targets.push(("postgres", Target::postgres()));
    }
    if cfg!(feature = "mysql") {
        targets.extend([("mysql", Target::mysql()), ("mariadb", Target::mariadb())]);
    }
    if cfg!(feature = "sqlite") {
        targets.push(("sqlite", Target::sqlite()));
    }
    targets
}

/// A database by its name, whether this program is built for it or not.
pub(super) fn target(name: &str) -> Option<Target> {
    match name.to_ascii_lowercase().as_str() {
        "postgres" | "postgresql" | "pg" => Some(Target::postgres()),
        "mysql" => Some(Target::mysql()),
        "mariadb" => Some(Target::mariadb()),
        "sqlite" | "sqlite3" => Some(Target::sqlite()),
        _ => None,
    }
}
