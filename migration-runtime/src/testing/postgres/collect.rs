//! What is there of tests on a server, and what nobody needs any more.

use super::template::COMMENT;
use super::{key, quote};
use crate::error::Result;
use crate::testing::base::Base;
use crate::testing::collect::{Found, Waste};
use crate::testing::names::Role;
use crate::testing::pool::Held;
use crate::testing::refuse;

/// How many databases of tests that failed there are of a history.
pub(in crate::testing) async fn count_kept(base: &Base, admin: &mut Held) -> Result<usize> {
    let found = list(admin).await?;
    let of_this = |it: &&Found| it.role == Role::Kept && base.names.is_of_this(&it.name);
    Ok(found.iter().filter(of_this).count())
}

/// All databases of tests, and schemas of those that failed.
pub(in crate::testing) async fn list(admin: &mut Held) -> Result<Vec<Found>> {
    let all = "SELECT concat_ws(E'\\t', d.datname, pg_database_size(d.oid),
  (SELECT count(*) FROM pg_stat_activity a WHERE a.datname = d.datname), shobj_description(d.oid, 'pg_database'))
FROM pg_database d WHERE d.datname ~ '_[0-9a-f]{10}(_[wrck][0-9_]+)?$' ORDER BY d.datname";
    let all = admin.texts(all).await.map_err(refuse::failed)?;
    Ok(all
        .iter()
        .filter_map(|line| Found::of_line(line, COMMENT))
        .collect())
}

/// Drops what is waste. Nobody is thrown out: what somebody is connected to stays.
pub(in crate::testing) async fn drop(admin: &mut Held, found: &Found, why: Waste) -> Result<bool> {
    let lock = format!(
        "SELECT 'locked' WHERE pg_try_advisory_lock({})",
        key(&found.name)
    );
    // A copy is its process's as long as that lives, connected or not.
    if admin.texts(&lock).await.map_err(refuse::failed)?.is_empty() {
        return Ok(false);
    }
    let force = match why {
        Waste::Left => " WITH (FORCE)",
        Waste::Old | Waste::Asked => "",
    };
    let drop = format!("DROP DATABASE IF EXISTS {}{force}", quote(&found.name));
    let dropped = admin.script(&drop).await.is_ok();
    let unlock = format!("SELECT pg_advisory_unlock({})", key(&found.name));
    admin.script(&unlock).await.map_err(refuse::failed)?;
    Ok(dropped)
}

/// Drops the schemas of tests that are in one database.
pub(in crate::testing) async fn drop_schemas(admin: &mut Held) -> Result<Vec<String>> {
    let all = "SELECT n.nspname::text FROM pg_namespace n WHERE n.nspname ~ '_[0-9a-f]{10}_[wk][0-9_]+(_base)?$' ORDER BY 1";
    let mut dropped = Vec::new();
    for name in admin.texts(all).await.map_err(refuse::failed)? {
        let of = name.strip_suffix("_base").unwrap_or(&name);
        let lock = format!("SELECT 'locked' WHERE pg_try_advisory_lock({})", key(of));
        if admin.texts(&lock).await.map_err(refuse::failed)?.is_empty() {
            continue;
        }
        let sql = format!(
            "SET lock_timeout = '1s'; DROP SCHEMA IF EXISTS {} CASCADE; SELECT pg_advisory_unlock({})",
            quote(&name),
            key(of)
        );
        if admin.script(&sql).await.is_ok() {
            dropped.push(name);
        }
    }
    Ok(dropped)
}
