//! The journal: which steps of a migration are done, while it is not done as a whole.
//!
//! A migration that is more than one transaction needs something that says where a run that was stopped goes on. A step
//! that is a transaction has its row as soon as it is done, and within it. A statement that runs outside of any has its
//! row before it runs, with the session that runs it: what is left of such an intent is looked into by whoever comes
//! next. A backfill has its row from the begin on, with the key that it has reached; each batch moves that on in its own
//! transaction. When the ledger gets its row, those of the journal say so in the same transaction; they stay until the
//! migration is run another time, and tell how many rows were changed.

use migration_core::dialect::{Dialect, Key};
use migration_core::migration::{MigrationId, Phase};
use migration_core::plan::Direction;
use migration_core::schema::{ObjectName, naming};

use super::{Ledger, ddl};
use crate::database::Connection;
use crate::error::{Error, ErrorKind, Result};
use crate::hash::Hash;
use crate::migrator::Decision;
use migration_core::Row;

/// What is read of a row.
const COLUMNS: &str = "name, phase, direction, step, state, fingerprint, definition, reached, rows_done, rows_changed, batches, \
     batch_size, run_id, session_id, session_start";

/// How much of a definition is kept.
const DEFINITION_CHARS: usize = 10_000;

/// The journal beside a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Journal {
    pub(crate) dialect: Dialect,
    pub(crate) name: ObjectName,
}

/// A step of a migration: what its row is found by, and what it must be.
#[derive(Debug, Clone)]
pub(crate) struct StepKey {
    pub(crate) journal: Journal,
    pub(crate) migration: MigrationId,
    pub(crate) direction: Direction,
    /// Counted from 1.
    pub(crate) step: usize,
    /// What it does, as text.
    pub(crate) definition: String,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StepState {
    /// It is a backfill that has begun.
    Running,
    /// It is a backfill that somebody paused.
    Paused,
    /// It is a statement outside of a transaction that is about to run, or runs, or was broken off.
    Intent,
    /// It is done.
    Done,
    /// It is done, and so is the migration, which the ledger has been told of.
    Recorded,
}

/// A row of the journal.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StepRow {
    pub(crate) step: usize,
    pub(crate) state: StepState,
    pub(crate) fingerprint: String,
    pub(crate) definition: String,
    /// The last key that a backfill is done with.
    pub(crate) reached: Option<Key>,
    pub(crate) rows_done: u64,
    pub(crate) rows_changed: u64,
    pub(crate) batches: u64,
    pub(crate) batch_size: Option<u64>,
    /// Which run wrote it, in which session.
    pub(crate) session: Session,
}

/// The session that a step was run in, as its server names it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) run_id: String,
    pub(crate) id: Option<i64>,
    /// When it began, as numbers are used again (PostgreSQL); at which server (MySQL).
    pub(crate) start: Option<String>,
}

/// A row of the journal with what it is of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OpenStep {
    pub(crate) migration: MigrationId,
    pub(crate) direction: Direction,
    pub(crate) row: StepRow,
}

/// What the journal beside a ledger is called.
pub(crate) fn name(ledger: &ObjectName) -> ObjectName {
    let name = format!("{}_steps", ledger.name);
    ledger.sibling(naming::shorten(&name, "steps"))
}

impl Journal {
    pub(crate) fn beside(ledger: &Ledger) -> Self {
        Self {
            dialect: ledger.dialect,
            name: name(&ledger.name),
        }
    }

    pub(crate) fn quoted(&self) -> String {
        self.dialect.quote_name(&self.name)
    }

    /// Creates it if it is not there, whoever else does the same at the same time.
    pub(crate) async fn create(&self, connection: &mut Connection) -> Result<()> {
        let place = Ledger {
            dialect: self.dialect,
            name: self.name.clone(),
        };
        let script = ddl::create_journal(&place);
        let script = connection.fenced_change(&script);
        let created = connection.script(&script).await;
        created.map_err(|error| super::not_created("journal", &self.name, error))
    }

    /// The rows of a migration.
    pub(crate) async fn read(
        &self,
        connection: &mut Connection,
        migration: &MigrationId,
        direction: Direction,
    ) -> Result<Vec<StepRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM {} WHERE {} ORDER BY step",
            self.quoted(),
            self.of(migration, direction)
        );
        let rows = connection.query(&sql, &[]).await?;
        rows.iter()
            .map(|found| row(found).map(|open| open.row))
            .collect()
    }

    /// Every backfill that has begun, those that are done included, with when its last batch was.
    pub(crate) async fn backfills(
        &self,
        connection: &mut Connection,
    ) -> Result<Vec<(OpenStep, Row)>> {
        let sql = format!(
            "SELECT {COLUMNS}, updated_at FROM {} WHERE state IN ('running', 'paused') OR batch_size IS NOT NULL \
             ORDER BY name, phase, direction, step",
            self.quoted()
        );
        let rows = connection.query(&sql, &[]).await?;
        let rows = rows.into_iter().map(|found| Ok((row(&found)?, found)));
        rows.collect()
    }

    /// Pauses the backfills of a migration, or lets them go on.
    pub(crate) fn set_paused(&self, migration: &MigrationId, paused: bool) -> String {
        let (from, to) = match paused {
            true => ("running", "paused"),
            false => ("paused", "running"),
        };
        let text = |text: &str| self.dialect.string_literal(text);
        format!(
            "UPDATE {} SET state = '{to}' WHERE name = {} AND phase = {} AND state = '{from}'",
            self.quoted(),
            text(&migration.name),
            text(migration.phase.word())
        )
    }

    /// Says of all steps of a migration that the ledger has been told.
    pub(crate) fn close(&self, migration: &MigrationId, direction: Direction) -> String {
        format!(
            "UPDATE {} SET state = 'recorded' WHERE {}",
            self.quoted(),
            self.of(migration, direction)
        )
    }

    /// Takes out what is there of an earlier time that the migration was run.
    pub(crate) fn forget_recorded(&self, migration: &MigrationId, direction: Direction) -> String {
        self.forget(migration, direction) + " AND state = 'recorded'"
    }

    /// Takes the rows of a migration out.
    pub(crate) fn forget(&self, migration: &MigrationId, direction: Direction) -> String {
        format!(
            "DELETE FROM {} WHERE {}",
            self.quoted(),
            self.of(migration, direction)
        )
    }

    fn of(&self, migration: &MigrationId, direction: Direction) -> String {
        let text = |text: &str| self.dialect.string_literal(text);
        format!(
            "name = {} AND phase = {} AND direction = {}",
            text(&migration.name),
            text(migration.phase.word()),
            text(word(direction))
        )
    }
}

impl StepKey {
    /// The condition for its row.
    pub(crate) fn is(&self) -> String {
        let of = self.journal.of(&self.migration, self.direction);
        format!("{of} AND step = {}", self.step)
    }

    pub(crate) fn find(&self) -> String {
        format!(
            "SELECT step FROM {} WHERE {}",
            self.journal.quoted(),
            self.is()
        )
    }

    /// Writes its row. `INSERT`, or what passes over a row that is there.
    fn insert_as(
        &self,
        insert: &str,
        state: &str,
        run_id: &str,
        duration_ms: Option<&str>,
    ) -> String {
        let name = self.journal.dialect.string_literal(&self.migration.name);
        self.insert_named(&name, insert, state, run_id, duration_ms)
    }

    /// The same; the name is an expression.
    fn insert_named(
        &self,
        name: &str,
        insert: &str,
        state: &str,
        run_id: &str,
        duration_ms: Option<&str>,
    ) -> String {
        let text = |text: &str| self.journal.dialect.string_literal(text);
        format!(
            "{insert} INTO {} (name, phase, direction, step, state, fingerprint, definition, duration_ms, run_id, \
             session_id, session_start) VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
            self.journal.quoted(),
            name,
            text(self.migration.phase.word()),
            text(word(self.direction)),
            self.step,
            text(state),
            text(&self.fingerprint()),
            text(beginning(&self.definition)),
            duration_ms.unwrap_or("NULL"),
            text(run_id),
            session_of(self.journal.dialect),
        )
    }

    /// Writes that it is about to run outside of a transaction. Fails as a duplicate when another runner has written that.
    /// Where `not_run` does not hold, the name is NULL, which the table does not take.
    pub(crate) fn insert_intent(&self, run_id: &str, not_run: &str) -> String {
        let name = self.journal.dialect.string_literal(&self.migration.name);
        let name = format!("CASE WHEN {not_run} THEN {name} END");
        self.insert_named(&name, "INSERT", "intent", run_id, None)
    }

    /// Takes over what another session intended; of no row, if yet another one was faster.
    pub(crate) fn take_over(&self, run_id: &str, from: &Session) -> String {
        let text = |text: &str| self.journal.dialect.string_literal(text);
        let (id, start) = match self.journal.dialect {
            Dialect::Postgres => ("pg_backend_pid()", POSTGRES_START),
            Dialect::Mysql => ("CONNECTION_ID()", MYSQL_SERVER),
            Dialect::Sqlite => ("NULL", "NULL"),
        };
        format!(
            "UPDATE {} SET run_id = {}, session_id = {id}, session_start = {start} WHERE {} AND state = 'intent' \
             AND run_id = {}",
            self.journal.quoted(),
            text(run_id),
            self.is(),
            text(&from.run_id)
        )
    }

    /// Writes that what was intended is done.
    pub(crate) fn set_done(&self) -> String {
        format!(
            "UPDATE {} SET state = 'done', updated_at = {} WHERE {}",
            self.journal.quoted(),
            now(self.journal.dialect),
            self.is()
        )
    }

    /// Takes an intent out, of which nothing was done.
    pub(crate) fn forget_intent(&self) -> String {
        self.delete() + " AND state = 'intent'"
    }

    /// Writes that it is done. Fails as a duplicate when another runner has done it.
    pub(crate) fn insert_done(&self, run_id: &str, duration_ms: Option<&str>) -> String {
        self.insert_as("INSERT", "done", run_id, duration_ms)
    }

    /// Writes that it has begun, unless that is written.
    pub(crate) fn insert_begun(&self, run_id: &str) -> String {
        match self.journal.dialect {
            Dialect::Postgres => {
                self.insert_as("INSERT", "running", run_id, None) + " ON CONFLICT DO NOTHING"
            }
            Dialect::Mysql => self.insert_as("INSERT IGNORE", "running", run_id, None),
            Dialect::Sqlite => self.insert_as("INSERT OR IGNORE", "running", run_id, None),
        }
    }

    /// Takes its row out, if it is of a backfill that has not done anything.
    pub(crate) fn forget_begun(&self) -> String {
        self.delete() + " AND state = 'running' AND reached IS NULL"
    }

    /// Reads its row.
    pub(crate) fn select(&self) -> String {
        format!(
            "SELECT {COLUMNS} FROM {} WHERE {}",
            self.journal.quoted(),
            self.is()
        )
    }

    /// Reads its row, and keeps others from it until the end of the transaction.
    pub(crate) fn select_for_update(&self) -> String {
        let lock = match self.journal.dialect {
            Dialect::Postgres | Dialect::Mysql => " FOR UPDATE",
            // Where one writes, nobody else does.
            Dialect::Sqlite => "",
        };
        self.select() + lock
    }

    /// Writes down how far a backfill has come.
    pub(crate) fn update(&self, row: &StepRow) -> String {
        let text = |text: &str| self.journal.dialect.string_literal(text);
        let now = now(self.journal.dialect);
        let number =
            |value: Option<u64>| value.map_or("NULL".to_owned(), |value| value.to_string());
        format!(
            "UPDATE {} SET state = {}, reached = {}, rows_done = {}, rows_changed = {}, batches = {}, batch_size = {}, \
             updated_at = {now} WHERE {}",
            self.journal.quoted(),
            text(row.state.word()),
            row.reached
                .as_ref()
                .map_or("NULL".to_owned(), |key| text(&json(key))),
            row.rows_done,
            row.rows_changed,
            row.batches,
            number(row.batch_size),
            self.is()
        )
    }

    /// A statement that makes the step begin from its first row again.
    pub(crate) fn delete(&self) -> String {
        format!("DELETE FROM {} WHERE {}", self.journal.quoted(), self.is())
    }

    /// A hash of what it does; the number before it says of what and how.
    pub(crate) fn fingerprint(&self) -> String {
        let mut hash = Hash::new();
        hash.write(self.definition.as_bytes());
        format!("1:{:016x}", hash.finish())
    }
}

impl StepState {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Intent => "intent",
            Self::Done => "done",
            Self::Recorded => "recorded",
        }
    }

    fn of(word: &str) -> Result<Self> {
        match word {
            "running" => Ok(Self::Running),
            "paused" => Ok(Self::Paused),
            "intent" => Ok(Self::Intent),
            "done" => Ok(Self::Done),
            "recorded" => Ok(Self::Recorded),
            _ => Err(Error::new(
                ErrorKind::Ledger,
                format!("the journal has a step in the state \"{word}\", which this version does not know"),
            )
            .help("run the version that wrote it")),
        }
    }
}

impl StepRow {
    /// The row of a backfill that begins.
    pub(crate) fn begin(key: &StepKey) -> Self {
        Self {
            step: key.step,
            state: StepState::Running,
            fingerprint: key.fingerprint(),
            definition: key.definition.clone(),
            reached: None,
            rows_done: 0,
            rows_changed: 0,
            batches: 0,
            batch_size: None,
            session: Session::default(),
        }
    }
}

/// When this session began, whatever its time zone: its number is used again.
pub(super) const POSTGRES_START: &str = "(SELECT extract(epoch FROM backend_start)::text \
    FROM pg_catalog.pg_stat_activity WHERE pid = pg_backend_pid())";

/// Which server this is: what answers at a URL may be one of several, each with sessions of its own.
pub(crate) const MYSQL_SERVER: &str = "LEFT(CONCAT(@@port, '@', @@hostname), 64)";

/// A condition that holds on the server that a session is of.
pub(crate) fn is_mysql_server(start: Option<&str>) -> String {
    match start {
        Some(server) => format!("{MYSQL_SERVER} = {}", Dialect::Mysql.string_literal(server)),
        None => "1 = 1".to_owned(),
    }
}

/// The row of `pg_stat_activity` of a session. Of one that another role opened not all is shown; then the number has to do.
pub(crate) fn is_postgres_session(session: i64, start: Option<&str>) -> String {
    let began = start.map_or_else(String::new, |start| {
        let start = Dialect::Postgres.string_literal(start);
        format!(" AND (backend_start IS NULL OR extract(epoch FROM backend_start)::text = {start})")
    });
    format!("pid = {session}{began}")
}

/// The values of the columns `session_id` and `session_start`.
fn session_of(dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => format!("pg_backend_pid(), {POSTGRES_START}"),
        Dialect::Mysql => format!("CONNECTION_ID(), {MYSQL_SERVER}"),
        Dialect::Sqlite => "NULL, NULL".to_owned(),
    }
}

fn now(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => "clock_timestamp()",
        Dialect::Mysql => "CURRENT_TIMESTAMP(6)",
        Dialect::Sqlite => "strftime('%Y-%m-%d %H:%M:%f', 'now')",
    }
}

pub(crate) fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "up",
        Direction::Down => "down",
    }
}

/// As much of a definition as is kept, to be shown when it has changed.
fn beginning(definition: &str) -> &str {
    let end = definition.char_indices().nth(DEFINITION_CHARS);
    end.map_or(definition, |(end, _)| &definition[..end])
}

/// A key as a JSON array of strings.
fn json(key: &Key) -> String {
    serde_json::Value::from(key.0.clone()).to_string()
}

/// What writes down that an intent is done, or that it is to run again.
pub(crate) fn decide(
    journal: &ObjectName,
    dialect: Dialect,
    open: &OpenStep,
    decision: Decision,
) -> String {
    let text = |text: &str| dialect.string_literal(text);
    let journal = dialect.quote_name(journal);
    let which = format!(
        "name = {} AND phase = {} AND direction = {} AND step = {} AND state = 'intent'",
        text(&open.migration.name),
        text(open.migration.phase.word()),
        text(word(open.direction)),
        open.row.step
    );
    match decision {
        Decision::Done => format!("UPDATE {journal} SET state = 'done' WHERE {which}"),
        Decision::Again => format!("DELETE FROM {journal} WHERE {which}"),
    }
}

/// A query of the rows of migrations that are not done.
pub(crate) fn select_open(journal: &ObjectName, dialect: Dialect) -> String {
    format!(
        "SELECT {COLUMNS} FROM {} WHERE state <> 'recorded' ORDER BY name, phase, direction, step",
        dialect.quote_name(journal)
    )
}

pub(crate) fn row(row: &Row) -> Result<OpenStep> {
    let reached: Option<String> = row.get("reached")?;
    let reached = reached.map(|text| {
        serde_json::from_str(&text).map(Key).map_err(|error| {
            let message = format!("the journal has a key that cannot be read, {text:?}: {error}");
            Error::new(ErrorKind::Ledger, message)
                .help("write the key that the rows are done up to, as a JSON array of strings, into `reached`")
        })
    });
    let definition: Option<String> = row.get("definition")?;
    let phase: String = row.get("phase")?;
    let direction = match row.get::<String>("direction")?.as_str() {
        "down" => Direction::Down,
        _ => Direction::Up,
    };
    let session = Session {
        run_id: row.get::<Option<String>>("run_id")?.unwrap_or_default(),
        id: row.get("session_id")?,
        start: row.get("session_start")?,
    };
    let migration = MigrationId::new(
        row.get::<String>("name")?,
        Phase::of(&phase).unwrap_or_default(),
    );
    let row = StepRow {
        step: row.get("step")?,
        state: StepState::of(&row.get::<String>("state")?)?,
        fingerprint: row.get("fingerprint")?,
        definition: definition.unwrap_or_default(),
        reached: reached.transpose()?,
        rows_done: row.get("rows_done")?,
        rows_changed: row.get("rows_changed")?,
        batches: row.get("batches")?,
        batch_size: row.get("batch_size")?,
        session,
    };
    Ok(OpenStep {
        migration,
        direction,
        row,
    })
}
