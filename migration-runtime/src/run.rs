//! A run: connect -> ledger rows -> select and compile -> lock -> look again -> execute -> report.

mod adopt;
mod baseline;
mod edited;
mod environment;
mod half_done;
mod in_the_way;
pub(crate) mod names;
mod pooled;
mod recovery;
mod refuse;
mod seed;
mod show;
mod squash;
mod status;
mod upkeep;
mod who;

pub(crate) use seed::{Force, SeedOptions};

use std::collections::BTreeSet;
use std::time::Instant;

use migration_core::dialect::Dialect;
use migration_core::migration::MigrationId;
use migration_core::plan::{
    self, Direction, Plan, PlannedBody, PlannedMigration, Selection, compile,
};
use migration_core::registry::History;

use crate::about::About;
use crate::cancel::Watch;
use crate::database::{Access, Connection, Database};
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::execute::{Executor, Outcome};
use crate::fault;
use crate::fresh;
use crate::ledger::journal::Journal;
use crate::ledger::{self, Author, Book, Snapshot};
use crate::lock::{self, Asker, Lease};
use crate::migrator::Settings;
use crate::report::{Ran, Report};
use squash::Standing;
use who::{applied_by, run_id};

/// One run on one connection.
pub(crate) struct Run<'a> {
    settings: &'a Settings,
    /// All migrations of the program.
    program: &'a History,
    /// Which of them count in this database.
    standing: Standing<'a>,
    database: &'a Database,
    connection: Connection,
    snapshot: Snapshot,
    run_id: String,
    /// The lock of a cluster, while this run has it.
    lease: Option<Lease>,
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
        let (connection, mut snapshot) = prepared(settings, connection)
            .await
            .map_err(|error| error.or_leaving(DatabaseState::Untouched))?;
        database.learn(snapshot.is_direct);
        settings.observer.connected(&about(database, &snapshot));
        pooled::refuse_a_place(database)?;
        Ok(Self {
            watch: settings.cancel.watch(database, &snapshot),
            settings,
            program: history,
            standing: Standing::of(history, &mut snapshot),
            database,
            connection,
            snapshot,
            run_id: run_id(),
            lease: None,
            pooler_is_told: false,
        })
    }

    /// The migrations that count in this database.
    pub(crate) fn history(&self) -> &History {
        &self.standing.history
    }

    pub(crate) fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    pub(crate) fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// Gives the connection up; with it goes the lock.
    pub(crate) async fn close(self) {
        let Self {
            mut connection,
            lease,
            watch,
            ..
        } = self;
        // Or it would stop the farewell of a run that was cancelled.
        drop(watch);
        if let Some(lease) = lease {
            lease.give_back(&mut connection).await;
        }
        connection.close().await;
    }

    /// The plan for what the ledger says now.
    pub(crate) fn plan(&self, selection: &Selection) -> Result<Plan> {
        if selection.direction() == Direction::Up {
            self.refuse_what_is_gone_in_part()?;
        }
        let applied: Vec<_> = (self.snapshot.entries.iter())
            .map(ledger::Entry::to_applied)
            .collect();
        plan::compile_by(
            &self.settings.policy,
            self.history(),
            &applied,
            selection,
            &self.snapshot.target,
        )
        .map(|plan| self.with_squashes(plan))
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
        let mut report = Report::new(first.direction, &self.run_id);
        let is_up = first.direction == Direction::Up;
        if first.is_empty() && !(is_up && self.has_squashes_to_record()) {
            self.tell(&first, &mut report);
            if let Some((id, how_far)) = self.half_undone(&first) {
                let notice = format!("the rollback of \"{id}\" is not done: {how_far}");
                self.settings.observer.notice(&notice);
                report.notices.push(notice);
            }
            return Ok(report);
        }
        self.refuse_what_is_not_ours(first.direction).await?;
        self.refuse_by_environment(first.direction)?;
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
        // What is refused is refused before anything is written.
        let plan = self.full_plan(selection).await?;
        is_the_one(&plan, fingerprint)?;
        self.refuse_what_is_half_done(&plan)?;
        self.refuse_squashes_of_what_is_half_done()?;
        let recorded = self.record_squashes().await?;
        let mut plan = self.full_plan(selection).await?;
        is_the_one(&plan, fingerprint)?;
        if plan.direction == Direction::Down {
            self.keep_to_what_was_meant(&first, &mut plan)?;
        }
        self.refuse_what_is_half_done(&plan)?;
        plan.notices.extend(recorded);
        self.tell(&plan, &mut report);
        let still: BTreeSet<&MigrationId> = plan.migrations.iter().map(|m| &m.id).collect();
        for planned in &first.migrations {
            if !still.contains(&planned.id) {
                report.by_others.push(planned.id.to_string());
            }
        }
        self.execute(selection, plan, &mut report).await?;
        if is_up && self.has_squashes_in_part() {
            let recorded = match self.read_again().await {
                Ok(()) => self.record_squashes().await,
                Err(error) => Err(error),
            };
            for notice in recorded.map_err(|error| error.after(labels(&report.ran)))? {
                self.settings.observer.notice(&notice);
                report.notices.push(notice);
            }
        }
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
        if plan.direction == Direction::Up {
            self.stamp_unless_stamped(None).await?;
        }
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
                    .after(labels(&report.ran))
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
                Err(error) => return Err(self.with_rows_in_the_way(&plan, error).await),
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
            .map_err(|error| error.after(labels(&report.ran)))?;
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
                .after(labels(&report.ran)));
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
            history: &self.standing.history,
            author: Author {
                batch,
                applied_by: applied_by(),
                run_id: self.run_id.clone(),
            },
            direction,
            observer: &self.settings.observer,
            watched: self.settings.watched,
            cancel: &self.settings.cancel,
            limits: &self.settings.limits,
            session: self.snapshot.session,
            session_start: self.snapshot.session_start.as_deref(),
            open: self.snapshot.journal.as_deref().unwrap_or_default(),
            broken_off: false,
            extent: self.snapshot.extent,
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
        let snapshot = ledger::read(
            &mut self.connection,
            &name.name,
            name.schema.as_deref(),
            None,
        )
        .await?;
        self.see(snapshot);
        Ok(())
    }

    /// Drops everything that is ours, then migrates, all of it with the lock.
    pub(crate) async fn fresh(&mut self) -> Result<Report> {
        let began = Instant::now();
        // What is wrong with the history is said before anything is dropped.
        self.check_the_way_up()?;
        self.refuse_by_environment(Direction::Down)?;
        self.refuse_read_only()?;
        self.lock_only()
            .await
            .map_err(|error| error.or_leaving(DatabaseState::Untouched))?;
        let way_up = self.the_way_up()?;
        self.refuse_through_a_pooler(&way_up).await?;
        let applied = self.snapshot.entries.iter().map(|entry| &entry.migration);
        let beyond = plan::beyond(self.history(), applied, &self.snapshot.target);
        let ledger = &self.snapshot.ledger;
        let dropped = fresh::drop_everything(&mut self.connection, ledger, &beyond).await?;
        if dropped > 0 {
            let notice = format!("{dropped} objects dropped");
            self.settings.observer.notice(&notice);
        }
        let stamp = self.snapshot.stamp.clone();
        self.read_again().await?;
        self.create_ledger().await?;
        self.stamp_unless_stamped(stamp).await?;
        let plan = self.plan(&Selection::Pending)?;
        self.create_journal(&plan).await?;
        let mut report = Report::new(Direction::Up, &self.run_id);
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
        Ok(compile(self.program, &[], &Selection::Pending, target)?)
    }

    pub(crate) async fn lock_only(&mut self) -> Result<()> {
        let is_pooled = self.is_pooled().await;
        let asker = Asker {
            database: self.database,
            ledger: &self.snapshot.ledger,
            is_pooled,
            limits: &self.settings.limits,
            run_id: &self.run_id,
            by: &applied_by(),
            observer: self.settings.observer.as_ref(),
            cancel: &self.settings.cancel,
        };
        let (snapshot, lease) = lock::take(&mut self.connection, asker).await?;
        self.see(snapshot);
        self.lease = lease;
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

    fn tell(&self, plan: &Plan, report: &mut Report) {
        for notice in &plan.notices {
            self.settings.observer.notice(notice);
        }
        report.notices.clone_from(&plan.notices);
    }
}

/// Which database it is.
pub(crate) fn about(database: &Database, snapshot: &Snapshot) -> About {
    let url = database.to_string();
    let (server, version) = snapshot.server.clone();
    About {
        kind: snapshot.kind(),
        server,
        version,
        database: match &snapshot.database {
            Some(name) => name.clone(),
            None => database.file_name(),
        },
        url,
        environment: snapshot.stamp.clone(),
        is_pooled: database.is_pooled(),
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

fn labels(ran: &[Ran]) -> Vec<String> {
    ran.iter().map(Ran::label).collect()
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
