//! Data migrations and SQL files: the user's code, in a transaction with its row of the ledger.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use migration_core::dialect::Dialect;
use migration_core::plan::{Direction, PlannedMigration};
use migration_core::registry::Body;
use migration_core::schema::SchemaState;
use migration_core::sql_file::Script;

use super::script::{Broken, Came};
use super::{Executor, Outcome};
use crate::cancel::CancelHandle;
use crate::data::{Adapter, DataMigration, Db};
use crate::database::{Failure, failure};
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::fault;

/// How long code that was cancelled has to come to an end by itself.
const GRACE: Duration = Duration::from_secs(3);

/// What a transaction is for.
enum Work<'w> {
    Code {
        migration: &'w dyn DataMigration,
        before: &'w SchemaState,
    },
    Script(&'w Script),
}

/// What went wrong with it.
enum Failed<'w> {
    Code(Error),
    Script(&'w Script, Broken),
}

impl Executor<'_> {
    /// Runs a data migration.
    pub(super) async fn data(
        &mut self,
        planned: &PlannedMigration,
        before: &Arc<SchemaState>,
    ) -> Result<Outcome> {
        let history = self.history;
        let migration = match history.get(&planned.id).map(|entry| &entry.body) {
            Some(Body::Data(opaque)) => opaque.as_any().downcast_ref::<Adapter>(),
            Some(Body::Pure(_) | Body::Sql(_)) | None => None,
        };
        let Some(Adapter(migration)) = migration else {
            return Err(Error::new(
                ErrorKind::History,
                "this data migration was not made by `data_body`, so its code cannot be found",
            )
            .in_migration(planned.id.to_string())
            .leaving(DatabaseState::RolledBack)
            .help("register it by #[migration], or add it by .add_data(...)"));
        };
        let migration = migration.as_ref();
        self.transaction(planned, Work::Code { migration, before })
            .await
    }

    /// Runs a script: in a transaction, if it is to.
    pub(super) async fn script(
        &mut self,
        planned: &PlannedMigration,
        script: &Script,
    ) -> Result<Outcome> {
        if script.in_transaction() {
            self.transaction(planned, Work::Script(script)).await
        } else {
            self.script_alone(planned, script).await
        }
    }

    async fn transaction(&mut self, planned: &PlannedMigration, work: Work<'_>) -> Result<Outcome> {
        let began = Instant::now();
        let session = match self.session_as_it_is().await {
            Ok(session) => session,
            Err(error) => {
                return Err(self.failed(planned, error, None, DatabaseState::RolledBack));
            }
        };
        fault::point("begin", 0).await?;
        match self.begin_data(planned).await {
            Ok(Outcome::Done) => self.started(planned),
            Ok(other) => {
                self.roll_back(&session).await;
                return Ok(other);
            }
            Err(error) => {
                self.roll_back(&session).await;
                return Err(self.failed(planned, error, None, DatabaseState::RolledBack));
            }
        }
        let worked = match work {
            Work::Code { migration, before } => {
                let ran = self.run_code(planned, migration, before).await;
                ran.map_err(Failed::Code)
            }
            Work::Script(script) => {
                let ran = self.run_script(script, &mut Came::default()).await;
                ran.map_err(|broken| Failed::Script(script, broken))
            }
        };
        if let Err(failed) = worked {
            let state = self.roll_back_code(&session).await;
            return Err(match failed {
                Failed::Code(error) => self.code_failed(planned, error, state),
                Failed::Script(script, broken) => {
                    self.script_failed(planned, script, broken, state)
                }
            });
        }
        fault::point("before_commit", 0).await?;
        if let Err(error) = self.commit_data(planned, &session, began).await {
            #[cfg(feature = "postgres")]
            if self.connection.dialect() == Dialect::Postgres
                && failure(&error) == Failure::DivisionByZero
            {
                self.roll_back(&session).await;
                return Err(self.rolled_back_by_its_own_sql(planned));
            }
            let lost = failure(&error) == Failure::Lost;
            let state = self.roll_back_code(&session).await;
            let state = if lost { DatabaseState::Unknown } else { state };
            return Err(self.failed(planned, error, None, state));
        }
        fault::point("after_commit", 0).await?;
        self.look_at_the_extent().await;
        self.finished(planned, began.elapsed());
        Ok(Outcome::Done)
    }

    /// Opens the transaction and takes the ledger's row, or says that another runner was faster.
    async fn begin_data(&mut self, planned: &PlannedMigration) -> sqlx::Result<Outcome> {
        match self.connection.dialect() {
            #[cfg(feature = "postgres")]
            Dialect::Postgres => {
                let setup = self.postgres_setup(&planned.id.name);
                self.connection.script(&format!("BEGIN;\n{setup}")).await?;
                let claim = self.claim(planned);
                match self.connection.script(&claim).await {
                    Err(error)
                        if matches!(
                            failure(&error),
                            Failure::Duplicate | Failure::DivisionByZero
                        ) =>
                    {
                        Ok(Outcome::Taken)
                    }
                    other => other.map(|()| Outcome::Done),
                }
            }
            #[cfg(not(feature = "postgres"))]
            Dialect::Postgres => Ok(Outcome::Done),
            Dialect::Mysql => {
                let begin = self.connection.fenced(MYSQL_BEGIN);
                self.connection.script(&begin).await?;
                let run = self
                    .ledger
                    .has_run(self.connection, &planned.id, self.direction);
                run.await.map(taken_or_begun)
            }
            Dialect::Sqlite => {
                self.connection.script("BEGIN IMMEDIATE").await?;
                #[cfg(feature = "sqlite")]
                if !self.is_unchanged().await? {
                    return Ok(Outcome::Changed);
                }
                let run = self
                    .ledger
                    .has_run(self.connection, &planned.id, self.direction);
                run.await.map(taken_or_begun)
            }
        }
    }

    async fn run_code(
        &mut self,
        planned: &PlannedMigration,
        migration: &dyn DataMigration,
        before: &SchemaState,
    ) -> Result<()> {
        let (direction, cancel) = (self.direction, self.cancel);
        let mut db = Db::new(
            self.connection,
            self.target,
            &planned.id.to_string(),
            before.clone(),
        );
        let code = async {
            match direction {
                Direction::Up => migration.up(&mut db).await?,
                Direction::Down => migration.down(&mut db).await?,
            }
            db.flush().await
        };
        guarded(code, cancel, "migration").await
    }

    /// Writes the ledger's row, where that is not done yet, and commits.
    async fn commit_data(
        &mut self,
        planned: &PlannedMigration,
        session: &str,
        began: Instant,
    ) -> sqlx::Result<()> {
        let script = match self.connection.dialect() {
            #[cfg(feature = "postgres")]
            Dialect::Postgres => format!(
                "{};\n{};\n{session};\nCOMMIT",
                self.postgres_role(),
                self.record(planned)
            ),
            #[cfg(not(feature = "postgres"))]
            Dialect::Postgres => String::new(),
            Dialect::Mysql => {
                let row = self.ledger_row(planned, Some(began.elapsed()));
                format!("{};\nCOMMIT;\n{session}", self.connection.fenced(&row))
            }
            // What the user's code has set may keep the row from being written; here it can be undone before.
            Dialect::Sqlite => {
                let row = self.ledger_row(planned, Some(began.elapsed()));
                format!("{session};\n{row};\nCOMMIT")
            }
        };
        match self.connection.script(&script).await {
            // LOCK TABLES has committed what came before it, so nothing is lost by the commit that this is.
            Err(error) if failure(&error) == Failure::TablesLocked => {
                let script = format!("UNLOCK TABLES;\n{script}");
                self.connection.script(&script).await
            }
            committed => committed,
        }
    }

    pub(super) async fn roll_back(&mut self, session: &str) {
        // When this fails the connection is gone, and the server rolls back by itself.
        let _ = self.connection.script("ROLLBACK").await;
        let _ = self.connection.script(session).await;
    }

    /// Rolls the user's code back, and says whether all of it was.
    pub(super) async fn roll_back_code(&mut self, session: &str) -> DatabaseState {
        let undone = match self.connection.dialect() {
            Dialect::Postgres | Dialect::Sqlite => Ok(()),
            Dialect::Mysql => {
                let undo = format!("ROLLBACK TO SAVEPOINT {SAVEPOINT}");
                self.connection.script(&undo).await
            }
        };
        self.roll_back(session).await;
        match undone {
            Ok(()) => DatabaseState::RolledBack,
            Err(error) if failure(&error) == Failure::Lost => DatabaseState::Unknown,
            // The savepoint is gone with the transaction that it was in.
            Err(_) => DatabaseState::PartlyApplied {
                done: "a change of the schema committed what came before it, as it always does here; what came \
                       after the last one is rolled back"
                    .into(),
                in_ledger: self.direction == Direction::Down,
            },
        }
    }

    fn code_failed(&self, planned: &PlannedMigration, error: Error, state: DatabaseState) -> Error {
        let kind = match error.kind() {
            _ if self.cancel.is_cancelled() => ErrorKind::Cancelled,
            kind @ (ErrorKind::Unreachable
            | ErrorKind::Refused
            | ErrorKind::Busy
            | ErrorKind::ReadOnly) => kind,
            _ => ErrorKind::Failed,
        };
        let help = match &state {
            DatabaseState::PartlyApplied { .. } => {
                "undo by hand what was committed, or make the migration pass over it; then run the same command again"
            }
            DatabaseState::RolledBack if kind == ErrorKind::Cancelled => self.again(),
            _ if kind == ErrorKind::Unreachable => self.again(),
            _ => "correct the migration or the data, then run the same command again",
        };
        error
            .of_kind(kind)
            .in_migration(planned.id.to_string())
            .leaving(state)
            .or_help(help)
    }
}

fn taken_or_begun(run: bool) -> Outcome {
    match run {
        true => Outcome::Taken,
        false => Outcome::Done,
    }
}

/// Runs code of the user's own: a panic is an error of the `what`, and who cancels is waited for no longer than said.
pub(super) async fn guarded(
    code: impl Future<Output = Result<()>>,
    cancel: &CancelHandle,
    what: &str,
) -> Result<()> {
    let mut code = std::pin::pin!(AssertUnwindSafe(code).catch_unwind());
    let ended = tokio::select! {
        ended = &mut code => ended,
        () = cancel.cancelled() => match tokio::time::timeout(GRACE, code).await {
            Ok(ended) => ended,
            Err(_) => return Err(Error::new(ErrorKind::Cancelled, "cancelled")),
        },
    };
    ended.unwrap_or_else(|panic| {
        Err(Error::new(
            ErrorKind::Failed,
            format!("the {what} panicked: {}", message_of(&*panic)),
        ))
    })
}

/// On MySQL a change of the schema ends the transaction; without autocommit the next statement begins another. The
/// savepoint tells later whether that happened.
pub(super) const MYSQL_BEGIN: &str =
    "SET autocommit = 0;\nSTART TRANSACTION;\nSAVEPOINT migratory_begin";
const SAVEPOINT: &str = "migratory_begin";

fn message_of(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}
