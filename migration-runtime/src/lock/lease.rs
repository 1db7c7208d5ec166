//! The lock of a Galera cluster: a leased row in a table beside the ledger.
//!
//! `GET_LOCK` is each node's own there: two runners on two nodes both get it. A row is the cluster's: of two transactions
//! that change it on two nodes, one is not committed
//! (<https://galeracluster.com/library/documentation/certification-based-replication.html>). So who takes the lock writes
//! his name into a row, with a time until which it is his. A task moves that time on, on a connection of its own, as long as
//! the run lives; the row of a run that died is anybody's when the time is over.
//!
//! A run that was stopped for longer than that, and goes on, does not know it. What it writes is therefore tied to a second
//! row, with the number of the lease (`database/fence.rs`). It is another row since its holder moves the first one on at
//! the same time, maybe on another node.

use std::time::{Duration, Instant};

use migration_core::Row;
use migration_core::dialect::Dialect;
use migration_core::schema::ObjectName;
use tokio::task::AbortHandle;

use super::{Asker, Patience};
use crate::database::{Access, Connection, Database, Failure, Fence, failure, holder_of_lease};
use crate::error::Result;
use crate::ledger::{create_lock, lock_name};

/// The lease, which is renewed as long as this lives.
pub(crate) struct Lease {
    sql: Sql,
    number: i64,
    renewing: AbortHandle,
}

impl Lease {
    /// Gives it back, so that the next runner need not wait for its end.
    pub(crate) async fn give_back(self, connection: &mut Connection) {
        self.renewing.abort();
        // After an error a transaction may be open. When this fails, the next runner waits for the end of the lease.
        let _ = connection.script(&self.sql.give_back(self.number)).await;
        connection.set_fence(None);
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.renewing.abort();
    }
}

/// The row as it was seen.
struct Standing {
    number: i64,
    /// How often it was renewed.
    writes: i64,
    is_ours: bool,
    /// Whether it is nobody's.
    is_free: bool,
    /// Whether its time is over.
    is_over: bool,
    /// For how long its holder has been changing the schema, if he was at it when he was last heard of.
    changing: Option<Duration>,
    holder: Option<String>,
}

/// A time that is over.
///
/// All nodes wait for a change of the schema, and the renewals of its run with them. So it is believed when it stays over for
/// as long as a living run needs to move it on; and where the holder was changing the schema, for as long again as that has
/// taken, since his node may be slower than this one.
struct Over {
    number: i64,
    writes: i64,
    since: Instant,
    grace: Duration,
}

impl Over {
    fn new(found: &Standing, lease: Duration, lock_wait: Duration) -> Self {
        // Of a run that died long ago it is not known how long it would have taken.
        let changing = found.changing.unwrap_or_default().min(lock_wait / 2);
        Self {
            number: found.number,
            writes: found.writes,
            since: Instant::now(),
            grace: changing.max(renewed_every(lease)),
        }
    }

    fn is_of(&self, found: &Standing) -> bool {
        (self.number, self.writes) == (found.number, found.writes)
    }

    fn is_believed(&self) -> bool {
        self.since.elapsed() >= self.grace
    }
}

/// Takes the lease, once nobody else has it.
pub(super) async fn take(
    connection: &mut Connection,
    asker: Asker<'_>,
    patience: &mut Patience<'_>,
) -> Result<Lease> {
    let lease = crate::fault::lease().unwrap_or(asker.limits.lease);
    let sql = Sql {
        table: Dialect::Mysql.quote_name(&lock_name(&asker.ledger.name)),
        run_id: asker.run_id.to_owned(),
        lease,
    };
    let mut over: Option<Over> = None;
    loop {
        let Some(found) = standing(connection, &sql, &lock_name(&asker.ledger.name)).await? else {
            let holder = "somebody who changes the schema on another node".to_owned();
            patience
                .pause(patience.is_to_say().then_some(holder))
                .await?;
            continue;
        };
        over = match over {
            _ if !found.is_over => None,
            Some(over) if over.is_of(&found) => Some(over),
            _ => Some(Over::new(&found, lease, asker.limits.lock_wait)),
        };
        let is_dead = over.as_ref().is_some_and(Over::is_believed);
        if (found.is_ours || found.is_free || is_dead)
            && try_to(connection, &sql, asker.by, &found).await?
        {
            let number = found.number + 1;
            connection.set_fence(Some(Fence {
                table: sql.table.clone(),
                number,
            }));
            let renewing = tokio::spawn(renew(asker.database.clone(), sql.renew(number), lease));
            return Ok(Lease {
                sql,
                number,
                renewing: renewing.abort_handle(),
            });
        }
        let unknown = || "another runner, which has just taken it".to_owned();
        let holder = patience
            .is_to_say()
            .then(|| found.holder.unwrap_or_else(unknown));
        patience.pause(holder).await?;
    }
}

/// Looks at the row, which is made if it is not there. None when this node is not as far as the others, and does not come
/// to be in time.
async fn standing(
    connection: &mut Connection,
    sql: &Sql,
    name: &ObjectName,
) -> Result<Option<Standing>> {
    let rows = match connection.query(&sql.look(), &[]).await {
        Err(error) if failure(&error) == Failure::LockTimeout => return Ok(None),
        Err(error) if failure(&error) == Failure::NoTable => Vec::new(),
        rows => rows?,
    };
    if let Some(row) = rows.first() {
        return read(row).map(Some);
    }
    create_lock(connection, name).await?;
    Ok(None)
}

fn read(row: &Row) -> Result<Standing> {
    let changing: Option<i64> = row.get("changing")?;
    Ok(Standing {
        number: row.get("fence")?,
        writes: row.get("writes")?,
        is_ours: row.get("is_ours")?,
        is_free: row.get("is_free")?,
        is_over: row.get("is_over")?,
        changing: changing.and_then(|since| u64::try_from(since).ok().map(Duration::from_micros)),
        holder: row.get("holder")?,
    })
}

/// Writes our name into the row, if it is as it was seen; says whether that was so.
async fn try_to(connection: &mut Connection, sql: &Sql, by: &str, seen: &Standing) -> Result<bool> {
    match try_once(connection, sql, by, seen).await {
        Ok(taken) => Ok(taken),
        Err(error) => {
            // It fails with the connection alone.
            let _ = connection.script("ROLLBACK").await;
            match failure(&error) {
                // On another node somebody was faster.
                Failure::LockTimeout => Ok(false),
                _ => Err(error.into()),
            }
        }
    }
}

async fn try_once(
    connection: &mut Connection,
    sql: &Sql,
    by: &str,
    seen: &Standing,
) -> sqlx::Result<bool> {
    connection.script("START TRANSACTION").await?;
    let taken = connection.execute(&sql.take(by, seen), &[]).await? > 0;
    let end = match taken {
        true => format!("{};\nCOMMIT", sql.move_fence(seen.number + 1)),
        false => "ROLLBACK".to_owned(),
    };
    connection.script(&end).await?;
    Ok(taken)
}

/// Moves the end of the lease on, until it is another's.
async fn renew(database: Database, sql: String, lease: Duration) {
    let mut connection = None;
    let mut began = Instant::now();
    // The server does not notice while it waits that it was left; so it is not left often.
    let mut patience = lease;
    loop {
        // One that had to wait for a change of the schema is followed by another at once.
        tokio::time::sleep(renewed_every(lease).saturating_sub(began.elapsed())).await;
        began = Instant::now();
        if connection.is_none() {
            connection = database.open(Access::Write).await.ok();
        }
        let Some(open) = &mut connection else {
            continue;
        };
        match tokio::time::timeout(patience, open.execute(&sql, &[])).await {
            // The run is told by what it writes next.
            Ok(Ok(0)) => return,
            Ok(Ok(_)) => patience = lease,
            Ok(Err(error)) if failure(&error) == Failure::LockTimeout => {}
            Ok(Err(_)) => connection = None,
            Err(_) => {
                connection = None;
                patience *= 2;
            }
        }
    }
}

/// A renewal or two may come to nothing before the time is over.
fn renewed_every(lease: Duration) -> Duration {
    lease / 3
}

/// What is said to the server about one lease.
struct Sql {
    /// The quoted name of the table.
    table: String,
    run_id: String,
    lease: Duration,
}

impl Sql {
    fn run(&self) -> String {
        Dialect::Mysql.string_literal(&self.run_id)
    }

    /// The end of a lease that begins now, by the server's clock.
    fn end(&self) -> String {
        format!(
            "CURRENT_TIMESTAMP(6) + INTERVAL {} MICROSECOND",
            self.lease.as_micros()
        )
    }

    fn look(&self) -> String {
        format!(
            "SELECT fence, writes, run_id <=> {} AS is_ours, run_id IS NULL AS is_free, \
             run_id IS NOT NULL AND expires_at < CURRENT_TIMESTAMP(6) AS is_over, \
             (SELECT TIMESTAMPDIFF(MICROSECOND, taken_at, CURRENT_TIMESTAMP(6)) FROM {} WHERE part = 'fence') AS changing, \
             ({}) AS holder FROM {} WHERE part = 'lease'",
            self.run(),
            self.table,
            holder_of_lease(&self.table),
            self.table
        )
    }

    fn take(&self, by: &str, seen: &Standing) -> String {
        format!(
            "UPDATE {} SET fence = fence + 1, writes = writes + 1, run_id = {}, holder = CONCAT({}, ' at ', @@hostname, ':', \
             @@port, ', connection ', CONNECTION_ID()), taken_at = CURRENT_TIMESTAMP(6), expires_at = {} \
             WHERE part = 'lease' AND fence = {} AND writes = {}",
            self.table,
            self.run(),
            Dialect::Mysql.string_literal(by),
            self.end(),
            seen.number,
            seen.writes
        )
    }

    fn move_fence(&self, number: i64) -> String {
        format!(
            "INSERT INTO {} (part, fence) VALUES ('fence', {number}) ON DUPLICATE KEY UPDATE fence = {number}, \
             taken_at = NULL",
            self.table
        )
    }

    fn renew(&self, number: i64) -> String {
        format!(
            "UPDATE {} SET writes = writes + 1, expires_at = {} WHERE part = 'lease' AND fence = {number} AND run_id = {}",
            self.table,
            self.end(),
            self.run()
        )
    }

    fn give_back(&self, number: i64) -> String {
        format!(
            "ROLLBACK;\nUPDATE {} SET writes = writes + 1, run_id = NULL, expires_at = NULL \
             WHERE part = 'lease' AND fence = {number} AND run_id = {}",
            self.table,
            self.run()
        )
    }
}
