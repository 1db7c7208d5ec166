//! The template of a history: a database that is made once, by whoever needs it first. Its table `_migratory_test` says that it
//! is finished, and what the others are to be.

use std::time::Duration;

use super::{Server, baseline, key, literal, quote};
use crate::error::Result;
use crate::testing::base::Base;
use crate::testing::pool::{Held, Opened};
use crate::testing::refuse;

/// What is known of a history's databases, in its template.
pub(super) const TABLE: &str = "_migratory_test";

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
        .script(&format!("DO RELEASE_LOCK({})", key(&name)))
        .await;
    made.and(unlocked.map_err(refuse::failed))
}

/// A database whose name does not say that it is for tests must be stamped so, and none may be stamped production.
pub(in crate::testing) async fn refuse_what_is_no_test(
    server: &Server,
    admin: &mut Held,
) -> Result<()> {
    let exists = format!(
        "SELECT CAST(schema_name AS CHAR) FROM information_schema.schemata WHERE schema_name = {}",
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
    let found = format!("SELECT v FROM {}.{TABLE} WHERE k = 'finished'", quote(name));
    match admin.texts(&found).await {
        Ok(found) => Ok(!found.is_empty()),
        // No such table, no such database.
        Err(sqlx::Error::Database(_)) => Ok(false),
        Err(error) => Err(refuse::failed(error)),
    }
}

/// Waits for the one who makes it.
pub(super) async fn lock(admin: &mut Held, name: &str) -> Result<()> {
    let lock = format!("SELECT CAST(GET_LOCK({}, 0) AS CHAR)", key(name));
    while admin.texts(&lock).await.map_err(refuse::failed)? != ["1"] {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

async fn make(server: &Server, base: &Base, admin: &mut Held, name: &str) -> Result<()> {
    let quoted = quote(name);
    let drop = format!("DROP DATABASE IF EXISTS {quoted}");
    // Of one who was killed while it was made.
    admin.script(&drop).await.map_err(refuse::failed)?;
    let create = format!("CREATE DATABASE {quoted} CHARACTER SET utf8mb4");
    admin.script(&create).await.map_err(refuse::no_right)?;
    let filled = fill(server, base, name).await;
    if filled.is_err() {
        let _ = admin.script(&drop).await;
    }
    filled
}

async fn fill(server: &Server, base: &Base, name: &str) -> Result<()> {
    base.recipe.fill(&server.database(name).await?).await?;
    let pool = server.pool(name, 1, 1, &Opened::default()).await;
    let pool = pool.map_err(|error| refuse::unreachable(&server.url, error))?;
    let mut held = pool.hold().await.map_err(refuse::failed)?;
    let written = baseline::write(&mut held, &base.origin()).await;
    held.close().await;
    pool.close().await;
    written.map_err(refuse::failed)
}
