//! What may be amiss in a file of SQLite.

use super::{Check, texts};
use crate::database::Connection;
use crate::error::Result;

pub(super) async fn checks(connection: &mut Connection) -> Result<Vec<Check>> {
    Ok(vec![
        integrity(connection).await?,
        foreign_keys(connection).await?,
        journal_mode(connection).await?,
    ])
}

/// <https://sqlite.org/pragma.html#pragma_integrity_check>
async fn integrity(connection: &mut Connection) -> Result<Check> {
    let found = texts(connection, "PRAGMA integrity_check(5)").await?;
    Ok(match found.as_slice() {
        [ok] if ok == "ok" => Check::good("integrity", "ok"),
        found => Check::bad(
            "integrity",
            found.join("; "),
            "keep a copy of the file, then .recover in the sqlite3 shell",
        ),
    })
}

/// <https://sqlite.org/pragma.html#pragma_foreign_key_check>
async fn foreign_keys(connection: &mut Connection) -> Result<Check> {
    let rows = connection
        .query(
            "SELECT DISTINCT \"table\" || ' -> ' || parent FROM pragma_foreign_key_check",
            &[],
        )
        .await?;
    let found: Vec<String> = rows
        .iter()
        .map(|row| Ok(row.at(0)?))
        .collect::<Result<_>>()?;
    Ok(match found.as_slice() {
        [] => Check::good("foreign keys", "every row has what it refers to"),
        found => Check::bad(
            "foreign keys",
            format!("rows without what they refer to: {}", found.join(", ")),
            "delete or correct them: PRAGMA foreign_key_check lists them; a rebuild of the table refuses to run over them",
        ),
    })
}

async fn journal_mode(connection: &mut Connection) -> Result<Check> {
    let mode = texts(connection, "PRAGMA journal_mode").await?;
    let mode = mode.first().map_or("", String::as_str);
    Ok(match mode {
        "off" => Check::bad(
            "journal",
            "off: a run that is killed leaves a broken file",
            "PRAGMA journal_mode = WAL",
        ),
        mode => Check::good("journal", mode.to_owned()),
    })
}
