//! Reads the ledgers of other tools: which are there, and what they say.

use chrono::{DateTime, NaiveDateTime, Utc};
use migration_core::Row;
use migration_core::dialect::Dialect;

use super::{OtherTool, TheirRow};
use crate::database::{Connection, describe};
use crate::error::{Error, ErrorKind, Result};

/// Whose ledgers are in the current schema.
pub(crate) async fn there(connection: &mut Connection) -> Result<Vec<OtherTool>> {
    let tables: Vec<String> = (OtherTool::ALL.iter())
        .map(|tool| format!("'{}'", tool.table()))
        .collect();
    let tables = tables.join(", ");
    let sql = match connection.dialect() {
        Dialect::Postgres => format!(
            "SELECT c.relname::text AS name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n \
             ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') \
             AND c.relname IN ({tables})"
        ),
        Dialect::Mysql => format!(
            "SELECT CAST(table_name AS CHAR) AS name FROM information_schema.tables \
             WHERE table_schema = DATABASE() AND table_name IN ({tables})"
        ),
        Dialect::Sqlite => {
            format!("SELECT name FROM sqlite_schema WHERE type = 'table' AND name IN ({tables})")
        }
    };
    let rows = connection.query(&sql, &[]).await?;
    let names = rows.iter().map(|row| row.get::<String>("name"));
    let names: Vec<String> = names.collect::<std::result::Result<_, _>>()?;
    let mut found = OtherTool::ALL.to_vec();
    found.retain(|tool| names.iter().any(|name| name == tool.table()));
    Ok(found)
}

/// What a tool has applied, in the order of its versions.
pub(crate) async fn read(connection: &mut Connection, tool: OtherTool) -> Result<Vec<TheirRow>> {
    let sql = select(tool, connection.dialect());
    let rows = connection.query(&sql, &[]).await.map_err(|error| {
        let message = format!(
            "the ledger of {tool}, {}, cannot be read: {}",
            tool.table(),
            describe(&error)
        );
        Error::new(ErrorKind::Ledger, message)
            .caused_by(error)
            .help("let this user read it, or mark by hand what it has applied: baseline")
    })?;
    rows.iter().map(row).collect()
}

/// All is asked for as text, so that no column's type matters: they differ between databases and releases.
fn select(tool: OtherTool, dialect: Dialect) -> String {
    let text = |column: &str| match dialect {
        Dialect::Postgres => format!("CAST({column} AS text)"),
        Dialect::Mysql => format!("CAST({column} AS CHAR)"),
        Dialect::Sqlite => format!("CAST({column} AS TEXT)"),
    };
    let time = |column: &str| match dialect {
        Dialect::Postgres => format!("to_char({column}, 'YYYY-MM-DD HH24:MI:SS.US')"),
        Dialect::Mysql => format!("DATE_FORMAT({column}, '%Y-%m-%d %H:%i:%s.%f')"),
        Dialect::Sqlite => format!("strftime('%Y-%m-%d %H:%M:%f', {column})"),
    };
    let hex = |column: &str| match dialect {
        Dialect::Postgres => format!("encode({column}, 'hex')"),
        Dialect::Mysql | Dialect::Sqlite => format!("lower(hex({column}))"),
    };
    let (name, at, took_ns, failed, checksum) = match tool {
        OtherTool::SeaOrm => (None, text("applied_at"), None, None, None),
        OtherTool::Sqlx => (
            Some("description".to_owned()),
            match dialect {
                // It has a time zone there alone; the session's is UTC.
                Dialect::Postgres => time("installed_on AT TIME ZONE 'UTC'"),
                Dialect::Mysql | Dialect::Sqlite => time("installed_on"),
            },
            Some(text("execution_time")),
            Some("CASE WHEN success THEN NULL ELSE 'failed' END".to_owned()),
            Some(hex("checksum")),
        ),
        OtherTool::Refinery => (
            Some("name".to_owned()),
            "applied_on".to_owned(),
            None,
            None,
            None,
        ),
        // Of no time zone on PostgreSQL: that of a server is mostly UTC.
        OtherTool::Diesel => (None, time("run_on"), None, None, None),
    };
    let or_null = |column: Option<String>| column.unwrap_or_else(|| text("NULL"));
    format!(
        "SELECT {} AS their_version, {} AS their_name, {at} AS applied, {} AS took, {} AS failed, {} AS checksum \
         FROM {} ORDER BY version",
        text("version"),
        or_null(name),
        or_null(took_ns),
        or_null(failed),
        or_null(checksum),
        dialect.quote(tool.table()),
    )
}

fn row(row: &Row) -> Result<TheirRow> {
    let text = |column: &str| row.get::<Option<String>>(column);
    let took_ns = text("took")?.and_then(|took| took.parse::<i64>().ok());
    Ok(TheirRow {
        version: row.get("their_version")?,
        name: text("their_name")?,
        applied_at: text("applied")?.as_deref().and_then(point_in_time),
        // sqlx writes -1 before it knows.
        duration_ms: took_ns.filter(|ns| *ns >= 0).map(|ns| ns / 1_000_000),
        failed: text("failed")?.is_some(),
        checksum: text("checksum")?,
    })
}

/// A date and a time, in UTC; RFC 3339, as refinery writes it; or seconds since 1970, as sea-orm does.
fn point_in_time(text: &str) -> Option<DateTime<Utc>> {
    let naive = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f");
    let at = match (naive, DateTime::parse_from_rfc3339(text), text.parse()) {
        (Ok(naive), _, _) => naive.and_utc(),
        (_, Ok(at), _) => at.to_utc(),
        (_, _, Ok(seconds)) => DateTime::from_timestamp(seconds, 0)?,
        _ => return None,
    };
    // What is not after 1970 nobody has measured, and MySQL does not take it.
    (at > DateTime::UNIX_EPOCH).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_in_time_are_read_as_each_tool_writes_them() {
        for (text, expected) in [
            (
                "2026-01-02 03:04:05.678901",
                Some("2026-01-02T03:04:05.678901Z"),
            ),
            ("2026-01-02 03:04:05", Some("2026-01-02T03:04:05Z")),
            (
                "2026-01-02T03:04:05.5+01:00",
                Some("2026-01-02T02:04:05.5Z"),
            ),
            ("1767323045", Some("2026-01-02T03:04:05Z")),
            ("0", None),
            ("yesterday", None),
        ] {
            let expected = expected.map(|text| text.parse::<DateTime<Utc>>().unwrap());
            assert_eq!(point_in_time(text), expected, "{text}");
        }
    }
}
