//! A backfill, batch by batch.
//!
//! A batch is one transaction: it locks the backfill's row of the journal, looks up the key that ends it, changes the
//! rows up to that key, moves the row on, and commits. So each row is changed once, whoever else runs the same backfill,
//! and whenever a process dies.

use std::time::{Duration, Instant};

use migration_core::Row;
use migration_core::dialect::{Batches, Dialect, Key};
use migration_core::plan::{PlannedBackfill, PlannedMigration};

use super::{Executor, begin};
use crate::backfill::{BackfillProgress, Pace, Tally};
use crate::database::{Failure, failure};
use crate::error::{DatabaseState, Error, ErrorKind, FailedStatement, Result};
use crate::ledger::journal::{self, StepKey, StepRow, StepState};

/// How often a batch that met a lock is tried again.
const RETRIES: u32 = 5;
/// The first pause before that; each is twice as long as the one before.
const RETRY_PAUSE: Duration = Duration::from_millis(200);
/// Up to here rows are counted; of larger tables the database's estimate is taken.
const COUNTED: u64 = 100_000;

/// What came of a try.
enum Batch {
    /// So many rows were passed over.
    Done {
        rows: u64,
        took: Duration,
        /// Whether there were fewer than asked for.
        last: bool,
    },
    /// Another runner was there before; the row says how far it is.
    Moved,
    /// There is no row after the last one.
    End,
}

/// Why a batch did not come to its end.
enum Stopped {
    /// The database refused a statement, which may be the one of the batch.
    Failed(sqlx::Error, Option<String>),
    /// What was read cannot be used.
    Refused(Error),
}

impl From<sqlx::Error> for Stopped {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error, None)
    }
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

impl Executor<'_> {
    /// Runs a backfill from where it is to its end.
    pub(super) async fn backfill(
        &mut self,
        planned: &PlannedMigration,
        backfill: &PlannedBackfill,
        key: &StepKey,
    ) -> Result<()> {
        let batches = &*backfill.batches;
        let mut at = Place::new(key);
        match self.begin_backfill(key).await {
            Ok(row) => at.row = row,
            Err(stopped) => return Err(self.backfill_failed(planned, backfill, &at, stopped)),
        }
        let tally = Tally::new(at.row.rows_done, self.rows_total(batches).await);
        let size = at
            .row
            .batch_size
            .filter(|_| batches.target_duration.is_some());
        let mut pace = Pace::new(size.unwrap_or(batches.batch_size), batches.target_duration);
        let mut retries = 0;
        loop {
            if self.cancel.is_cancelled() {
                let error = Error::new(ErrorKind::Cancelled, "cancelled between two batches");
                let stopped = Stopped::Refused(error.help(self.again()));
                return Err(self.backfill_failed(planned, backfill, &at, stopped));
            }
            match self.batch(planned, batches, &mut at, pace.size()).await {
                Ok(Batch::Done { rows, took, last }) => {
                    retries = 0;
                    pace.took(rows, took);
                    self.tell(planned, batches, &at.row, &tally, pace.size());
                    if !last {
                        self.rest(batches.pause).await;
                    }
                }
                Ok(Batch::Moved) => {}
                Ok(Batch::End) => {
                    self.tell(planned, batches, &at.row, &tally, pace.size());
                    return Ok(());
                }
                Err(Stopped::Failed(error, _))
                    if failure(&error) == Failure::LockTimeout && retries < RETRIES =>
                {
                    self.roll_batch_back().await;
                    self.rest(RETRY_PAUSE * 2_u32.pow(retries)).await;
                    retries += 1;
                }
                Err(stopped) => {
                    self.roll_batch_back().await;
                    return Err(self.backfill_failed(planned, backfill, &at, stopped));
                }
            }
        }
    }

    /// Its row of the journal, which is written if it is not there.
    async fn begin_backfill(&mut self, key: &StepKey) -> Result<StepRow, Stopped> {
        let insert = key.insert_begun(&self.author.run_id);
        let insert = self.connection.fenced_alone(&insert);
        self.connection.script(&insert).await?;
        let rows = self.connection.query(&key.select(), &[]).await?;
        let row = rows.first().ok_or_else(|| gone(key))?;
        Ok(journal::row(row)?.row)
    }

    /// One batch of at most so many rows.
    async fn batch(
        &mut self,
        planned: &PlannedMigration,
        batches: &Batches,
        at: &mut Place<'_>,
        size: u64,
    ) -> Result<Batch, Stopped> {
        let after = at.row.reached.clone();
        let find = batches
            .find_end(after.as_ref(), size)
            .ok_or_else(|| misfit(at))?;
        let lock = at.key.select_for_update();
        let opening = format!(
            "{};\n{lock};\n{}",
            self.begin_batch(planned),
            self.as_text(&find)
        );
        let replies = self.connection.query(&opening, &[]).await?;
        let locked = replies.iter().find(|row| has(row, "reached"));
        let locked = journal::row(locked.ok_or_else(|| gone(at.key))?)?.row;
        if locked.fingerprint != at.key.fingerprint() {
            return Err(Stopped::Refused(changed_meanwhile(at.key)));
        }
        if locked.state == StepState::Paused {
            return Err(Stopped::Refused(paused(planned)));
        }
        if locked.state != StepState::Running || locked.reached != after {
            at.row = locked;
            self.connection.script("ROLLBACK").await?;
            return Ok(match at.row.state {
                StepState::Running | StepState::Paused | StepState::Intent => Batch::Moved,
                StepState::Done | StepState::Recorded => Batch::End,
            });
        }
        let mut next = locked;
        let (end, rows, last) = match key_of(&replies, batches)? {
            Some(end) => (end, size, false),
            None => {
                let find = batches
                    .find_last(after.as_ref())
                    .ok_or_else(|| misfit(at))?;
                let replies = self.connection.query(&self.as_text(&find), &[]).await?;
                let Some(end) = key_of(&replies, batches)? else {
                    next.state = StepState::Done;
                    self.move_on(at, next).await?;
                    return Ok(Batch::End);
                };
                let count = batches
                    .count(after.as_ref(), &end)
                    .ok_or_else(|| misfit(at))?;
                let counted = self.connection.query(&count, &[]).await?;
                let rows = counted.first().map(|row| row.at::<u64>(0));
                (
                    end,
                    rows.transpose().map_err(Error::from)?.unwrap_or(0),
                    true,
                )
            }
        };
        let began = Instant::now();
        let update = batches
            .update(after.as_ref(), &end)
            .ok_or_else(|| misfit(at))?;
        next.rows_changed += match self.connection.execute(&update, &[]).await {
            Ok(changed) => changed,
            Err(error) => return Err(Stopped::Failed(error, Some(update))),
        };
        next.rows_done += rows;
        next.batches += 1;
        next.batch_size = Some(size);
        next.reached = Some(end);
        match self.move_on(at, next).await {
            Ok(()) => {}
            // What is checked at the end of a transaction is about the batch as well.
            Err(error) => return Err(Stopped::Failed(error, Some(update))),
        }
        let took = began.elapsed();
        Ok(Batch::Done { rows, took, last })
    }

    /// Writes down where it is now, and commits.
    async fn move_on(&mut self, at: &mut Place<'_>, next: StepRow) -> sqlx::Result<()> {
        let update = at.key.update(&next);
        let update = self.connection.fenced(&update);
        let script = format!("{update};\nCOMMIT");
        self.connection.script(&script).await?;
        at.row = next;
        Ok(())
    }

    /// Opens the transaction of a batch. What it reads after the lock, it must see as it is then. A server that crashes may
    /// forget the last batches, but never a batch without its row of the journal; the commit of the whole migration is
    /// waited for, and all before it with it
    /// (<https://www.postgresql.org/docs/current/wal-async-commit.html>).
    fn begin_batch(&self, planned: &PlannedMigration) -> String {
        match self.connection.dialect() {
            #[cfg(feature = "postgres")]
            Dialect::Postgres => format!(
                "BEGIN ISOLATION LEVEL READ COMMITTED;\nSET LOCAL synchronous_commit = off;\n{}",
                self.postgres_setup(&planned.id.name)
            ),
            #[cfg(not(feature = "postgres"))]
            Dialect::Postgres => begin(Dialect::Postgres).to_owned(),
            Dialect::Mysql => begin(Dialect::Mysql).to_owned(),
            Dialect::Sqlite => begin(Dialect::Sqlite).to_owned(),
        }
    }

    /// A query whose texts are the same whatever the session says of how dates and numbers are written; what the session
    /// says holds for the user's own expressions.
    fn as_text(&self, query: &str) -> String {
        match self.connection.dialect() {
            Dialect::Postgres => format!(
                "SAVEPOINT migratory_key;\nSET LOCAL datestyle = 'ISO, YMD';\nSET LOCAL intervalstyle = 'postgres';\n\
                 SET LOCAL extra_float_digits = 1;\nSET LOCAL bytea_output = 'hex';\n{query};\n\
                 ROLLBACK TO SAVEPOINT migratory_key"
            ),
            Dialect::Mysql | Dialect::Sqlite => query.to_owned(),
        }
    }

    async fn roll_batch_back(&mut self) {
        // Fails with the connection, and then the server rolls back by itself; or where no transaction is open any more.
        let _ = self.connection.script("ROLLBACK").await;
    }

    /// Waits, but for a cancellation.
    async fn rest(&self, pause: Duration) {
        if pause.is_zero() {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = self.cancel.cancelled() => {}
        }
    }

    fn tell(
        &self,
        planned: &PlannedMigration,
        batches: &Batches,
        row: &StepRow,
        tally: &Tally,
        batch_size: u64,
    ) {
        let is_done = row.state != StepState::Running;
        let (rows_per_second, rows_total, remaining) = tally.after(row.rows_done, is_done);
        self.observer.backfill(&BackfillProgress {
            migration: planned.id.to_string(),
            table: batches.table.to_string(),
            rows_done: row.rows_done,
            rows_changed: row.rows_changed,
            rows_total,
            batches: row.batches,
            batch_size,
            rows_per_second,
            remaining,
            is_done,
        });
    }

    /// How many rows there are, as far as that is cheap to know. Only for what is told, so an error is no matter.
    async fn rows_total(&mut self, batches: &Batches) -> Option<u64> {
        let dialect = self.connection.dialect();
        let table = dialect.quote_name(&batches.table);
        let text = |text: &str| dialect.string_literal(text);
        let estimate = match dialect {
            Dialect::Postgres => Some(format!(
                "SELECT CAST(reltuples AS bigint) FROM pg_catalog.pg_class WHERE oid = to_regclass({}) AND reltuples > 0",
                text(&table)
            )),
            Dialect::Mysql => Some(format!(
                "SELECT CAST(table_rows AS SIGNED) FROM information_schema.tables \
                 WHERE table_schema = {} AND table_name = {}",
                batches
                    .table
                    .schema
                    .as_deref()
                    .map_or("DATABASE()".to_owned(), text),
                text(&batches.table.name)
            )),
            Dialect::Sqlite => None,
        };
        let estimated = match estimate {
            Some(query) => self.number(&query).await,
            None => None,
        };
        if let Some(many) = estimated.filter(|rows| *rows > COUNTED) {
            return Some(many);
        }
        let Dialect::Sqlite = dialect else {
            let most = 10 * COUNTED;
            let some = format!("SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT {most}) counted");
            return self.number(&some).await.filter(|rows| *rows < most);
        };
        self.number(&format!("SELECT count(*) FROM {table}")).await
    }

    async fn number(&mut self, query: &str) -> Option<u64> {
        let rows = self.connection.query(query, &[]).await.ok()?;
        rows.first()?.at(0).ok()
    }

    /// The error of a backfill: what is done stays, and is gone on from.
    fn backfill_failed(
        &self,
        planned: &PlannedMigration,
        backfill: &PlannedBackfill,
        at: &Place<'_>,
        stopped: Stopped,
    ) -> Error {
        let row = &at.row;
        let state = match &row.reached {
            None => DatabaseState::RolledBack,
            Some(reached) => DatabaseState::Resumable {
                done: format!(
                    "{} rows of table \"{}\" are done, those up to {}",
                    row.rows_done,
                    backfill.batches.table,
                    backfill.batches.shown(reached)
                ),
            },
        };
        let error = match stopped {
            Stopped::Refused(error) => {
                return error.in_migration(planned.id.to_string()).leaving(state);
            }
            Stopped::Failed(error, sql) => {
                let failed = sql.map(|sql| FailedStatement {
                    number: 1,
                    of: 1,
                    sql,
                    operation: format!(
                        "{}, batch {}",
                        backfill.statement.operation,
                        row.batches + 1
                    ),
                    at: Some(backfill.statement.at),
                });
                self.failed(planned, error, failed, state)
            }
        };
        match error.kind() {
            ErrorKind::Failed => error.help(
                "correct the rows of this batch, then run the same command again: it goes on with this batch",
            ),
            ErrorKind::Cancelled | ErrorKind::Unreachable => error.help(self.again()),
            _ => error,
        }
    }
}

/// Where a backfill is.
struct Place<'a> {
    key: &'a StepKey,
    row: StepRow,
}

impl<'a> Place<'a> {
    fn new(key: &'a StepKey) -> Self {
        let row = StepRow::begin(key);
        Self { key, row }
    }
}

fn has(row: &Row, column: &str) -> bool {
    row.columns().iter().any(|name| name == column)
}

/// The key that a query found, if it found one.
fn key_of(replies: &[Row], batches: &Batches) -> Result<Option<Key>> {
    let Some(row) = replies.iter().find(|row| has(row, "key_1")) else {
        return Ok(None);
    };
    let texts = (0..batches.key.len()).map(|n| row.at::<String>(n));
    Ok(Some(Key(texts.collect::<Result<_, _>>()?)))
}

/// The key in the journal is none of this table.
fn misfit(at: &Place<'_>) -> Stopped {
    Stopped::Refused(
        Error::new(
            ErrorKind::Ledger,
            format!(
                "the journal {} says that the backfill has reached {:?}, which is no key of the table",
                at.key.journal.name,
                at.row.reached.as_ref().map(|key| &key.0)
            ),
        )
        .help(format!(
            "write the key that the rows are done up to into `reached`, or begin again: {};",
            at.key.delete()
        )),
    )
}

fn gone(key: &StepKey) -> Stopped {
    Stopped::Refused(
        Error::new(
            ErrorKind::Locked,
            format!(
                "the row of the backfill in the journal {} is gone",
                key.journal.name
            ),
        )
        .help("look at `status`, then run the same command again"),
    )
}

fn changed_meanwhile(key: &StepKey) -> Error {
    Error::new(
        ErrorKind::Locked,
        format!(
            "another runner, of another version of the code, runs step {} of this migration in another way",
            key.step
        ),
    )
    .help("let it come to its end, then look at `status`")
}

/// Somebody paused it.
fn paused(planned: &PlannedMigration) -> Error {
    let id = &planned.id;
    Error::new(
        ErrorKind::Undecided,
        format!("the backfill of \"{id}\" is paused"),
    )
    .help(format!(
        "let it go on: backfill resume {}; then run the same command again",
        id.name
    ))
}
