//! What is there of tests on a server, and what nobody needs any more.

use super::template::TABLE;
use super::{copy, key, literal, quote};
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

/// All databases of tests.
pub(in crate::testing) async fn list(admin: &mut Held) -> Result<Vec<Found>> {
    let all = "SELECT s.schema_name, COALESCE((SELECT SUM(data_length + index_length) FROM information_schema.tables t
    WHERE t.table_schema = s.schema_name), 0),
  (SELECT COUNT(*) FROM information_schema.processlist p WHERE p.db = s.schema_name)
FROM information_schema.schemata s WHERE s.schema_name REGEXP '_[0-9a-f]{10}(_[wrck][0-9_]+)?$' ORDER BY s.schema_name";
    let mut found = Vec::new();
    for row in admin.table(all).await.map_err(refuse::failed)? {
        let [name, bytes, users] = row.as_slice() else {
            continue;
        };
        let is_taken = format!(
            "SELECT 'taken', '' FROM {}.{TABLE} WHERE k = CONCAT('taken ', {})",
            quote(
                name.rsplit_once("_r")
                    .map_or(name, |(template, _)| template)
            ),
            literal(name)
        );
        let said = format!(
            "SELECT k, v FROM {}.{TABLE} WHERE k IN ('finished', 'kept')",
            quote(name)
        );
        let mut said = admin.table(&said).await.unwrap_or_default();
        said.extend(admin.table(&is_taken).await.unwrap_or_default());
        let word = |key: &str| {
            said.iter()
                .find(|row| row.first().is_some_and(|it| it == key))?
                .get(1)
                .cloned()
        };
        // What a process has taken is called as before.
        let (role, comment) = match (word("kept"), word("taken"), word("finished")) {
            (Some(kept), _, _) => (Some(Role::Kept), kept),
            (_, Some(_), _) => (Some(Role::Copy), String::new()),
            (_, _, Some(finished)) => (None, format!("{COMMENT}, {finished}")),
            _ => (None, String::new()),
        };
        let line = format!("{name}\t{bytes}\t{users}\t{comment}");
        if let Some(mut it) = Found::of_line(&line, COMMENT) {
            it.role = role.unwrap_or(it.role);
            found.push(it);
        }
    }
    Ok(found)
}

/// What a template's line begins with.
const COMMENT: &str = "migratory test template";

/// Drops what is waste. Nobody is thrown out: what somebody is connected to stays.
pub(in crate::testing) async fn drop(admin: &mut Held, found: &Found, why: Waste) -> Result<bool> {
    let _ = why;
    let lock = format!("SELECT CAST(GET_LOCK({}, 0) AS CHAR)", key(&found.name));
    if admin.texts(&lock).await.map_err(refuse::failed)? != ["1"] {
        return Ok(false);
    }
    let dropped = copy::discard(admin, &found.name).await.is_ok();
    let unlock = format!("DO RELEASE_LOCK({})", key(&found.name));
    admin.script(&unlock).await.map_err(refuse::failed)?;
    Ok(dropped)
}
