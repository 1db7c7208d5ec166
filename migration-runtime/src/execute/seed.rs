//! Seeders: the user's code, in a transaction with its row of the ledger of seeds.

use std::time::{Duration, Instant};

use migration_core::dialect::Dialect;
use migration_core::schema::SchemaState;

use super::data::{MYSQL_BEGIN, guarded};
use super::{Executor, with_code};
use crate::data::Db;
use crate::database::{Failure, failure};
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::seed::ledger::{HistoryMark, SeedEntry, SeedLedger, Standing};
use crate::seed::order::Seed;

/// What is the same for all seeders of a run.
pub(crate) struct Seeding<'a> {
    pub(crate) ledger: &'a SeedLedger,
    pub(crate) environment: &'a str,
    /// The ids of the migrations that are applied.
    pub(crate) applied: &'a [i64],
    /// The schema that they make.
    pub(crate) state: &'a SchemaState,
}

impl Executor<'_> {
    /// Runs a seeder. None when its row says that it has run as it is, unless it is to run in any case.
    pub(crate) async fn seed(
        &mut self,
        seeding: &Seeding<'_>,
        seed: &Seed<'_>,
        force: bool,
    ) -> Result<Option<Duration>> {
        let began = Instant::now();
        let session = match self.session_as_it_is().await {
            Ok(session) => session,
            Err(error) => return Err(self.seed_failed(error, DatabaseState::RolledBack)),
        };
        match self.begin_seed(seeding, seed, force).await {
            Ok(true) => self.observer.seeding(seed.name()),
            Ok(false) => {
                self.roll_back(&session).await;
                return Ok(None);
            }
            Err(error) => {
                self.roll_back(&session).await;
                return Err(self.seed_failed(error, DatabaseState::RolledBack));
            }
        }
        if let Err(error) = self.run_seed(seeding, seed).await {
            let (state, _) = self.roll_back_seed(seeding, seed, &session).await;
            return Err(self.code_of_seed_failed(error, state));
        }
        match self.commit_seed(seeding, seed, &session, began).await {
            Ok(true) => Ok(Some(began.elapsed())),
            Ok(false) => {
                self.roll_back(&session).await;
                Err(Error::new(
                    ErrorKind::Failed,
                    "the seeder's own SQL took back its row in the ledger of seeds",
                )
                .leaving(DatabaseState::PartlyApplied {
                    done: OWN_TRANSACTION.to_owned(),
                    in_ledger: false,
                })
                .help("take COMMIT and ROLLBACK out of the seeder, then run `seed` again"))
            }
            Err(error) => {
                let lost = failure(&error) == Failure::Lost;
                match self.roll_back_seed(seeding, seed, &session).await {
                    _ if lost => Err(self.seed_failed(error, DatabaseState::Unknown)),
                    // Its own SQL has ended the transaction, so there was nothing left to commit.
                    (_, Some(row)) if row.is_done() => Ok(Some(began.elapsed())),
                    (state, _) => Err(self.seed_failed(error, state)),
                }
            }
        }
    }

    /// Opens the transaction and takes the seeder's row; `false` when that says that there is nothing to do.
    async fn begin_seed(
        &mut self,
        seeding: &Seeding<'_>,
        seed: &Seed<'_>,
        force: bool,
    ) -> sqlx::Result<bool> {
        let begin = match self.connection.dialect() {
            #[cfg(feature = "postgres")]
            Dialect::Postgres => {
                // Who waited for the row is to see what the other one wrote, whatever the default is.
                let setup = self.postgres_setup(seed.name());
                format!("BEGIN ISOLATION LEVEL READ COMMITTED;\n{setup}")
            }
            #[cfg(not(feature = "postgres"))]
            Dialect::Postgres => String::new(),
            Dialect::Mysql => self.connection.fenced(MYSQL_BEGIN).into_owned(),
            Dialect::Sqlite => "BEGIN IMMEDIATE".to_owned(),
        };
        self.connection.script(&begin).await?;
        let row = seeding.ledger.take(self.connection, seed.name()).await?;
        let standing = row.map_or(Standing::New, |row| {
            row.standing(&seed.fingerprint, seeding.applied)
        });
        let due = force || standing != Standing::Unchanged;
        if due {
            let begin = seeding.ledger.begin(seed.name(), &self.author);
            self.connection.script(&begin).await?;
        }
        Ok(due)
    }

    /// Rolls back, and looks whether all of it was: a row that this run wrote is still there when the seeder's own SQL has
    /// committed it.
    async fn roll_back_seed(
        &mut self,
        seeding: &Seeding<'_>,
        seed: &Seed<'_>,
        session: &str,
    ) -> (DatabaseState, Option<SeedEntry>) {
        let state = self.roll_back_code(session).await;
        let found = seeding.ledger.find(self.connection, seed.name(), "").await;
        let ours = found.ok().flatten().filter(|row| row.is_of(&self.author));
        let state = match (state, &ours) {
            (DatabaseState::RolledBack, Some(_)) => DatabaseState::PartlyApplied {
                done: OWN_TRANSACTION.to_owned(),
                in_ledger: false,
            },
            (state, _) => state,
        };
        (state, ours)
    }

    async fn run_seed(&mut self, seeding: &Seeding<'_>, seed: &Seed<'_>) -> Result<()> {
        let cancel = self.cancel;
        let mut db = Db::new(
            self.connection,
            self.target,
            seed.name(),
            seeding.state.clone(),
        );
        let code = async {
            seed.seeder.run(&mut db).await?;
            db.flush().await
        };
        guarded(code, cancel, "seeder").await
    }

    /// Writes the row and commits; `false` when the row is not there any more.
    async fn commit_seed(
        &mut self,
        seeding: &Seeding<'_>,
        seed: &Seed<'_>,
        session: &str,
        began: Instant,
    ) -> sqlx::Result<bool> {
        let dialect = self.connection.dialect();
        // What the user's code has set may keep the row from being written.
        match dialect {
            Dialect::Postgres => {
                let before = format!("{};\n{MOVE_SEQUENCES}", self.postgres_role());
                self.connection.script(&before).await?;
            }
            Dialect::Sqlite => self.connection.script(session).await?,
            // It holds for the session, and is undone after the commit.
            Dialect::Mysql => {}
        }
        let record = seeding.ledger.record(
            seed.name(),
            &seed.fingerprint,
            seeding.environment,
            HistoryMark::of(seeding.applied),
            &self.author,
            began.elapsed(),
        );
        if self.connection.execute(&record, &[]).await? == 0 {
            return Ok(false);
        }
        let commit = match dialect {
            Dialect::Postgres => format!("{session};\nCOMMIT"),
            Dialect::Mysql => format!("{};\n{session}", self.connection.fenced("COMMIT")),
            Dialect::Sqlite => "COMMIT".to_owned(),
        };
        self.connection.script(&commit).await?;
        Ok(true)
    }

    /// The error of a seeder that the database gives besides its code.
    fn seed_failed(&self, error: sqlx::Error, state: DatabaseState) -> Error {
        let failure = failure(&error);
        let kind = match failure {
            _ if self.cancel.is_cancelled() => ErrorKind::Cancelled,
            Failure::Lost => ErrorKind::Unreachable,
            Failure::Busy => ErrorKind::Locked,
            Failure::LockTimeout => ErrorKind::Busy,
            Failure::ReadOnly => ErrorKind::ReadOnly,
            _ => ErrorKind::Failed,
        };
        let message = match kind {
            ErrorKind::Cancelled => "cancelled".to_owned(),
            _ => with_code(&error),
        };
        self.code_of_seed_failed(Error::new(kind, message).caused_by(error), state)
    }

    /// The error of a seeder's code.
    fn code_of_seed_failed(&self, error: Error, state: DatabaseState) -> Error {
        let kind = match error.kind() {
            _ if self.cancel.is_cancelled() => ErrorKind::Cancelled,
            kind @ (ErrorKind::Unreachable
            | ErrorKind::Refused
            | ErrorKind::Busy
            | ErrorKind::Locked
            | ErrorKind::ReadOnly) => kind,
            _ => ErrorKind::Failed,
        };
        let help = match (kind, &state) {
            (_, DatabaseState::PartlyApplied { .. }) => {
                "undo by hand what was committed, or make the seeder pass over it; then run `seed` again"
            }
            (
                ErrorKind::Cancelled | ErrorKind::Busy | ErrorKind::Locked | ErrorKind::Unreachable,
                _,
            ) => "run `seed` again to go on: it passes over those that are done",
            _ => {
                "correct the seeder or the data, then run `seed` again: it passes over those that are done"
            }
        };
        error.of_kind(kind).leaving(state).or_help(help)
    }
}

const OWN_TRANSACTION: &str = "its own SQL ends the transaction (COMMIT or ROLLBACK), so what came before that is done or \
                               undone by it";

/// After explicit ids, in whatever way they were written, the sequences of the tables that this transaction wrote to go on
/// behind the highest. They never go back. Other databases do that by themselves.
///
/// A transaction that has written to a table holds a lock of this mode on it
/// (<https://www.postgresql.org/docs/current/explicit-locking.html>).
const MOVE_SEQUENCES: &str = "DO $migratory$
DECLARE
  owned record;
  highest bigint;
  last bigint;
  called boolean;
BEGIN
  FOR owned IN
    SELECT a.attrelid::regclass AS tab, a.attname AS col, q.seqrelid::regclass AS seq, q.seqmax AS most
    FROM pg_catalog.pg_sequence q
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = q.seqrelid
      AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i')
    JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    WHERE q.seqincrement > 0 AND a.atttypid IN (20, 21, 23) AND a.attrelid IN (
      SELECT l.relation FROM pg_catalog.pg_locks l
      WHERE l.locktype = 'relation' AND l.pid = pg_backend_pid() AND l.mode = 'RowExclusiveLock')
      AND has_column_privilege(a.attrelid, a.attnum, 'SELECT') AND has_sequence_privilege(q.seqrelid, 'UPDATE')
      AND has_sequence_privilege(q.seqrelid, 'SELECT')
    ORDER BY q.seqrelid
  LOOP
    EXECUTE format('SELECT max(%I) FROM %s', owned.col, owned.tab) INTO highest;
    EXECUTE format('SELECT last_value, is_called FROM %s', owned.seq) INTO last, called;
    IF highest <= owned.most AND (highest > last OR highest = last AND NOT called) THEN
      PERFORM setval(owned.seq, highest);
    END IF;
  END LOOP;
END
$migratory$";
