//! Composite types: rows as values.

use crate::schema::{ColumnType, ObjectName};

/// A composite type (PostgreSQL). A column is of it by `custom("name")`.
///
/// Two are equal when they have attributes of the same names and types: no database can put one back in its old place.
#[derive(Debug, Clone, Eq, serde::Serialize)]
pub struct Composite {
    /// Its name.
    pub name: ObjectName,
    /// Its attributes, in order.
    pub attributes: Vec<Attribute>,
}

/// An attribute of a composite type.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its type.
    pub attribute_type: ColumnType,
}

/// One thing that changes about a composite type.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub enum CompositeChange {
    /// One more attribute, after the others.
    Add(Attribute),
    /// One attribute less.
    Drop(String),
    /// An attribute is called otherwise.
    Rename {
        /// The name before.
        from: String,
        /// The name after.
        to: String,
    },
    /// An attribute has another type.
    Type {
        /// Its name.
        name: String,
        /// Its type afterwards.
        to: ColumnType,
    },
}

impl PartialEq for Composite {
    fn eq(&self, other: &Self) -> bool {
        let same = |attribute: &Attribute| other.attribute(&attribute.name) == Some(attribute);
        self.name == other.name
            && self.attributes.len() == other.attributes.len()
            && self.attributes.iter().all(same)
    }
}

impl Composite {
    /// An attribute by name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        (self.attributes.iter()).find(|attribute| attribute.name == name)
    }

    pub(crate) fn change(&mut self, change: &CompositeChange) {
        match change {
            CompositeChange::Add(attribute) => self.attributes.push(attribute.clone()),
            CompositeChange::Drop(name) => self.attributes.retain(|other| other.name != *name),
            CompositeChange::Rename { from, to } => self.edit(from, |it| it.name.clone_from(to)),
            CompositeChange::Type { name, to } => {
                self.edit(name, |it| it.attribute_type.clone_from(to));
            }
        }
    }

    fn edit(&mut self, name: &str, edit: impl FnOnce(&mut Attribute)) {
        if let Some(attribute) = self.attributes.iter_mut().find(|it| it.name == name) {
            edit(attribute);
        }
    }

    /// What makes another composite type of this one.
    pub(crate) fn changes_to(&self, to: &Self) -> Vec<CompositeChange> {
        let mut changes = Vec::new();
        for old in &self.attributes {
            match to.attribute(&old.name) {
                None => changes.push(CompositeChange::Drop(old.name.clone())),
                Some(new) if new.attribute_type != old.attribute_type => {
                    changes.push(CompositeChange::Type {
                        name: old.name.clone(),
                        to: new.attribute_type.clone(),
                    });
                }
                Some(_) => {}
            }
        }
        let added = (to.attributes.iter()).filter(|new| self.attribute(&new.name).is_none());
        changes.extend(added.cloned().map(CompositeChange::Add));
        changes
    }
}
