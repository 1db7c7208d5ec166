//! Deferred constraints between changes of rows and changes of tables (PostgreSQL).
//!
//! A table cannot be altered or dropped while checks of its rows are still to be done: "cannot ALTER TABLE because it has
//! pending trigger events" (SQLSTATE 55006). So those of that table are done right before, and put off again before more
//! rows are written (<https://www.postgresql.org/docs/current/sql-set-constraints.html>).

use std::collections::BTreeSet;

use crate::dialect::{Dialect, LockLevel, Statement, Target};
use crate::operation::Operation;
use crate::schema::{Constraint, Deferrable, ObjectName, SchemaState, Table};

/// What a transaction has put off so far.
#[derive(Default)]
pub(super) struct Deferred {
    /// Whether rows may have been written.
    rows: bool,
    /// Constraints that are checked at once now, and were not before.
    immediate: BTreeSet<ObjectName>,
}

impl Deferred {
    /// In a transaction that may have written rows already.
    pub(super) fn after_rows() -> Self {
        Self {
            rows: true,
            ..Self::default()
        }
    }

    /// What must run before an operation that was lowered to these statements.
    pub(super) fn before<'a>(
        &mut self,
        operation: &Operation,
        statements: impl IntoIterator<Item = &'a Statement>,
        state: &SchemaState,
        target: &Target,
    ) -> Option<Statement> {
        if target.dialect != Dialect::Postgres {
            return None;
        }
        if writes_rows(operation) {
            self.rows = true;
            return self.put_off_again(state);
        }
        if !self.rows {
            return None;
        }
        let mut names = BTreeSet::new();
        for statement in statements {
            let facts = &statement.facts;
            if !facts.transactional || facts.lock < LockLevel::ShareRowExclusive {
                continue;
            }
            if let Some(table) = facts.table.as_ref().and_then(|name| state.table(name)) {
                names.extend(deferred_on(table, state));
            }
        }
        names.retain(|name| self.immediate.insert(name.clone()));
        set(&names, "IMMEDIATE")
    }

    /// Puts off again what was not put off any more, as far as it is still there.
    pub(super) fn put_off_again(&mut self, state: &SchemaState) -> Option<Statement> {
        if self.immediate.is_empty() {
            return None;
        }
        let all: BTreeSet<ObjectName> = (state.tables.values())
            .flat_map(|table| deferred_of(table).collect::<Vec<_>>())
            .collect();
        let names = std::mem::take(&mut self.immediate);
        set(&names.intersection(&all).cloned().collect(), "DEFERRED")
    }
}

/// Of SQL of the user's own nothing is known.
fn writes_rows(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::InsertRows(_)
            | Operation::UpdateRows(_)
            | Operation::DeleteRows(_)
            | Operation::RawSql(_)
    )
}

/// The constraints whose checks may wait for rows of this table: its own, and foreign keys to it.
fn deferred_on(table: &Table, state: &SchemaState) -> BTreeSet<ObjectName> {
    let referring = (state.references_to(&table.name))
        .filter(|(_, key)| key.deferrable == Deferrable::InitiallyDeferred)
        .map(|(user, key)| beside(user, &key.name));
    deferred_of(table).chain(referring).collect()
}

fn deferred_of(table: &Table) -> impl Iterator<Item = ObjectName> {
    let constraints = table.constraints().into_iter();
    constraints.filter_map(|constraint| {
        let deferrable = match &constraint {
            Constraint::Unique(unique) => unique.deferrable,
            Constraint::ForeignKey(key) => key.deferrable,
            Constraint::Exclusion(exclusion) => exclusion.deferrable,
            Constraint::PrimaryKey(_) | Constraint::Check(_) => Deferrable::No,
        };
        (deferrable == Deferrable::InitiallyDeferred)
            .then(|| beside(&table.name, constraint.name()))
    })
}

/// A constraint is found by its name in its table's schema.
fn beside(table: &ObjectName, name: &str) -> ObjectName {
    ObjectName {
        schema: table.schema.clone(),
        name: name.to_owned(),
    }
}

fn set(names: &BTreeSet<ObjectName>, mode: &str) -> Option<Statement> {
    let quoted = names.iter().map(|name| Dialect::Postgres.quote_name(name));
    let quoted: Vec<String> = quoted.collect();
    (!quoted.is_empty())
        .then(|| Statement::new(format!("SET CONSTRAINTS {} {mode}", quoted.join(", "))))
}
