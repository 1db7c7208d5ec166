//! Looks, on a second connection, who is in the way of a statement that takes long. Nothing is opened for one that does
//! not.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use migration_core::dialect::Dialect;
use tokio::task::AbortHandle;

use crate::database::{Access, Database};

/// How often it is looked.
const EVERY: Duration = Duration::from_millis(250);

/// Looks as long as it lives.
pub(super) struct Looker {
    found: Arc<Mutex<Option<String>>>,
    task: Option<AbortHandle>,
}

impl Looker {
    /// Begins to look when a session has been busy for the greater part of the time that it may wait for locks.
    pub(super) fn start(database: &Database, session: i64, lock_timeout: Option<Duration>) -> Self {
        let found = Arc::new(Mutex::new(None));
        let query = query(database.dialect(), session).filter(|_| !database.is_pooled());
        let (Some(limit), Some(query)) = (lock_timeout, query) else {
            return Self { found, task: None };
        };
        let (database, write) = (database.clone(), found.clone());
        let task = tokio::spawn(async move {
            tokio::time::sleep(limit.mul_f64(0.6)).await;
            // Only for what is told: without an answer, less is told.
            let Ok(mut connection) = database.open(Access::Read).await else {
                return;
            };
            while let Ok(rows) = connection.query(&query, &[]).await {
                let texts = rows.iter().filter_map(|row| row.at::<String>(0).ok());
                let texts: Vec<String> = texts.collect();
                if !texts.is_empty() {
                    let mut found = write.lock().unwrap_or_else(PoisonError::into_inner);
                    *found = Some(texts.join("; "));
                }
                tokio::time::sleep(EVERY).await;
            }
        });
        Self {
            found,
            task: Some(task.abort_handle()),
        }
    }

    /// Who was in the way when it was last looked.
    pub(super) fn blockers(&self) -> Option<String> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.clone()
    }
}

impl Drop for Looker {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

/// <https://www.postgresql.org/docs/current/functions-info.html>, `pg_blocking_pids`; MySQL tells no more than who has a
/// transaction open.
fn query(dialect: Dialect, session: i64) -> Option<String> {
    match dialect {
        Dialect::Postgres => Some(format!(
            "SELECT format('session %s of %s (%s), %s for %s s: %s', a.pid, a.usename, \
             coalesce(nullif(a.application_name, ''), 'no application name'), coalesce(a.state, 'state not shown'), \
             round(extract(epoch FROM clock_timestamp() - a.state_change)), left(a.query, 100)) \
             FROM unnest(pg_blocking_pids({session})) b(pid) JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid"
        )),
        Dialect::Mysql => Some(format!(
            "SELECT CONCAT('connection ', p.id, ' of ', p.user, ', a transaction open since ', t.trx_started, ', ', \
             COALESCE(LEFT(p.info, 100), 'no statement')) FROM information_schema.innodb_trx t \
             JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id WHERE p.id <> {session}"
        )),
        // Who writes holds the whole file, and its process is not told.
        Dialect::Sqlite => None,
    }
}
