//! What is called otherwise: what somebody said, and what nobody said but may be.

use std::collections::BTreeSet;
use std::fmt;

use super::order::Differ;
use crate::operation::{RenameColumn, RenameEnum, RenameEnumValue, RenameObject, RenameTable};
use crate::schema::{EnumType, ObjectId, ObjectName, Renames, SchemaState, Table};

/// Something that is called otherwise than before.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Renamed {
    /// A table.
    Table {
        /// What it was called.
        from: ObjectName,
        /// What it is called.
        to: ObjectName,
    },
    /// A column.
    Column {
        /// The table, as it is called now.
        table: ObjectName,
        /// What it was called.
        from: String,
        /// What it is called.
        to: String,
    },
    /// An enum type.
    Enum {
        /// What it was called.
        from: ObjectName,
        /// What it is called.
        to: ObjectName,
    },
    /// A value of an enum type.
    EnumValue {
        /// The type, as it is called now.
        name: ObjectName,
        /// What it was.
        from: String,
        /// What it is.
        to: String,
    },
    /// A view or another object.
    Object {
        /// Which one it was.
        from: ObjectId,
        /// What it is called.
        to: ObjectName,
    },
}

/// As it is typed after `--rename`: `users.name=full_name`, `users=people`.
impl fmt::Display for Renamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table { from, to } | Self::Enum { from, to } => write!(f, "{from}={to}"),
            Self::Column { table, from, to } => write!(f, "{table}.{from}={to}"),
            Self::EnumValue { name, from, to } => write!(f, "{name}.{from}={to}"),
            Self::Object { from, to } => write!(f, "{}={to}", from.name),
        }
    }
}

/// What was answered about names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// What is called otherwise now. What is not there any more under its old name is passed over: it has been renamed.
    pub said: Vec<Renamed>,
    /// What is not the same thing under another name: the one goes, the other is new.
    pub denied: BTreeSet<Renamed>,
    /// Nothing that nobody called a rename is one, and nobody is asked.
    pub never_ask: bool,
}

/// What models say with `was`.
impl From<&Renames> for Answers {
    fn from(renames: &Renames) -> Self {
        let tables = renames.tables.iter().map(|(to, was)| Renamed::Table {
            from: was.name.clone(),
            to: to.clone(),
        });
        let columns = (renames.columns.iter()).map(|((table, to), was)| Renamed::Column {
            table: table.clone(),
            from: was.name.clone(),
            to: to.clone(),
        });
        let enums = renames.enums.iter().map(|(to, was)| Renamed::Enum {
            from: was.name.clone(),
            to: to.clone(),
        });
        let values = (renames.enum_values.iter()).map(|((name, to), was)| Renamed::EnumValue {
            name: name.clone(),
            from: was.name.clone(),
            to: to.clone(),
        });
        Self {
            said: tables.chain(columns).chain(enums).chain(values).collect(),
            ..Self::default()
        }
    }
}

/// Something is gone, and something alike is new.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Question {
    /// The rename that it may be.
    pub renamed: Renamed,
    /// What is alike, in words: `text`, `3 of 4 columns`.
    pub alike: String,
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alike = &self.alike;
        match &self.renamed {
            Renamed::Table { from, to } => {
                write!(f, "table {from} is gone, {to} is new, with {alike}")
            }
            Renamed::Column { table, from, to } => {
                write!(
                    f,
                    "{table}: column {from} is gone, {to} is new, both {alike}"
                )
            }
            Renamed::Enum { from, to } => {
                write!(f, "enum type {from} is gone, {to} is new, with {alike}")
            }
            Renamed::EnumValue { name, from, to } => {
                write!(f, "enum type {name}: value {from} is gone, {to} is new")
            }
            Renamed::Object { from, to } => {
                write!(f, "{from} is gone, {to} is new, with {alike}")
            }
        }
    }
}

impl Differ<'_> {
    /// Does what was said, as far as it is still to be done: first what other names stand in.
    pub(super) fn rename(&mut self) {
        for renamed in self.options.answers.said.clone() {
            if let Renamed::Table { from, to } = renamed
                && self.state.table(&from).is_some()
                && self.state.table(&to).is_none()
            {
                self.attempt(RenameTable { from, to });
            }
        }
        for renamed in self.options.answers.said.clone() {
            match renamed {
                Renamed::Table { .. } => {}
                Renamed::Column { table, from, to } => {
                    let found = self.state.table(&table);
                    if found
                        .is_some_and(|it| it.column(&from).is_some() && it.column(&to).is_none())
                    {
                        self.attempt(RenameColumn { table, from, to });
                    }
                }
                Renamed::Enum { from, to } => {
                    if self.state.enums.contains_key(&from) && !self.state.enums.contains_key(&to) {
                        self.attempt(RenameEnum { from, to });
                    }
                }
                Renamed::EnumValue { name, from, to } => {
                    let has = |values: &EnumType, value| values.values.contains(value);
                    let found = self.state.enum_type(&name);
                    if found.is_some_and(|it| has(it, &from) && !has(it, &to)) {
                        self.attempt(RenameEnumValue { name, from, to });
                    }
                }
                Renamed::Object { from, to } => {
                    if self.state.object(&from).is_some() {
                        self.attempt(RenameObject { id: from, to });
                    }
                }
            }
        }
    }
}

/// What may have been renamed, and nobody has said of it whether it was.
pub(super) fn questions(from: &SchemaState, to: &SchemaState, known: &Answers) -> Vec<Question> {
    if known.never_ask {
        return Vec::new();
    }
    let mut found = Vec::new();
    let gone = from
        .tables
        .values()
        .filter(|it| to.table(&it.name).is_none());
    for table in gone {
        let new = to
            .tables
            .values()
            .filter(|it| from.table(&it.name).is_none());
        let likes = new.filter_map(|other| Some((other, alike(table, other)?)));
        found.extend(likes.map(|(other, alike)| Question {
            renamed: Renamed::Table {
                from: table.name.clone(),
                to: other.name.clone(),
            },
            alike,
        }));
    }
    for (name, table) in &to.tables {
        if let Some(before) = from.table(name).filter(|before| *before != table) {
            columns(before, table, &mut found);
        }
    }
    for (name, enum_type) in &from.enums {
        match to.enum_type(name) {
            Some(after) => values(name, enum_type, after, &mut found),
            None => {
                let new = to
                    .enums
                    .iter()
                    .filter(|(it, _)| !from.enums.contains_key(*it));
                let same = new.filter(|(_, it)| it.values == enum_type.values);
                found.extend(same.map(|(to, _)| Question {
                    renamed: Renamed::Enum {
                        from: name.clone(),
                        to: to.clone(),
                    },
                    alike: "the same values".to_owned(),
                }));
            }
        }
    }
    found.retain(|question| !known.denied.contains(&question.renamed));
    found
}

/// Columns that are gone beside new ones of the same type.
fn columns(before: &Table, after: &Table, found: &mut Vec<Question>) {
    let gone = before
        .columns
        .iter()
        .filter(|it| after.column(&it.name).is_none());
    for column in gone {
        let new = after
            .columns
            .iter()
            .filter(|it| before.column(&it.name).is_none());
        let same = new.filter(|it| it.column_type == column.column_type);
        found.extend(same.map(|other| Question {
            renamed: Renamed::Column {
                table: after.name.clone(),
                from: column.name.clone(),
                to: other.name.clone(),
            },
            alike: column.column_type.to_string(),
        }));
    }
}

fn values(name: &ObjectName, before: &EnumType, after: &EnumType, found: &mut Vec<Question>) {
    for gone in before.values.iter().filter(|it| !after.values.contains(it)) {
        for new in after.values.iter().filter(|it| !before.values.contains(it)) {
            found.push(Question {
                renamed: Renamed::EnumValue {
                    name: name.clone(),
                    from: gone.clone(),
                    to: new.clone(),
                },
                alike: String::new(),
            });
        }
    }
}

/// Whether half or more of the columns of each are the other's too, in words.
fn alike(a: &Table, b: &Table) -> Option<String> {
    let same = |column: &&crate::schema::Column| {
        let other = b.column(&column.name);
        other.is_some_and(|other| other.column_type == column.column_type)
    };
    let same = a.columns.iter().filter(same).count();
    let most = a.columns.len().max(b.columns.len());
    (same > 0 && 2 * same >= most).then(|| format!("{same} of {most} columns alike"))
}
