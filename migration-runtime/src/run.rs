//! A run: connect -> ledger rows -> select and compile -> lock -> look again -> execute -> report.

mod edited;
mod half_done;
mod pooled;
mod recovery;
mod seed;
mod status;
mod upkeep;

pub(crate) use seed::{Force, SeedOptions};

use std::collections::BTreeSet;
use std::time::{Duration, Instant, SystemTime};

use migration_core::dialect::Dialect;
use migration_core::migration::MigrationId;
use migration_core::plan::{
    self, Direction, Plan, PlannedBody, PlannedMigration, Selection, compile,
};
use migration_core::registry::History;

use crate::cancel::Watch;
use crate::database::{Access, Connection, Database};
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::execute::{Executor, Outcome};
use crate::fault;
use crate::fresh;
use crate::ledger::journal::Journal;
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
    /// Whether it was said that a pooler is in between.
    pooler_is_told: bool,
    /// Stops the session when the run is cancelled.
    watch: Watch,
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
        fault::point("connect", 0).await?;
        let connection = database.open(access).await?;
        let (connection, snapshot) = prepared(settings, connection)
            .await
            .map_err(|error| error.or_leaving(DatabaseState::Untouched))?;
        database.learn(snapshot.is_direct);
        pooled::refuse_a_place(database)?;
        Ok(Self {
            watch: settings.cancel.watch(database, snapshot.session),
            settings,
            history,
            database,
            connection,
            snapshot,
            run_id: run_id(),
            pooler_is_told: false,
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
        plan::compile_by(
            &self.settings.policy,
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

    /// The same, when more of the ledger may be needed for it: the way back of what is not in the code, and the SQL of
    /// what was edited.
    pub(crate) async fn full_plan(&mut self, selection: &Selection) -> Result<Plan> {
        self.read_ways_back(selection).await?;
        match self.plan(selection) {
            Err(error) if error.kind() == ErrorKind::Ledger => Err(self.with_diffs(error).await),
            plan => plan,
        }
    }

    /// Runs a selection.
    pub(crate) async fn run(&mut self, selection: &Selection) -> Result<Report> {
        self.run_as(selection, None).await
    }

    /// Runs a selection, if the plan for it is the one with this fingerprint.
    pub(crate) async fn run_as(
        &mut self,
        selection: &Selection,
        fingerprint: Option<&str>,
    ) -> Result<Report> {
        let began = Instant::now();
        let first = self.full_plan(selection).await?;
        is_the_one(&first, fingerprint)?;
        let mut report = Report::new(first.direction);
        if first.is_empty() {
            self.tell(&first, &mut report);
            if let Some((id, how_far)) = self.half_undone(&first) {
                let notice = format!("the rollback of \"{id}\" is not done: {how_far}");
                self.settings.observer.notice(&notice);
                report.notices.push(notice);
            }
            return Ok(report);
        }
        self.refuse_what_is_not_ours(first.direction)?;
        self.refuse_read_only()?;
        self.refuse_through_a_pooler(&first).await?;
        let locked = match self.lock(&first).await {
            // All of it may be done twice.
            Err(error) if recovery::may_go_on(&error) => {
                self.reconnect().await?;
                self.lock(&first).await
            }
            locked => locked,
        };
        locked.map_err(|error| error.or_leaving(DatabaseState::Untouched))?;
        let mut plan = self.full_plan(selection).await?;
        is_the_one(&plan, fingerprint)?;
        if plan.direction == Direction::Down {
            self.keep_to_what_was_meant(&first, &mut plan)?;
        }
        self.refuse_what_is_half_done(&plan)?;
        self.tell(&plan, &mut report);
        let still: BTreeSet<&MigrationId> = plan.migrations.iter().map(|m| &m.id).collect();
        for planned in &first.migrations {
            if !still.contains(&planned.id) {
                report.by_others.push(planned.id.to_string());
            }
        }
        self.execute(selection, plan, &mut report).await?;
        if report.ran.is_empty() {
            report.batch = None;
        }
        report.took = began.elapsed();
        fault::point("unlock", 0).await?;
        Ok(report)
    }

    /// Who asks to undo the last batch means the one that was the last when he asked: what another runner undid while
    /// this one waited must not make it undo the one before.
    fn keep_to_what_was_meant(&self, first: &Plan, plan: &mut Plan) -> Result<()> {
        let is_applied =
            |id: &MigrationId| (self.snapshot.entries.iter()).any(|entry| entry.migration == *id);
        let ids = |plan: &Plan| -> Vec<MigrationId> {
            let ids = plan.migrations.iter().map(|planned| planned.id.clone());
            ids.collect()
        };
        let mut left = ids(first);
        left.retain(|id| is_applied(id));
        if ids(plan).starts_with(&left) {
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

    /// Takes the lock, reads the ledger again, and creates it if need be, and the journal if the plan needs it.
    async fn lock(&mut self, plan: &Plan) -> Result<()> {
        self.lock_only().await?;
        fault::point("lock", 0).await?;
        self.create_ledger().await?;
        self.create_journal(plan).await
    }

    async fn create_journal(&mut self, plan: &Plan) -> Result<()> {
        let is_staged = |planned: &PlannedMigration| matches!(planned.body, PlannedBody::Staged(_));
        if self.snapshot.journal.is_some() || !plan.migrations.iter().any(is_staged) {
            return Ok(());
        }
        let journal = Journal::beside(&self.snapshot.ledger);
        journal.create(&mut self.connection).await?;
        self.snapshot.journal = Some(Vec::new());
        Ok(())
    }

    async fn create_ledger(&mut self) -> Result<()> {
        if self.snapshot.exists {
            return Ok(());
        }
        fault::point("ledger_create", 0).await?;
        let with_schema = self.settings.schema.is_some() && !self.snapshot.schema_exists;
        let ledger = &self.snapshot.ledger;
        ledger.create(&mut self.connection, with_schema).await?;
        self.snapshot.exists = true;
        Ok(())
    }

    /// Executes a plan. When another runner is faster with a migration, goes on with what is left; so it does after the
    /// connection was lost, once it is known what became of what was sent.
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
        let mut lost_at = None;
        while !plan.is_empty() {
            let mut executor = self.executor(plan.direction, batch);
            executor.ran = std::mem::take(&mut report.ran);
            let outcome = executor.run(&plan).await;
            report.ran = executor.ran;
            let done = report.ran.len();
            match outcome {
                Ok(Outcome::Done) => return Ok(()),
                Ok(Outcome::Taken | Outcome::Changed) if plan.direction == Direction::Down => {
                    return Err(Error::new(
                        ErrorKind::Locked,
                        "another runner changes the ledger at the same time",
                    )
                    .leaving(DatabaseState::RolledBack)
                    .after(names(&report.ran))
                    .help("look at `status`, then decide again what to roll back"));
                }
                Ok(other) => {
                    self.read_again().await?;
                    self.create_ledger().await?;
                    plan = self.plan_again(selection, &plan, report, &other)?;
                    self.create_journal(&plan).await?;
                }
                // Once, unless something was done since.
                Err(error) if recovery::may_go_on(&error) && lost_at != Some(done) => {
                    lost_at = Some(done);
                    self.recover(&plan, report, error).await?;
                    plan = self.what_is_left(selection, &plan)?;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// The plan for what is left, after another runner was faster.
    fn plan_again(
        &self,
        selection: &Selection,
        plan: &Plan,
        report: &mut Report,
        outcome: &Outcome,
    ) -> Result<Plan> {
        let rest = self
            .plan(selection)
            .map_err(|error| error.after(names(&report.ran)))?;
        let is_left = |id: &&MigrationId| rest.migrations.iter().any(|left| left.id == **id);
        let planned = plan.migrations.iter().map(|planned| &planned.id);
        let others = planned.filter(|id| !report.ran.iter().any(|ran| ran.id() == **id));
        // Taken, and pending all the same: it would be tried for ever, unless another runner is at it.
        let is_open = |id: &MigrationId| {
            let mut open = self.snapshot.open().iter();
            open.any(|open| open.migration == *id)
        };
        if *outcome == Outcome::Taken
            && let Some(taken) = others.clone().next().filter(is_left)
            && !is_open(taken)
        {
            return Err(self
                .not_applied(&taken.to_string())
                .after(names(&report.ran)));
        }
        let gone = others.filter(|id| !is_left(id)).map(ToString::to_string);
        let gone: Vec<String> = gone.collect();
        report.by_others.extend(gone);
        Ok(rest)
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
            limits: &self.settings.limits,
            session: self.snapshot.session,
            session_start: self.snapshot.session_start.as_deref(),
            open: self.snapshot.journal.as_deref().unwrap_or_default(),
            broken_off: false,
            extent: self.snapshot.extent(),
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
        self.refuse_read_only()?;
        self.lock_only()
            .await
            .map_err(|error| error.or_leaving(DatabaseState::Untouched))?;
        let way_up = self.the_way_up()?;
        self.refuse_through_a_pooler(&way_up).await?;
        let applied = self.snapshot.entries.iter().map(|entry| &entry.migration);
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
        self.create_journal(&plan).await?;
        let mut report = Report::new(Direction::Up);
        report.dropped = dropped;
        self.tell(&plan, &mut report);
        self.execute(&Selection::Pending, plan, &mut report).await?;
        report.took = began.elapsed();
        Ok(report)
    }

    /// Fails when the migrations could not be applied to an empty database.
    fn check_the_way_up(&self) -> Result<()> {
        self.the_way_up().map(drop)
    }

    /// The plan of an empty database.
    fn the_way_up(&self) -> Result<Plan> {
        let target = &self.snapshot.target;
        Ok(compile(self.history, &[], &Selection::Pending, target)?)
    }

    async fn lock_only(&mut self) -> Result<()> {
        let is_pooled = self.is_pooled().await;
        self.snapshot = lock::take(
            &mut self.connection,
            &self.snapshot.ledger,
            is_pooled,
            &self.settings.limits,
            &self.run_id,
            self.settings.observer.as_ref(),
            &self.settings.cancel,
        )
        .await?;
        if self.connection.dialect() == Dialect::Mysql {
            let set = self.settings.limits.mysql().into_iter();
            let set = set.map(|(name, value)| format!("SESSION {name} = {value}"));
            let set: Vec<String> = set.collect();
            if !set.is_empty() {
                let script = format!("SET {}", set.join(", "));
                self.connection.script(&script).await?;
            }
        }
        Ok(())
    }

    /// Rolls everything back, then migrates, all of it with the lock.
    pub(crate) async fn refresh(&mut self) -> Result<Report> {
        let way_up = self.the_way_up()?;
        self.refuse_through_a_pooler(&way_up).await?;
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

    /// Nothing is tried where nothing can be written.
    fn refuse_read_only(&self) -> Result<()> {
        let Some(reason) = &self.snapshot.read_only else {
            return Ok(());
        };
        let message = format!("nothing can be written to this database: {reason}");
        Err(Error::new(ErrorKind::ReadOnly, message)
            .leaving(DatabaseState::Untouched)
            .help(
                "use the URL of the primary; with several hosts in front of you, ask the one that is it: \
                 SELECT pg_is_in_recovery()",
            ))
    }

    fn tell(&self, plan: &Plan, report: &mut Report) {
        for notice in &plan.notices {
            self.settings.observer.notice(notice);
        }
        report.notices.clone_from(&plan.notices);
    }
}

/// Fails when a plan is another than the one that was saved.
fn is_the_one(plan: &Plan, fingerprint: Option<&str>) -> Result<()> {
    let now = plan.fingerprint();
    match fingerprint {
        Some(saved) if saved != now => {
            let names: Vec<String> = (plan.migrations.iter())
                .map(|planned| planned.id.to_string())
                .collect();
            let would = match names.as_slice() {
                [] => "nothing of it would run now".to_owned(),
                names => format!("now it would run {}", names.join(", ")),
            };
            Err(Error::new(
                ErrorKind::Edited,
                format!("the saved plan no longer fits the migrations or the ledger: {would}"),
            )
            .leaving(DatabaseState::Untouched)
            .help("save the plan again, look at it, and run that: sql --format json > plan.json"))
        }
        Some(_) | None => Ok(()),
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
    ran.iter().map(Ran::label).collect()
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

/// A connection that a run can use, and what one round trip tells of its database.
async fn prepared(
    settings: &Settings,
    mut connection: Connection,
) -> Result<(Connection, Snapshot)> {
    connection.stop_when(settings.cancel.flag()).await?;
    connection
        .wait_for_writers(settings.limits.lock_wait)
        .await?;
    let schema = settings.schema.as_deref();
    let snapshot = ledger::read(&mut connection, &settings.table, schema, None).await?;
    Ok((connection, snapshot))
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
