//! Indexes.

use std::collections::BTreeMap;

use super::Expression;

/// An index of a table. A unique *constraint* is not an index here: see [`Unique`](super::Unique).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
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
    /// Storage parameters: `fillfactor`... (PostgreSQL).
    pub storage: BTreeMap<String, String>,
    /// The tablespace, if not the database's own (PostgreSQL).
    pub tablespace: Option<String>,
    /// The comment.
    pub comment: Option<String>,
}

/// One key of an index.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct IndexPart {
    /// What is indexed.
    pub key: IndexKey,
    /// The order.
    pub direction: Direction,
    /// Where NULLs sort, if not where the direction puts them.
    pub nulls: Option<Nulls>,
    /// The operator class (PostgreSQL), by its name.
    #[serde(serialize_with = "super::serialized::optional_sql")]
    pub operator_class: Option<String>,
    /// How many characters (of bytes: how many bytes) from the beginning are indexed, if not all (MySQL).
    pub prefix: Option<u32>,
}

/// What a key of an index is over.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub enum IndexKey {
    /// A column.
    Column(String),
    /// An expression.
    Expression(Expression),
}

/// The order of an index key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub enum Direction {
    /// Ascending.
    #[default]
    Ascending,
    /// Descending.
    Descending,
}

/// Where NULLs sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
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
            storage: BTreeMap::new(),
            tablespace: None,
            comment: None,
        }
    }

    /// The key columns, in order; expressions are left out.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(IndexPart::column_name)
    }

    pub(crate) fn rename_column(&mut self, from: &str, to: &str) {
        for part in &mut self.parts {
            part.rename_column(from, to);
        }
        self.include
            .iter_mut()
            .filter(|column| *column == from)
            .for_each(|column| to.clone_into(column));
        self.filter = self.filter.take().map(|filter| filter.rename(from, to));
    }

    /// Whether the index needs this column in any way.
    pub fn uses(&self, column: &str) -> bool {
        self.parts.iter().any(|part| part.uses(column))
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
            prefix: None,
        }
    }

    /// The column, if it is one.
    pub fn column_name(&self) -> Option<&str> {
        match &self.key {
            IndexKey::Column(column) => Some(column),
            IndexKey::Expression(_) => None,
        }
    }

    pub(crate) fn rename_column(&mut self, from: &str, to: &str) {
        match &mut self.key {
            IndexKey::Column(column) if column == from => to.clone_into(column),
            IndexKey::Column(_) => {}
            IndexKey::Expression(expression) => *expression = expression.rename(from, to),
        }
    }

    pub(crate) fn uses(&self, column: &str) -> bool {
        match &self.key {
            IndexKey::Column(name) => name == column,
            IndexKey::Expression(expression) => expression.mentions(column),
        }
    }
}
