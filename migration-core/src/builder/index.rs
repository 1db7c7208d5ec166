//! What can be said of indexes.

use super::names::{IntoColumns, IntoNamed};
use crate::Location;
use crate::operation::{CreateIndex, DropIndex, Recorded};
use crate::schema::{Direction, Expression, Index, IndexKey, IndexPart, Nulls, ObjectName, naming};

/// A column as a key of an index: `col("created_at").desc()`.
pub fn col(name: impl IntoNamed) -> IndexPart {
    IndexPart::column(name.into_named())
}

impl From<Expression> for IndexPart {
    fn from(expression: Expression) -> Self {
        let direction = Direction::Ascending;
        Self {
            key: IndexKey::Expression(expression),
            direction,
            nulls: None,
            operator_class: None,
        }
    }
}

impl IndexPart {
    /// In descending order.
    #[must_use]
    pub fn desc(self) -> Self {
        Self {
            direction: Direction::Descending,
            ..self
        }
    }

    /// NULLs before all values (PostgreSQL).
    #[must_use]
    pub fn nulls_first(self) -> Self {
        Self {
            nulls: Some(Nulls::First),
            ..self
        }
    }

    /// NULLs after all values (PostgreSQL).
    #[must_use]
    pub fn nulls_last(self) -> Self {
        Self {
            nulls: Some(Nulls::Last),
            ..self
        }
    }

    /// The operator class, by its name (PostgreSQL): `col("title").ops("gin_trgm_ops")`.
    #[must_use]
    pub fn ops(self, operator_class: impl IntoNamed) -> Self {
        Self {
            operator_class: Some(operator_class.into_named()),
            ..self
        }
    }
}

/// An index that is being described.
#[derive(Debug)]
pub struct IndexBuilder {
    pub(super) table: ObjectName,
    name: Option<String>,
    index: Index,
    concurrently: bool,
    if_not_exists: bool,
    pub(super) at: Location,
}

impl IndexBuilder {
    pub(super) fn new(table: ObjectName, parts: Vec<IndexPart>, at: Location) -> Self {
        let index = Index::new(String::new(), parts);
        Self {
            table,
            name: None,
            index,
            concurrently: false,
            if_not_exists: false,
            at,
        }
    }

    /// Its name, in place of `<table>_<columns>_idx`.
    pub fn name(&mut self, name: impl IntoNamed) -> &mut Self {
        self.name = Some(name.into_named());
        self
    }

    /// No two rows have equal keys.
    pub fn unique(&mut self) -> &mut Self {
        self.index.unique = true;
        self
    }

    /// It holds only the rows of which this is true: a partial index (PostgreSQL, SQLite).
    pub fn filter(&mut self, filter: impl Into<Expression>) -> &mut Self {
        self.index.filter = Some(filter.into());
        self
    }

    /// The access method, by the database's own name: `gin`, `gist`, `brin`, `hash`, `fulltext`...
    pub fn using(&mut self, method: impl Into<String>) -> &mut Self {
        self.index.method = Some(method.into());
        self
    }

    /// It stores these columns as well, for index-only scans (PostgreSQL).
    pub fn include<K>(&mut self, columns: impl IntoColumns<K>) -> &mut Self {
        self.index.include = columns.into_columns();
        self
    }

    /// Two NULLs count as equal: `NULLS NOT DISTINCT` (PostgreSQL 15).
    pub fn nulls_not_distinct(&mut self) -> &mut Self {
        self.index.nulls_not_distinct = true;
        self
    }

    /// Its comment.
    pub fn comment(&mut self, comment: impl Into<String>) -> &mut Self {
        self.index.comment = Some(comment.into());
        self
    }

    /// It is built without blocking writes, outside of the migration's transaction (PostgreSQL). On other databases it
    /// is built as any index is.
    pub fn concurrently(&mut self) -> &mut Self {
        self.concurrently = true;
        self
    }

    /// Does nothing when there is an index of this name.
    pub fn if_not_exists(&mut self) -> &mut Self {
        self.if_not_exists = true;
        self
    }

    pub(super) fn build(&self) -> Index {
        let name = self.name.clone().unwrap_or_else(|| {
            let keys: Vec<&str> = self.index.parts.iter().map(key_name).collect();
            naming::index(&self.table, &keys)
        });
        Index {
            name,
            ..self.index.clone()
        }
    }

    pub(super) fn is_plain(&self) -> bool {
        !self.concurrently && !self.if_not_exists
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let index = self.build();
        let Self {
            table,
            concurrently,
            if_not_exists,
            at,
            ..
        } = self;
        out.push(Recorded::new(
            CreateIndex {
                table,
                index,
                concurrently,
                if_not_exists,
            },
            at,
        ));
    }
}

fn key_name(part: &IndexPart) -> &str {
    match &part.key {
        IndexKey::Column(column) => column,
        IndexKey::Expression(_) => "expr",
    }
}

/// An index that is being dropped.
#[derive(Debug)]
pub struct DropIndexBuilder {
    pub(super) operation: DropIndex,
    pub(super) at: Location,
}

impl DropIndexBuilder {
    /// Without blocking, outside of the migration's transaction (PostgreSQL).
    pub fn concurrently(&mut self) -> &mut Self {
        self.operation.concurrently = true;
        self
    }

    /// Does nothing when there is none of this name.
    pub fn if_exists(&mut self) -> &mut Self {
        self.operation.if_exists = true;
        self
    }
}
