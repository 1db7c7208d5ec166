//! How the ledger is created.

use migration_core::dialect::Dialect;

use super::Ledger;
use crate::lock;

/// A script that creates the ledger unless it is there.
pub(super) fn create(ledger: &Ledger, with_schema: bool) -> String {
    let table = match ledger.dialect {
        Dialect::Postgres => postgres(ledger),
        Dialect::Mysql => mysql(ledger),
        Dialect::Sqlite => sqlite(ledger),
    };
    script(ledger, &table, with_schema)
}

/// A script that creates the journal unless it is there.
pub(super) fn create_journal(journal: &Ledger) -> String {
    let (text, time, name, now, end) = match journal.dialect {
        Dialect::Postgres => ("text", "timestamptz", "varchar(255)", "now()", ""),
        Dialect::Mysql => (
            "longtext",
            "timestamp(6)",
            "varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
            "CURRENT_TIMESTAMP(6)",
            " ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4",
        ),
        Dialect::Sqlite => (
            "TEXT",
            "TEXT",
            "TEXT",
            "(strftime('%Y-%m-%d %H:%M:%f', 'now'))",
            "",
        ),
    };
    let table = format!(
        "CREATE TABLE IF NOT EXISTS {} (
  name {name} NOT NULL,
  phase varchar(32) NOT NULL,
  direction varchar(8) NOT NULL,
  step integer NOT NULL,
  state varchar(32) NOT NULL,
  fingerprint varchar(64) NOT NULL,
  definition {text},
  reached {text},
  rows_done bigint NOT NULL DEFAULT 0,
  rows_changed bigint NOT NULL DEFAULT 0,
  batches bigint NOT NULL DEFAULT 0,
  batch_size bigint,
  duration_ms bigint,
  run_id varchar(64),
  session_id bigint,
  session_start varchar(64),
  started_at {time} NOT NULL DEFAULT {now},
  updated_at {time} NOT NULL DEFAULT {now},
  PRIMARY KEY (name, phase, direction, step)
){end}",
        journal.quoted()
    );
    script(journal, &table, false)
}

/// A script that creates the table of the lock, with its two rows, unless it is there (MySQL): what is in them is said where
/// the lease is taken.
pub(super) fn create_lock(table: &str) -> String {
    format!(
        "CREATE TABLE IF NOT EXISTS {table} (
  part varchar(8) NOT NULL PRIMARY KEY,
  fence bigint NOT NULL DEFAULT 0,
  writes bigint NOT NULL DEFAULT 0,
  run_id varchar(64),
  holder varchar(512),
  taken_at timestamp(6) NULL,
  expires_at timestamp(6) NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
INSERT IGNORE INTO {table} (part) VALUES ('lease'), ('fence')"
    )
}

/// The statement that creates a table of ours, so that two may do it at once.
fn script(ledger: &Ledger, table: &str, with_schema: bool) -> String {
    match ledger.dialect {
        // `IF NOT EXISTS` alone is not safe against a second session that creates it in the same moment:
        // https://www.postgresql.org/message-id/CA+TgmoZAdYVtwBfp1FL2sMZbiHCWT4UPrzRLNnX1Nb30Ku3-gg@mail.gmail.com
        Dialect::Postgres => {
            let schema = match &ledger.name.schema {
                Some(schema) if with_schema => format!(
                    "CREATE SCHEMA IF NOT EXISTS {};\n",
                    ledger.dialect.quote(schema)
                ),
                _ => String::new(),
            };
            format!(
                "BEGIN;\nSELECT pg_advisory_xact_lock({});\n{schema}{table};\nCOMMIT",
                lock::key("create", ledger)
            )
        }
        Dialect::Mysql => table.to_owned(),
        Dialect::Sqlite => format!("BEGIN IMMEDIATE;\n{table};\nCOMMIT"),
    }
}

fn postgres(ledger: &Ledger) -> String {
    format!(
        "CREATE TABLE IF NOT EXISTS {} (
  id serial PRIMARY KEY,
  name varchar(255) NOT NULL,
  batch integer NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now(),
  phase varchar(32) NOT NULL DEFAULT 'pre-deploy',
  checksum varchar(255),
  duration_ms bigint,
  tool_version varchar(64),
  applied_by varchar(255),
  run_id varchar(64),
  up_sql text,
  down_sql text,
  state varchar(32) NOT NULL DEFAULT 'applied',
  step integer,
  UNIQUE (name, phase)
)",
        ledger.quoted()
    )
}

/// Names are compared byte for byte, as the program does.
fn mysql(ledger: &Ledger) -> String {
    format!(
        "CREATE TABLE IF NOT EXISTS {} (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  batch int NOT NULL,
  applied_at timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  phase varchar(32) NOT NULL DEFAULT 'pre-deploy',
  checksum varchar(255),
  duration_ms bigint,
  tool_version varchar(64),
  applied_by varchar(255),
  run_id varchar(64),
  up_sql longtext,
  down_sql longtext,
  state varchar(32) NOT NULL DEFAULT 'applied',
  step int,
  UNIQUE KEY (name, phase)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4",
        ledger.quoted()
    )
}

/// AUTOINCREMENT, so that an id is never used twice and stays the order of application.
fn sqlite(ledger: &Ledger) -> String {
    format!(
        "CREATE TABLE IF NOT EXISTS {} (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  batch INTEGER NOT NULL,
  applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now')),
  phase TEXT NOT NULL DEFAULT 'pre-deploy',
  checksum TEXT,
  duration_ms INTEGER,
  tool_version TEXT,
  applied_by TEXT,
  run_id TEXT,
  up_sql TEXT,
  down_sql TEXT,
  state TEXT NOT NULL DEFAULT 'applied',
  step INTEGER,
  UNIQUE (name, phase)
)",
        ledger.quoted()
    )
}
