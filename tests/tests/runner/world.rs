//! A database of a test's own, what is done to it, and a look at it that knows nothing of migratory.

use std::cell::RefCell;
use std::future::Future;
use std::sync::Arc;

use migration_core::dialect::{Dialect, Target};
use migration_core::migration::Meta;
use migratory::prelude::Schema;
use migratory::{Database, Error, Location, Migration, Migrator, Report, Result, State};
use migratory_tests::suite::Session;
use migratory_tests::suite::oracle::Snapshot;
use migratory_tests::throwaway::{Server, Throwaway};
use tokio::runtime::{Builder, Runtime};

/// Tests of one behaviour on each database: `on_each_database!(a_behaviour, another);` for `fn a_behaviour(world: &World)`.
macro_rules! on_each_database {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(
                #[test]
                fn $name() {
                    $crate::world::on(Some(migratory_tests::throwaway::Server::Sqlite), super::$name);
                }
            )*
        }
        on_each_server!($($name),*);
    };
}

/// As `on_each_database!`, without SQLite.
macro_rules! on_each_server {
    ($($name:ident),* $(,)?) => {
        on_postgres!($($name),*);
        mod mysql {
            $(
                #[test]
                fn $name() {
                    $crate::world::on(migratory_tests::throwaway::Server::mysql(), super::$name);
                }
            )*
        }
    };
}

/// As `on_each_database!`, on PostgreSQL alone.
macro_rules! on_postgres {
    ($($name:ident),* $(,)?) => {
        mod postgres {
            $(
                #[test]
                fn $name() {
                    $crate::world::on(migratory_tests::throwaway::Server::postgres(), super::$name);
                }
            )*
        }
    };
}

/// Runs a test on a server; without one there is nothing to run, which is said where it is looked for.
pub fn on(server: Option<Server>, test: fn(&World)) {
    if let Some(server) = server {
        test(&World::on(server));
    }
}

fn target(server: &Server) -> Target {
    match server {
        Server::Sqlite => Target::sqlite(),
        Server::Postgres(_) => Target::postgres(),
        Server::Mysql(_) => Target::mariadb(),
    }
}

/// A database, and what is done to it.
pub struct World {
    runtime: Runtime,
    pub server: Server,
    pub database: Database,
    session: RefCell<Session>,
    /// Last, so that all connections are closed when it is dropped.
    pub place: Throwaway,
}

impl World {
    /// An empty database on a server.
    pub fn on(server: Server) -> Self {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let place = runtime.block_on(server.create("runner"));
        let database = runtime.block_on(Database::connect(place.url())).unwrap();
        Self {
            session: RefCell::new(Session::open(place.url(), target(&server))),
            runtime,
            server,
            database,
            place,
        }
    }

    /// Connects again, after the server was killed.
    #[allow(dead_code, reason = "the tests of the runner kill no server")]
    pub fn reconnect(&self) {
        let began = std::time::Instant::now();
        // It takes a moment to come back.
        while self.block(Database::connect(self.url())).is_err() {
            assert!(
                began.elapsed().as_secs() < 30,
                "the server does not come back"
            );
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        self.session
            .replace(Session::open(self.url(), target(&self.server)));
    }

    /// Another empty database on the same server.
    pub fn another(&self) -> Self {
        Self::on(self.server.clone())
    }

    pub fn url(&self) -> &str {
        self.place.url()
    }

    pub fn dialect(&self) -> Dialect {
        self.database.dialect()
    }

    /// Whether a migration that fails leaves nothing behind.
    pub fn rolls_back(&self) -> bool {
        self.dialect() != Dialect::Mysql
    }

    pub fn block<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// One of three, by database: PostgreSQL, MySQL, SQLite.
    pub fn pick<T>(&self, postgres: T, mysql: T, sqlite: T) -> T {
        match self.dialect() {
            Dialect::Postgres => postgres,
            Dialect::Mysql => mysql,
            Dialect::Sqlite => sqlite,
        }
    }

    /// A name in the database's quotes.
    pub fn quote(&self, name: &str) -> String {
        let q = self.pick('"', '`', '"');
        format!("{q}{}{q}", name.replace(q, &format!("{q}{q}")))
    }
}

/// Runs, whose errors are failed tests.
impl World {
    #[track_caller]
    pub fn migrate(&self, migrator: &Migrator) -> Report {
        done(self.block(migrator.migrate(&self.database)))
    }

    #[track_caller]
    pub fn migrate_fails(&self, migrator: &Migrator) -> Error {
        failed(self.block(migrator.migrate(&self.database)))
    }

    #[track_caller]
    pub fn rollback(&self, migrator: &Migrator) -> Report {
        done(self.block(migrator.rollback(&self.database)))
    }

    #[track_caller]
    pub fn rollback_fails(&self, migrator: &Migrator) -> Error {
        failed(self.block(migrator.rollback(&self.database)))
    }

    /// The names of the migrations that are pending.
    #[track_caller]
    pub fn pending(&self, migrator: &Migrator) -> Vec<String> {
        done(self.block(migrator.pending(&self.database)))
    }

    /// Each migration: its name, and its batch, `pending`, or `unknown`.
    #[track_caller]
    pub fn status(&self, migrator: &Migrator) -> Vec<(String, String)> {
        let statuses = done(self.block(migrator.status(&self.database)));
        let state = |state: &State| match state {
            State::Pending => "pending".to_owned(),
            State::Applied(application) => application.batch.to_string(),
            State::Unknown(_) => "unknown".to_owned(),
            State::Edited(_) => "edited".to_owned(),
            State::Missing(_) => "missing".to_owned(),
            State::Renamed(..) => "renamed".to_owned(),
            other => panic!("{other:?}"),
        };
        (statuses.iter())
            .map(|status| (status.name.clone(), state(&status.state)))
            .collect()
    }
}

/// A look by a plain driver.
impl World {
    /// Runs SQL that the database must take.
    #[track_caller]
    pub fn sql(&self, sql: &str) {
        drop(self.rows(sql));
    }

    /// Runs a statement that the database must refuse.
    #[track_caller]
    pub fn refuses(&self, sql: &str) {
        let attempt = self.session.borrow_mut().attempt(sql);
        assert!(attempt.is_err(), "`{sql}` was accepted");
    }

    #[track_caller]
    pub fn rows(&self, sql: &str) -> Vec<Vec<Option<String>>> {
        match self.session.borrow_mut().attempt(sql) {
            Ok(rows) => rows,
            Err(error) => panic!("`{sql}` failed: {error}"),
        }
    }

    /// The one value of a query, as text.
    #[track_caller]
    pub fn value(&self, sql: &str) -> String {
        let rows = self.rows(sql);
        assert_eq!(rows.len(), 1, "`{sql}`: {rows:?}");
        rows[0][0].clone().unwrap_or_else(|| "NULL".to_owned())
    }

    #[track_caller]
    pub fn count(&self, table: &str) -> u64 {
        let sql = format!(
            "SELECT CAST(count(*) AS CHAR(20)) FROM {}",
            self.quote(table)
        );
        self.value(&sql).trim().parse().unwrap()
    }

    /// The tables and views of the current schema, the ledger among them.
    #[track_caller]
    pub fn tables(&self) -> Vec<String> {
        let mut names = self.tables_and_journal();
        names.retain(|name| !name.ends_with("_steps") && !name.ends_with("_lock"));
        names
    }

    /// The same, with the journal and the lock of a cluster, which go with the ledger.
    #[track_caller]
    pub fn tables_and_journal(&self) -> Vec<String> {
        let rows = self.rows(self.pick(
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY 1",
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1",
            "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name <> 'sqlite_sequence' ORDER BY 1",
        ));
        let mut names: Vec<_> = rows
            .into_iter()
            .filter_map(|mut row| row.remove(0))
            .collect();
        names.sort();
        names
    }

    /// The rows of the ledger: migration and batch, in order of id.
    #[track_caller]
    pub fn ledger(&self) -> Vec<(String, i64)> {
        let rows = self.rows("SELECT name, CAST(batch AS CHAR(20)) FROM _migrations ORDER BY id");
        let text = |cell: &Option<String>| cell.clone().unwrap();
        rows.iter()
            .map(|row| (text(&row[0]), text(&row[1]).trim().parse().unwrap()))
            .collect()
    }

    /// The migrations that the ledger has, in order of id.
    #[track_caller]
    pub fn applied(&self) -> Vec<String> {
        self.ledger().into_iter().map(|(name, _)| name).collect()
    }

    /// The catalogs without the ledger, and all rows.
    pub fn snapshot(&self) -> Snapshot {
        // A session of its own: the catalogs of the runner's may be cached.
        Snapshot::take(
            &self.runtime,
            &self.database,
            &mut self.session.borrow_mut(),
        )
    }
}

#[track_caller]
pub fn done<T>(result: Result<T>) -> T {
    match result {
        Ok(it) => it,
        Err(error) => panic!("{error}"),
    }
}

#[track_caller]
pub fn failed<T: std::fmt::Debug>(result: Result<T>) -> Error {
    match result {
        Ok(it) => panic!("this should have failed: {it:?}"),
        Err(error) => error,
    }
}

/// The name of a data migration: `named!("2_data");` inside its `impl`.
macro_rules! named {
    ($name:literal) => {
        fn meta(&self) -> migration_core::migration::Meta {
            migration_core::migration::Meta::new("", Some($name), migratory::Location::caller())
        }
    };
}

/// What records on a schema.
type Record = Arc<dyn Fn(&mut Schema) + Send + Sync>;

/// A migration of a test.
#[derive(Clone)]
pub struct Step {
    name: &'static str,
    at: Location,
    up: Record,
    down: Option<Record>,
}

/// A migration whose way back is derived.
#[track_caller]
pub fn step(name: &'static str, up: impl Fn(&mut Schema) + Send + Sync + 'static) -> Step {
    Step {
        name,
        at: Location::caller(),
        up: Arc::new(up),
        down: None,
    }
}

impl Step {
    pub fn down(mut self, down: impl Fn(&mut Schema) + Send + Sync + 'static) -> Self {
        self.down = Some(Arc::new(down));
        self
    }
}

impl Migration for Step {
    fn up(&self, schema: &mut Schema) {
        (self.up)(schema);
    }

    fn down(&self, schema: &mut Schema) {
        match &self.down {
            Some(down) => down(schema),
            None => schema.derive_down(),
        }
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some(self.name), self.at)
    }
}

/// A migration that creates a table with an id and a label.
#[track_caller]
pub fn table(name: &'static str, table: &'static str) -> Step {
    step(name, move |schema| {
        schema.create_table(table, |t| {
            t.id();
            t.string("label", 100).optional();
        });
    })
}

/// A migration of raw SQL, without a way back.
#[track_caller]
pub fn raw(name: &'static str, sql: impl Into<String>) -> Step {
    let sql = sql.into();
    step(name, move |schema| {
        schema.sql(sql.clone());
    })
}

/// A migrator of these.
pub fn migrator(steps: &[Step]) -> Migrator {
    steps.iter().cloned().fold(Migrator::new(), Migrator::add)
}

/// What `World::ledger` finds.
pub fn rows(rows: &[(&str, i64)]) -> Vec<(String, i64)> {
    rows.iter()
        .map(|(name, batch)| ((*name).to_owned(), *batch))
        .collect()
}

/// What `World::status` finds.
pub fn states(states: &[(&str, &str)]) -> Vec<(String, String)> {
    states
        .iter()
        .map(|(name, state)| ((*name).to_owned(), (*state).to_owned()))
        .collect()
}
