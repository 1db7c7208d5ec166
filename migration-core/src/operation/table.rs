//! Payloads about tables.

use std::borrow::Cow;

use super::Operation;
use crate::schema::{Constraint, ObjectName, RowSecurity, SchemaState, Table, naming};

/// See [`Operation::CreateTable`](super::Operation::CreateTable).
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct CreateTable {
    /// The table, whole.
    pub table: Table,
    /// Do nothing when a table of this name exists.
    pub if_not_exists: bool,
    /// The table whose columns, keys, checks and indexes it has too, before its own.
    pub like: Option<ObjectName>,
}

impl Operation {
    /// The operation with nothing left in it that depends on the state before it: a table that is like another one has its
    /// columns, and so has one that inherits. As it is, where that table is not known.
    pub fn resolved<'a>(&'a self, before: &SchemaState) -> Cow<'a, Self> {
        let Self::CreateTable(op) = self else {
            return Cow::Borrowed(self);
        };
        let like = op.like.as_ref().and_then(|like| before.whole(like));
        let alike = like.map(|like| op.with_all_of(&like));
        let inheriting = (alike.as_ref().unwrap_or(op)).with_inherited(before);
        match inheriting.or(alike) {
            Some(resolved) => Cow::Owned(resolved.into()),
            None => Cow::Borrowed(self),
        }
    }
}

impl CreateTable {
    /// Foreign keys are left out, as `LIKE` does everywhere, and so is what says how and where the table is kept.
    fn with_all_of(&self, like: &Table) -> Self {
        let mut table = self.table.clone();
        let own = std::mem::replace(&mut table.columns, like.columns.clone());
        table.columns.extend(own);
        let renamed = |name: &str| {
            let old = format!("{}_", like.name.name);
            let rest = name.strip_prefix(&old).unwrap_or(name);
            let suffix = rest.rsplit('_').next().unwrap_or_default();
            naming::shorten(&format!("{}_{rest}", table.name.name), suffix)
        };
        let mut constraints = Vec::new();
        for mut constraint in like.constraints() {
            if matches!(&constraint, Constraint::ForeignKey(_)) {
                continue;
            }
            let name = renamed(constraint.name());
            let comment = like.constraint_comments.get(constraint.name());
            constraint.set_name(name.clone());
            constraints.push((constraint, comment.cloned().map(|comment| (name, comment))));
        }
        let indexes = like.indexes.values().cloned();
        let indexes: Vec<_> = (indexes)
            .map(|mut index| {
                index.name = renamed(&index.name);
                index
            })
            .collect();
        for (constraint, comment) in constraints {
            let second_key =
                matches!(&constraint, Constraint::PrimaryKey(_)) && table.primary_key.is_some();
            if !second_key && table.constraint(constraint.name()).is_none() {
                table.put_constraint(constraint);
                table.constraint_comments.extend(comment);
            }
        }
        for index in indexes {
            table.indexes.entry(index.name.clone()).or_insert(index);
        }
        Self {
            table,
            if_not_exists: self.if_not_exists,
            like: None,
        }
    }
}

/// See [`Operation::DropTable`](super::Operation::DropTable).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DropTable {
    /// The table.
    pub table: ObjectName,
    /// Do nothing when there is none.
    pub if_exists: bool,
    /// Drop the foreign keys of other tables that refer to it as well.
    pub cascade: bool,
}

/// See [`Operation::RenameTable`](super::Operation::RenameTable).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RenameTable {
    /// The table as it is called before.
    pub from: ObjectName,
    /// The table as it is called after; another schema moves it there.
    pub to: ObjectName,
}

/// See [`Operation::CommentOnTable`](super::Operation::CommentOnTable).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CommentOnTable {
    /// The table.
    pub table: ObjectName,
    /// The comment, or none.
    pub comment: Option<String>,
}

/// See [`Operation::SetLogged`](super::Operation::SetLogged).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SetLogged {
    /// The table.
    pub table: ObjectName,
    /// Whether it is written to the write-ahead log from now on.
    pub logged: bool,
}

/// See [`Operation::SetRowSecurity`](super::Operation::SetRowSecurity).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SetRowSecurity {
    /// The table.
    pub table: ObjectName,
    /// What holds afterwards.
    pub to: RowSecurity,
}

/// See [`Operation::CommentOnPart`](super::Operation::CommentOnPart).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CommentOnPart {
    /// The table.
    pub table: ObjectName,
    /// The part of it.
    pub part: TablePart,
    /// The comment, or none.
    pub comment: Option<String>,
}

/// A part of a table that has a name and is no column.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub enum TablePart {
    /// A constraint.
    Constraint(String),
    /// An index.
    Index(String),
}
