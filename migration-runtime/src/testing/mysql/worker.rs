//! Workers: databases in which tests run one after the other. Who has one holds a lock of its name, which is gone with its
//! connection, however the process ends.

use std::time::Duration;

use super::baseline;
use super::template::TABLE;
use super::{Server, copy, key, quote};
use crate::database::{Failure, failure};
use crate::error::Result;
use crate::testing::base::Base;
use crate::testing::options::Isolation;
use crate::testing::pool::{Held, Opened, Pool};
use crate::testing::refuse;
use crate::testing::worker::{Taking, Worker};

/// Takes the worker of this number, if it is free.
pub(in crate::testing) async fn open(
    server: &Server,
    base: &Base,
    number: u32,
    isolation: Isolation,
    connections: u32,
) -> Result<Taking> {
    let database = base.names.worker(number);
    let failed = |error| refuse::unreachable(&server.url, error);
    let connections = if isolation == Isolation::Tx {
        1
    } else {
        connections
    };
    let opened = Opened::default();
    let pool = match server
        .pool(&database, connections, connections, &opened)
        .await
    {
        Ok(pool) => pool,
        Err(error) if failure(&error) == Failure::NoDatabase => return Ok(Taking::Missing),
        Err(error) => return Err(failed(error)),
    };
    // With a transaction there is one connection for all; else this one is kept beside what the test has.
    let keeper = match isolation {
        Isolation::Tx => pool.clone(),
        _ => server
            .pool(&database, 1, 1, &Opened::default())
            .await
            .map_err(failed)?,
    };
    let mut held = keeper.hold().await.map_err(failed)?;
    let lock = format!("SELECT CAST(GET_LOCK({}, 0) AS CHAR)", key(&database));
    let is_locked = held.texts(&lock).await.map_err(failed)? == ["1"];
    let kept = held
        .texts(&format!("SELECT v FROM {TABLE} WHERE k = 'kept'"))
        .await;
    match (is_locked, kept) {
        (true, Ok(kept)) if kept.is_empty() => {}
        // Whoever made it has not finished.
        (true, Err(sqlx::Error::Database(_))) => {
            held.close().await;
            pool.close().await;
            let mut admin = server.admin().await?;
            copy::discard(&mut admin, &database).await?;
            admin.close().await;
            return Ok(Taking::Missing);
        }
        (_, Err(error)) if error.as_database_error().is_none() => return Err(failed(error)),
        _ => {
            held.close().await;
            pool.close().await;
            return Ok(Taking::Busy);
        }
    }
    let mut worker = Worker {
        number: Some(number),
        url: server.url_of(&database),
        name: database,
        pool,
        keeper: None,
        check: "".into(),
        is_clean: false,
        has_begun: false,
        opened,
        is_replica: true,
    };
    match isolation {
        Isolation::Tx => held.give_back().await,
        _ => worker.keeper = Some(held),
    }
    Ok(Taking::Taken(worker))
}

/// Makes the worker of this number; another may do the same, with the lock that tells who has it.
pub(in crate::testing) async fn make(server: &Server, base: &Base, number: u32) -> Result<()> {
    let mut admin = server.admin().await?;
    let name = base.names.worker(number);
    let made = make_by(server, base, &mut admin, &name).await;
    // The lock goes with the connection.
    admin.close().await;
    made
}

async fn make_by(server: &Server, base: &Base, admin: &mut Held, name: &str) -> Result<()> {
    let lock = format!("SELECT CAST(GET_LOCK({}, 0) AS CHAR)", key(name));
    let is_there = format!("SELECT COUNT(*) FROM {}.{TABLE}", quote(name));
    while admin.texts(&lock).await.map_err(refuse::failed)? != ["1"] {
        // Another has made it meanwhile, and somebody a test in it.
        if admin.table(&is_there).await.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    copy::make(server, base, admin, name).await.map(drop)
}

/// Brings a worker back to its baseline. Answers with `false` where its schema has changed: it is to be made anew.
pub(in crate::testing) async fn restore(
    server: &Server,
    base: &Base,
    worker: &mut Worker,
) -> Result<bool> {
    let _ = server;
    let template = base.names.template();
    let pool = worker.pool.clone();
    let work = async |held: &mut Held| -> sqlx::Result<bool> {
        let baseline = baseline::read(held, &template).await?;
        // What a trigger has written on the way shows in the next look.
        for _ in 0..3 {
            let found = baseline::look(held).await?;
            match baseline::restoring(&baseline, &found, &template) {
                None => return Ok(false),
                Some(sql) if sql.is_empty() => return Ok(true),
                Some(sql) => {
                    held.script(&sql).await?;
                    if !found.has_triggers() {
                        return Ok(true);
                    }
                }
            }
        }
        Ok(false)
    };
    let done = match &mut worker.keeper {
        Some(held) => {
            forget_sessions(&pool).await.map_err(refuse::failed)?;
            work(held).await
        }
        None => {
            let mut held = pool.hold().await.map_err(refuse::failed)?;
            let done = work(&mut held).await;
            held.give_back().await;
            done
        }
    };
    match done {
        Ok(done) => Ok(done),
        Err(sqlx::Error::Database(_)) => Ok(false),
        Err(error) => Err(refuse::failed(error)),
    }
}

/// What a test has set in the sessions of its pool is gone with them: MySQL has no statement for it.
async fn forget_sessions(pool: &Pool) -> sqlx::Result<()> {
    for _ in 0..pool.idle() {
        let mut held = pool.hold().await?;
        held.script("DO RELEASE_ALL_LOCKS(); ROLLBACK").await?;
        held.give_back().await;
    }
    Ok(())
}

/// Drops a worker, so that it is made anew.
pub(in crate::testing) async fn discard(server: &Server, worker: Worker) -> Result<()> {
    let name = worker.name.clone();
    worker.close().await;
    let mut admin = server.admin().await?;
    let dropped = copy::discard(&mut admin, &name).await;
    admin.close().await;
    dropped
}
