//! What is in the way of rows: tables, columns and keys that are not there, values that no column takes.

use std::collections::{BTreeMap, BTreeSet};

use super::{Assignment, DeleteRows, InsertRows, OnConflict, UpdateRows, WhichRows, fit};
use crate::operation::ConflictKind;
use crate::operation::check::{Checker, nearest};
use crate::schema::{
    Column, ColumnType, DefaultValue, Deferrable, Expression, Generation, ObjectName, Table, Unique,
};
use crate::{Row, Value};

/// How many rows of an operation are complained about, so that one wrong column is not a thousand errors.
const MOST_COMPLAINTS: usize = 5;

impl<'a> Checker<'a> {
    pub(in crate::operation) fn insert_rows(&mut self, op: &InsertRows) {
        let Some(table) = self.table_of_rows(&op.table) else {
            return;
        };
        if let Some(key) = &op.on_conflict {
            self.conflict_key(table, key);
        }
        let known = self.found.len();
        let mut seen = Keys::of(table, op);
        let mut named: &[String] = &[];
        let mut is_right = true;
        for (at, row) in op.rows.iter().enumerate() {
            if self.found.len() >= known + MOST_COMPLAINTS {
                return;
            }
            // Rows mostly have the same columns, which are looked at once.
            if at == 0 || row.columns() != named {
                named = row.columns();
                is_right = self.named_columns(table, op, at);
            }
            if is_right {
                self.values(table, op, at);
                if let Some((other, key)) = seen.clash(row, at) {
                    let message = format!(
                        "{} has the same \"{}\" as {}",
                        op.row_in_words(at),
                        key.join("\", \""),
                        op.row_in_words(other)
                    );
                    self.report(ConflictKind::Duplicate, message, None);
                }
            }
        }
    }

    /// The table that rows are of. A view has rows too, of columns that are not known.
    fn table_of_rows(&mut self, name: &ObjectName) -> Option<&'a Table> {
        match self.state.relation(name) {
            Some(_) => None,
            None => self.table(name, false),
        }
    }

    /// The columns that a row names, and those that it should.
    fn named_columns(&mut self, table: &Table, op: &InsertRows, at: usize) -> bool {
        let (known, row) = (self.found.len(), op.row_in_words(at));
        let Some(names) = op.rows.get(at).map(Row::columns) else {
            return false;
        };
        let mut seen = BTreeSet::new();
        for name in names {
            match table.column(name) {
                None => self.unknown_column(table, name),
                Some(column) if !seen.insert(name) => {
                    let message = format!("{row} names column \"{}\" twice", column.name);
                    self.report(ConflictKind::Duplicate, message, None);
                }
                Some(column) => self.writable(table, column),
            }
        }
        let missing = (table.columns.iter())
            .filter(|column| !names.contains(&column.name) && is_required(column));
        for column in missing {
            let message = format!(
                "{row} says nothing of column \"{}\" of table \"{}\", which is NOT NULL and has no default",
                column.name, table.name
            );
            self.report(ConflictKind::Invalid, message, None);
        }
        for key in op.on_conflict.iter().flat_map(|on| &on.columns) {
            if table.column(key).is_some() && !names.contains(key) {
                let message = format!("{row} does not name column \"{key}\" of the key");
                self.report(ConflictKind::Invalid, message, None);
            }
        }
        self.found.len() == known
    }

    fn values(&mut self, table: &Table, op: &InsertRows, at: usize) {
        let Some(row) = op.rows.get(at) else { return };
        for (name, value) in row.columns().iter().zip(row.values()) {
            if let Some(column) = table.column(name) {
                self.value(table, column, value, &op.row_in_words(at));
            }
        }
    }

    /// A value for a column. `who` is what has it: "row 3".
    fn value(&mut self, table: &Table, column: &Column, value: &Value, who: &str) {
        let of = format!("column \"{}\" of table \"{}\"", column.name, table.name);
        if *value == Value::Null {
            if !column.nullable {
                let message = format!("{who} has NULL for {of}, which is NOT NULL");
                let help = column.is_identity() || column.default.is_some();
                let help = help.then(|| "leave the column out: it makes its own value".to_owned());
                self.report(ConflictKind::Invalid, message, help);
            }
            return;
        }
        if let Err(expected) = fit(value, &column.column_type) {
            let message = format!(
                "{who} has {} for {of}, which holds {expected}",
                shown(value)
            );
            self.report(ConflictKind::Invalid, message, None);
        }
        if let (ColumnType::Enumeration(name), Value::Text(text)) = (&column.column_type, value)
            && let Some(enum_type) = self.state.enum_type(name)
            && !enum_type.values.contains(text)
        {
            let message =
                format!("{who} has \"{text}\" for {of}: type \"{name}\" has no such value");
            let help = nearest(text, enum_type.values.iter().cloned());
            self.objects.push(name.clone());
            self.report(ConflictKind::UnknownType, message, help);
            self.objects.pop();
        }
    }

    /// What the database alone writes.
    fn writable(&mut self, table: &Table, column: &Column) {
        let makes = match &column.generation {
            Some(Generation::IdentityAlways) => "counts up by itself and takes no other value",
            Some(Generation::Stored(_) | Generation::Virtual(_)) => "is computed from others",
            Some(Generation::Identity) | None => return,
        };
        let message = format!(
            "column \"{}\" of table \"{}\" {makes}",
            column.name, table.name
        );
        self.report(ConflictKind::Invalid, message, Some("leave it out".into()));
    }

    fn conflict_key(&mut self, table: &Table, key: &OnConflict) {
        let what = "the key of on_conflict";
        // PostgreSQL takes every key of these columns, and refuses one that is checked later.
        let is_later = |unique: &Unique| {
            unique.deferrable != Deferrable::No
                && unique.columns.len() == key.columns.len()
                && unique
                    .columns
                    .iter()
                    .all(|column| key.columns.contains(column))
        };
        let is_key = table.is_unique(&key.columns) && !table.uniques.values().any(is_later);
        if self.columns_exist(table, &key.columns, what) && !is_key {
            let columns = key.columns.join("\", \"");
            let message = format!(
                "\"{columns}\" is no key of table \"{}\": its rows may be equal",
                table.name
            );
            let help = "name the primary key, or add a unique constraint on exactly these columns";
            self.report(ConflictKind::NotUnique, message, Some(help.to_owned()));
        }
    }

    pub(in crate::operation) fn update_rows(&mut self, op: &UpdateRows) {
        let Some(table) = self.table_of_rows(&op.table) else {
            return;
        };
        if let Some(filter) = &op.filter {
            self.filter(filter);
        }
        if op.set.is_empty() {
            let help = "say what with set(\"column\", value)".to_owned();
            self.report(ConflictKind::Invalid, "nothing is set", Some(help));
        }
        let mut seen = BTreeSet::new();
        for Assignment {
            column: name,
            from,
            to,
        } in &op.set
        {
            let Some(column) = table.column(name) else {
                self.unknown_column(table, name);
                continue;
            };
            if !seen.insert(name) {
                let message = format!("column \"{name}\" is set twice");
                self.report(ConflictKind::Duplicate, message, None);
            }
            self.writable(table, column);
            if let DefaultValue::Value(value) = to {
                self.value(table, column, value, "the update");
            }
            if let Some(from) = from.as_ref().filter(|from| **from != Value::Null) {
                self.value(table, column, from, "the update");
            }
        }
    }

    /// A filter that says nothing would be all rows, which is said by none.
    fn filter(&mut self, filter: &Expression) {
        if filter.any_text().trim().is_empty() {
            let help = "leave the filter out if all rows are meant".to_owned();
            self.report(ConflictKind::Invalid, "the filter is empty", Some(help));
        }
    }

    pub(in crate::operation) fn delete_rows(&mut self, op: &DeleteRows) {
        if let WhichRows::Where(filter) = &op.which {
            self.filter(filter);
        }
        let Some(table) = self.table_of_rows(&op.table) else {
            return;
        };
        if let WhichRows::Keys { columns, keys: _ } = &op.which {
            self.columns_exist(table, columns, "the key");
        }
    }
}

/// Whether a row must say a value. A type by the database's own name may bring a default (`serial`, a domain).
fn is_required(column: &Column) -> bool {
    !column.nullable
        && column.default.is_none()
        && column.generation.is_none()
        && !matches!(column.column_type, ColumnType::Custom(_))
}

/// A value for a message.
fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => {
            let mut text = text.clone();
            if let Some((end, _)) = text.char_indices().nth(40) {
                text.truncate(end);
                text.push_str("...");
            }
            format!("{text:?}")
        }
        Value::Bytes(bytes) => format!("{} bytes", bytes.len()),
        other => other.to_text().unwrap_or_else(|| "NULL".to_owned()),
    }
}

/// The values of each key that were seen, and the row that had them.
struct Keys<'t> {
    keys: Vec<(Vec<&'t str>, BTreeMap<String, usize>)>,
}

impl<'t> Keys<'t> {
    fn of(table: &'t Table, op: &InsertRows) -> Self {
        let ignores = op
            .on_conflict
            .as_ref()
            .is_some_and(|on| on.action == super::ConflictAction::Nothing);
        let keys = if ignores || op.rows.len() < 2 {
            Vec::new()
        } else {
            table.keys()
        };
        Self {
            keys: keys.into_iter().map(|key| (key, BTreeMap::new())).collect(),
        }
    }

    /// An earlier row with the same values of a key. NULLs are not equal to each other.
    fn clash(&mut self, row: &Row, at: usize) -> Option<(usize, &[&'t str])> {
        let mut found = None;
        for (n, (key, seen)) in self.keys.iter_mut().enumerate() {
            let values = key.iter().map(|column| match row.value(column) {
                None | Some(Value::Null) => None,
                Some(value) => Some(format!("{value:?}")),
            });
            let Some(values) = values.collect::<Option<Vec<_>>>() else {
                continue;
            };
            if let Some(other) = seen.insert(values.join("\u{1f}"), at) {
                found = Some((n, other));
            }
        }
        let (n, other) = found?;
        Some((other, &self.keys.get(n)?.0))
    }
}
