//! A database for a test, and what becomes of it after.

use std::fs::File;
use std::sync::Arc;

use super::base::{Base, first_number, is_process_per_test};
#[cfg(feature = "mysql")]
use super::mysql;
use super::options::Isolation;
use super::pool::{Held, Opened, Pool};
#[cfg(feature = "postgres")]
use super::postgres;
use super::refuse;
use super::server::Server;
#[cfg(feature = "sqlite")]
use super::sqlite;
use super::worker::{Taking, Worker};
use crate::error::Result;

/// What a test has.
pub(super) enum Claim {
    /// A worker, in a transaction or not.
    Worker(Worker),
    /// A copy of its own: its name, or its file with what holds its lock.
    Copy {
        name: String,
        url: String,
        pool: Pool,
        owner: Option<File>,
    },
}

impl Claim {
    pub(super) fn pool(&self) -> &Pool {
        match self {
            Self::Worker(worker) => &worker.pool,
            Self::Copy { pool, .. } => pool,
        }
    }

    /// How many connections the pool of a worker has opened.
    pub(super) fn opened(&self) -> usize {
        match self {
            Self::Worker(worker) => worker.opened.count(),
            Self::Copy { .. } => 0,
        }
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Self::Worker(worker) => &worker.name,
            Self::Copy { name, .. } => name,
        }
    }

    pub(super) fn url(&self) -> &str {
        match self {
            Self::Worker(worker) => &worker.url,
            Self::Copy { url, .. } => url,
        }
    }
}

/// What a server has ready when nobody has asked for one yet.
const AHEAD: usize = 4;

/// A database in the state of the template.
#[cfg_attr(
    not(all(feature = "postgres", feature = "mysql", feature = "sqlite")),
    allow(unreachable_patterns)
)]
pub(super) async fn claim(
    base: &Arc<Base>,
    isolation: Isolation,
    connections: u32,
) -> Result<Claim> {
    match (&base.server, isolation) {
        #[cfg(feature = "sqlite")]
        (Server::Sqlite(_), Isolation::Schema) => Err(refuse::no_such_isolation(
            "SQLite has no schemas to keep tests apart by",
            "use isolation = \"memory\", or \"db\" for a file",
        )),
        #[cfg(feature = "mysql")]
        (Server::Mysql(_), Isolation::Schema) => Err(refuse::no_such_isolation(
            "a schema of MySQL is a database",
            "use isolation = \"db\"",
        )),
        #[cfg(feature = "postgres")]
        (Server::Postgres(_), Isolation::Memory) => Err(no_memory()),
        #[cfg(feature = "mysql")]
        (Server::Mysql(_), Isolation::Memory) => Err(no_memory()),
        #[cfg(feature = "sqlite")]
        (Server::Sqlite(_), Isolation::Db) => {
            let (name, pool, owner) = sqlite::copy::make(base, connections).await?;
            Ok(Claim::Copy {
                url: format!("sqlite:{name}"),
                name,
                pool,
                owner: Some(owner),
            })
        }
        #[cfg(feature = "postgres")]
        (Server::Postgres(server), Isolation::Db) => {
            let name = copy_of(base).await?;
            let pool = server
                .pool(&name, connections, 1, &Opened::default(), None)
                .await;
            let pool = pool.map_err(|error| refuse::unreachable(&server.url, error))?;
            Ok(Claim::Copy {
                url: server.url_of(&name),
                name,
                pool,
                owner: None,
            })
        }
        #[cfg(feature = "mysql")]
        (Server::Mysql(server), Isolation::Db) => {
            let name = copy_of(base).await?;
            let pool = server.pool(&name, connections, 1, &Opened::default()).await;
            let pool = pool.map_err(|error| refuse::unreachable(&server.url, error))?;
            Ok(Claim::Copy {
                url: server.url_of(&name),
                name,
                pool,
                owner: None,
            })
        }
        (_, Isolation::Tx | Isolation::Reset | Isolation::Schema | Isolation::Memory) => {
            worker(base, isolation, connections)
                .await
                .map(Claim::Worker)
        }
    }
}

#[cfg(any(feature = "postgres", feature = "mysql"))]
fn no_memory() -> crate::Error {
    refuse::no_such_isolation(
        "only SQLite has databases in memory",
        "use isolation = \"tx\", \"reset\" or \"db\"",
    )
}

/// A worker in the state of the template; where it is to be in a transaction, in one.
async fn worker(base: &Arc<Base>, isolation: Isolation, connections: u32) -> Result<Worker> {
    let mut from = first_number();
    loop {
        let (mut worker, is_new) = match base.take_free(isolation, connections) {
            Some(worker) => (worker, false),
            None => (open(base, isolation, connections, &mut from).await?, true),
        };
        // What a test in a transaction has left is nothing; in one of another process, nobody knows.
        let is_clean = match is_new {
            true => worker.is_clean && isolation != Isolation::Reset || base.is_sqlite(),
            false => isolation == Isolation::Tx,
        };
        let is_clean = match is_clean {
            true => true,
            false => match restore(base, &mut worker, isolation).await {
                // Its connections may have gone with the runtime of a test.
                Err(_) if !is_new => {
                    let number = worker.number;
                    worker.close().await;
                    base.release(number);
                    continue;
                }
                restored => restored?,
            },
        };
        if !is_clean {
            let number = worker.number;
            discard(base, worker, isolation).await?;
            base.release(number);
            continue;
        }
        if isolation == Isolation::Tx {
            let mut held = worker.pool.hold().await.map_err(refuse::failed)?;
            held.begin(!worker.has_begun)
                .await
                .map_err(refuse::failed)?;
            worker.has_begun = true;
            held.give_back().await;
        }
        return Ok(worker);
    }
}

/// Takes the first worker that nobody has, or makes one.
async fn open(
    base: &Arc<Base>,
    isolation: Isolation,
    connections: u32,
    from: &mut u32,
) -> Result<Worker> {
    #[cfg(feature = "sqlite")]
    if let Server::Sqlite(_) = &base.server {
        return sqlite::worker::make(base).await;
    }
    loop {
        let number = base.reserve(*from);
        let opened = open_one(base, number, isolation, connections).await;
        match opened {
            Ok(Taking::Taken(worker)) => return Ok(worker),
            Ok(Taking::Busy) => *from = number + 1,
            Ok(Taking::Missing) => {
                let made = make_one(base, number, isolation).await;
                base.release(Some(number));
                made?;
                continue;
            }
            Err(error) => {
                base.release(Some(number));
                return Err(error);
            }
        }
        base.release(Some(number));
    }
}

async fn open_one(
    base: &Base,
    number: u32,
    isolation: Isolation,
    connections: u32,
) -> Result<Taking> {
    let _ = (number, isolation, connections);
    match &base.server {
        #[cfg(feature = "postgres")]
        Server::Postgres(server) => {
            postgres::worker::open(server, base, number, isolation, connections).await
        }
        #[cfg(feature = "mysql")]
        Server::Mysql(server) => {
            mysql::worker::open(server, base, number, isolation, connections).await
        }
        #[cfg(feature = "sqlite")]
        Server::Sqlite(_) => sqlite::worker::make(base).await.map(Taking::Taken),
        #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
        Server::None(never) => match *never {},
    }
}

async fn make_one(base: &Base, number: u32, isolation: Isolation) -> Result<()> {
    let _ = (number, isolation);
    match &base.server {
        #[cfg(feature = "postgres")]
        Server::Postgres(server) => postgres::worker::make(server, base, number, isolation).await,
        #[cfg(feature = "mysql")]
        Server::Mysql(server) => mysql::worker::make(server, base, number).await,
        #[cfg(feature = "sqlite")]
        Server::Sqlite(_) => Ok(()),
        #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
        Server::None(never) => match *never {},
    }
}

/// Brings a worker back to the state of the template. Answers with `false` where it must be made anew.
pub(super) async fn restore(
    base: &Base,
    worker: &mut Worker,
    isolation: Isolation,
) -> Result<bool> {
    let _ = isolation;
    match &base.server {
        #[cfg(feature = "postgres")]
        Server::Postgres(_) => postgres::worker::restore(worker, isolation).await,
        #[cfg(feature = "mysql")]
        Server::Mysql(server) => mysql::worker::restore(server, base, worker).await,
        #[cfg(feature = "sqlite")]
        Server::Sqlite(_) => sqlite::worker::restore(base, worker).await.map(|()| true),
        #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
        Server::None(never) => match *never {},
    }
}

/// Says that nothing is left of a test in a transaction, where the next process would have to look for long.
pub(super) async fn say_clean(base: &Base, held: &mut Held) {
    match &base.server {
        #[cfg(feature = "postgres")]
        Server::Postgres(_) => {
            let _ = postgres::worker::say_clean(held).await;
        }
        #[cfg(feature = "mysql")]
        Server::Mysql(_) => {}
        #[cfg(feature = "sqlite")]
        Server::Sqlite(_) => {}
        #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
        Server::None(never) => match *never {},
    }
    let _ = held;
}

/// Gives up a worker for good; its database goes as well.
pub(super) async fn discard(base: &Base, worker: Worker, isolation: Isolation) -> Result<()> {
    let _ = isolation;
    match &base.server {
        #[cfg(feature = "postgres")]
        Server::Postgres(server) => postgres::worker::discard(server, worker, isolation).await,
        #[cfg(feature = "mysql")]
        Server::Mysql(server) => mysql::worker::discard(server, worker).await,
        #[cfg(feature = "sqlite")]
        Server::Sqlite(_) => {
            worker.close().await;
            Ok(())
        }
        #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
        Server::None(never) => match *never {},
    }
}

/// A connection from which databases are made and dropped.
#[cfg(any(feature = "postgres", feature = "mysql"))]
async fn admin(base: &Base) -> Result<Held> {
    match &base.server {
        #[cfg(feature = "postgres")]
        Server::Postgres(server) => server.admin().await,
        #[cfg(feature = "mysql")]
        Server::Mysql(server) => server.admin().await,
        #[cfg(feature = "sqlite")]
        Server::Sqlite(_) => unreachable_on_sqlite(),
    }
}

#[cfg(all(feature = "sqlite", any(feature = "postgres", feature = "mysql")))]
fn unreachable_on_sqlite<T>() -> Result<T> {
    Err(refuse::no_such_isolation(
        "SQLite has no server",
        "use isolation = \"memory\"",
    ))
}

/// A copy that this process has: one that is ready, or one that is made now. Others are made beside the tests then.
#[cfg(any(feature = "postgres", feature = "mysql"))]
async fn copy_of(base: &Arc<Base>) -> Result<String> {
    let mut known = base.take_ready();
    let name = loop {
        let mut guard = base.admin.lock().await;
        let held = match guard.take() {
            Some(held) => held,
            None => admin(base).await?,
        };
        let held = guard.insert(held);
        let taken = match &base.server {
            #[cfg(feature = "postgres")]
            Server::Postgres(_) => postgres::copy::take(base, held, known.take()).await?,
            #[cfg(feature = "mysql")]
            Server::Mysql(_) => mysql::copy::take(base, held, known.take()).await?,
            #[cfg(feature = "sqlite")]
            Server::Sqlite(_) => unreachable_on_sqlite()?,
        };
        drop(guard);
        match taken {
            Some(name) => break name,
            // Not by that connection: it takes a while, and others want to take theirs.
            None => known = Some(ahead(base).await?),
        }
    };
    refill(base);
    Ok(name)
}

/// Makes a copy for whoever comes first.
#[cfg(any(feature = "postgres", feature = "mysql"))]
async fn ahead(base: &Base) -> Result<String> {
    let mut admin = admin(base).await?;
    let made = match &base.server {
        #[cfg(feature = "postgres")]
        Server::Postgres(server) => postgres::copy::ahead(server, base, &mut admin).await,
        #[cfg(feature = "mysql")]
        Server::Mysql(server) => mysql::copy::ahead(server, base, &mut admin).await,
        #[cfg(feature = "sqlite")]
        Server::Sqlite(_) => unreachable_on_sqlite(),
    };
    admin.close().await;
    made
}

/// Makes copies beside the tests, until there are some.
#[cfg(any(feature = "postgres", feature = "mysql"))]
fn refill(base: &Arc<Base>) {
    if !base.begin_refilling() {
        return;
    }
    // A process for one test makes good what that has taken.
    let wanted = if is_process_per_test() { 1 } else { AHEAD };
    let this = base.clone();
    base.spawn(async move {
        // Where it fails, the test that needs one will say it.
        let _ = refill_to(&this, wanted).await;
        this.end_refilling();
    });
}

#[cfg(any(feature = "postgres", feature = "mysql"))]
async fn refill_to(base: &Base, wanted: usize) -> Result<()> {
    let mut admin = admin(base).await?;
    let there = match &base.server {
        #[cfg(feature = "postgres")]
        Server::Postgres(_) => postgres::copy::ready(base, &mut admin).await,
        #[cfg(feature = "mysql")]
        Server::Mysql(_) => mysql::copy::ready(base, &mut admin).await,
        #[cfg(feature = "sqlite")]
        Server::Sqlite(_) => unreachable_on_sqlite(),
    };
    admin.close().await;
    for _ in there?.len()..wanted {
        base.add_ready(ahead(base).await?);
    }
    Ok(())
}

/// Drops a test's copy, beside the tests.
pub(super) fn drop_copy(base: &Arc<Base>, name: String, pool: Pool, owner: Option<File>) {
    let this = base.clone();
    base.spawn(async move {
        // Whatever still has a connection of it loses it.
        let moment = std::time::Duration::from_millis(500);
        let _ = tokio::time::timeout(moment, pool.close()).await;
        // What cannot be dropped now goes with the next process.
        let _ = drop_now(&this, &name).await;
        drop(owner);
    });
}

async fn drop_now(base: &Base, name: &str) -> Result<()> {
    match &base.server {
        #[cfg(feature = "postgres")]
        Server::Postgres(server) => {
            let mut admin = server.admin().await?;
            let dropped = postgres::copy::discard(&mut admin, name).await;
            admin.close().await;
            dropped
        }
        #[cfg(feature = "mysql")]
        Server::Mysql(server) => {
            let mut admin = server.admin().await?;
            let dropped = mysql::copy::discard(&mut admin, name).await;
            admin.close().await;
            dropped
        }
        #[cfg(feature = "sqlite")]
        Server::Sqlite(_) => {
            sqlite::copy::discard(name);
            Ok(())
        }
        #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
        Server::None(never) => match *never {},
    }
}

/// How many databases of tests that failed stay, of one history; those after them are undone as if they had passed.
const MOST_KEPT: usize = 10;

/// Keeps what a test that failed has left. Answers with where it is, or nothing where there are enough of them.
pub(super) async fn keep(
    base: &Base,
    claim: Claim,
    isolation: Isolation,
    test: &str,
) -> Result<Option<String>> {
    let number = match &claim {
        Claim::Worker(worker) => worker.number,
        Claim::Copy { .. } => None,
    };
    let kept = keep_claim(base, claim, isolation, test).await;
    base.release(number);
    kept
}

async fn keep_claim(
    base: &Base,
    claim: Claim,
    isolation: Isolation,
    test: &str,
) -> Result<Option<String>> {
    if isolation == Isolation::Tx && !commit(claim.pool()).await {
        return discard_claim(base, claim, isolation).await.map(|()| None);
    }
    match &base.server {
        #[cfg(feature = "sqlite")]
        Server::Sqlite(_) => match claim {
            Claim::Copy {
                name, pool, owner, ..
            } => {
                let _ = tokio::time::timeout(std::time::Duration::from_secs(2), pool.close()).await;
                drop(owner);
                sqlite::copy::keep(&name, test).map(Some)
            }
            Claim::Worker(worker) => {
                let held = worker.pool.hold().await.map_err(refuse::failed)?;
                let kept = sqlite::worker::keep(held, test).await;
                worker.close().await;
                kept.map(Some)
            }
        },
        #[cfg(feature = "postgres")]
        Server::Postgres(server) => {
            let mut admin = server.admin().await?;
            if postgres::collect::count_kept(base, &mut admin).await? >= MOST_KEPT {
                admin.close().await;
                return discard_claim(base, claim, isolation).await.map(|()| None);
            }
            let name = claim.name().to_owned();
            close(claim).await;
            let kept = match isolation {
                Isolation::Schema => {
                    postgres::worker::keep_schema(base, &mut admin, &name, test).await
                }
                _ => postgres::copy::keep(base, &mut admin, &name, test).await,
            };
            admin.close().await;
            kept.map(|kept| {
                Some(match isolation {
                    Isolation::Schema => format!("{}, schema {kept}", crate::redacted(&server.url)),
                    _ => crate::redacted(&server.url_of(&kept)),
                })
            })
        }
        #[cfg(feature = "mysql")]
        Server::Mysql(server) => {
            let mut admin = server.admin().await?;
            if mysql::collect::count_kept(base, &mut admin).await? >= MOST_KEPT {
                admin.close().await;
                return discard_claim(base, claim, isolation).await.map(|()| None);
            }
            let kept = mysql::copy::keep(base, &mut admin, claim.name(), test).await;
            admin.close().await;
            close(claim).await;
            kept.map(|kept| Some(crate::redacted(&server.url_of(&kept))))
        }
        #[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
        Server::None(never) => match *never {},
    }
}

/// Ends the transaction of a test that failed so that what it did can be looked at. Not where the database does not take it.
async fn commit(pool: &Pool) -> bool {
    let wait = std::time::Duration::from_secs(2);
    let Ok(Ok(mut held)) = tokio::time::timeout(wait, pool.hold()).await else {
        return false;
    };
    let done = held.keep().await.is_ok();
    held.give_back().await;
    done
}

async fn close(claim: Claim) {
    match claim {
        Claim::Worker(worker) => worker.close().await,
        Claim::Copy { pool, .. } => {
            let _ = tokio::time::timeout(std::time::Duration::from_secs(2), pool.close()).await;
        }
    }
}

async fn discard_claim(base: &Base, claim: Claim, isolation: Isolation) -> Result<()> {
    match claim {
        // A worker is looked at before it is used again.
        Claim::Worker(worker) if isolation != Isolation::Memory => {
            worker.close().await;
            Ok(())
        }
        Claim::Worker(worker) => discard(base, worker, isolation).await,
        Claim::Copy { name, pool, .. } => {
            let _ = tokio::time::timeout(std::time::Duration::from_secs(2), pool.close()).await;
            drop_now(base, &name).await
        }
    }
}
