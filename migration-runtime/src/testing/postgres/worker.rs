//! Workers: databases in which tests run one after the other, or schemas of one. Who has one holds a lock in it, which is gone
//! with its connection, however the process ends.

use super::baseline::{self, SCHEMA_CHANGED};
use super::{Server, copy, key, literal, quote, template};
use crate::database::{Database, Failure, failure};
use crate::error::Result;
use crate::testing::base::Base;
use crate::testing::names::Role;
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
    let (database, schema) = place(server, base, number, isolation);
    let schema = schema.as_deref();
    let failed = |error| refuse::unreachable(&server.url, error);
    let connections = if isolation == Isolation::Tx {
        1
    } else {
        connections
    };
    let opened = Opened::default();
    let pool = match server
        .pool(&database, connections, connections, &opened, schema)
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
            .pool(&database, 1, 1, &Opened::default(), schema)
            .await
            .map_err(failed)?,
    };
    let mut held = keeper.hold().await.map_err(failed)?;
    let home = baseline::home(schema);
    // Of a schema that is made by another, or that is not there, nothing but that.
    let lock = format!(
        "SELECT CASE WHEN to_regclass({state}) IS NULL THEN 'missing' WHEN pg_try_advisory_lock({key}) THEN 'locked' ELSE 'busy' END",
        state = literal(&format!("{}.state", quote(&home))),
        key = key(schema.unwrap_or(&database)),
    );
    match held.texts(&lock).await.map_err(failed)?.concat().as_str() {
        "locked" => {}
        "busy" => {
            held.close().await;
            pool.close().await;
            return Ok(Taking::Busy);
        }
        _ => {
            held.close().await;
            pool.close().await;
            return Ok(Taking::Missing);
        }
    }
    let said = format!(
        "WITH clean AS (DELETE FROM {home}.state WHERE key = 'clean' RETURNING key)
SELECT key || ' ' || value FROM {home}.state WHERE key IN ('check', 'replica') UNION ALL SELECT key || ' ' FROM clean",
        home = quote(&home)
    );
    let said = held.texts(&said).await.map_err(failed)?;
    let word = |key: &str| {
        said.iter()
            .find_map(|it| it.strip_prefix(key)?.strip_prefix(' '))
    };
    let (Some(check), Some(is_super)) = (word("check"), word("replica")) else {
        return Ok(Taking::Missing);
    };
    let mut worker = Worker {
        number: Some(number),
        name: schema.unwrap_or(&database).to_owned(),
        url: server.url_of(&database),
        pool,
        keeper: None,
        check: check.into(),
        is_clean: word("clean").is_some(),
        has_begun: false,
        opened,
        is_replica: is_super == "on",
    };
    match isolation {
        Isolation::Tx => held.give_back().await,
        _ => worker.keeper = Some(held),
    }
    Ok(Taking::Taken(worker))
}

fn place(
    server: &Server,
    base: &Base,
    number: u32,
    isolation: Isolation,
) -> (String, Option<String>) {
    let name = base.names.worker(number);
    match isolation {
        Isolation::Schema => (server.base.clone(), Some(name)),
        _ => (name, None),
    }
}

/// Makes the worker of this number; another may do the same.
pub(in crate::testing) async fn make(
    server: &Server,
    base: &Base,
    number: u32,
    isolation: Isolation,
) -> Result<()> {
    let mut admin = server.admin().await?;
    let made = match place(server, base, number, isolation) {
        (_, Some(schema)) => make_schema(server, base, &mut admin, &schema).await,
        (database, None) => copy::make(server, base, &mut admin, &database)
            .await
            .map(drop),
    };
    admin.close().await;
    made
}

async fn make_schema(server: &Server, base: &Base, admin: &mut Held, schema: &str) -> Result<()> {
    let found = Database::connect(&server.url).await?;
    refuse::what_is_no_test(&server.url, &server.base, Some(&found)).await?;
    template::lock(admin, schema).await?;
    let home = baseline::home(Some(schema));
    let exists = format!(
        "SELECT nspname::text FROM pg_namespace WHERE nspname = {}",
        literal(&home)
    );
    let exists = admin.texts(&exists).await.map_err(refuse::failed)?;
    let made = match exists.is_empty() {
        false => Ok(()),
        true => {
            async {
                let quoted = quote(schema);
                let create =
                    format!("DROP SCHEMA IF EXISTS {quoted} CASCADE; CREATE SCHEMA {quoted}");
                admin.script(&create).await.map_err(refuse::no_right)?;
                let found = found.in_schema(schema);
                base.recipe.fill(&found).await?;
                let pool = server
                    .pool(&server.base, 1, 1, &Opened::default(), Some(schema))
                    .await;
                let pool = pool.map_err(|error| refuse::unreachable(&server.url, error))?;
                let mut held = pool.hold().await.map_err(refuse::failed)?;
                // All of it or nothing: the schema of the baseline says that it is finished.
                let written = async {
                    held.script("BEGIN").await?;
                    baseline::write(&mut held, Some(schema)).await?;
                    held.script("COMMIT").await
                };
                let written = written.await;
                held.close().await;
                pool.close().await;
                written.map_err(refuse::failed)
            }
            .await
        }
    };
    let unlock = format!("SELECT pg_advisory_unlock({})", key(schema));
    let unlocked = admin.script(&unlock).await;
    made.and(unlocked.map_err(refuse::failed))
}

/// Brings a worker back to its baseline. Answers with `false` where its schema has changed: it is to be made anew.
pub(in crate::testing) async fn restore(worker: &mut Worker, isolation: Isolation) -> Result<bool> {
    let schema = (isolation == Isolation::Schema).then_some(worker.name.as_str());
    let home = baseline::home(schema);
    let look = worker.check.clone();
    let is_replica = worker.is_replica;
    let pool = worker.pool.clone();
    let done = async {
        let found = match &mut worker.keeper {
            Some(held) => {
                forget_sessions(&pool).await?;
                held.texts(&look).await?
            }
            None => {
                let mut held = pool.hold().await?;
                let found = held.texts(&look).await;
                held.give_back().await;
                found?
            }
        };
        if found.iter().any(|it| it == SCHEMA_CHANGED) {
            return Ok(false);
        }
        if !found.is_empty() {
            // Not by the keeper: a change of session_replication_role throws away all plans of a session, and to plan the look
            // again takes three times as long as the look.
            let mut held = pool.hold().await?;
            let restored = held
                .script(&baseline::restoring(&home, is_replica, &found))
                .await;
            held.give_back().await;
            restored?;
        }
        Ok(true)
    };
    let done: sqlx::Result<bool> = done.await;
    match done {
        Ok(done) => Ok(done),
        // What cannot be put back (references in a circle, rows that a check of today refuses) is made anew.
        Err(sqlx::Error::Database(_)) => Ok(false),
        Err(error) => Err(refuse::failed(error)),
    }
}

/// What a test has set in the sessions of its pool is gone; prepared statements stay, since the driver counts on them
/// (<https://www.postgresql.org/docs/current/sql-discard.html>).
async fn forget_sessions(pool: &Pool) -> sqlx::Result<()> {
    let mut all = Vec::new();
    for _ in 0..pool.idle() {
        all.push(pool.hold().await?);
    }
    for mut held in all {
        held.script(
            "SELECT pg_advisory_unlock_all(); CLOSE ALL; UNLISTEN *; RESET SESSION AUTHORIZATION; RESET ALL; DISCARD TEMP; DISCARD SEQUENCES",
        )
        .await?;
        held.give_back().await;
    }
    Ok(())
}

/// Says that nothing is left of the test, so that the next process need not look: in one that has not seen the tables yet, that
/// takes longer than most tests.
pub(in crate::testing) async fn say_clean(held: &mut Held) -> sqlx::Result<()> {
    let home = quote(&baseline::home(None));
    // What is not said is looked at.
    let say = format!(
        "BEGIN; SET LOCAL synchronous_commit = off; INSERT INTO {home}.state VALUES ('clean', '') ON CONFLICT DO NOTHING; COMMIT"
    );
    held.script(&say).await
}

/// Drops a worker, so that it is made anew.
pub(in crate::testing) async fn discard(
    server: &Server,
    worker: Worker,
    isolation: Isolation,
) -> Result<()> {
    let name = worker.name.clone();
    worker.close().await;
    let mut admin = server.admin().await?;
    let dropped = match isolation {
        Isolation::Schema => {
            let [schema, home] = [quote(&name), quote(&baseline::home(Some(&name)))];
            let drop = format!("DROP SCHEMA IF EXISTS {schema}, {home} CASCADE");
            admin.script(&drop).await.map_err(refuse::failed)
        }
        _ => copy::discard(&mut admin, &name).await,
    };
    admin.close().await;
    dropped
}

/// Keeps the schema in which a test failed: by another name, so that it is nobody's.
pub(in crate::testing) async fn keep_schema(
    base: &Base,
    admin: &mut Held,
    name: &str,
    test: &str,
) -> Result<String> {
    let kept = base.names.own(Role::Kept);
    let said = format!(
        "{}, {}",
        crate::testing::KEPT,
        crate::testing::said_now(test)
    );
    let rename = format!(
        "DROP SCHEMA {} CASCADE; ALTER SCHEMA {} RENAME TO {kept}; COMMENT ON SCHEMA {kept} IS {}",
        quote(&baseline::home(Some(name))),
        quote(name),
        literal(&said),
        kept = quote(&kept),
    );
    admin.script(&rename).await.map_err(refuse::failed)?;
    Ok(kept)
}
