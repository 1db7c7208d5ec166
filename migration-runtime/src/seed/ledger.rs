//! The ledger of seeds: which seeders have run, with which content.
//!
//! It stands beside the ledger of migrations. Each row is written in the transaction of its seeder, which takes the row
//! first: two runners can never both run the same content, with or without a lock.

use std::time::Duration;

use chrono::{DateTime, Utc};
use migration_core::Row;
use migration_core::dialect::Dialect;
use migration_core::schema::ObjectName;

use super::SeedRun;
use crate::database::{Connection, Failure, describe, failure};
use crate::error::{Error, ErrorKind, Result};
use crate::ledger::{Author, Ledger};
use crate::lock;

/// What it is called unless said otherwise.
pub(crate) const DEFAULT_TABLE: &str = "_seeds";

/// Which migrations were applied when a seeder ran: the highest id of their ledger, and how many there were. Ids are never
/// used twice, so as long as there are as many up to that id, they are the same, and none was rolled back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HistoryMark {
    id: i64,
    count: i64,
}

impl HistoryMark {
    /// The mark of what is applied now.
    pub(crate) fn of(applied: &[i64]) -> Self {
        Self {
            id: applied.iter().copied().max().unwrap_or_default(),
            count: applied.len() as i64,
        }
    }

    /// Whether all that was applied then still is.
    fn holds(self, applied: &[i64]) -> bool {
        let before = applied.iter().filter(|id| **id <= self.id);
        before.count() as i64 == self.count
    }
}

/// A row of the ledger of seeds.
#[derive(Debug, Clone)]
pub(crate) struct SeedEntry {
    pub(crate) name: String,
    fingerprint: String,
    run_id: Option<String>,
    mark: HistoryMark,
    pub(crate) run: SeedRun,
}

/// How a seeder stands against the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    New,
    Unchanged,
    Changed,
    RolledBack,
}

impl SeedEntry {
    /// Whether the run that the row is of came to its end.
    pub(crate) fn is_done(&self) -> bool {
        !self.fingerprint.is_empty()
    }

    /// Whether this run has written it.
    pub(crate) fn is_of(&self, author: &Author) -> bool {
        self.run_id.as_ref() == Some(&author.run_id)
    }

    /// How content stands against this row, given what is applied.
    pub(crate) fn standing(&self, fingerprint: &str, applied: &[i64]) -> Standing {
        match () {
            () if !self.is_done() => Standing::New,
            () if self.fingerprint != fingerprint => Standing::Changed,
            () if !self.mark.holds(applied) => Standing::RolledBack,
            () => Standing::Unchanged,
        }
    }
}

/// Where the ledger of seeds is.
pub(crate) struct SeedLedger {
    /// Addressed, locked and created as the other one.
    ledger: Ledger,
}

impl SeedLedger {
    /// The one beside a ledger of migrations.
    pub(crate) fn beside(migrations: &Ledger, table: &str) -> Self {
        Self {
            ledger: Ledger {
                dialect: migrations.dialect,
                name: ObjectName {
                    schema: migrations.name.schema.clone(),
                    name: table.to_owned(),
                },
            },
        }
    }

    /// Its rows; none where it is not there.
    pub(crate) async fn read(&self, connection: &mut Connection) -> Result<Vec<SeedEntry>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM {} ORDER BY name",
            self.ledger.quoted()
        );
        match connection.query(&sql, &[]).await {
            Ok(rows) => rows.iter().map(entry).collect(),
            Err(error) if failure(&error) == Failure::NoTable => Ok(Vec::new()),
            Err(error) => Err(self.unusable("read", error)),
        }
    }

    /// Creates it if it is not there, whoever else does the same at the same time.
    pub(crate) async fn create(&self, connection: &mut Connection) -> Result<()> {
        let table = self.table();
        let script = match self.ledger.dialect {
            Dialect::Postgres => format!(
                "BEGIN;\nSELECT pg_advisory_xact_lock({});\n{table};\nCOMMIT",
                lock::key("create", &self.ledger)
            ),
            Dialect::Mysql => table,
            Dialect::Sqlite => format!("BEGIN IMMEDIATE;\n{table};\nCOMMIT"),
        };
        let script = connection.fenced_change(&script);
        let created = connection.script(&script).await;
        created.map_err(|error| self.unusable("created", error))
    }

    /// Takes the row of a seeder, inside of a transaction, and reads it: whoever else takes it waits for the end of that.
    pub(crate) async fn take(
        &self,
        connection: &mut Connection,
        name: &str,
    ) -> sqlx::Result<Option<SeedEntry>> {
        let dialect = self.ledger.dialect;
        let (table, text) = (self.ledger.quoted(), dialect.string_literal(name));
        let insert = format!("INSERT INTO {table} (name, fingerprint) VALUES ({text}, '')");
        let (take, for_update) = match dialect {
            Dialect::Postgres => (
                format!("{insert} ON CONFLICT (name) DO UPDATE SET name = excluded.name"),
                " FOR UPDATE",
            ),
            Dialect::Mysql => (
                format!("{insert} ON DUPLICATE KEY UPDATE name = {text}"),
                " FOR UPDATE",
            ),
            // The transaction is the only one that writes.
            Dialect::Sqlite => (format!("{insert} ON CONFLICT (name) DO NOTHING"), ""),
        };
        connection.script(&take).await?;
        self.find(connection, name, for_update).await
    }

    /// Reads the row of a seeder, inside of a transaction or not.
    pub(crate) async fn find(
        &self,
        connection: &mut Connection,
        name: &str,
        how: &str,
    ) -> sqlx::Result<Option<SeedEntry>> {
        let select = format!(
            "SELECT {COLUMNS} FROM {} WHERE {}{how}",
            self.ledger.quoted(),
            self.is(name)
        );
        let rows = connection.query(&select, &[]).await?;
        let read = rows.first().map(entry).transpose();
        read.map_err(|error| sqlx::Error::Protocol(error.message().to_owned()))
    }

    /// Writes down that a run has begun with a seeder. The row says so only to the transaction, unless the seeder's own SQL
    /// commits that.
    pub(crate) fn begin(&self, name: &str, author: &Author) -> String {
        format!(
            "UPDATE {} SET fingerprint = '', run_id = {} WHERE {}",
            self.ledger.quoted(),
            self.ledger.dialect.string_literal(&author.run_id),
            self.is(name)
        )
    }

    /// The condition for the row of a seeder.
    fn is(&self, name: &str) -> String {
        format!("name = {}", self.ledger.dialect.string_literal(name))
    }

    /// Writes down that a seeder has run. Touches no row when the seeder's own SQL took its row away.
    pub(crate) fn record(
        &self,
        name: &str,
        fingerprint: &str,
        environment: &str,
        mark: HistoryMark,
        author: &Author,
        took: Duration,
    ) -> String {
        let text = |text: &str| self.ledger.dialect.string_literal(text);
        let now = match self.ledger.dialect {
            Dialect::Postgres => "clock_timestamp()",
            Dialect::Mysql => "CURRENT_TIMESTAMP(6)",
            Dialect::Sqlite => "strftime('%Y-%m-%d %H:%M:%f', 'now')",
        };
        format!(
            "UPDATE {} SET fingerprint = {}, environment = {}, seeded_at = {now}, runs = runs + 1, last_migration = {}, \
             migrations = {}, duration_ms = {}, tool_version = {}, seeded_by = {}, run_id = {} WHERE {}",
            self.ledger.quoted(),
            text(fingerprint),
            text(environment),
            mark.id,
            mark.count,
            took.as_millis(),
            text(env!("CARGO_PKG_VERSION")),
            text(&author.applied_by),
            text(&author.run_id),
            self.is(name),
        )
    }

    fn table(&self) -> String {
        let table = self.ledger.quoted();
        match self.ledger.dialect {
            Dialect::Postgres => format!(
                "CREATE TABLE IF NOT EXISTS {table} (
  name varchar(255) PRIMARY KEY,
  fingerprint varchar(64) NOT NULL,
  environment varchar(255) NOT NULL DEFAULT '',
  seeded_at timestamptz,
  runs integer NOT NULL DEFAULT 0,
  last_migration bigint NOT NULL DEFAULT 0,
  migrations bigint NOT NULL DEFAULT 0,
  duration_ms bigint,
  tool_version varchar(64),
  seeded_by varchar(255),
  run_id varchar(64)
)"
            ),
            // Names are compared byte for byte, as the program does.
            Dialect::Mysql => format!(
                "CREATE TABLE IF NOT EXISTS {table} (
  name varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
  fingerprint varchar(64) NOT NULL,
  environment varchar(255) NOT NULL DEFAULT '',
  seeded_at timestamp(6) NULL,
  runs int NOT NULL DEFAULT 0,
  last_migration bigint NOT NULL DEFAULT 0,
  migrations bigint NOT NULL DEFAULT 0,
  duration_ms bigint,
  tool_version varchar(64),
  seeded_by varchar(255),
  run_id varchar(64)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4"
            ),
            Dialect::Sqlite => format!(
                "CREATE TABLE IF NOT EXISTS {table} (
  name TEXT NOT NULL PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  environment TEXT NOT NULL DEFAULT '',
  seeded_at TEXT,
  runs INTEGER NOT NULL DEFAULT 0,
  last_migration INTEGER NOT NULL DEFAULT 0,
  migrations INTEGER NOT NULL DEFAULT 0,
  duration_ms INTEGER,
  tool_version TEXT,
  seeded_by TEXT,
  run_id TEXT
)"
            ),
        }
    }

    fn unusable(&self, what: &str, error: sqlx::Error) -> Error {
        let (kind, help) = match failure(&error) {
            Failure::Access => (
                ErrorKind::Access,
                "seed as a user who may create, read and write it",
            ),
            Failure::ReadOnly => (ErrorKind::ReadOnly, "use a URL that may write"),
            Failure::Busy => (
                ErrorKind::Locked,
                "run the same command again when the other process is done",
            ),
            Failure::Lost => (ErrorKind::Unreachable, "run the same command again"),
            Failure::NoColumn => (
                ErrorKind::Ledger,
                "it is a table of something else: name another one, --seeds-table NAME, in code .seeds_table(\"...\")",
            ),
            _ => (
                ErrorKind::Ledger,
                "do what the database's message above asks for, then run the same command again",
            ),
        };
        let message = format!(
            "the ledger of seeds {} cannot be {what}: {}",
            self.ledger.name,
            describe(&error)
        );
        Error::new(kind, message).caused_by(error).help(help)
    }
}

const COLUMNS: &str = "name, fingerprint, environment, seeded_at, runs, last_migration, migrations, duration_ms, seeded_by, run_id";

fn entry(row: &Row) -> Result<SeedEntry> {
    let took: Option<u64> = row.get("duration_ms")?;
    let at: Option<DateTime<Utc>> = row.get("seeded_at")?;
    Ok(SeedEntry {
        name: row.get("name")?,
        fingerprint: row.get("fingerprint")?,
        run_id: row.get("run_id")?,
        mark: HistoryMark {
            id: row.get("last_migration")?,
            count: row.get("migrations")?,
        },
        run: SeedRun {
            at,
            environment: row.get("environment")?,
            runs: row.get("runs")?,
            took: took.map(Duration::from_millis),
            by: row.get("seeded_by")?,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_holds_until_something_of_its_time_is_rolled_back() {
        let mark = HistoryMark::of(&[1, 2, 4]);
        for (now, holds) in [
            (&[1, 2, 4][..], true),
            (&[1, 2, 4, 5], true),
            (&[1, 2], false),
            (&[1, 4], false),
            (&[1, 2, 5], false),
            (&[5, 6, 7], false),
            (&[], false),
        ] {
            assert_eq!(mark.holds(now), holds, "{now:?}");
        }
        assert!(HistoryMark::of(&[]).holds(&[1]));
    }

    #[test]
    fn a_row_is_written_with_every_literal_in_quotes() {
        let migrations = Ledger {
            dialect: Dialect::Postgres,
            name: ObjectName::qualified("o\"ps", "_migrations"),
        };
        let author = Author {
            batch: 0,
            applied_by: "o'neil@host".into(),
            run_id: "r".into(),
        };
        let sql = SeedLedger::beside(&migrations, "see\"ds").record(
            "Ro'les",
            "1-00",
            "te'st",
            HistoryMark { id: 7, count: 3 },
            &author,
            Duration::from_millis(5),
        );
        assert_eq!(
            sql,
            format!(
                "UPDATE \"o\"\"ps\".\"see\"\"ds\" SET fingerprint = '1-00', environment = 'te''st', seeded_at = \
                 clock_timestamp(), runs = runs + 1, last_migration = 7, migrations = 3, duration_ms = 5, tool_version = \
                 '{}', seeded_by = 'o''neil@host', run_id = 'r' WHERE name = 'Ro''les'",
                env!("CARGO_PKG_VERSION")
            )
        );
    }
}
