//! Keys and checks.

use super::{Expression, IndexPart, ObjectName};

/// A constraint of a table.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub enum Constraint {
    /// The primary key.
    PrimaryKey(PrimaryKey),
    /// A unique constraint.
    Unique(Unique),
    /// A foreign key.
    ForeignKey(ForeignKey),
    /// A check.
    Check(Check),
    /// An exclusion constraint.
    Exclusion(Exclusion),
}

/// The kinds of constraints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub enum ConstraintKind {
    /// See [`PrimaryKey`].
    PrimaryKey,
    /// See [`Unique`].
    Unique,
    /// See [`ForeignKey`].
    ForeignKey,
    /// See [`Check`].
    Check,
    /// See [`Exclusion`].
    Exclusion,
}

/// The primary key of a table.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PrimaryKey {
    /// Its name. MySQL always calls it `PRIMARY`.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// Whether the last column is a range, and rows with the same other columns may not overlap in it (PostgreSQL 18).
    pub without_overlaps: bool,
}

/// A unique constraint.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Unique {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// Whether two NULLs are equal (PostgreSQL 15).
    pub nulls_not_distinct: bool,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// Whether the last column is a range, and rows with the same other columns may not overlap in it (PostgreSQL 18).
    pub without_overlaps: bool,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ForeignKey {
    /// Its name.
    pub name: String,
    /// The referring columns, in order.
    pub columns: Vec<String>,
    /// The table referred to.
    pub references: ObjectName,
    /// The columns referred to, in order.
    pub referenced_columns: Vec<String>,
    /// What happens to referring rows when the row referred to is deleted.
    pub on_delete: ReferentialAction,
    /// What happens to referring rows when the key referred to is changed.
    pub on_update: ReferentialAction,
    /// The referring columns that `SET NULL` or `SET DEFAULT` changes when the row referred to is deleted, if not all of
    /// them (PostgreSQL 15).
    pub on_delete_columns: Vec<String>,
    /// `MATCH FULL`: either all columns are NULL or none is.
    pub match_full: bool,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// Whether existing rows are not (yet) checked: `NOT VALID` (PostgreSQL).
    pub not_valid: bool,
    /// Whether the last column is a range, all of which the rows referred to must cover (PostgreSQL 18).
    pub period: bool,
}

/// A check.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// What must not be false.
    pub expression: Expression,
    /// Whether existing rows are not (yet) checked: `NOT VALID` (PostgreSQL).
    pub not_valid: bool,
    /// Whether no row is ever checked: `NOT ENFORCED` (MySQL).
    pub not_enforced: bool,
}

/// An exclusion constraint: no two rows may compare true on all of its elements (PostgreSQL).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Exclusion {
    /// Its name.
    pub name: String,
    /// The access method of its index, by the database's own name.
    pub method: String,
    /// What is compared, and how.
    pub elements: Vec<ExclusionElement>,
    /// The rows that it is about.
    pub filter: Option<Expression>,
    /// When it is checked.
    pub deferrable: Deferrable,
}

/// One comparison of an exclusion constraint.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ExclusionElement {
    /// What is compared.
    pub part: IndexPart,
    /// The operator that must not be true of two rows: `=`, `&&`...
    pub operator: String,
}

impl Exclusion {
    /// The columns that are elements, in order; expressions are left out.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.elements
            .iter()
            .filter_map(|element| element.part.column_name())
    }

    pub(crate) fn rename_column(&mut self, from: &str, to: &str) {
        for element in &mut self.elements {
            element.part.rename_column(from, to);
        }
        self.filter = self.filter.take().map(|filter| filter.rename(from, to));
    }

    fn uses(&self, column: &str) -> bool {
        let in_filter = |filter: &Expression| filter.mentions(column);
        self.elements.iter().any(|it| it.part.uses(column))
            || self.filter.as_ref().is_some_and(in_filter)
    }
}

/// What happens to referring rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
pub enum ReferentialAction {
    /// Refused at the end of the statement, or of the transaction when deferred.
    #[default]
    NoAction,
    /// Refused at once.
    Restrict,
    /// They are deleted or changed as well.
    Cascade,
    /// Their columns become NULL.
    SetNull,
    /// Their columns get their defaults.
    SetDefault,
}

/// When a constraint is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
pub enum Deferrable {
    /// At the end of each statement, always.
    #[default]
    No,
    /// At the end of each statement, unless a transaction defers it.
    InitiallyImmediate,
    /// At the end of the transaction.
    InitiallyDeferred,
}

impl Constraint {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::PrimaryKey(key) => &key.name,
            Self::Unique(unique) => &unique.name,
            Self::ForeignKey(key) => &key.name,
            Self::Check(check) => &check.name,
            Self::Exclusion(exclusion) => &exclusion.name,
        }
    }

    pub(crate) fn set_name(&mut self, to: String) {
        match self {
            Self::PrimaryKey(key) => key.name = to,
            Self::Unique(unique) => unique.name = to,
            Self::ForeignKey(key) => key.name = to,
            Self::Check(check) => check.name = to,
            Self::Exclusion(exclusion) => exclusion.name = to,
        }
    }

    /// Whether existing rows are not (yet) checked.
    pub fn is_not_valid(&self) -> bool {
        match self {
            Self::ForeignKey(key) => key.not_valid,
            Self::Check(check) => check.not_valid,
            Self::PrimaryKey(_) | Self::Unique(_) | Self::Exclusion(_) => false,
        }
    }

    /// Its kind.
    pub fn kind(&self) -> ConstraintKind {
        match self {
            Self::PrimaryKey(_) => ConstraintKind::PrimaryKey,
            Self::Unique(_) => ConstraintKind::Unique,
            Self::ForeignKey(_) => ConstraintKind::ForeignKey,
            Self::Check(_) => ConstraintKind::Check,
            Self::Exclusion(_) => ConstraintKind::Exclusion,
        }
    }

    /// Whether it needs this column of its own table.
    pub fn uses(&self, column: &str) -> bool {
        let among = |columns: &[String]| columns.iter().any(|name| name == column);
        match self {
            Self::PrimaryKey(key) => among(&key.columns),
            Self::Unique(unique) => among(&unique.columns),
            Self::ForeignKey(key) => among(&key.columns),
            Self::Check(check) => check.expression.mentions(column),
            Self::Exclusion(exclusion) => exclusion.uses(column),
        }
    }
}

impl ConstraintKind {
    /// The field's term for it.
    pub fn term(self) -> &'static str {
        match self {
            Self::PrimaryKey => "primary key",
            Self::Unique => "unique constraint",
            Self::ForeignKey => "foreign key",
            Self::Check => "check",
            Self::Exclusion => "exclusion constraint",
        }
    }
}

impl ReferentialAction {
    /// The SQL keywords, the same in every database.
    pub fn sql(self) -> &'static str {
        match self {
            Self::NoAction => "NO ACTION",
            Self::Restrict => "RESTRICT",
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        }
    }
}
