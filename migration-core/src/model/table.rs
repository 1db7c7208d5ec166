//! A table, as a struct says it.

use std::collections::BTreeMap;

use super::{
    ModelCheck, ModelColumn, ModelExclusion, ModelForeignKey, ModelIndex, ModelPrimaryKey,
    ModelUnique,
};
use crate::Location;
use crate::schema::ObjectName;

/// A table, as a model says it. What is wrong with it is told by [`state`](super::state).
#[derive(Debug, Clone, PartialEq)]
pub struct ModelTable {
    pub(super) model: &'static str,
    pub(super) name: ObjectName,
    pub(super) comment: Option<String>,
    pub(super) was: Option<ObjectName>,
    pub(super) columns: Vec<ModelColumn>,
    pub(super) primary_key: Option<ModelPrimaryKey>,
    pub(super) uniques: Vec<ModelUnique>,
    pub(super) foreign_keys: Vec<ModelForeignKey>,
    pub(super) checks: Vec<ModelCheck>,
    pub(super) exclusions: Vec<ModelExclusion>,
    pub(super) indexes: Vec<ModelIndex>,
    pub(super) unlogged: bool,
    pub(super) storage: BTreeMap<String, String>,
    pub(super) tablespace: Option<String>,
    pub(super) at: Location,
}

impl ModelTable {
    /// A table with nothing in it yet, and the struct that says it.
    pub fn new(model: &'static str, name: ObjectName, at: Location) -> Self {
        Self {
            model,
            name,
            comment: None,
            was: None,
            columns: Vec::new(),
            primary_key: None,
            uniques: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            exclusions: Vec::new(),
            indexes: Vec::new(),
            unlogged: false,
            storage: BTreeMap::new(),
            tablespace: None,
            at,
        }
    }

    /// Its name.
    pub fn name(&self) -> &ObjectName {
        &self.name
    }

    /// The comment.
    #[must_use]
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// What it was called before.
    #[must_use]
    pub fn was(mut self, name: ObjectName) -> Self {
        self.was = Some(name);
        self
    }

    /// One more column.
    #[must_use]
    pub fn column(mut self, column: ModelColumn) -> Self {
        self.columns.push(column);
        self
    }

    /// The primary key, where it is not said by columns.
    #[must_use]
    pub fn primary_key(mut self, key: ModelPrimaryKey) -> Self {
        self.primary_key = Some(key);
        self
    }

    /// One more unique constraint.
    #[must_use]
    pub fn unique(mut self, unique: ModelUnique) -> Self {
        self.uniques.push(unique);
        self
    }

    /// One more foreign key.
    #[must_use]
    pub fn foreign_key(mut self, key: ModelForeignKey) -> Self {
        self.foreign_keys.push(key);
        self
    }

    /// One more check.
    #[must_use]
    pub fn check(mut self, check: ModelCheck) -> Self {
        self.checks.push(check);
        self
    }

    /// One more exclusion constraint (PostgreSQL).
    #[must_use]
    pub fn exclusion(mut self, exclusion: ModelExclusion) -> Self {
        self.exclusions.push(exclusion);
        self
    }

    /// It is not written to the write-ahead log (PostgreSQL).
    #[must_use]
    pub fn unlogged(mut self) -> Self {
        self.unlogged = true;
        self
    }

    /// A storage parameter: `fillfactor` and the like (PostgreSQL).
    #[must_use]
    pub fn with(mut self, parameter: impl Into<String>, value: impl ToString) -> Self {
        self.storage.insert(parameter.into(), value.to_string());
        self
    }

    /// The tablespace that it is in (PostgreSQL).
    #[must_use]
    pub fn tablespace(mut self, tablespace: impl Into<String>) -> Self {
        self.tablespace = Some(tablespace.into());
        self
    }

    /// One more index.
    #[must_use]
    pub fn index(mut self, index: ModelIndex) -> Self {
        self.indexes.push(index);
        self
    }
}
