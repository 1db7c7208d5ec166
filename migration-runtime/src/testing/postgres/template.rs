//! The template of a history: made once, by whoever needs it first, and closed to connections then, since a database that
//! somebody is connected to cannot be copied (<https://www.postgresql.org/docs/current/manage-ag-templatedbs.html>).

use std::time::Duration;

use super::{Server, baseline, key, literal, quote};
use crate::error::Result;
use crate::testing::base::Base;
use crate::testing::pool::{Held, Opened};
use crate::testing::refuse;

/// What a finished template's comment begins with. A template without one was not finished.
pub(super) const COMMENT: &str = "migratory test template";

/// Makes the template, unless it is there.
pub(super) async fn ensure(server: &Server, base: &Base, admin: &mut Held) -> Result<()> {
    let name = base.names.template();
    if is_finished(admin, &name).await? {
        return Ok(());
    }
    refuse_what_is_no_test(server, admin).await?;
    lock(admin, &name).await?;
    let made = async {
        match is_finished(admin, &name).await? {
            true => Ok(()),
            false => make(server, base, admin, &name).await,
        }
    }
    .await;
    let unlocked = admin
        .script(&format!("SELECT pg_advisory_unlock({})", key(&name)))
        .await;
    made.and(unlocked.map_err(refuse::failed))
}

/// A database whose name does not say that it is for tests must be stamped so, and none may be stamped production.
pub(in crate::testing) async fn refuse_what_is_no_test(
    server: &Server,
    admin: &mut Held,
) -> Result<()> {
    let exists = format!(
        "SELECT datname::text FROM pg_database WHERE datname = {}",
        literal(&server.base)
    );
    let exists = admin.texts(&exists).await.map_err(refuse::failed)?;
    let database = match exists.is_empty() {
        true => None,
        false => Some(server.database(&server.base).await?),
    };
    refuse::what_is_no_test(&server.url, &server.base, database.as_ref()).await
}

async fn is_finished(admin: &mut Held, name: &str) -> Result<bool> {
    let comment = format!(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = {}",
        literal(name)
    );
    let comments = admin.texts(&comment).await.map_err(refuse::failed)?;
    Ok(comments.iter().any(|it| it.starts_with(COMMENT)))
}

/// Waits for the one who makes it. Each question is a statement of its own, so that nobody who builds an index concurrently
/// waits for us.
pub(super) async fn lock(admin: &mut Held, name: &str) -> Result<()> {
    let lock = format!("SELECT 'locked' WHERE pg_try_advisory_lock({})", key(name));
    while admin.texts(&lock).await.map_err(refuse::failed)?.is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

async fn make(server: &Server, base: &Base, admin: &mut Held, name: &str) -> Result<()> {
    let quoted = quote(name);
    let drop = format!("DROP DATABASE IF EXISTS {quoted} WITH (FORCE)");
    // Of one who was killed while it was made.
    admin.script(&drop).await.map_err(refuse::failed)?;
    let create = format!("CREATE DATABASE {quoted}");
    admin.script(&create).await.map_err(refuse::no_right)?;
    let filled = fill(server, base, name).await;
    if filled.is_err() {
        let _ = admin.script(&drop).await;
        return filled;
    }
    let finish = [
        format!("ALTER DATABASE {quoted} WITH ALLOW_CONNECTIONS false"),
        format!(
            "COMMENT ON DATABASE {quoted} IS {}",
            literal(&format!("{COMMENT}, {}", base.origin()))
        ),
    ];
    for sql in finish {
        admin.script(&sql).await.map_err(refuse::failed)?;
    }
    Ok(())
}

async fn fill(server: &Server, base: &Base, name: &str) -> Result<()> {
    base.recipe.fill(&server.database(name).await?).await?;
    let pool = server.pool(name, 1, 1, &Opened::default(), None).await;
    let pool = pool.map_err(|error| refuse::unreachable(&server.url, error))?;
    let mut held = pool.hold().await.map_err(refuse::failed)?;
    let written = baseline::write(&mut held, None).await;
    held.close().await;
    pool.close().await;
    written.map_err(refuse::failed)
}
