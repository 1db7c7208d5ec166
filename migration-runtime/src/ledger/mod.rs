//! The ledger: which migrations were applied, in which order.
//!
//! It never decides what to run. Reading it needs no more than the right to read, and creates nothing.

mod book;
mod ddl;
pub(crate) mod journal;
mod replaced;
mod snapshot;

use chrono::{DateTime, Utc};
use migration_core::dialect::Dialect;
use migration_core::migration::MigrationId;
use migration_core::plan::{Applied, PlannedMigration};
use migration_core::schema::{ObjectName, naming};

pub(crate) use book::Book;
pub(crate) use replaced::Replaced;
pub(crate) use snapshot::{Snapshot, read, target};

use crate::database::{Connection, Failure, describe, failure};
use crate::error::{Error, ErrorKind, Result};

/// What it is called unless said otherwise.
pub(crate) const DEFAULT_TABLE: &str = "_migrations";

/// The state of the row that says what the database is for, and its phase.
pub(crate) const STAMP: &str = "environment";

/// SQL that is longer than this is not kept: the row must fit into a message that the server takes whatever ran before
/// (`max_allowed_packet`, from 16 MB on: <https://mariadb.com/docs/server/server-management/variables-and-modes/server-system-variables>).
const LONGEST_SQL: usize = 1024 * 1024;

/// Where the ledger is: always with its schema, once that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ledger {
    pub(crate) dialect: Dialect,
    pub(crate) name: ObjectName,
}

/// A row of the ledger.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) id: i64,
    pub(crate) migration: MigrationId,
    pub(crate) checksum: Option<String>,
    pub(crate) batch: i64,
    pub(crate) applied_at: Option<DateTime<Utc>>,
    pub(crate) duration_ms: Option<i64>,
    pub(crate) applied_by: Option<String>,
    pub(crate) run_id: Option<String>,
    /// The way back, where it was asked for.
    pub(crate) down_sql: Option<String>,
}

/// What is the same for all rows that a run writes.
#[derive(Debug, Clone)]
pub(crate) struct Author {
    pub(crate) batch: i64,
    pub(crate) applied_by: String,
    pub(crate) run_id: String,
}

impl Entry {
    /// What the core needs to know of it.
    pub(crate) fn to_applied(&self) -> Applied {
        Applied {
            id: self.id,
            migration: self.migration.clone(),
            batch: self.batch,
            checksum: self.checksum.clone(),
            down_sql: self.down_sql.clone(),
        }
    }
}

impl Ledger {
    /// Its quoted name.
    pub(crate) fn quoted(&self) -> String {
        self.dialect.quote_name(&self.name)
    }

    /// Creates it if it is not there, whoever else does the same at the same time.
    pub(crate) async fn create(
        &self,
        connection: &mut Connection,
        with_schema: bool,
    ) -> Result<()> {
        let script = ddl::create(self, with_schema);
        let script = connection.fenced_change(&script);
        let created = connection.script(&script).await;
        created.map_err(|error| not_created("ledger", &self.name, error))
    }

    /// Writes the row of a migration. Fails as a duplicate when another runner has written it.
    pub(crate) fn insert(
        &self,
        planned: &PlannedMigration,
        author: &Author,
        duration_ms: &str,
    ) -> String {
        self.insert_as_of(planned, author, duration_ms, None)
    }

    /// The same of one that was applied before now.
    pub(crate) fn insert_as_of(
        &self,
        planned: &PlannedMigration,
        author: &Author,
        duration_ms: &str,
        applied_at: Option<DateTime<Utc>>,
    ) -> String {
        let text = |text: &str| self.dialect.string_literal(text);
        let optional = |value: Option<&str>| {
            let short = value.filter(|value| value.len() <= LONGEST_SQL);
            short.map_or("NULL".to_owned(), text)
        };
        let up_sql = planned.sql(LONGEST_SQL);
        let (at_column, at) = match applied_at {
            Some(at) => (", applied_at", format!(", {}", text(&self.time(at)))),
            None => ("", String::new()),
        };
        format!(
            "INSERT INTO {} (name, batch, phase, checksum, duration_ms, tool_version, applied_by, run_id, up_sql, \
             down_sql{at_column}) VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}{at})",
            self.quoted(),
            text(&planned.id.name),
            author.batch,
            text(planned.id.phase.word()),
            optional(planned.checksum.as_deref()),
            duration_ms,
            text(env!("CARGO_PKG_VERSION")),
            text(&author.applied_by),
            text(&author.run_id),
            optional(up_sql.as_deref()),
            optional(planned.down_sql.as_deref()),
        )
    }

    /// A point in time as `applied_at` has it; a session of ours is in UTC.
    fn time(&self, at: DateTime<Utc>) -> String {
        let format = match self.dialect {
            Dialect::Postgres => "%Y-%m-%d %H:%M:%S%.6f+00",
            Dialect::Mysql => "%Y-%m-%d %H:%M:%S%.6f",
            Dialect::Sqlite => "%Y-%m-%d %H:%M:%S%.3f",
        };
        at.format(format).to_string()
    }

    /// What the ledger has of the SQL of a migration, up and down.
    pub(crate) async fn sql_of(
        &self,
        connection: &mut Connection,
        id: &MigrationId,
    ) -> Result<(Option<String>, Option<String>)> {
        let sql = format!(
            "SELECT up_sql, down_sql FROM {} WHERE {}",
            self.quoted(),
            self.is(id)
        );
        let rows = connection.query(&sql, &[]).await?;
        match rows.first() {
            Some(row) => Ok((row.get("up_sql")?, row.get("down_sql")?)),
            None => Ok((None, None)),
        }
    }

    /// How many migrations it has as applied, and the greatest id: what another runner changes, changes one of the two, since no id is used
    /// twice.
    pub(crate) async fn extent(&self, connection: &mut Connection) -> sqlx::Result<(i64, i64)> {
        let sql = format!(
            "SELECT count(*), coalesce(max(id), 0) FROM {} WHERE state = 'applied'",
            self.quoted()
        );
        let rows = connection.query(&sql, &[]).await?;
        let at = |at| rows.first().and_then(|row| row.at::<i64>(at).ok());
        Ok((at(0).unwrap_or_default(), at(1).unwrap_or_default()))
    }

    /// Makes the row of a migration one of what it is now.
    pub(crate) fn rewrite(&self, before: &MigrationId, now: &PlannedMigration) -> String {
        let text = |text: &str| self.dialect.string_literal(text);
        let optional = |value: Option<&str>| {
            let short = value.filter(|value| value.len() <= LONGEST_SQL);
            short.map_or("NULL".to_owned(), text)
        };
        format!(
            "UPDATE {} SET name = {}, phase = {}, checksum = {}, up_sql = {}, down_sql = {} WHERE {}",
            self.quoted(),
            text(&now.id.name),
            text(now.id.phase.word()),
            optional(now.checksum.as_deref()),
            optional(now.sql(LONGEST_SQL).as_deref()),
            optional(now.down_sql.as_deref()),
            self.is(before)
        )
    }

    /// Writes the row that says what the database is for.
    pub(crate) fn stamp(&self, environment: &str, by: &str, run_id: &str) -> String {
        let text = |text: &str| self.dialect.string_literal(text);
        format!(
            "INSERT INTO {} (name, batch, phase, tool_version, applied_by, run_id, state) \
             VALUES ({}, 0, '{STAMP}', {}, {}, {}, '{STAMP}')",
            self.quoted(),
            text(environment),
            text(env!("CARGO_PKG_VERSION")),
            text(by),
            text(run_id),
        )
    }

    /// Takes that row out.
    pub(crate) fn unstamp(&self) -> String {
        format!("DELETE FROM {} WHERE state = '{STAMP}'", self.quoted())
    }

    /// Takes the row of a migration out.
    pub(crate) fn delete(&self, id: &MigrationId) -> String {
        format!("DELETE FROM {} WHERE {}", self.quoted(), self.is(id))
    }

    /// Whether the ledger has a migration: a query of one row or none.
    pub(crate) fn find(&self, id: &MigrationId) -> String {
        format!("SELECT id FROM {} WHERE {}", self.quoted(), self.is(id))
    }

    /// The condition for the row of a migration.
    pub(crate) fn is(&self, id: &MigrationId) -> String {
        format!(
            "name = {} AND phase = {}",
            self.dialect.string_literal(&id.name),
            self.dialect.string_literal(id.phase.word())
        )
    }
}

/// What the table of the lock beside a ledger is called.
pub(crate) fn lock_name(ledger: &ObjectName) -> ObjectName {
    let name = format!("{}_lock", ledger.name);
    ledger.sibling(naming::shorten(&name, "lock"))
}

/// Creates the table of the lock if it is not there (MySQL).
pub(crate) async fn create_lock(connection: &mut Connection, name: &ObjectName) -> Result<()> {
    let script = ddl::create_lock(&Dialect::Mysql.quote_name(name));
    match connection.script(&script).await {
        // Another node was faster; who asks again finds it.
        Err(error) if failure(&error) == Failure::LockTimeout => Ok(()),
        created => created.map_err(|error| not_created("table of the lock", name, error)),
    }
}

/// Why a table of ours could not be made.
fn not_created(what: &str, name: &ObjectName, error: sqlx::Error) -> Error {
    let (kind, help) = match failure(&error) {
        Failure::Access => (
            ErrorKind::Access,
            "migrate as a user who may create tables there",
        ),
        Failure::ReadOnly => (ErrorKind::ReadOnly, "use a URL that may write"),
        Failure::Busy => (
            ErrorKind::Locked,
            "run the same command again when the other process is done",
        ),
        Failure::Lost => (ErrorKind::Unreachable, "run the same command again"),
        _ => (
            ErrorKind::Ledger,
            "do what the database's message above asks for, then run the same command again",
        ),
    };
    let message = format!("the {what} {name} cannot be created: {}", describe(&error));
    Error::new(kind, message).caused_by(error).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use migration_core::migration::Phase;
    use migration_core::plan::PlannedBody;

    #[test]
    fn rows_are_written_with_every_literal_in_quotes() {
        let ledger = Ledger {
            dialect: Dialect::Postgres,
            name: ObjectName::qualified("o\"ps", "_migrations"),
        };
        let planned = PlannedMigration {
            id: MigrationId::new("1_a", Phase::PostDeploy),
            checksum: Some("1:c".into()),
            body: PlannedBody::Steps(Vec::new()),
            down_sql: Some("DROP TABLE 'x'".into()),
        };
        let author = Author {
            batch: 3,
            applied_by: "o'neil@host".into(),
            run_id: "r".into(),
        };
        let sql = ledger.insert(&planned, &author, "NULL");
        assert_eq!(
            sql,
            format!(
                "INSERT INTO \"o\"\"ps\".\"_migrations\" (name, batch, phase, checksum, duration_ms, tool_version, \
                 applied_by, run_id, up_sql, down_sql) VALUES ('1_a', 3, 'post-deploy', '1:c', NULL, '{}', 'o''neil@host', 'r', NULL, \
                 'DROP TABLE ''x''')",
                env!("CARGO_PKG_VERSION")
            )
        );
    }
}
