//! A run: connect -> ledger rows -> select and compile -> lock -> look again -> execute -> report.

mod seed;

pub(crate) use seed::{Force, SeedOptions};

use std::collections::BTreeSet;
use std::time::{Duration, Instant, SystemTime};

use migration_core::plan::{self, Direction, Plan, Selection, compile};
use migration_core::registry::History;

use crate::cancel::Watch;
use crate::database::{Access, Connection, Database};
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::execute::{Executor, Outcome};
use crate::fresh;
use crate::ledger::{self, Author, Book, Snapshot};
use crate::lock;
use crate::migrator::Settings;
use crate::report::{Ran, Report};

/// One run on one connection.
pub(crate) struct Run<'a> {
    settings: &'a Settings,
    history: &'a History,
    database: &'a Database,
    connection: Connection,
    snapshot: Snapshot,
    run_id: String,
    /// Stops the session when the run is cancelled.
    _watch: Watch,
}

impl<'a> Run<'a> {
    /// Connects and reads the ledger: one round trip besides connecting.
    pub(crate) async fn start(
        settings: &'a Settings,
        history: &'a History,
        database: &'a Database,
        access: Access,
    ) -> Result<Self> {
        if settings.cancel.is_cancelled() {
            return Err(
                Error::new(ErrorKind::Cancelled, "cancelled before the run began")
                    .leaving(DatabaseState::Untouched)
                    .help("run the same command again"),
            );
        }
        let mut connection = database.open(access).await?;
        connection.stop_when(settings.cancel.flag()).await?;
        connection.wait_for_writers(settings.lock_wait).await?;
        let schema = settings.schema.as_deref();
        let snapshot = ledger::read(&mut connection, &settings.table, schema, None)
            .await
            .map_err(|error| error.or_leaving(DatabaseState::Untouched))?;
        Ok(Self {
            _watch: settings.cancel.watch(database, snapshot.session),
            settings,
            history,
            database,
            connection,
            snapshot,
            run_id: run_id(),
        })
    }

    pub(crate) fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Gives the connection up; with it goes the lock.
    pub(crate) async fn close(self) {
        self.connection.close().await;
    }

    /// The plan for what the ledger says now.
    pub(crate) fn plan(&self, selection: &Selection) -> Result<Plan> {
        let applied: Vec<_> = (self.snapshot.entries.iter())
            .map(ledger::Entry::to_applied)
            .collect();
        compile(
            self.history,
            &applied,
            selection,
            &self.snapshot.target,
        )
        .map_err(|error| {
            let error = Error::from(error);
            match (error.kind(), selection) {
                (ErrorKind::Plan, Selection::Batch(_)) => error.help(
                    "roll back first what came after it, or correct its `down`; then run the same command again",
                ),
                _ => error,
            }
        })
    }

    /// Runs a selection.
    pub(crate) async fn run(&mut self, selection: &Selection) -> Result<Report> {
        let began = Instant::now();
        let first = self.plan(selection)?;
        let mut report = Report::new(first.direction);
        if first.is_empty() {
            self.tell(&first, &mut report);
            return Ok(report);
        }
        self.refuse_what_is_not_ours(first.direction)?;
        self.lock()
            .await
            .map_err(|error| error.or_leaving(DatabaseState::Untouched))?;
        let mut plan = self.plan(selection)?;
        if plan.direction == Direction::Down {
            self.keep_to_what_was_meant(&first, &mut plan)?;
        }
        self.tell(&plan, &mut report);
        let still: BTreeSet<&str> = plan.migrations.iter().map(|m| m.name.as_str()).collect();
        for planned in &first.migrations {
            if !still.contains(planned.name.as_str()) {
                report.by_others.push(planned.name.clone());
            }
        }
        self.execute(selection, plan, &mut report).await?;
        if report.ran.is_empty() {
            report.batch = None;
        }
        report.took = began.elapsed();
        Ok(report)
    }

    /// Who asks to undo the last batch means the one that was the last when he asked: what another runner undid while
    /// this one waited must not make it undo the one before.
    fn keep_to_what_was_meant(&self, first: &Plan, plan: &mut Plan) -> Result<()> {
        let is_applied =
            |name: &str| (self.snapshot.entries.iter()).any(|entry| entry.name == name);
        let names = |plan: &Plan| -> Vec<String> {
            let names = plan.migrations.iter().map(|planned| planned.name.clone());
            names.collect()
        };
        let mut left = names(first);
        left.retain(|name| is_applied(name));
        if names(plan).starts_with(&left) {
            plan.migrations.truncate(left.len());
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Locked,
            "another runner changed the ledger while this one waited for it",
        )
        .leaving(DatabaseState::Untouched)
        .help("look at `status`, then decide again what to roll back"))
    }

    /// Takes the lock, reads the ledger again, and creates it if need be.
    async fn lock(&mut self) -> Result<()> {
        self.snapshot = lock::take(
            &mut self.connection,
            &self.snapshot.ledger,
            self.settings.lock_wait,
            self.settings.observer.as_ref(),
            &self.settings.cancel,
        )
        .await?;
        self.create_ledger().await
    }

    async fn create_ledger(&mut self) -> Result<()> {
        if self.snapshot.exists {
            return Ok(());
        }
        let with_schema = self.settings.schema.is_some() && !self.snapshot.schema_exists;
        let ledger = &self.snapshot.ledger;
        ledger.create(&mut self.connection, with_schema).await?;
        self.snapshot.exists = true;
        Ok(())
    }

    /// Executes a plan. When another runner is faster with a migration, goes on with what is left.
    async fn execute(
        &mut self,
        selection: &Selection,
        mut plan: Plan,
        report: &mut Report,
    ) -> Result<()> {
        let batch = self.snapshot.last_batch() + 1;
        if plan.direction == Direction::Up && !plan.is_empty() {
            report.batch = Some(batch);
        }
        while !plan.is_empty() {
            let mut executor = self.executor(plan.direction, batch);
            executor.ran = std::mem::take(&mut report.ran);
            let outcome = executor.run(&plan).await;
            report.ran = executor.ran;
            if outcome? == Outcome::Done {
                return Ok(());
            }
            if plan.direction == Direction::Down {
                return Err(Error::new(
                    ErrorKind::Locked,
                    "another runner rolls migrations back at the same time",
                )
                .leaving(DatabaseState::RolledBack)
                .after(names(&report.ran))
                .help("look at `status`, then decide again what to roll back"));
            }
            self.read_again().await?;
            let rest = self
                .plan(selection)
                .map_err(|error| error.after(names(&report.ran)))?;
            let planned = plan.migrations.iter().map(|planned| &planned.name);
            let others = planned.filter(|name| !report.ran.iter().any(|ran| ran.name == **name));
            let is_left = |name: &&String| rest.migrations.iter().any(|left| left.name == **name);
            // Taken, and pending all the same: it would be tried for ever.
            if let Some(taken) = others.clone().next().filter(is_left) {
                return Err(self.not_applied(taken).after(names(&report.ran)));
            }
            report
                .by_others
                .extend(others.filter(|name| !is_left(name)).cloned());
            plan = rest;
        }
        Ok(())
    }

    fn executor(&mut self, direction: Direction, batch: i64) -> Executor<'_> {
        Executor {
            database: self.database,
            connection: &mut self.connection,
            ledger: Book::Ledger(&self.snapshot.ledger),
            target: &self.snapshot.target,
            search_path: self.snapshot.search_path.as_deref(),
            role: self.snapshot.role.as_deref(),
            history: self.history,
            author: Author {
                batch,
                applied_by: applied_by(),
                run_id: self.run_id.clone(),
            },
            direction,
            observer: self.settings.observer.as_ref(),
            watched: self.settings.watched,
            cancel: &self.settings.cancel,
            ran: Vec::new(),
        }
    }

    fn not_applied(&self, name: &str) -> Error {
        let ledger = &self.snapshot.ledger.name;
        let message = format!(
            "the ledger {ledger} has a row of \"{name}\" that does not say that it is applied"
        );
        Error::new(ErrorKind::Ledger, message)
            .leaving(DatabaseState::RolledBack)
            .help(format!(
                "look at its `state` in {ledger}; delete the row if the migration is not applied, then run the same \
                 command again"
            ))
    }

    async fn read_again(&mut self) -> Result<()> {
        let name = &self.snapshot.ledger.name;
        self.snapshot = ledger::read(
            &mut self.connection,
            &name.name,
            name.schema.as_deref(),
            None,
        )
        .await?;
        Ok(())
    }

    /// Drops everything that is ours, then migrates, all of it with the lock.
    pub(crate) async fn fresh(&mut self) -> Result<Report> {
        let began = Instant::now();
        // What is wrong with the history is said before anything is dropped.
        self.check_the_way_up()?;
        self.lock_only()
            .await
            .map_err(|error| error.or_leaving(DatabaseState::Untouched))?;
        let applied = self
            .snapshot
            .entries
            .iter()
            .map(|entry| entry.name.as_str());
        let beyond = plan::beyond(self.history, applied, &self.snapshot.target);
        let ledger = &self.snapshot.ledger;
        let dropped = fresh::drop_everything(&mut self.connection, ledger, &beyond).await?;
        if dropped > 0 {
            let notice = format!("{dropped} objects dropped");
            self.settings.observer.notice(&notice);
        }
        self.read_again().await?;
        self.create_ledger().await?;
        let plan = self.plan(&Selection::Pending)?;
        let mut report = Report::new(Direction::Up);
        report.dropped = dropped;
        self.tell(&plan, &mut report);
        self.execute(&Selection::Pending, plan, &mut report).await?;
        report.took = began.elapsed();
        Ok(report)
    }

    /// Fails when the migrations could not be applied to an empty database.
    fn check_the_way_up(&self) -> Result<()> {
        compile(
            self.history,
            &[],
            &Selection::Pending,
            &self.snapshot.target,
        )?;
        Ok(())
    }

    async fn lock_only(&mut self) -> Result<()> {
        self.snapshot = lock::take(
            &mut self.connection,
            &self.snapshot.ledger,
            self.settings.lock_wait,
            self.settings.observer.as_ref(),
            &self.settings.cancel,
        )
        .await?;
        Ok(())
    }

    /// Rolls everything back, then migrates, all of it with the lock.
    pub(crate) async fn refresh(&mut self) -> Result<Report> {
        self.check_the_way_up()?;
        let down = self.run(&Selection::All).await?;
        self.read_again().await?;
        let mut up = self.run(&Selection::Pending).await?;
        up.undone = down.ran;
        up.took += down.took;
        Ok(up)
    }

    /// Tables that were there before migratory are somebody's; they are not taken over by accident.
    fn refuse_what_is_not_ours(&self, direction: Direction) -> Result<()> {
        let ours = self.snapshot.exists || !self.snapshot.occupied || self.settings.allow_existing;
        if ours || direction == Direction::Down {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Ledger,
            format!(
                "the database has tables, but no ledger {}: it was not made by these migrations",
                self.snapshot.ledger.name
            ),
        )
        .leaving(DatabaseState::Untouched)
        .help(
            "name the ledger if it is called otherwise: --table NAME, in code .table(\"...\"); or migrate beside the tables \
             that are there: --allow-existing, in code .allow_existing(true)",
        ))
    }

    fn tell(&self, plan: &Plan, report: &mut Report) {
        for notice in &plan.notices {
            self.settings.observer.notice(notice);
        }
        report.notices.clone_from(&plan.notices);
    }
}

/// `2 migrations are pending`
pub(crate) fn are_pending(pending: &[String]) -> String {
    match pending.len() {
        1 => "1 migration is pending".to_owned(),
        n => format!("{n} migrations are pending"),
    }
}

fn names(ran: &[Ran]) -> Vec<String> {
    ran.iter().map(|ran| ran.name.clone()).collect()
}

/// Who runs this, as far as the system tells: `user@host`.
fn applied_by() -> String {
    let variable = |names: [&str; 2]| {
        names
            .iter()
            .find_map(|name| std::env::var(name).ok())
            .filter(|value| !value.is_empty())
    };
    let user = variable(["USER", "USERNAME"]).unwrap_or_else(|| "unknown".to_owned());
    let host = variable(["HOSTNAME", "COMPUTERNAME"])
        .or_else(|| std::fs::read_to_string("/etc/hostname").ok())
        .unwrap_or_default();
    let by = match host.trim() {
        "" => user,
        host => format!("{user}@{host}"),
    };
    by.chars().take(255).collect()
}

/// A name for a run that no other run has: when, which process, which one of its runs.
fn run_id() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static RUNS: AtomicU32 = AtomicU32::new(0);
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or(Duration::ZERO);
    format!(
        "{:013x}-{:08x}-{:x}",
        since.as_micros(),
        std::process::id(),
        RUNS.fetch_add(1, Ordering::Relaxed)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn run_ids_differ_and_fit_into_their_column() {
        let (a, b) = (run_id(), run_id());
        assert_ne!(a, b);
        assert!(a.len() <= 64 && applied_by().chars().count() <= 255);
    }
}
