//! The rebuild of a table: how SQLite changes what `ALTER TABLE` cannot
//! (<https://www.sqlite.org/lang_altertable.html#otheralter>).
//!
//! A new table is made, filled from the old one, and put in its place. What the runner does around it is on
//! [`Rebuild`](crate::dialect::Rebuild).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::context::quote;
use super::table::{counts, creation};
use super::{Context, canonical, index};
use crate::dialect::{self, Dialect, LockLevel, Statement, Unsupported};
use crate::schema::{Generation, ObjectName, SchemaState, Table, naming};

/// A table that is to look otherwise.
pub(super) struct Rebuild<'a> {
    before: &'a Table,
    /// The table as it shall look, under the same name.
    pub(super) after: Table,
    /// What to fill a column with, where that is not the old column of the same name.
    pub(super) values: BTreeMap<String, String>,
    /// Whether values are lost in the copy.
    pub(super) loses_data: bool,
}

/// A name for the table while it is being filled, or on its way to a name that differs in case alone.
pub(super) fn temporary_name(table: &str, state: &SchemaState) -> String {
    let mut name = naming::shorten(&format!("_migratory_new_{table}"), "new");
    while state.tables.contains_key(&ObjectName::new(&name)) {
        name.push('_');
    }
    name
}

/// Says on the last statement how to see that all have happened.
pub(super) fn proven(
    mut statements: Vec<Statement>,
    mark: impl FnOnce(Statement) -> Statement,
) -> Vec<Statement> {
    if let Some(last) = statements.pop() {
        statements.push(mark(last));
    }
    statements
}

impl<'a> Rebuild<'a> {
    /// A rebuild that changes nothing yet.
    pub(super) fn of(before: &'a Table) -> Self {
        Self {
            before,
            after: before.clone(),
            values: BTreeMap::new(),
            loses_data: false,
        }
    }

    /// A column of the old table. Without the table's name, a column that is not there would be read as a string
    /// (<https://www.sqlite.org/quirks.html#dblquote>).
    pub(super) fn source(&self, column: &str) -> String {
        format!("{}.{}", quote(&self.before.name.name), quote(column))
    }

    /// The statements; none when the new table would be the old one.
    pub(super) fn statements(self, context: &Context<'_>) -> Result<Vec<Statement>, Unsupported> {
        let name = &self.before.name;
        let new = name.sibling(temporary_name(&name.name, context.before));
        let created = creation(&self.after, &new, false, context)?;
        if self.changes_nothing(&new, &created, context) {
            return Ok(Vec::new());
        }
        self.refuse_temporary(context)?;

        let (old_sql, new_sql) = (context.name(name)?, context.name(&new)?);
        let locking = |sql: String| Statement::new(sql).locks(name, LockLevel::ShareRowExclusive);
        let expected = Arc::new(canonical::table(self.before, context.before));
        let mut statements = vec![
            Statement::new(created).rebuild(dialect::Rebuild::Start(expected)),
            locking(self.copy(&old_sql, &new_sql)).rewrites().scans(),
        ];
        if counts(self.before) && counts(&self.after) {
            statements.extend(keep_counter(&name.name, &new.name));
        }
        let dropped = locking(format!("DROP TABLE {old_sql}"));
        statements.push(if self.loses_data {
            dropped.loses_data()
        } else {
            dropped
        });
        statements.push(locking(format!(
            "ALTER TABLE {new_sql} RENAME TO {old_sql}"
        )));
        for index in self.after.indexes.values() {
            statements.push(index::creation(name, index, false, context)?);
        }
        Ok(with_parts(statements, name))
    }

    fn changes_nothing(&self, new: &ObjectName, created: &str, context: &Context<'_>) -> bool {
        let before = creation(self.before, new, false, context);
        self.values.is_empty()
            && self.before.indexes == self.after.indexes
            && before.is_ok_and(|before| before == created)
    }

    /// It is not in `sqlite_schema`, where the runner looks before it trusts a rebuild.
    fn refuse_temporary(&self, context: &Context<'_>) -> Result<(), Unsupported> {
        if !self.before.temporary {
            return Ok(());
        }
        Err(context.unsupported(
            format!(
                "ALTER TABLE for this change, and the temporary table \"{}\" is not rebuilt",
                self.before.name
            ),
            "create the temporary table as it is to be in the end",
        ))
    }

    /// Columns that are computed, and those that are new and get their default, are left out.
    fn copy(&self, old: &str, new: &str) -> String {
        let mut columns = Vec::new();
        let mut values = Vec::new();
        for column in &self.after.columns {
            let computed = column.generation.as_ref().and_then(Generation::expression);
            let value = match self.values.get(&column.name) {
                Some(value) => Some(value.clone()),
                None => (self.before.column(&column.name)).map(|old| self.source(&old.name)),
            };
            if let (None, Some(value)) = (computed, value) {
                columns.push(column.name.as_str());
                values.push(value);
            }
        }
        let columns = Dialect::Sqlite.quote_list(&columns);
        let values = values.join(", ");
        format!("INSERT INTO {new} ({columns}) SELECT {values} FROM {old}")
    }
}

/// The copy counts the new table up to its highest row; the old one may have counted further. `DROP TABLE` removes the
/// old counter and `RENAME` takes the new one along (<https://www.sqlite.org/autoinc.html>).
fn keep_counter(old: &str, new: &str) -> [Statement; 2] {
    let [old, new] = [old, new].map(|name| Dialect::Sqlite.string_literal(name));
    [
        Statement::new(format!("DELETE FROM sqlite_sequence WHERE name = {new}")),
        Statement::new(format!(
            "INSERT INTO sqlite_sequence (name, seq) SELECT {new}, seq FROM sqlite_sequence WHERE name = {old}"
        )),
    ]
}

/// Marks all but the first, which is marked already.
fn with_parts(mut statements: Vec<Statement>, name: &ObjectName) -> Vec<Statement> {
    for statement in statements.iter_mut().skip(1) {
        statement.facts.rebuild = Some(dialect::Rebuild::Middle);
    }
    if let Some(last) = statements.last_mut() {
        last.facts.rebuild = Some(dialect::Rebuild::End(name.clone()));
    }
    statements
}
