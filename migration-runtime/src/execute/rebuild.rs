//! What goes around SQLite's rebuild of a table (<https://www.sqlite.org/lang_altertable.html#otheralter>).
//!
//! Foreign keys are off, since dropping the old table would delete the rows of ON DELETE CASCADE; inside a transaction
//! the pragma does nothing, so it comes before. Triggers go with the old table and are created again.

use std::collections::BTreeMap;

use migration_core::Value;
use migration_core::dialect::{Dialect, Rebuild, Statement};
use migration_core::plan::{PlannedMigration, PlannedStatement};
use migration_core::schema::{ObjectName, Table};

use super::Stopped;
use crate::database::{Connection, describe};
use crate::error::{Error, ErrorKind};
use crate::introspect::sqlite::{differences, live_table};

/// The rebuilds of a migration; does nothing when there is none.
pub(crate) struct Rebuilds {
    any: bool,
    /// Whether foreign keys can no longer be turned off, since a transaction is open.
    inside: bool,
    /// The pragmas as they were.
    foreign_keys: bool,
    legacy_alter_table: bool,
    /// Broken references from before, which are not this migration's to mend: how many, by referring row.
    broken_before: BTreeMap<String, usize>,
    /// The triggers of the table that is being rebuilt, and indexes that the migrations do not know.
    kept: Vec<String>,
}

impl Rebuilds {
    pub(crate) fn of(planned: &PlannedMigration) -> Self {
        Self::among(planned.statements())
    }

    fn among<'a>(statements: impl IntoIterator<Item = &'a PlannedStatement>) -> Self {
        let any = statements
            .into_iter()
            .any(|planned| planned.statement.facts.rebuild.is_some());
        Self {
            any,
            inside: false,
            foreign_keys: false,
            legacy_alter_table: false,
            broken_before: BTreeMap::new(),
            kept: Vec::new(),
        }
    }

    /// Inside of a transaction that is open already. A table that others refer to is then refused.
    pub(crate) fn inside<'a>(statements: impl IntoIterator<Item = &'a PlannedStatement>) -> Self {
        Self {
            inside: true,
            ..Self::among(statements)
        }
    }

    /// Before the transaction.
    pub(crate) async fn prepare(&mut self, connection: &mut Connection) -> sqlx::Result<()> {
        if !self.any {
            return Ok(());
        }
        self.foreign_keys = pragma(connection, "foreign_keys").await?;
        self.legacy_alter_table = pragma(connection, "legacy_alter_table").await?;
        if self.inside {
            return Ok(());
        }
        connection.script("PRAGMA foreign_keys = OFF").await
    }

    /// After the transaction, however it ended.
    pub(crate) async fn restore(&self, connection: &mut Connection) -> sqlx::Result<()> {
        if !self.any {
            return Ok(());
        }
        connection
            .script(&format!(
                "PRAGMA legacy_alter_table = {};\nPRAGMA foreign_keys = {}",
                on_or_off(self.legacy_alter_table),
                on_or_off(self.foreign_keys)
            ))
            .await
    }

    /// At the begin of the transaction.
    pub(crate) async fn begin(&mut self, connection: &mut Connection) -> sqlx::Result<()> {
        if self.any {
            // A schema that is already wrong (a key that refers to no key) cannot be checked at all.
            self.broken_before = broken(connection).await.unwrap_or_default();
        }
        Ok(())
    }

    /// Before a statement: at the first of a rebuild, looks whether the table is the expected one, and keeps what
    /// goes with it.
    pub(crate) async fn before(
        &mut self,
        connection: &mut Connection,
        statement: &Statement,
    ) -> Result<(), Stopped> {
        let Some(Rebuild::Start(expected)) = &statement.facts.rebuild else {
            return Ok(());
        };
        same_table(connection, expected).await?;
        if self.inside && self.foreign_keys {
            nobody_refers_to(connection, &expected.name).await?;
        }
        // References to the table from elsewhere stay as they are while it is exchanged.
        connection.script("PRAGMA legacy_alter_table = ON").await?;
        self.keep(connection, expected).await
    }

    /// Keeps what goes with the old table and is not made again by the rebuild.
    async fn keep(&mut self, connection: &mut Connection, expected: &Table) -> Result<(), Stopped> {
        let sql = format!(
            "SELECT type, name, sql FROM {} WHERE type IN ('trigger', 'index') AND lower(tbl_name) = lower($1) \
             AND sql IS NOT NULL ORDER BY type, name",
            catalog(&expected.name)
        );
        let name = Value::Text(expected.name.name.clone());
        for row in connection.query(&sql, &[name]).await? {
            let text = |at| {
                row.at::<String>(at)
                    .map_err(|error| Stopped::Refused(error.into()))
            };
            if text(0)? == "trigger" || !expected.indexes.contains_key(&text(1)?) {
                self.kept.push(text(2)?);
            }
        }
        Ok(())
    }

    /// After a statement: at the last of a rebuild, creates what was kept again.
    pub(crate) async fn after(
        &mut self,
        connection: &mut Connection,
        statement: &Statement,
    ) -> Result<(), Stopped> {
        let Some(Rebuild::End(table)) = &statement.facts.rebuild else {
            return Ok(());
        };
        let legacy = on_or_off(self.legacy_alter_table);
        let pragma = format!("PRAGMA legacy_alter_table = {legacy}");
        connection.script(&pragma).await?;
        for kept in std::mem::take(&mut self.kept) {
            connection.script(&kept).await.map_err(|error| {
                Stopped::Refused(
                    Error::new(
                        ErrorKind::Failed,
                        format!(
                            "a trigger or index of table \"{table}\" no longer fits the table: {}",
                            describe(&error)
                        ),
                    )
                    .caused_by(error)
                    .help(format!(
                        "drop it in this migration before the change, and create it again after:\n{kept}"
                    )),
                )
            })?;
        }
        Ok(())
    }

    /// Before the commit: references that this migration broke are an error.
    pub(crate) async fn check(&self, connection: &mut Connection) -> Result<(), Stopped> {
        if !self.any || !self.foreign_keys {
            return Ok(());
        }
        let new: Vec<String> = broken(connection)
            .await?
            .into_iter()
            .filter(|(row, count)| {
                self.broken_before
                    .get(row)
                    .is_none_or(|before| before < count)
            })
            .map(|(row, _)| row)
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        let shown: Vec<&str> = new.iter().map(String::as_str).take(10).collect();
        Err(Stopped::Refused(
            Error::new(
                ErrorKind::Failed,
                format!(
                    "{} rows would refer to rows that do not exist: {}",
                    new.len(),
                    shown.join(", ")
                ),
            )
            .help("delete or correct these rows, then run the same command again"),
        ))
    }
}

fn on_or_off(on: bool) -> &'static str {
    if on { "ON" } else { "OFF" }
}

async fn pragma(connection: &mut Connection, name: &str) -> sqlx::Result<bool> {
    let rows = connection.query(&format!("PRAGMA {name}"), &[]).await?;
    Ok(rows.first().and_then(|row| row.at(0).ok()).unwrap_or(false))
}

/// Rows that refer to rows that do not exist (<https://www.sqlite.org/pragma.html#pragma_foreign_key_check>).
async fn broken(connection: &mut Connection) -> sqlx::Result<BTreeMap<String, usize>> {
    let mut found = BTreeMap::new();
    for row in connection.query("PRAGMA foreign_key_check", &[]).await? {
        let text = |at| row.at::<Option<String>>(at).ok().flatten();
        let id = match text(1) {
            Some(id) => format!(" row {id}"),
            None => String::new(),
        };
        let description = format!(
            "{}{id} to {}",
            text(0).unwrap_or_default(),
            text(2).unwrap_or_default()
        );
        *found.entry(description).or_default() += 1;
    }
    Ok(found)
}

/// A rebuild writes the table as the migrations know it, so they must know all of it.
async fn same_table(connection: &mut Connection, expected: &Table) -> Result<(), Stopped> {
    let live = live_table(connection, &expected.name)
        .await
        .map_err(Stopped::Refused)?;
    let differences = match live {
        Some(live) => differences(expected, &live),
        None => vec!["the database lacks it".to_owned()],
    };
    if differences.is_empty() {
        return Ok(());
    }
    Err(Stopped::Refused(
        Error::new(
            ErrorKind::Failed,
            format!(
                "table \"{}\" is not what the migrations say, and rebuilding it would lose what they do not know: {}",
                expected.name,
                differences.join("; ")
            ),
        )
        .help("write a migration that says what was changed by hand, or change it back"),
    ))
}

/// With foreign keys on, dropping the old table deletes the rows that refer to it, also those of its own that were just
/// copied into the new one.
async fn nobody_refers_to(connection: &mut Connection, table: &ObjectName) -> Result<(), Stopped> {
    let sql = format!(
        "SELECT DISTINCT m.name FROM {} m JOIN pragma_foreign_key_list(m.name) f \
         WHERE m.type = 'table' AND lower(f.\"table\") = lower($1)",
        catalog(table)
    );
    let rows = connection
        .query(&sql, &[Value::Text(table.name.clone())])
        .await?;
    let Some(other) = rows.first() else {
        return Ok(());
    };
    let other: String = other
        .at(0)
        .map_err(|error| Stopped::Refused(error.into()))?;
    Err(Stopped::Refused(
        Error::new(
            ErrorKind::Failed,
            format!(
                "SQLite must rebuild table \"{table}\" for this, which cannot be done inside a data migration, since \
                 \"{other}\" refers to it"
            ),
        )
        .help("put the change of the schema into a migration of its own, before this one"),
    ))
}

fn catalog(table: &ObjectName) -> String {
    match &table.schema {
        Some(schema) => format!("{}.sqlite_schema", Dialect::Sqlite.quote(schema)),
        None => "sqlite_schema".to_owned(),
    }
}
