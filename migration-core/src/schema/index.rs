//! Indexes.

use super::Expression;

/// An index of a table. A unique *constraint* is not an index here: see [`Unique`](super::Unique).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// What it is over, in order.
    pub parts: Vec<IndexPart>,
    /// Whether it forbids equal rows.
    pub unique: bool,
    /// The access method by the database's own name (`gin`, `gist`, `hash`...), if not the default.
    pub method: Option<String>,
    /// Columns that are stored but not searched.
    pub include: Vec<String>,
    /// The rows it holds: a partial index.
    pub filter: Option<Expression>,
    /// Whether two NULLs are equal to a unique index.
    pub nulls_not_distinct: bool,
    /// The comment.
    pub comment: Option<String>,
}

/// One key of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexPart {
    /// What is indexed.
    pub key: IndexKey,
    /// The order.
    pub direction: Direction,
    /// Where NULLs sort, if not where the direction puts them.
    pub nulls: Option<Nulls>,
    /// The operator class (PostgreSQL), by its name.
    pub operator_class: Option<String>,
}

/// What a key of an index is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexKey {
    /// A column.
    Column(String),
    /// An expression.
    Expression(Expression),
}

/// The order of an index key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// Ascending.
    #[default]
    Ascending,
    /// Descending.
    Descending,
}

/// Where NULLs sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    /// Before all values.
    First,
    /// After all values.
    Last,
}

impl Index {
    /// An index with nothing but its parts.
    pub fn new(name: impl Into<String>, parts: Vec<IndexPart>) -> Self {
        Self {
            name: name.into(),
            parts,
            unique: false,
            method: None,
            include: Vec::new(),
            filter: None,
            nulls_not_distinct: false,
            comment: None,
        }
    }

    /// The key columns, in order; expressions are left out.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match &part.key {
            IndexKey::Column(column) => Some(column.as_str()),
            IndexKey::Expression(_) => None,
        })
    }

    pub(crate) fn rename_column(&mut self, from: &str, to: &str) {
        for part in &mut self.parts {
            match &mut part.key {
                IndexKey::Column(column) if column == from => to.clone_into(column),
                IndexKey::Column(_) => {}
                IndexKey::Expression(expression) => *expression = expression.rename(from, to),
            }
        }
        self.include
            .iter_mut()
            .filter(|column| *column == from)
            .for_each(|column| to.clone_into(column));
        self.filter = self.filter.take().map(|filter| filter.rename(from, to));
    }

    /// Whether the index needs this column in any way.
    pub fn uses(&self, column: &str) -> bool {
        let in_part = |part: &IndexPart| match &part.key {
            IndexKey::Column(name) => name == column,
            IndexKey::Expression(expression) => expression.mentions(column),
        };
        self.parts.iter().any(in_part)
            || self.include.iter().any(|name| name == column)
            || self
                .filter
                .as_ref()
                .is_some_and(|filter| filter.mentions(column))
    }
}

impl IndexPart {
    /// A column, ascending.
    pub fn column(name: impl Into<String>) -> Self {
        Self {
            key: IndexKey::Column(name.into()),
            direction: Direction::Ascending,
            nulls: None,
            operator_class: None,
        }
    }
}
