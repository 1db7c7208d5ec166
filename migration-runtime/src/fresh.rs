//! Dropping everything that is ours in the current schema.
//!
//! Not what an extension owns, and nothing in other schemas: what there refers to ours is a reason to refuse.

use migration_core::dialect::Dialect;
use migration_core::plan::Beyond;
use migration_core::schema::ObjectName;

use crate::database::{Connection, Failure, describe, failure};
use crate::error::{DatabaseState, Error, ErrorKind, Result};
use crate::ledger::{Ledger, journal, lock_name};

/// Dropping takes a lock for each object, and the server's table of locks is finite
/// (<https://www.postgresql.org/docs/current/runtime-config-locks.html>).
const AT_ONCE: usize = 200;

/// Drops it all, and says how many objects that were.
///
/// What the history made `beyond` the current schema goes as well. On PostgreSQL other schemas go before it is looked what
/// in other schemas would be hurt, and come back when something would.
pub(crate) async fn drop_everything(
    connection: &mut Connection,
    ledger: &Ledger,
    beyond: &Beyond,
) -> Result<usize> {
    let dialect = connection.dialect();
    let in_transaction = dialect == Dialect::Postgres && !beyond.before.is_empty();
    if in_transaction {
        connection.script("BEGIN").await.map_err(failed)?;
    }
    for statement in &beyond.before {
        let statement = connection.fenced_change(statement);
        if let Err(error) = connection.script(&statement).await {
            let _ = connection.script("ROLLBACK").await;
            return Err(failed(error).leaving(DatabaseState::Untouched));
        }
    }
    let outside = match dialect {
        Dialect::Postgres => {
            let mut outside = strings(connection, POSTGRES_OUTSIDE).await?;
            outside.extend(strings(connection, POSTGRES_ELSEWHERE).await?);
            outside
        }
        Dialect::Mysql | Dialect::Sqlite => Vec::new(),
    };
    if in_transaction {
        let end = if outside.is_empty() {
            "COMMIT"
        } else {
            "ROLLBACK"
        };
        connection.script(end).await.map_err(failed)?;
    }
    if !outside.is_empty() {
        return Err(Error::new(
            ErrorKind::Refused,
            format!(
                "objects of other schemas depend on what would be dropped: {}",
                outside.join(", ")
            ),
        )
        .leaving(DatabaseState::Untouched)
        .help("drop them yourself, then run the same command again"));
    }
    let mut dropped = beyond.before.len();
    match drop_kinds(connection, ledger, beyond, &mut dropped).await {
        Ok(()) => Ok(dropped),
        Err(error) => Err(error.or_leaving(match dropped {
            0 => DatabaseState::Untouched,
            _ => DatabaseState::PartlyDropped { dropped },
        })),
    }
}

async fn drop_kinds(
    connection: &mut Connection,
    ledger: &Ledger,
    beyond: &Beyond,
    dropped: &mut usize,
) -> Result<()> {
    let dialect = connection.dialect();
    // It goes with the ledger, and is not counted beside it.
    let journal = connection
        .dialect()
        .quote(&journal::name(&ledger.name).name);
    // What is dropped with one object is not there for the next, so each kind is looked up when its turn comes.
    let lock = dialect.quote(&lock_name(&ledger.name).name);
    for (kind, query) in kinds(dialect) {
        let mut names = strings(connection, query).await?;
        // The lock of a cluster is held in it.
        names.retain(|name| !(connection.is_cluster() && name.ends_with(&lock)));
        for chunk in names.chunks(AT_ONCE) {
            let script = drop_script(dialect, kind, chunk);
            let script = connection.fenced_change(&script);
            connection.script(&script).await.map_err(failed)?;
            let is_journal = |name: &&String| name.ends_with(&journal);
            *dropped += chunk.len() - chunk.iter().filter(is_journal).count();
        }
    }
    for statement in &beyond.after {
        let statement = connection.fenced_change(statement);
        connection.script(&statement).await.map_err(failed)?;
        *dropped += 1;
    }
    forget(connection, ledger).await
}

fn failed(error: sqlx::Error) -> Error {
    let (kind, help) = match failure(&error) {
        Failure::Busy => (
            ErrorKind::Locked,
            "run the same command again when the other process is done",
        ),
        Failure::LockTimeout => (
            ErrorKind::Busy,
            "run the same command again when the other session is done",
        ),
        Failure::Access => (
            ErrorKind::Access,
            "run the same command as the owner of what is there",
        ),
        Failure::ReadOnly => (ErrorKind::ReadOnly, "use a URL that may write"),
        Failure::Lost => (ErrorKind::Unreachable, "run the same command again"),
        _ => (
            ErrorKind::Failed,
            "remove by hand what the database names above, then run the same command again",
        ),
    };
    let message = format!("not everything could be dropped: {}", describe(&error));
    Error::new(kind, message).caused_by(error).help(help)
}

async fn strings(connection: &mut Connection, query: &str) -> Result<Vec<String>> {
    let rows = connection.query(query, &[]).await.map_err(failed)?;
    rows.iter().map(|row| Ok(row.at(0)?)).collect()
}

fn drop_script(dialect: Dialect, kind: &str, names: &[String]) -> String {
    match dialect {
        Dialect::Postgres => format!("DROP {kind} IF EXISTS {} CASCADE", names.join(", ")),
        // Foreign keys among the tables would ask for an order that does not always exist.
        Dialect::Mysql => {
            let drops: Vec<String> = match kind {
                "TABLE" | "VIEW" => vec![format!("DROP {kind} IF EXISTS {}", names.join(", "))],
                _ => (names.iter())
                    .map(|name| format!("DROP {kind} IF EXISTS {name}"))
                    .collect(),
            };
            format!(
                "SET FOREIGN_KEY_CHECKS = 0;\n{};\nSET FOREIGN_KEY_CHECKS = 1",
                drops.join(";\n")
            )
        }
        Dialect::Sqlite => {
            let drops: Vec<String> = (names.iter())
                .map(|name| format!("DROP {kind} IF EXISTS {name};\n"))
                .collect();
            format!(
                "PRAGMA foreign_keys = OFF;\nBEGIN IMMEDIATE;\n{}COMMIT;\nPRAGMA foreign_keys = ON",
                drops.concat()
            )
        }
    }
}

/// A ledger in another schema stays, and forgets, its journal as well; so do the counters of SQLite's tables.
async fn forget(connection: &mut Connection, ledger: &Ledger) -> Result<()> {
    let tables = match ledger.dialect {
        Dialect::Postgres | Dialect::Mysql => {
            vec![ledger.name.clone(), journal::name(&ledger.name)]
        }
        Dialect::Sqlite => vec![ObjectName::new("sqlite_sequence")],
    };
    for table in tables {
        let look = is_there(ledger.dialect, &table);
        let rows = connection.query(&look, &[]).await.map_err(failed)?;
        if rows.first().map_or(Ok(false), |row| row.at(0))? {
            let kept = match table == ledger.name {
                // What the database is for stays.
                true => format!(" WHERE state <> '{}'", crate::ledger::STAMP),
                false => String::new(),
            };
            let forget = format!("DELETE FROM {}{kept}", ledger.dialect.quote_name(&table));
            let forget = connection.fenced_alone(&forget);
            connection.script(&forget).await.map_err(failed)?;
        }
    }
    Ok(())
}

fn is_there(dialect: Dialect, table: &ObjectName) -> String {
    let text = |text: &str| dialect.string_literal(text);
    match dialect {
        Dialect::Postgres => format!(
            "SELECT to_regclass({}) IS NOT NULL AS found",
            text(&dialect.quote_name(table))
        ),
        Dialect::Mysql => format!(
            "SELECT count(*) > 0 AS found FROM information_schema.tables WHERE table_schema = {} AND table_name = {}",
            text(table.schema.as_deref().unwrap_or_default()),
            text(&table.name)
        ),
        Dialect::Sqlite => format!(
            "SELECT count(*) > 0 AS found FROM sqlite_schema WHERE name = {}",
            text(&table.name)
        ),
    }
}

/// What is dropped, in this order: the keyword, and a query for the quoted names.
fn kinds(dialect: Dialect) -> &'static [(&'static str, &'static str)] {
    match dialect {
        Dialect::Postgres => POSTGRES,
        Dialect::Mysql => MYSQL,
        Dialect::Sqlite => SQLITE,
    }
}

/// Relations of a kind in the current schema that no extension owns.
macro_rules! relations {
    ($kinds:literal, $and:literal) => {
        concat!(
            "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_catalog.pg_class c ",
            "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ",
            "WHERE n.nspname = current_schema() AND c.relkind IN (",
            $kinds,
            ") AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d ",
            "WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')",
            $and,
            " ORDER BY c.oid"
        )
    };
}

/// Types of a kind in the current schema that no extension owns.
macro_rules! types {
    ($condition:literal) => {
        concat!(
            "SELECT format('%I.%I', n.nspname, t.typname) FROM pg_catalog.pg_type t ",
            "JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace ",
            "WHERE n.nspname = current_schema() AND ",
            $condition,
            " AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d ",
            "WHERE d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e') ",
            "ORDER BY t.oid"
        )
    };
}

const POSTGRES: &[(&str, &str)] = &[
    ("MATERIALIZED VIEW", relations!("'m'", "")),
    ("VIEW", relations!("'v'", "")),
    ("FOREIGN TABLE", relations!("'f'", "")),
    // Partitions go with the table that they are of.
    ("TABLE", relations!("'r', 'p'", " AND NOT c.relispartition")),
    // Those of serial and identity columns are gone with their tables.
    ("SEQUENCE", relations!("'S'", "")),
    (
        "ROUTINE",
        "SELECT p.oid::regprocedure::text FROM pg_catalog.pg_proc p \
         JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = current_schema() \
         AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::regclass \
         AND d.objid = p.oid AND d.deptype IN ('e', 'i')) ORDER BY p.oid",
    ),
    ("DOMAIN", types!("t.typtype = 'd'")),
    (
        "TYPE",
        types!(
            "(t.typtype IN ('e', 'r') OR t.typtype = 'c' AND EXISTS (SELECT 1 FROM pg_catalog.pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))"
        ),
    ),
];

/// The schema of an object of the catalog: of the dependent ones that of their table, as far as they have one.
macro_rules! schema_of {
    ($class:literal, $object:literal) => {
        concat!(
            "CASE ",
            $class,
            " WHEN 'pg_catalog.pg_class'::regclass THEN (SELECT c.relnamespace ",
            "FROM pg_catalog.pg_class c WHERE c.oid = ",
            $object,
            ") WHEN 'pg_catalog.pg_type'::regclass THEN (SELECT t.typnamespace ",
            "FROM pg_catalog.pg_type t WHERE t.oid = ",
            $object,
            ") WHEN 'pg_catalog.pg_proc'::regclass THEN (SELECT p.pronamespace ",
            "FROM pg_catalog.pg_proc p WHERE p.oid = ",
            $object,
            ") WHEN 'pg_catalog.pg_constraint'::regclass THEN (SELECT k.connamespace ",
            "FROM pg_catalog.pg_constraint k WHERE k.contype <> 'f' AND k.oid = ",
            $object,
            ") ELSE (SELECT c.relnamespace FROM pg_catalog.pg_class c WHERE c.oid = CASE ",
            $class,
            " WHEN 'pg_catalog.pg_attrdef'::regclass THEN (SELECT a.adrelid ",
            "FROM pg_catalog.pg_attrdef a WHERE a.oid = ",
            $object,
            ") WHEN 'pg_catalog.pg_rewrite'::regclass THEN (SELECT r.ev_class ",
            "FROM pg_catalog.pg_rewrite r WHERE r.oid = ",
            $object,
            ") WHEN 'pg_catalog.pg_trigger'::regclass THEN (SELECT g.tgrelid ",
            "FROM pg_catalog.pg_trigger g WHERE NOT g.tgisinternal AND g.oid = ",
            $object,
            ") WHEN 'pg_catalog.pg_policy'::regclass THEN (SELECT y.polrelid ",
            "FROM pg_catalog.pg_policy y WHERE y.oid = ",
            $object,
            ") END) END"
        )
    };
}

/// What CASCADE would drop in other schemas besides views and foreign keys: columns of our types, defaults from our
/// sequences, partitions and children of our tables, triggers and functions that use ours.
const POSTGRES_ELSEWHERE: &str = concat!(
    "SELECT DISTINCT pg_describe_object(d.classid, d.objid, d.objsubid) FROM (SELECT d.*, ",
    schema_of!("d.classid", "d.objid"),
    " AS of_schema, ",
    schema_of!("d.refclassid", "d.refobjid"),
    " AS ref_schema FROM pg_catalog.pg_depend d WHERE d.deptype <> 'e') d \
     JOIN pg_catalog.pg_namespace n ON n.oid = d.of_schema \
     WHERE d.ref_schema = current_schema()::regnamespace AND d.of_schema <> d.ref_schema \
     AND n.nspname NOT LIKE 'pg\\_toast%' \
     AND NOT (d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass) \
     AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend e WHERE e.classid = d.refclassid \
     AND e.objid = d.refobjid AND e.deptype = 'e') ORDER BY 1"
);

/// Views and foreign keys of other schemas that depend on tables of the current one.
const POSTGRES_OUTSIDE: &str = "SELECT DISTINCT format('view %I.%I', n.nspname, v.relname) \
    FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid \
    JOIN pg_catalog.pg_class v ON v.oid = r.ev_class JOIN pg_catalog.pg_namespace n ON n.oid = v.relnamespace \
    JOIN pg_catalog.pg_class t ON t.oid = d.refobjid \
    WHERE d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass \
    AND t.relnamespace = current_schema()::regnamespace AND v.relnamespace <> t.relnamespace \
    AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.pg_class'::regclass \
    AND e.objid = t.oid AND e.deptype = 'e') \
    UNION SELECT format('foreign key %I of %I.%I', k.conname, n.nspname, c.relname) \
    FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid \
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_class t ON t.oid = k.confrelid \
    WHERE k.contype = 'f' AND t.relnamespace = current_schema()::regnamespace \
    AND c.relnamespace <> t.relnamespace ORDER BY 1";

/// Backquotes in a name are doubled, as everywhere.
macro_rules! mysql_names {
    ($column:literal, $from:literal) => {
        concat!(
            "SELECT CONCAT('`', REPLACE(",
            $column,
            ", '`', '``'), '`') FROM information_schema.",
            $from,
            " ORDER BY 1"
        )
    };
}

const MYSQL: &[(&str, &str)] = &[
    (
        "VIEW",
        mysql_names!("table_name", "views WHERE table_schema = DATABASE()"),
    ),
    (
        "TABLE",
        mysql_names!(
            "table_name",
            "tables WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')"
        ),
    ),
    (
        "SEQUENCE",
        mysql_names!(
            "table_name",
            "tables WHERE table_schema = DATABASE() AND table_type = 'SEQUENCE'"
        ),
    ),
    (
        "FUNCTION",
        mysql_names!(
            "routine_name",
            "routines WHERE routine_schema = DATABASE() AND routine_type = 'FUNCTION'"
        ),
    ),
    (
        "PROCEDURE",
        mysql_names!(
            "routine_name",
            "routines WHERE routine_schema = DATABASE() AND routine_type = 'PROCEDURE'"
        ),
    ),
    (
        "EVENT",
        mysql_names!("event_name", "events WHERE event_schema = DATABASE()"),
    ),
];

const SQLITE: &[(&str, &str)] = &[
    (
        "VIEW",
        "SELECT '\"' || replace(name, '\"', '\"\"') || '\"' FROM sqlite_schema WHERE type = 'view' ORDER BY name",
    ),
    // Virtual tables first: they drop the tables that they keep their data in.
    (
        "TABLE",
        "SELECT '\"' || replace(name, '\"', '\"\"') || '\"' FROM sqlite_schema WHERE type = 'table' \
         AND sql LIKE 'CREATE VIRTUAL %' ORDER BY name",
    ),
    (
        "TABLE",
        "SELECT '\"' || replace(name, '\"', '\"\"') || '\"' FROM sqlite_schema WHERE type = 'table' \
         AND name NOT GLOB 'sqlite_*' ORDER BY name",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_dropped_together_so_that_their_order_does_not_matter() {
        let names = ["\"a\"".to_owned(), "\"b\"".to_owned()];
        assert_eq!(
            drop_script(Dialect::Postgres, "TABLE", &names),
            "DROP TABLE IF EXISTS \"a\", \"b\" CASCADE"
        );
        assert_eq!(
            drop_script(Dialect::Mysql, "FUNCTION", &["`f`".to_owned()]),
            "SET FOREIGN_KEY_CHECKS = 0;\nDROP FUNCTION IF EXISTS `f`;\nSET FOREIGN_KEY_CHECKS = 1"
        );
    }
}
