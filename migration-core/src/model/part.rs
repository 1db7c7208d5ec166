//! Keys, checks and indexes of more than a field.

use crate::Location;
use crate::schema::{
    Check, Deferrable, Exclusion, ExclusionElement, Expression, ForeignKey, Index, IndexPart,
    ObjectName, PrimaryKey, ReferentialAction, Unique,
};

/// What each of them has: a name that is said or made up, one from before, and a place.
macro_rules! part {
    ($(#[$doc:meta])* $part:ident, $noun:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $part {
            /// Its name is empty where none is said.
            pub(super) noun: $noun,
            pub(super) was: Option<String>,
            pub(super) at: Location,
        }

        impl $part {
            /// Its name, where it is not the one that is made up.
            #[must_use]
            pub fn name(mut self, name: impl Into<String>) -> Self {
                self.noun.name = name.into();
                self
            }

            /// What it was called before.
            #[must_use]
            pub fn was(mut self, name: impl Into<String>) -> Self {
                self.was = Some(name.into());
                self
            }
        }
    };
}

part!(
    /// A primary key, as a model says it.
    ModelPrimaryKey,
    PrimaryKey
);
part!(
    /// A unique constraint, as a model says it.
    ModelUnique,
    Unique
);
part!(
    /// A check, as a model says it.
    ModelCheck,
    Check
);
part!(
    /// An index, as a model says it.
    ModelIndex,
    Index
);

part!(
    /// An exclusion constraint, as a model says it (PostgreSQL).
    ModelExclusion,
    Exclusion
);

/// A foreign key, as a model says it.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelForeignKey {
    pub(super) noun: ForeignKey,
    pub(super) external: bool,
    pub(super) was: Option<String>,
    pub(super) at: Location,
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

impl ModelPrimaryKey {
    /// The primary key of these columns.
    pub fn new(columns: &[&str], at: Location) -> Self {
        let noun = PrimaryKey {
            name: String::new(),
            columns: owned(columns),
            without_overlaps: false,
        };
        let was = None;
        Self { noun, was, at }
    }
}

impl ModelUnique {
    /// No two rows hold the same in these columns.
    pub fn new(columns: &[&str], at: Location) -> Self {
        let noun = Unique {
            name: String::new(),
            columns: owned(columns),
            nulls_not_distinct: false,
            deferrable: Deferrable::No,
            without_overlaps: false,
        };
        let was = None;
        Self { noun, was, at }
    }

    /// Two NULLs are equal to it (PostgreSQL 15).
    #[must_use]
    pub fn nulls_not_distinct(mut self) -> Self {
        self.noun.nulls_not_distinct = true;
        self
    }

    /// When it is checked (PostgreSQL).
    #[must_use]
    pub fn deferrable(mut self, deferrable: Deferrable) -> Self {
        self.noun.deferrable = deferrable;
        self
    }
}

impl ModelCheck {
    /// What must not be false of any row.
    pub fn new(expression: Expression, at: Location) -> Self {
        let noun = Check {
            name: String::new(),
            expression,
            not_valid: false,
            not_enforced: false,
        };
        let was = None;
        Self { noun, was, at }
    }
}

impl ModelExclusion {
    /// No two rows may compare true by all of these operators.
    pub fn new(elements: Vec<(IndexPart, &str)>, at: Location) -> Self {
        let elements = elements
            .into_iter()
            .map(|(part, operator)| ExclusionElement {
                part,
                operator: operator.to_owned(),
            });
        let noun = Exclusion {
            name: String::new(),
            method: "gist".to_owned(),
            elements: elements.collect(),
            filter: None,
            deferrable: Deferrable::No,
        };
        let was = None;
        Self { noun, was, at }
    }

    /// The access method of its index, if not `gist`.
    #[must_use]
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.noun.method = method.into();
        self
    }

    /// The rows that it is about.
    #[must_use]
    pub fn filter(mut self, filter: Expression) -> Self {
        self.noun.filter = Some(filter);
        self
    }

    /// When it is checked.
    #[must_use]
    pub fn deferrable(mut self, deferrable: Deferrable) -> Self {
        self.noun.deferrable = deferrable;
        self
    }
}

impl ModelForeignKey {
    /// These columns refer to those of another table.
    pub fn new(
        columns: &[&str],
        references: ObjectName,
        referenced_columns: &[&str],
        at: Location,
    ) -> Self {
        Self {
            noun: ForeignKey {
                name: String::new(),
                columns: owned(columns),
                references,
                referenced_columns: owned(referenced_columns),
                on_delete: ReferentialAction::NoAction,
                on_update: ReferentialAction::NoAction,
                on_delete_columns: Vec::new(),
                match_full: false,
                deferrable: Deferrable::No,
                not_valid: false,
                period: false,
            },
            external: false,
            was: None,
            at,
        }
    }

    /// Its name, where it is not the one that is made up.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.noun.name = name.into();
        self
    }

    /// What it was called before.
    #[must_use]
    pub fn was(mut self, name: impl Into<String>) -> Self {
        self.was = Some(name.into());
        self
    }

    /// The table that it refers to has no model.
    #[must_use]
    pub fn external(mut self) -> Self {
        self.external = true;
        self
    }

    /// What happens to its rows when the row they refer to is deleted.
    #[must_use]
    pub fn on_delete(mut self, action: ReferentialAction) -> Self {
        self.noun.on_delete = action;
        self
    }

    /// What happens to its rows when the key they refer to is changed.
    #[must_use]
    pub fn on_update(mut self, action: ReferentialAction) -> Self {
        self.noun.on_update = action;
        self
    }

    /// Either all of its columns are NULL or none is (PostgreSQL).
    #[must_use]
    pub fn match_full(mut self) -> Self {
        self.noun.match_full = true;
        self
    }

    /// When it is checked (PostgreSQL, SQLite).
    #[must_use]
    pub fn deferrable(mut self, deferrable: Deferrable) -> Self {
        self.noun.deferrable = deferrable;
        self
    }
}

impl ModelIndex {
    /// An index over these.
    pub fn new(parts: Vec<IndexPart>, at: Location) -> Self {
        let noun = Index::new(String::new(), parts);
        let was = None;
        Self { noun, was, at }
    }

    /// It forbids equal rows.
    #[must_use]
    pub fn unique(mut self) -> Self {
        self.noun.unique = true;
        self
    }

    /// The access method, by the database's own name.
    #[must_use]
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.noun.method = Some(method.into());
        self
    }

    /// The rows that it holds.
    #[must_use]
    pub fn filter(mut self, filter: Expression) -> Self {
        self.noun.filter = Some(filter);
        self
    }

    /// Columns that are stored but not searched.
    #[must_use]
    pub fn include(mut self, columns: &[&str]) -> Self {
        self.noun.include = owned(columns);
        self
    }

    /// Two NULLs are equal to it (PostgreSQL 15).
    #[must_use]
    pub fn nulls_not_distinct(mut self) -> Self {
        self.noun.nulls_not_distinct = true;
        self
    }

    /// The comment.
    #[must_use]
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.noun.comment = Some(comment.into());
        self
    }
}
