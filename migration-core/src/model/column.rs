//! A column, as a field says it.

use super::{ColumnTypeOf, ModelEnum, ModelType};
use crate::schema::{
    Column, ColumnType, DefaultValue, Deferrable, Expression, ForeignKey, Generation, ObjectName,
    ReferentialAction,
};
use crate::{Location, Problem};

/// A column, as a field of a model says it. What is said here means what it means in
/// [`builder::ColumnBuilder`](crate::builder::ColumnBuilder), but for [`primary_key`](Self::primary_key) and
/// [`references`](Self::references).
#[derive(Debug, Clone, PartialEq)]
pub struct ModelColumn {
    pub(super) column: Column,
    pub(super) enumeration: Option<ModelEnum>,
    pub(super) primary_key: bool,
    pub(super) identity: bool,
    pub(super) unique: bool,
    pub(super) indexed: Option<bool>,
    pub(super) references: Option<ForeignKey>,
    pub(super) external: bool,
    pub(super) checks: Vec<Expression>,
    pub(super) was: Option<String>,
    pub(super) problems: Vec<Problem>,
    pub(super) at: Location,
}

impl ModelColumn {
    /// A column of the type that a Rust type has.
    pub fn of<T: ColumnTypeOf>(name: impl Into<String>, at: Location) -> Self {
        Self::of_type(name, T::column_type(), at)
    }

    /// A column of this type.
    pub fn of_type(name: impl Into<String>, of: impl Into<ModelType>, at: Location) -> Self {
        let of = of.into();
        let mut column = Column::new(name, of.column_type);
        column.nullable = of.nullable;
        Self {
            column,
            enumeration: of.enumeration,
            primary_key: false,
            identity: true,
            unique: false,
            indexed: None,
            references: None,
            external: false,
            checks: Vec::new(),
            was: None,
            problems: Vec::new(),
            at,
        }
    }

    /// It may hold NULL, whatever its Rust type is.
    #[must_use]
    pub fn nullable(mut self) -> Self {
        self.column.nullable = true;
        self
    }

    /// It is the primary key, or a part of it when several columns say so. An integer that is the whole key counts up by
    /// itself, as `t.id()` does, unless it has a default, is computed, refers to another table, or says
    /// [`no_identity`](Self::no_identity).
    #[must_use]
    pub fn primary_key(mut self) -> Self {
        self.primary_key = true;
        self
    }

    /// It does not count up by itself.
    #[must_use]
    pub fn no_identity(mut self) -> Self {
        self.identity = false;
        self
    }

    /// It counts up by itself.
    #[must_use]
    pub fn auto_increment(mut self) -> Self {
        self.column.generation = Some(Generation::Identity);
        self
    }

    /// It counts up by itself and refuses explicit values (PostgreSQL).
    #[must_use]
    pub fn identity_always(mut self) -> Self {
        self.column.generation = Some(Generation::IdentityAlways);
        self
    }

    /// No two rows hold the same: `<table>_<column>_key`.
    #[must_use]
    pub fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// It has an index of its own, `<table>_<column>_idx`.
    #[must_use]
    pub fn index(mut self) -> Self {
        self.indexed = Some(true);
        self
    }

    /// It has none, though it refers to another table.
    #[must_use]
    pub fn no_index(mut self) -> Self {
        self.indexed = Some(false);
        self
    }

    /// It refers to a column of another table: a foreign key, and an index as `t.references` makes one, unless it is unique
    /// or a primary key, or says [`no_index`](Self::no_index).
    #[must_use]
    pub fn references(mut self, table: ObjectName, column: impl Into<String>) -> Self {
        self.references = Some(ForeignKey {
            name: String::new(),
            columns: vec![self.column.name.clone()],
            references: table,
            referenced_columns: vec![column.into()],
            on_delete: ReferentialAction::NoAction,
            on_update: ReferentialAction::NoAction,
            on_delete_columns: Vec::new(),
            match_full: false,
            deferrable: Deferrable::No,
            not_valid: false,
            period: false,
        });
        self
    }

    /// What happens to it when the row it refers to is deleted. Said after [`references`](Self::references).
    #[must_use]
    pub fn on_delete(mut self, action: ReferentialAction) -> Self {
        if let Some(key) = &mut self.references {
            key.on_delete = action;
        }
        self
    }

    /// What happens to it when the key it refers to is changed. Said after [`references`](Self::references).
    #[must_use]
    pub fn on_update(mut self, action: ReferentialAction) -> Self {
        if let Some(key) = &mut self.references {
            key.on_update = action;
        }
        self
    }

    /// The table that it refers to has no model.
    #[must_use]
    pub fn external(mut self) -> Self {
        self.external = true;
        self
    }

    /// What it holds when an insert does not say.
    #[must_use]
    pub fn default(mut self, value: impl Into<DefaultValue>) -> Self {
        self.column.default = Some(value.into());
        self
    }

    /// It is computed from other columns when the row is written.
    #[must_use]
    pub fn generated_stored(mut self, expression: Expression) -> Self {
        self.column.generation = Some(Generation::Stored(expression));
        self
    }

    /// It is computed from other columns when the row is read (MySQL, SQLite).
    #[must_use]
    pub fn generated_virtual(mut self, expression: Expression) -> Self {
        self.column.generation = Some(Generation::Virtual(expression));
        self
    }

    /// What must not be false of it: `<table>_<column>_check`.
    #[must_use]
    pub fn check(mut self, expression: Expression) -> Self {
        self.checks.push(expression);
        self
    }

    /// How its text is compared and sorted, by the database's own name.
    #[must_use]
    pub fn collate(mut self, collation: impl Into<String>) -> Self {
        self.column.collation = Some(collation.into());
        self
    }

    /// The comment.
    #[must_use]
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.column.comment = Some(comment.into());
        self
    }

    /// What it was called before.
    #[must_use]
    pub fn was(mut self, name: impl Into<String>) -> Self {
        self.was = Some(name.into());
        self
    }

    /// How many characters its text has at most.
    #[must_use]
    pub fn max_length(mut self, length: u32) -> Self {
        match innermost(&mut self.column.column_type) {
            of @ (ColumnType::Text | ColumnType::String(_)) => *of = ColumnType::String(length),
            other => {
                let message = format!("`max_length` is for text, and this is {other}");
                self.complain(message);
            }
        }
        self
    }

    /// How many digits its numbers have, and how many of them are after the point.
    #[must_use]
    pub fn precision(mut self, precision: u32, scale: u32) -> Self {
        match innermost(&mut self.column.column_type) {
            ColumnType::Decimal(of) => *of = Some((precision, scale)),
            other => {
                let message = format!("`precision` is for exact numbers, and this is {other}");
                self.complain(message);
            }
        }
        self
    }

    fn complain(&mut self, message: String) {
        let help = "leave it out, or make the field of another type";
        self.problems
            .push(Problem::new(message).at(self.at).help(help));
    }
}

/// The type itself, or that of an array's elements.
fn innermost(column_type: &mut ColumnType) -> &mut ColumnType {
    match column_type {
        ColumnType::Array(element) => innermost(element),
        other => other,
    }
}
