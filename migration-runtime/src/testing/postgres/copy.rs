//! Copies of a template. Which process has one is told by a lock of its name, so that it is nobody's when that ends.

use super::{Server, key, literal, quote, template};
use crate::error::Result;
use crate::testing::base::Base;
use crate::testing::names::Role;
use crate::testing::pool::Held;
use crate::testing::refuse;

/// Makes a copy of this name: `CREATE DATABASE name TEMPLATE template`. Answers with `false` when there is one.
pub(super) async fn make(
    server: &Server,
    base: &Base,
    admin: &mut Held,
    name: &str,
) -> Result<bool> {
    template::ensure(server, base, admin).await?;
    let create = format!(
        "CREATE DATABASE {} TEMPLATE {}",
        quote(name),
        quote(&base.names.template())
    );
    match admin.script(&create).await {
        Ok(()) => Ok(true),
        Err(error) => match error
            .as_database_error()
            .and_then(|it| it.code())
            .as_deref()
        {
            // duplicate_database, or the unique key of pg_database: another was faster.
            Some("42P04" | "23505") => Ok(false),
            _ => Err(refuse::no_right(error)),
        },
    }
}

/// Makes one that is ready for whichever test comes first.
pub(in crate::testing) async fn ahead(
    server: &Server,
    base: &Base,
    admin: &mut Held,
) -> Result<String> {
    let name = base.names.own(Role::Ready);
    make(server, base, admin, &name).await?;
    Ok(name)
}

/// Those that are ready.
pub(in crate::testing) async fn ready(base: &Base, admin: &mut Held) -> Result<Vec<String>> {
    let ready = format!(
        "SELECT datname::text FROM pg_database WHERE datname LIKE {} ORDER BY datname",
        literal(&format!(
            "{}\\_r%",
            base.names.template().replace('_', "\\_")
        ))
    );
    admin.texts(&ready).await.map_err(refuse::failed)
}

/// Takes one that is ready, if there is one: another process may have made it. Its new name says whose it is.
pub(in crate::testing) async fn take(
    base: &Base,
    admin: &mut Held,
    known: Option<String>,
) -> Result<Option<String>> {
    let mut ready: Vec<String> = known.into_iter().collect();
    if ready.is_empty() {
        ready = self::ready(base, admin).await?;
    }
    for ready in ready {
        let mine = base.names.own(Role::Copy);
        let lock = format!("SELECT pg_advisory_lock({})", key(&mine));
        admin.script(&lock).await.map_err(refuse::failed)?;
        let rename = format!(
            "ALTER DATABASE {} RENAME TO {}",
            quote(&ready),
            quote(&mine)
        );
        // Another may have taken it; or it is still being made.
        if admin.script(&rename).await.is_ok() {
            return Ok(Some(mine));
        }
        let unlock = format!("SELECT pg_advisory_unlock({})", key(&mine));
        admin.script(&unlock).await.map_err(refuse::failed)?;
    }
    Ok(None)
}

/// Drops one, whoever is connected to it.
pub(in crate::testing) async fn discard(admin: &mut Held, name: &str) -> Result<()> {
    let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quote(name));
    admin.script(&drop).await.map_err(refuse::failed)
}

/// Keeps what a test that failed has left: by another name, and with a word of whose it is. Nobody may be connected to it.
pub(in crate::testing) async fn keep(
    base: &Base,
    admin: &mut Held,
    name: &str,
    test: &str,
) -> Result<String> {
    let kept = base.names.own(Role::Kept);
    let rename = format!("ALTER DATABASE {} RENAME TO {}", quote(name), quote(&kept));
    // Before it is called so: from then on others see that it is kept, and since when.
    let comment = format!(
        "COMMENT ON DATABASE {} IS {}",
        quote(name),
        literal(&kept_comment(test))
    );
    admin.script(&comment).await.map_err(refuse::failed)?;
    let leave = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {} AND pid <> pg_backend_pid()",
        literal(name)
    );
    admin.script(&leave).await.map_err(refuse::failed)?;
    let mut renamed = admin.script(&rename).await;
    // Sessions that end are still there for a moment.
    for _ in 0..100 {
        if renamed.is_ok() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        renamed = admin.script(&rename).await;
    }
    renamed.map_err(refuse::failed)?;
    Ok(kept)
}

/// What is said of a kept one: of which test, and since when.
fn kept_comment(test: &str) -> String {
    format!(
        "{}, {}",
        crate::testing::KEPT,
        crate::testing::said_now(test)
    )
}
