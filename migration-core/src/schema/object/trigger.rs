//! Triggers.

use super::{ObjectId, ObjectKind};
use crate::schema::{Deferrable, Expression, ObjectName};

/// A trigger: what a database does when rows of a table change.
///
/// PostgreSQL executes a function; MySQL and SQLite run a body. One that has both works everywhere.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// The table, or view, that it is on.
    pub table: ObjectName,
    /// When it runs.
    pub timing: TriggerTiming,
    /// What it is run by, each once.
    pub events: Vec<TriggerEvent>,
    /// Whether it runs once for a statement, not for each row (PostgreSQL).
    pub for_statement: bool,
    /// What must be true of the row.
    pub when: Option<Expression>,
    /// The function that it executes (PostgreSQL).
    pub function: Option<ObjectName>,
    /// What the function is told, as `TG_ARGV`.
    pub arguments: Vec<String>,
    /// The statements that it runs (MySQL, SQLite), without `BEGIN` and `END`.
    pub body: Option<Expression>,
    /// The name of the rows as they were, all together (PostgreSQL).
    pub old_table: Option<String>,
    /// The name of the rows as they are, all together (PostgreSQL).
    pub new_table: Option<String>,
    /// When a constraint trigger runs; none for any other (PostgreSQL).
    pub constraint: Option<Deferrable>,
    /// Whether it runs at all (PostgreSQL).
    pub enabled: TriggerEnabled,
    /// Its place among the triggers of the same event (MySQL). PostgreSQL goes by their names.
    pub order: Option<TriggerOrder>,
}

/// When a trigger runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub enum TriggerTiming {
    /// Before the change, which it can still alter.
    Before,
    /// After the change.
    After,
    /// Instead of the change, on a view.
    InsteadOf,
}

/// What a trigger is run by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub enum TriggerEvent {
    /// New rows.
    Insert,
    /// Changes of these columns, or of any when there are none.
    Update(Vec<String>),
    /// Rows that go.
    Delete,
    /// All rows go at once (PostgreSQL).
    Truncate,
}

/// Whether a trigger runs
/// (<https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-DISABLE-ENABLE-TRIGGER>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
pub enum TriggerEnabled {
    /// For what clients do.
    #[default]
    Origin,
    /// Not at all.
    Disabled,
    /// For what replication does.
    Replica,
    /// For both.
    Always,
}

/// The place of a trigger among those of the same event.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub enum TriggerOrder {
    /// Right after this one.
    Follows(String),
    /// Right before this one.
    Precedes(String),
}

impl Trigger {
    /// A trigger for each row that does nothing yet.
    pub fn new(name: impl Into<String>, table: ObjectName, timing: TriggerTiming) -> Self {
        Self {
            name: name.into(),
            table,
            timing,
            events: Vec::new(),
            for_statement: false,
            when: None,
            function: None,
            arguments: Vec::new(),
            body: None,
            old_table: None,
            new_table: None,
            constraint: None,
            enabled: TriggerEnabled::Origin,
            order: None,
        }
    }

    /// Which one it is.
    pub fn id(&self) -> ObjectId {
        ObjectId {
            on: Some(self.table.clone()),
            ..ObjectId::new(ObjectKind::Trigger, ObjectName::new(&self.name))
        }
    }

    /// The columns that its events name.
    pub fn columns(&self) -> impl Iterator<Item = &String> {
        self.events.iter().flat_map(|event| match event {
            TriggerEvent::Update(columns) => columns.as_slice(),
            TriggerEvent::Insert | TriggerEvent::Delete | TriggerEvent::Truncate => &[],
        })
    }

    pub(crate) fn columns_mut(&mut self) -> impl Iterator<Item = &mut String> {
        self.events.iter_mut().flat_map(|event| match event {
            TriggerEvent::Update(columns) => columns.as_mut_slice(),
            TriggerEvent::Insert | TriggerEvent::Delete | TriggerEvent::Truncate => &mut [],
        })
    }
}

impl TriggerTiming {
    /// The SQL keywords.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Before => "BEFORE",
            Self::After => "AFTER",
            Self::InsteadOf => "INSTEAD OF",
        }
    }
}

impl TriggerEvent {
    /// The SQL keyword.
    pub fn sql(&self) -> &'static str {
        match self {
            Self::Insert => "INSERT",
            Self::Update(_) => "UPDATE",
            Self::Delete => "DELETE",
            Self::Truncate => "TRUNCATE",
        }
    }
}

/// The statements of a body, without the `BEGIN` and `END` around them, each with its semicolon.
pub(crate) fn statements(body: &str) -> String {
    let mut text = body.trim().trim_end_matches(';').trim_end();
    let begins = (text.get(..5)).is_some_and(|word| word.eq_ignore_ascii_case("begin"))
        && text[5..].starts_with(char::is_whitespace);
    let ends = text.len().checked_sub(3).and_then(|at| text.get(at..));
    if begins && ends.is_some_and(|word| word.eq_ignore_ascii_case("end")) {
        text = text[5..text.len() - 3].trim();
    }
    match text.ends_with(';') || text.is_empty() {
        true => text.to_owned(),
        false => format!("{text};"),
    }
}

/// A body with its `BEGIN` and `END`.
pub(crate) fn block(body: &str) -> String {
    let inner = statements(body);
    match inner.contains('\n') || inner.contains("--") || inner.contains('#') {
        true => format!("BEGIN\n    {inner}\nEND"),
        false => format!("BEGIN {inner} END"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_has_one_begin_and_one_end() {
        for body in [
            "SET new.a = 1",
            "SET new.a = 1;",
            "BEGIN SET new.a = 1; END",
            "begin\nSET new.a = 1;\nend;",
        ] {
            assert_eq!(statements(body), "SET new.a = 1;", "{body}");
            assert_eq!(block(body), "BEGIN SET new.a = 1; END", "{body}");
        }
        assert_eq!(statements(&block("a; -- why\nb")), "a; -- why\nb;");
        assert_eq!(statements("beginning()"), "beginning();");
    }
}
