//! Who holds the lock of the migrations, and ending that session.

use migration_core::dialect::Dialect;

use crate::database::{Access, Connection, Database, holder_of_lease};
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::ledger::{Ledger, lock_name};
use crate::lock;
use crate::migrator::Migrator;
use crate::run::Run;

/// The session that holds the lock of the migrations.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LockHolder {
    /// The server's own name for it; 0 on a cluster, where it may be another node's.
    pub session: i64,
    /// Who it is, since when, and what it does, as far as the database tells.
    pub holder: String,
}

impl Migrator {
    /// Who holds the lock of these migrations, if anybody does. Writes nothing. SQLite has no such lock: who writes there
    /// holds the file.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub async fn lock_holder(&self, database: &Database) -> Result<Option<LockHolder>> {
        self.look_at_the_lock(database, false).await
    }

    /// Ends the session that holds the lock, and says which that was. What it was doing is rolled back, or, outside of a
    /// transaction, may be half done: the next run looks.
    ///
    /// # Errors
    ///
    /// The database refuses that; the user may not end sessions of others.
    pub async fn end_lock_holder(&self, database: &Database) -> Result<Option<LockHolder>> {
        self.look_at_the_lock(database, true).await
    }

    async fn look_at_the_lock(&self, database: &Database, end: bool) -> Result<Option<LockHolder>> {
        let history = self.history()?;
        let mut run = Run::start(&self.settings, &history, database, Access::Read).await?;
        let found = run.lock_holder(end).await;
        run.close().await;
        found
    }
}

impl Run<'_> {
    pub(crate) async fn lock_holder(&mut self, end: bool) -> Result<Option<LockHolder>> {
        let ledger = self.snapshot().ledger.clone();
        let Some((sql, ending)) = queries(&ledger) else {
            return Ok(None);
        };
        let connection = self.connection();
        if connection.is_cluster() {
            return of_lease(connection, &ledger, end).await;
        }
        let holder = match connection.query(&sql, &[]).await?.first() {
            Some(row) => LockHolder {
                session: row.get("session")?,
                holder: lock::holder(connection, &ledger).await,
            },
            None => return Ok(None),
        };
        if end {
            let sql = ending.replace("{}", &holder.session.to_string());
            connection.script(&sql).await.map_err(|error| {
                let message = format!(
                    "session {} cannot be ended: {}",
                    holder.session,
                    crate::database::describe(&error)
                );
                Error::new(ErrorKind::Access, message)
                    .caused_by(error)
                    .leaving(DatabaseState::Untouched)
                    .help("run the same command as the user of that session, or as one who may end sessions of others")
            })?;
        }
        Ok(Some(holder))
    }
}

/// Who has the lease of a cluster. Its session may be another node's, so nobody ends it from here.
async fn of_lease(
    connection: &mut Connection,
    ledger: &Ledger,
    end: bool,
) -> Result<Option<LockHolder>> {
    let table = ledger.dialect.quote_name(&lock_name(&ledger.name));
    // Before the first run there is no such table.
    let Ok(rows) = connection.query(&holder_of_lease(&table), &[]).await else {
        return Ok(None);
    };
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let holder: String = row.get("holder")?;
    if end {
        let message = format!("on a cluster the lock is a lease, which is held by {holder}");
        return Err(Error::new(ErrorKind::Refused, message)
            .leaving(DatabaseState::Untouched)
            .help("end that run where it runs; the lease of a dead one is over by itself, and the next run takes it"));
    }
    Ok(Some(LockHolder { session: 0, holder }))
}

/// A query for the session that holds the lock, and what ends it.
fn queries(ledger: &Ledger) -> Option<(String, &'static str)> {
    match ledger.dialect {
        Dialect::Postgres => {
            let key = lock::key("run", ledger) as u64;
            let sql = format!(
                "SELECT l.pid::bigint AS session FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted \
                 AND l.classid = {} AND l.objid = {} AND l.objsubid = 1 \
                 AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())",
                key >> 32,
                key & 0xffff_ffff
            );
            Some((sql, "SELECT pg_terminate_backend({})"))
        }
        Dialect::Mysql => {
            let name = lock::mysql_name(ledger);
            let sql = format!(
                "SELECT CAST(h.id AS SIGNED) AS session FROM (SELECT IS_USED_LOCK({name}) AS id) h WHERE h.id IS NOT NULL"
            );
            Some((sql, "KILL {}"))
        }
        Dialect::Sqlite => None,
    }
}
