//! How a case is run: before, up, down, up again, and all the way down.

use std::sync::OnceLock;

use migration_core::builder::Schema;
use migration_core::dialect::{Target, canonical};
use migration_core::migration::Migration as _;
use migration_core::schema::SchemaState;
use migratory::{Database, Error, ErrorKind, Migrator, PlanPreview};
use tokio::runtime::{Builder, Runtime};

use super::case::{Case, End, Look, Shared, Step};
use super::oracle::{self, Snapshot};
use super::session::Session;
use crate::difference::difference;
use crate::throwaway::{Server, Throwaway};

/// Runs a case on a database of its own. Without a server there is nothing to run; that is said where it is looked for.
pub fn run(server: Option<Server>, case: Case) {
    let Some(server) = server else { return };
    let runtime = runtime();
    let place = runtime.block_on(server.create("suite"));
    let database = runtime
        .block_on(Database::connect(place.url()))
        .expect("a database");
    let case = match case.made_for {
        Some(make) => make(database.dialect()),
        None => case,
    };
    let target = target_of(&runtime, &database);
    let mut stage = Stage {
        session: Session::open(place.url(), target.clone()),
        target,
        runtime,
        database,
        case,
        _place: place,
    };
    if stage.is_capable() {
        stage.play()
    } else {
        stage.is_refused()
    }
}

/// A runtime for one thread.
pub(super) fn runtime() -> Runtime {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}

/// What the server is and can do, as a plan for it says. All cases of a program are run on one server.
fn target_of(runtime: &Runtime, database: &Database) -> Target {
    static TARGET: OnceLock<Target> = OnceLock::new();
    let ask = || {
        let probe = Case::new().change(|schema| {
            schema.sql("SELECT 1");
        });
        let plan = runtime.block_on(migrator(&probe.changes).plan(database));
        plan.expect("a plan").plan().target.clone()
    };
    TARGET.get_or_init(ask).clone()
}

fn migrator(steps: &[Step]) -> Migrator {
    steps.iter().cloned().fold(Migrator::new(), Migrator::add)
}

/// A case on its database.
struct Stage {
    target: Target,
    runtime: Runtime,
    database: Database,
    /// One for all looks: what a fresh session has to load would take most of the time.
    session: Session,
    case: Case,
    /// Gone when this is dropped.
    _place: Throwaway,
}

impl Stage {
    fn is_capable(&self) -> bool {
        let mut needs = self.case.needs.iter();
        needs.all(|need| need.is_met(&self.target))
    }

    /// What the database cannot do is refused when the plan is made, with another way for all of it.
    fn is_refused(&mut self) {
        let lacking: Vec<&str> = (self.case.needs.iter())
            .filter(|need| !need.is_met(&self.target))
            .map(|need| need.name)
            .collect();
        println!(
            "{} has no {}",
            self.target.capabilities.database,
            lacking.join(", ")
        );
        let before = self.snapshot();
        let error = self
            .runtime
            .block_on(self.all().migrate(&self.database))
            .expect_err("a database without it refuses");
        assert_eq!(error.kind(), ErrorKind::Plan, "{error}");
        let problems = problems(&error);
        assert!(
            problems
                .iter()
                .any(|problem| problem.contains(self.target.capabilities.database)),
            "{error}"
        );
        assert_eq!(self.snapshot(), before, "what is refused changes nothing");
    }

    fn play(&mut self) {
        if !self.case.before.is_empty() {
            self.migrate(&migrator(&self.case.before));
        }
        for statement in &self.case.rows {
            self.session.accepts(statement);
        }
        let before = self.snapshot();
        let plan = self.plan();
        println!("{}", plan.to_sql());
        match self.case.end {
            End::Fails => return self.fails(&before),
            End::Back | End::OneWay => self.migrate(&self.schema()),
        }
        assert!(self.plan().is_empty(), "nothing is left to do");
        self.look(|case| case.check.as_ref());
        let after = self.snapshot();
        self.is_what_the_history_says(&after);
        self.data(&after);
        if self.case.end == End::OneWay {
            return self.is_one_way(&after);
        }
        let loses = self.case.loses_rows;
        if !self.case.may_lose_rows {
            assert_eq!(
                says_it_loses(&plan),
                loses,
                "whether statements say that they lose rows or values"
            );
        }

        self.rollback(&self.schema());
        let back = self.snapshot();
        back.assert_same_schema(&before, "after the way back");
        if !loses {
            assert_eq!(back.rows, before.rows, "rows after the way back");
        }
        self.look(|case| case.check_back.as_ref());

        self.migrate(&self.schema());
        if !loses {
            self.look(|case| case.check.as_ref());
        }
        self.snapshot()
            .assert_same_schema(&after, "after the second time up");
        self.reset();
    }

    /// What introspection finds is what the operations make, as far as no raw SQL made more.
    fn is_what_the_history_says(&self, found: &Snapshot) {
        let mut state = SchemaState::new();
        for step in self.case.before.iter().chain(&self.case.changes) {
            let mut schema = Schema::new();
            step.up(&mut schema);
            for recorded in schema.finish() {
                state
                    .apply(&recorded.operation)
                    .expect("a history that was run");
            }
            state.tables.retain(|_, table| !table.temporary);
        }
        if state.named_by_raw_sql.is_empty() && !self.case.is_rewritten {
            let expected = canonical(&state, &self.target);
            if let Err(difference) = difference(&expected, &found.state) {
                panic!("introspection and history: {difference}");
            }
        }
    }

    /// All the way down, nothing is left.
    fn reset(&mut self) {
        let migrator = self.schema();
        self.runtime
            .block_on(migrator.reset(&self.database))
            .expect("reset");
        let left = oracle::catalog(&mut self.session);
        assert!(left.is_empty(), "left behind: {left:#?}");
    }

    /// The data migration, up and down.
    fn data(&mut self, after: &Snapshot) {
        if self.case.data.is_none() {
            return;
        }
        if let Some(message) = self.case.data_fails {
            let result = self.runtime.block_on(self.all().migrate(&self.database));
            let error = result.expect_err("a data migration that fails");
            assert!(error.to_string().contains(message), "{error}");
            assert_eq!(self.snapshot(), *after, "a data migration that failed");
            return;
        }
        self.migrate(&self.all());
        self.look(|case| case.check_data.as_ref());
        self.rollback(&self.all());
        assert_eq!(
            self.snapshot(),
            *after,
            "a data migration that was rolled back"
        );
    }

    fn is_one_way(&mut self, after: &Snapshot) {
        let migrator = self.schema();
        let rollback = self.runtime.block_on(migrator.rollback(&self.database));
        let error = rollback.expect_err("a change that cannot be rolled back");
        assert_eq!(error.kind(), ErrorKind::Refused, "{error}");
        assert_eq!(self.snapshot(), *after, "what is refused changes nothing");
    }

    fn fails(&mut self, before: &Snapshot) {
        let migrator = self.schema();
        let result = self.runtime.block_on(migrator.migrate(&self.database));
        let error = result.expect_err("a change that fails");
        assert_eq!(error.kind(), ErrorKind::Failed, "{error}");
        assert_eq!(error.migration(), Some("20_change"), "{error}");
        assert_eq!(
            self.snapshot(),
            *before,
            "a change that failed left something behind"
        );
        assert!(
            !self.plan().is_empty(),
            "a change that failed is still to be done"
        );
    }

    /// Before and the changes.
    fn schema(&self) -> Migrator {
        let changes = self.case.changes.iter().cloned();
        changes.fold(migrator(&self.case.before), Migrator::add)
    }

    /// All of it, data too.
    fn all(&self) -> Migrator {
        match &self.case.data {
            Some(data) => self.schema().add_data(Shared(data.clone())),
            None => self.schema(),
        }
    }

    fn plan(&self) -> PlanPreview {
        let plan = self.runtime.block_on(self.schema().plan(&self.database));
        plan.unwrap_or_else(|error| panic!("no plan: {error}"))
    }

    fn migrate(&self, migrator: &Migrator) {
        if let Err(error) = self.runtime.block_on(migrator.migrate(&self.database)) {
            panic!("migrate: {error}");
        }
    }

    fn rollback(&self, migrator: &Migrator) {
        match self.runtime.block_on(migrator.rollback(&self.database)) {
            Ok(report) => assert!(!report.ran.is_empty(), "nothing was rolled back"),
            Err(error) => panic!("rollback: {error}"),
        }
    }

    /// Looks at the database in a transaction that leaves nothing behind.
    fn look(&mut self, look: fn(&Case) -> Option<&Look>) {
        if let Some(look) = look(&self.case) {
            self.session.accepts("BEGIN");
            look(&mut self.session);
            self.session.accepts("ROLLBACK");
        }
    }

    fn snapshot(&mut self) -> Snapshot {
        Snapshot::take(&self.runtime, &self.database, &mut self.session)
    }
}

fn says_it_loses(plan: &PlanPreview) -> bool {
    let migrations = plan.plan().migrations.iter();
    let mut statements = migrations.flat_map(|planned| planned.statements());
    statements.any(|planned| planned.statement.facts.loses_data)
}

/// The problems of a plan that was refused, each with its help.
fn problems(error: &Error) -> Vec<String> {
    let source = std::error::Error::source(error);
    let core = source.and_then(|source| source.downcast_ref::<migration_core::Error>());
    let core = core.expect("the plan's own error");
    assert_eq!(
        core.kind(),
        migration_core::ErrorKind::Unsupported,
        "{core}"
    );
    for problem in core.problems() {
        assert!(
            problem.help.as_ref().is_some_and(|help| help.len() > 5),
            "{problem}: no other way"
        );
        assert!(problem.at.is_some(), "{problem}: no place");
    }
    core.problems()
        .iter()
        .map(|problem| problem.message.clone())
        .collect()
}
