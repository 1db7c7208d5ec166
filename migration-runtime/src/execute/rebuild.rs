//! What goes around SQLite's rebuild of a table (<https://www.sqlite.org/lang_altertable.html#otheralter>).
//!
//! Foreign keys are off, since dropping the old table would delete the rows of ON DELETE CASCADE; inside a transaction
//! the pragma does nothing, so it comes before. Triggers go with the old table and are created again.

use std::collections::{BTreeMap, BTreeSet};

use migration_core::Value;
use migration_core::dialect::{Dialect, Rebuild, Statement};
use migration_core::plan::{PlannedMigration, PlannedStatement};
use migration_core::schema::{ObjectName, Table};

use super::Stopped;
use crate::database::{Connection, describe};
use crate::error::{Error, ErrorKind};

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
    /// The triggers of the table that is being rebuilt.
    triggers: Vec<String>,
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
            triggers: Vec::new(),
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
        // With the legacy form a rename leaves views and triggers of other tables alone.
        connection.script("PRAGMA legacy_alter_table = ON").await?;
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
        let on = |on: bool| if on { "ON" } else { "OFF" };
        connection
            .script(&format!(
                "PRAGMA legacy_alter_table = {};\nPRAGMA foreign_keys = {}",
                on(self.legacy_alter_table),
                on(self.foreign_keys)
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

    /// Before a statement: at the first of a rebuild, looks whether the table is the expected one, and keeps its
    /// triggers.
    pub(crate) async fn before(
        &mut self,
        connection: &mut Connection,
        statement: &Statement,
    ) -> Result<(), Stopped> {
        let Some(Rebuild::Start(expected)) = &statement.facts.rebuild else {
            return Ok(());
        };
        same_columns(connection, expected).await?;
        if self.inside && self.foreign_keys {
            nobody_refers_to(connection, &expected.name).await?;
        }
        let sql = format!(
            "SELECT sql FROM {} WHERE type = 'trigger' AND lower(tbl_name) = lower($1) AND sql IS NOT NULL ORDER BY name",
            catalog(&expected.name)
        );
        let name = Value::Text(expected.name.name.clone());
        for row in connection.query(&sql, &[name]).await? {
            self.triggers.push(row.at(0).map_err(Stopped::Refused)?);
        }
        Ok(())
    }

    /// After a statement: at the last of a rebuild, creates the triggers again.
    pub(crate) async fn after(
        &mut self,
        connection: &mut Connection,
        statement: &Statement,
    ) -> Result<(), Stopped> {
        let Some(Rebuild::End(table)) = &statement.facts.rebuild else {
            return Ok(());
        };
        for trigger in std::mem::take(&mut self.triggers) {
            connection.script(&trigger).await.map_err(|error| {
                Stopped::Refused(
                    Error::new(
                        ErrorKind::Failed,
                        format!(
                            "a trigger of table \"{table}\" no longer fits the table: {}",
                            describe(&error)
                        ),
                    )
                    .caused_by(error)
                    .help(format!(
                        "drop the trigger in this migration before the change, and create it again after:\n{trigger}"
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

/// A rebuild copies the columns that it knows, so it must know all of them.
async fn same_columns(connection: &mut Connection, expected: &Table) -> Result<(), Stopped> {
    let schema = match &expected.name.schema {
        Some(schema) => format!("{}.", Dialect::Sqlite.quote(schema)),
        None => String::new(),
    };
    let sql = format!(
        "PRAGMA {schema}table_xinfo({})",
        Dialect::Sqlite.quote(&expected.name.name)
    );
    let mut live = BTreeSet::new();
    for row in connection.query(&sql, &[]).await? {
        live.insert(row.get::<String>("name").map_err(Stopped::Refused)?);
    }
    let known: BTreeSet<String> = (expected.columns.iter())
        .map(|column| column.name.clone())
        .collect();
    if live == known {
        return Ok(());
    }
    let list = |names: BTreeSet<&String>| {
        let names: Vec<String> = names
            .into_iter()
            .map(|name| format!("\"{name}\""))
            .collect();
        names.join(", ")
    };
    let (extra, missing): (BTreeSet<_>, BTreeSet<_>) = (
        live.difference(&known).collect(),
        known.difference(&live).collect(),
    );
    let mut differences = Vec::new();
    if !extra.is_empty() {
        differences.push(format!("the database has {} besides", list(extra)));
    }
    if !missing.is_empty() {
        differences.push(format!("the database lacks {}", list(missing)));
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

/// With foreign keys on, dropping the old table deletes the rows that refer to it.
async fn nobody_refers_to(connection: &mut Connection, table: &ObjectName) -> Result<(), Stopped> {
    let sql = format!(
        "SELECT DISTINCT m.name FROM {} m JOIN pragma_foreign_key_list(m.name) f \
         WHERE m.type = 'table' AND lower(f.\"table\") = lower($1) AND lower(m.name) <> lower($1)",
        catalog(table)
    );
    let rows = connection
        .query(&sql, &[Value::Text(table.name.clone())])
        .await?;
    let Some(other) = rows.first() else {
        return Ok(());
    };
    let other: String = other.at(0).map_err(Stopped::Refused)?;
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
