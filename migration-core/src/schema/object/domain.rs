//! Domains: types with rules of their own.

use std::collections::BTreeMap;

use crate::schema::{Check, ColumnType, DefaultValue, ObjectName};

/// A domain (PostgreSQL): a type whose values keep rules. A column is of it by `custom("name")`.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Domain {
    /// Its name.
    pub name: ObjectName,
    /// The type that it is of.
    pub base: ColumnType,
    /// What a column of it holds when an insert does not say.
    pub default: Option<DefaultValue>,
    /// Whether it refuses NULL.
    pub not_null: bool,
    /// The collation, by the database's own name.
    pub collation: Option<String>,
    /// What must not be false of a value, which is called `VALUE`, by the names of the checks.
    pub checks: BTreeMap<String, Check>,
}

/// One thing that changes about a domain.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub enum DomainChange {
    /// The default, or none.
    Default(Option<DefaultValue>),
    /// Whether it refuses NULL.
    NotNull(bool),
    /// One more check.
    AddCheck(Check),
    /// One check less.
    DropCheck(String),
    /// The values that are there are checked as well.
    ValidateCheck(String),
}

impl Domain {
    pub(crate) fn change(&mut self, change: &DomainChange) {
        match change {
            DomainChange::Default(default) => self.default.clone_from(default),
            DomainChange::NotNull(not_null) => self.not_null = *not_null,
            DomainChange::AddCheck(check) => {
                self.checks.insert(check.name.clone(), check.clone());
            }
            DomainChange::DropCheck(name) => drop(self.checks.remove(name)),
            DomainChange::ValidateCheck(name) => {
                if let Some(check) = self.checks.get_mut(name) {
                    check.not_valid = false;
                }
            }
        }
    }

    /// What makes this domain, of the same type, of another one.
    pub(crate) fn changes_to(&self, to: &Self) -> Vec<DomainChange> {
        let mut changes = Vec::new();
        if self.default != to.default {
            changes.push(DomainChange::Default(to.default.clone()));
        }
        if self.not_null != to.not_null {
            changes.push(DomainChange::NotNull(to.not_null));
        }
        for (name, check) in &self.checks {
            match to.checks.get(name) {
                Some(other) if other == check => {}
                Some(other) if other.expression == check.expression && check.not_valid => {
                    changes.push(DomainChange::ValidateCheck(name.clone()));
                }
                Some(_) | None => changes.push(DomainChange::DropCheck(name.clone())),
            }
        }
        for (name, check) in &to.checks {
            let kept = self.checks.get(name).is_some_and(|known| {
                known == check || (known.expression == check.expression && known.not_valid)
            });
            if !kept {
                changes.push(DomainChange::AddCheck(check.clone()));
            }
        }
        changes
    }
}
