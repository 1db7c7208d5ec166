//! Enum types.

use super::order::Differ;
use crate::operation::{AddEnumValue, CreateEnum, DropEnum, DropEnumValue, ValuePosition};
use crate::schema::ObjectName;

impl Differ<'_> {
    /// New types, and new values of those that are there.
    pub(super) fn types(&mut self) {
        for (name, to) in &self.to.enums {
            let Some(from) = self.state.enum_type(name) else {
                self.attempt(CreateEnum {
                    name: name.clone(),
                    values: to.values.clone(),
                });
                continue;
            };
            if from.values != to.values {
                self.values(name, &to.values);
            }
        }
    }

    fn values(&mut self, name: &ObjectName, to: &[String]) {
        let has = |differ: &Self, value: &String| {
            let found = differ.state.enum_type(name);
            found.is_some_and(|it| it.values.contains(value))
        };
        for (at, value) in to.iter().enumerate() {
            if has(self, value) {
                continue;
            }
            let before = at.checked_sub(1).map(|at| &to[at]);
            let after = to[at + 1..].iter().find(|it| has(self, it));
            let position = match (before.filter(|it| has(self, it)), after) {
                (_, None) => ValuePosition::Last,
                (Some(before), Some(_)) => ValuePosition::After(before.clone()),
                (None, Some(after)) => ValuePosition::Before(after.clone()),
            };
            self.attempt(AddEnumValue {
                name: name.clone(),
                value: value.clone(),
                position,
                if_not_exists: false,
            });
        }
    }

    /// Types and values that go. One that stands at another place goes, too, and is added there in the next round.
    pub(super) fn drop_types(&mut self) {
        let enums = self.state.enums.clone();
        for (name, from) in &enums {
            let Some(to) = self.to.enum_type(name) else {
                self.attempt(DropEnum {
                    name: name.clone(),
                    if_exists: false,
                });
                continue;
            };
            for value in from.values.iter().filter(|it| !to.values.contains(it)) {
                self.drop_value(name, value);
            }
            let now = self.state.enum_type(name).map(|it| it.values.clone());
            let misplaced = now.filter(|now| now.len() == to.values.len());
            let misplaced = misplaced.and_then(|now| {
                let mut pairs = now.into_iter().zip(&to.values);
                pairs.find(|(now, to)| now != *to).map(|(now, _)| now)
            });
            if let Some(value) = misplaced {
                self.drop_value(name, &value);
            }
        }
    }

    fn drop_value(&mut self, name: &ObjectName, value: &str) {
        self.attempt(DropEnumValue {
            name: name.clone(),
            value: value.to_owned(),
            to: None,
        });
    }
}
