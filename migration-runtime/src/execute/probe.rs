//! Looks in the catalog whether a statement has happened. What to look for is a fact of the statement.

use migration_core::dialect::{Dialect, Probe, ProbeObject};
use migration_core::plan::PlannedStatement;
use migration_core::schema::{ObjectId, ObjectKind, SchemaState};

use super::Executor;
use crate::error::Result;
use crate::introspect::{self, Options};
use crate::ledger::Book;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// It has happened.
    Done,
    /// It has not; or it may be done again, with the same result.
    Absent,
    /// A part of it has, and is in the way.
    Half {
        /// What is there.
        what: String,
        /// What takes it away, or brings it to its end.
        clean_up: String,
    },
    /// Nothing says.
    Unknown,
}

impl Executor<'_> {
    /// Whether a statement has happened.
    pub(super) async fn probe(&mut self, planned: &PlannedStatement) -> Result<Found> {
        let half = self.half(planned).await?;
        if matches!(half, Found::Half { .. }) {
            return Ok(half);
        }
        let facts = &planned.statement.facts;
        let Some(probe) = &facts.probe else {
            // What we write without a probe says what a thing is to be, whatever it is before.
            return Ok(match facts.own_sql {
                true => Found::Unknown,
                false => Found::Absent,
            });
        };
        let present = match &probe.object {
            ProbeObject::Query(query) => {
                let rows = self.connection.query(query, &[]).await?;
                rows.first().is_some_and(|row| row.at(0).unwrap_or(false))
            }
            ProbeObject::Object(id)
                if matches!(id.kind, ObjectKind::Namespace | ObjectKind::Role) =>
            {
                // They are the server's, and no part of what is read of a schema.
                match self.is_on_the_server(id).await {
                    Some(present) => present,
                    None => return Ok(Found::Unknown),
                }
            }
            _ => {
                let state = self.live_state(&probe.object).await?;
                is_there(&state, probe)
            }
        };
        Ok(match present == probe.present {
            true => Found::Done,
            false => Found::Absent,
        })
    }

    /// Whether a schema or a role is there; none where that cannot be seen.
    async fn is_on_the_server(&mut self, id: &ObjectId) -> Option<bool> {
        let dialect = self.connection.dialect();
        let name = dialect.string_literal(&id.name.name);
        let query = match (dialect, id.kind == ObjectKind::Role) {
            (Dialect::Postgres, true) => {
                format!("SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = {name}")
            }
            (Dialect::Mysql, true) => format!("SELECT 1 FROM mysql.user WHERE user = {name}"),
            (Dialect::Postgres | Dialect::Mysql, false) => {
                format!("SELECT 1 FROM information_schema.schemata WHERE schema_name = {name}")
            }
            (Dialect::Sqlite, _) => return None,
        };
        let rows = self.connection.query(&query, &[]).await.ok()?;
        Some(!rows.is_empty())
    }

    /// What is there now, in the schema of what is looked for.
    async fn live_state(&mut self, object: &ProbeObject) -> Result<SchemaState> {
        let mut options = Options::default();
        if let Book::Ledger(ledger) = &self.ledger {
            options.ledger = ledger.name.clone();
        }
        let schema = match object {
            ProbeObject::Table(name)
            | ProbeObject::Column(name, _)
            | ProbeObject::Constraint(name, _)
            | ProbeObject::Index(name, _)
            | ProbeObject::Enum(name)
            | ProbeObject::EnumValue(name, _)
            | ProbeObject::Partition(_, name) => name.schema.clone(),
            ProbeObject::Object(id) => id.on.as_ref().unwrap_or(&id.name).schema.clone(),
            ProbeObject::Query(_) => None,
        };
        options.schemas.extend(schema);
        Ok(introspect::introspect(self.connection, &options)
            .await?
            .state)
    }

    /// Whether a statement has left a half of what it does: an index that was not built to its end, a partition that is
    /// about to be detached. Only PostgreSQL's concurrent statements do.
    pub(super) async fn half(&mut self, planned: &PlannedStatement) -> sqlx::Result<Found> {
        let facts = &planned.statement.facts;
        let Some(probe) = facts.probe.as_ref().filter(|_| !facts.transactional) else {
            return Ok(Found::Unknown);
        };
        if self.connection.dialect() != Dialect::Postgres {
            return Ok(Found::Unknown);
        }
        let quote = |name| Dialect::Postgres.quote_name(name);
        let text = |text: &str| Dialect::Postgres.string_literal(text);
        match &probe.object {
            ProbeObject::Index(table, name) if probe.present => {
                let index = quote(&table.sibling(name));
                // https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
                let sql = format!(
                    "SELECT 1 FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid \
                     AND c.relkind = 'i' WHERE i.indexrelid = to_regclass({}) AND NOT (i.indisvalid AND i.indisready)",
                    text(&index)
                );
                Ok(match self.connection.query(&sql, &[]).await?.is_empty() {
                    true => Found::Unknown,
                    false => Found::Half {
                        what: format!("index {index} is there, but invalid"),
                        clean_up: format!("DROP INDEX CONCURRENTLY IF EXISTS {index}"),
                    },
                })
            }
            ProbeObject::Partition(parent, partition) => {
                // https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DETACH-PARTITION
                let (parent, partition) = (quote(parent), quote(partition));
                let sql = format!(
                    "SELECT 1 FROM pg_catalog.pg_inherits WHERE inhparent = to_regclass({}) \
                     AND inhrelid = to_regclass({}) AND inhdetachpending",
                    text(&parent),
                    text(&partition)
                );
                Ok(match self.connection.query(&sql, &[]).await?.is_empty() {
                    true => Found::Unknown,
                    false => Found::Half {
                        what: format!("partition {partition} is about to be detached"),
                        clean_up: format!(
                            "ALTER TABLE {parent} DETACH PARTITION {partition} FINALIZE"
                        ),
                    },
                })
            }
            ProbeObject::Table(_)
            | ProbeObject::Column(..)
            | ProbeObject::Constraint(..)
            | ProbeObject::Index(..)
            | ProbeObject::Enum(_)
            | ProbeObject::EnumValue(..)
            | ProbeObject::Object(_)
            | ProbeObject::Query(_) => Ok(Found::Unknown),
        }
    }
}

/// Whether an object is in a state.
fn is_there(state: &SchemaState, probe: &Probe) -> bool {
    match &probe.object {
        ProbeObject::Table(name) => state.table(name).is_some(),
        ProbeObject::Column(table, column) => (state.table(table))
            .is_some_and(|table| table.columns.iter().any(|found| found.name == *column)),
        ProbeObject::Constraint(table, name) => {
            (state.table(table)).is_some_and(|table| table.constraint(name).is_some())
        }
        ProbeObject::Index(table, name) => {
            (state.table(table)).is_some_and(|table| table.indexes.contains_key(name))
        }
        ProbeObject::Enum(name) => state.enums.contains_key(name),
        ProbeObject::EnumValue(name, value) => {
            (state.enums.get(name)).is_some_and(|found| found.values.contains(value))
        }
        ProbeObject::Object(id) => state.objects.contains_key(id),
        ProbeObject::Partition(parent, partition) => (state.table(partition))
            .and_then(|table| table.partition_of.as_ref())
            .is_some_and(|of| of.parent == *parent),
        ProbeObject::Query(_) => false,
    }
}
