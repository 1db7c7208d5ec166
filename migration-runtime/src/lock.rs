//! The courtesy lock: it keeps many runners from queueing. What makes a run correct is the ledger, not this.
//!
//! It is polled, never waited for in the server, and never held in an idle transaction: a session that waits for an
//! advisory lock holds a snapshot, and `CREATE INDEX CONCURRENTLY` in the session that has the lock would wait for that.
//! It goes away with the connection, so no error path can leak it. SQLite has none: `BEGIN IMMEDIATE` decides there. Nor
//! has PostgreSQL behind a connection pooler, where a session is anybody's after each transaction. On a Galera cluster each
//! node has locks of its own, and a lease comes on top (`lock/lease.rs`).

mod lease;
mod patience;

use std::time::{Duration, SystemTime};

use migration_core::dialect::Dialect;

use crate::cancel::CancelHandle;
use crate::database::{Connection, Database};
use crate::error::Result;
use crate::hash::Hash;
use crate::ledger::{self, Ledger, Snapshot};
use crate::limits::Limits;
use crate::observer::Observer;
pub(crate) use lease::Lease;
use patience::Patience;

/// Who asks for the lock, and how long he waits.
#[derive(Clone, Copy)]
pub(crate) struct Asker<'a> {
    pub(crate) database: &'a Database,
    pub(crate) ledger: &'a Ledger,
    pub(crate) is_pooled: bool,
    pub(crate) limits: &'a Limits,
    pub(crate) run_id: &'a str,
    /// `user@host`.
    pub(crate) by: &'a str,
    pub(crate) observer: &'a dyn Observer,
    pub(crate) cancel: &'a CancelHandle,
}

/// Takes the lock and reads the ledger with it, in one round trip when nobody else has it. On a cluster, gives the lease
/// that is to be kept as long as the lock.
pub(crate) async fn take(
    connection: &mut Connection,
    asker: Asker<'_>,
) -> Result<(Snapshot, Option<Lease>)> {
    let ledger = asker.ledger;
    // A pooler would keep the lock with a session that is somebody else's a moment later.
    let attempt = attempt(ledger, asker.run_id).filter(|_| !asker.is_pooled);
    let mut patience = Patience::new(asker);
    let snapshot = loop {
        let snapshot = read(connection, ledger, attempt.as_deref()).await?;
        // No answer at all (GET_LOCK says NULL when it failed) is no lock.
        if attempt.is_none() || snapshot.extra == Some(true) {
            break snapshot;
        }
        let holder = match patience.is_to_say() {
            true => Some(holder(connection, ledger).await),
            false => None,
        };
        patience.pause(holder).await?;
    };
    if !connection.is_cluster() {
        return Ok((snapshot, None));
    }
    let lease = lease::take(connection, asker, &mut patience).await?;
    // What was read before may be of the time of another holder.
    let snapshot = read(connection, ledger, None).await?;
    Ok((snapshot, Some(lease)))
}

async fn read(
    connection: &mut Connection,
    ledger: &Ledger,
    extra: Option<&str>,
) -> Result<Snapshot> {
    let schema = ledger.name.schema.as_deref();
    ledger::read(connection, &ledger.name.name, schema, extra).await
}

/// An expression that takes the lock and says whether it was free.
fn attempt(ledger: &Ledger, run_id: &str) -> Option<String> {
    match ledger.dialect {
        Dialect::Postgres => Some(format!("pg_try_advisory_lock({})", key("run", ledger))),
        // The second is this run's own: as long as it is held, the run is alive.
        Dialect::Mysql => Some(format!(
            "GET_LOCK({}, 0) AND GET_LOCK({}, 0)",
            mysql_name(ledger),
            Dialect::Mysql.string_literal(&run_name(run_id))
        )),
        Dialect::Sqlite => None,
    }
}

/// The lock's name as an SQL expression. Names are server-wide and at most 64 characters long
/// (<https://dev.mysql.com/doc/refman/8.4/en/locking-functions.html>), so the database goes in as a hash.
pub(crate) fn mysql_name(ledger: &Ledger) -> String {
    format!(
        "CONCAT({}, MD5(DATABASE()))",
        ledger.dialect.string_literal(&name(ledger))
    )
}

fn name(ledger: &Ledger) -> String {
    format!("migratory-{:016x}-", key("run", ledger) as u64)
}

/// The lock that the session of a run holds as long as it lives (MySQL).
pub(crate) fn run_name(run_id: &str) -> String {
    format!("migratory-run-{run_id}")
}

/// A number for a lock, from what it is for and the ledger's name: the same in every build.
pub(crate) fn key(purpose: &str, ledger: &Ledger) -> i64 {
    let schema = ledger.name.schema.as_deref().unwrap_or_default();
    let mut hash = Hash::new();
    for part in ["migratory", purpose, schema, &ledger.name.name] {
        hash.write(part.as_bytes());
        hash.write(&[0]);
    }
    hash.finish() as i64
}

/// Between half of a pause and all of it, so that runners that started together do not stay together.
pub(crate) fn with_jitter(pause: Duration) -> Duration {
    let nanos = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
        .subsec_nanos();
    let spread = (nanos ^ std::process::id().wrapping_mul(2_654_435_761)) % 1000;
    pause / 2 + pause * spread / 2000
}

/// Who has the lock, in words.
pub(crate) async fn holder(connection: &mut Connection, ledger: &Ledger) -> String {
    let sql = match ledger.dialect {
        Dialect::Postgres => {
            let key = key("run", ledger) as u64;
            format!(
                "SELECT format('session %s of %s (%s) at %s, connected since %s UTC, %s', a.pid, a.usename, \
                 coalesce(nullif(a.application_name, ''), 'no application name'), \
                 coalesce(host(a.client_addr), 'this machine'), \
                 to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), \
                 coalesce(a.state, 'state not shown')) AS holder FROM pg_locks l JOIN pg_stat_activity a USING (pid) \
                 WHERE l.locktype = 'advisory' AND l.granted AND l.classid = {} AND l.objid = {} AND l.objsubid = 1 \
                 AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())",
                key >> 32,
                key & 0xffff_ffff
            )
        }
        Dialect::Mysql => {
            let name = mysql_name(ledger);
            format!(
                "SELECT CONCAT('connection ', h.id, COALESCE((SELECT CONCAT(' of ', p.user, ' at ', p.host, ', ', \
                 p.command, ' for ', p.time, ' s: ', COALESCE(LEFT(p.info, 120), 'no statement')) \
                 FROM information_schema.processlist p WHERE p.id = h.id), '')) AS holder \
                 FROM (SELECT IS_USED_LOCK({name}) AS id) h WHERE h.id IS NOT NULL"
            )
        }
        Dialect::Sqlite => return "another process".to_owned(),
    };
    let unknown = || "another runner, which the database does not name".to_owned();
    match connection.query(&sql, &[]).await {
        Ok(rows) => rows
            .first()
            .and_then(|row| row.get("holder").ok())
            .unwrap_or_else(unknown),
        Err(_) => unknown(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use migration_core::schema::ObjectName;

    fn ledger(dialect: Dialect, schema: &str, name: &str) -> Ledger {
        Ledger {
            dialect,
            name: ObjectName::qualified(schema, name),
        }
    }

    #[test]
    fn each_ledger_has_a_lock_of_its_own() {
        let key = |schema, name| key("run", &ledger(Dialect::Postgres, schema, name));
        assert_eq!(key("public", "_migrations"), key("public", "_migrations"));
        assert_ne!(key("public", "_migrations"), key("ops", "_migrations"));
        assert_ne!(key("a", "bc"), key("ab", "c"));
    }

    #[test]
    fn the_lock_s_name_fits_into_what_mysql_allows() {
        let long = ledger(Dialect::Mysql, "shop", &"x".repeat(64));
        let hash_of_database = 32;
        assert!(name(&long).len() + hash_of_database <= 64);
    }

    #[test]
    fn pauses_are_spread_but_never_longer_than_asked() {
        let pause = Duration::from_millis(100);
        let spread = with_jitter(pause);
        assert!(spread >= pause / 2 && spread <= pause, "{spread:?}");
    }
}
