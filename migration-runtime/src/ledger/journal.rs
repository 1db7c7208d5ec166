//! The journal: which steps of a migration are done, while it is not done as a whole.
//!
//! A migration with a backfill is more than one transaction, so that something must say where a run that was stopped
//! goes on. A step of statements has its row as soon as it is done, and within its transaction, where there is one. A
//! backfill has its row from the begin on, with the key that it has reached; each batch moves that on in its own
//! transaction. When the ledger gets its row, those of the journal say so in the same transaction; they stay until the
//! migration is run another time, and tell how many rows were changed.

use migration_core::dialect::{Dialect, Key};
use migration_core::plan::Direction;
use migration_core::schema::{ObjectName, naming};

use super::{DEFAULT_PHASE, Ledger, ddl};
use crate::database::Connection;
use crate::error::{Error, ErrorKind, Result};
use crate::hash::Hash;
use migration_core::Row;

/// What is read of a row.
const COLUMNS: &str =
    "step, state, fingerprint, definition, reached, rows_done, rows_changed, batches, batch_size";

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
    pub(crate) migration: String,
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
        let created = connection.script(&script).await;
        created.map_err(|error| super::not_created("journal", &self.name, error))
    }

    /// The rows of a migration.
    pub(crate) async fn read(
        &self,
        connection: &mut Connection,
        migration: &str,
        direction: Direction,
    ) -> Result<Vec<StepRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM {} WHERE {} ORDER BY step",
            self.quoted(),
            self.of(migration, direction)
        );
        let rows = connection.query(&sql, &[]).await?;
        rows.iter().map(row).collect()
    }

    /// Says of all steps of a migration that the ledger has been told.
    pub(crate) fn close(&self, migration: &str, direction: Direction) -> String {
        format!(
            "UPDATE {} SET state = 'recorded' WHERE {}",
            self.quoted(),
            self.of(migration, direction)
        )
    }

    /// Takes out what is there of an earlier time that the migration was run.
    pub(crate) fn forget_recorded(&self, migration: &str, direction: Direction) -> String {
        self.forget(migration, direction) + " AND state = 'recorded'"
    }

    /// Takes the rows of a migration out.
    pub(crate) fn forget(&self, migration: &str, direction: Direction) -> String {
        format!(
            "DELETE FROM {} WHERE {}",
            self.quoted(),
            self.of(migration, direction)
        )
    }

    fn of(&self, migration: &str, direction: Direction) -> String {
        let text = |text: &str| self.dialect.string_literal(text);
        format!(
            "name = {} AND phase = {} AND direction = {}",
            text(migration),
            text(DEFAULT_PHASE),
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
        duration_ms: Option<i64>,
    ) -> String {
        let text = |text: &str| self.journal.dialect.string_literal(text);
        format!(
            "{insert} INTO {} (name, phase, direction, step, state, fingerprint, definition, duration_ms, run_id) \
             VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {})",
            self.journal.quoted(),
            text(&self.migration),
            text(DEFAULT_PHASE),
            text(word(self.direction)),
            self.step,
            text(state),
            text(&self.fingerprint()),
            text(beginning(&self.definition)),
            duration_ms.map_or("NULL".to_owned(), |ms| ms.to_string()),
            text(run_id),
        )
    }

    /// Writes that it is done. Fails as a duplicate when another runner has done it.
    pub(crate) fn insert_done(&self, run_id: &str, duration_ms: Option<i64>) -> String {
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
        let now = match self.journal.dialect {
            Dialect::Postgres => "clock_timestamp()",
            Dialect::Mysql => "CURRENT_TIMESTAMP(6)",
            Dialect::Sqlite => "strftime('%Y-%m-%d %H:%M:%f', 'now')",
        };
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
    fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Recorded => "recorded",
        }
    }

    fn of(word: &str) -> Result<Self> {
        match word {
            "running" => Ok(Self::Running),
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
        }
    }
}

fn word(direction: Direction) -> &'static str {
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

pub(crate) fn row(row: &Row) -> Result<StepRow> {
    let reached: Option<String> = row.get("reached")?;
    let reached = reached.map(|text| {
        serde_json::from_str(&text).map(Key).map_err(|error| {
            let message = format!("the journal has a key that cannot be read, {text:?}: {error}");
            Error::new(ErrorKind::Ledger, message)
                .help("write the key that the rows are done up to, as a JSON array of strings, into `reached`")
        })
    });
    let definition: Option<String> = row.get("definition")?;
    Ok(StepRow {
        step: row.get("step")?,
        state: StepState::of(&row.get::<String>("state")?)?,
        fingerprint: row.get("fingerprint")?,
        definition: definition.unwrap_or_default(),
        reached: reached.transpose()?,
        rows_done: row.get("rows_done")?,
        rows_changed: row.get("rows_changed")?,
        batches: row.get("batches")?,
        batch_size: row.get("batch_size")?,
    })
}
