//! `CREATE TABLE` as SQLite keeps it, with what `ALTER TABLE` did to it since:
//! <https://www.sqlite.org/lang_createtable.html>.

use std::collections::BTreeSet;

use migration_core::schema::{Column, Constraint, ObjectName, Table, naming};

use super::constraint::{self, Written};
use super::tokens::Cursor;
use super::{column, resolve, tokens};

/// A table as it is written.
#[derive(Default)]
pub(super) struct Parsed {
    pub(super) columns: Vec<Column>,
    constraints: Vec<Written>,
    /// What has no place in a state, and of what it is.
    notes: Vec<String>,
}

/// A table, and what about it has no place in a state; nothing when the text is not understood.
pub(super) fn read(name: &ObjectName, sql: &str) -> Option<(Table, Vec<String>)> {
    let mut cursor = Cursor::new(sql);
    cursor.take(&["CREATE"]).then_some(())?;
    let _ = cursor.take(&["TEMP"]) || cursor.take(&["TEMPORARY"]);
    cursor.take(&["TABLE"]).then_some(())?;
    cursor.name()?;
    let mut parsed = Parsed::default();
    body(&mut Cursor::new(cursor.group()?), &mut parsed)?;
    for option in tokens::items(cursor.rest()) {
        if !option.is_empty() {
            parsed.notes.push(format!("{option} of table"));
        }
    }
    Some(parsed.finish(name))
}

/// Columns, then constraints; the commas between constraints may be missing.
fn body(cursor: &mut Cursor<'_>, parsed: &mut Parsed) -> Option<()> {
    let mut name = String::new();
    while let Some(next) = cursor.peek() {
        let words = ["PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];
        if cursor.take(&["CONSTRAINT"]) {
            name = cursor.name()?;
        } else if words.iter().any(|word| next.is(word)) {
            let written = constraint::of_table(cursor, std::mem::take(&mut name))?;
            parsed.put(written);
        } else {
            column::read(cursor, parsed)?;
        }
        cursor.take_sign(",");
    }
    Some(())
}

impl Parsed {
    pub(super) fn put(&mut self, written: Written) {
        self.constraints.push(written);
    }

    pub(super) fn note_if(&mut self, is_so: bool, what: &str, name: &str) {
        if is_so {
            self.notes.push(format!("{what} \"{name}\" of table"));
        }
    }

    /// Names what has no name, the named first, so that they keep theirs.
    fn finish(mut self, name: &ObjectName) -> (Table, Vec<String>) {
        let mut table = Table::new(name.clone());
        table.columns = std::mem::take(&mut self.columns);
        self.constraints
            .sort_by_key(|written| written.constraint.name().is_empty());
        let mut taken = BTreeSet::new();
        for mut written in self.constraints {
            resolve::own_columns(&mut written.constraint, &table);
            let name = match written.constraint.name() {
                "" => made_up(&written, &table),
                name => name.to_owned(),
            };
            let name = free(name, &mut taken);
            if let Some(what) = written.unmodelled {
                self.notes.push(format!(
                    "{what} of {} \"{name}\" of table",
                    written.constraint.kind().term()
                ));
            }
            table.put_constraint(renamed(written.constraint, name));
        }
        let notes = self
            .notes
            .into_iter()
            .map(|note| format!("{note} \"{name}\""));
        let notes = notes.collect();
        (table, notes)
    }
}

/// The name that the constraint would have been given here.
fn made_up(written: &Written, table: &Table) -> String {
    match &written.constraint {
        Constraint::PrimaryKey(_) => naming::primary_key(&table.name),
        Constraint::Unique(unique) => naming::unique(&table.name, &unique.columns),
        Constraint::ForeignKey(key) => naming::foreign_key(&table.name, &key.columns),
        Constraint::Exclusion(exclusion) => exclusion.name.clone(),
        Constraint::Check(check) => {
            let names = table.columns.iter().map(|column| column.name.as_str());
            let mentioned: Vec<&str> = match &written.column {
                Some(column) => vec![column],
                None => names
                    .filter(|name| check.expression.mentions(name))
                    .collect(),
            };
            let only = if mentioned.len() == 1 {
                mentioned.as_slice()
            } else {
                &[]
            };
            naming::check(&table.name, only)
        }
    }
}

/// The name, or when it is taken the name with the first number that is not: SQLite lets two be called the same.
fn free(name: String, taken: &mut BTreeSet<String>) -> String {
    let mut candidate = name.clone();
    let mut number = 0;
    while !taken.insert(candidate.clone()) {
        number += 1;
        candidate = naming::shorten(&format!("{name}{number}"), "");
    }
    candidate
}

fn renamed(mut constraint: Constraint, to: String) -> Constraint {
    match &mut constraint {
        Constraint::PrimaryKey(key) => key.name = to,
        Constraint::Unique(unique) => unique.name = to,
        Constraint::ForeignKey(key) => key.name = to,
        Constraint::Check(check) => check.name = to,
        Constraint::Exclusion(exclusion) => exclusion.name = to,
    }
    constraint
}
