//! What one round trip tells of a database: who we are there, whether it has a ledger, and its rows.

use migration_core::dialect::{Dialect, Target};
use migration_core::migration::{MigrationId, Phase};
use migration_core::schema::ObjectName;

use super::journal::{MYSQL_SERVER, OpenStep, POSTGRES_START};
use super::replaced::{BEFORE, REPLACED, Replaced};
use super::{Entry, Ledger, STAMP, journal};
use crate::about::{self, Stamp};
use crate::database::{Connection, Failure, Reply, describe, failure};
use crate::error::{Error, ErrorKind, Result};
use migration_core::Row;

/// What is known of a database before a run.
#[derive(Debug, Clone)]
pub(crate) struct Snapshot {
    /// What the database can do.
    pub(crate) target: Target,
    /// The server's name and version, and the version alone.
    pub(crate) server: (String, String),
    /// The database's name; none of SQLite.
    pub(crate) database: Option<String>,
    /// What the database is for, if that is written down in it.
    pub(crate) stamp: Option<Stamp>,
    /// The server's own name for this session; 0 on SQLite.
    pub(crate) session: i64,
    /// Where the ledger is, or would be.
    pub(crate) ledger: Ledger,
    /// Whether it is there.
    pub(crate) exists: bool,
    /// Whether the schema that it belongs in is there.
    pub(crate) schema_exists: bool,
    /// Whether there are tables or views of anybody else's where the migrations would put theirs.
    pub(crate) occupied: bool,
    /// The `search_path` (PostgreSQL).
    pub(crate) search_path: Option<String>,
    /// The role that was set (PostgreSQL); `none` is the user who connected.
    pub(crate) role: Option<String>,
    /// What tells it from other sessions of its number: when it began (PostgreSQL), at which server (MySQL).
    pub(crate) session_start: Option<String>,
    /// Whether the session is the server's own, and no pooler's; known of connections that were opened by URL (PostgreSQL).
    pub(crate) is_direct: bool,
    /// Why nothing can be written here, if that is known.
    pub(crate) read_only: Option<String>,
    /// The rows, in order of id; of squashes and what they replace, as the program knows them.
    pub(crate) entries: Vec<Entry>,
    /// The rows of migrations that a squash has taken the place of.
    pub(crate) replaced: Vec<Replaced>,
    /// The ids of all rows of what was applied, whatever it is called now.
    pub(crate) ids: Vec<i64>,
    /// The marked rows whose squash is gone: it was rolled back, or struck off.
    pub(crate) left_behind: Vec<i64>,
    /// As [`Ledger::extent`].
    pub(crate) extent: (i64, i64),
    /// What the journal has of migrations that are not done; none where there is no journal.
    pub(crate) journal: Option<Vec<OpenStep>>,
    /// The first statement's answer to what was asked besides.
    pub(crate) extra: Option<bool>,
}

impl Snapshot {
    /// The number of the last batch; 0 when there is none.
    pub(crate) fn last_batch(&self) -> i64 {
        let replaced = self.replaced.iter().map(|row| row.entry.batch);
        let entries = self.entries.iter().map(|entry| entry.batch);
        entries.chain(replaced).max().unwrap_or_default()
    }

    /// `postgres`, `mysql`, `mariadb` or `sqlite`.
    pub(crate) fn kind(&self) -> &'static str {
        kind(&self.target)
    }

    /// What the journal has of migrations that are not done.
    pub(crate) fn open(&self) -> &[OpenStep] {
        self.journal.as_deref().unwrap_or_default()
    }
}

/// Reads it all in one round trip. `extra` is an SQL expression that is answered as a boolean: the lock, for one.
pub(crate) async fn read(
    connection: &mut Connection,
    table: &str,
    schema: Option<&str>,
    extra: Option<&str>,
) -> Result<Snapshot> {
    let dialect = connection.dialect();
    let asked = ObjectName {
        schema: schema.map(str::to_owned),
        name: table.to_owned(),
    };
    let extra_sql = extra.unwrap_or("NULL");
    let about = match dialect {
        Dialect::Postgres => about_postgres(&asked, extra_sql),
        Dialect::Mysql => about_mysql(&asked, extra_sql),
        Dialect::Sqlite => about_sqlite(&asked),
    };
    let script = format!(
        "{about};\nSELECT id, name, phase, batch, checksum, applied_at, duration_ms, applied_by, run_id, state, step FROM {} \
         WHERE state IN ('applied', '{STAMP}', '{REPLACED}', '{BEFORE}') ORDER BY id;\n{}",
        dialect.quote_name(&asked),
        journal::select_open(&journal::name(&asked), dialect)
    );
    let (mut first, mut rows, mut steps, mut statement) = (None, Vec::new(), Vec::new(), 0);
    let outcome = connection
        .stream(&script, &mut |reply| match reply {
            Reply::Done => statement += 1,
            Reply::Row(row) if statement == 0 => first = Some(row),
            Reply::Row(row) if statement == 1 => rows.push(row),
            Reply::Row(row) => steps.push(row),
        })
        .await;
    // Without a ledger the second statement fails, and the first has told everything; without a journal the third.
    let has_journal = outcome.is_ok();
    let readable = match outcome {
        Ok(()) => true,
        Err(error) => match failure(&error) {
            Failure::NoTable if statement >= 2 => true,
            Failure::NoTable => false,
            _ if first.as_ref().is_some_and(|row| is_nowhere(dialect, row)) => {
                return Err(no_schema(dialect));
            }
            _ => return Err(unreadable(error, &asked)),
        },
    };
    let first = first.ok_or_else(|| Error::new(ErrorKind::Query, "the server did not answer"))?;
    let mut snapshot = understand(dialect, connection, &first, &asked)?;
    // Elsewhere on the search path there may be a table of this name; it is not ours.
    snapshot.exists &= readable;
    if snapshot.exists {
        for row in &rows {
            match row.get::<String>("state")?.as_str() {
                STAMP => snapshot.stamp = Some(stamp(row)?),
                state @ (REPLACED | BEFORE) => snapshot.replaced.push(Replaced {
                    entry: entry(row)?,
                    by: row.get::<Option<i64>>("step")?.unwrap_or_default(),
                    is_place: state == BEFORE,
                }),
                _ => snapshot.entries.push(entry(row)?),
            }
        }
        snapshot.entries.sort_by_key(|entry| entry.id);
        snapshot.count();
        if has_journal {
            let steps = steps.iter().map(journal::row);
            snapshot.journal = Some(steps.collect::<Result<_>>()?);
        }
    }
    Ok(snapshot)
}

fn understand(
    dialect: Dialect,
    connection: &Connection,
    row: &Row,
    asked: &ObjectName,
) -> Result<Snapshot> {
    let schema: Option<String> = row.get("schema_name")?;
    if is_nowhere(dialect, row) {
        return Err(no_schema(dialect));
    }
    let version: String = row.get("version")?;
    let target = target(dialect, connection, &version);
    Ok(Snapshot {
        server: about::server(kind(&target), &version),
        database: row.get("database_name")?,
        stamp: None,
        target,
        session: row.get("session")?,
        ledger: Ledger {
            dialect,
            name: ObjectName {
                schema: asked.schema.clone().or(schema),
                name: asked.name.clone(),
            },
        },
        exists: row.get("ledger")?,
        schema_exists: row.get("schema_exists")?,
        occupied: row.get("occupied")?,
        search_path: row.get("search_path")?,
        role: row.get("role")?,
        session_start: row.get("session_start")?,
        is_direct: row.get::<Option<bool>>("is_direct")?.unwrap_or_default(),
        read_only: row.get("read_only")?,
        entries: Vec::new(),
        replaced: Vec::new(),
        ids: Vec::new(),
        left_behind: Vec::new(),
        extent: (0, 0),
        journal: None,
        extra: row.get("extra")?,
    })
}

/// Whether the session has no schema that tables would go to.
fn is_nowhere(dialect: Dialect, row: &Row) -> bool {
    dialect != Dialect::Sqlite && matches!(row.get::<Option<String>>("schema_name"), Ok(None))
}

fn kind(target: &Target) -> &'static str {
    match target.dialect {
        Dialect::Postgres => "postgres",
        Dialect::Mysql if target.capabilities.database == "MariaDB" => "mariadb",
        Dialect::Mysql => "mysql",
        Dialect::Sqlite => "sqlite",
    }
}

fn stamp(row: &Row) -> Result<Stamp> {
    Ok(Stamp {
        name: row.get("name")?,
        since: row.get("applied_at")?,
        by: row.get("applied_by")?,
    })
}

fn about_postgres(ledger: &ObjectName, extra: &str) -> String {
    let text = |text: &str| Dialect::Postgres.string_literal(text);
    let schema = match &ledger.schema {
        Some(schema) => format!("CAST({} AS name)", text(schema)),
        None => "current_schema()".to_owned(),
    };
    let table = text(&ledger.name);
    let journal = text(&journal::name(ledger).name);
    #[cfg(feature = "postgres")]
    let is_direct = crate::database::postgres::IS_DIRECT;
    #[cfg(not(feature = "postgres"))]
    let is_direct = "NULL";
    // The extra comes first: it is the lock, and what follows is to be seen with it.
    format!(
        "SELECT {extra} AS extra, pg_backend_pid() AS session, \
         {POSTGRES_START} AS session_start, {is_direct} AS is_direct, \
         CASE WHEN pg_is_in_recovery() THEN 'it is a replica' \
         WHEN current_setting('transaction_read_only') = 'on' THEN 'its transactions are read-only' END AS read_only, \
         current_schema()::text AS schema_name, current_database()::text AS database_name, \
         current_setting('server_version') AS version, current_setting('search_path') AS search_path, \
         current_setting('role') AS role, \
         CASE WHEN {schema} IS NOT NULL THEN to_regclass(format('%I.%I', {schema}, {table})) END IS NOT NULL \
         AS ledger, \
         EXISTS (SELECT 1 FROM pg_catalog.pg_namespace n WHERE n.nspname = {schema}) AS schema_exists, \
         EXISTS (SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f') \
         AND c.relname NOT IN ({table}, {journal}) AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d \
         WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')) AS occupied"
    )
}

fn about_mysql(ledger: &ObjectName, extra: &str) -> String {
    let text = |text: &str| Dialect::Mysql.string_literal(text);
    let schema = match &ledger.schema {
        Some(schema) => text(schema),
        None => "DATABASE()".to_owned(),
    };
    let table = text(&ledger.name);
    let journal = text(&journal::name(ledger).name);
    let lock = text(&super::lock_name(ledger).name);
    format!(
        "SELECT {extra} AS extra, CONNECTION_ID() AS session, {MYSQL_SERVER} AS session_start, \
         NULL AS is_direct, NULL AS read_only, DATABASE() AS schema_name, DATABASE() AS database_name, VERSION() AS version, \
         NULL AS search_path, NULL AS role, \
         EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = {schema} AND table_name = {table}) \
         AS ledger, \
         EXISTS (SELECT 1 FROM information_schema.schemata WHERE schema_name = {schema}) AS schema_exists, \
         EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() \
         AND table_name NOT IN ({table}, {journal}, {lock})) \
         AS occupied"
    )
}

fn about_sqlite(ledger: &ObjectName) -> String {
    let table = Dialect::Sqlite.string_literal(&ledger.name);
    let journal = Dialect::Sqlite.string_literal(&journal::name(ledger).name);
    let catalog = match &ledger.schema {
        Some(schema) => format!("{}.sqlite_schema", Dialect::Sqlite.quote(schema)),
        None => "sqlite_schema".to_owned(),
    };
    // An underscore stands for any character in LIKE, hence GLOB.
    format!(
        "SELECT NULL AS extra, 0 AS session, NULL AS session_start, NULL AS is_direct, NULL AS read_only, NULL AS schema_name, NULL AS database_name, sqlite_version() AS version, NULL AS search_path, \
         NULL AS role, \
         EXISTS (SELECT 1 FROM {catalog} WHERE type = 'table' AND name = {table} COLLATE NOCASE) AS ledger, 1 AS schema_exists, \
         EXISTS (SELECT 1 FROM sqlite_schema WHERE type IN ('table', 'view') \
         AND name <> {table} COLLATE NOCASE AND name <> {journal} COLLATE NOCASE AND name NOT GLOB 'sqlite_*') AS occupied"
    )
}

pub(crate) fn target(dialect: Dialect, connection: &Connection, version: &str) -> Target {
    match dialect {
        Dialect::Postgres => {
            let mut target = Target::postgres();
            #[cfg(feature = "postgres")]
            if let Connection::Postgres(conn) = connection
                && let Some(version) = conn.version()
            {
                // https://www.postgresql.org/docs/15/release-15.html
                target.capabilities.nulls_not_distinct &= version >= 150_000;
                // https://www.postgresql.org/docs/18/release-18.html
                target.capabilities.virtual_columns |= version >= 180_000;
                target.capabilities.temporal_keys |= version >= 180_000;
            }
            let _ = (&mut target, connection);
            target
        }
        Dialect::Mysql if version.to_ascii_lowercase().contains("mariadb") => Target::mariadb(),
        Dialect::Mysql => Target::mysql(),
        Dialect::Sqlite => Target::sqlite(),
    }
}

fn entry(row: &Row) -> Result<Entry> {
    Ok(Entry {
        id: row.get("id")?,
        migration: MigrationId::new(
            row.get::<String>("name")?,
            Phase::of(&row.get::<String>("phase")?).unwrap_or_default(),
        ),
        checksum: row.get("checksum")?,
        batch: row.get("batch")?,
        applied_at: row.get("applied_at")?,
        duration_ms: row.get("duration_ms")?,
        applied_by: row.get("applied_by")?,
        run_id: row.get("run_id")?,
        down_sql: None,
    })
}

fn no_schema(dialect: Dialect) -> Error {
    match dialect {
        Dialect::Mysql => Error::new(ErrorKind::NoDatabase, "the URL names no database")
            .help("add its name at the end: mysql://user@host:3306/name"),
        Dialect::Postgres | Dialect::Sqlite => Error::new(
            ErrorKind::NoDatabase,
            "no schema of the search_path exists, so there is nowhere to create tables",
        )
        .help("create one (CREATE SCHEMA public), or set search_path to one that exists"),
    }
}

fn unreadable(error: sqlx::Error, ledger: &ObjectName) -> Error {
    let said = describe(&error);
    let (kind, message, help) = match failure(&error) {
        Failure::NoColumn => (
            ErrorKind::Ledger,
            format!("the table {ledger} is not a ledger of migratory: {said}"),
            "name another table for the ledger: --table NAME, in code .table(\"...\")".to_owned(),
        ),
        Failure::Access => (
            ErrorKind::Access,
            format!("the ledger {ledger} may not be read: {said}"),
            format!("grant this user SELECT on {ledger}"),
        ),
        Failure::Lost => (
            ErrorKind::Unreachable,
            format!("the connection broke: {said}"),
            "run the same command again".to_owned(),
        ),
        Failure::Busy => (
            ErrorKind::Locked,
            format!("another process writes to the database: {said}"),
            "run the same command again when that one is done".to_owned(),
        ),
        Failure::LockTimeout => (
            ErrorKind::Busy,
            format!("the ledger {ledger} cannot be read while others change the schema: {said}"),
            "run the same command again when they are done".to_owned(),
        ),
        Failure::NoDatabase => (
            ErrorKind::NoDatabase,
            said,
            "check the name of the database in the URL".to_owned(),
        ),
        _ => (
            ErrorKind::Ledger,
            format!("the ledger {ledger} cannot be read: {said}"),
            "do what the database's message above asks for, then run the same command again"
                .to_owned(),
        ),
    };
    Error::new(kind, message).caused_by(error).help(help)
}
