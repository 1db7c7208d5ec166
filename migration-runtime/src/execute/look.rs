//! Looks, on a second connection, at a statement that takes long: who is in its way, whether the server is still at it, and
//! how far the building of an index is. Nothing is opened for one that does not take long.
//!
//! A connection may die without a word: something between forgets it, and what is sent is lost either way. The server then
//! sits idle, or has given the session up, while this process waits for an answer.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use migration_core::dialect::Dialect;
use migration_core::plan::{PlannedBody, PlannedMigration, Stage};
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use crate::database::{Access, Connection, Database};
use crate::error::ErrorKind;
use crate::ledger::journal::{is_mysql_server, is_postgres_session};
use crate::observer::Observer;

use super::building::{self, Builder};

/// How often it is looked.
const EVERY: Duration = Duration::from_millis(250);
/// After what time it is looked for the first time, where nothing else says so.
const AT_FIRST: Duration = Duration::from_secs(2);
/// How long a session may be idle, or gone, while its answer is waited for.
const IDLE: Duration = Duration::from_secs(3);
/// How long a look may take.
const ANSWER: Duration = Duration::from_secs(10);
/// How many connections in a row may come to nothing for want of any answer.
const SILENT: u32 = 2;

/// The session that is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Looked<'a> {
    /// The server's own name for it.
    pub(super) session: i64,
    /// What tells it from others of its number: when it began (PostgreSQL), at which server (MySQL).
    pub(super) start: Option<&'a str>,
}

/// Looks as long as it lives.
pub(super) struct Looker {
    found: Arc<Mutex<Option<String>>>,
    lost: Arc<Notify>,
    task: Option<AbortHandle>,
}

impl Looker {
    /// Begins to look when a session has been busy for the greater part of the time that it may wait for locks.
    pub(super) fn start(
        database: &Database,
        looked: Looked<'_>,
        lock_timeout: Option<Duration>,
        planned: &PlannedMigration,
        observer: Arc<dyn Observer>,
    ) -> Self {
        let (found, lost) = (Arc::new(Mutex::new(None)), Arc::new(Notify::new()));
        let queries = Queries::of(database.dialect(), looked, waits_for_answers_alone(planned));
        // Through a pooler, the session is another one by now.
        let Some(queries) = queries.filter(|_| !database.is_pooled()) else {
            let task = None;
            return Self { found, lost, task };
        };
        let look = Look {
            database: database.clone(),
            queries,
            found: found.clone(),
            lost: lost.clone(),
            building: Builder::new(planned.id.to_string(), observer),
        };
        let wait = lock_timeout.map_or(AT_FIRST, |limit| limit.mul_f64(0.6).min(AT_FIRST));
        let task = tokio::spawn(async move {
            tokio::time::sleep(wait).await;
            look.on().await;
        });
        Self {
            found,
            lost,
            task: Some(task.abort_handle()),
        }
    }

    /// Who was in the way when it was last looked.
    pub(super) fn blockers(&self) -> Option<String> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.clone()
    }

    /// Ends when no answer will come any more.
    pub(super) async fn lost(&self) {
        self.lost.notified().await;
    }
}

impl Drop for Looker {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

/// Whether this process does nothing on the way but wait for the server: no code of the user's, no pauses.
fn waits_for_answers_alone(planned: &PlannedMigration) -> bool {
    match &planned.body {
        PlannedBody::Steps(_) | PlannedBody::Script(_) => true,
        PlannedBody::Staged(stages) => (stages.iter()).all(|stage| matches!(stage, Stage::Step(_))),
        PlannedBody::Data { .. } => false,
    }
}

struct Look {
    database: Database,
    queries: Queries,
    found: Arc<Mutex<Option<String>>>,
    lost: Arc<Notify>,
    building: Builder,
}

impl Look {
    async fn on(mut self) {
        let (mut silent, mut dead_since) = (0, None);
        loop {
            let began = Instant::now();
            match self.database.open(Access::Read).await {
                Ok(connection) => {
                    silent = 0;
                    if self.with(connection, &mut dead_since).await {
                        self.lost.notify_one();
                        return;
                    }
                }
                // Who is refused has an answer: there may be no connection left for this one.
                Err(error)
                    if error.kind() == ErrorKind::Unreachable && began.elapsed() >= ANSWER =>
                {
                    silent += 1;
                    if silent >= SILENT {
                        self.lost.notify_one();
                        return;
                    }
                }
                Err(_) => {}
            }
            tokio::time::sleep(EVERY * 4).await;
        }
    }

    /// Looks until the connection breaks, or no answer will come any more; says which.
    async fn with(&mut self, mut connection: Connection, dead_since: &mut Option<Instant>) -> bool {
        loop {
            let look = tokio::time::timeout(ANSWER, self.once(&mut connection)).await;
            let Ok(Ok(is_dead)) = look else {
                return false;
            };
            let since = is_dead.then(|| dead_since.unwrap_or_else(Instant::now));
            *dead_since = since;
            if since.is_some_and(|since| since.elapsed() >= IDLE) {
                return true;
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Notes who is in the way; says whether nobody works on the answer.
    async fn once(&mut self, connection: &mut Connection) -> sqlx::Result<bool> {
        let rows = connection.query(&self.queries.blockers, &[]).await?;
        let texts = rows.iter().filter_map(|row| row.at::<String>(0).ok());
        let texts: Vec<String> = texts.collect();
        if !texts.is_empty() {
            let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
            *found = Some(texts.join("; "));
        }
        if let Some(progress) = &self.queries.progress
            && let Some(row) = connection.query(progress, &[]).await?.first()
        {
            self.building.tell(row);
        }
        let working = connection.query(&self.queries.working, &[]).await?;
        Ok(working.is_empty())
    }
}

/// What is asked.
struct Queries {
    /// Who is in the way, in words.
    blockers: String,
    /// A row as long as the session works on an answer, or may have reason to be idle.
    working: String,
    /// How far the building of an index is (PostgreSQL).
    progress: Option<String>,
}

impl Queries {
    /// <https://www.postgresql.org/docs/current/functions-info.html>, `pg_blocking_pids`; MySQL tells no more than who has
    /// a transaction open.
    fn of(dialect: Dialect, looked: Looked<'_>, is_never_idle: bool) -> Option<Self> {
        let Looked { session, start } = looked;
        match dialect {
            Dialect::Postgres => {
                let idle = match is_never_idle {
                    true => " AND coalesce(state, '') NOT LIKE 'idle%'",
                    false => "",
                };
                Some(Self {
                    blockers: format!(
                        "SELECT format('session %s of %s (%s), %s for %s s: %s', a.pid, a.usename, \
                         coalesce(nullif(a.application_name, ''), 'no application name'), \
                         coalesce(a.state, 'state not shown'), \
                         round(extract(epoch FROM clock_timestamp() - a.state_change)), left(a.query, 100)) \
                         FROM unnest(pg_blocking_pids({session})) b(pid) \
                         JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid"
                    ),
                    working: format!(
                        "SELECT 1 FROM pg_catalog.pg_stat_activity WHERE {}{idle}",
                        is_postgres_session(session, start)
                    ),
                    progress: Some(building::query(session)),
                })
            }
            Dialect::Mysql => {
                let idle = match is_never_idle {
                    true => " AND command <> 'Sleep'",
                    false => "",
                };
                Some(Self {
                    blockers: format!(
                        "SELECT CONCAT('connection ', p.id, ' of ', p.user, ', a transaction open since ', \
                         t.trx_started, ', ', COALESCE(LEFT(p.info, 100), 'no statement')) \
                         FROM information_schema.innodb_trx t \
                         JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id WHERE p.id <> {session}"
                    ),
                    // Another server behind the same URL knows nothing of it.
                    working: format!(
                        "SELECT 1 FROM information_schema.processlist WHERE id = {session}{idle} \
                         UNION ALL SELECT 1 FROM DUAL WHERE NOT ({})",
                        is_mysql_server(start)
                    ),
                    progress: None,
                })
            }
            // Who writes holds the whole file, and its process is not told.
            Dialect::Sqlite => None,
        }
    }
}
